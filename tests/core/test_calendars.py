"""Calendars of home: published pairs of days, and nothing where no table reaches."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc import calendars, i18n

HIJRI = [
    ("1424-02-24", "2003-04-26"),
    ("1441-03-16", "2019-11-13"),
    ("1443-02-13", "2021-09-20"),
    ("1445-01-07", "2023-07-25"),
    ("1446-02-08", "2024-08-12"),
    ("1446-04-03", "2024-10-06"),
    ("1446-08-20", "2025-02-19"),
]
BIKRAM_SAMBAT = [
    ("2064-01-01", "2007-04-14"),
    ("2080-01-01", "2023-04-14"),
    ("2081-01-01", "2024-04-13"),
    ("2082-01-01", "2025-04-14"),
]
ETHIOPIC = [
    ("2016-01-01", "2023-09-12"),
    ("2017-01-01", "2024-09-11"),
    ("2015-13-06", "2023-09-11"),
    ("0001-01-01", "0008-08-27"),
]


def told(found: tuple[int, int, int] | None) -> str:
    assert found is not None
    return f"{found[0]:04}-{found[1]:02}-{found[2]:02}"


@pytest.mark.parametrize(("theirs", "ours"), HIJRI)
def test_days_of_saudi_laws_by_umm_al_qura(theirs: str, ours: str) -> None:
    assert told(calendars.hijri(date.fromisoformat(ours))) == theirs


@pytest.mark.parametrize(("theirs", "ours"), BIKRAM_SAMBAT)
def test_new_years_of_nepal(theirs: str, ours: str) -> None:
    assert told(calendars.bikram_sambat(date.fromisoformat(ours))) == theirs


@pytest.mark.parametrize(("theirs", "ours"), ETHIOPIC)
def test_days_of_ethiopia(theirs: str, ours: str) -> None:
    assert told(calendars.ethiopic(date.fromisoformat(ours))) == theirs


@given(st.dates(date(8, 8, 27), date(9998, 1, 1)))
def test_days_of_ethiopia_follow_one_another(day: date) -> None:
    today, tomorrow = calendars.ethiopic(day), calendars.ethiopic(day + timedelta(days=1))
    assert today is not None
    assert tomorrow is not None
    assert tomorrow > today
    assert tomorrow[2] == 1 or tomorrow == (*today[:2], today[2] + 1)
    assert today[1] <= 13
    assert today[2] <= (30 if today[1] < 13 else 6)


def test_nothing_is_told_beyond_the_tables() -> None:
    assert calendars.bikram_sambat(date(2027, 4, 13)) == (2083, 12, 30)
    assert [calendars.bikram_sambat(day) for day in (date(1900, 1, 1), date(2027, 4, 14), date(2090, 1, 1))] == [
        None
    ] * 3
    assert [calendars.hijri(day) for day in (date(1924, 7, 31), date(2077, 11, 17))] == [None, None]
    assert calendars.ethiopic(date(8, 8, 26)) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "10 جمادى الآخرة 1448 هـ"),
        ("ne", "४ मंसिर वि.सं. २०८३"),
        ("am", "11 ኅዳር 2019 ዓ.ም."),
        ("th", "20 พฤศจิกายน พ.ศ. 2569"),
        ("en", ""),
        ("ur", ""),
    ],
)
def test_a_day_is_called_as_at_home(language: str, words: str) -> None:
    with i18n.speaking(language):
        assert i18n.day_at_home(date(2026, 11, 20)) == words
