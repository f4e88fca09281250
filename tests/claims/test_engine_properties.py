"""What holds for every employment: never negative, never less for more, and the lines are the total."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mrc.claims.rules.assessment import Assessment
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Exit, PayBasis, Scope
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.rules.ledger import Component
from tests.claims.employments import END_PAY, assessed, data, facts_of, places_of

COUNTRIES = st.sampled_from(jurisdictions())
WHOLE_WAGES = st.integers(1, 4000)
STARTS = st.dates(date(1990, 1, 1), date(2026, 1, 1))
LENGTHS = st.integers(1, 12000)
# An average over the last three months rises and falls with the days these months have, and above a limit of the wage
# nothing is owed any more.
UNEVEN_IN_TIME, UNEVEN_IN_WAGE = {"KR"}, {"MY", "SG"}


def job(start: date, length: int, **changes: Any) -> dict[str, Any]:
    last = start + timedelta(days=length - 1)
    return {
        "started_on": str(start),
        "ended_on": str(last),
        "social_security_covered": False,
        "mpf_covered": False,
        **changes,
    }


def months_of(job_: dict[str, Any]) -> list[str]:
    first, last = date.fromisoformat(job_["started_on"]), date.fromisoformat(job_["ended_on"])
    return sorted({f"{first:%Y-%m}", f"{last:%Y-%m}"})


@st.composite
def employments(draw: st.DrawFn) -> dict[str, Any]:
    """Any employment that the reader accepts."""
    where = draw(COUNTRIES)
    places = places_of(data(where)["pay"]["currency"])
    assert places is not None
    amounts = st.decimals(0, 9999, places=places).map(str)
    some = job(draw(STARTS), draw(LENGTHS))
    months = months_of(some)
    given_ = data(
        where,
        str(draw(WHOLE_WAGES)),
        **some,
        scope=draw(st.sampled_from(Scope)).value,
        exit=draw(st.sampled_from(Exit)).value,
        basis=draw(st.sampled_from(PayBasis)).value,
        unpaid=[
            {"month": month, "due": draw(amounts), "paid": draw(amounts), "lawful_deductions": draw(amounts)}
            for month in months
        ],
        overtime=[
            {"month": month, "hours_day": draw(st.integers(0, 200)), "hours_night": "1.5", "hours_rest_day": "8"}
            for month in months
        ],
        history=draw(st.sampled_from([[], [{"month": month, "total": "900"} for month in months]])),
    )
    given_["employment"]["social_security_covered"] = draw(st.sampled_from([True, False, None]))
    given_["employment"]["mpf_covered"] = draw(st.sampled_from([True, False, None]))
    return given_


def read(given_: dict[str, Any]) -> Any:
    flat = {**given_["employment"], **given_["pay"]}
    rest = {name: given_[name] for name in ("scope", "unpaid", "overtime", "unused_leave_days")}
    return facts_of(given_["jurisdiction"], **{**flat, **rest})


def end_of(assessment: Assessment) -> Decimal:
    return sum((line.amount for line in assessment.lines if line.component in END_PAY), Decimal(0))


@given(employments())
def test_never_negative_and_always_between_low_and_high(given_):
    for line in assess(read(given_)).lines:
        assert 0 <= line.low <= line.amount <= line.high


@given(employments())
def test_the_lines_are_the_total(given_):
    whole = assess(read(given_))
    assert whole.total == sum((line.amount for line in whole.lines), Decimal(0))


@given(employments())
def test_the_same_facts_give_the_same_answer(given_):
    assert assess(read(given_)) == assess(read(given_))


@given(employments())
def test_every_line_shows_its_working_and_stands_on_a_graded_rule(given_):
    for line in assess(read(given_)).lines:
        assert line.steps
        assert line.article
        assert line.grade.value in {"A", "B"}


@given(employments())
def test_a_component_is_told_once_a_payer_or_left_out(given_):
    whole = assess(read(given_))
    told = [(line.component, line.payer, line.rule) for line in whole.lines]
    assert len(told) == len(set(told))
    lines = {line.component for line in whole.lines}
    dated = {Component.OVERTIME, Component.REST_DAY}
    assert lines & {entry.component for entry in whole.not_included} <= dated


@given(COUNTRIES, STARTS, LENGTHS, WHOLE_WAGES, st.integers(0, 500))
def test_more_wage_never_gives_less(where, start, length, wage, more):
    assume(where not in UNEVEN_IN_WAGE)
    one = assessed(where, str(wage), **job(start, length))
    other = assessed(where, str(wage + more), **job(start, length))
    assert end_of(one) <= end_of(other)


@given(COUNTRIES, STARTS, LENGTHS, WHOLE_WAGES, st.integers(1, 400), st.sampled_from(Exit))
def test_more_service_never_gives_less(where, start, length, wage, more, ending):
    assume(where not in UNEVEN_IN_TIME)
    last = start + timedelta(days=length - 1)
    longer = job(start - timedelta(days=more), length + more, exit=ending.value)
    one = assessed(where, str(wage), **job(start, length, exit=ending.value))
    other = assessed(where, str(wage), **longer)
    assert last == date.fromisoformat(longer["ended_on"])
    assert end_of(one) <= end_of(other)


@given(COUNTRIES, STARTS, LENGTHS, st.integers(0, 900), st.integers(0, 900))
def test_more_paid_never_leaves_more_owed(where, start, length, paid, more):
    some = job(start, length)
    month = months_of(some)[0]
    one, other = (
        assessed(where, "900", **some, unpaid=[{"month": month, "due": "900", "paid": str(sum_)}])
        for sum_ in (paid, paid + more)
    )
    assert one.total >= other.total


@given(
    st.sampled_from(["AE", "SA", "QA", "KW", "JO", "HK"]),
    st.integers(1, 9),
    st.integers(1, 9),
    WHOLE_WAGES,
)
def test_whole_years_split_anywhere_add_up_within_one_tier(where, first, second, wage):
    """A period split where neither the law nor the tier changes brings what the whole brings."""
    per_year = {"AE": 5, "SA": 5, "KW": 5}.get(where, 99)
    assume(first + second <= per_year)
    exit_ = "redundancy" if where == "HK" else "dismissed"
    assume(where != "HK" or min(first, second) >= 2)

    def years(count: int) -> Decimal:
        start = date(2024 - count, 1, 1)
        last = str(date(2023, 12, 31))
        changes = {"started_on": str(start), "ended_on": last, "exit": exit_, "social_security_covered": False}
        return end_of(assessed(where, str(wage), **changes, mpf_covered=False))

    unit = Decimal(1).scaleb(-(places_of(data(where)["pay"]["currency"]) or 0))
    assert abs(years(first) + years(second) - years(first + second)) <= unit


@given(STARTS, LENGTHS, st.integers(1, 300))
def test_splitting_a_month_of_wages_changes_nothing(start, length, due):
    some = job(start, length)
    months = months_of(some)
    whole = assessed("QA", "900", **some, unpaid=[{"month": months[0], "due": str(due), "paid": "1"}])
    parts = [{"month": month, "due": str(due), "paid": "1"} for month in months]
    both = assessed("QA", "900", **some, unpaid=parts)
    owed = {line.amount for line in whole.lines if line.component is Component.UNPAID_WAGE}
    assert {line.amount for line in both.lines if line.component is Component.UNPAID_WAGE} == {
        amount * len(months) for amount in owed
    }


@pytest.mark.parametrize("where", jurisdictions())
def test_a_foreign_currency_computes_what_needs_no_amount_of_the_law(where):
    whole = assessed(where, "1000", currency="USD", social_security_covered=False, exit="redundancy")
    named_amounts = {"HK", "MY"}
    assert (end_of(whole) > 0) is (where not in named_amounts | {"SG"})
    assert whole.currency == "USD"
    assert all(line.amount == round(line.amount, 2) for line in whole.lines)
