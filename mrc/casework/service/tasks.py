"""Tasks on a case: what is to be done by which day and by whom."""

from datetime import date

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case, Task
from mrc.casework.rules.events import EventFault
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskFacts, TaskFault, TaskKind
from mrc.casework.service.moving import refresh_due
from mrc.casework.service.reading import get_case
from mrc.db import db, find_one, transaction
from mrc.errors import Refused
from mrc.staff import service as staff


def add_task(actor: Actor, case_ref: str, facts: TaskFacts) -> Task:
    """Put a task on a case, by default for its caseworker."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        if case.status is CaseStatus.CLOSED:
            raise Refused(EventFault.CASE_CLOSED)
        assignee = facts.assignee_id or case.caseworker_id or actor.id
        _check_assignee(actor, case, assignee)
        task = Task(
            data_key=case.data_key,
            case_id=case.id,
            kind=facts.kind,
            due_on=facts.due_on,
            assignee_id=assignee,
            created_by_id=actor.id,
        )
        task.title = facts.title
        db.session.add(task)
        refresh_due(case)
        audit.record(actor, audit.Event.TASK_ADDED, case)
    return task


def put_task(case: Case, kind: TaskKind, title: str, due_on: date) -> Task:
    """Put a task of the system's own on a case, for its caseworker, in the transaction of what caused it."""
    task = Task(data_key=case.data_key, case_id=case.id, kind=kind, due_on=due_on, assignee_id=case.caseworker_id)
    task.title = title
    db.session.add(task)
    refresh_due(case)
    audit.record(None, audit.Event.TASK_ADDED, case)
    return task


def _check_assignee(actor: Actor, case: Case, assignee: int | None) -> None:
    if assignee in {actor.id, case.caseworker_id}:
        return
    if assignee not in dict(staff.colleagues(actor)):
        raise Refused(TaskFault.NO_SUCH_PERSON, field="assignee")
    if case.is_restricted and assignee not in case.subject.team:
        raise Refused(TaskFault.NOT_ON_TEAM, field="assignee")


def finish_task(actor: Actor, case_ref: str, task_ref: str) -> Task:
    """Tick a task off. Raises NotFound when it is not on this case."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        task = find_one(sa.select(Task).where(Task.ref == task_ref, Task.case_id == case.id), task_ref)
        if task.done_at is not None:
            raise Refused(TaskFault.ALREADY_DONE)
        task.done_at, task.done_by_id = clock.now(), actor.id
        refresh_due(case)
        audit.record(actor, audit.Event.TASK_DONE, case)
    return task
