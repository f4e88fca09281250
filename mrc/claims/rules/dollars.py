"""What amounts are in US dollars: the rate of one day, and sums that say when they know only a part.

A rate is always how many units of the claim's currency make one US dollar, such as 3.64 for QAR, so that an amount is
divided by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

DOLLAR = "USD"
_CENT = Decimal("0.01")
# More decimals than any bank quotes.
RATE_PLACES = 6
_LARGEST = Decimal(10) ** 9


class RateSource(StrEnum):
    """Who said what a US dollar cost."""

    CENTRAL_BANK = "central_bank"
    EXCHANGE_SLIP = "exchange_slip"
    UNITED_NATIONS = "united_nations"
    PEG = "peg"
    OTHER = "other"


class RateFault(StrEnum):
    """Why a rate cannot be put on record."""

    NOT_A_RATE = "not_a_rate"
    IN_DOLLARS_ALREADY = "in_dollars_already"


@dataclass(frozen=True)
class Rate:
    """How many units of a currency made one US dollar on a day, and who said so."""

    per_dollar: Decimal
    on: date
    source: RateSource


@dataclass(frozen=True)
class Peg:
    """A rate that a central bank is said to hold since a day; proposed, and never used unless somebody types it.

    Rates and days are those commonly stated of the central bank of each country. Nobody has checked them against its
    own publications yet, and pages that show them say so.
    """

    per_dollar: Decimal
    since: date


PEGS = {
    "AED": Peg(Decimal("3.6725"), date(1997, 11, 1)),
    "BHD": Peg(Decimal("0.376"), date(2001, 12, 1)),
    "JOD": Peg(Decimal("0.709"), date(1995, 10, 1)),
    "OMR": Peg(Decimal("0.3845"), date(1986, 1, 1)),
    "QAR": Peg(Decimal("3.64"), date(2001, 7, 1)),
    "SAR": Peg(Decimal("3.75"), date(1986, 6, 1)),
}


@dataclass(frozen=True)
class Dollars:
    """A sum in US dollars. It is whole when every amount in it has a rate."""

    amount: Decimal
    is_whole: bool


def rate_fault(rate: Rate, currency: str) -> tuple[RateFault, str] | None:
    """What is wrong with a rate of a currency, and at which field; None when all is well."""
    if currency == DOLLAR:
        return RateFault.IN_DOLLARS_ALREADY, "per_dollar"
    if not 0 < rate.per_dollar < _LARGEST or rate.per_dollar != round(rate.per_dollar, RATE_PLACES):
        return RateFault.NOT_A_RATE, "per_dollar"
    return None


def in_dollars(amounts: Iterable[tuple[Decimal, Decimal | None]]) -> Dollars | None:
    """Amounts, each with its rate, together in US dollars, rounded half up to the cent once, at the end.

    None when none of them has a rate. An amount of nothing needs none.
    """
    counted = [(amount, per_dollar) for amount, per_dollar in amounts if amount]
    known = [amount / per_dollar for amount, per_dollar in counted if per_dollar is not None]
    if not known:
        return None
    total = sum(known, Decimal(0)).quantize(_CENT, ROUND_HALF_UP)
    return Dollars(total, len(known) == len(counted))
