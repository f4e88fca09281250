"""What is true of a working-time diary: what a day may say, how long was worked in it, and where weeks begin.

Times are minutes since the midnight that a day begins with; a time after the next midnight is more than a day's
minutes. A day belongs to the date on which work began.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

DAY_MINUTES = 24 * 60
WEEK = 7
NOTE_LENGTH = 1000
# A job that somebody comes with lies within a working life.
_MOST_YEARS = 60


class DayKind(StrEnum):
    """What a day was meant to be, whether work was done on it or not."""

    WORKING_DAY = "working_day"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"


class DiaryFault(StrEnum):
    """Why a day cannot be kept so."""

    NOT_A_DAY = "not_a_day"
    DAY_MISSING = "day_missing"
    DAY_TWICE = "day_twice"
    DAY_ALREADY_THERE = "day_already_there"
    DAY_IN_FUTURE = "day_in_future"
    DAY_TOO_OLD = "day_too_old"
    NOT_A_TIME = "not_a_time"
    NOT_HOURS = "not_hours"
    NOT_MINUTES = "not_minutes"
    NOT_A_KIND = "not_a_kind"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_CURRENCY = "not_a_currency"
    CURRENCY_MISSING = "currency_missing"
    TOO_MANY_DECIMALS = "too_many_decimals"
    OTHER_TIME_MISSING = "other_time_missing"
    END_BEFORE_START = "end_before_start"
    TIMES_AND_HOURS = "times_and_hours"
    BREAK_WITHOUT_TIMES = "break_without_times"
    BREAK_TOO_LONG = "break_too_long"
    NEXT_DAY_WITHOUT_TIMES = "next_day_without_times"
    TOO_MANY_HOURS = "too_many_hours"
    NIGHT_TOO_LONG = "night_too_long"
    NOTE_TOO_LONG = "note_too_long"
    OVERLAPS = "overlaps"
    NO_DAYS = "no_days"
    HAS_FAULTS = "has_faults"
    CASE_CLOSED = "case_closed"


@dataclass(frozen=True)
class DayFacts:
    """One day as it was told: from when to when with a break, or how long; and what was paid on it.

    `ends` counts from the same midnight as `starts` and is more than a day's minutes only when `ends_next_day`.
    """

    day: date
    starts: int | None = None
    ends: int | None = None
    ends_next_day: bool = False
    break_minutes: int = 0
    hours: int | None = None
    night: int | None = None
    kind: DayKind = DayKind.WORKING_DAY
    pay: Decimal | None = None
    currency: str | None = None
    note: str = ""

    @property
    def minutes(self) -> int | None:
        """How long was worked; None when nothing is told of it."""
        if self.starts is None or self.ends is None:
            return self.hours
        return self.ends_at - self.starts - self.break_minutes

    @property
    def ends_at(self) -> int:
        """When work ended, in minutes since the midnight that the day began with."""
        return (self.ends or 0) + (DAY_MINUTES if self.ends_next_day else 0)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is told of the day, so that it need not be kept."""
        told = (self.starts, self.ends, self.hours, self.night, self.pay)
        is_plain = self.kind is DayKind.WORKING_DAY and not self.break_minutes and not self.ends_next_day
        return is_plain and not self.note and all(value is None for value in told)


Faults = list[tuple[DiaryFault, str]]


def faults_of(facts: DayFacts, today: date) -> Faults:
    """What is wrong with a day, each fault with the name of its field."""
    found: Faults = []
    if facts.day > today:
        found.append((DiaryFault.DAY_IN_FUTURE, "day"))
    elif facts.day < today - timedelta(days=366 * _MOST_YEARS):
        found.append((DiaryFault.DAY_TOO_OLD, "day"))
    found += _faults_of_times(facts) or _faults_of_length(facts)
    if len(facts.note) > NOTE_LENGTH:
        found.append((DiaryFault.NOTE_TOO_LONG, "note"))
    if facts.pay is not None and facts.currency is None:
        found.append((DiaryFault.CURRENCY_MISSING, "pay"))
    return found


def _faults_of_times(facts: DayFacts) -> Faults:
    if (facts.starts is None) is not (facts.ends is None):
        return [(DiaryFault.OTHER_TIME_MISSING, "ends" if facts.ends is None else "starts")]
    if facts.starts is None:
        without = (
            (facts.break_minutes > 0, DiaryFault.BREAK_WITHOUT_TIMES, "break_minutes"),
            (facts.ends_next_day, DiaryFault.NEXT_DAY_WITHOUT_TIMES, "ends_next_day"),
        )
        return [(fault, field) for is_wrong, fault, field in without if is_wrong]
    span = facts.ends_at - facts.starts
    wrong = (
        (facts.starts >= DAY_MINUTES, DiaryFault.NOT_A_TIME, "starts"),
        (facts.hours is not None, DiaryFault.TIMES_AND_HOURS, "hours"),
        (span <= 0, DiaryFault.END_BEFORE_START, "ends"),
        (span > DAY_MINUTES, DiaryFault.TOO_MANY_HOURS, "ends"),
        (facts.break_minutes >= span, DiaryFault.BREAK_TOO_LONG, "break_minutes"),
    )
    # The first one says it; what follows from it would only confuse.
    return [(fault, field) for is_wrong, fault, field in wrong if is_wrong][:1]


def _faults_of_length(facts: DayFacts) -> Faults:
    minutes = facts.minutes
    if minutes is not None and minutes > DAY_MINUTES:
        return [(DiaryFault.TOO_MANY_HOURS, "hours")]
    if facts.night is not None and facts.night > (minutes or 0):
        return [(DiaryFault.NIGHT_TOO_LONG, "night")]
    return []


def overlapping(days: Iterable[DayFacts]) -> list[date]:
    """The days on which work began before that of the day before had ended."""
    by_day = {facts.day: facts for facts in days}
    found = []
    for day, facts in sorted(by_day.items()):
        before = by_day.get(day - timedelta(days=1))
        if before is None or before.starts is None or facts.starts is None:
            continue
        if before.ends_at > DAY_MINUTES + facts.starts:
            found.append(day)
    return found


def week_of(day: date, first_weekday: int) -> date:
    """The first day of the week that a day lies in, in a country whose weeks begin on a weekday (0 is Monday)."""
    return day - timedelta(days=(day.weekday() - first_weekday) % WEEK)


def days_of_week(first: date) -> list[date]:
    """The seven days of a week."""
    return [first + timedelta(days=number) for number in range(WEEK)]


def print_of(days: Iterable[DayFacts]) -> int:
    """A number that changes when any of these days does, to be told apart from what somebody saw of them."""
    told = repr(sorted(days, key=lambda facts: facts.day)).encode()
    return int.from_bytes(sha256(told).digest()[:8]) % 10**9
