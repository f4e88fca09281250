"""Moving a case by events: one function applies a line of the table, and the deeds of the office stand on it."""

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission, Role
from mrc.casework.models import Case, CaseEvent, CaseIssue, StageEntry, Task
from mrc.casework.rules.closing import Resolution, needs_sign_off
from mrc.casework.rules.events import EVENTS, By, EventCode, EventFault, may_happen, step_after
from mrc.casework.rules.stages import (
    FIRST_STEP,
    CaseStatus,
    Party,
    Stage,
    needs_reason,
    skipped_between,
    stages_after,
    status_of,
)
from mrc.casework.service.reading import get_case
from mrc.casework.service.reminding import act_before
from mrc.db import db, in_transaction, transaction
from mrc.errors import Refused

# Events by which somebody was in touch with the person the case is about.
_CONTACT = frozenset({EventCode.OPENED, EventCode.SPOKEN_WITH, EventCode.MESSAGE_SENT, EventCode.MIGRANT_WROTE})


def happen(
    case: Case,
    code: EventCode,
    actor: Actor | None,
    note: str | None = None,
    happened_on: date | None = None,
    subject_ref: str | None = None,
) -> CaseEvent:
    """Apply one line of the table of events to a case, and keep the event.

    Asks neither for permission nor whether the event fits; the deeds below and those of other rooms do. The actor
    None is the system itself, as in a sweep.
    """
    if not in_transaction():
        raise RuntimeError("an event shares the transaction of what caused it")
    moment = clock.now()
    _apply(case, code)
    case.last_event_at = moment
    if code in _CONTACT:
        case.last_contact_at = moment
    event = CaseEvent(
        data_key=case.data_key,
        case_id=case.id,
        at=moment,
        happened_on=happened_on,
        code=code,
        stage=case.stage,
        step=case.step,
        move=case.move,
        role=actor.role if actor else Role.CASEWORKER,
        actor_id=actor.id if actor else None,
        subject_ref=subject_ref,
    )
    event.note = note
    db.session.add(event)
    refresh_due(case)
    return event


def _apply(case: Case, code: EventCode) -> None:
    """What a line of the table does to a case: its step, whose move it is, its status, its clock, its sentence."""
    rule = EVENTS[code]
    is_closed = case.closed_at is not None
    case.step = step_after(code, case.step)
    # A closed case hears of things too, as when the worker writes; it stays closed until somebody reopens it.
    case.move = Party.NOBODY if is_closed else rule.move or case.move
    case.status = status_of(case.move, is_closed)
    if rule.is_spoken:
        case.said = code
    if is_closed:
        case.check_on = None
    elif rule.check_days is not None:
        case.check_on = clock.today() + timedelta(days=rule.check_days) if rule.check_days else None


def refresh_due(case: Case) -> None:
    """Keep the day by which somebody must look at a case: the earliest open task, or the clock of the last event."""
    db.session.flush()
    earliest = db.session.execute(
        sa.select(sa.func.min(Task.due_on)).where(Task.case_id == case.id, Task.done_at.is_(None))
    ).scalar_one()
    days = [day for day in (earliest, case.check_on) if day is not None]
    case.next_due_on = min(days) if days and case.closed_at is None else None


Question = Callable[[Case, str | None], None]
_may_refuse: dict[EventCode, list[Question]] = {}


def may_refuse(*codes: EventCode) -> Callable[[Question], Question]:
    """Register a question of a room above, asked of the case and the note before one of these events is recorded.

    It raises Refused when the event must not happen now.
    """

    def hang(question: Question) -> Question:
        for code in codes:
            _may_refuse.setdefault(code, []).append(question)
        return question

    return hang


def record_event(
    actor: Actor, case_ref: str, code: EventCode, note: str | None = None, happened_on: date | None = None
) -> CaseEvent:
    """Record what happened. Raises Refused when the table does not allow it here, or a note or date is wrong."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        rule = EVENTS[code]
        if case.status is CaseStatus.CLOSED:
            raise Refused(EventFault.CASE_CLOSED)
        if rule.by is not By.OFFICE or not may_happen(code, case.stage, case.step):
            raise Refused(EventFault.NOT_HERE)
        if rule.needs_note and not note:
            raise Refused(EventFault.NEEDS_NOTE, field="note")
        if happened_on is not None and happened_on > clock.today(actor.timezone):
            raise Refused(EventFault.FUTURE, field="happened_on")
        for question in _may_refuse.get(code, []):
            question(case, note)
        before = case.step
        event = happen(case, code, actor, note, happened_on)
        audit.record(actor, audit.Event.CASE_EVENT_RECORDED, case, code=code, before=before, after=case.step)
    return event


def add_note(actor: Actor, case_ref: str, text: str) -> CaseEvent:
    """Add a note; a closed case takes notes too."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        event = happen(case, EventCode.NOTE_ADDED, actor, text)
        audit.record(actor, audit.Event.CASE_NOTE_ADDED, case)
    return event


def enter_stage(actor: Actor, case_ref: str, stage: Stage, reason: str | None = None) -> Case:
    """Move a case to another stage. Leaving a stage out or going back must be explained."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        if case.status is CaseStatus.CLOSED:
            raise Refused(EventFault.CASE_CLOSED)
        if stage not in stages_after(case.stage):
            raise Refused(EventFault.NOT_A_NEXT_STAGE, field="stage")
        if needs_reason(case.stage, stage) and not reason:
            raise Refused(EventFault.NEEDS_REASON, field="reason")
        before = case.step
        _turn_page(case, stage)
        happen(case, EventCode.STAGE_ENTERED, actor, reason)
        audit.record(
            actor,
            audit.Event.CASE_EVENT_RECORDED,
            case,
            code=EventCode.STAGE_ENTERED,
            before=before,
            after=case.step,
        )
    return case


def _turn_page(case: Case, stage: Stage) -> None:
    moment = clock.now()
    db.session.execute(
        sa.update(StageEntry)
        .where(StageEntry.case_id == case.id, StageEntry.left_at.is_(None))
        .values(left_at=moment)
    )
    for skipped in skipped_between(case.stage, stage):
        db.session.add(StageEntry(case_id=case.id, stage=skipped, is_skipped=True, left_at=moment))
    db.session.add(StageEntry(case_id=case.id, stage=stage))
    case.stage, case.step, case.stage_entered_at = stage, FIRST_STEP[stage], moment


def close(actor: Actor, case_ref: str, resolution: Resolution, reason: str) -> Case:
    """Close a case. Raises Refused when only a supervisor may sign this off."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        if case.status is CaseStatus.CLOSED:
            raise Refused(EventFault.CASE_CLOSED)
        if not reason:
            raise Refused(EventFault.NEEDS_NOTE, field="reason")
        issues = frozenset(db.session.scalars(sa.select(CaseIssue.code).where(CaseIssue.case_id == case.id)))
        signs = access.may(actor, Permission.CASE_SIGN_OFF, case.subject)
        if needs_sign_off(resolution, issues) and not signs:
            raise Refused(EventFault.NEEDS_SIGN_OFF, field="resolution")
        case.closed_at, case.resolution, case.unanswered_since = clock.now(), resolution, None
        happen(case, EventCode.CLOSED, actor, reason)
        act_before({case.id: ()})
        audit.record(actor, audit.Event.CASE_CLOSED, case, resolution=resolution)
    return case


_when_reopened: list[Callable[[Case], None]] = []


def when_reopened(deed: Callable[[Case], None]) -> Callable[[Case], None]:
    """Register what a room above does, in the same transaction, when a case is opened again."""
    _when_reopened.append(deed)
    return deed


def reopen(actor: Actor, case_ref: str, reason: str) -> Case:
    """Open a closed case again, with the same reference and at the step where it was closed."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        if case.status is not CaseStatus.CLOSED:
            raise Refused(EventFault.CASE_OPEN)
        if not reason:
            raise Refused(EventFault.NEEDS_REASON, field="reason")
        case.closed_at, case.resolution = None, None
        case.reopened_times += 1
        happen(case, EventCode.REOPENED, actor, reason)
        for deed in _when_reopened:
            deed(case)
        audit.record(actor, audit.Event.CASE_REOPENED, case)
    return case
