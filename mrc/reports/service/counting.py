"""Counting the caseload for the first report: open cases by stage and caseworker, issues by sex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CasePerson
from mrc.casework.rules.closing import COLD_AFTER
from mrc.casework.rules.issues import GROUP_OF, IssueCode, IssueGroup
from mrc.casework.rules.stages import CaseStatus, Stage
from mrc.people.models import Person
from mrc.people.rules import Sex
from mrc.reports.rules.caseload import Within
from mrc.reports.rules.periods import Period
from mrc.reports.rules.tables import Table, publishable, table_of
from mrc.reports.service.snapshot import snapshot
from mrc.reports.service.walking import CASES
from mrc.staff.models import Centre, User

_OPEN = (CaseStatus.OPEN, CaseStatus.WAITING)
_PEOPLE, _USERS = Person.__table__.c, User.__table__.c


@dataclass(frozen=True)
class WorkerLine:
    """The open cases of one caseworker, or of nobody: how many of each status, late and cold ones, the oldest.

    `act_within` says how many must act within 7, 30 and 90 days so that no right is lost; each holds the one before.
    """

    name: str | None
    open: int
    waiting: int
    late: int
    cold: int
    oldest_days: int
    act_within: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """All open cases of this caseworker."""
        return self.open + self.waiting


@dataclass(frozen=True)
class CaseloadReport:
    """The first report, as of one moment.

    What is published tells neither of caseworkers nor of single issues: those add up to the groups, and a number
    hidden in one table could be reckoned back from the other.
    """

    made_at: datetime
    centre: str
    period: Period
    is_published: bool
    by_stage: Table
    by_worker: list[WorkerLine]
    issues: Table | None
    groups: Table


def caseload_report(actor: Actor, period: Period, is_published: bool = False) -> CaseloadReport:
    """The open caseload of the actor's centre now, and the issues of the cases opened in a period; put on record."""
    access.require(actor, Permission.REPORT_READ)
    with snapshot() as connection:
        now, today = clock.now(), clock.today(actor.timezone)
        centre = connection.execute(sa.select(Centre.name).where(Centre.id == actor.centre_id)).scalar_one()
        by_stage = _by_stage(connection, actor)
        by_worker = _by_worker(connection, actor, now, today)
        issues = _issues_by_sex(connection, actor, period)
    groups = _grouped(issues)
    said = {"begins": str(period.begins_on), "ends": str(period.ends_on), "published": is_published}
    audit.look(actor, audit.Event.REPORT_SHOWN, report="caseload", filters=said)
    if is_published:
        return CaseloadReport(now, centre, period, True, publishable(by_stage), [], None, publishable(groups))
    return CaseloadReport(now, centre, period, False, by_stage, by_worker, issues, groups)


def _by_stage(connection: sa.Connection, actor: Actor) -> Table:
    query = (
        sa.select(CASES.stage, CASES.status, sa.func.count())
        .where(CASES.centre_id == actor.centre_id, CASES.status.in_(_OPEN))
        .group_by(CASES.stage, CASES.status)
    )
    counts = {(str(stage), str(status)): count for stage, status, count in connection.execute(query)}
    return table_of(counts, [str(stage) for stage in Stage], [str(status) for status in _OPEN])


def _by_worker(connection: sa.Connection, actor: Actor, now: datetime, today: date) -> list[WorkerLine]:
    def counted(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    query = (
        sa.select(
            _USERS.name,
            counted(CASES.status == CaseStatus.OPEN),
            counted(CASES.status == CaseStatus.WAITING),
            counted(CASES.next_due_on < today),
            counted(CASES.last_contact_at < now - COLD_AFTER),
            sa.func.min(CASES.opened_at),
            *(counted(CASES.act_by <= today + timedelta(days=within.days)) for within in Within),
        )
        .select_from(sa.outerjoin(Case.__table__, User.__table__, _USERS.id == CASES.caseworker_id))
        .where(CASES.centre_id == actor.centre_id, CASES.status.in_(_OPEN))
        .group_by(_USERS.id, _USERS.name)
        .order_by(_USERS.name, _USERS.id)
    )
    lines = [
        WorkerLine(name, int(open_), int(waiting), int(late), int(cold), (now - oldest).days, tuple(map(int, soon)))
        for name, open_, waiting, late, cold, oldest, *soon in connection.execute(query)
    ]
    return sorted(lines, key=lambda line: line.name is not None)


def _issues_by_sex(connection: sa.Connection, actor: Actor, period: Period) -> Table:
    """Workers by the main issue of their case and by sex. A collective case counts each of its workers once."""
    begin, end = period.moments(actor.timezone)
    conditions = [CASES.centre_id == actor.centre_id]
    conditions += [] if begin is None else [CASES.opened_at >= begin]
    conditions += [] if end is None else [CASES.opened_at < end]
    others = CasePerson.__table__.c
    own = sa.select(CASES.primary_issue, CASES.person_id).where(*conditions)
    more = (
        sa.select(CASES.primary_issue, others.person_id)
        .join(Case.__table__, CASES.id == others.case_id)
        .where(*conditions, others.person_id != CASES.person_id)
    )
    workers = sa.union_all(own, more).subquery()
    query = (
        sa.select(workers.c.primary_issue, _PEOPLE.sex, sa.func.count())
        .join(Person.__table__, _PEOPLE.id == workers.c.person_id)
        .group_by(workers.c.primary_issue, _PEOPLE.sex)
    )
    counts: dict[tuple[str, str], int] = {
        (str(issue), str(sex)): count for issue, sex, count in connection.execute(query)
    }
    met = {issue for issue, _sex in counts}
    return table_of(counts, [str(code) for code in IssueCode if str(code) in met], _values(list(Sex)))


def _grouped(issues: Table) -> Table:
    counts: dict[tuple[str, str], int] = {}
    for (issue, sex), count in issues.cells.items():
        place = (str(GROUP_OF[IssueCode(issue)]), sex)
        counts[place] = counts.get(place, 0) + (count or 0)
    return table_of(counts, _values(list(IssueGroup)), issues.columns)


def _values(members: Sequence[Any]) -> list[str]:
    return [str(member) for member in members]
