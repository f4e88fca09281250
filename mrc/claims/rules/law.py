"""The law as data: dated rules with their articles, sources and grades, and the choice of the rule that applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any

from mrc.claims.rules.assessment import ClockStart, FilingStep, Grade, Payer, StepCode, StopsClock, WhyNot
from mrc.claims.rules.facts import Exit, Facts, PayBasis, Scope
from mrc.claims.rules.ledger import Component
from mrc.claims.rules.service_time import Service

# A rule that a lawyer signed longer ago than this must be looked at again.
FRESH_DAYS = 365


class Formula(StrEnum):
    """The arithmetic that a rule uses; its numbers stand in the rule."""

    SHORTFALL = "shortfall"
    HOURS = "hours"
    LEAVE_DAYS = "leave_days"
    PER_YEAR = "per_year"
    BY_LENGTH = "by_length"
    CAPPED_SHARE = "capped_share"
    AVERAGE_DAY = "average_day"
    MONTHS_STARTED = "months_started"
    CONTRIBUTIONS = "contributions"
    NOT_COMPUTED = "not_computed"


class WageBase(StrEnum):
    """Which wage a rule counts with."""

    BASIC = "basic"
    BASIC_PLUS_SOCIAL = "basic_plus_social"
    LAST_TOTAL = "last_total"
    LAST_MONTH = "last_month"
    AVG_3M = "avg_3m"
    AVG_6M = "avg_6m"
    AVG_12M = "avg_12m"


class Effect(Enum):
    """What a way of ending does to a component."""

    FULL = "full"
    NOTHING = "nothing"
    # Owed, but a reading of the law gives nothing; and the other way round.
    LOWER_NOTHING = "lower_nothing"
    HIGHER_FULL = "higher_full"
    DRAFT = "draft"


class ShortPart(Enum):
    """What becomes of service under an old law that was shorter than that law's minimum."""

    OWN_RULE = "own_rule"
    NOTHING = "nothing"
    NEXT_RULE = "next_rule"


@dataclass(frozen=True)
class Tier:
    """What a year of service brings, up to a number of years; the last tier has no end."""

    up_to: Fraction | None
    days: Fraction | None = None
    months: Fraction | None = None
    percent: Fraction | None = None


@dataclass(frozen=True)
class Bracket:
    """What a whole length of service brings; the last bracket has no limit."""

    limit: Fraction | None
    is_in_days: bool
    is_inclusive: bool
    value: Fraction
    grade: Grade | None = None

    def covers(self, service: Service, days: int) -> bool:
        """Whether a service, also told in calendar days, falls into this bracket or a lower one."""
        if self.limit is None:
            return True
        length = Fraction(days) if self.is_in_days else service.length
        return length <= self.limit if self.is_inclusive else length < self.limit


@dataclass(frozen=True)
class Terms:
    """The numbers and conditions of a rule. Which of them a formula needs is in `law_files`.

    `night` is from when to when the supplement for the night is owed, in minutes since midnight.
    """

    wage_base: WageBase = WageBase.LAST_TOTAL
    supplement_base: WageBase | None = None
    day_divisor: Fraction | None = None
    exits: Mapping[Exit, Effect] = field(default_factory=dict)
    bases: frozenset[PayBasis] | None = None
    tiers: tuple[Tier, ...] = ()
    lengths: tuple[Bracket, ...] = ()
    resignation: tuple[Bracket, ...] = ()
    each_year: bool = False
    nearest_month: bool = False
    minimum_years: Fraction = Fraction(0)
    short_part: ShortPart = ShortPart.OWN_RULE
    cap_months: Fraction | None = None
    cap_base: WageBase | None = None
    share: Fraction | None = None
    day_wages: Fraction | None = None
    yearly_cap: Fraction | None = None
    total_cap: Fraction | None = None
    split_on: date | None = None
    fixed_term_years: Fraction | None = None
    maximum_wage: Fraction | None = None
    above_maximum: Effect = Effect.NOTHING
    minimum_wage: Fraction | None = None
    day_supplement: Fraction | None = None
    night_supplement: Fraction | None = None
    rest_supplement: Fraction | None = None
    night: tuple[int, int] | None = None
    normal_hours: Fraction | None = None
    week_hours: Fraction | None = None
    absence_excluded: bool = False
    without_social_security: bool = False
    why: WhyNot = WhyNot.DRAFT

    @property
    def has_money(self) -> bool:
        """Whether the rule rests on amounts, which mean something in the jurisdiction's own currency only."""
        amounts = (self.yearly_cap, self.total_cap, self.maximum_wage)
        return any(amount is not None for amount in amounts)


@dataclass(frozen=True)
class Reading:
    """Another reading of a rule: what it changes, and the step that tells of it."""

    step: StepCode
    changes: Mapping[str, Any]
    formula: Formula | None = None
    article: str = ""
    valid_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Provision:
    """What every entry of a law file has."""

    id: str
    scopes: frozenset[Scope]
    valid_from: date
    valid_to: date | None
    article: str
    source: str
    url: str
    grade: Grade
    reviewer: str
    reviewed_on: date | None
    note: str = ""

    def is_in_force(self, day: date) -> bool:
        """Whether it applies to what happened on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def is_draft(self) -> bool:
        """Whether nobody found a source, so that nothing may be computed by it."""
        return self.grade is Grade.UNVERIFIED

    def is_stale(self, today: date) -> bool:
        """Whether no lawyer signed it within the last year."""
        return self.reviewed_on is None or today - self.reviewed_on > timedelta(days=FRESH_DAYS)


@dataclass(frozen=True, kw_only=True)
class Rule(Provision):
    """One rule about one component. An accruing rule counts the service of its own time only."""

    component: Component
    formula: Formula
    payer: Payer
    is_accruing: bool
    terms: Terms
    readings: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True)
class Limit(Provision):
    """A time limit for one component, or for all when it names none."""

    claim: Component | None
    period: int
    unit: str
    clock: ClockStart
    is_for_ended: bool
    is_for_running: bool
    exits: frozenset[Exit] | None
    stops: tuple[StopsClock, ...]
    before_filing: tuple[FilingStep, ...]


@dataclass(frozen=True)
class Law:
    """One jurisdiction's file: its currency with that currency's decimals, its rules and its time limits."""

    jurisdiction: str
    currency: str
    minor_units: int
    rules: tuple[Rule, ...]
    limits: tuple[Limit, ...]
    # What laws are called there, by the English names that articles begin with.
    originals: Mapping[str, str] = field(default_factory=dict)

    def original_of(self, article: str) -> str:
        """What the laws of an article are called there; an empty text where the file does not say."""
        return "; ".join(original for name, original in self.originals.items() if name in article)

    def rules_for(self, component: Component, facts: Facts) -> tuple[Rule, ...]:
        """The rules of a component for somebody's scope and basis of pay, whatever their dates, oldest first."""
        found = [
            rule
            for rule in self.rules
            if rule.component is component
            and facts.scope in rule.scopes
            and (rule.terms.bases is None or facts.pay.basis in rule.terms.bases)
        ]
        return tuple(sorted(found, key=lambda rule: rule.valid_from))

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """Rules and time limits together, for those who review them."""
        return (*self.rules, *self.limits)


def in_force(rules: tuple[Rule, ...], day: date, ending: Exit | None) -> Rule | None:
    """The rule of a day. Where several share a component (redundancy and long service), the one for this ending."""
    candidates = [rule for rule in rules if rule.is_in_force(day)]
    speaking = [rule for rule in candidates if not rule.terms.exits or ending in rule.terms.exits]
    return next(iter(speaking or candidates), None)
