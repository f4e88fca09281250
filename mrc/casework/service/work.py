"""My work: what one member of staff should do now, each thing with a person, a reason and one action."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, clock, vault
from mrc.access import Actor, Permission, Subject
from mrc.casework.models import Case, Handover, Task
from mrc.casework.rules.closing import COLD_AFTER
from mrc.casework.rules.stages import Party, Priority, Stage, Step
from mrc.casework.rules.tasks import REMINDERS, HandoverAnswer, TaskKind
from mrc.casework.rules.work import LIMIT, SOON, WorkGroup
from mrc.casework.service.reading import visible
from mrc.casework.service.reminding import IS_REMINDER
from mrc.db import db
from mrc.people import service as people
from mrc.staff.models import Centre
from mrc.vault import DataKey

# Written out rather than bound, so that SQLite too sees that its index of live cases serves.
_LIVE = Case.status != sa.literal_column("'closed'")
_UNANSWERED = Handover.answer == sa.literal_column(f"'{HandoverAnswer.OPEN}'")
_EMERGENCY = Case.priority == sa.literal_column(f"'{Priority.EMERGENCY}'")

_COLUMNS = (
    Case.id,
    Case.ref,
    Case.person_id,
    Case.stage,
    Case.step,
    Case.move,
    Case.priority,
    Case.opened_at,
    Case.last_event_at,
    Case.last_contact_at,
    Case.unanswered_since,
    Case.check_on,
    Case.caseworker_id,
)

_LINE = tuple(column.key for column in _COLUMNS[3:-1])


@dataclass(frozen=True)
class WorkLine:
    """One thing to do. What is set beside the case depends on the group it stands in."""

    case_ref: str
    stage: Stage
    step: Step
    move: Party
    priority: Priority
    opened_at: datetime
    last_event_at: datetime
    last_contact_at: datetime
    unanswered_since: datetime | None
    check_on: date | None
    is_mine: bool = False
    person: Any = None
    title: str | None = None
    task_kind: TaskKind | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class OfferLine:
    """A case that another centre offers; its person stays unknown until somebody accepts."""

    ref: str
    stage: Stage
    priority: Priority
    from_centre: str
    asked_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True)
class LateOffer:
    """A case that was offered to another centre, which did not answer in time."""

    ref: str
    case_ref: str
    to_centre: str
    asked_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Group:
    """The lines of one group, and whether there are more than fit."""

    kind: WorkGroup
    lines: list[Any] = field(default_factory=list)
    has_more: bool = False


def my_work(actor: Actor) -> list[Group]:
    """What the actor should do now, the weightiest first; groups without anything to do are left out."""
    gathered = _Gathering(actor)
    groups = [
        gathered.danger(),
        gathered.messages(),
        gathered.deadlines(),
        gathered.offers(),
        gathered.late_offers(),
        gathered.unassigned(),
        gathered.waiting(),
        gathered.cold(),
    ]
    groups = gathered.with_people([group for group in groups if group.lines])
    shown = sum(len(group.lines) for group in groups)
    audit.look(actor, audit.Event.CASE_LISTED, filters=["my work"], results=shown)
    return groups


class _Gathering:
    """The queries behind one reader's list, and the cases already on it, which weaker reasons do not repeat."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.today = clock.today(actor.timezone)
        self.mine = Case.caseworker_id == actor.id
        self.leads = access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id))
        self.listed: set[int] = set()
        self.people: dict[str, int] = {}

    def danger(self) -> Group:
        scope = Case.centre_id == self.actor.centre_id if self.leads else self.mine
        by = "ix_cases_live_emergency" if self.leads else None
        return self._cases(WorkGroup.DANGER, (scope, _LIVE, _EMERGENCY), Case.opened_at.desc(), by=by)

    def messages(self) -> Group:
        whose = sa.or_(self.mine, Case.caseworker_id.is_(None)) if self.leads else self.mine
        asked = (Case.centre_id == self.actor.centre_id, Case.unanswered_since.is_not(None), whose)
        return self._cases(WorkGroup.MESSAGES, asked, Case.unanswered_since)

    def deadlines(self) -> Group:
        tasks = self._tasks()
        checks = self._cases(
            WorkGroup.DEADLINES,
            (self.mine, _LIVE, Case.next_due_on <= self.today, Case.check_on <= self.today),
            Case.next_due_on,
            skip=self.listed,
        )
        lines = sorted([*tasks, *checks.lines], key=lambda line: line.due_on or line.check_on)
        return Group(WorkGroup.DEADLINES, lines[:LIMIT], len(lines) > LIMIT or checks.has_more)

    def _tasks(self) -> list[WorkLine]:
        query = (
            sa.select(*_COLUMNS, DataKey.master_id, DataKey.wrapped, Task.title_sealed, Task.kind, Task.due_on)
            .join(Task, Task.case_id == Case.id)
            .join(DataKey, DataKey.id == Task.data_key_id)
            .where(
                Task.assignee_id == self.actor.id,
                Task.done_at.is_(None),
                Task.due_on <= self.today + timedelta(days=REMINDERS[0]),
                sa.or_(Task.due_on <= self.today + SOON, IS_REMINDER),
                _LIVE,
                visible(self.actor),
            )
            .order_by(Task.due_on, Task.id)
            .limit(LIMIT + 1)
        )
        lines = []
        for row in db.session.execute(query):
            title = vault.open_text(row.master_id, row.wrapped, row.title_sealed, "tasks.title_sealed")
            lines.append(self._line(row, title=title, task_kind=row.kind, due_on=row.due_on))
            self.listed.add(row.id)
        return lines

    def offers(self) -> Group:
        open_to_all = Case.is_restricted.is_(False)
        query = (
            sa.select(Handover.ref, Case.stage, Case.priority, Centre.name, Handover.asked_at, Handover.due_at)
            .join(Case, Case.id == Handover.case_id)
            .join(Centre, Centre.id == Handover.from_centre_id)
            .where(
                Handover.to_centre_id == self.actor.centre_id,
                Handover.answer == HandoverAnswer.OPEN,
                sa.true() if self.leads else open_to_all,
            )
            .order_by(Handover.id)
            .limit(LIMIT + 1)
        )
        lines = [OfferLine(*row) for row in db.session.execute(query)]
        return Group(WorkGroup.OFFERS, lines[:LIMIT], len(lines) > LIMIT)

    def late_offers(self) -> Group:
        """The offers of the whole centre for who leads it, else those of the reader's own cases."""
        query = (
            sa.select(Handover.ref, Case.ref, Centre.name, Handover.asked_at, Handover.due_at)
            .join(Case, Case.id == Handover.case_id)
            .join(Centre, Centre.id == Handover.to_centre_id)
            .where(
                Handover.from_centre_id == self.actor.centre_id,
                _UNANSWERED,
                Handover.due_at < clock.now(),
                sa.true() if self.leads else self.mine,
            )
            .order_by(Handover.due_at, Handover.id)
            .limit(LIMIT + 1)
        )
        lines = [LateOffer(*row) for row in db.session.execute(query)]
        return Group(WorkGroup.LATE_OFFERS, lines[:LIMIT], len(lines) > LIMIT)

    def unassigned(self) -> Group:
        if not self.leads:
            return Group(WorkGroup.UNASSIGNED)
        nobodys = (Case.centre_id == self.actor.centre_id, Case.caseworker_id.is_(None), _LIVE)
        by = "ix_cases_live_unassigned"
        return self._cases(WorkGroup.UNASSIGNED, nobodys, Case.opened_at, skip=self.listed, by=by)

    def waiting(self) -> Group:
        mine = (self.mine, Case.status == "open")
        return self._cases(WorkGroup.WAITING, mine, Case.last_event_at, skip=self.listed)

    def cold(self) -> Group:
        long_ago = clock.now() - COLD_AFTER
        mine = (self.mine, _LIVE, Case.last_contact_at < long_ago)
        return self._cases(WorkGroup.COLD, mine, Case.last_contact_at, skip=self.listed)

    def _cases(
        self,
        kind: WorkGroup,
        conditions: tuple[sa.ColumnElement[bool], ...],
        order: Any,
        skip: set[int] | None = None,
        by: str | None = None,
    ) -> Group:
        skipped = set(skip or ())
        query = sa.select(*_COLUMNS).where(*conditions).order_by(order, Case.id).limit(LIMIT + len(skipped) + 1)
        if by is not None:
            # SQLite does not know how few rows a partial index holds, and would walk all live cases.
            query = query.with_hint(Case, f"INDEXED BY {by}", "sqlite")
        rows = [row for row in db.session.execute(query) if row.id not in skipped]
        self.listed |= {row.id for row in rows[:LIMIT]}
        return Group(kind, [self._line(row) for row in rows[:LIMIT]], len(rows) > LIMIT)

    def _line(self, row: Any, **more: Any) -> WorkLine:
        self.people[row.ref] = row.person_id
        values = dict(zip(_LINE, row[3 : 3 + len(_LINE)], strict=True))
        return WorkLine(row.ref, **values, is_mine=row.caseworker_id == self.actor.id, **more)

    def with_people(self, groups: list[Group]) -> list[Group]:
        """The same groups with the names of the people in them, fetched together."""
        found = people.summary_of(set(self.people.values()))

        def named(line: Any) -> Any:
            if isinstance(line, OfferLine | LateOffer):
                return line
            person = found.get(self.people[line.case_ref])
            return WorkLine(**{**line.__dict__, "person": person})

        return [Group(group.kind, [named(line) for line in group.lines], group.has_more) for group in groups]
