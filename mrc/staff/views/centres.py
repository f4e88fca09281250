"""The administrator's centres."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from mrc.access import Permission
from mrc.areas import admin, requires
from mrc.errors import Refused
from mrc.i18n import gettext as _
from mrc.once import once
from mrc.staff import service
from mrc.staff.forms import CentreForm, NewCentreForm
from mrc.wording import words


@admin.get("/centres")
@requires(Permission.CENTRE_MANAGE)
def list_centres() -> Any:
    """List all centres."""
    return render_template("staff/centres.html", centres=service.list_centres(g.actor))


@admin.route("/centres/new", methods=["GET", "POST"])
@requires(Permission.CENTRE_MANAGE)
def add_centre() -> Any:
    """Add a centre."""
    form = NewCentreForm()
    if form.validate_on_submit():
        try:
            with once(form.once.data) as outcome:
                if not outcome.is_done:
                    service.add_centre(g.actor, form.facts())
                    outcome.location = url_for("admin.list_centres")
                    flash(_("The centre is added."), "success")
            return redirect(outcome.location or "/", 303)
        except Refused as refused:
            form[refused.field].errors = [words(refused.reason)]
    return render_template("staff/add_centre.html", form=form), 422 if form.errors else 200


@admin.route("/centres/<ref:centre_ref>", methods=["GET", "POST"])
@requires(Permission.CENTRE_MANAGE)
def edit_centre(centre_ref: str) -> Any:
    """Show a centre and change it."""
    centre = service.get_centre(g.actor, centre_ref)
    form = CentreForm(obj=centre)
    if form.validate_on_submit():
        try:
            service.edit_centre(g.actor, centre_ref, form.seen_version(), form.facts())
            flash(_("Saved."), "success")
            return redirect(url_for("admin.list_centres"), 303)
        except Refused as refused:
            form[refused.field].errors = [words(refused.reason)]
            centre = service.get_centre(g.actor, centre_ref)
    return render_template("staff/edit_centre.html", form=form, centre=centre), 422 if form.errors else 200
