"""Assess one employment by the law on record: lines with their working, what is left out and why, and time limits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from mrc.claims.rules.assessment import Assessment, Line, NotIncluded, Payer, StepCode, WhyNot, step
from mrc.claims.rules.endings import counted_end, end_pay, rules_at_the_end
from mrc.claims.rules.facts import Facts, OvertimeMonth
from mrc.claims.rules.formulas import Worked
from mrc.claims.rules.law import Effect, Law, Rule, in_force
from mrc.claims.rules.law_files import law_of
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.limits import deadlines
from mrc.claims.rules.lines import Outcome, above_limit, between_readings, hindrance, lacking, line_of, rounded
from mrc.claims.rules.month_formulas import leave_days, overtime, rest_days, shortfall
from mrc.claims.rules.service_time import last_day_of, served
from mrc.claims.rules.wages import FactLacking

Found = list[Line | NotIncluded]

_END_PAY = (Component.END_OF_SERVICE, Component.SEVERANCE)
# Why nothing is said of a component that no fact tells of, when the law file is silent on it too.
_SILENT = {
    Component.MIN_WAGE_TOPUP: WhyNot.NO_RULE,
    Component.HOLIDAY: WhyNot.NOT_ASKED,
    Component.NOTICE: WhyNot.NO_RULE,
    Component.DISMISSAL_COMPENSATION: WhyNot.NO_RULE,
    Component.DEDUCTION_REFUND: WhyNot.IN_UNPAID_WAGE,
    Component.FEE_REFUND: WhyNot.NOT_ASKED,
    Component.RETURN_TICKET: WhyNot.NOT_ASKED,
    Component.INTEREST: WhyNot.NO_RULE,
}


def assess(facts: Facts, law: Law | None = None) -> Assessment:
    """What the law on record says of one employment. The same facts and law always give the same answer."""
    law = law or law_of(facts.jurisdiction)
    found = [entry for component in Component for entry in _of_component(component, facts, law)]
    lines = tuple(entry for entry in found if isinstance(entry, Line))
    end_rules = [rule for component in _END_PAY for rule in rules_at_the_end(component, facts, law)]
    end = counted_end(facts, tuple(end_rules))
    service = served(facts.employment.started_on, end) if end else None
    return Assessment(
        facts.pay.currency,
        facts.pay.places,
        rounded(sum((Fraction(line.amount) for line in lines), Fraction(0)), facts.pay.places),
        service.years if service else None,
        service.days if service else None,
        lines,
        deadlines(facts, law),
        tuple(entry for entry in found if isinstance(entry, NotIncluded)),
    )


def _of_component(component: Component, facts: Facts, law: Law) -> Found:
    if component in _END_PAY:
        is_known = any(law.rules_for(one, facts) for one in _END_PAY)
        if component is Component.END_OF_SERVICE and not is_known:
            return [NotIncluded(component, WhyNot.NO_RULE)]
        return end_pay(component, facts, law)
    of_facts: dict[Component, Callable[[Component, Facts, Law], Found]] = {
        Component.UNPAID_WAGE: _unpaid,
        Component.OVERTIME: _hours,
        Component.REST_DAY: _hours,
        Component.LEAVE: _leave,
    }
    return of_facts[component](component, facts, law) if component in of_facts else _left_out(component, facts, law)


def _left_out(component: Component, facts: Facts, law: Law) -> Found:
    rules = law.rules_for(component, facts)
    rule = in_force(rules, _last_day(facts), facts.employment.exit) if rules else None
    return [(rule and hindrance(rule, facts, law)) or NotIncluded(component, _SILENT[component])]


def _last_day(facts: Facts) -> date:
    """The last day that the facts tell of."""
    months = [*(entry.month for entry in facts.unpaid), *(entry.month for entry in facts.overtime)]
    return facts.employment.ended_on or max(map(last_day_of, months), default=facts.employment.started_on)


def _unpaid(component: Component, facts: Facts, law: Law) -> Found:
    if not facts.unpaid:
        return [NotIncluded(component, WhyNot.NOTHING_ENTERED)]
    rule = in_force(law.rules_for(component, facts), _last_day(facts), facts.employment.exit)
    if rule and facts.pay.currency != law.currency:
        # A minimum wage means nothing in another currency; what was agreed is owed all the same.
        rule = replace(rule, terms=replace(rule.terms, minimum_wage=None))
    return [_line(rule, facts, law, lambda read: shortfall(facts, read.terms), component, _last_day(facts))]


def _hours(component: Component, facts: Facts, law: Law) -> Found:
    """The hours of each month by the law of that month; months under one rule share a line."""
    is_rest = component is Component.REST_DAY
    months = [
        month
        for month in facts.overtime
        if (month.hours_rest_day if is_rest else month.hours_day or month.hours_night)
    ]
    if not months:
        return [NotIncluded(component, WhyNot.NOTHING_ENTERED)]
    rules = law.rules_for(component, facts)
    if not rules:
        return [NotIncluded(component, WhyNot.NO_RULE)]
    by_rule: dict[str, tuple[Rule | None, list[OvertimeMonth]]] = {}
    for month in months:
        rule = in_force(rules, last_day_of(month.month), facts.employment.exit)
        by_rule.setdefault(rule.id if rule else "", (rule, []))[1].append(month)
    return [
        _line(rule, facts, law, _paying(facts, tuple(some), is_rest), component, last_day_of(some[0].month))
        for rule, some in by_rule.values()
    ]


def _paying(facts: Facts, months: tuple[OvertimeMonth, ...], is_rest: bool) -> Callable[[Rule], Worked]:
    return lambda rule: (rest_days if is_rest else overtime)(facts, rule.terms, months)


def _leave(component: Component, facts: Facts, law: Law) -> Found:
    work = facts.employment
    if not facts.unused_leave_days:
        return [NotIncluded(component, WhyNot.NOTHING_ENTERED)]
    rules = law.rules_for(component, facts)
    if not rules:
        return [NotIncluded(component, WhyNot.NO_RULE)]
    if work.ended_on is None or work.exit is None:
        return [NotIncluded(component, WhyNot.END_UNKNOWN if work.exit else WhyNot.JOB_GOES_ON)]
    rule = in_force(rules, work.ended_on, work.exit)
    effect = rule.terms.exits.get(work.exit, Effect.FULL) if rule else Effect.FULL
    if rule and effect is Effect.DRAFT:
        return [NotIncluded(component, WhyNot.DRAFT_FOR_ENDING, {"rule": rule.id, "exit": work.exit})]
    if rule and effect is Effect.NOTHING:
        nothing = Fraction(0)
        outcome = Outcome(nothing, nothing, nothing, (step(StepCode.ENDING_GIVES_NOTHING, exit=work.exit),))
        return [line_of(component, rule.payer, [rule], outcome, facts.pay.places)]
    end = work.ended_on + timedelta(days=1)
    return [_line(rule, facts, law, lambda read: leave_days(facts, read.terms, end), component, work.ended_on)]


def _line(
    rule: Rule | None, facts: Facts, law: Law, compute: Callable[[Rule], Worked], component: Component, day: date
) -> Line | NotIncluded:
    if rule is None:
        return NotIncluded(component, WhyNot.NO_RULE_THEN, {"date": day})
    found = hindrance(rule, facts, law)
    if found:
        return found
    try:
        above = above_limit(rule, facts, (facts.employment.ended_on or day) + timedelta(days=1))
        if isinstance(above, NotIncluded):
            return above
        outcome = between_readings(rule, compute)
    except FactLacking as error:
        return lacking(component, error)
    return line_of(component, Payer.EMPLOYER, [rule], outcome, facts.pay.places)
