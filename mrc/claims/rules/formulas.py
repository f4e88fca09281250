"""The named formulas for what a whole service brings. Each gives an exact amount and the steps that lead to it.

No formula knows a country: what differs between laws stands in their files.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from mrc.claims.rules.assessment import Grade, Step, StepCode, step
from mrc.claims.rules.facts import Exit, Facts, PayBasis
from mrc.claims.rules.law import Bracket, Formula, Terms, Tier, WageBase
from mrc.claims.rules.service_time import (
    DAYS_OF_YEAR,
    Service,
    anniversary,
    months_on,
    served,
    whole_months,
)
from mrc.claims.rules.wages import FactLacking, day_wage, month_wage, plain, ratio, shown

_MONTHS_OF_YEAR = 12
_DAYS_OF_MONTH = 30
_AVERAGED_MONTHS = 3


@dataclass(frozen=True)
class Case:
    """What a formula looks at: the facts, the terms of the rule, and the service that this rule counts.

    `start` and `end` bound the part of the service under this rule; `first` and `last` bound all of it. Both ends are
    the day after the last day that counts.
    """

    facts: Facts
    terms: Terms
    start: date
    end: date
    first: date
    last: date

    @property
    def service(self) -> Service:
        """The service that this rule counts."""
        return served(self.start, self.end)

    @property
    def days(self) -> int:
        """The same in calendar days."""
        return max((self.end - self.start).days, 0)

    @property
    def last_day(self) -> date:
        """The last day that counts."""
        return self.end - timedelta(days=1)

    @property
    def is_part(self) -> bool:
        """Whether the law changed within the service."""
        return (self.start, self.end) != (self.first, self.last)


@dataclass(frozen=True)
class Worked:
    """An exact amount with its steps. `low` is zero where the law may give nothing in this case."""

    amount: Fraction
    steps: tuple[Step, ...]
    grade: Grade | None = None
    may_be_nothing: bool = False


def _nothing(*steps: Step) -> Worked:
    return Worked(Fraction(0), steps)


def _service_step(case: Case) -> Step:
    service = case.service
    code = StepCode.PART_OF_SERVICE if case.is_part else StepCode.SERVICE
    return step(code, start=case.start, end=case.last_day, years=service.years, days=service.days)


def too_short(case: Case) -> Step | None:
    """The step that says service is too short for any right, or None. Service under an older law counts too."""
    if served(case.first, case.last).length >= case.terms.minimum_years:
        return None
    return step(StepCode.TOO_SHORT_YEARS, years=int(case.terms.minimum_years))


def per_year(case: Case) -> Worked:
    """For each year of service so many days' or months' wages, by tiers; fractions of a year in proportion."""
    short = too_short(case)
    if short:
        return _nothing(_service_step(case), short)
    terms, steps, amount = case.terms, [_service_step(case)], Fraction(0)
    day = month = None
    if any(tier.days is not None for tier in terms.tiers):
        day = day_wage(case.facts, terms, case.last)
        steps += day.steps
    if any(tier.months is not None for tier in terms.tiers):
        month = month_wage(case.facts, terms.wage_base, case.last)
        steps += () if day else month.steps
    for years, days, tier in _in_tiers(case.service, terms.tiers):
        length = years + Fraction(days, DAYS_OF_YEAR)
        if tier.days is not None and day:
            code, rate, part = StepCode.YEARS_AT_DAYS, tier.days, length * tier.days * day.amount
        else:
            assert month is not None
            assert tier.months is not None
            code, rate, part = StepCode.YEARS_AT_MONTHS, tier.months, length * tier.months * month.amount
        amount += part
        steps.append(step(code, years=years, days=days, rate=plain(rate), amount=shown(part)))
    return _resigned(case, _capped(case, Worked(amount, tuple(steps))))


def _in_tiers(service: Service, tiers: tuple[Tier, ...]) -> list[tuple[int, int, Tier]]:
    """The years and days of a service that fall into each tier, without those in which nothing falls."""
    found, below, left = [], 0, service
    for tier in tiers:
        inside = left
        if tier.up_to is not None:
            inside = Service(int(tier.up_to) - below, 0) if service.years >= tier.up_to else left
            below = int(tier.up_to)
        left = Service(left.years - inside.years, left.days - inside.days)
        found.append((inside.years, inside.days, tier))
    return [(years, days, tier) for years, days, tier in found if years or days]


def _capped(case: Case, worked: Worked) -> Worked:
    terms = case.terms
    if terms.cap_months is None:
        return worked
    if terms.day_divisor is not None:
        month = day_wage(case.facts, terms, case.last, terms.cap_base).amount * terms.day_divisor
    else:
        month = month_wage(case.facts, terms.cap_base or terms.wage_base, case.last).amount
    cap = month * terms.cap_months
    if worked.amount <= cap:
        return worked
    capped = step(StepCode.CAPPED_AT_MONTHS, months=int(terms.cap_months), amount=shown(cap))
    return replace(worked, amount=cap, steps=(*worked.steps, capped))


def _resigned(case: Case, worked: Worked) -> Worked:
    if case.facts.employment.exit is not Exit.RESIGNED or not case.terms.resignation:
        return worked
    whole = served(case.first, case.last)
    bracket = _bracket(case.terms.resignation, whole, case.days)
    amount = worked.amount * bracket.value
    shared = step(
        StepCode.SHARE_ON_RESIGNING,
        years=whole.years,
        days=whole.days,
        share=ratio(bracket.value),
        amount=shown(amount),
    )
    return replace(worked, amount=amount, steps=(*worked.steps, shared))


def _bracket(brackets: tuple[Bracket, ...], service: Service, days: int) -> Bracket:
    return next(bracket for bracket in brackets if bracket.covers(service, days))


def by_length(case: Case) -> Worked:
    """Days' wages by the length of the whole service: once, or for each year of it."""
    terms = case.terms
    bracket = _bracket(terms.lengths, case.service, case.days)
    if not bracket.value:
        return _nothing(_service_step(case), _below(bracket, case.days))
    day = day_wage(case.facts, terms, case.last)
    amount, rate = bracket.value * day.amount, plain(bracket.value)
    if terms.each_year:
        length, counted = _years_and_months(case)
        amount *= length
        working = step(StepCode.DAYS_A_YEAR_FOR_LENGTH, rate=rate, amount=shown(amount))
        return Worked(amount, (counted, *day.steps, working), bracket.grade)
    steps = [_service_step(case), *day.steps, step(StepCode.DAYS_FOR_LENGTH, rate=rate, amount=shown(amount))]
    doubtful = _doubtful_fixed_term(case)
    if doubtful:
        steps.append(step(StepCode.FIXED_TERM_UNSETTLED, years=int(doubtful)))
    return Worked(amount, tuple(steps), bracket.grade, may_be_nothing=doubtful is not None)


def _years_and_months(case: Case) -> tuple[Fraction, Step]:
    """The years that days' wages are paid for, by days or, as some read the law, to the nearest month."""
    if not case.terms.nearest_month:
        return case.service.length, _service_step(case)
    months, days = whole_months(case.start, case.end)
    months += 1 if 2 * days >= _DAYS_OF_MONTH else 0
    counted = step(StepCode.SERVICE_NEAREST_MONTH, start=case.start, end=case.last_day, months=months)
    return Fraction(months, _MONTHS_OF_YEAR), counted


def _below(bracket: Bracket, days: int) -> Step:
    assert bracket.limit is not None
    if bracket.is_in_days:
        return step(StepCode.TOO_SHORT_DAYS, days=days, limit=plain(bracket.limit))
    return step(StepCode.TOO_SHORT_YEARS, years=int(bracket.limit))


def _doubtful_fixed_term(case: Case) -> Fraction | None:
    limit = case.terms.fixed_term_years
    ends = case.facts.employment.exit is Exit.CONTRACT_ENDED
    return limit if limit is not None and ends and case.service.length <= limit else None


def capped_share(case: Case) -> Worked:
    """A share of a month's wage for each year, both with a cap; with a split, the older part on the older wage."""
    short = too_short(case)
    if short:
        return _nothing(_service_step(case), short)
    terms = case.terms
    assert terms.total_cap is not None
    split = terms.split_on
    if split is None or not case.start < split < case.end:
        rate, steps = _yearly(case, terms.wage_base, case.last)
        amount = rate * case.service.length
        worked = Worked(amount, (_service_step(case), *steps, _years_at(case, rate, amount)))
        return _capped_in_all(worked, terms.total_cap, None)
    steps_so_far: list[Step] = []
    amount = Fraction(0)
    for part, end in ((replace(case, end=split), split), (replace(case, start=split), case.last)):
        rate, steps = _yearly(part, WageBase.LAST_MONTH if end == split else terms.wage_base, end)
        amount += rate * part.service.length
        steps_so_far += [_service_step(part), *steps, _years_at(part, rate, rate * part.service.length)]
    return _capped_in_all(Worked(amount, tuple(steps_so_far)), terms.total_cap, split)


def _years_at(case: Case, rate: Fraction, amount: Fraction) -> Step:
    service = case.service
    return step(
        StepCode.YEARS_AT_AMOUNT, years=service.years, days=service.days, rate=shown(rate), amount=shown(amount)
    )


def _yearly(case: Case, base: WageBase, end: date) -> tuple[Fraction, tuple[Step, ...]]:
    """What one year brings."""
    terms = case.terms
    assert terms.share is not None
    assert terms.yearly_cap is not None
    assert terms.day_wages is not None
    cap = shown(terms.yearly_cap)
    if case.facts.pay.basis is PayBasis.PIECE:
        # The law counts days of the last thirty that were worked, which nobody asked for.
        raise FactLacking("pay.basis")
    if case.facts.pay.basis in (PayBasis.DAILY, PayBasis.HOURLY):
        day = day_wage(case.facts, terms, end, WageBase.LAST_TOTAL)
        rate = min(day.amount * terms.day_wages, terms.yearly_cap)
        days = plain(terms.day_wages)
        return rate, (*day.steps, step(StepCode.DAYS_A_YEAR_CAPPED, rate=days, cap=cap, amount=shown(rate)))
    month = month_wage(case.facts, base, end)
    rate = min(month.amount * terms.share, terms.yearly_cap)
    return rate, (*month.steps, step(StepCode.SHARE_A_YEAR, share=ratio(terms.share), cap=cap, amount=shown(rate)))


def _capped_in_all(worked: Worked, cap: Fraction, split: date | None) -> Worked:
    """The amount up to the cap; of two parts, the younger is cut."""
    if worked.amount <= cap:
        return worked
    if split is None:
        capped = step(StepCode.CAPPED_AT_AMOUNT, cap=shown(cap))
    else:
        capped = step(StepCode.CAPPED_LAST_PART, cap=shown(cap), date=split)
    return replace(worked, amount=cap, steps=(*worked.steps, capped))


def average_day(case: Case) -> Worked:
    """So many days of the average day's wage of the last three months for each 365 days of service."""
    short = too_short(case)
    if short:
        return _nothing(_service_step(case), short)
    terms = case.terms
    assert terms.day_wages is not None
    month = month_wage(case.facts, terms.wage_base, case.last)
    whole = month.amount * _AVERAGED_MONTHS
    days = (case.last - months_on(case.last, -_AVERAGED_MONTHS)).days
    day = whole / days
    amount = day * terms.day_wages * Fraction(case.days, DAYS_OF_YEAR)
    steps = (
        step(StepCode.SERVICE_DAYS, start=case.start, end=case.last_day, days=case.days),
        *month.steps,
        step(StepCode.DAY_OF_PERIOD, whole=shown(whole), days=days, day=shown(day)),
        step(StepCode.DAYS_OF_SERVICE, rate=plain(terms.day_wages), days=case.days, amount=shown(amount)),
    )
    return Worked(amount, steps)


def months_started(case: Case) -> Worked:
    """A month's average wage for each twelve months, where a month that was begun counts whole."""
    whole, days = whole_months(case.start, case.end)
    months = whole + (1 if days else 0)
    month = month_wage(case.facts, case.terms.wage_base, case.last)
    amount = month.amount * Fraction(months, _MONTHS_OF_YEAR)
    steps = (
        step(StepCode.SERVICE_MONTHS, start=case.start, end=case.last_day, months=months),
        *month.steps,
        step(StepCode.MONTHS_OF_YEAR, months=months, amount=shown(amount)),
    )
    return Worked(amount, steps)


def contributions(case: Case) -> Worked:
    """So many percent of the wage for each month, by tiers of the whole service; days left over are parts of 30."""
    month = month_wage(case.facts, case.terms.wage_base, case.last)
    steps, amount, below = [_service_step(case), *month.steps], Fraction(0), case.first
    for tier in case.terms.tiers:
        above = case.end if tier.up_to is None else anniversary(case.first, int(tier.up_to))
        months, days = whole_months(max(case.start, below), min(case.end, above))
        below = above
        if not months and not days:
            continue
        assert tier.percent is not None
        part = month.amount * tier.percent / 100 * (months + Fraction(days, _DAYS_OF_MONTH))
        amount += part
        percent = plain(tier.percent)
        steps.append(step(StepCode.MONTHS_AT_PERCENT, months=months, days=days, percent=percent, amount=shown(part)))
    return Worked(amount, tuple(steps))


FORMULAS: dict[Formula, Callable[[Case], Worked]] = {
    Formula.PER_YEAR: per_year,
    Formula.BY_LENGTH: by_length,
    Formula.CAPPED_SHARE: capped_share,
    Formula.AVERAGE_DAY: average_day,
    Formula.MONTHS_STARTED: months_started,
    Formula.CONTRIBUTIONS: contributions,
}
