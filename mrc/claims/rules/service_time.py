"""How long somebody served: whole calendar years, then days, with the first and the last day both counted.

Periods run from a first day to the day after the last one, so that parts of a period meet without a gap.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Service:
    """A length of service as the law's own examples count it."""

    years: int
    days: int

    @property
    def length(self) -> Fraction:
        """The years with their fraction: the days left over count as parts of 365."""
        return self.years + Fraction(self.days, DAYS_OF_YEAR)


def anniversary(day: date, years: int) -> date:
    """The same day so many years on; 29 February's is 1 March in common years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_on(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last day when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def served(start: date, end: date) -> Service:
    """The service from a first day up to, not including, `end`. Nothing when `end` is not after `start`."""
    if end <= start:
        return Service(0, 0)
    years = end.year - start.year
    if anniversary(start, years) > end:
        years -= 1
    return Service(years, (end - anniversary(start, years)).days)


def whole_months(start: date, end: date) -> tuple[int, int]:
    """Whole months and the days left over, from a first day up to, not including, `end`."""
    if end <= start:
        return 0, 0
    months = (end.year - start.year) * 12 + end.month - start.month
    if months_on(start, months) > end:
        months -= 1
    return months, (end - months_on(start, months)).days


def month_of(day: date) -> date:
    """The month of a day, as its first day."""
    return day.replace(day=1)


def days_in(month: date) -> int:
    """How many days a month has."""
    return monthrange(month.year, month.month)[1]


def last_day_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=days_in(month))


def months_between(start: date, end: date) -> Iterator[tuple[date, int]]:
    """Every month that a period touches, with the number of its days inside the period."""
    month = month_of(start)
    while start < end and month < end:
        after = month + timedelta(days=days_in(month))
        yield month, (min(after, end) - max(month, start)).days
        month = after
