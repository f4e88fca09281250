"""What a working-time diary says of extra hours, by the hours that the law on record and the job allow.

How it is counted, and why so, is in docs/decisions/0013-employment-between-documents-and-claims.md. Everything is in
minutes until the end, so that nothing is lost on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby

from mrc.claims.rules.asking import Question
from mrc.claims.rules.facts import Exit, PayBasis, Scope
from mrc.claims.rules.law import Formula, Law, Terms, in_force
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.service_time import last_day_of, month_of
from mrc.employment.rules import DAY_MINUTES, DayFacts, DayKind, week_of

_THOUSANDTH = Decimal("0.001")


class DiaryHoursFault(StrEnum):
    """Why hours of a diary are not taken over."""

    CHANGED = "changed"
    NOTHING_CHOSEN = "nothing_chosen"


@dataclass(frozen=True)
class Agreed:
    """What is agreed or known of a job: its hours of a day and a week in minutes, and its first and last day."""

    day: int | None = None
    week: int | None = None
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a day lies in the time of the job, as far as that is known."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Normal:
    """The normal hours of one month in minutes, and from when to when the law pays a night's supplement."""

    day: int | None = None
    week: int | None = None
    night: tuple[int, int] | None = None


@dataclass(frozen=True)
class DayWorking:
    """How the extra hours of one day came about. `normal` is None where no hours of a day are known."""

    day: date
    kind: DayKind
    worked: int
    normal: int | None = None
    beyond_day: int = 0
    beyond_week: int = 0
    night: int = 0
    is_by_times: bool = False

    @property
    def extra(self) -> int:
        """The extra hours of the day."""
        return self.beyond_day + self.beyond_week


@dataclass(frozen=True)
class MonthHours:
    """The extra hours of one month, day by day. `left_out` are hours that no reviewed rule pays, by kind of day."""

    month: date
    days: tuple[DayWorking, ...]
    hours: Mapping[Question, Decimal]
    left_out: Mapping[DayKind, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """All that a diary says of extra hours. Nothing can be said of a month for which no normal hours are known."""

    months: tuple[MonthHours, ...] = ()
    lacks_hours: bool = False
    outside: int = 0


def count(
    days: Sequence[DayFacts],
    law: Law,
    scope: Scope,
    basis: PayBasis,
    asked: frozenset[Question],
    agreed: Agreed,
    first_weekday: int,
) -> Counted:
    """The extra hours in a diary. `asked` says which hours the law pays at all."""
    within = sorted((facts for facts in days if agreed.covers(facts.day)), key=lambda facts: facts.day)
    outside = sum(not agreed.covers(facts.day) for facts in days)
    normal = {month: normal_hours(law, scope, basis, month, agreed) for month in {month_of(f.day) for f in within}}
    if any(found.day is None and found.week is None for found in normal.values()):
        return Counted(lacks_hours=True, outside=outside)
    weeks: dict[date, list[DayWorking]] = {}
    told = {facts.day: facts for facts in within}
    for facts in within:
        if facts.minutes is not None:
            working = _beyond_day(facts, normal[month_of(facts.day)])
            weeks.setdefault(week_of(facts.day, first_weekday), []).append(working)
    found = [
        _with_night(working, told[working.day], normal[month_of(working.day)], asked)
        for week in weeks.values()
        for working in _beyond_week(week, normal[month_of(week[-1].day)].week)
    ]
    # The weeks come in order, and so do the days in them.
    by_month = groupby(found, lambda working: month_of(working.day))
    return Counted(tuple(_month(month, tuple(some), asked) for month, some in by_month), outside=outside)


def normal_hours(law: Law, scope: Scope, basis: PayBasis, month: date, agreed: Agreed) -> Normal:
    """The normal hours of a month: as agreed, but never more than the law on record names."""
    terms = _terms(law, scope, basis, month)
    by_law = (terms.normal_hours, terms.week_hours) if terms else (None, None)
    in_law = [None if hours is None else int(hours * 60) for hours in by_law]
    day, week = (
        min((known for known in pair if known is not None), default=None)
        for pair in zip(in_law, (agreed.day, agreed.week), strict=True)
    )
    return Normal(day, week, terms.night if terms else None)


def _terms(law: Law, scope: Scope, basis: PayBasis, month: date) -> Terms | None:
    rules = [
        rule
        for rule in law.rules
        if rule.component is Component.OVERTIME
        and rule.formula is Formula.HOURS
        and scope in rule.scopes
        and (rule.terms.bases is None or basis in rule.terms.bases)
    ]
    ending: Exit | None = None
    rule = in_force(tuple(sorted(rules, key=lambda found: found.valid_from)), last_day_of(month), ending)
    return rule.terms if rule else None


def _beyond_day(facts: DayFacts, normal: Normal) -> DayWorking:
    worked, has_times = facts.minutes or 0, facts.starts is not None
    if facts.kind is not DayKind.WORKING_DAY:
        return DayWorking(facts.day, facts.kind, worked, is_by_times=has_times)
    beyond = 0 if normal.day is None else max(worked - normal.day, 0)
    return DayWorking(facts.day, facts.kind, worked, normal.day, beyond, is_by_times=has_times)


def _beyond_week(week: Sequence[DayWorking], normal: int | None) -> list[DayWorking]:
    """What a week still has beyond its normal hours goes to its last days of work."""
    if normal is None:
        return list(week)
    left = sum(day.worked - day.beyond_day for day in week if day.kind is DayKind.WORKING_DAY) - normal
    found: list[DayWorking] = []
    for day in reversed(week):
        taken = 0
        if day.kind is DayKind.WORKING_DAY and left > 0:
            taken = min(left, day.worked - day.beyond_day)
            left -= taken
        found.append(replace(day, beyond_week=taken))
    return found[::-1]


def _with_night(working: DayWorking, facts: DayFacts, normal: Normal, asked: frozenset[Question]) -> DayWorking:
    """How many of the extra hours, the last ones of the day, were at night; none where the law pays them alike."""
    if Question.HOURS_NIGHT not in asked or not working.extra:
        return working
    if normal.night is not None and facts.starts is not None:
        return replace(working, night=_overlap(facts.ends_at - working.extra, facts.ends_at, normal.night))
    return replace(working, night=min(facts.night or 0, working.extra))


def _overlap(start: int, end: int, night: tuple[int, int]) -> int:
    """How much of a time lies in the night, which comes back every day and may run past midnight."""
    first, last = night[0], night[1] + (DAY_MINUTES if night[1] <= night[0] else 0)
    nights = ((first + shift, last + shift) for shift in (-DAY_MINUTES, 0, DAY_MINUTES))
    return sum(max(min(end, until) - max(start, since), 0) for since, until in nights)


def _month(month: date, days: tuple[DayWorking, ...], asked: frozenset[Question]) -> MonthHours:
    night, rest = sum(day.night for day in days), _worked(days, DayKind.REST_DAY)
    minutes = {
        Question.HOURS_DAY: sum(day.extra for day in days) - night,
        Question.HOURS_NIGHT: night,
        Question.HOURS_REST_DAY: rest,
    }
    left_out = {DayKind.HOLIDAY: _worked(days, DayKind.HOLIDAY)}
    if Question.HOURS_REST_DAY not in asked:
        left_out[DayKind.REST_DAY] = rest
    if Question.HOURS_DAY not in asked:
        left_out[DayKind.WORKING_DAY] = minutes[Question.HOURS_DAY]
    return MonthHours(
        month,
        days,
        {question: in_hours(minutes[question]) for question in minutes if question in asked},
        {kind: found for kind, found in left_out.items() if found},
    )


def _worked(days: Iterable[DayWorking], kind: DayKind) -> int:
    return sum(day.worked for day in days if day.kind is kind)


def in_minutes(hours: Decimal) -> int:
    """Hours as minutes, to the nearest one, so that what `in_hours` shows is read back as it was."""
    return int((hours * 60).to_integral_value(ROUND_HALF_UP))


def in_hours(minutes: int) -> Decimal:
    """Minutes as hours, to three decimals half up, without idle zeros."""
    hours = (Decimal(minutes) / 60).quantize(_THOUSANDTH, ROUND_HALF_UP)
    return hours.normalize() if hours != hours.to_integral_value() else hours.quantize(Decimal(1))


def received(days: Iterable[DayFacts], currency: str) -> dict[date, Decimal]:
    """What a diary says was paid in each month, in one currency."""
    found: dict[date, Decimal] = {}
    for facts in days:
        if facts.pay is not None and facts.currency == currency:
            month = month_of(facts.day)
            found[month] = found.get(month, Decimal(0)) + facts.pay
    return found
