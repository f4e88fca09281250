"""The services of an organisation: kept at the administrators' door, told of free places at the partner's."""

from typing import Any

from flask import g, render_template, url_for

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import admin, partner, requires
from mrc.directory import service
from mrc.directory.forms.services import (
    AddServiceForm,
    CapacityForm,
    ChangeServiceForm,
    service_differences,
    shown_service,
)
from mrc.i18n import gettext as _


@admin.route("/organisations/<ref:organisation_ref>/services/new", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_MANAGE)
def add_service(organisation_ref: str) -> Any:
    """Add a service to an organisation."""
    organisation = service.get_organisation(organisation_ref)
    form = AddServiceForm()
    here = url_for("admin.show_organisation", organisation_ref=organisation_ref)
    return done(form, lambda: service.add_service(g.actor, organisation_ref, form.facts()), _("Saved."), here) or (
        render_template("directory/edit_service.html", form=form, organisation=organisation, number=None),
        422 if form.errors else 200,
    )


@admin.route("/organisations/<ref:organisation_ref>/services/<int:number>", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_MANAGE)
def change_service(organisation_ref: str, number: int) -> Any:
    """Change a service of an organisation."""
    organisation = service.get_organisation(organisation_ref)
    saved = shown_service(service.service_facts(service.service_at(organisation, number)))
    form = ChangeServiceForm(data={**saved, "version": str(organisation.version)})
    here = url_for("admin.show_organisation", organisation_ref=organisation_ref)

    def deed() -> None:
        facts, version = form.facts(), form.seen_version()
        service.change_service(
            g.actor, organisation_ref, number, facts, version, lambda theirs: service_differences(form, theirs)
        )

    return done(form, deed, _("Saved. Lists that are read in later no longer change this entry."), here) or (
        render_template("directory/edit_service.html", form=form, organisation=organisation, number=number),
        422 if form.errors else 200,
    )


@partner.route("/organisation/<ref:organisation_ref>/services/<int:number>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_OWN)
def tell_capacity(organisation_ref: str, number: int) -> Any:
    """How many places are free in one of the own services, and when it is open."""
    organisation = service.own_organisation(g.actor, organisation_ref)
    own = service.service_at(organisation, number)
    form = CapacityForm(data={"capacity": own.capacity, "hours": own.hours})
    here = url_for("partner.show_own_organisation")

    def deed() -> None:
        hours = tuple(form.hours.data or ())
        service.tell_capacity(g.actor, organisation_ref, number, form.capacity.data, hours)

    return done(form, deed, _("Saved."), here) or (
        render_template("directory/tell_capacity.html", form=form, organisation=organisation, own=own, number=number),
        422 if form.errors else 200,
    )
