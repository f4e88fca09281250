"""The directory's pages: looking up at the office's door, keeping it right at the administrators' door."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from mrc import clock, panels
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import admin, office, public, requires
from mrc.db import row_id
from mrc.directory import rules, service
from mrc.directory.forms import (
    AddOrganisationForm,
    AgreementForm,
    ChangeOrganisationForm,
    KeepingForm,
    SearchForm,
    differences,
    offers_of,
    shown,
)
from mrc.forms import clean_text
from mrc.i18n import gettext as _
from mrc.staff import service as staff

PAGE = 50
SHORT_PAGE = 30


def _listing(only_active: bool) -> dict[str, Any]:
    form = (SearchForm if only_active else KeepingForm)(request.args)
    form.validate()
    filters = form.filters(only_active)
    near = (form.near.data or "")[:200]
    if near:
        filters = replace(filters, near=service.point_of(near))
        if filters.near is None:
            form.near.errors = [_("No place of this name is known here. Write latitude and longitude: 25.29, 51.53.")]
    lines = service.search(filters, after=_after(), limit=PAGE)
    # Only our own fields go into the next address, whatever else somebody added to this one.
    kept: dict[str, Any] = {field.name: request.args[field.name] for field in form if field.name in request.args}
    older = None
    if len(lines) > PAGE:
        last = lines[PAGE - 1]
        older = url_for(str(request.endpoint), **kept, after=f"{last.id}:{last.name_folded}")
    first = url_for(str(request.endpoint), **kept) if "after" in request.args else None
    return {"form": form, "lines": lines[:PAGE], "older_url": older, "newer_url": first}


def _after() -> tuple[str, int] | None:
    """Where the last page ended; an address that somebody bent starts at the beginning."""
    number, _colon, name = request.args.get("after", "").partition(":")
    last = row_id(number)
    return None if last is None else (clean_text(name)[:400], last)


def _entry(organisation_ref: str) -> dict[str, Any]:
    organisation = service.get_organisation(organisation_ref)
    facts = service.facts_of(organisation)
    return {
        "organisation": organisation,
        "facts": facts,
        "freshness": rules.freshness(organisation.verified_on, clock.today()),
        "offers": offers_of(organisation),
    }


@office.get("/directory")
@requires(Permission.DIRECTORY_READ)
def list_organisations() -> str:
    """Look up partner organisations."""
    return render_template("directory/list_organisations.html", **_listing(only_active=True))


@office.get("/directory/<ref:organisation_ref>")
@requires(Permission.DIRECTORY_READ)
def show_organisation(organisation_ref: str) -> str:
    """One organisation: what it takes, where, and how it is reached."""
    entry = _entry(organisation_ref)
    drawn = panels.drawn("organisation", entry["organisation"], g.actor)
    return render_template("directory/show_organisation.html", main_panels=drawn, **entry)


def list_all_organisations() -> str:
    """Every entry, closed ones too."""
    return render_template("directory/list_all_organisations.html", **_listing(only_active=False))


def show_entry(organisation_ref: str) -> str:
    """One entry, to be checked and changed."""
    return render_template("directory/show_entry.html", **_entry(organisation_ref))


# The same words name these pages at the administrators' door, as the navigation knows them.
admin.add_url_rule(
    "/organisations", "list_organisations", requires(Permission.DIRECTORY_MANAGE)(list_all_organisations)
)
admin.add_url_rule(
    "/organisations/<ref:organisation_ref>",
    "show_organisation",
    requires(Permission.DIRECTORY_MANAGE)(show_entry),
)


@admin.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_MANAGE)
def add_organisation() -> Any:
    """Add an organisation."""
    form = AddOrganisationForm()

    def deed() -> str:
        organisation = service.add_organisation(g.actor, form.facts())
        return url_for("admin.show_organisation", organisation_ref=organisation.ref)

    answer = done(form, deed, _("Saved. The entry counts as checked today."))
    return answer or (render_template("directory/add_organisation.html", form=form), 422 if form.errors else 200)


@admin.route("/organisations/<ref:organisation_ref>/change", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_MANAGE)
def change_organisation(organisation_ref: str) -> Any:
    """Change an entry."""
    organisation = service.get_organisation(organisation_ref)
    saved = shown(service.facts_of(organisation))
    form = ChangeOrganisationForm(data={**saved, "version": str(organisation.version)})

    def deed() -> str:
        service.change_organisation(
            g.actor, organisation_ref, form.facts(), form.seen_version(), lambda theirs: differences(form, theirs)
        )
        return url_for("admin.show_organisation", organisation_ref=organisation_ref)

    return done(form, deed, _("Saved. Lists that are read in later no longer change this entry.")) or (
        render_template("directory/change_organisation.html", form=form, organisation=organisation),
        422 if form.errors else 200,
    )


@admin.post("/organisations/<ref:organisation_ref>/confirm")
@requires(Permission.DIRECTORY_MANAGE)
def confirm_organisation(organisation_ref: str) -> Any:
    """Say that an entry was checked today."""
    service.confirm_organisation(g.actor, organisation_ref)
    flash(_("Saved: checked today."), "success")
    return redirect(url_for("admin.show_organisation", organisation_ref=organisation_ref), 303)


@admin.route("/organisations/<ref:organisation_ref>/agreements", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_MANAGE)
def keep_agreements(organisation_ref: str) -> Any:
    """With which centres an organisation has an agreement, and until when."""
    organisation = service.get_organisation(organisation_ref)
    form = AgreementForm().offer((centre.ref, centre.name) for centre in staff.centres())

    def deed() -> str:
        service.agree(g.actor, organisation_ref, form.centre.data, form.ends_on.data)
        return url_for("admin.keep_agreements", organisation_ref=organisation_ref)

    agreed = service.agreements_of(organisation)
    return done(form, deed, _("Saved.")) or (
        render_template("directory/agreements.html", form=form, organisation=organisation, agreed=agreed),
        422 if form.errors else 200,
    )


@admin.get("/organisations/export")
@requires(Permission.DIRECTORY_MANAGE)
def export_organisations() -> Response:
    """The whole directory as Open Referral HSDS: a JSON list, or tables in a zip."""
    form = "csv" if request.args.get("form") == "csv" else "json"
    file = BytesIO()
    service.export_hsds(file, form, lambda done, total: None)
    name, kind = ("directory.zip", "application/zip") if form == "csv" else ("directory.json", "application/json")
    return Response(file.getvalue(), mimetype=kind, headers={"Content-Disposition": f"attachment; filename={name}"})


@public.get("/<lang:language>/help")
def list_contacts(language: str) -> str:
    """Who else may help, country by country: contacts that are safe to show."""
    countries = service.public_countries()
    asked = request.args.get("country", "")
    country = asked if asked in countries else countries[0] if len(countries) == 1 else None
    found = service.public_contacts(country, _after(), SHORT_PAGE) if country else []
    more = None
    if len(found) > SHORT_PAGE:
        last = found[SHORT_PAGE - 1]
        after = f"{last.id}:{last.name_folded}"
        more = url_for("public.list_contacts", language=language, country=country, after=after)
    return render_template(
        "directory/contacts.html", countries=countries, country=country, found=found[:SHORT_PAGE], more_url=more
    )
