"""The named formulas for what single months or days bring: wages not paid, hours beyond the agreed ones, leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from mrc.claims.rules.assessment import Step, StepCode, Value, step
from mrc.claims.rules.facts import Facts, OvertimeMonth, UnpaidMonth
from mrc.claims.rules.formulas import Worked
from mrc.claims.rules.law import Terms
from mrc.claims.rules.service_time import last_day_of, month_of
from mrc.claims.rules.wages import day_wage, hour_wage, plain, shown


@dataclass(frozen=True)
class Hours:
    """Hours of one kind, what they are in a month, and by how many percent they are paid above the hour's wage."""

    of: Callable[[OvertimeMonth], Decimal]
    supplement: Fraction | None


def shortfall(facts: Facts, terms: Terms) -> Worked:
    """What was due in each month less what may be deducted and what was paid. Months are never netted."""
    amount, steps = Fraction(0), list[Step]()
    for unpaid in facts.unpaid:
        due, raised = _due(facts, terms, unpaid)
        short = max(due - unpaid.lawful_deductions - unpaid.paid, Decimal(0))
        amount += Fraction(short)
        values = dict[str, Value](month=f"{unpaid.month:%Y-%m}", due=due, paid=unpaid.paid)
        values["deductions"] = unpaid.lawful_deductions
        if short:
            steps += [*raised, step(StepCode.MONTH_SHORT, **values, short=short)]
        else:
            steps += [*raised, step(StepCode.MONTH_NOT_SHORT, **values)]
    return Worked(amount, tuple(steps))


def is_short(unpaid: UnpaidMonth) -> bool:
    """Whether something of a month is still owed."""
    return unpaid.due - unpaid.lawful_deductions - unpaid.paid > 0


def _due(facts: Facts, terms: Terms, unpaid: UnpaidMonth) -> tuple[Decimal, tuple[Step, ...]]:
    """What was due, and not less than the minimum wage in a month that was worked whole."""
    work = facts.employment
    is_whole = work.started_on <= unpaid.month and (
        work.ended_on is None or last_day_of(unpaid.month) <= work.ended_on
    )
    if terms.minimum_wage is None or not is_whole or Fraction(unpaid.due) >= terms.minimum_wage:
        return unpaid.due, ()
    least = shown(terms.minimum_wage)
    return least, (step(StepCode.MINIMUM_WAGE, month=f"{unpaid.month:%Y-%m}", wage=least),)


def overtime(facts: Facts, terms: Terms, months: tuple[OvertimeMonth, ...]) -> Worked:
    """Hours beyond the agreed ones, by day and by night. A law without a night rate pays them alike."""
    by_night = terms.day_supplement if terms.night_supplement is None else terms.night_supplement
    kinds = (
        Hours(lambda month: month.hours_day, terms.day_supplement),
        Hours(lambda month: month.hours_night, by_night),
    )
    return _hours(facts, terms, months, kinds)


def rest_days(facts: Facts, terms: Terms, months: tuple[OvertimeMonth, ...]) -> Worked:
    """Hours on days of rest."""
    return _hours(facts, terms, months, (Hours(lambda month: month.hours_rest_day, terms.rest_supplement),))


def _hours(facts: Facts, terms: Terms, months: tuple[OvertimeMonth, ...], kinds: tuple[Hours, ...]) -> Worked:
    end = _last_day(facts, months)
    hour = hour_wage(facts, terms, end, terms.wage_base)
    extra = hour_wage(facts, terms, end, terms.supplement_base or terms.wage_base)
    steps, amount = [*hour.steps], Fraction(0)
    if extra.amount != hour.amount:
        steps += extra.steps
    for month in months:
        for kind in kinds:
            count = Fraction(kind.of(month))
            if not count or kind.supplement is None:
                continue
            rate = hour.amount + extra.amount * kind.supplement / 100
            amount += count * rate
            steps.append(
                step(
                    StepCode.HOURS_WITH_SUPPLEMENT,
                    month=f"{month.month:%Y-%m}",
                    hours=plain(count),
                    percent=plain(kind.supplement),
                    rate=shown(rate),
                    amount=shown(count * rate),
                )
            )
    return Worked(amount, tuple(steps))


def _last_day(facts: Facts, months: tuple[OvertimeMonth, ...]) -> date:
    return facts.employment.ended_on or last_day_of(month_of(months[-1].month))


def leave_days(facts: Facts, terms: Terms, end: date) -> Worked:
    """A day's wage for each day of leave that was not taken."""
    day = day_wage(facts, terms, end)
    count = Fraction(facts.unused_leave_days)
    amount = count * day.amount
    working = step(StepCode.DAYS_OF_LEAVE, days=plain(count), day=shown(day.amount), amount=shown(amount))
    return Worked(amount, (*day.steps, working))
