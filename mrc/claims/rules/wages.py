"""The wage of a month, a day or an hour on the base that a rule names, each with the steps that lead to it.

Thirds and 365ths are no finite decimals, so the numbers between input and amount are exact fractions; only a line's
end is rounded, to Decimal.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from mrc.claims.rules.assessment import Step, StepCode, step
from mrc.claims.rules.facts import Facts, PayBasis
from mrc.claims.rules.law import Terms, WageBase
from mrc.claims.rules.service_time import days_in, last_day_of, month_of, months_between, months_on

_MONTHS_OF_YEAR = 12
_DAYS_OF_YEAR = 365
_WEEKS = 52
_SHOWN = 10**12
_AVERAGED = {WageBase.AVG_3M: 3, WageBase.AVG_6M: 6, WageBase.AVG_12M: 12}
_BY_MONTH = (PayBasis.MONTHLY, PayBasis.PIECE)


class FactLacking(Exception):
    """Something that a rule needs was not told. Names the field."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Wage:
    """A wage and how it was found."""

    amount: Fraction
    steps: tuple[Step, ...]


def shown(value: Fraction) -> Decimal:
    """A number for a step, to twelve decimals; nothing is computed from it."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    units = (2 * value.numerator * _SHOWN + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(units, _SHOWN)
    return Decimal(f"{whole}.{rest:012}".rstrip("0").rstrip("."))


def plain(value: Decimal | Fraction) -> str:
    """A count or a rate as it is written, without an exponent and without idle zeros."""
    number = value if isinstance(value, Decimal) else shown(value)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def ratio(value: Fraction) -> str:
    """A number as it is written when it is a fraction: 1/3."""
    return plain(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def month_wage(facts: Facts, base: WageBase, end: date) -> Wage:
    """A month's wage. `end` is the day after the last day of work. Raises FactLacking."""
    if base in _AVERAGED:
        return _average(facts, _AVERAGED[base], end)
    if base is WageBase.LAST_MONTH or (base is WageBase.LAST_TOTAL and facts.pay.basis not in _BY_MONTH):
        # No graded rule says how many days or hours make a month; what the last full month brought, does.
        return _last_month(facts, end)
    if facts.pay.basis not in _BY_MONTH:
        raise FactLacking("pay.history")
    return _agreed(facts, base)


def wage_of(facts: Facts, month: date) -> Wage:
    """What one month brought: as on record, else as agreed."""
    known = dict(facts.pay.history).get(month)
    if known is None:
        if facts.pay.basis not in _BY_MONTH:
            raise FactLacking("pay.history")
        return _agreed(facts, WageBase.LAST_TOTAL)
    return Wage(Fraction(known), (step(StepCode.WAGE_OF_MONTH, month=f"{month:%Y-%m}", wage=known),))


def day_wage(facts: Facts, terms: Terms, end: date, base: WageBase | None = None) -> Wage:
    """A day's wage: as agreed for people paid by day or hour, else a month's over the rule's divisor."""
    base = base or terms.wage_base
    pay = facts.pay
    if pay.basis is PayBasis.DAILY and base not in _AVERAGED:
        agreed = _agreed(facts, base)
        return Wage(agreed.amount, (step(StepCode.DAY_AGREED, day=shown(agreed.amount)),))
    if pay.basis is PayBasis.HOURLY and base not in _AVERAGED:
        hour, hours = _agreed(facts, base).amount, _hours_per_day(facts, terms)
        return Wage(
            hour * hours,
            (step(StepCode.DAY_OF_HOURS, hour=shown(hour), hours=plain(hours), day=shown(hour * hours)),),
        )
    month = month_wage(facts, base, end)
    assert terms.day_divisor is not None, "the law file says how a day's wage is found"
    day = month.amount / terms.day_divisor
    wage = shown(month.amount)
    if terms.day_divisor == Fraction(_DAYS_OF_YEAR, _MONTHS_OF_YEAR):
        return Wage(day, (*month.steps, step(StepCode.DAY_OF_YEAR, wage=wage, day=shown(day))))
    divisor = plain(terms.day_divisor)
    return Wage(day, (*month.steps, step(StepCode.DAY_OF_MONTH, wage=wage, divisor=divisor, day=shown(day))))


def hour_wage(facts: Facts, terms: Terms, end: date, base: WageBase) -> Wage:
    """An hour's wage: as agreed, or a day's over the day's hours, or a year's over its weeks' hours."""
    if facts.pay.basis is PayBasis.HOURLY:
        hour = _agreed(facts, base).amount
        return Wage(hour, (step(StepCode.HOUR_AGREED, hour=shown(hour)),))
    if terms.week_hours is not None:
        month = month_wage(facts, base, end)
        hour = _MONTHS_OF_YEAR * month.amount / (_WEEKS * terms.week_hours)
        working = step(
            StepCode.HOUR_OF_WEEK, wage=shown(month.amount), hours=plain(terms.week_hours), hour=shown(hour)
        )
        return Wage(hour, (*month.steps, working))
    day = day_wage(facts, terms, end, base)
    hours = _hours_per_day(facts, terms)
    steps = [*day.steps]
    if facts.pay.hours_per_day is None:
        steps.append(step(StepCode.HOURS_ASSUMED, hours=plain(hours)))
    hour = day.amount / hours
    steps.append(step(StepCode.HOUR_OF_DAY, day=shown(day.amount), hours=plain(hours), hour=shown(hour)))
    return Wage(hour, tuple(steps))


def _hours_per_day(facts: Facts, terms: Terms) -> Fraction:
    if facts.pay.hours_per_day is not None:
        return Fraction(facts.pay.hours_per_day)
    if terms.normal_hours is None:
        raise FactLacking("pay.hours_per_day")
    return terms.normal_hours


def _agreed(facts: Facts, base: WageBase) -> Wage:
    """The wage as agreed for one period, on a base that needs no history."""
    pay = facts.pay
    if base in (WageBase.BASIC, WageBase.BASIC_PLUS_SOCIAL):
        if pay.basic is None:
            raise FactLacking("pay.basic")
        if base is WageBase.BASIC:
            return Wage(Fraction(pay.basic), (step(StepCode.BASIC_WAGE, wage=pay.basic),))
        whole = pay.basic + pay.social_allowance
        working = step(StepCode.BASIC_AND_SOCIAL, basic=pay.basic, allowance=pay.social_allowance, wage=whole)
        return Wage(Fraction(whole), (working,))
    if pay.total is not None:
        return Wage(Fraction(pay.total), (step(StepCode.WHOLE_WAGE, wage=pay.total),))
    if pay.basic is None:
        raise FactLacking("pay.total")
    whole = pay.basic + pay.social_allowance
    return Wage(Fraction(whole), (step(StepCode.WHOLE_WAGE_ASSUMED, wage=whole),))


def _last_month(facts: Facts, end: date) -> Wage:
    """What the last full month before the end brought."""
    last = end - timedelta(days=1)
    month = month_of(last) if last == last_day_of(month_of(last)) else months_on(month_of(last), -1)
    return wage_of(facts, month)


def _average(facts: Facts, months: int, end: date) -> Wage:
    """The wage of an average month in the months before the end, or since the start when that is later.

    A month that lies partly in that time counts by its days. A wage on record for a month is for the days worked in
    it; where none is on record, the agreed wage counts.
    """
    work = facts.employment.started_on
    start = max(months_on(end, -months), work)
    known = dict(facts.pay.history)
    total, portions, is_assumed = Fraction(0), Fraction(0), False
    for month, days in months_between(start, end):
        if month in known:
            worked = next(count for first, count in months_between(max(work, month), end) if first == month)
            total += Fraction(known[month]) * days / worked
        else:
            total += wage_of(facts, month).amount * Fraction(days, days_in(month))
            is_assumed = True
        portions += Fraction(days, days_in(month))
    average = total / portions if portions else wage_of(facts, month_of(start)).amount
    code = StepCode.AVERAGE_ASSUMED if is_assumed else StepCode.AVERAGE_WAGE
    return Wage(average, (step(code, start=start, end=end - timedelta(days=1), wage=shown(average)),))
