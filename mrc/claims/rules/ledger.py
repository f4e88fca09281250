"""The ledger of a wage claim: its components, its lines, and the five amounts that are never mixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from mrc.claims.rules.dollars import Rate


class Component(StrEnum):
    """A part of what is owed."""

    UNPAID_WAGE = "unpaid_wage"
    MIN_WAGE_TOPUP = "min_wage_topup"
    OVERTIME = "overtime"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    NOTICE = "notice"
    END_OF_SERVICE = "end_of_service"
    SEVERANCE = "severance"
    DISMISSAL_COMPENSATION = "dismissal_compensation"
    DEDUCTION_REFUND = "deduction_refund"
    FEE_REFUND = "fee_refund"
    RETURN_TICKET = "return_ticket"
    INTEREST = "interest"


class AmountKind(StrEnum):
    """What an amount is: what was asked, computed by the law, offered, awarded, and what really arrived."""

    CLAIMED = "claimed"
    COMPUTED = "computed"
    OFFERED = "offered"
    AWARDED = "awarded"
    RECEIVED = "received"


class PaymentMethod(StrEnum):
    """How money reached the worker."""

    BANK = "bank"
    CASH = "cash"
    CHEQUE = "cheque"
    AUTHORITY = "authority"
    OTHER = "other"


class ClaimFault(StrEnum):
    """Why a claim or an amount cannot be recorded so."""

    PERIOD_BACKWARDS = "period_backwards"
    NEEDS_END = "needs_end"
    END_AND_STILL = "end_and_still"
    NO_LINES = "no_lines"
    NO_AMOUNT = "no_amount"
    NOTHING_TO_SPREAD_OVER = "nothing_to_spread_over"
    TOTAL_AND_LINES = "total_and_lines"
    DATE_IN_FUTURE = "date_in_future"
    TOO_MANY_DECIMALS = "too_many_decimals"
    NOT_A_RESPONDENT = "not_a_respondent"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    CASE_CLOSED = "case_closed"
    NO_LAW = "no_law"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class ClaimFacts:
    """The head of a claim. Money is in `currency` (ISO 4217); the wage is a month's."""

    respondent_ref: str | None
    country: str
    currency: str
    employed_from: date | None = None
    employed_to: date | None = None
    is_still_employed: bool = False
    monthly_wage: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True)
class LineFacts:
    """One component for one period, both days included, and what is claimed for it."""

    component: Component
    claimed: Decimal
    period_from: date | None = None
    period_to: date | None = None


@dataclass(frozen=True)
class EntryFacts:
    """Amounts of one kind put on record for lines of a claim, by line id, on one day."""

    kind: AmountKind
    happened_on: date
    amounts: tuple[tuple[int, Decimal], ...]
    method: PaymentMethod | None = None
    rate: Rate | None = None


@dataclass(frozen=True)
class ClaimFilters:
    """Which claims to list; None and False ask nothing."""

    currency: str | None = None
    respondent_ref: str | None = None
    is_unpaid: bool = False

    def codes(self) -> dict[str, str | bool]:
        """What is asked, as codes for the record."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Sums:
    """The five amounts of a line, a claim or several claims in one currency; None where nothing is on record."""

    claimed: Decimal | None = None
    computed: Decimal | None = None
    offered: Decimal | None = None
    awarded: Decimal | None = None
    received: Decimal | None = None

    def plus(self, other: "Sums") -> "Sums":
        """Both together; nothing on record adds nothing, and two nothings stay nothing."""
        return Sums(*(_plus(getattr(self, kind), getattr(other, kind)) for kind in AmountKind))

    @property
    def outstanding(self) -> Decimal | None:
        """What was awarded, else claimed, and has not arrived; None when nothing was. An offer binds nobody."""
        owed = next((amount for amount in (self.awarded, self.claimed) if amount is not None), None)
        return None if owed is None else max(owed - (self.received or Decimal(0)), Decimal(0))


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


class Entry(Protocol):
    """An entry of a ledger, as far as it matters whether it counts."""

    id: Any
    takes_back_id: Any


Kept = TypeVar("Kept", bound=Entry)


def valid(entries: Iterable[Kept]) -> list[Kept]:
    """The entries that count: neither taken back later nor a taking back themselves."""
    entries = list(entries)
    gone = {entry.takes_back_id for entry in entries if entry.takes_back_id is not None}
    return [entry for entry in entries if entry.takes_back_id is None and (entry.id is None or entry.id not in gone)]


def counting(kind: AmountKind, entries: Iterable[Kept]) -> list[Kept]:
    """Of the entries of one kind on one line, those that make up what stands: all payments, else the newest alone."""
    entries = valid(entries)
    return entries if kind is AmountKind.RECEIVED else entries[-1:]


def standing(kind: AmountKind, amounts: list[Decimal]) -> Decimal | None:
    """The amount that stands: payments add up, while the newest of any other kind replaces the one before."""
    if not amounts:
        return None
    return sum(amounts, Decimal(0)) if kind is AmountKind.RECEIVED else amounts[-1]


def spread(total: Decimal, weights: list[Decimal], places: int) -> list[Decimal]:
    """A total over lines in proportion to their weights, to so many decimals; the parts add up to the total.

    What rounding leaves goes, unit by unit, to the lines that lost most by it, earlier lines first.
    Raises ValueError when all weights are zero.
    """
    whole = sum(weights, Decimal(0))
    if whole <= 0:
        raise ValueError("nothing to spread over")
    unit = Decimal(1).scaleb(-places)
    exact = [total * weight / whole for weight in weights]
    parts = [share.quantize(unit, ROUND_DOWN) for share in exact]
    left = int((total - sum(parts, Decimal(0))) / unit)
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[:left]:
        parts[index] += unit
    return parts


def fault_of(facts: ClaimFacts, lines: list[LineFacts], places: int) -> tuple[ClaimFault, str | None] | None:
    """What is wrong with a claim, and at which field; None when all is well. `places` are the currency's decimals."""
    if facts.employed_to is None and not facts.is_still_employed:
        return ClaimFault.NEEDS_END, "employed_to"
    if facts.employed_to is not None and facts.is_still_employed:
        return ClaimFault.END_AND_STILL, "employed_to"
    if is_backwards(facts.employed_from, facts.employed_to):
        return ClaimFault.PERIOD_BACKWARDS, "employed_to"
    amounts = [facts.monthly_wage, *(line.claimed for line in lines)]
    if any(is_too_fine(amount, places) for amount in amounts if amount is not None):
        return ClaimFault.TOO_MANY_DECIMALS, None
    if any(is_backwards(line.period_from, line.period_to) for line in lines):
        return ClaimFault.PERIOD_BACKWARDS, "lines"
    return None


def is_backwards(first: date | None, last: date | None) -> bool:
    """Whether a period ends before it begins."""
    return first is not None and last is not None and last < first


def is_too_fine(amount: Decimal, places: int) -> bool:
    """Whether an amount has more decimals than its currency, or was typed as in 3.000, which some read as 3000."""
    return amount != round(amount, places) or (places < 3 and amount.as_tuple().exponent == -3)
