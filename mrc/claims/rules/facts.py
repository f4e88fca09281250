"""The facts of one employment from which wages and end-of-service pay are computed."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Scope(StrEnum):
    """Which body of law applies: that of workers in general, or that of domestic workers."""

    GENERAL = "general"
    DOMESTIC = "domestic"


class Exit(StrEnum):
    """How a job ended."""

    RESIGNED = "resigned"
    DISMISSED = "dismissed"
    DISMISSED_FOR_MISCONDUCT = "dismissed_for_misconduct"
    CONTRACT_ENDED = "contract_ended"
    REDUNDANCY = "redundancy"
    FORCE_MAJEURE = "force_majeure"
    RETIRED = "retired"
    DIED = "died"


class PayBasis(StrEnum):
    """The period or piece that a wage is agreed for."""

    MONTHLY = "monthly"
    DAILY = "daily"
    HOURLY = "hourly"
    PIECE = "piece"


@dataclass(frozen=True)
class Employment:
    """From when to when, both days included, and how it ended. Without a last day it goes on, or nobody knows it."""

    started_on: date
    ended_on: date | None = None
    exit: Exit | None = None
    unpaid_absence_days: int = 0
    social_security_covered: bool | None = None
    mpf_covered: bool | None = None


@dataclass(frozen=True)
class Pay:
    """The wage as agreed for one period of its basis; of piece work, what a usual month brings.

    `history` holds what whole months really brought, by the first day of each month. `places` are the decimals of
    the currency.
    """

    currency: str
    places: int
    basis: PayBasis
    basic: Decimal | None = None
    social_allowance: Decimal = Decimal(0)
    total: Decimal | None = None
    hours_per_day: Decimal | None = None
    history: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True)
class UnpaidMonth:
    """A month that was not paid in full. The month is its first day."""

    month: date
    due: Decimal
    paid: Decimal = Decimal(0)
    lawful_deductions: Decimal = Decimal(0)


@dataclass(frozen=True)
class OvertimeMonth:
    """Hours beyond the agreed ones in one month that were not paid."""

    month: date
    hours_day: Decimal = Decimal(0)
    hours_night: Decimal = Decimal(0)
    hours_rest_day: Decimal = Decimal(0)


@dataclass(frozen=True)
class Facts:
    """All that is asked of one employment."""

    jurisdiction: str
    scope: Scope
    employment: Employment
    pay: Pay
    unpaid: tuple[UnpaidMonth, ...] = ()
    overtime: tuple[OvertimeMonth, ...] = ()
    unused_leave_days: Decimal = field(default=Decimal(0))
