"""Pages that move a case: what happened, another stage, the end, and a new beginning."""

from typing import Any

from flask import flash, g, request
from wtforms.fields import SelectChoice

from mrc import access
from mrc.access import Permission
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.forms import CloseForm, EventForm, NoteForm, ReopenForm, StageForm
from mrc.casework.rules.closing import Resolution, needs_sign_off
from mrc.casework.rules.events import EVENTS, By, EventCode
from mrc.casework.rules.stages import needs_reason, stages_after
from mrc.casework.views.answers import case_url, form_page, form_under
from mrc.errors import NotFound
from mrc.i18n import date
from mrc.i18n import gettext as _
from mrc.wording import words


def _event(code: str) -> EventCode:
    """The event of an address. Raises NotFound for what the office does not record."""
    if code not in {event.value for event in EventCode} or EVENTS[EventCode(code)].by is not By.OFFICE:
        raise NotFound(code)
    return EventCode(code)


@office.route("/cases/<ref:case_ref>/events/<string:code>", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def record_event(case_ref: str, code: str) -> Any:
    """Record what happened."""
    event, form = _event(code), EventForm()

    def deed() -> str:
        recorded = service.record_event(g.actor, case_ref, event, form.note.data or None, form.happened_on.data)
        _say_saved(recorded.case_id)
        return case_url(case_ref)

    return done(form, deed) or form_page("casework/event.html", form, case_ref, code=event, rule=EVENTS[event])


def _say_saved(case_id: int) -> None:
    due = service.next_due(case_id)
    if due is None:
        flash(_("Saved."), "success")
    else:
        flash(_("Saved. Next look at this case: %(date)s.", date=date(due)), "success")


@office.route("/cases/<ref:case_ref>/notes", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def add_note(case_ref: str) -> Any:
    """Add a note to a case."""
    form, said = NoteForm(), _("The note is saved, on top of the timeline.")
    answer = done(form, lambda: service.add_note(g.actor, case_ref, form.text.data), said, case_url(case_ref))
    return answer or form_page("casework/note.html", form, case_ref)


@office.route("/cases/<ref:case_ref>/stage", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def enter_stage(case_ref: str) -> Any:
    """Move a case to another stage."""
    form = StageForm()
    head = service.head(g.actor, case_ref, Permission.CASE_WORK)
    case = head.case
    offered = stages_after(case.stage)
    form.stage.choices = [SelectChoice(stage.value, str(words(stage))) for stage in offered]
    if request.method == "GET":
        form.stage.data = offered[0].value

    def deed() -> str:
        stage = form.chosen() or case.stage
        service.enter_stage(g.actor, case_ref, stage, form.reason.data or None)
        flash(_("The case stands in another stage now: %(stage)s.", stage=words(stage)), "success")
        return case_url(case_ref)

    answer = done(form, deed)
    return answer or form_under(
        head,
        "casework/stage.html",
        form,
        to_explain={stage.value for stage in offered if needs_reason(case.stage, stage)},
    )


@office.route("/cases/<ref:case_ref>/close", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def close_case(case_ref: str) -> Any:
    """Close a case."""
    form = CloseForm()
    answer = done(
        form,
        lambda: service.close(g.actor, case_ref, form.resolution.data, form.reason.data),
        _("The case is closed. It can be reopened at any time."),
        case_url(case_ref),
    )
    if answer is not None:
        return answer
    head = service.head(g.actor, case_ref, Permission.CASE_WORK)
    signs = access.may(g.actor, Permission.CASE_SIGN_OFF, head.case.subject)
    always = needs_sign_off(Resolution.GOALS_MET, head.issues)
    return form_under(head, "casework/close.html", form, signs=signs, always=always)


@office.route("/cases/<ref:case_ref>/reopen", methods=["GET", "POST"])
@requires(Permission.CASE_WORK)
def reopen_case(case_ref: str) -> Any:
    """Take a closed case up again."""
    form, said = ReopenForm(), _("The case is open again, where it was left.")
    answer = done(form, lambda: service.reopen(g.actor, case_ref, form.reason.data), said, case_url(case_ref))
    return answer or form_page("casework/reopen.html", form, case_ref)
