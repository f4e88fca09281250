"""The diary of a case: shown by months and by weeks, and kept a day at a time, all of them or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, clock, typed
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.stages import CaseStatus
from mrc.classifications import first_weekday, minor_units
from mrc.db import db, held, transaction
from mrc.employment.models import DiaryDay
from mrc.employment.rules import (
    DayFacts,
    DiaryFault,
    days_of_week,
    faults_of,
    overlapping,
    print_of,
    week_of,
)
from mrc.errors import Refused, Stale

# What is wrong with several days at once: the day, the fault and the field.
DayFaults = list[tuple[date, DiaryFault, str]]
# (label, yours, theirs) for each day that somebody else changed meanwhile.
Differences = Callable[[Sequence[DayFacts]], list[tuple[str, object, object]]]
_TOLD = ("kind", "starts", "ends", "ends_next_day", "break_minutes", "hours", "night", "pay", "currency")


class DaysRefused(Refused):
    """Days that were refused together; says of each what is wrong with it."""

    def __init__(self, faults: DayFaults) -> None:
        super().__init__(DiaryFault.HAS_FAULTS)
        self.faults = faults


@dataclass(frozen=True)
class Month:
    """What a diary tells of one month: how many days, how long in all, and what was paid, by currency."""

    first: date
    days: int
    minutes: int
    pay: dict[str, Decimal]
    weeks: list[date]


@dataclass(frozen=True)
class Diary:
    """The diary of a case by months, newest first, and the week to go on with."""

    case: Case
    months: list[Month]
    week: date


@dataclass(frozen=True)
class Week:
    """Seven days of a case; a day that nothing is told of is there too, blank. `seen` tells them from later ones."""

    case: Case
    days: list[DayFacts]
    seen: int

    @property
    def first(self) -> date:
        """The day the week begins with."""
        return self.days[0].day


def days_of(case_id: int, first: date | None = None, last: date | None = None) -> list[DayFacts]:
    """The days of a case that something is told of, in order, without their notes."""
    columns = [DiaryDay.day, *(getattr(DiaryDay, name) for name in _TOLD)]
    query = sa.select(*columns).where(*_within(case_id, first, last)).order_by(DiaryDay.day)
    return [DayFacts(**row._mapping) for row in db.session.execute(query)]


def span_of(case_id: int) -> tuple[int, date | None, date | None]:
    """How many days a diary has, the first and the last of them."""
    query = sa.select(sa.func.count(), sa.func.min(DiaryDay.day), sa.func.max(DiaryDay.day))
    count, first, last = db.session.execute(query.where(DiaryDay.case_id == case_id)).one()
    return int(count), first, last


def get_diary(actor: Actor, case_ref: str) -> Diary:
    """The diary of a case by months. The look is on record."""
    case = casework.get_case(actor, case_ref)
    begins = _weeks_begin(case)
    days = days_of(case.id)
    last = days[-1].day + timedelta(days=1) if days else clock.today(actor.timezone)
    # The days come in order, and so do their months.
    by_month = groupby(days, lambda facts: facts.day.replace(day=1))
    months = [_month(first, list(some), begins) for first, some in by_month][::-1]
    audit.look(actor, audit.Event.CASE_READ, case)
    return Diary(case, months, week_of(last, begins))


def _month(first: date, days: list[DayFacts], begins: int) -> Month:
    pay: dict[str, Decimal] = {}
    for facts in days:
        if facts.pay is not None and facts.currency is not None:
            pay[facts.currency] = pay.get(facts.currency, Decimal(0)) + facts.pay
    weeks = sorted({week_of(facts.day, begins) for facts in days})
    return Month(first, len(days), sum(facts.minutes or 0 for facts in days), pay, weeks)


def get_week(actor: Actor, case_ref: str, day: date, permission: Permission = Permission.CASE_READ) -> Week:
    """The week of a case that a day lies in. The look is on record."""
    case = casework.get_case(actor, case_ref, permission)
    week = _week(case, week_of(day, _weeks_begin(case)))
    audit.look(actor, audit.Event.CASE_READ, case)
    return week


def save_week(actor: Actor, case_ref: str, days: list[DayFacts], seen: int, differences: Differences) -> Case:
    """Keep a week as it was typed; a day left blank is taken out of the diary.

    Raises Stale when somebody else changed the week meanwhile, and DaysRefused with all that is wrong with it.
    """
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        now = _week(case, days[0].day)
        if now.seen != seen:
            raise Stale(differences(now.days), now.seen)
        _refuse_closed(case)
        _refuse_faulty(actor, case, days)
        blank = [facts.day for facts in days if facts.is_blank]
        db.session.execute(sa.delete(DiaryDay).where(DiaryDay.case_id == case.id, DiaryDay.day.in_(blank)))
        _write(actor, case, [facts for facts in days if not facts.is_blank])
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["diary"])
    return case


def keep_days(
    actor: Actor,
    case: Case,
    days: list[DayFacts],
    is_replacing: bool = False,
    permission: Permission = Permission.CASE_WORK,
) -> int:
    """Put days into a diary, all of them or none; days that are there already only when they are to be replaced.

    Returns how many. Raises DaysRefused with all that is wrong with them.
    """
    with transaction():
        # Held until the end, so that of two tables at once the second sees what the first wrote.
        db.session.refresh(case, with_for_update=True)
        access.require(actor, permission, case.subject)
        _refuse_closed(case)
        told = [facts for facts in days if not facts.is_blank]
        if not told:
            raise Refused(DiaryFault.NO_DAYS)
        _refuse_faulty(actor, case, told, () if is_replacing else {facts.day for facts in days_of(case.id)})
        _write(actor, case, told)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["diary"])
    return len(told)


def _refuse_closed(case: Case) -> None:
    if case.status is CaseStatus.CLOSED:
        raise Refused(DiaryFault.CASE_CLOSED)


def _refuse_faulty(actor: Actor, case: Case, days: list[DayFacts], taken: Iterable[date] = ()) -> None:
    today, taken = clock.today(actor.timezone), set(taken)
    found: DayFaults = []
    seen: set[date] = set()
    for facts in days:
        found += [(facts.day, fault, field) for fault, field in faults_of(facts, today) if not facts.is_blank]
        if facts.day in seen:
            found.append((facts.day, DiaryFault.DAY_TWICE, "day"))
        elif facts.day in taken:
            found.append((facts.day, DiaryFault.DAY_ALREADY_THERE, "day"))
        if facts.pay is not None and facts.currency and _is_too_fine(facts.pay, facts.currency):
            found.append((facts.day, DiaryFault.TOO_MANY_DECIMALS, "pay"))
        seen.add(facts.day)
    found = found or _overlaps(case, days)
    if found:
        raise DaysRefused(found)


def _is_too_fine(pay: Decimal, currency: str) -> bool:
    places = minor_units(currency)
    return round(pay, places) != pay or typed.may_be_thousands(pay, places)


def _overlaps(case: Case, days: list[DayFacts]) -> DayFaults:
    """Which of these days begin before the day before has ended, the neighbours in the diary looked at too.

    Where it is the day after, which is in the diary already, that begins too early, the day before is at fault.
    """
    ours = {facts.day: facts for facts in days}
    around = days_of(case.id, min(ours) - timedelta(days=1), max(ours) + timedelta(days=1))
    together = {facts.day: facts for facts in around} | ours
    found: DayFaults = []
    for day in overlapping(together.values()):
        before = day - timedelta(days=1)
        if day in ours:
            found.append((day, DiaryFault.OVERLAPS, "starts"))
        elif before in ours:
            found.append((before, DiaryFault.OVERLAPS, "ends"))
    return found


def _write(actor: Actor, case: Case, days: list[DayFacts]) -> None:
    rows = {row.day: row for row in _rows(case.id, [facts.day for facts in days])}
    for facts in days:
        row = rows.get(facts.day)
        if row is None:
            row = DiaryDay(data_key=case.data_key, case_id=case.id, day=facts.day)
            db.session.add(row)
        elif _facts(row) == facts:
            continue
        for name in _TOLD:
            setattr(row, name, getattr(facts, name))
        row.currency = facts.currency if facts.pay is not None else None
        row.note = facts.note
        row.told_by_role, row.told_by_id, row.told_at = actor.role, actor.id, clock.now()
    db.session.flush()


def _rows(case_id: int, days: Sequence[date]) -> list[DiaryDay]:
    query = sa.select(DiaryDay).where(DiaryDay.case_id == case_id, DiaryDay.day.between(min(days), max(days)))
    wanted = set(days)
    return [row for row in db.session.scalars(held(query, DiaryDay)) if row.day in wanted]


def _facts(row: DiaryDay) -> DayFacts:
    told: dict[str, Any] = {name: getattr(row, name) for name in _TOLD}
    return DayFacts(day=row.day, note=row.note or "", **told)


def _week(case: Case, first: date) -> Week:
    days = days_of_week(first)
    query = sa.select(DiaryDay).where(*_within(case.id, days[0], days[-1])).execution_options(populate_existing=True)
    told = {row.day: _facts(row) for row in db.session.scalars(query)}
    return Week(case, [told.get(day, DayFacts(day)) for day in days], print_of(told.values()))


def _within(case_id: int, first: date | None, last: date | None) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [DiaryDay.case_id == case_id]
    found += [DiaryDay.day >= first] if first else []
    return found + ([DiaryDay.day <= last] if last else [])


def _weeks_begin(case: Case) -> int:
    return first_weekday(case.destination_country)
