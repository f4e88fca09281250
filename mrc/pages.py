"""What every template may use: filters, the words of enums, addresses of assets, and the way round the house."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for

from mrc import access, classifications, i18n
from mrc.access import Permission
from mrc.i18n import lazy
from mrc.legible import legible
from mrc.wording import words
from mrc.wording.people import hours_in_words, opening_in_words

# The side list of each door: by task, not by table.
NAVIGATION: dict[str, tuple[tuple[Any, str, Permission], ...]] = {
    "office": (
        (lazy("My work"), "office.my_work", Permission.WORK_SEE),
        (lazy("People"), "office.list_people", Permission.PERSON_FIND),
        (lazy("Cases"), "office.list_cases", Permission.CASE_FIND),
        (lazy("Referrals"), "office.list_referrals", Permission.REFERRAL_SEND),
        (lazy("Claims"), "office.list_claims", Permission.CLAIM_READ),
        (lazy("Employers and recruiters"), "office.list_respondents", Permission.RESPONDENT_READ),
        (lazy("Directory"), "office.list_organisations", Permission.DIRECTORY_READ),
        (lazy("Reports"), "office.list_reports", Permission.REPORT_READ),
    ),
    "partner": (
        (lazy("Referrals"), "partner.inbox", Permission.ORGANISATION_OWN),
        (lazy("Who answers for you"), "partner.list_members", Permission.ORGANISATION_OWN),
    ),
    "admin": (
        (lazy("Overview"), "admin.home", Permission.USER_MANAGE),
        (lazy("Accounts"), "admin.list_users", Permission.USER_MANAGE),
        (lazy("Centres"), "admin.list_centres", Permission.CENTRE_MANAGE),
        (lazy("Directory"), "admin.list_organisations", Permission.DIRECTORY_MANAGE),
    ),
    "audit": ((lazy("Record"), "audit.show_log", Permission.AUDIT_READ),),
}


class Place:
    """One line of the side list."""

    def __init__(self, label: str, url: str, is_current: bool) -> None:
        self.label, self.url, self.is_current, self.count = label, url, is_current, None


def prepare(app: Flask) -> None:
    """Give templates their filters and globals."""
    app.jinja_env.globals.update(
        words=words,
        asset=asset,
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        pgettext=i18n.pgettext,
    )
    app.jinja_env.filters.update(
        date=i18n.date,
        day_at_home=i18n.day_at_home,
        date_with_distance=i18n.date_with_distance,
        partial_date=i18n.partial_date,
        moment=i18n.moment,
        zone_name=i18n.zone_name,
        ago=i18n.ago,
        money=i18n.money,
        number=i18n.number,
        digits=i18n.digits,
        joined=i18n.joined,
        ref=i18n.ref,
        country=lambda code: classifications.country_name(code, i18n.language()) if code else "",
        language_name=lambda code: classifications.language_name(code, i18n.language()) if code else "",
        occupation=lambda code: classifications.isco08.title(code, i18n.language()) if code else "",
        industry=lambda code: classifications.isic4.title(code, i18n.language()) if code else "",
        education=lambda code: classifications.isced2011.title(code, i18n.language()) if code else "",
        own_name=classifications.own_name,
        hours_in_words=hours_in_words,
        opening_hours=opening_in_words,
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    # A page with panels is drawn from several templates; what they share is put together once for each reader.
    known: dict[Any, dict[str, Any]] = g.setdefault("shared_by_templates", {})
    reader = (i18n.language(), g.get("actor"))
    if reader not in known:
        known[reader] = _shared_by_templates()
    return known[reader]


def _shared_by_templates() -> dict[str, Any]:
    door = request.blueprint or "public"
    language = i18n.language()
    return {
        "lang": language,
        "dir": i18n.direction(language),
        "door": door,
        "actor": g.get("actor"),
        "offered_languages": [(code, classifications.own_name(code)) for code in i18n.offered(door)],
        "current_path": legible(request.path),
        "navigation": navigation(door),
        "may": may,
        "P": Permission,
        "exit_url": current_app.config["SETTINGS"].exit_url,
        "idle_seconds": current_app.config["SETTINGS"].migrant_idle_minutes * 60,
    }


def may(permission: Permission, subject: Any = None) -> bool:
    """Whether the reader may, so that a page offers only what will not be refused."""
    return access.may(g.get("actor"), permission, subject)


def navigation(door: str) -> list[Place]:
    """The side list of a door for this reader."""
    actor = g.get("actor")
    places = [entry for entry in NAVIGATION.get(door, ()) if access.may(actor, entry[2])]
    places = [entry for entry in places if entry[1] in current_app.view_functions]
    addresses = [(str(label), url_for(endpoint)) for label, endpoint, _permission in places]
    current = max((url for _label, url in addresses if request.path.startswith(url)), key=len, default=None)
    return [Place(label, url, url == current) for label, url in addresses]


def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may keep it for a year."""
    return url_for("static", filename=name, v=_digest(current_app.static_folder or "", name))


@cache
def _digest(folder: str, name: str) -> str:
    return hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:10]
