"""The caseload list: one page of it, read along one path in one query, and put on record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from mrc import access, audit, clock, vault
from mrc.access import Actor, Permission, Role
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import is_cold
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import CaseStatus, Party, Priority, Stage, Step
from mrc.db import db
from mrc.people.models import Person
from mrc.reports.rules.caseload import Filters
from mrc.reports.rules.paths import STRIDE, Path, path_of
from mrc.reports.service.walking import CASES, Position, Reach, asked, checked, end_of, position_of
from mrc.staff.models import User
from mrc.vault import DataKey

PAGE = 25


class CaseLine(NamedTuple):
    """One case in the list."""

    ref: str
    name: str | None
    latin_name: str | None
    stage: Stage
    step: Step
    status: CaseStatus
    move: Party
    priority: Priority
    issue: IssueCode
    is_restricted: bool
    caseworker: str | None
    next_due_on: date | None
    act_by: date | None
    last_contact_at: datetime
    is_overdue: bool
    is_cold: bool
    is_unanswered: bool


@dataclass(frozen=True)
class CasePage:
    """One page of the list; `newer` and `older` lead on, and `is_cut` says that it looked far and found little."""

    lines: list[CaseLine]
    newer: str | None
    older: str | None
    is_cut: bool
    is_start: bool
    is_back: bool


@dataclass(frozen=True)
class Colleague:
    """Somebody who has or had cases at the centre."""

    id: int
    name: str
    is_active: bool


def colleagues(actor: Actor) -> list[Colleague]:
    """Everybody who works or worked on cases at the actor's centre, those who left last."""
    table = User.__table__.c
    query = (
        sa.select(table.id, table.name, table.is_active)
        .where(table.centre_id == actor.centre_id, table.role.in_((Role.CASEWORKER, Role.SUPERVISOR)))
        .order_by(table.is_active.desc(), table.name, table.id)
    )
    return [Colleague(*row) for row in db.session.execute(query)]


def list_cases(actor: Actor, filters: Filters, after: str | None = None, before: str | None = None) -> CasePage:
    """One page of the cases that the actor may see and asks for, after or before a place; put on record."""
    access.require(actor, Permission.CASE_FIND)
    assert actor.centre_id is not None
    path = path_of(filters, actor.centre_id)
    start = position_of(path, before or after)
    reach = Reach(path, start, is_back=before is not None and start is not None)
    page = _page(actor, filters, reach)
    audit.look(actor, audit.Event.CASE_LISTED, filters=filters.codes(), results=len(page.lines))
    return page


def _page(actor: Actor, filters: Filters, reach: Reach) -> CasePage:
    now, today = clock.now(), clock.today(actor.timezone)
    checks = asked(filters, reach.path, now, today)
    if actor.role is not Role.SUPERVISOR or reach.path.prefix[0][0] != "centre_id":
        checks.append(casework.visible(actor))
    end = None if reach.is_back else end_of(filters, reach.path, today)
    reach = Reach(reach.path, reach.after, end, reach.is_back)
    horizon = _horizon(reach) if checks and not reach.path.is_short else None
    reach = Reach(reach.path, reach.after, horizon or end, reach.is_back)
    rows = db.session.execute(_query(reach, checks)).all()
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    ahead = _place(reach.path, rows[-1]) if has_more else horizon
    behind = _place(reach.path, rows[0]) if rows and reach.after else _including(reach)
    newer, older = (ahead, behind) if reach.is_back else (behind, ahead)
    lines = [line_of(row, now, today) for row in (reversed(rows) if reach.is_back else rows)]
    return CasePage(
        lines=lines,
        newer=newer.token() if newer else None,
        older=older.token() if older else None,
        is_cut=horizon is not None and not has_more,
        is_start=reach.after is None,
        is_back=reach.is_back,
    )


def _including(reach: Reach) -> Position | None:
    """The way back from a page without cases: to where it began, that very case included."""
    if reach.after is None:
        return None
    return Position(reach.after.key, reach.after.id + (-1 if reach.is_falling else 1))


def _horizon(reach: Reach) -> Position | None:
    """The last place this page may look at, so that a rare thing is not sought through the whole caseload."""
    query = sa.select(CASES[reach.path.key], CASES.id).where(*reach.conditions())
    row = db.session.execute(query.order_by(*reach.order()).offset(STRIDE - 1).limit(1)).one_or_none()
    return None if row is None else Position(*row)


_PEOPLE, _KEYS, _USERS = Person.__table__.c, DataKey.__table__.c, User.__table__.c
CASE_COLUMNS = sa.select(
    CASES.id,
    CASES.caseworker_id,
    CASES.ref,
    CASES.stage,
    CASES.step,
    CASES.status,
    CASES.move,
    CASES.priority,
    CASES.primary_issue,
    CASES.is_restricted,
    CASES.next_due_on,
    CASES.act_by,
    CASES.last_contact_at,
    CASES.unanswered_since,
    CASES.opened_at,
    _PEOPLE.name_sealed,
    _PEOPLE.latin_name_sealed,
    _KEYS.master_id,
    _KEYS.wrapped,
    _USERS.name,
).select_from(
    sa.join(Case.__table__, Person.__table__, _PEOPLE.id == CASES.person_id)
    .join(DataKey.__table__, _KEYS.id == _PEOPLE.data_key_id)
    .outerjoin(User.__table__, _USERS.id == CASES.caseworker_id)
)


def _query(reach: Reach, checks: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    return CASE_COLUMNS.where(*reach.conditions(), *checked(checks)).order_by(*reach.order()).limit(PAGE + 1)


def _place(path: Path, row: Any) -> Position:
    return Position(getattr(row, path.key), row.id)


def line_of(row: Any, now: datetime, today: date) -> CaseLine:
    """One line of the list from a row of CASE_COLUMNS."""
    name, latin_name = names_of(row)
    is_closed = row.status is CaseStatus.CLOSED
    return CaseLine(
        row.ref,
        name,
        latin_name,
        row.stage,
        row.step,
        row.status,
        row.move,
        row.priority,
        row.primary_issue,
        row.is_restricted,
        row.name,
        row.next_due_on,
        row.act_by,
        row.last_contact_at,
        is_overdue=not is_closed and row.next_due_on is not None and row.next_due_on < today,
        is_cold=not is_closed and is_cold(row.last_contact_at, now),
        is_unanswered=row.unanswered_since is not None,
    )


def names_of(row: Any) -> tuple[str | None, str | None]:
    """The name and the Latin name in a row with `name_sealed`, `latin_name_sealed`, `master_id` and `wrapped`.

    The key is unwrapped once for both; an erased person has neither.
    """
    if row.wrapped is None:
        return None, None
    key = vault.unwrap(row.master_id, row.wrapped)
    sealed = ((row.name_sealed, "people.name_sealed"), (row.latin_name_sealed, "people.latin_name_sealed"))
    name, latin = (vault.unseal(key, text, place).decode() if text else None for text, place in sealed)
    return name, latin
