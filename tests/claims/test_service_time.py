"""How long somebody served: both days counted, whole calendar years, then days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules.service_time import (
    Service,
    anniversary,
    days_in,
    months_between,
    months_on,
    served,
    whole_months,
)

DAYS = st.dates(date(1960, 1, 1), date(2060, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "last", "service"),
    [
        ("2024-01-01", "2024-01-01", Service(0, 1)),
        ("2023-01-01", "2023-12-31", Service(1, 0)),
        ("2023-01-01", "2023-12-30", Service(0, 364)),
        ("2024-01-01", "2024-12-30", Service(0, 365)),
        ("2020-02-29", "2021-02-28", Service(1, 0)),
        ("2020-02-29", "2021-02-27", Service(0, 365)),
        ("2020-02-29", "2024-02-28", Service(4, 0)),
        ("2019-03-01", "2024-06-15", Service(5, 107)),
    ],
)
def test_both_days_count(start, last, service):
    assert served(day(start), day(last) + timedelta(days=1)) == service


def test_nothing_is_served_before_the_start():
    assert served(day("2024-01-02"), day("2024-01-01")) == Service(0, 0)
    assert whole_months(day("2024-01-02"), day("2024-01-01")) == (0, 0)


def test_the_anniversary_of_29_february_is_1_march():
    assert anniversary(day("2024-02-29"), 1) == day("2025-03-01")
    assert anniversary(day("2024-02-29"), 4) == day("2028-02-29")


@pytest.mark.parametrize(
    ("start", "months", "found"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-01-15", -2, "2023-11-15"),
        ("2023-12-01", 1, "2024-01-01"),
        ("2024-12-31", 12, "2025-12-31"),
    ],
)
def test_months_on(start, months, found):
    assert months_on(day(start), months) == day(found)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2021-01-01", "2023-05-11", (28, 10)),
        ("2024-01-31", "2024-02-29", (1, 0)),
        ("2024-01-01", "2024-01-31", (0, 30)),
    ],
)
def test_whole_months_and_days(start, end, found):
    assert whole_months(day(start), day(end)) == found


def test_the_months_of_a_period_with_their_days():
    found = list(months_between(day("2023-12-30"), day("2024-03-02")))
    assert found == [
        (day("2023-12-01"), 2),
        (day("2024-01-01"), 31),
        (day("2024-02-01"), 29),
        (day("2024-03-01"), 1),
    ]


@given(DAYS, st.integers(0, 20000))
def test_a_day_longer_never_serves_less(start, length):
    end = start + timedelta(days=length)
    assert served(start, end).length <= served(start, end + timedelta(days=1)).length


@given(DAYS, st.integers(0, 20000))
def test_years_and_days_lead_from_the_start_to_the_end(start, length):
    service = served(start, start + timedelta(days=length))
    assert anniversary(start, service.years) + timedelta(days=service.days) == start + timedelta(days=length)
    assert 0 <= service.days <= 365


@given(DAYS, st.integers(0, 3000))
def test_the_months_of_a_period_hold_all_its_days(start, length):
    months = list(months_between(start, start + timedelta(days=length)))
    assert sum(days for _month, days in months) == length
    assert all(0 < days <= days_in(month) for month, days in months)
