"""The days by which a case must act, and the reminders of them: tasks that the system makes and takes away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from mrc import audit, clock
from mrc.casework.models import Case, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskKind, reminder_due
from mrc.db import db, in_transaction

_CASES = Case.__table__
# A reminder has no title: the page says it in the words of whoever reads it.
IS_REMINDER = sa.and_(Task.kind == TaskKind.DEADLINE, Task.created_by_id.is_(None), Task.title_sealed.is_(None))


def act_before(days: Mapping[int, Collection[date]]) -> None:
    """Set the days by which cases, named by their id, must act, and keep the reminders of these days.

    A reminder is made 90, 30 and 7 days before, each once, also when a person ticked it off. Those of other days are
    done with, and a closed case has neither day nor reminder. Shares the transaction of what caused it; the number of
    statements does not grow with the cases.
    """
    if not in_transaction():
        raise RuntimeError("a reminder shares the transaction of what caused it")
    db.session.flush()
    reminding = _Reminding(days)
    reminding.write()


@dataclass(frozen=True)
class _Reminded:
    """A case that got a reminder, for the record."""

    ref: str
    centre_id: int
    __tablename__ = "cases"


class _Reminding:
    """The tasks of some cases, and what becomes of them."""

    def __init__(self, days: Mapping[int, Collection[date]]) -> None:
        self.days = days
        self.today = clock.today()
        self.done: set[int] = set()
        self.again: set[int] = set()
        self.new: list[dict[str, Any]] = []
        self.made: dict[int, list[date]] = {}
        self.cases = self._load_cases()
        self.tasks = self._load_tasks()
        for case in self.cases:
            self._remind(case)

    def _load_cases(self) -> list[Any]:
        columns = _CASES.c
        query = sa.select(
            columns.id,
            columns.ref,
            columns.centre_id,
            columns.status,
            columns.caseworker_id,
            columns.data_key_id,
            columns.check_on,
            columns.act_by,
            columns.next_due_on,
        ).where(columns.id.in_(self.days))
        return list(db.session.execute(query.order_by(columns.id).with_for_update()))

    def _load_tasks(self) -> dict[int, list[Any]]:
        query = (
            sa.select(Task.id, Task.case_id, Task.due_on, Task.created_at, Task.done_at, Task.done_by_id)
            .add_columns(IS_REMINDER.label("is_reminder"))
            .where(Task.case_id.in_(self.days), sa.or_(Task.done_at.is_(None), IS_REMINDER))
        )
        found: dict[int, list[Any]] = {}
        for row in db.session.execute(query.order_by(Task.id)):
            found.setdefault(row.case_id, []).append(row)
        return found

    def _days_of(self, case: Any) -> Collection[date]:
        return () if case.status is CaseStatus.CLOSED else self.days[case.id]

    def _remind(self, case: Any) -> None:
        reminders = [task for task in self.tasks.get(case.id, []) if task.is_reminder]
        wanted = self._days_of(case)
        self.done |= {task.id for task in reminders if task.done_at is None and task.due_on not in wanted}
        for day in sorted(wanted):
            since = reminder_due(day, self.today)
            if since is not None:
                self._remind_of(case, day, since, [task for task in reminders if task.due_on == day])

    def _remind_of(self, case: Any, day: date, since: date, reminders: list[Any]) -> None:
        present = [task for task in reminders if task.created_at.date() >= since]
        self.done |= {task.id for task in reminders if task not in present and task.done_at is None}
        if not present:
            values = {"case_id": case.id, "data_key_id": case.data_key_id, "assignee_id": case.caseworker_id}
            self.made.setdefault(case.id, []).append(day)
            self.new.append({**values, "kind": TaskKind.DEADLINE, "due_on": day, "created_by_id": None})
        # One that went with its limit comes back with it; one that a person ticked off stays done.
        self.again |= {task.id for task in present if task.done_at is not None and task.done_by_id is None}

    def write(self) -> None:
        """Write the tasks, and the days that the cases keep."""
        if self.done:
            db.session.execute(sa.update(Task).where(Task.id.in_(self.done)).values(done_at=clock.now()))
        if self.again:
            db.session.execute(sa.update(Task).where(Task.id.in_(self.again)).values(done_at=None))
        if self.new:
            db.session.execute(sa.insert(Task), self.new)
        # Entries wait until the transaction ends, and are then written in one go, however many cases there are.
        for case in self.cases:
            if case.id in self.made:
                audit.record(None, audit.Event.TASK_ADDED, _Reminded(case.ref, case.centre_id))
        changed = [values for case in self.cases if (values := self._kept(case))]
        if changed:
            update = sa.update(Case).where(Case.id == sa.bindparam("case"))
            update = update.values(act_by=sa.bindparam("new_act_by"), next_due_on=sa.bindparam("new_next_due_on"))
            db.session.connection().execute(update, changed)
            _show_in_session(changed)

    def _kept(self, case: Any) -> dict[str, Any] | None:
        """The days of a case when they are others than before."""
        act_by = min(self._days_of(case), default=None)
        due = [task.due_on for task in self.tasks.get(case.id, []) if self._is_open(task)]
        due += self.made.get(case.id, [])
        due += [] if case.check_on is None else [case.check_on]
        next_due_on = None if case.status is CaseStatus.CLOSED else min(due, default=None)
        if (case.act_by, case.next_due_on) == (act_by, next_due_on):
            return None
        return {"case": case.id, "new_act_by": act_by, "new_next_due_on": next_due_on}

    def _is_open(self, task: Any) -> bool:
        return task.id in self.again or (task.done_at is None and task.id not in self.done)


def _show_in_session(changed: list[dict[str, Any]]) -> None:
    """Let cases that the session holds already tell what was just written, without asking for them again."""
    for values in changed:
        case = db.session.identity_map.get(identity_key(Case, values["case"]))
        for name in ("act_by", "next_due_on") if case is not None else ():
            set_committed_value(case, name, values[f"new_{name}"])
