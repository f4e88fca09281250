"""What came of earlier referrals to a partner, and how far that speaks for asking it again.

A few answers tell little. So each rate begins as that of a usual partner and moves with every answer: whoever is new
is neither praised nor blamed. It brings a few points at most, and none are ever taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from mrc.staff.rules import Opening

LOOK_BACK = timedelta(days=730)
# A usual partner says yes to six of ten, and four such answers are taken for granted of everybody.
_USUAL, _WEIGHT = 0.6, 4
# From here on a partner counts as one that mostly says yes, and mostly does what it took on.
MOSTLY = 0.7
# In hours during which the centre works: three days, and more than a week.
SOON, SLOW = 24, 40
_LEAST_ANSWERS = 3
# Fewer than this are not counted out, because whoever knows of one of them would learn what became of it.
LEAST_SHOWN = 5
_HOURS_A_DAY = 8


class Mark(StrEnum):
    """What a supervisor is shown of a partner at a glance."""

    STALE = "stale"
    SLOW = "slow"


class RecordOrder(StrEnum):
    """By what the list of partners is ordered."""

    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


@dataclass(frozen=True)
class TrackRecord:
    """What came of the referrals to one partner. `hours` are the working hours to each first answer."""

    sent: int = 0
    accepted: int = 0
    declined: int = 0
    completed: int = 0
    returned: int = 0
    no_shows: int = 0
    hours: tuple[float, ...] = ()

    @property
    def answered(self) -> int:
        """How many were answered with yes or no; a waiting list is neither."""
        return self.accepted + self.declined

    @property
    def ended(self) -> int:
        """How many of those taken on came to an end that lay in the partner's hands."""
        return self.completed + self.returned

    @property
    def usual_hours(self) -> float | None:
        """The median of the working hours to the first answer, once there are three answers."""
        return usual_hours(self.hours)

    @property
    def points(self) -> int:
        """What it brings in routing: two for saying yes, one for saying it soon, one for doing it."""
        soon = self.usual_hours is not None and self.usual_hours <= SOON
        accepts = bool(self.answered) and likely(self.accepted, self.answered) >= MOSTLY
        completes = bool(self.ended) and likely(self.completed, self.ended) >= MOSTLY
        return 2 * accepts + soon + completes


NOTHING_KNOWN = TrackRecord()


def likely(times: int, of: int) -> float:
    """The rate to be expected after so many of so many, beginning from what is usual."""
    return (times + _USUAL * _WEIGHT) / (of + _WEIGHT)


def usual_hours(hours: Sequence[float]) -> float | None:
    """How long an organisation usually takes to answer (the median), once it has answered three times."""
    return median(hours) if len(hours) >= _LEAST_ANSWERS else None


def shown_share(times: int, of: int) -> int | None:
    """A rate in whole percent for people to read; None where too few lie behind it to tell of nobody."""
    return round(100 * times / of) if of >= LEAST_SHOWN else None


def shown_count(count: int) -> int | None:
    """A count for people to read; None for a few, which could tell of a person. Nothing tells of nobody."""
    return count if count == 0 or count >= LEAST_SHOWN else None


def marks_of(record: TrackRecord, is_stale: bool) -> tuple[Mark, ...]:
    """What is conspicuous about a partner."""
    hours = record.usual_hours
    checks = ((is_stale, Mark.STALE), (hours is not None and hours > SLOW, Mark.SLOW))
    return tuple(mark for holds, mark in checks if holds)


def place_of(record: TrackRecord, by: RecordOrder) -> tuple[bool, float]:
    """What a list is sorted by, the best first; whoever has nothing to be ordered by comes last."""
    hours = record.usual_hours
    found = {
        RecordOrder.SENT: (True, -record.sent),
        RecordOrder.ACCEPTED: (record.answered > 0, -likely(record.accepted, record.answered)),
        RecordOrder.ANSWERED: (hours is not None, hours or 0.0),
        RecordOrder.COMPLETED: (record.ended > 0, -likely(record.completed, record.ended)),
        RecordOrder.NO_SHOW: (record.ended > 0, record.no_shows),
    }
    is_known, worth = found[by]
    return not is_known, worth


def hours_worked(sent_at: datetime, answered_at: datetime, opening: Opening | None = None) -> float:
    """The hours between two moments during which a centre works, in the clocks of its place.

    Where nobody entered hours, every day counts as if it had eight of them, so that centres can be compared.
    """
    if opening is None or not opening.hours:
        return max(answered_at - sent_at, timedelta(0)) / timedelta(hours=24 / _HOURS_A_DAY)
    zone = ZoneInfo(opening.zone)
    begins, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (sent_at, answered_at))
    # Whole weeks are alike, so that only what is left of one is walked; days off are taken away again.
    weeks = max((ends - begins).days, 0) // 7
    passed = begins + timedelta(weeks=weeks)
    walked = (passed.date() + timedelta(days=count) for count in range((ends.date() - passed.date()).days + 1))
    worked = weeks * sum((_open_on(opening, weekday) for weekday in opening.hours), timedelta(0))
    worked += sum((_open_between(opening, day, passed, ends) for day in walked), timedelta(0))
    days_off = (day for day in opening.holidays if begins.date() <= day <= ends.date())
    worked -= sum((_open_between(opening, day, begins, ends) for day in days_off), timedelta(0))
    return worked / timedelta(hours=1)


def _open_on(opening: Opening, weekday: int) -> timedelta:
    spans = opening.hours.get(weekday, ())
    return sum((_span(closes) - _span(opens) for opens, closes in spans), timedelta(0))


def _span(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)


def _open_between(opening: Opening, day: date, begins: datetime, ends: datetime) -> timedelta:
    """How long the centre works on a day between two moments, days off forgotten."""
    found, midnight = timedelta(0), datetime.combine(day, time.min)
    for opens, closes in opening.hours.get(day.weekday(), ()):
        found += max(min(midnight + _span(closes), ends) - max(midnight + _span(opens), begins), timedelta(0))
    return found
