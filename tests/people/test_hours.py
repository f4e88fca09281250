"""When somebody may be written to: days, hours and clocks, over midnight and over a change of the clocks."""

from datetime import UTC, datetime

import pytest

from mrc.people.rules import SafeHours, Weekday, next_safe, quiet_nights

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("days", "starts", "ends", "now", "leaves"),
    [
        # 12:00 in Doha on a Friday.
        (tuple(Weekday), 540, 1200, "2026-11-20T09:00+00:00", "2026-11-20T09:00+00:00"),
        ((Weekday.FRIDAY,), 840, 1080, "2026-11-20T09:00+00:00", "2026-11-20T11:00+00:00"),
        ((Weekday.FRIDAY,), 840, 1080, "2026-11-20T14:59+00:00", "2026-11-20T14:59+00:00"),
        ((Weekday.FRIDAY,), 840, 1080, "2026-11-20T15:00+00:00", "2026-11-27T11:00+00:00"),
        ((Weekday.MONDAY, Weekday.SUNDAY), 0, 1440, "2026-11-20T09:00+00:00", "2026-11-21T21:00+00:00"),
        # Over midnight: the hours of Thursday last into Friday, and those of Friday into Saturday.
        ((Weekday.THURSDAY,), 1320, 360, "2026-11-20T02:00+00:00", "2026-11-20T02:00+00:00"),
        ((Weekday.THURSDAY,), 1320, 360, "2026-11-20T03:00+00:00", "2026-11-26T19:00+00:00"),
        ((Weekday.FRIDAY,), 1320, 360, "2026-11-20T09:00+00:00", "2026-11-20T19:00+00:00"),
    ],
)
def test_the_next_safe_moment(days: tuple[Weekday, ...], starts: int, ends: int, now: str, leaves: str) -> None:
    assert next_safe(SafeHours(days, starts, ends, "Asia/Qatar"), moment(now)) == moment(leaves)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        # The clocks of Rome go back on 25 October 2026 and forward on 28 March 2027.
        ("2026-10-24T20:00+00:00", "2026-10-25T08:00+00:00"),
        ("2027-03-27T20:00+00:00", "2027-03-28T07:00+00:00"),
    ],
)
def test_the_clocks_of_the_place_count(now: str, leaves: str) -> None:
    assert next_safe(quiet_nights("Europe/Rome"), moment(now)) == moment(leaves)


def test_hours_are_read_as_they_were_written() -> None:
    hours = SafeHours((Weekday.FRIDAY, Weekday.SUNDAY), 0, 1440, "Asia/Kathmandu")

    assert SafeHours.parse(str(hours)) == hours
