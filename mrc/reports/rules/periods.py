"""The period a report counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class PeriodFault(StrEnum):
    """Why a period cannot be counted."""

    BACKWARDS = "backwards"


@dataclass(frozen=True)
class Period:
    """From one day to another, both counted; an open end is None."""

    begins_on: date | None = None
    ends_on: date | None = None

    @property
    def fault(self) -> PeriodFault | None:
        """What is wrong with it, if anything."""
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            return PeriodFault.BACKWARDS
        return None

    def moments(self, timezone: str) -> tuple[datetime | None, datetime | None]:
        """The first moment of the period and the first after it, as the days of a time zone begin and end."""
        begin = None if self.begins_on is None else _midnight(self.begins_on, timezone)
        end = None if self.ends_on is None else _midnight(self.ends_on + timedelta(days=1), timezone)
        return begin, end


def year_of(today: date) -> Period:
    """The calendar year up to today."""
    return Period(today.replace(month=1, day=1), today)


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
