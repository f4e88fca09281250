"""Pages of the register of employers and recruiters, and what search finds in it."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from mrc.access import Actor, Permission, may
from mrc.answers import done, done_before
from mrc.areas import office, requires
from mrc.db import row_id
from mrc.forms import clean_text
from mrc.i18n import gettext as _
from mrc.panels import drawn, panel
from mrc.respondents import service
from mrc.respondents.forms import AddForm, EditForm, FilterForm
from mrc.respondents.models import Respondent
from mrc.respondents.rules import FoundRespondent

MOST_IN_SEARCH = 8


@office.get("/respondents")
@requires(Permission.RESPONDENT_READ)
def list_respondents() -> Any:
    """The register: searched by name, or the newest first."""
    form = FilterForm(request.args)
    form.validate()
    text, country, before = form.q.data, form.country.data, request.args.get("before", "")
    has_more = False
    if text:
        lines = [line for line in service.find(g.actor, text) if country in (None, line.country)]
    else:
        last = row_id(before)
        lines, has_more = service.list_respondents(g.actor, country, last)
    older = url_for("office.list_respondents", before=lines[-1].id, country=country) if has_more else None
    newest = url_for("office.list_respondents", country=country) if before else None
    page = render_template("respondents/list.html", form=form, lines=lines, older=older, newest=newest)
    return page, 422 if form.errors else 200


@office.route("/respondents/new", methods=["GET", "POST"])
@requires(Permission.RESPONDENT_WRITE)
def register_respondent() -> Any:
    """Add one. Those that are like it are shown before anything is saved."""
    form = AddForm(data={"name": clean_text(request.args.get("name", ""))[:200]})
    similar: list[FoundRespondent] = []

    def deed() -> str:
        respondent = service.add(g.actor, form.facts())
        flash(_("%(name)s is in the register.", name=respondent.name), "success")
        return url_for("office.show_respondent", respondent_ref=respondent.ref)

    answer = None
    if form.validate_on_submit():
        similar = service.similar(g.actor, form.facts())
        has_shown = form.has_shown([found.ref for found in similar])
        answer = done(form, deed) if has_shown else done_before(form)
    return answer or (
        render_template("respondents/add.html", form=form, similar=similar),
        422 if form.errors else 200,
    )


@office.get("/respondents/<ref:respondent_ref>")
@requires(Permission.RESPONDENT_READ)
def show_respondent(respondent_ref: str) -> Any:
    """One employer or recruiter, with the cases against it."""
    respondent = service.read_respondent(g.actor, respondent_ref)
    panels = drawn("respondent", respondent, g.actor)
    return render_template("respondents/show.html", respondent=respondent, panels=panels)


@office.route("/respondents/<ref:respondent_ref>/edit", methods=["GET", "POST"])
@requires(Permission.RESPONDENT_WRITE)
def edit_respondent(respondent_ref: str) -> Any:
    """Change what is known of it."""
    respondent = service.read_respondent(g.actor, respondent_ref)
    form = EditForm(data={**vars(service.present(respondent)), "version": respondent.version})
    answer = done(
        form,
        lambda: service.edit(g.actor, respondent_ref, form.seen_version(), form.facts()),
        _("Saved."),
        url_for("office.show_respondent", respondent_ref=respondent_ref),
    )
    return answer or (
        render_template("respondents/edit.html", form=form, respondent=respondent),
        422 if form.errors else 200,
    )


@panel("respondent", order=20)
def alike(respondent: Respondent, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Other entries that may be the same firm, whose cases count by themselves."""
    found = service.alike(actor, respondent)
    return ("respondents/_alike.html", {"found": found}) if found else None


@panel("search", order=20)
def found_respondents(text: str, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Employers and recruiters among what search finds."""
    if not may(actor, Permission.RESPONDENT_READ):
        return None
    found = service.find(actor, text, MOST_IN_SEARCH)
    return ("respondents/_search.html", {"found": found}) if found else None
