"""When somebody may be called and written to: on which days and between which hours, by the clocks where they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = 24 * 60
# Where nobody said when it is safe, nobody's telephone rings at night.
MORNING, EVENING = 9 * 60, 20 * 60


class Weekday(StrEnum):
    """A day of the week, from Monday."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


class HoursFault(StrEnum):
    """Why safe hours cannot be kept."""

    NEEDS_BOTH = "needs_both"
    NO_TIME = "no_time"


@dataclass(frozen=True)
class SafeHours:
    """From `starts` until `ends` on each of these days, in minutes since midnight by the clocks of a zone.

    An end before the start lies on the next morning: who works by day may be free at night.
    """

    days: tuple[Weekday, ...]
    starts: int
    ends: int
    zone: str

    def __str__(self) -> str:
        return f"{','.join(self.days)} {self.starts} {self.ends} {self.zone}"

    @classmethod
    def parse(cls, text: str) -> "SafeHours":
        """The hours in a text that `str` made of them."""
        days, starts, ends, zone = text.split(" ")
        return cls(tuple(Weekday(day) for day in days.split(",")), int(starts), int(ends), zone)


def quiet_nights(zone: str) -> SafeHours:
    """The hours of somebody who did not say when it is safe: every day, not at night."""
    return SafeHours(WEEK, MORNING, EVENING, zone)


def next_safe(hours: SafeHours, moment: datetime) -> datetime:
    """The moment itself when it lies in the safe hours, else the beginning of the next ones."""
    zone = ZoneInfo(hours.zone)
    today = moment.astimezone(zone).date()
    # Yesterday's hours may last into today's morning.
    for ahead in range(-1, 8):
        day = today + timedelta(days=ahead)
        if WEEK[day.weekday()] not in hours.days:
            continue
        starts, ends = _at(day, hours.starts, zone), _at(day, hours.ends, zone)
        if hours.ends <= hours.starts:
            ends = _at(day + timedelta(days=1), hours.ends, zone)
        if moment < ends:
            return max(moment, starts)
    raise ValueError("no day is safe")


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A time of a day by the clocks of a zone, as an instant; 24:00 is the midnight after the day."""
    later, minutes = divmod(minutes, DAY)
    return datetime.combine(day + timedelta(days=later), time(*divmod(minutes, 60)), zone).astimezone(UTC)
