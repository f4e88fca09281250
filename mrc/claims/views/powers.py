"""Pages of powers of attorney: one put on record, its papers completed, and its end."""

from typing import Any

from flask import g, request, url_for

from mrc import clock
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.claims import service
from mrc.claims.forms.path import NewPowerForm, PapersForm, RevokeForm
from mrc.claims.models import WageClaim
from mrc.claims.views.forms_under import under_case
from mrc.classifications import country_name
from mrc.i18n import date, language
from mrc.i18n import gettext as _


@office.route("/cases/<ref:case_ref>/powers/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_power(case_ref: str) -> Any:
    """Put a power of attorney on record."""
    case = casework.get_case(g.actor, case_ref, Permission.CLAIM_RECORD)
    form = NewPowerForm().offer([(claim.ref, _named(claim)) for claim, _sums in service.of_case(case.id)])
    if request.method == "GET":
        form.country.data = case.destination_country
    said = _("The power of attorney is saved.")
    answer = done(form, lambda: service.record_power(g.actor, case_ref, form.facts()), said, _case_url(case_ref))
    return answer or under_case("claims/record_power.html", form, case_ref)


@office.route("/powers/<ref:power_ref>/papers", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def complete_power(power_ref: str) -> Any:
    """Note when a power of attorney was translated and legalised."""
    power, case = service.get_power(g.actor, power_ref, Permission.CLAIM_RECORD)
    form, case_ref = PapersForm(), case.ref
    if request.method == "GET":
        form.show(power)

    def deed() -> None:
        days = (form.translated_on.data, form.legalised_on.data)
        labels = (form.translated_on.label.text, form.legalised_on.label.text)
        service.complete_power(g.actor, power_ref, form.seen_version(), days, labels)

    answer = done(form, deed, _("Saved."), _case_url(case_ref))
    return answer or under_case("claims/complete_power.html", form, case_ref, power=_again(power_ref))


@office.route("/powers/<ref:power_ref>/revoke", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def revoke_power(power_ref: str) -> Any:
    """Revoke a power of attorney."""
    _power, case = service.get_power(g.actor, power_ref, Permission.CLAIM_RECORD)
    form, case_ref = RevokeForm(), case.ref
    if request.method == "GET":
        form.revoked_on.data = clock.today(g.actor.timezone)

    def deed() -> None:
        service.revoke_power(g.actor, power_ref, form.revoked_on.data, form.reason.data)

    answer = done(form, deed, _("The power of attorney is revoked. It stays on record."), _case_url(case_ref))
    return answer or under_case("claims/revoke_power.html", form, case_ref, power=_again(power_ref))


def _named(claim: WageClaim) -> str:
    where = country_name(claim.country, language())
    return _("%(country)s, %(date)s", country=where, date=date(claim.created_at))


def _again(power_ref: str) -> Any:
    # A refusal rolled back, and with it what was loaded before.
    return service.get_power(g.actor, power_ref, Permission.CLAIM_READ)[0]


def _case_url(case_ref: str) -> str:
    return url_for("office.show_case", case_ref=case_ref, _anchor="powers")
