"""Everything that the page of one case shows, read with a constant number of queries, and the look put on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CaseEvent, CasePerson, CaseRespondent, Handover, StageEntry, Task
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import STAGES, CaseStatus, Stage
from mrc.casework.rules.tasks import TaskKind
from mrc.casework.rules.timeline import CODES, LOOKS, Kind, Look
from mrc.casework.service.handing import open_offer
from mrc.casework.service.reading import get_case
from mrc.db import db, row_id
from mrc.names.sealed import opened
from mrc.people import service as people
from mrc.people.models import Person
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.staff import service as staff
from mrc.staff.models import Centre
from mrc.vault import DataKey

PAGE = 20
DONE_SHOWN = 5


@dataclass(frozen=True)
class StageLine:
    """One of the four stages as this case went through it."""

    stage: Stage
    state: str
    since: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class RespondentLine:
    """A respondent of the case."""

    id: int
    ref: str
    name: str
    latin_name: str | None
    role: RespondentRole
    country: str


@dataclass(frozen=True)
class Due:
    """What must happen next and by when: a task, or a look at the case when its clock rings."""

    on: date
    title: str | None = None
    kind: TaskKind | None = None


@dataclass(frozen=True)
class LookLine:
    """One look at the case."""

    at: datetime
    look: Look
    actor_id: int | None
    role: str | None


@dataclass(frozen=True)
class Timeline:
    """One page of what happened, newest first; `older` leads on, None at the end."""

    events: list[CaseEvent]
    looks: list[LookLine]
    older: str | None


@dataclass(frozen=True)
class CasePage:
    """Everything the page shows."""

    case: Case
    person: Person
    others: list[Any]
    respondents: list[RespondentLine]
    stages: list[StageLine]
    tasks: list[Task]
    done: list[Task]
    due: Due | None
    timeline: Timeline
    offer: Handover | None
    offered_to: str | None
    names: dict[int, str]
    partners: dict[int, str]


def show_case(actor: Actor, case_ref: str, kind: Kind = Kind.ALL, before: str | None = None) -> CasePage:
    """The page of a case. Raises NotFound when it is not the actor's to know of."""
    case = get_case(actor, case_ref, options=(selectinload(Case.issues),))
    person = db.session.scalars(
        sa.select(Person)
        .where(Person.id == case.person_id)
        .options(selectinload(Person.consents), selectinload(Person.phones))
    ).one()
    tasks, done = _tasks(case)
    timeline = _timeline(case, kind, before)
    offer = open_offer(case)
    page = CasePage(
        case=case,
        person=person,
        others=_others(case),
        respondents=respondents_of(case),
        stages=stages_of(case),
        tasks=tasks,
        done=done,
        due=_due(case, tasks),
        timeline=timeline,
        offer=offer,
        offered_to=_centre_name(offer.to_centre_id) if offer else None,
        names=staff.names_of(_users(case, tasks, done, timeline)),
        partners=people.organisation_names({consent.organisation_id for consent in person.consents}),
    )
    audit.look(actor, audit.Event.CASE_READ, case)
    return page


def _centre_name(centre_id: int) -> str | None:
    return db.session.scalar(sa.select(Centre.name).where(Centre.id == centre_id))


def _users(case: Case, tasks: list[Task], done: list[Task], timeline: Timeline) -> set[int]:
    found = {case.caseworker_id, *case.subject.team}
    found |= {event.actor_id for event in timeline.events} | {look.actor_id for look in timeline.looks}
    found |= {task.assignee_id for task in tasks} | {task.done_by_id for task in done}
    return {user_id for user_id in found if user_id is not None}


def _others(case: Case) -> list[Any]:
    ids = db.session.scalars(
        sa.select(CasePerson.person_id).where(CasePerson.case_id == case.id).order_by(CasePerson.person_id).limit(200)
    ).all()
    if not ids:
        return []
    found = people.summary_of(set(ids))
    return [found[person_id] for person_id in ids if person_id in found]


def respondents_of(case: Case) -> list[RespondentLine]:
    """Who a case is against."""
    rows = db.session.execute(
        sa.select(
            Respondent.id,
            Respondent.ref,
            Respondent.country,
            Respondent.name_sealed,
            Respondent.latin_name_sealed,
            CaseRespondent.role,
            DataKey.master_id,
            DataKey.wrapped,
        )
        .join(CaseRespondent, CaseRespondent.respondent_id == Respondent.id)
        .join(DataKey, DataKey.id == Respondent.data_key_id)
        .where(CaseRespondent.case_id == case.id)
        .order_by(CaseRespondent.id)
    )
    return [_respondent_line(row) for row in rows]


def _respondent_line(row: Any) -> RespondentLine:
    name, latin_name = opened(row, "respondents")
    return RespondentLine(row.id, row.ref, name or "", latin_name, row.role, row.country)


def stages_of(case: Case) -> list[StageLine]:
    """The four stages in their order, each as done, current, still to come, or left out and why."""
    entries = db.session.scalars(
        sa.select(StageEntry).where(StageEntry.case_id == case.id).order_by(StageEntry.id)
    ).all()
    moves = _moves(case) if any(entry.is_skipped for entry in entries) else []
    newest = {entry.stage: entry for entry in entries}
    return [_stage_line(case, stage, newest.get(stage), moves) for stage in STAGES]


def _moves(case: Case) -> Sequence[CaseEvent]:
    """The moves from stage to stage, which say why one was left out."""
    return db.session.scalars(
        sa.select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.code == EventCode.STAGE_ENTERED)
        .order_by(CaseEvent.id)
    ).all()


def _stage_line(case: Case, stage: Stage, entry: StageEntry | None, moves: Sequence[CaseEvent]) -> StageLine:
    if stage is case.stage:
        return StageLine(stage, "current", case.stage_entered_at)
    if entry is None:
        return StageLine(stage, "todo")
    if not entry.is_skipped:
        return StageLine(stage, "done", entry.entered_at)
    # The move that left this stage out was recorded right after the entry, in the same transaction.
    why = next((move.note for move in moves if entry.left_at and move.at >= entry.left_at), None)
    return StageLine(stage, "skipped", entry.left_at, why)


def _tasks(case: Case) -> tuple[list[Task], list[Task]]:
    todo = db.session.scalars(
        sa.select(Task)
        .where(Task.case_id == case.id, Task.done_at.is_(None))
        .order_by(Task.due_on, Task.id)
        .limit(50)
    ).all()
    done = db.session.scalars(
        sa.select(Task)
        .where(Task.case_id == case.id, Task.done_at.is_not(None))
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(DONE_SHOWN)
    ).all()
    return list(todo), list(done)


def _due(case: Case, tasks: list[Task]) -> Due | None:
    if case.status is CaseStatus.CLOSED:
        return None
    if tasks and (case.check_on is None or tasks[0].due_on <= case.check_on):
        return Due(tasks[0].due_on, tasks[0].title, tasks[0].kind)
    return Due(case.check_on) if case.check_on else None


def _timeline(case: Case, kind: Kind, before: str | None) -> Timeline:
    if kind is Kind.LOOKS:
        return _looks(case, before)
    query = sa.select(CaseEvent).where(CaseEvent.case_id == case.id)
    if kind is not Kind.ALL:
        query = query.where(CaseEvent.code.in_(sorted(CODES[kind])))
    last = row_id(before)
    if last is not None:
        query = query.where(CaseEvent.id < last)
    events = list(db.session.scalars(query.order_by(CaseEvent.id.desc()).limit(PAGE + 1)))
    older = str(events[PAGE - 1].id) if len(events) > PAGE else None
    return Timeline(events[:PAGE], [], older)


def _looks(case: Case, before: str | None) -> Timeline:
    entry = audit.AuditEntry
    order = (entry.at, entry.chain, entry.seq)
    query = sa.select(*order, entry.event, entry.actor_id, entry.role).where(
        entry.subject_ref == case.ref, entry.event.in_(sorted(LOOKS))
    )
    mark = _read_mark(before)
    if mark is not None:
        at, chain, seq = mark
        earlier_in_chain = sa.or_(entry.chain < chain, sa.and_(entry.chain == chain, entry.seq < seq))
        query = query.where(sa.or_(entry.at < at, sa.and_(entry.at == at, earlier_in_chain)))
    rows = db.session.execute(query.order_by(*(column.desc() for column in order)).limit(PAGE + 1)).all()
    looks = [LookLine(row.at, LOOKS[row.event], row.actor_id, row.role) for row in rows[:PAGE]]
    older = _mark(rows[PAGE - 1]) if len(rows) > PAGE else None
    return Timeline([], looks, older)


def _mark(row: Any) -> str:
    return f"{int(row.at.timestamp() * 1_000_000)}.{row.chain}.{row.seq}"


def _read_mark(text: str | None) -> tuple[datetime, int, int] | None:
    pieces = (text or "").split(".")
    if len(pieces) != 3 or not all(piece.isdecimal() and len(piece) < 18 for piece in pieces):
        return None
    micros, chain, seq = int(pieces[0]), row_id(pieces[1]), row_id(pieces[2])
    if chain is None or seq is None:
        return None
    at = datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
    return at, chain, seq


@dataclass(frozen=True)
class Head:
    """What stands over every form about a case, so that nobody writes into the wrong one."""

    case: Case
    person: Any
    language: str
    issues: frozenset[IssueCode]


def head(actor: Actor, case_ref: str, permission: Permission = Permission.CASE_READ) -> Head:
    """The case and the name of its person. Showing a name is a look at the case, and is put on record."""
    case = get_case(actor, case_ref, permission, options=(selectinload(Case.issues),))
    person = people.summary_of({case.person_id})[case.person_id]
    language = db.session.scalar(sa.select(Person.preferred_language).where(Person.id == case.person_id))
    audit.look(actor, audit.Event.CASE_READ, case)
    return Head(case, person, language or "en", frozenset(issue.code for issue in case.issues))


def next_due(case_id: int) -> date | None:
    """The day by which somebody must look at a case."""
    return db.session.scalar(sa.select(Case.next_due_on).where(Case.id == case_id))
