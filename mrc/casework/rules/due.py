"""By when an answer is due: counted while the centre works, in the clocks of the place where it lies.

An emergency is due after 24 hours round the clock, holidays or not. The 72 hours of an urgent one are three working
days, the two weeks of a normal one as many working days as two weeks of this centre have.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mrc.casework.rules.stages import HOURS, Priority
from mrc.staff.rules import Opening

# A centre that is shut for longer than this is not asked; the time then runs round the clock.
_LONGEST = 400
_URGENT_DAYS = 3
_WEEKS = 2


def answer_due(sent_at: datetime, priority: Priority, opening: Opening | None = None) -> datetime:
    """When the partner's answer is due; round the clock for an emergency and where no hours are known."""
    plain = sent_at + timedelta(hours=HOURS[priority])
    if priority is Priority.EMERGENCY or opening is None or not opening.hours:
        return plain
    zone = ZoneInfo(opening.zone)
    start = _first_moment(opening, sent_at.astimezone(zone))
    if start is None:
        return plain
    days = _URGENT_DAYS if priority is Priority.URGENT else _WEEKS * len(opening.hours)
    for count, day in enumerate(_working_days(opening, start.date() + timedelta(days=1)), 1):
        if count == days:
            return datetime.combine(day, _within(opening, day, start.time()), zone).astimezone(UTC)
    return plain


def remind_at(sent_at: datetime, due_at: datetime) -> datetime:
    """When a partner who has not answered is reminded: once three quarters of the time are over."""
    return sent_at + (due_at - sent_at) * 3 / 4


def _first_moment(opening: Opening, local: datetime) -> datetime | None:
    """The first moment from one on at which the centre is open, in its own clocks."""
    for day in _working_days(opening, local.date()):
        for opens, closes in opening.hours[day.weekday()]:
            if day > local.date() or local.time() < closes:
                begins = opens if day > local.date() else max(opens, local.time())
                return datetime.combine(day, begins)
    return None


def _within(opening: Opening, day: date, wanted: time) -> time:
    """The latest moment of a working day that is not after a time; the first one when it opens later."""
    spans = opening.hours[day.weekday()]
    begun = [closes for opens, closes in spans if opens <= wanted]
    return min(wanted, begun[-1]) if begun else spans[0][0]


def _working_days(opening: Opening, first: date) -> Iterator[date]:
    days = (first + timedelta(days=count) for count in range(_LONGEST))
    return (day for day in days if opening.hours.get(day.weekday()) and day not in opening.holidays)
