"""Giving many cases to one caseworker at once: one update, one event and one line of the record for each case."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseEvent, Task
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus
from mrc.db import db, transaction, write
from mrc.errors import Refused
from mrc.reports.rules.caseload import AT_ONCE, AssignFault, Chosen
from mrc.reports.service.caseload import CASE_COLUMNS, CaseLine, line_of
from mrc.staff import service as staff


@dataclass(frozen=True)
class Assigned:
    """How many cases were given away, and the references of those that were left because they had changed."""

    count: int
    left: list[str]


def choose_cases(actor: Actor, refs: Iterable[str]) -> list[tuple[Chosen, CaseLine]]:
    """The ticked cases that are still the actor's to give, for reading them over before they are given."""
    access.require(actor, Permission.CASE_ASSIGN)
    wanted = _not_too_many(refs)
    query = CASE_COLUMNS.where(_open_to(actor, wanted)).order_by(Case.id)
    rows = db.session.execute(query).all()
    if not rows:
        raise Refused(AssignFault.NO_CASES)
    now, today = clock.now(), clock.today(actor.timezone)
    lines = [(Chosen(row.ref, row.caseworker_id), line_of(row, now, today)) for row in rows]
    audit.look(actor, audit.Event.CASE_LISTED, filters={"chosen": True}, results=len(lines))
    return lines


def assign_cases(actor: Actor, chosen: list[Chosen], to_user_id: int) -> Assigned:
    """Give the chosen cases to a colleague; one that was closed, handed over or given to another is left alone."""
    wanted = _not_too_many(case.ref for case in chosen)
    with transaction():
        access.require(actor, Permission.CASE_ASSIGN)
        if to_user_id not in dict(staff.colleagues(actor)):
            raise Refused(AssignFault.NO_SUCH_PERSON, field="to")
        seen = {case.ref: case.caseworker_id for case in chosen}
        query = sa.select(Case).where(_open_to(actor, wanted)).order_by(Case.id).with_for_update(of=Case)
        found = [case for case in db.session.scalars(query) if case.caseworker_id == seen[case.ref]]
        moving = [case for case in found if case.caseworker_id != to_user_id]
        for case in moving:
            access.require(actor, Permission.CASE_ASSIGN, case.subject)
        if moving:
            _give(actor, moving, to_user_id)
        for case in moving:
            audit.record(actor, audit.Event.CASE_ASSIGNED, case, to=to_user_id)
    untouched = set(wanted) - {case.ref for case in found}
    return Assigned(len(moving), sorted(untouched))


def _not_too_many(refs: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        raise Refused(AssignFault.NO_CASES)
    if len(wanted) > AT_ONCE:
        raise Refused(AssignFault.TOO_MANY)
    return wanted


def _open_to(actor: Actor, refs: list[str]) -> sa.ColumnElement[bool]:
    return sa.and_(Case.ref.in_(refs), Case.status != CaseStatus.CLOSED, casework.visible(actor))


def _give(actor: Actor, cases: list[Case], to_user_id: int) -> None:
    moment, ids = clock.now(), [case.id for case in cases]
    # Open tasks of the former caseworker go along; those of other colleagues stay with them.
    former = sa.select(Case.caseworker_id).where(Case.id == Task.case_id).scalar_subquery()
    write(
        sa.update(Task)
        .where(Task.case_id.in_(ids), Task.done_at.is_(None), Task.assignee_id.is_not_distinct_from(former))
        .values(assignee_id=to_user_id)
        .execution_options(synchronize_session=False)
    )
    write(
        sa.update(Case)
        .where(Case.id.in_(ids))
        .values(caseworker_id=to_user_id, last_event_at=moment, version=Case.version + 1)
        .execution_options(synchronize_session=False)
    )
    events = [
        {
            "data_key_id": case.data_key_id,
            "case_id": case.id,
            "at": moment,
            "code": EventCode.ASSIGNED,
            "stage": case.stage,
            "step": case.step,
            "move": case.move,
            "role": actor.role,
            "actor_id": actor.id,
        }
        for case in cases
    ]
    db.session.execute(sa.insert(CaseEvent), events)
    for case in cases:
        db.session.expire(case)
