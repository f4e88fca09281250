"""The arithmetic of claims, in tables that a lawyer can check."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules import (
    AmountKind,
    ClaimFacts,
    ClaimFault,
    Component,
    LineFacts,
    Sums,
    fault_of,
    is_too_fine,
    spread,
    standing,
    valid,
)

D = Decimal


def test_payments_add_up():
    assert standing(AmountKind.RECEIVED, [D("100.500"), D("20.250")]) == D("120.750")


@pytest.mark.parametrize("kind", [AmountKind.CLAIMED, AmountKind.OFFERED, AmountKind.AWARDED])
def test_the_newest_claim_offer_or_award_stands(kind):
    assert standing(kind, [D(100), D(80)]) == D(80)


@pytest.mark.parametrize("kind", list(AmountKind))
def test_nothing_on_record_is_not_zero(kind):
    assert standing(kind, []) is None


@pytest.mark.parametrize(
    ("total", "weights", "places", "parts"),
    [
        ("100", ["1", "1", "1"], 2, ["33.34", "33.33", "33.33"]),
        ("10.000", ["1", "2"], 3, ["3.333", "6.667"]),
        ("5", ["0", "10"], 0, ["0", "5"]),
        ("7", ["1", "1"], 0, ["4", "3"]),
    ],
)
def test_a_total_is_spread_by_what_was_claimed(total, weights, places, parts):
    assert spread(D(total), [D(weight) for weight in weights], places) == [D(part) for part in parts]


def test_nothing_claimed_gives_nothing_to_spread_over():
    with pytest.raises(ValueError, match="nothing"):
        spread(D(10), [D(0), D(0)], 2)


@given(
    total=st.decimals(min_value=0, max_value=10**7, places=3),
    weights=st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=12).filter(any),
)
def test_the_parts_always_add_up_to_the_total(total, weights):
    parts = spread(total, weights, 3)

    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


def test_sums_keep_nothing_apart_from_zero():
    both = Sums(claimed=D(10)).plus(Sums(claimed=D(5), received=D(0)))

    assert both == Sums(claimed=D(15), received=D(0))


@pytest.mark.parametrize(
    ("sums", "outstanding"),
    [
        (Sums(), None),
        (Sums(claimed=D(100)), D(100)),
        (Sums(claimed=D(100), awarded=D(60), received=D(20)), D(40)),
        (Sums(claimed=D(100), received=D(120)), D(0)),
    ],
)
def test_outstanding_is_what_was_awarded_or_else_claimed_and_has_not_arrived(sums, outstanding):
    assert sums.outstanding == outstanding


def _facts(**values):
    return ClaimFacts(
        **{"respondent_ref": None, "country": "KW", "currency": "KWD", "is_still_employed": True, **values}
    )


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (_facts(), None),
        (_facts(is_still_employed=False), ClaimFault.NEEDS_END),
        (_facts(employed_to=date(2026, 1, 1)), ClaimFault.END_AND_STILL),
        (
            _facts(is_still_employed=False, employed_from=date(2026, 2, 1), employed_to=date(2026, 1, 1)),
            ClaimFault.PERIOD_BACKWARDS,
        ),
    ],
)
def test_a_claim_says_when_the_work_ended(facts, fault):
    assert (fault_of(facts, [], 3) or (None,))[0] is fault


def test_a_line_does_not_end_before_it_begins():
    line = LineFacts(Component.OVERTIME, D(1), date(2026, 2, 1), date(2026, 1, 1))

    assert fault_of(_facts(), [line], 3) == (ClaimFault.PERIOD_BACKWARDS, "lines")


@pytest.mark.parametrize(
    ("amount", "places", "fine"), [("1.234", 3, False), ("1.234", 2, True), ("1.5", 0, True), ("2.0", 0, False)]
)
def test_an_amount_has_no_more_decimals_than_its_currency(amount, places, fine):
    assert is_too_fine(D(amount), places) is fine


@dataclass
class Entry:
    """An entry of a ledger."""

    id: int | None
    takes_back_id: int | None = None


def test_an_entry_taken_back_does_not_count_nor_does_the_taking_back():
    entries = [Entry(1), Entry(2), Entry(3, takes_back_id=1), Entry(None)]

    assert valid(entries) == [entries[1], entries[3]]
