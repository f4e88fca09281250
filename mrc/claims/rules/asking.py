"""What must be asked of a worker, by the rules of one country: nothing that no rule of it would use."""

from enum import StrEnum
from typing import Any

from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.law import Formula, Law, Rule, WageBase
from mrc.claims.rules.ledger import Component

_BASIC = {WageBase.BASIC, WageBase.BASIC_PLUS_SOCIAL}
_PAST = {WageBase.LAST_MONTH, WageBase.AVG_3M, WageBase.AVG_6M, WageBase.AVG_12M}
# The keys of a rule that name a wage.
_WAGES = ("wage_base", "cap_base", "supplement_base")


class Told(StrEnum):
    """An answer to a question of yes or no."""

    YES = "yes"
    NO = "no"


class Question(StrEnum):
    """What some countries ask, by the name of the fact; what all ask is not listed."""

    BASIC = "basic"
    SOCIAL_ALLOWANCE = "social_allowance"
    HOURS_PER_DAY = "hours_per_day"
    HISTORY = "history"
    ABSENCE = "unpaid_absence_days"
    SOCIAL_SECURITY = "social_security_covered"
    MPF = "mpf_covered"
    HOURS_DAY = "hours_day"
    HOURS_NIGHT = "hours_night"
    HOURS_REST_DAY = "hours_rest_day"
    LEAVE = "unused_leave_days"


def questions(law: Law, scope: Scope, basis: PayBasis | None) -> frozenset[Question]:
    """The questions whose answers some rule of this law needs."""
    rules = [
        rule
        for rule in law.rules
        if scope in rule.scopes and not rule.is_draft and rule.formula is not Formula.NOT_COMPUTED
    ]
    wages = {wage for rule in rules for wage in _wages_of(rule)}
    hours = [rule for rule in rules if rule.formula is Formula.HOURS]
    overtime = [rule for rule in hours if rule.component is Component.OVERTIME]
    is_by_month = basis in (None, PayBasis.MONTHLY)
    wanted = {
        Question.BASIC: bool(wages & _BASIC),
        Question.SOCIAL_ALLOWANCE: WageBase.BASIC_PLUS_SOCIAL in wages,
        Question.HOURS_PER_DAY: any(rule.terms.week_hours is None for rule in hours) or basis is PayBasis.HOURLY,
        Question.HISTORY: bool(wages & _PAST) or not is_by_month,
        Question.ABSENCE: any(rule.terms.absence_excluded for rule in rules),
        Question.SOCIAL_SECURITY: any(rule.terms.without_social_security for rule in rules),
        Question.MPF: any(rule.terms.split_on is not None for rule in rules),
        Question.HOURS_DAY: bool(overtime),
        Question.HOURS_NIGHT: any(rule.terms.night_supplement is not None for rule in overtime),
        Question.HOURS_REST_DAY: any(rule.component is Component.REST_DAY for rule in hours),
        Question.LEAVE: any(rule.formula is Formula.LEAVE_DAYS for rule in rules),
    }
    return frozenset(question for question, is_wanted in wanted.items() if is_wanted)


def _wages_of(rule: Rule) -> set[Any]:
    named = {getattr(rule.terms, key) for key in _WAGES}
    return named | {reading.changes[key] for reading in rule.readings for key in _WAGES if key in reading.changes}
