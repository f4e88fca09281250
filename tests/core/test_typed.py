"""What people type as a day or as money."""

from datetime import date
from decimal import Decimal, InvalidOperation

import pytest

from mrc import typed


@pytest.mark.parametrize("text", ["2026-05-12", "12/05/2026", "12.5.2026", "٢٠٢٦-٠٥-١٢"])
def test_a_day_is_read_in_its_usual_forms(text: str) -> None:
    assert typed.day(text) == date(2026, 5, 12)


@pytest.mark.parametrize(
    "text", ["2026-02-31", "0000-01-01", "99999-12-31", "9" * 5000 + "-1-1", "x-1-1", "1-1", "²-1-1"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed.day(text) is None


@pytest.mark.parametrize("text", ["1250.50", "1,250.50", "1250,50", "١٢٥٠٫٥٠", "1 250.5"])
def test_an_amount_is_read_in_its_usual_forms(text: str) -> None:
    assert typed.amount(text) == Decimal("1250.50")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3,000", "3000"),
        ("٣٬٠٠٠", "3000"),
        ("1.250,50", "1250.50"),
        ("1.250.000", "1250000"),
        ("12,34,567.5", "1234567.5"),
        ("1'250.50", "1250.50"),
        ("1 250\u202f000,5", "1250000.5"),
        # One mark before three figures is kept as it was typed, so that whoever knows the currency can ask.
        ("3.000", "3.000"),
        ("٣٫٠٠٠", "3.000"),
        ("0,500", "0.500"),
        ("12500,000", "12500.000"),
    ],
)
def test_marks_between_thousands_and_before_decimals_are_told_apart(text: str, found: str) -> None:
    assert str(typed.amount(text)) == found


def test_a_comma_is_the_decimal_mark_where_readers_write_it_so() -> None:
    assert str(typed.amount("3,000", has_comma=True)) == "3.000"
    assert str(typed.amount("1.250,5", has_comma=True)) == "1250.5"


@pytest.mark.parametrize("text", ["12 50", "3,0.5", "1,5.000", "1.00.000", "1,250.000.000", "1,0000,000", "."])
def test_groups_that_nobody_writes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        typed.amount(text)


@pytest.mark.parametrize("text", ["-1", "NaN", "1e9", "1.2345", "1." + "0" * 30 + "1", "9" * 31, "²", "1.2.3", ""])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        typed.amount(text)


def test_more_decimals_are_read_where_they_are_wanted() -> None:
    assert typed.amount("3.672500", 6) == Decimal("3.6725")
    with pytest.raises(ValueError, match=r"3\.6725001"):
        typed.amount("3.6725001", 6)


@pytest.mark.parametrize("text", ["17:30", "1730", "17.30", "17h30", "17 : 30", "١٧:٣٠", "17:30:00", "17٫30"])
def test_a_time_of_day_is_read_in_its_usual_forms(text: str) -> None:
    assert typed.clock_time(text) == 17 * 60 + 30


@pytest.mark.parametrize(("text", "minutes"), [("8", 480), ("8h", 480), ("0", 0), ("24:00", 1440), ("800", 480)])
def test_a_whole_hour_is_a_time_too(text: str, minutes: int) -> None:
    assert typed.clock_time(text) == minutes


@pytest.mark.parametrize("text", ["24:01", "25", "8:60", "8.5", "", "x", "-8", "8:30:15", "12345", "²", "1:2:3:4"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        typed.clock_time(text)


@pytest.mark.parametrize(("text", "minutes"), [("7.5", 450), ("7,5", 450), ("7:30", 450), ("٧٫٥", 450), ("0", 0)])
def test_a_number_of_hours_is_read_in_minutes(text: str, minutes: int) -> None:
    assert typed.duration(text) == minutes


@pytest.mark.parametrize("text", ["-1", "x", "7:60", "", "NaN", "7.12345", "²"])
def test_what_is_no_number_of_hours_is_refused(text: str) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        typed.duration(text)


@pytest.mark.parametrize(("text", "found"), [("30", 30), ("٣٠", 30), ("0:30", 30), ("1:15", 75), ("0", 0)])
def test_a_break_is_read_in_minutes(text: str, found: int) -> None:
    assert typed.minutes(text) == found


@pytest.mark.parametrize("text", ["-5", "half", "1.5", "12345", "", "²", "0:61"])
def test_what_is_no_number_of_minutes_is_refused(text: str) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        typed.minutes(text)
