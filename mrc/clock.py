"""The only place that asks what time it is, so that tests can hold time still."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

_held: ContextVar[datetime | None] = ContextVar("held_time", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today(timezone: str = "UTC") -> date:
    """The present calendar day in an IANA zone such as 'Asia/Kathmandu'."""
    return now().astimezone(ZoneInfo(timezone)).date()


@contextmanager
def held_at(moment: datetime) -> "Iterator[None]":
    """Hold time still at an aware moment, for tests and for the demo world."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
