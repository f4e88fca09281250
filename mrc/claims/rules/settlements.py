"""What is agreed to be paid for a claim, in which instalments, and how far payments cover them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from mrc.claims.rules.ledger import AmountKind, ClaimFault, is_too_fine, spread, valid
from mrc.claims.rules.service_time import months_on

# Payments due within these days are spoken of before they are missed.
SOON = timedelta(days=7)
MOST_INSTALMENTS = 60


class SettlementWay(StrEnum):
    """How a settlement came about."""

    NEGOTIATION = "negotiation"
    CONCILIATION = "conciliation"
    COURT = "court"


class Understood(StrEnum):
    """Whether the person understood the settlement before agreeing to it, as they said themselves."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class SettlementEnd(StrEnum):
    """Why a settlement no longer stands."""

    REPLACED = "replaced"
    BROKEN_OFF = "broken_off"


class InstalmentState(StrEnum):
    """How an instalment stands: a missed one fell due before today and is not covered, in part or at all."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    DUE = "due"
    MISSED = "missed"


class SettlementFault(StrEnum):
    """Why a settlement cannot be recorded or ended so."""

    NO_TOTAL = "no_total"
    NO_INSTALMENTS = "no_instalments"
    EMPTY_INSTALMENT = "empty_instalment"
    NOT_THE_TOTAL = "not_the_total"
    TWICE_ON_A_DAY = "twice_on_a_day"
    DUE_BEFORE_AGREED = "due_before_agreed"
    OLDER_THAN_STANDING = "older_than_standing"
    ANOTHER_STANDS = "another_stands"
    NO_LONGER_STANDS = "no_longer_stands"
    ENDS_BEFORE_AGREED = "ends_before_agreed"


@dataclass(frozen=True)
class Instalment:
    """What is to be paid by the end of one day."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class SettlementFacts:
    """What was agreed, in the claim's currency, and how it was explained to the person."""

    agreed_on: date
    total: Decimal
    way: SettlementWay
    instalments: tuple[Instalment, ...]
    language: str | None = None
    understood: Understood | None = None
    terms: str | None = None
    waiver: str | None = None


@dataclass(frozen=True)
class Covered:
    """An instalment, how much of it payments cover, and how it stands."""

    due_on: date
    amount: Decimal
    covered: Decimal
    state: InstalmentState

    @property
    def missing(self) -> Decimal:
        """What has not arrived of it."""
        return self.amount - self.covered


@dataclass(frozen=True)
class Span:
    """From when until when payments may be for a settlement."""

    agreed_on: date
    ended_on: date | None = None
    end: SettlementEnd | None = None

    def holds(self, day: date) -> bool:
        """Whether a payment of a day may be for it: up to the day it was broken off, or before it was replaced."""
        until = self.ended_on or date.max
        return self.agreed_on <= day and (day < until if self.end is SettlementEnd.REPLACED else day <= until)


class Payment(Protocol):
    """An entry of a ledger, as far as it may be a payment."""

    id: Any
    takes_back_id: Any
    kind: Any
    amount: Any
    happened_on: Any


def settlement_fault(
    facts: SettlementFacts, places: int, today: date, standing_since: date | None = None
) -> tuple[StrEnum, str | None] | None:
    """What is wrong with a settlement, and at which field; None when all is well.

    `places` are the currency's decimals; `standing_since` is the day of the settlement that it takes the place of.
    """
    if facts.agreed_on > today:
        return ClaimFault.DATE_IN_FUTURE, "agreed_on"
    if standing_since is not None and facts.agreed_on < standing_since:
        return SettlementFault.OLDER_THAN_STANDING, "agreed_on"
    if facts.total <= 0:
        return SettlementFault.NO_TOTAL, "total"
    if is_too_fine(facts.total, places):
        return ClaimFault.TOO_MANY_DECIMALS, "total"
    if any(is_too_fine(part.amount, places) for part in facts.instalments):
        return ClaimFault.TOO_MANY_DECIMALS, "instalments"
    fault = _instalments_fault(facts)
    return None if fault is None else (fault, "instalments")


def _instalments_fault(facts: SettlementFacts) -> SettlementFault | None:
    days = {part.due_on for part in facts.instalments}
    if not days:
        return SettlementFault.NO_INSTALMENTS
    if any(part.amount <= 0 for part in facts.instalments):
        return SettlementFault.EMPTY_INSTALMENT
    if len(days) < len(facts.instalments):
        return SettlementFault.TWICE_ON_A_DAY
    if min(days) < facts.agreed_on:
        return SettlementFault.DUE_BEFORE_AGREED
    if sum((part.amount for part in facts.instalments), Decimal(0)) != facts.total:
        return SettlementFault.NOT_THE_TOTAL
    return None


def monthly(total: Decimal, count: int, first: date, places: int) -> tuple[Instalment, ...]:
    """A total in equal parts, one a month from a first day on, to so many decimals; the parts add up to the total.

    What cannot be split evenly goes, unit by unit, to the earliest parts. A month that has no such day pays on its
    last one, and the month after on the day that was agreed. Raises ValueError below one part.
    """
    amounts = spread(total, [Decimal(1)] * count, places)
    return tuple(Instalment(months_on(first, index), amount) for index, amount in enumerate(amounts))


def received_for(entries: Iterable[Payment], span: Span, newer: Iterable[Span] = ()) -> Decimal:
    """What was received for a settlement: all payments of its time that count, less those of a newer one's time.

    Where one is broken off and another agreed on the same day, what is paid that day is for the newer one, so that no
    payment covers two.
    """
    later = tuple(newer)
    counted = (
        entry.amount
        for entry in valid(entries)
        if entry.kind is AmountKind.RECEIVED
        and span.holds(entry.happened_on)
        and not any(other.holds(entry.happened_on) for other in later)
    )
    return sum(counted, Decimal(0))


def cover(instalments: Iterable[Instalment], received: Decimal, today: date) -> list[Covered]:
    """The instalments by their days, with what was received laid over them, the oldest first."""
    found, left = [], received
    for part in sorted(instalments, key=lambda part: part.due_on):
        covered = min(part.amount, left)
        left -= covered
        found.append(Covered(part.due_on, part.amount, covered, _state(part, covered, today)))
    return found


def _state(part: Instalment, covered: Decimal, today: date) -> InstalmentState:
    if covered == part.amount:
        return InstalmentState.PAID
    if part.due_on < today:
        return InstalmentState.MISSED
    return InstalmentState.PARTLY_PAID if covered else InstalmentState.DUE


def next_due(covered: Iterable[Covered]) -> date | None:
    """The day of the earliest instalment that is not covered, be it past or to come; None when all are."""
    return next((part.due_on for part in covered if part.missing), None)


def pressing(covered: Iterable[Covered], today: date) -> list[Covered]:
    """The instalments that were missed, or fall due within the next days and are not covered."""
    return [part for part in covered if part.missing and part.due_on <= today + SOON]
