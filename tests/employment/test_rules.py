"""What a day of a diary may say, and where weeks begin."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.classifications import first_weekday
from mrc.employment.rules import (
    DAY_MINUTES,
    DayFacts,
    DayKind,
    DiaryFault,
    days_of_week,
    faults_of,
    overlapping,
    print_of,
    week_of,
)

TODAY, DAY = date(2026, 11, 20), date(2026, 11, 16)
F = DiaryFault


def at(hours: float) -> int:
    return round(hours * 60)


@pytest.mark.parametrize(
    ("facts", "minutes"),
    [
        (DayFacts(DAY), None),
        (DayFacts(DAY, hours=450), 450),
        (DayFacts(DAY, starts=at(8), ends=at(17.5), break_minutes=30), at(9)),
        (DayFacts(DAY, starts=at(20), ends=at(6), ends_next_day=True, break_minutes=60), at(9)),
        (DayFacts(DAY, starts=0, ends=DAY_MINUTES), DAY_MINUTES),
        (DayFacts(DAY, starts=at(6), ends=at(6), ends_next_day=True), DAY_MINUTES),
        (DayFacts(DAY, hours=0, kind=DayKind.REST_DAY), 0),
    ],
)
def test_how_long_was_worked(facts: DayFacts, minutes: int | None) -> None:
    assert facts.minutes == minutes
    assert faults_of(facts, TODAY) == []


@pytest.mark.parametrize(
    ("facts", "fault", "field"),
    [
        (DayFacts(TODAY + timedelta(days=1), hours=1), F.DAY_IN_FUTURE, "day"),
        (DayFacts(date(1960, 1, 1), hours=1), F.DAY_TOO_OLD, "day"),
        (DayFacts(DAY, starts=at(8)), F.OTHER_TIME_MISSING, "ends"),
        (DayFacts(DAY, ends=at(8)), F.OTHER_TIME_MISSING, "starts"),
        (DayFacts(DAY, starts=DAY_MINUTES, ends=DAY_MINUTES), F.NOT_A_TIME, "starts"),
        (DayFacts(DAY, starts=at(17), ends=at(8)), F.END_BEFORE_START, "ends"),
        (DayFacts(DAY, starts=at(8), ends=at(8)), F.END_BEFORE_START, "ends"),
        (DayFacts(DAY, starts=at(8), ends=at(9), ends_next_day=True), F.TOO_MANY_HOURS, "ends"),
        (DayFacts(DAY, starts=at(8), ends=at(17), hours=at(9)), F.TIMES_AND_HOURS, "hours"),
        (DayFacts(DAY, starts=at(8), ends=at(9), break_minutes=60), F.BREAK_TOO_LONG, "break_minutes"),
        (DayFacts(DAY, hours=at(9), break_minutes=60), F.BREAK_WITHOUT_TIMES, "break_minutes"),
        (DayFacts(DAY, hours=at(9), ends_next_day=True), F.NEXT_DAY_WITHOUT_TIMES, "ends_next_day"),
        (DayFacts(DAY, hours=DAY_MINUTES + 1), F.TOO_MANY_HOURS, "hours"),
        (DayFacts(DAY, hours=60, night=61), F.NIGHT_TOO_LONG, "night"),
        (DayFacts(DAY, night=1), F.NIGHT_TOO_LONG, "night"),
        (DayFacts(DAY, pay=Decimal(5)), F.CURRENCY_MISSING, "pay"),
        (DayFacts(DAY, note="x" * 1001), F.NOTE_TOO_LONG, "note"),
    ],
)
def test_what_a_day_may_not_say(facts: DayFacts, fault: DiaryFault, field: str) -> None:
    assert faults_of(facts, TODAY) == [(fault, field)]


@pytest.mark.parametrize(
    "change",
    [
        {"hours": 0},
        {"night": 0},
        {"starts": 0},
        {"kind": DayKind.REST_DAY},
        {"pay": Decimal(0)},
        {"note": "x"},
        {"break_minutes": 5},
        {"ends_next_day": True},
    ],
)
def test_only_a_day_that_nothing_is_told_of_is_blank(change: dict[str, object]) -> None:
    assert DayFacts(DAY).is_blank
    assert not replace(DayFacts(DAY), **change).is_blank


def test_work_that_goes_on_while_the_next_day_has_begun_is_told() -> None:
    night = DayFacts(DAY, starts=at(22), ends=at(6), ends_next_day=True)
    following = DAY + timedelta(days=1)

    assert overlapping([night, DayFacts(following, starts=at(5), ends=at(9))]) == [following]
    assert overlapping([night, DayFacts(following, starts=at(6), ends=at(9))]) == []
    assert overlapping([night, DayFacts(following, hours=600)]) == []
    assert overlapping([night, DayFacts(following + timedelta(days=1), starts=at(5), ends=at(9))]) == []


minutes = st.integers(0, DAY_MINUTES)
days = st.builds(
    DayFacts,
    day=st.dates(date(2020, 1, 1), TODAY),
    starts=st.none() | minutes,
    ends=st.none() | minutes,
    ends_next_day=st.booleans(),
    break_minutes=st.integers(0, 600),
    hours=st.none() | st.integers(0, 2 * DAY_MINUTES),
    night=st.none() | minutes,
)


@given(days)
def test_a_day_without_a_fault_has_at_most_twenty_four_hours_and_no_more_at_night(facts: DayFacts) -> None:
    if not faults_of(facts, TODAY):
        assert 0 <= (facts.minutes or 0) <= DAY_MINUTES
        assert (facts.night or 0) <= (facts.minutes or 0)


@given(st.dates(date(1970, 1, 8), date(2100, 1, 1)), st.integers(0, 6))
def test_every_day_lies_in_one_week_that_begins_as_weeks_do_there(day: date, first_day: int) -> None:
    first = week_of(day, first_day)

    assert first.weekday() == first_day
    assert day in days_of_week(first)
    assert {week_of(other, first_day) for other in days_of_week(first)} == {first}


@given(st.lists(days, max_size=7, unique_by=lambda facts: facts.day))
def test_the_print_of_a_week_hangs_on_nothing_but_its_days(week: list[DayFacts]) -> None:
    assert print_of(week) == print_of(list(reversed(week)))
    assert 0 <= print_of(week) < 10**9


def test_the_print_of_a_week_changes_with_its_days() -> None:
    assert print_of([DayFacts(DAY, note="a")]) != print_of([DayFacts(DAY, note="b")])
    assert print_of([]) != print_of([DayFacts(DAY)])


@pytest.mark.parametrize(("country", "weekday"), [("QA", 5), ("SA", 6), ("NP", 6), ("MY", 0), (None, 0), ("BV", 0)])
def test_weeks_begin_as_they_do_in_the_country(country: str | None, weekday: int) -> None:
    assert first_weekday(country) == weekday
