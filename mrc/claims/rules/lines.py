"""A line of an assessment: what keeps a rule from computing, its other readings, and the one rounding at the end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from mrc.claims.rules.assessment import Grade, Line, NotIncluded, Payer, Step, StepCode, Value, WhyNot, step
from mrc.claims.rules.facts import Facts
from mrc.claims.rules.formulas import Worked
from mrc.claims.rules.law import Effect, Formula, Law, Reading, Rule
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.wages import FactLacking, month_wage, ratio, shown

_WORST_LAST = (Grade.A, Grade.B, Grade.UNVERIFIED)


@dataclass(frozen=True)
class Outcome:
    """An exact amount between its other readings, not rounded yet."""

    amount: Fraction
    low: Fraction
    high: Fraction
    steps: tuple[Step, ...]


def rounded(amount: Fraction, places: int) -> Decimal:
    """An amount that is not negative, rounded half up to so many decimals, exactly."""
    units = floor(amount * 10**places + Fraction(1, 2))
    return Decimal(units).scaleb(-places)


def hindrance(rule: Rule, facts: Facts, law: Law) -> NotIncluded | None:
    """Why a rule may not compute, whatever the facts of the job."""
    if rule.is_draft:
        return NotIncluded(rule.component, WhyNot.DRAFT, {"rule": rule.id})
    if rule.formula is Formula.NOT_COMPUTED:
        return NotIncluded(rule.component, rule.terms.why, {"rule": rule.id, "article": rule.article})
    if rule.terms.has_money and facts.pay.currency != law.currency:
        return NotIncluded(rule.component, WhyNot.OTHER_CURRENCY, {"rule": rule.id, "currency": law.currency})
    return None


def above_limit(rule: Rule, facts: Facts, end: date) -> NotIncluded | Step | None:
    """Whether the wage is above the one up to which a rule holds: beyond it there is nothing, or nobody knows."""
    limit = rule.terms.maximum_wage
    if limit is None or month_wage(facts, rule.terms.wage_base, end).amount <= limit:
        return None
    if rule.terms.above_maximum is Effect.NOTHING:
        wage = month_wage(facts, rule.terms.wage_base, end).amount
        return step(StepCode.WAGE_ABOVE_LIMIT, wage=shown(wage), limit=shown(limit))
    return NotIncluded(rule.component, WhyNot.DRAFT_ABOVE_WAGE, {"rule": rule.id, "limit": shown(limit)})


def with_reading(rule: Rule, reading: Reading) -> Rule:
    """The rule as another reading has it."""
    return replace(
        rule,
        formula=reading.formula or rule.formula,
        terms=replace(rule.terms, **reading.changes),
        valid_from=reading.valid_from or rule.valid_from,
        readings=(),
    )


def told(rule: Rule, reading: Reading, amount: Fraction) -> Step:
    """The step that tells what another reading would give."""
    values: dict[str, Value] = {"amount": shown(amount)}
    divisor = reading.changes.get("day_divisor")
    if divisor is not None:
        values["divisor"] = ratio(divisor)
    if reading.valid_from is not None:
        values["date"] = reading.valid_from
    if reading.article:
        values["article"] = reading.article
    return Step(reading.step, values)


def between_readings(rule: Rule, compute: Callable[[Rule], Worked]) -> Outcome:
    """What a rule gives, with its other readings as the lowest and the highest amount. Raises FactLacking."""
    main = compute(rule)
    steps, amounts = list(main.steps), [main.amount]
    for reading in rule.readings:
        try:
            other = compute(with_reading(rule, reading))
        except FactLacking:
            continue
        if other.amount != main.amount:
            amounts.append(other.amount)
            steps.append(told(rule, reading, other.amount))
    return Outcome(main.amount, min(amounts), max(amounts), tuple(steps))


def line_of(
    component: Component,
    payer: Payer,
    rules: Iterable[Rule],
    outcome: Outcome,
    places: int,
    worst: Grade | None = None,
) -> Line:
    """A finished line: the only place where an amount is rounded."""
    rules = tuple(rules)
    amount = rounded(outcome.amount, places)
    last = step(StepCode.ROUNDED, places=places, amount=amount)
    grades = [rule.grade for rule in rules] + ([worst] if worst else [])
    return Line(
        component,
        amount,
        rounded(outcome.low, places),
        rounded(outcome.high, places),
        payer,
        " + ".join(rule.id for rule in rules),
        "; ".join(dict.fromkeys(rule.article for rule in rules)),
        max(grades, key=_WORST_LAST.index),
        (*outcome.steps, last) if amount != outcome.amount else outcome.steps,
    )


def lacking(component: Component, error: FactLacking) -> NotIncluded:
    """The component that a missing fact keeps out."""
    return NotIncluded(component, WhyNot.FACT_LACKING, {"field": error.field})
