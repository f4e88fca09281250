"""What is true of a claim of many workers: own facts before shared ones, columns by the law, sums in shares."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules import AmountKind, spread
from mrc.claims.rules.asking import Question, questions
from mrc.claims.rules.collective import Standing, column_of, columns_for, merged, same_name, weights
from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.facts_reader import FactFault, Fault
from mrc.claims.rules.law_files import jurisdictions, law_of
from tests.claims.employments import data, faults_of
from tests.claims.together import TODAY, UNPAID

SHARED = data("KW", unpaid=UNPAID)


def of_worker(shared: dict[str, Any] | None = SHARED, **own: str) -> dict[str, Any]:
    return merged("KW", "general", "KWD", shared, own)


def at(kind: str, month: str) -> str:
    return f"{kind}:{month}"


def test_without_own_facts_the_shared_ones_hold() -> None:
    found = of_worker()

    assert found["unpaid"] == UNPAID
    assert found["pay"]["total"] == "1000"
    assert faults_of(found) == {}


def test_own_facts_overrule_and_a_dash_takes_away() -> None:
    own = {"total": "1200", "ended_on": "", "exit": "", "unused_leave_days": "", "mpf_covered": "yes"}
    found = merged("KW", "general", "KWD", {**SHARED, "unused_leave_days": "9"}, own)

    assert found["pay"]["total"] == "1200"
    assert "ended_on" not in found["employment"]
    assert "unused_leave_days" not in found
    assert found["employment"]["mpf_covered"] is True


def test_months_are_overruled_one_by_one() -> None:
    own = {at("due", "2024-12"): "900", at("paid", "2024-12"): "100", at("due", "2024-10"): "5"}
    found = merged("KW", "general", "KWD", SHARED, own)

    assert found["unpaid"] == [
        {"month": "2024-10", "due": "5"},
        {"month": "2024-11", "due": "1000"},
        {"month": "2024-12", "due": "900", "paid": "100"},
    ]
    assert merged("KW", "general", "KWD", SHARED, {at("due", "2024-12"): ""})["unpaid"] == UNPAID[:1]


def test_shared_months_outside_an_own_job_do_not_count() -> None:
    assert of_worker(started_on="2024-12-05")["unpaid"] == UNPAID[1:]
    assert of_worker(ended_on="2024-11-30")["unpaid"] == UNPAID[:1]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("employment.ended_on", "ended_on"),
        ("pay.total", "total"),
        ("unused_leave_days", "unused_leave_days"),
        ("unpaid[1].paid", "paid:2024-12"),
        ("unpaid[0].month", "due:2024-11"),
        ("jurisdiction", ""),
    ],
)
def test_a_fault_is_found_in_the_column_it_came_from(name: str, column: str) -> None:
    assert column_of(Fault(name, FactFault.MISSING), of_worker()) == column


def test_faults_of_hours_and_of_past_months_have_their_columns_too() -> None:
    own = {at("hours_night", "2024-12"): "5", at("brought", "2024-11"): "7"}
    found = merged("KW", "general", "KWD", SHARED, own)

    assert column_of(Fault("overtime[0].hours_night", FactFault.NOT_HOURS), found) == "hours_night:2024-12"
    assert column_of(Fault("overtime[0].month", FactFault.TWICE), found) == "hours_day:2024-12"
    assert column_of(Fault("pay.history[0].total", FactFault.NEGATIVE), found) == "brought:2024-11"


@pytest.mark.parametrize("where", jurisdictions())
def test_the_columns_are_what_the_law_of_the_country_asks(where: str) -> None:
    asked = questions(law_of(where), Scope.GENERAL, PayBasis.MONTHLY)
    columns = columns_for(asked, data(where, unpaid=UNPAID), TODAY)
    once = {column for column in columns if ":" not in column}

    assert once - {"name", "person", "started_on", "ended_on", "exit", "total", "claimed"} == {
        str(question) for question in asked if question is not Question.HISTORY and not question.startswith("hours_")
    } | ({"hours_per_day"} if Question.HOURS_PER_DAY in asked else set())
    assert {"due:2024-11", "paid:2024-12"} <= set(columns)
    assert len(columns) == len(set(columns))
    assert any(column.startswith("hours_night:") for column in columns) is (Question.HOURS_NIGHT in asked)


def test_without_shared_facts_the_last_months_and_the_basis_are_asked() -> None:
    columns = columns_for(frozenset(), None, date(2026, 1, 15))

    assert [column for column in columns if column.startswith("due:")] == [
        "due:2025-11",
        "due:2025-12",
        "due:2026-01",
    ]
    assert "basis" in columns


def test_names_are_compared_without_case_and_spaces() -> None:
    assert same_name("  Ram   BAHADUR ") == same_name("ram bahadur")
    assert same_name("राम") != same_name("रामा")


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30), st.integers(0, 10**7)
)
def test_a_payment_is_spread_without_losing_a_unit(pairs: list[tuple[int, int]], total: int) -> None:
    workers = [Standing(Decimal(claimed) / 100, None, None, Decimal(paid) / 100) for claimed, paid in pairs]
    by = weights(AmountKind.RECEIVED, workers)
    if sum(by) == 0:
        return
    parts = spread(Decimal(total) / 100, by, 2)

    assert sum(parts) == Decimal(total) / 100
    assert all(part >= 0 for part in parts)
    assert all(part == 0 for part, weight in zip(parts, by, strict=True) if weight == 0)


def test_an_award_is_spread_by_claims_and_a_payment_by_what_is_still_owed() -> None:
    workers = [Standing(Decimal(100), None, Decimal(60), Decimal(20)), Standing(None, Decimal(300))]

    assert weights(AmountKind.AWARDED, workers) == [100, 300]
    assert weights(AmountKind.RECEIVED, workers) == [40, 300]
    paid = [Standing(Decimal(100), None, Decimal(60), Decimal(60)), Standing(Decimal(40), None, None, Decimal(50))]
    assert weights(AmountKind.RECEIVED, paid) == [60, 40]
