"""By when an answer is due: in the clocks and the week of the centre, over holidays and the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mrc.casework.rules.stages import Priority
from mrc.referrals.rules import answer_due, remind_at
from mrc.staff.rules import Opening

DAY = ((time(9), time(12, 30)), (time(13, 30), time(17)))
OFFICE = dict.fromkeys(range(5), DAY)


def due(sent: str, priority: Priority, zone: str = "Europe/Berlin", **values: Any) -> str:
    """When an answer is due to something sent at a moment of the centre's clocks, in those clocks."""
    opening = Opening(zone=zone, **{"hours": OFFICE, **values})
    moment = datetime.fromisoformat(sent).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return answer_due(moment, priority, opening).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2026-11-16 10:00", "2026-11-19 10:00"),
        ("2026-11-20 10:00", "2026-11-25 10:00"),
        ("2026-11-16 07:00", "2026-11-19 09:00"),
        ("2026-11-16 13:00", "2026-11-19 13:30"),
        ("2026-11-16 17:00", "2026-11-20 09:00"),
        ("2026-11-21 11:00", "2026-11-26 09:00"),
    ],
)
def test_the_72_hours_of_an_urgent_one_are_three_working_days(sent: str, expected: str) -> None:
    assert due(sent, Priority.URGENT) == expected


def test_two_weeks_are_as_many_working_days_as_two_weeks_have() -> None:
    assert due("2026-11-16 10:00", Priority.NORMAL) == "2026-11-30 10:00"
    three_days = dict.fromkeys((0, 2, 4), DAY)
    assert due("2026-11-16 10:00", Priority.NORMAL, hours=three_days) == "2026-11-30 10:00"


def test_a_week_may_begin_on_sunday_and_rest_on_friday() -> None:
    gulf = dict.fromkeys((6, 0, 1, 2, 3), DAY)

    assert due("2026-11-18 10:00", Priority.URGENT, "Asia/Qatar", hours=gulf) == "2026-11-23 10:00"


def test_holidays_do_not_count() -> None:
    off = frozenset({date(2026, 12, 24), date(2026, 12, 25)})

    assert due("2026-12-22 10:00", Priority.URGENT, holidays=off) == "2026-12-29 10:00"
    assert due("2026-12-24 10:00", Priority.URGENT, holidays=off) == "2026-12-31 09:00"


@pytest.mark.parametrize(
    ("sent", "expected", "hours"),
    [
        ("2026-03-27 10:00", "2026-04-01 10:00", 5 * 24 - 1),
        ("2026-10-23 10:00", "2026-10-28 10:00", 5 * 24 + 1),
    ],
)
def test_the_clocks_of_the_centre_count_when_they_are_changed(sent: str, expected: str, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moment = datetime.fromisoformat(sent).replace(tzinfo=zone)

    assert due(sent, Priority.URGENT) == expected
    assert answer_due(moment.astimezone(UTC), Priority.URGENT, Opening("Europe/Berlin", OFFICE)) - moment.astimezone(
        UTC
    ) == timedelta(hours=hours)


def test_an_hour_that_is_skipped_is_a_moment_all_the_same() -> None:
    night = {day: ((time(0), time(4)),) for day in range(7)}

    assert due("2026-03-26 02:30", Priority.URGENT, hours=night) == "2026-03-29 03:30"


def test_an_emergency_runs_round_the_clock() -> None:
    off = frozenset({date(2026, 11, 21)})

    assert due("2026-11-20 18:00", Priority.EMERGENCY, holidays=off) == "2026-11-21 18:00"


@pytest.mark.parametrize(
    "opening",
    [
        None,
        Opening("Asia/Kathmandu", {}),
        Opening("Asia/Kathmandu", {0: DAY}, frozenset(date(2026, 11, 16) + timedelta(days=7 * n) for n in range(80))),
    ],
    ids=["unknown", "no hours", "always on holiday"],
)
def test_without_a_working_day_time_runs_round_the_clock(opening: Opening | None) -> None:
    sent = datetime(2026, 11, 20, 9, tzinfo=UTC)

    assert answer_due(sent, Priority.URGENT, opening) == sent + timedelta(hours=72)


def test_a_reminder_comes_when_three_quarters_of_the_time_are_over() -> None:
    sent = datetime(2026, 11, 20, 9, tzinfo=UTC)

    assert remind_at(sent, sent + timedelta(hours=24)) == sent + timedelta(hours=18)
