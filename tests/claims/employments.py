"""Employments for tests of the law engine, as plain data with good defaults, and what the engine says of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from mrc.claims.rules.assessment import Assessment, Line, NotIncluded
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Facts
from mrc.claims.rules.facts_reader import BadFacts, read_facts
from mrc.claims.rules.formulas import FORMULAS, Case
from mrc.claims.rules.law_files import jurisdictions, law_of
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.lines import rounded
from mrc.claims.rules.service_time import anniversary
from mrc.classifications import is_currency, minor_units

TODAY = date(2026, 11, 20)
END_PAY = {Component.END_OF_SERVICE, Component.SEVERANCE}


def data(where: str, wage: str = "1000", **changes: Any) -> dict[str, Any]:
    """The JSON of one employment of exactly four years that the employer ended; changes by dotted name."""
    whole: dict[str, Any] = {
        "jurisdiction": where,
        "scope": "general",
        "employment": {
            "started_on": "2021-01-01",
            "ended_on": "2024-12-31",
            "exit": "dismissed",
            "unpaid_absence_days": 0,
            "social_security_covered": None,
            "mpf_covered": None,
        },
        "pay": {
            "currency": law_of(where).currency if where in jurisdictions() else "USD",
            "basis": "monthly",
            "basic": wage,
            "social_allowance": "0",
            "total": wage,
            "hours_per_day": "8",
            "history": [],
        },
        "unpaid": [],
        "overtime": [],
        "unused_leave_days": "0",
    }
    places = dict.fromkeys(whole["employment"], "employment") | dict.fromkeys(whole["pay"], "pay")
    for name, value in changes.items():
        (whole[places[name]] if name in places else whole)[name] = value
    return whole


def places_of(currency: str) -> int | None:
    """The decimals of a currency, as the callers of the reader tell them."""
    return minor_units(currency) if is_currency(currency) else None


def facts_of(where: str, wage: str = "1000", **changes: Any) -> Facts:
    """The facts of such an employment."""
    return read_facts(data(where, wage, **changes), jurisdictions(), places_of, TODAY)


def assessed(where: str, wage: str = "1000", **changes: Any) -> Assessment:
    """What the engine says of such an employment."""
    return assess(facts_of(where, wage, **changes))


def faults_of(given: Any) -> dict[str, str]:
    """The faults of data, by field."""
    try:
        read_facts(given, jurisdictions(), places_of, TODAY)
    except BadFacts as error:
        return {fault.name: fault.code.value for fault in error.faults}
    return {}


def end_lines(assessment: Assessment) -> list[Line]:
    """The lines that the end of the job brought."""
    return [line for line in assessment.lines if line.component in END_PAY]


def end_line(where: str, wage: str = "1000", **changes: Any) -> Line:
    """The only line that the end of the job brought."""
    (line,) = end_lines(assessed(where, wage, **changes))
    return line


def end_amount(where: str, wage: str = "1000", **changes: Any) -> str:
    """The amount of that line as it is printed."""
    return str(end_line(where, wage, **changes).amount)


def line_of(assessment: Assessment, component: Component) -> Line:
    """The only line of a component."""
    (line,) = [line for line in assessment.lines if line.component is component]
    return line


def left_out(assessment: Assessment, component: Component) -> NotIncluded:
    """Why a component is not included."""
    (entry,) = [entry for entry in assessment.not_included if entry.component is component]
    return entry


def codes(line: Line) -> list[str]:
    """The codes of the steps of a line."""
    return [step.code.value for step in line.steps]


def last_day(started_on: str, years: int, days: int = 0) -> str:
    """The last day of a job of so many whole years and days."""
    return str(anniversary(date.fromisoformat(started_on), years) + timedelta(days=days - 1))


def for_years(
    rule_id: str, wage: str, years: str, places: int = 2, divisor: int | None = None, **changes: Any
) -> Decimal:
    """What a rule gives for a number of years that no dates can hit, if need be with another divisor of the month.

    The published examples speak of 7.5 or 5.01 years. Amounts rise evenly from day to day, so that such an amount
    lies between those of the two neighbouring days.
    """
    where = rule_id.split(".")[0]
    (rule,) = [rule for rule in law_of(where).rules if rule.id == rule_id]
    terms = replace(rule.terms, day_divisor=Fraction(divisor)) if divisor else rule.terms
    whole, rest = divmod(Fraction(years), 1)
    below = floor(rest * 365)
    amounts = []
    for days in (below, below + 1):
        facts = facts_of(
            where, wage, started_on="2015-01-01", ended_on=last_day("2015-01-01", whole, days), **changes
        )
        end = date.fromisoformat(last_day("2015-01-01", whole, days)) + timedelta(days=1)
        start = facts.employment.started_on
        amounts.append(FORMULAS[rule.formula](Case(facts, terms, start, end, start, end)).amount)
    return rounded(amounts[0] + (amounts[1] - amounts[0]) * (rest * 365 - below), places)
