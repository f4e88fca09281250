"""What the end of a job brings: end-of-service pay and severance, by one law or by laws that followed each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from mrc.claims.rules.assessment import Grade, Line, NotIncluded, Payer, Step, StepCode, Value, WhyNot, step
from mrc.claims.rules.facts import Facts, Scope
from mrc.claims.rules.formulas import FORMULAS, Case, Worked
from mrc.claims.rules.law import Effect, Law, Reading, Rule, ShortPart, in_force
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.lines import Outcome, above_limit, hindrance, lacking, line_of, told, with_reading
from mrc.claims.rules.service_time import served
from mrc.claims.rules.wages import FactLacking, shown

_ENDS = {
    Payer.SOCIAL_INSURANCE: StepCode.FROM_SOCIAL_INSURANCE,
    Payer.INSURER: StepCode.FROM_INSURER,
}


@dataclass
class _Share:
    """What one payer owes by the rules of its time."""

    amount: Fraction = Fraction(0)
    rules: list[Rule] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    grade: Grade | None = None
    may_be_nothing: bool = False

    def add(self, rule: Rule, worked: Worked) -> None:
        self.amount += worked.amount
        self.rules.append(rule)
        self.steps += worked.steps
        self.grade = worked.grade or self.grade
        self.may_be_nothing = self.may_be_nothing or worked.may_be_nothing


def counted_end(facts: Facts, rules: tuple[Rule, ...]) -> date | None:
    """The day after the last day of service that counts; None while the end is not known."""
    work = facts.employment
    if work.ended_on is None:
        return None
    end = work.ended_on + timedelta(days=1)
    if any(rule.terms.absence_excluded for rule in rules):
        end = max(end - timedelta(days=work.unpaid_absence_days), work.started_on)
    return end


def rules_at_the_end(component: Component, facts: Facts, law: Law) -> tuple[Rule, ...]:
    """The rules that govern the end of this job: those of each time where service accrues, else the one in force."""
    rules = law.rules_for(component, facts)
    ended_on = facts.employment.ended_on
    if ended_on is None:
        return rules
    accruing = tuple(rule for rule in rules if rule.is_accruing)
    if accruing:
        return accruing if any(rule.is_in_force(ended_on) for rule in accruing) else ()
    rule = in_force(rules, ended_on, facts.employment.exit)
    return (rule,) if rule else ()


def end_pay(component: Component, facts: Facts, law: Law) -> list[Line | NotIncluded]:
    """The lines of a component that the end of the job brings, one for each payer; nothing when no law knows it."""
    if not law.rules_for(component, facts):
        return []
    work = facts.employment
    if work.ended_on is None:
        return [NotIncluded(component, WhyNot.END_UNKNOWN if work.exit else WhyNot.JOB_GOES_ON)]
    rules = rules_at_the_end(component, facts, law)
    if not rules:
        return [NotIncluded(component, WhyNot.NO_RULE_THEN, {"date": work.ended_on})]
    rules = tuple(_settled(rule, facts) for rule in rules)
    hindered = [found for rule, _start, _end in _parts(rules, facts) for found in _hindered(rule, facts, law)]
    if hindered:
        return [hindered[0]]
    try:
        return list(_lines(component, rules, facts))
    except FactLacking as error:
        return [lacking(component, error)]


def _settled(rule: Rule, facts: Facts) -> Rule:
    """The rule without a split that does not concern this worker; where nobody knows, that is another reading."""
    if rule.terms.split_on is None:
        return rule
    covered = facts.employment.mpf_covered
    if covered is None and facts.scope is Scope.GENERAL:
        unsplit = Reading(StepCode.OTHER_COVER, {"split_on": None})
        return replace(rule, readings=(*rule.readings, unsplit))
    return rule if covered else replace(rule, terms=replace(rule.terms, split_on=None))


def _hindered(rule: Rule, facts: Facts, law: Law) -> Iterator[NotIncluded]:
    found = hindrance(rule, facts, law)
    if found:
        yield found
        return
    ending = facts.employment.exit
    assert ending is not None
    assert facts.employment.ended_on is not None
    values: dict[str, Value] = {"rule": rule.id, "exit": ending}
    if rule.terms.exits.get(ending, Effect.DRAFT) is Effect.DRAFT:
        yield NotIncluded(rule.component, WhyNot.DRAFT_FOR_ENDING, values)
    if rule.terms.without_social_security and facts.employment.social_security_covered is None:
        yield NotIncluded(rule.component, WhyNot.FACT_LACKING, {"field": "employment.social_security_covered"})
    try:
        above = above_limit(rule, facts, facts.employment.ended_on + timedelta(days=1))
    except FactLacking as error:
        above = lacking(rule.component, error)
    if isinstance(above, NotIncluded):
        yield above


def _parts(rules: tuple[Rule, ...], facts: Facts) -> Iterator[tuple[Rule, date, date]]:
    """The part of the service that each rule counts. The first also counts what lies before it."""
    start, end = facts.employment.started_on, counted_end(facts, rules)
    assert end is not None
    for index, rule in enumerate(rules):
        first = start if index == 0 else max(start, rule.valid_from)
        last = end if index == len(rules) - 1 else min(end, rules[index + 1].valid_from)
        if first < last or len(rules) == 1:
            yield rule, first, last


def _lines(component: Component, rules: tuple[Rule, ...], facts: Facts) -> Iterator[Line]:
    main = _computed(rules, facts)
    amounts = {payer: [share.amount] for payer, share in main.items()}
    for index, rule in enumerate(rules):
        for reading in rule.readings:
            read = (*rules[:index], with_reading(rule, reading), *rules[index + 1 :])
            try:
                other = _computed(read, facts)
            except FactLacking:
                continue
            for payer, share in main.items():
                amount = other[payer].amount if payer in other else Fraction(0)
                if amount != share.amount:
                    amounts[payer].append(amount)
                    share.steps.append(told(rule, reading, amount))
    for payer, share in main.items():
        outcome = Outcome(share.amount, min(amounts[payer]), max(amounts[payer]), tuple(share.steps))
        yield _ended(component, payer, share, outcome, facts)


def _computed(rules: tuple[Rule, ...], facts: Facts) -> dict[Payer, _Share]:
    """What each payer owes. Raises FactLacking."""
    rules = tuple(rule for rule in rules if not _gives_way(rule, rules, facts))
    shares: dict[Payer, _Share] = {}
    last = counted_end(facts, rules)
    assert last is not None
    for rule, first, end in _parts(rules, facts):
        case = Case(facts, rule.terms, first, end, facts.employment.started_on, last)
        shares.setdefault(rule.payer, _Share()).add(rule, _worked(rule, case))
    return shares


def _gives_way(rule: Rule, rules: tuple[Rule, ...], facts: Facts) -> bool:
    """Whether service too short for an old law counts under the next one, as one reading has it."""
    if rule.terms.short_part is not ShortPart.NEXT_RULE or rule is rules[-1]:
        return False
    own = next((served(start, end) for part, start, end in _parts(rules, facts) if part is rule), None)
    return own is not None and own.length < rule.terms.minimum_years


def _worked(rule: Rule, case: Case) -> Worked:
    above = above_limit(rule, case.facts, case.last)
    if isinstance(above, Step):
        return Worked(Fraction(0), (above,))
    if rule.terms.without_social_security and case.facts.employment.social_security_covered:
        return Worked(Fraction(0), (step(StepCode.WITH_SOCIAL_SECURITY),))
    if rule.terms.short_part is ShortPart.NOTHING and case.service.length < rule.terms.minimum_years:
        short = step(StepCode.PART_TOO_SHORT, years=int(rule.terms.minimum_years), article=rule.article)
        return Worked(Fraction(0), (short,))
    worked = FORMULAS[rule.formula](case)
    off = case.facts.employment.unpaid_absence_days
    if off and rule.terms.absence_excluded:
        worked = replace(worked, steps=(step(StepCode.ABSENCE_TAKEN_OFF, days=off), *worked.steps))
    return worked


def _ended(component: Component, payer: Payer, share: _Share, outcome: Outcome, facts: Facts) -> Line:
    """The line after what the way of ending does to it."""
    ending = facts.employment.exit
    assert ending is not None
    effect = share.rules[-1].terms.exits[ending]
    if share.rules[-1].terms.without_social_security and facts.employment.social_security_covered:
        payer = Payer.SOCIAL_INSURANCE
    steps = outcome.steps + ((step(_ENDS[payer]),) if payer in _ENDS and outcome.amount else ())
    outcome = replace(outcome, steps=steps, low=Fraction(0) if share.may_be_nothing else outcome.low)
    nothing = Fraction(0)
    if effect is Effect.NOTHING:
        outcome = Outcome(nothing, nothing, nothing, (step(StepCode.ENDING_GIVES_NOTHING, exit=ending),))
    elif effect is Effect.LOWER_NOTHING and outcome.amount:
        doubt = step(StepCode.ENDING_UNSETTLED, exit=ending, amount=shown(outcome.amount))
        outcome = replace(outcome, low=nothing, steps=(*outcome.steps, doubt))
    elif effect is Effect.HIGHER_FULL and outcome.amount:
        doubt = step(StepCode.ENDING_MAY_TAKE_IT, exit=ending, amount=shown(outcome.high))
        outcome = Outcome(nothing, nothing, outcome.high, (*outcome.steps, doubt))
    return line_of(component, payer, share.rules, outcome, facts.pay.places, share.grade)
