"""Pages that change a case: its facts, its respondents, its team, its tasks."""

from typing import Any

from flask import abort, flash, g, redirect, request

from mrc.access import Permission
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.forms import (
    ChangeCaseForm,
    RespondentForm,
    RespondentPick,
    TaskForm,
    TeamForm,
    colleague_choices,
)
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.opening import must_be_restricted
from mrc.casework.views.answers import case_url, form_page, form_under
from mrc.casework.views.opening import chosen_or_added
from mrc.forms import ConfirmForm
from mrc.i18n import date
from mrc.i18n import gettext as _
from mrc.respondents import service as respondents
from mrc.respondents.rules import RespondentRole
from mrc.staff import service as staff
from mrc.wording.casework import FACTS


@office.route("/cases/<ref:case_ref>/change", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def change_case(case_ref: str) -> Any:
    """Change what is known of a case."""
    head = service.head(g.actor, case_ref, Permission.CASE_WORK)
    saved = service.facts_of(head.case)
    shown = {**saved.__dict__, "issues": [code.value for code in saved.issues]}
    form = ChangeCaseForm(data={**shown, "version": head.case.version, "seen": service.print_of(saved)})

    def deed() -> None:
        seen, differences = form.seen.data or "", form.differences(saved, FACTS)
        service.change_case(g.actor, case_ref, form.case_facts(), form.seen_version(), seen, differences)

    answer = done(form, deed, _("The changes are saved."), case_url(case_ref))
    return answer or form_under(head, "casework/change_case.html", form, issue_of=IssueCode)


@office.route("/cases/<ref:case_ref>/respondents", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def add_respondent(case_ref: str) -> Any:
    """Put an employer, recruiter or other respondent on a case."""
    form = RespondentForm()
    pick = RespondentPick(form, "respondent")
    searched = request.form.get("search") is not None
    if request.method == "POST" and pick.query.data:
        pick.offer(respondents.find(g.actor, pick.query.data))
        searched = searched or pick.is_open()

    def deed() -> None:
        ref = chosen_or_added(pick, form.role.data, form.country)
        service.add_respondent(g.actor, case_ref, ref, form.role.data)

    answer = None if searched else done(form, deed, _("Saved."), case_url(case_ref))
    return answer or form_page("casework/respondent.html", form, case_ref, pick=pick, searched=searched)


@office.post("/cases/<ref:case_ref>/respondents/<ref:respondent_ref>/remove")
@requires(Permission.CASE_WORK)
def remove_respondent(case_ref: str, respondent_ref: str) -> Any:
    """Take a respondent off a case."""
    role = request.form.get("role", "")
    if role not in {member.value for member in RespondentRole}:
        abort(400)
    service.remove_respondent(g.actor, case_ref, respondent_ref, RespondentRole(role))
    flash(_("It is no longer on this case. The register keeps it."), "success")
    return redirect(case_url(case_ref), 303)


@office.route("/cases/<ref:case_ref>/team", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def change_team(case_ref: str) -> Any:
    """Say who may see a case."""
    head = service.head(g.actor, case_ref, Permission.CASE_WORK)
    form = TeamForm(
        data={
            "is_restricted": head.case.is_restricted,
            "members": [str(member.user_id) for member in head.case.team],
        }
    )
    others = [entry for entry in staff.colleagues(g.actor) if entry[0] != head.case.caseworker_id]
    form.members.choices = colleague_choices(others)
    answer = done(
        form,
        lambda: service.change_team(g.actor, case_ref, form.facts()),
        _("The team is saved."),
        case_url(case_ref),
    )
    return answer or form_under(
        head,
        "casework/team.html",
        form,
        stays=must_be_restricted(tuple(head.issues)),
        may_change=service.may_change_team(g.actor, head.case),
    )


@office.route("/cases/<ref:case_ref>/tasks", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def add_task(case_ref: str) -> Any:
    """Put a task on a case."""
    form = TaskForm()
    form.assignee.choices = colleague_choices(staff.colleagues(g.actor))
    if request.method == "GET":
        form.assignee.data = str(g.actor.id)

    def deed() -> str:
        task = service.add_task(g.actor, case_ref, form.facts())
        flash(_("The task is saved, to be done by %(date)s.", date=date(task.due_on)), "success")
        return case_url(case_ref)

    return done(form, deed) or form_page("casework/task.html", form, case_ref)


@office.post("/cases/<ref:case_ref>/tasks/<ref:task_ref>/done")
@requires(Permission.CASE_WORK)
def finish_task(case_ref: str, task_ref: str) -> Any:
    """Tick a task off."""
    form, here = ConfirmForm(), case_url(case_ref)
    answer = done(form, lambda: service.finish_task(g.actor, case_ref, task_ref), _("The task is done."), here)
    return answer or say_and_go(form, here)
