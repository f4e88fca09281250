"""The page of one case, its print, and the stub that a centre keeps of a case it handed over."""

from typing import Any

from flask import g, redirect, render_template, request, url_for

from mrc import clock, panels
from mrc.access import Permission, Role
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.forms import NoteForm
from mrc.casework.models import CaseEvent
from mrc.casework.rules.events import EventCode, next_steps
from mrc.casework.rules.timeline import Kind
from mrc.errors import NotFound
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.i18n import zone
from mrc.wording import words
from mrc.wording.casework import MOVES

# The page that tells more about an event, in a room above this one.
_MORE = {
    EventCode.REFERRED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_ACCEPTED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_DECLINED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_REPORTED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_RECALLED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_STOPPED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_WAITLISTED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_STARTED: ("office.show_referral", "referral_ref"),
    EventCode.REFERRAL_RETURNED: ("office.show_referral", "referral_ref"),
    EventCode.PARTNER_WROTE: ("office.show_referral", "referral_ref"),
    EventCode.HANDED_OVER: ("office.show_package", "handover_ref"),
    EventCode.CLAIM_RECORDED: ("office.show_claim", "claim_ref"),
    EventCode.DOCUMENT_ADDED: ("office.download_document", "document_ref"),
}
_CONVERSATION = frozenset({EventCode.MIGRANT_WROTE, EventCode.MESSAGE_SENT})

_TONES = {
    **dict.fromkeys((EventCode.PAID_IN_FULL, EventCode.PART_PAID, EventCode.ISSUE_SOLVED), "done"),
    **dict.fromkeys((EventCode.REINTEGRATED, EventCode.CLOSED), "done"),
    **dict.fromkeys((EventCode.MIGRANT_WROTE, EventCode.STAGE_ENTERED, EventCode.OPENED), "act"),
    **dict.fromkeys((EventCode.CONTACT_FAILED, EventCode.REFERRAL_DECLINED), "soon"),
    **dict.fromkeys((EventCode.HAND_OVER_DECLINED, EventCode.REFERRAL_RETURNED), "soon"),
    EventCode.PARTNER_WROTE: "act",
}


@office.get("/cases/<ref:case_ref>")
@requires(Permission.CASE_READ)
def show_case(case_ref: str) -> Any:
    """The page of a case; a centre that handed it over is led to its stub."""
    kind = _kind(request.args.get("show"))
    try:
        page = service.show_case(g.actor, case_ref, kind, request.args.get("before"))
    except NotFound:
        service.get_stub(g.actor, case_ref)
        return redirect(url_for("office.show_stub", case_ref=case_ref), 303)
    case = page.case
    return render_template(
        "casework/show_case.html",
        page=page,
        case=case,
        person=page.person,
        entries=_entries(page),
        chips=_chips(case_ref, kind),
        older=url_for("office.show_case", case_ref=case_ref, show=kind, before=page.timeline.older)
        if page.timeline.older
        else None,
        newest=url_for("office.show_case", case_ref=case_ref, show=kind) if request.args.get("before") else None,
        steps=_steps(page),
        own_steps=[rule for rule in next_steps(case.stage, case.step) if rule.stage is not None],
        common_steps=[rule for rule in next_steps(case.stage, case.step) if rule.stage is None],
        whose_move=MOVES[case.move],
        today=clock.today(g.actor.timezone),
        note=NoteForm(formdata=None),
        tick=ConfirmForm(formdata=None),
        main_panels=panels.drawn("case_main", case, g.actor),
        side_panels=panels.drawn("case_side", case, g.actor),
        may_change_team=service.may_change_team(g.actor, case),
    )


def _kind(text: str | None) -> Kind:
    return Kind(text) if text in {kind.value for kind in Kind} else Kind.ALL


def _chips(case_ref: str, current: Kind) -> list[dict[str, Any]]:
    return [
        {
            "label": words(kind),
            "url": url_for("office.show_case", case_ref=case_ref, show=kind, _anchor="timeline"),
            "is_current": kind is current,
        }
        for kind in Kind
    ]


def _steps(page: Any) -> list[dict[str, Any]]:
    return [{"label": words(line.stage), "state": line.state, "note": _note_of(page, line)} for line in page.stages]


def _note_of(page: Any, line: Any) -> Any:
    if line.state == "current":
        return words(page.case.step)
    return line.reason if line.state == "skipped" else None


def _entries(page: Any) -> list[dict[str, Any]]:
    if page.timeline.looks:
        return [
            {
                "on": look.at.astimezone(zone()).date(),
                "at": look.at,
                "what": words(look.look),
                "who": _who(page.names, look.actor_id, look.role),
            }
            for look in page.timeline.looks
        ]
    return [_entry(page, event) for event in page.timeline.events]


def _entry(page: Any, event: CaseEvent) -> dict[str, Any]:
    day = event.at.astimezone(zone()).date()
    what = words(event.code)
    if event.code is EventCode.STAGE_ENTERED:
        what = _("Moved to another stage: %(stage)s", stage=words(event.stage))
    return {
        "on": day,
        "at": event.at,
        "what": what,
        "who": _who(page.names, event.actor_id, event.role),
        "body": event.note,
        "happened_on": event.happened_on if event.happened_on != day else None,
        "tone": _TONES.get(event.code),
        "url": _more(page.case.ref, event),
    }


def _who(names: dict[int, str], actor_id: int | None, role: Any) -> Any:
    """The name of a colleague; the worker, who has no account, is called by what they are."""
    if actor_id is None:
        return _("The worker") if role == Role.MIGRANT else None
    return names.get(actor_id)


def _more(case_ref: str, event: CaseEvent) -> str | None:
    if event.code in _CONVERSATION:
        return url_for("office.show_conversation", case_ref=case_ref)
    if event.code not in _MORE or event.subject_ref is None:
        return None
    endpoint, name = _MORE[event.code]
    values: dict[str, Any] = {name: event.subject_ref}
    return url_for(endpoint, **values)


@office.get("/cases/<ref:case_ref>/print")
@requires(Permission.CASE_READ)
def print_case(case_ref: str) -> Any:
    """The summary of a case on paper."""
    page = service.show_case(g.actor, case_ref)
    return render_template(
        "casework/print_case.html",
        page=page,
        case=page.case,
        person=page.person,
        steps=_steps(page),
        entries=_entries(page),
        whose_move=MOVES[page.case.move],
        today=clock.today(g.actor.timezone),
    )


@office.get("/cases/<ref:case_ref>/stub")
@requires(Permission.CASE_STUB)
def show_stub(case_ref: str) -> Any:
    """What is left here of a case that was handed over."""
    return render_template("casework/stub.html", stub=service.get_stub(g.actor, case_ref))
