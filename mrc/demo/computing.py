"""What the law gives for some of the claims of the demo world: facts as an interview would have told them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from mrc.claims.rules import Component
from mrc.claims.rules.assessment import Assessment
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Exit, PayBasis, Scope
from mrc.claims.rules.facts_reader import read_facts
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.rules.service_time import month_of, months_on
from mrc.classifications import minor_units

_EXITS = (Exit.DISMISSED, Exit.RESIGNED, Exit.CONTRACT_ENDED, Exit.REDUNDANCY)
# How many full months before the end a worker can tell of.
_REMEMBERED = 12


def told(
    random: Random,
    country: str,
    currency: str,
    job: tuple[date, date | None],
    wage: Decimal,
    unpaid: Iterable[date],
    parts: Iterable[Component],
) -> dict[str, Any] | None:
    """The facts of a job from its first to its last day, as they are saved; None where no law is on record.

    `unpaid` are the months, by their first days, in which nothing was paid, the newest first.
    """
    if country not in jurisdictions():
        return None
    started_on, ended_on = job
    months, parts = list(unpaid), set(parts)
    employment: dict[str, Any] = {"started_on": started_on.isoformat()}
    if ended_on is not None:
        employment |= {"ended_on": ended_on.isoformat(), "exit": random.choice(_EXITS).value}
    pay = {
        "currency": currency,
        "basis": PayBasis.MONTHLY.value,
        "basic": str((wage * Decimal("0.7")).quantize(Decimal(1))),
        "total": str(wage),
        "hours_per_day": "8",
        "history": [{"month": f"{month:%Y-%m}", "total": str(wage)} for month in _full_months(started_on, months[0])],
    }
    extra = [{"month": f"{month:%Y-%m}", "hours_day": str(random.randint(10, 50))} for month in months[:3]]
    return {
        "jurisdiction": country,
        "scope": Scope.GENERAL.value,
        "employment": employment,
        "pay": pay,
        "unpaid": [{"month": f"{month:%Y-%m}", "due": str(wage)} for month in months],
        "overtime": extra if Component.OVERTIME in parts else [],
        **({"unused_leave_days": str(random.randint(5, 30))} if Component.LEAVE in parts else {}),
    }


def given(facts: dict[str, Any], today: date) -> Assessment:
    """What the law on record gives for such facts."""
    return assess(read_facts(facts, jurisdictions(), minor_units, today))


def months_before(last: date, first: date, count: int) -> list[date]:
    """So many months back from the one of a last day, the newest first, none of them before the first day's month."""
    months = (months_on(month_of(last), -back) for back in range(count))
    return [month for month in months if month >= month_of(first)]


def _full_months(first: date, newest: date) -> list[date]:
    return [month for month in months_before(months_on(newest, -1), first, _REMEMBERED) if month > first]
