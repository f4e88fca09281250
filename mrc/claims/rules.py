"""What is true of a wage claim: its components, and the five amounts that are never mixed."""

from decimal import Decimal
from enum import StrEnum


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
    """What an amount is: what was asked, offered, awarded, and what really arrived."""

    CLAIMED = "claimed"
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
    """Why an amount cannot be recorded so."""

    PERIOD_BACKWARDS = "period_backwards"
    NO_LINES = "no_lines"
    NOT_POSITIVE = "not_positive"
    DATE_IN_FUTURE = "date_in_future"
    OTHER_CURRENCY = "other_currency"
    CASE_CLOSED = "case_closed"


def standing(kind: AmountKind, amounts: list[Decimal]) -> Decimal | None:
    """The amount that stands: payments add up, while the newest claim, offer or award replaces the one before."""
    if not amounts:
        return None
    return sum(amounts, Decimal(0)) if kind is AmountKind.RECEIVED else amounts[-1]
