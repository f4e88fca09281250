"""Rates to US dollars: units of the currency for one dollar, divided, and rounded once."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules.dollars import (
    PEGS,
    Dollars,
    Rate,
    RateFault,
    RateSource,
    in_dollars,
    rate_fault,
)

D = Decimal


def rate(per_dollar: str) -> Rate:
    return Rate(D(per_dollar), date(2026, 11, 1), RateSource.CENTRAL_BANK)


@pytest.mark.parametrize("per_dollar", ["0", "-1", "3.6400001", "1000000000"])
def test_what_is_no_rate_is_refused(per_dollar):
    assert rate_fault(rate(per_dollar), "QAR") == (RateFault.NOT_A_RATE, "per_dollar")


@pytest.mark.parametrize("per_dollar", ["0.000001", "3.6725", "16250.123456", "1E+3"])
def test_a_rate_has_six_decimals_at_most(per_dollar):
    assert rate_fault(rate(per_dollar), "QAR") is None


def test_a_claim_in_dollars_needs_no_rate():
    assert rate_fault(rate("1"), "USD") == (RateFault.IN_DOLLARS_ALREADY, "per_dollar")


def test_an_amount_is_divided_by_its_rate():
    assert in_dollars([(D("364"), D("3.64"))]) == Dollars(D("100.00"), True)
    # Half a cent goes up.
    assert in_dollars([(D("0.01"), D(2))]) == Dollars(D("0.01"), True)


def test_the_sum_is_rounded_once_at_the_end():
    thirds = [(D("0.01"), D(3))] * 3
    assert in_dollars(thirds) == Dollars(D("0.01"), True)


def test_a_sum_says_when_it_knows_only_a_part():
    assert in_dollars([(D(364), D("3.64")), (D(1), None)]) == Dollars(D("100.00"), False)


def test_without_any_rate_there_is_no_sum():
    assert in_dollars([(D(364), None)]) is None
    assert in_dollars([]) is None


def test_an_amount_of_nothing_needs_no_rate():
    assert in_dollars([(D(364), D("3.64")), (D(0), None)]) == Dollars(D("100.00"), True)


def test_the_fixed_rates_that_are_proposed():
    told = {currency: str(peg.per_dollar) for currency, peg in PEGS.items()}
    assert told == {
        "AED": "3.6725",
        "BHD": "0.376",
        "JOD": "0.709",
        "OMR": "0.3845",
        "QAR": "3.64",
        "SAR": "3.75",
    }
    assert all(peg.since < date(2002, 1, 1) for peg in PEGS.values())


amounts = st.lists(
    st.tuples(
        st.decimals(0, 10**9, places=3, allow_nan=False),
        st.decimals(D("0.001"), 10**5, places=6, allow_nan=False),
    ),
    min_size=1,
    max_size=10,
)


@given(amounts)
def test_the_sum_is_exact_to_half_a_cent(pairs):
    exact = sum((amount / per_dollar for amount, per_dollar in pairs), D(0))
    found = in_dollars(pairs)
    assert found is None if exact == 0 else abs(found.amount - exact) <= D("0.005")
