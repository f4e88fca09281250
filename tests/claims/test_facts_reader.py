"""What is wrong with the facts of an employment: each fault names its field, and nothing is guessed."""

from decimal import Decimal
from typing import Any

import pytest

from mrc.claims.rules.facts import Exit
from tests.claims.employments import data, facts_of, faults_of


def unpaid(**changes: Any) -> list[dict[str, Any]]:
    return [{"month": "2024-05", "due": "1000", "paid": "0", "lawful_deductions": "0", **changes}]


def overtime(**changes: Any) -> list[dict[str, Any]]:
    return [{"month": "2024-05", "hours_day": "1", "hours_night": "0", "hours_rest_day": "0", **changes}]


def test_good_facts_have_no_fault():
    assert faults_of(data("AE", unpaid=unpaid(), overtime=overtime())) == {}


def test_what_may_be_left_out_is_left_out():
    given = {
        "jurisdiction": "KW",
        "scope": "domestic",
        "employment": {"started_on": "2024-01-01"},
        "pay": {"currency": "KWD", "basis": "monthly", "total": "120.000"},
    }
    assert faults_of(given) == {}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"jurisdiction": "XX"}, {"jurisdiction": "no_law"}),
        ({"jurisdiction": "ae"}, {"jurisdiction": "no_law"}),
        ({"jurisdiction": None}, {"jurisdiction": "missing"}),
        ({"jurisdiction": ["AE"]}, {"jurisdiction": "no_law"}),
        ({"jurisdiction": "../AE"}, {"jurisdiction": "no_law"}),
        ({"scope": "seafarer"}, {"scope": "not_one_of"}),
        ({"scope": None}, {"scope": "missing"}),
        ({"exit": "fired"}, {"employment.exit": "not_one_of"}),
        ({"exit": None}, {"employment.exit": "missing"}),
        ({"basis": None}, {"pay.basis": "missing"}),
        ({"basis": "weekly"}, {"pay.basis": "not_one_of"}),
        ({"currency": "XYZ"}, {"pay.currency": "not_a_currency"}),
        ({"currency": "aed"}, {"pay.currency": "not_a_currency"}),
        ({"currency": None}, {"pay.currency": "missing"}),
        ({"currency": 5}, {"pay.currency": "not_a_currency"}),
    ],
)
def test_codes_that_are_not_known(changes, faults):
    assert faults_of(data("AE", **changes)) == faults


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"ended_on": "2020-12-31"}, {"employment.ended_on": "end_before_start"}),
        ({"started_on": "2021-02-29"}, {"employment.started_on": "not_a_day"}),
        ({"started_on": "2021-13-01"}, {"employment.started_on": "not_a_day"}),
        ({"started_on": "20210101"}, {"employment.started_on": "not_a_day"}),
        ({"started_on": "2021-W01-1"}, {"employment.started_on": "not_a_day"}),
        ({"started_on": 20210101}, {"employment.started_on": "not_a_day"}),
        ({"started_on": None}, {"employment.started_on": "missing"}),
        ({"ended_on": "9999-12-31"}, {"employment.ended_on": "not_a_day"}),
        ({"ended_on": ""}, {"employment.ended_on": "not_a_day"}),
        ({"started_on": "1824-12-31"}, {"employment.started_on": "too_long"}),
        ({"started_on": "0001-01-01"}, {"employment.started_on": "too_long"}),
        ({"started_on": "1944-12-30"}, {"employment.started_on": "too_long"}),
        ({"started_on": "1900-01-01", "ended_on": None, "exit": None}, {"employment.started_on": "too_long"}),
        ({"unpaid_absence_days": 1462}, {"employment.unpaid_absence_days": "more_than_service"}),
        ({"unpaid_absence_days": -1}, {"employment.unpaid_absence_days": "negative"}),
        ({"unpaid_absence_days": "1.5"}, {"employment.unpaid_absence_days": "not_a_count"}),
        ({"unpaid_absence_days": True}, {"employment.unpaid_absence_days": "not_a_count"}),
        ({"unused_leave_days": "1462"}, {"unused_leave_days": "more_than_service"}),
        ({"unused_leave_days": "-1"}, {"unused_leave_days": "negative"}),
        ({"unused_leave_days": "many"}, {"unused_leave_days": "not_a_count"}),
        ({"social_security_covered": "no"}, {"employment.social_security_covered": "not_yes_or_no"}),
        ({"mpf_covered": 1}, {"employment.mpf_covered": "not_yes_or_no"}),
    ],
)
def test_days_and_years_that_cannot_be(changes, faults):
    assert faults_of(data("AE", **changes)) == faults


def test_eighty_years_are_not_too_long():
    assert faults_of(data("AE", started_on="1945-01-01")) == {}


@pytest.mark.parametrize(
    ("amount", "fault"),
    [
        ("-1", "negative"),
        ("1000.001", "too_fine"),
        ("1,000", "not_an_amount"),
        ("1000 AED", "not_an_amount"),
        (" 1000", "not_an_amount"),
        ("", "not_an_amount"),
        ("NaN", "not_an_amount"),
        ("Infinity", "not_an_amount"),
        ("-Infinity", "not_an_amount"),
        ("1e999", "not_an_amount"),
        ("1e3", "not_an_amount"),
        ("+1000", "not_an_amount"),
        ("١٠٠٠", "not_an_amount"),
        ("9" * 13, "not_an_amount"),
        ("0." + "0" * 400 + "1", "not_an_amount"),
        (1000, "not_an_amount"),
        (1000.5, "not_an_amount"),
        (Decimal("1000.5"), "not_an_amount"),
        (True, "not_an_amount"),
        (["1000"], "not_an_amount"),
        ({}, "not_an_amount"),
    ],
)
def test_amounts_that_are_none(amount, fault):
    assert faults_of(data("AE", total=amount, basic=None)) == {"pay.total": fault}
    assert faults_of(data("AE", unpaid=unpaid(paid=amount))) == {"unpaid[0].paid": fault}


@pytest.mark.parametrize(
    ("where", "amount", "is_fine"),
    [("KW", "0.001", True), ("KW", "0.0001", False), ("KR", "1", True), ("KR", "0.5", False)],
)
def test_amounts_have_no_more_decimals_than_their_currency(where, amount, is_fine):
    faults = faults_of(data(where, "1000", unpaid=unpaid(due=amount)))
    assert faults == ({} if is_fine else {"unpaid[0].due": "too_fine"})


def test_zeros_at_the_end_are_no_decimals():
    assert faults_of(data("AE", "1000.0000")) == {}
    assert faults_of(data("KR", "6900000.00")) == {}
    assert faults_of(data("AE", "3.000")) == {}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"basic": None, "total": None}, {"pay.total": "no_wage"}),
        ({"total": "999"}, {"pay.total": "total_below_parts"}),
        ({"social_allowance": "1"}, {"pay.total": "total_below_parts"}),
        ({"hours_per_day": "0"}, {"pay.hours_per_day": "not_hours"}),
        ({"hours_per_day": "25"}, {"pay.hours_per_day": "not_hours"}),
        ({"hours_per_day": 7.5}, {"pay.hours_per_day": "not_hours"}),
        ({"history": {}}, {"pay.history": "not_a_list"}),
        (
            {"history": ["2024-05"]},
            {"pay.history[0]": "not_an_object", "pay.history[0].month": "missing", "pay.history[0].total": "missing"},
        ),
        ({"history": [{"month": "2024-05"}]}, {"pay.history[0].total": "missing"}),
        ({"history": [{"month": "2020-12", "total": "1"}]}, {"pay.history[0].month": "outside_job"}),
    ],
)
def test_wages_that_cannot_be(changes, faults):
    assert faults_of(data("AE", **changes)) == faults


@pytest.mark.parametrize(
    ("month", "fault"),
    [
        ("2024-13", "not_a_month"),
        ("2024-5", "not_a_month"),
        ("May 2024", "not_a_month"),
        ("2024-05-01", "not_a_month"),
        (202405, "not_a_month"),
        ("2020-12", "outside_job"),
        ("2025-01", "outside_job"),
        (None, "missing"),
    ],
)
def test_months_that_cannot_be(month, fault):
    assert faults_of(data("AE", unpaid=unpaid(month=month))) == {"unpaid[0].month": fault}
    assert faults_of(data("AE", overtime=overtime(month=month))) == {"overtime[0].month": fault}


def test_the_third_month_is_named_when_it_stands_twice():
    months = [*unpaid(), *unpaid(month="2024-06"), *unpaid()]
    assert faults_of(data("AE", unpaid=months)) == {"unpaid[2].month": "twice"}


def test_the_first_and_the_last_month_of_a_job_lie_in_it():
    months = [*unpaid(month="2021-01"), *unpaid(month="2024-12")]
    assert faults_of(data("AE", started_on="2021-01-31", ended_on="2024-12-01", unpaid=months)) == {}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"hours_day": "-1"}, {"overtime[0].hours_day": "negative"}),
        ({"hours_night": -1}, {"overtime[0].hours_night": "negative"}),
        ({"hours_day": 1.5}, {"overtime[0].hours_day": "not_hours"}),
        ({"hours_day": "NaN"}, {"overtime[0].hours_day": "not_hours"}),
        ({"hours_day": Decimal("1e999")}, {"overtime[0].hours_day": "not_hours"}),
        ({"hours_day": Decimal("Infinity")}, {"overtime[0].hours_day": "not_hours"}),
        ({"hours_day": False}, {"overtime[0].hours_day": "not_hours"}),
        ({"hours_day": "745"}, {"overtime[0].hours_day": "more_than_month"}),
        ({"hours_day": "400", "hours_rest_day": "400"}, {"overtime[0].hours_day": "more_than_month"}),
    ],
)
def test_hours_that_cannot_be(changes, faults):
    assert faults_of(data("AE", overtime=overtime(**changes))) == faults


@pytest.mark.parametrize("hours", ["7.5", Decimal("7.5"), 7, "007"])
def test_hours_may_be_texts_or_numbers_that_were_never_floats(hours):
    assert faults_of(data("AE", overtime=overtime(hours_day=hours))) == {}


def test_as_many_hours_as_the_month_has():
    assert faults_of(data("AE", overtime=overtime(hours_day="743"))) == {}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (None, {"file": "not_an_object"}),
        ([], {"file": "not_an_object"}),
        ("AE", {"file": "not_an_object"}),
        ({}, {"jurisdiction": "missing", "scope": "missing", "employment": "missing", "pay": "missing"}),
    ],
)
def test_what_is_no_employment_at_all(given, faults):
    assert faults_of(given) == faults


@pytest.mark.parametrize("part", ["employment", "pay"])
def test_parts_that_are_no_objects_or_empty(part):
    assert faults_of(data("AE") | {part: "?"}) == {part: "not_an_object"}
    assert (
        set(faults_of(data("AE") | {part: {}}))
        == {
            "employment": {"employment.started_on"},
            "pay": {"pay.currency", "pay.basis", "pay.total"},
        }[part]
    )


def test_fields_that_are_not_known():
    given = data("AE", unpaid=unpaid(net="1"), colour="green")
    given["pay"]["bonus"] = "1"
    assert faults_of(given) == {"colour": "not_known", "pay.bonus": "not_known", "unpaid[0].net": "not_known"}


def test_names_that_somebody_else_chose_stay_short_and_on_one_line():
    (name,) = faults_of(data("AE") | {"x\ny\x1b[31m" * 50: 1})
    assert len(name) < 200
    assert name.isascii()
    assert name.isprintable()


def test_every_fault_is_told_at_once():
    given = data("AE", "-1", basis="weekly", exit="fired", unpaid=unpaid(month="x", due="y"))
    assert faults_of(given) == {
        "employment.exit": "not_one_of",
        "pay.basis": "not_one_of",
        "pay.basic": "negative",
        "pay.total": "negative",
        "unpaid[0].month": "not_a_month",
        "unpaid[0].due": "not_an_amount",
    }


def test_another_currency_than_the_countrys_own_is_a_currency():
    assert facts_of("KW", "1000.50", currency="USD").pay.places == 2


def test_an_end_that_nobody_knows_keeps_its_way_of_ending():
    assert facts_of("AE", ended_on=None, exit="resigned").employment.exit is Exit.RESIGNED


def test_months_are_sorted():
    months = [*unpaid(month="2024-06"), *unpaid(month="2024-05")]
    assert [str(entry.month) for entry in facts_of("AE", unpaid=months).unpaid] == ["2024-05-01", "2024-06-01"]
