"""The administrator's centres."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import admin, requires
from mrc.i18n import gettext as _
from mrc.staff import service
from mrc.staff.forms import CentreForm, NewCentreForm, OpeningForm


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
    said, there = _("The centre is added."), url_for("admin.list_centres")
    answer = done(form, lambda: service.add_centre(g.actor, form.facts()), said, there)
    return answer or (render_template("staff/add_centre.html", form=form), 422 if form.errors else 200)


@admin.route("/centres/<ref:centre_ref>", methods=["GET", "POST"])
@requires(Permission.CENTRE_MANAGE)
def edit_centre(centre_ref: str) -> Any:
    """Show a centre and change it."""
    centre = service.get_centre(g.actor, centre_ref)
    form = CentreForm(obj=centre)
    answer = done(
        form,
        lambda: service.edit_centre(g.actor, centre_ref, form.seen_version(), form.facts()),
        _("Saved."),
        url_for("admin.list_centres"),
    )
    return answer or (
        render_template("staff/edit_centre.html", form=form, centre=centre),
        422 if form.errors else 200,
    )


@admin.route("/centres/<ref:centre_ref>/hours", methods=["GET", "POST"])
@requires(Permission.CENTRE_MANAGE)
def set_opening(centre_ref: str) -> Any:
    """Show when a centre works, and change it."""
    centre, week, holidays = service.read_opening(g.actor, centre_ref)
    form = OpeningForm(data={"version": centre.version})
    answer = done(
        form,
        lambda: service.set_opening(g.actor, centre_ref, form.seen_version(), form.week(), form.days_off()),
        _("Saved. What is due already stays due when it was."),
        url_for("admin.edit_centre", centre_ref=centre_ref),
    )
    if answer is not None:
        return answer
    if request.method == "GET":
        form.begin(week, holidays)
    page = render_template("staff/opening.html", form=form, centre=centre)
    return page, 422 if form.errors else 200
