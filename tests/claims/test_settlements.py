"""Settlements: parts that add up to the last minor unit, and payments that cover them, the oldest first."""

from collections import namedtuple
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.claims.rules import AmountKind, ClaimFault
from mrc.claims.rules.settlements import (
    Instalment,
    InstalmentState,
    SettlementEnd,
    SettlementFacts,
    SettlementFault,
    SettlementWay,
    Span,
    cover,
    monthly,
    next_due,
    pressing,
    received_for,
    settlement_fault,
)

D = Decimal
TODAY = date(2026, 11, 20)
S = InstalmentState
Payment = namedtuple("Payment", "id takes_back_id kind amount happened_on")


def day(text: str) -> date:
    return date.fromisoformat(text)


def parts(*typed: tuple[str, str]) -> tuple[Instalment, ...]:
    return tuple(Instalment(day(due_on), D(amount)) for due_on, amount in typed)


def agreed(total: str = "300", rows: tuple[Instalment, ...] | None = None, on: str = "2026-11-01") -> SettlementFacts:
    rows = parts(("2026-12-01", "100"), ("2027-01-01", "200")) if rows is None else rows
    return SettlementFacts(day(on), D(total), SettlementWay.CONCILIATION, rows)


def paid(amount: str, on: str, number: int = 1, back: int | None = None, kind: AmountKind = AmountKind.RECEIVED):
    return Payment(number, back, kind, D(amount), day(on))


class TestMonthlyParts:
    def test_what_cannot_be_split_evenly_goes_to_the_earliest_parts(self):
        found = monthly(D("100.00"), 3, day("2026-12-15"), 2)
        assert found == parts(("2026-12-15", "33.34"), ("2027-01-15", "33.33"), ("2027-02-15", "33.33"))

    def test_a_month_without_the_day_pays_on_its_last_one_and_the_next_on_the_day(self):
        days = [part.due_on for part in monthly(D(3), 3, day("2027-01-31"), 2)]
        assert days == [day("2027-01-31"), day("2027-02-28"), day("2027-03-31")]

    def test_a_currency_of_three_decimals_is_split_to_the_thousandth(self):
        assert [part.amount for part in monthly(D("1.000"), 3, TODAY, 3)] == [D("0.334"), D("0.333"), D("0.333")]

    def test_a_currency_without_decimals_is_split_into_whole_units(self):
        assert [part.amount for part in monthly(D(100), 3, TODAY, 0)] == [D(34), D(33), D(33)]

    def test_no_parts_are_refused(self):
        with pytest.raises(ValueError, match="nothing to spread over"):
            monthly(D(100), 0, TODAY, 2)

    @given(
        units=st.integers(1, 10**9),
        count=st.integers(1, 60),
        places=st.sampled_from([0, 2, 3]),
        first=st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    )
    def test_they_add_up_exactly_are_as_equal_as_can_be_and_a_month_apart(self, units, count, places, first):
        total = D(units).scaleb(-places)
        found = monthly(total, count, first, places)
        amounts = [part.amount for part in found]

        assert sum(amounts) == total
        assert max(amounts) - min(amounts) <= D(1).scaleb(-places)
        assert amounts == sorted(amounts, reverse=True)
        months = [part.due_on.year * 12 + part.due_on.month for part in found]
        assert months == list(range(months[0], months[0] + count))
        assert all(part.due_on.day <= first.day for part in found)

    @given(units=st.integers(60, 10**9), count=st.integers(1, 60), places=st.sampled_from([0, 2, 3]))
    def test_they_are_always_fit_to_be_recorded(self, units, count, places):
        total = D(units).scaleb(-places)
        facts = SettlementFacts(TODAY, total, SettlementWay.COURT, monthly(total, count, TODAY, places))
        assert settlement_fault(facts, places, TODAY) is None


class TestFaults:
    def test_a_whole_settlement_has_none(self):
        assert settlement_fault(agreed(), 2, TODAY) is None

    def test_the_day_of_signing_may_be_the_first_day_of_paying(self):
        assert settlement_fault(agreed("5", parts(("2026-11-01", "5"))), 2, TODAY) is None

    @pytest.mark.parametrize(
        ("facts", "fault"),
        [
            (agreed(on="2026-11-21"), (ClaimFault.DATE_IN_FUTURE, "agreed_on")),
            (agreed("0", ()), (SettlementFault.NO_TOTAL, "total")),
            (agreed("300.001"), (ClaimFault.TOO_MANY_DECIMALS, "total")),
            (agreed("300", parts(("2026-12-01", "300.001"))), (ClaimFault.TOO_MANY_DECIMALS, "instalments")),
            (agreed("300", ()), (SettlementFault.NO_INSTALMENTS, "instalments")),
            (
                agreed("300", parts(("2026-12-01", "300"), ("2027-01-01", "0"))),
                (SettlementFault.EMPTY_INSTALMENT, "instalments"),
            ),
            (agreed("300.01"), (SettlementFault.NOT_THE_TOTAL, "instalments")),
            (agreed("299.99"), (SettlementFault.NOT_THE_TOTAL, "instalments")),
            (
                agreed("300", parts(("2026-12-01", "100"), ("2026-12-01", "200"))),
                (SettlementFault.TWICE_ON_A_DAY, "instalments"),
            ),
            (agreed("300", parts(("2026-10-31", "300"))), (SettlementFault.DUE_BEFORE_AGREED, "instalments")),
        ],
    )
    def test_each_is_named_at_its_field(self, facts, fault):
        assert settlement_fault(facts, 2, TODAY) == fault

    def test_a_newer_settlement_is_not_agreed_before_the_one_it_replaces(self):
        fault = (SettlementFault.OLDER_THAN_STANDING, "agreed_on")
        assert settlement_fault(agreed(), 2, TODAY, day("2026-11-02")) == fault
        assert settlement_fault(agreed(), 2, TODAY, day("2026-11-01")) is None


class TestCovering:
    ROWS = parts(("2026-11-19", "100"), ("2026-11-20", "50"), ("2026-12-20", "50"))

    @pytest.mark.parametrize(
        ("received", "covered", "states"),
        [
            ("0", ["0", "0", "0"], [S.MISSED, S.DUE, S.DUE]),
            ("99.99", ["99.99", "0", "0"], [S.MISSED, S.DUE, S.DUE]),
            ("100", ["100", "0", "0"], [S.PAID, S.DUE, S.DUE]),
            ("120", ["100", "20", "0"], [S.PAID, S.PARTLY_PAID, S.DUE]),
            ("151", ["100", "50", "1"], [S.PAID, S.PAID, S.PARTLY_PAID]),
            ("200", ["100", "50", "50"], [S.PAID, S.PAID, S.PAID]),
            ("500", ["100", "50", "50"], [S.PAID, S.PAID, S.PAID]),
        ],
    )
    def test_the_oldest_is_covered_first_and_missed_from_the_day_after(self, received, covered, states):
        found = cover(self.ROWS, D(received), TODAY)
        assert [part.covered for part in found] == [D(amount) for amount in covered]
        assert [part.state for part in found] == states

    def test_the_next_due_is_the_earliest_that_is_not_covered(self):
        assert next_due(cover(self.ROWS, D(0), TODAY)) == day("2026-11-19")
        assert next_due(cover(self.ROWS, D(120), TODAY)) == day("2026-11-20")
        assert next_due(cover(self.ROWS, D(200), TODAY)) is None

    def test_pressing_is_what_was_missed_or_comes_within_a_week(self):
        rows = parts(("2026-11-19", "1"), ("2026-11-27", "1"), ("2026-11-28", "1"))
        assert [part.due_on.day for part in pressing(cover(rows, D(0), TODAY), TODAY)] == [19, 27]
        assert [part.due_on.day for part in pressing(cover(rows, D(1), TODAY), TODAY)] == [27]

    amounts = st.lists(st.integers(1, 10**6), min_size=1, max_size=20)

    @given(amounts=amounts, received=st.integers(0, 2 * 10**7), lag=st.integers(-400, 400))
    def test_what_is_covered_adds_up_and_no_younger_one_is_covered_before_an_older(self, amounts, received, lag):
        rows = [Instalment(TODAY + timedelta(days=30 * index), D(amount)) for index, amount in enumerate(amounts)]
        found = cover(reversed(rows), D(received), TODAY + timedelta(days=lag))

        assert sum(part.covered for part in found) == min(D(received), D(sum(amounts)))
        assert [part.due_on for part in found] == [part.due_on for part in rows]
        is_full = [part.covered == part.amount for part in found]
        begun = [part.covered > 0 for part in found]
        assert is_full == sorted(is_full, reverse=True)
        assert begun == sorted(begun, reverse=True)
        assert sum(begun) - sum(is_full) in {0, 1}
        assert all((part.state is S.PAID) == (part.missing == 0) for part in found)

    @given(amounts=amounts, first=st.integers(0, 10**7), more=st.integers(0, 10**7))
    def test_another_payment_never_uncovers_anything(self, amounts, first, more):
        rows = [Instalment(TODAY + timedelta(days=index), D(amount)) for index, amount in enumerate(amounts)]
        before, after = cover(rows, D(first), TODAY), cover(rows, D(first + more), TODAY)
        assert all(now.covered >= then.covered for then, now in zip(before, after, strict=True))


class TestPaymentsThatCount:
    def test_those_from_the_day_of_the_settlement_on(self):
        payments = [paid("1", "2026-10-31"), paid("10", "2026-11-01", 2), paid("100", "2026-11-05", 3)]
        assert received_for(payments, Span(day("2026-11-01"))) == D(110)

    def test_not_what_was_taken_back_nor_what_is_no_payment(self):
        entries = [
            paid("1", "2026-11-02"),
            paid("10", "2026-11-02", 2),
            paid("10", "2026-11-03", 3, back=2),
            paid("100", "2026-11-02", 4, kind=AmountKind.AWARDED),
        ]
        assert received_for(entries, Span(day("2026-11-01"))) == D(1)

    def test_one_that_was_broken_off_counts_up_to_that_day(self):
        payments = [paid("1", "2026-11-04"), paid("10", "2026-11-05", 2), paid("100", "2026-11-06", 3)]
        span = Span(day("2026-11-01"), day("2026-11-05"), SettlementEnd.BROKEN_OFF)
        assert received_for(payments, span) == D(11)

    def test_no_payment_counts_for_both_the_replaced_one_and_the_newer(self):
        payments = [paid("1", "2026-11-04"), paid("10", "2026-11-05", 2), paid("100", "2026-11-06", 3)]
        newer = Span(day("2026-11-05"))
        older = Span(day("2026-11-01"), day("2026-11-05"), SettlementEnd.REPLACED)
        assert (received_for(payments, older, [newer]), received_for(payments, newer)) == (D(1), D(110))

    def test_no_payment_counts_for_both_the_one_broken_off_and_one_agreed_by_that_day(self):
        payments = [paid("1", "2026-11-03"), paid("10", "2026-11-05", 2), paid("100", "2026-11-06", 3)]
        first = Span(day("2026-11-01"), day("2026-11-05"), SettlementEnd.BROKEN_OFF)
        second = Span(day("2026-11-04"), day("2026-11-05"), SettlementEnd.BROKEN_OFF)
        third = Span(day("2026-11-05"))

        assert received_for(payments, first, [third, second]) == D(1)
        assert received_for(payments, second, [third]) == D(0)
        assert received_for(payments, third) == D(110)
