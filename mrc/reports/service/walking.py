"""Walking the caseload along a path: conditions and order that only the path's own index can serve.

The prefix of a path is compared as a row, `(centre_id, stage, opened_at, id) < (…)`, and sorted by in full. Equal
columns alone would leave a planner the choice of another index with a filter, which it takes when its statistics lag
behind a burst of new cases; then a page reads thousands of rows. A row has one index.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import ge, gt, le, lt
from typing import Any

import sqlalchemy as sa

from mrc.casework.models import Case
from mrc.casework.rules.closing import COLD_AFTER
from mrc.casework.rules.issues import issues_in
from mrc.casework.rules.stages import CaseStatus
from mrc.db import LAST_ID
from mrc.reports.rules.caseload import Filters, Standing
from mrc.reports.rules.paths import Part, Path

CASES = Case.__table__.c
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Position:
    """A place on a path: the sort key and the id of a case."""

    key: datetime | date
    id: int

    def token(self) -> str:
        """The place as a short text for an address."""
        if isinstance(self.key, datetime):
            number = (self.key - _EPOCH) // timedelta(microseconds=1)
        else:
            number = self.key.toordinal()
        return f"{number:x}-{self.id:x}"


def position_of(path: Path, token: str | None) -> Position | None:
    """The place that a token names on a path; None for a token that nobody gave out, which means the start."""
    try:
        number, case_id = (int(piece, 16) for piece in (token or "").split("-"))
        key = (
            date.fromordinal(number)
            if path.key in {"next_due_on", "act_by"}
            else _EPOCH + timedelta(microseconds=number)
        )
    except (ValueError, OverflowError):
        return None
    return Position(key, case_id) if 0 <= case_id <= LAST_ID else None


@dataclass(frozen=True)
class Reach:
    """A piece of a path: from just after a place, up to and with another, forwards or back."""

    path: Path
    after: Position | None = None
    up_to: Position | None = None
    is_back: bool = False

    @property
    def is_falling(self) -> bool:
        """Whether the keys fall in the direction of this walk."""
        return self.path.is_descending is not self.is_back

    def order(self) -> list[sa.ColumnElement[Any]]:
        """All columns of the path, in the direction of the walk."""
        columns: list[sa.ColumnElement[Any]] = [CASES[name] for name in self.path.columns]
        return [column.desc() for column in columns] if self.is_falling else columns

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """One bound at each end, and the part of the caseload in the words of the index."""
        past, from_on, up_to = (lt, le, ge) if self.is_falling else (gt, ge, le)
        near = past if self.after else from_on
        found = [near(*self._bound(self.after)), up_to(*self._bound(self.up_to))]
        return found + part_of(self.path.part)

    def _bound(self, place: Position | None) -> tuple[sa.Tuple, sa.Tuple]:
        names: list[str] = [name for name, _value in self.path.prefix]
        values: list[Any] = list(self.path.values)
        if place is not None:
            names, values = [*names, self.path.key, "id"], [*values, place.key, place.id]
        columns = [CASES[name] for name in names]
        bound = [sa.literal(value, column.type) for column, value in zip(columns, values, strict=True)]
        return sa.tuple_(*columns), sa.tuple_(*bound)


def end_of(filters: Filters, path: Path, today: date) -> Position | None:
    """Where a path ends for what is asked, so that nobody walks on among cases whose limit is further away."""
    if path.key != "act_by" or filters.act_within is None:
        return None
    return Position(today + timedelta(days=filters.act_within.days), LAST_ID)


# Written into the statement as it stands in the index: a parameter would hide from the planner that it fits.
_CLOSED = sa.literal_column("'closed'", sa.String)


def part_of(part: Part) -> list[sa.ColumnElement[bool]]:
    """The condition of the index of a part."""
    if part is Part.LIVE:
        return [CASES.status != _CLOSED]
    if part is Part.DATED:
        return [CASES.status != _CLOSED, CASES.next_due_on.is_not(None)]
    if part is Part.LIMITED:
        return [CASES.status != _CLOSED, CASES.act_by.is_not(None)]
    if part is Part.UNANSWERED:
        return [CASES.unanswered_since.is_not(None)]
    return []


_STANDINGS = {
    Standing.OPEN: (CaseStatus.OPEN,),
    Standing.WAITING: (CaseStatus.WAITING,),
    Standing.CLOSED: (CaseStatus.CLOSED,),
}


def asked(filters: Filters, path: Path, now: datetime, today: date) -> list[sa.ColumnElement[bool]]:
    """What is asked beyond the path, to be checked case by case."""
    settled = {name for name, _value in path.prefix}
    is_live_path = path.part in {Part.LIVE, Part.DATED, Part.LIMITED}
    found = _asked_equal(filters, settled) + _asked_of_time(filters, now, today)
    if filters.standing is Standing.LIVE and not is_live_path:
        found.append(CASES.status != _CLOSED)
    elif filters.standing in _STANDINGS:
        found.append(CASES.status.in_(_STANDINGS[filters.standing]))
    if filters.is_unassigned:
        found.append(CASES.caseworker_id.is_(None))
    if filters.is_unanswered and path.part is not Part.UNANSWERED:
        found.append(CASES.unanswered_since.is_not(None))
    if filters.issue_group is not None:
        found.append(CASES.primary_issue.in_(issues_in(filters.issue_group)))
    return found


def checked(conditions: list[sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    """Conditions in a form that no planner seeks an index for, so that the path stays the way.

    `<> 0` also lets PostgreSQL expect that most cases pass, which is why it then reads the path in order.
    """
    return [sa.case((sa.and_(*conditions), 1), else_=0) != 0] if conditions else []


def _asked_equal(filters: Filters, settled: set[str]) -> list[sa.ColumnElement[bool]]:
    wanted = {
        "stage": filters.stage,
        "primary_issue": filters.issue,
        "destination_country": filters.destination,
        "caseworker_id": filters.caseworker_id,
        "move": filters.move,
        "priority": filters.priority,
    }
    return [CASES[name] == value for name, value in wanted.items() if value is not None and name not in settled]


def _asked_of_time(filters: Filters, now: datetime, today: date) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.is_overdue:
        found.append(CASES.next_due_on < today)
    if filters.is_cold:
        found.append(CASES.last_contact_at < now - COLD_AFTER)
    if filters.act_within is not None:
        found.append(CASES.act_by <= today + timedelta(days=filters.act_within.days))
    if filters.is_undated:
        found.append(CASES.next_due_on.is_(None))
    return found
