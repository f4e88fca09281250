"""What an assessment says: lines with their working, what was left out and why, and until when to act.

Nothing here is a sentence. A step is a code with the numbers in it, so that pages, papers and commands in every
language say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mrc.claims.rules.ledger import Component

# An amount of money in the assessment's currency, a count, a day, or a text or code that stands as it is.
Value = Decimal | int | date | str


class Grade(StrEnum):
    """How well a rule is founded. Only A and B compute."""

    A = "A"
    B = "B"
    UNVERIFIED = "unverified"


class Payer(StrEnum):
    """Whom a line is claimed from."""

    EMPLOYER = "employer"
    SOCIAL_INSURANCE = "social_insurance"
    INSURER = "insurer"


class StepCode(StrEnum):
    """One line of working."""

    SERVICE = "service"
    SERVICE_DAYS = "service_days"
    SERVICE_MONTHS = "service_months"
    SERVICE_NEAREST_MONTH = "service_nearest_month"
    ABSENCE_TAKEN_OFF = "absence_taken_off"
    PART_OF_SERVICE = "part_of_service"
    BASIC_WAGE = "basic_wage"
    BASIC_AND_SOCIAL = "basic_and_social"
    WHOLE_WAGE = "whole_wage"
    WHOLE_WAGE_ASSUMED = "whole_wage_assumed"
    WAGE_OF_MONTH = "wage_of_month"
    AVERAGE_WAGE = "average_wage"
    AVERAGE_ASSUMED = "average_assumed"
    DAY_OF_MONTH = "day_of_month"
    DAY_OF_YEAR = "day_of_year"
    DAY_OF_PERIOD = "day_of_period"
    DAY_AGREED = "day_agreed"
    DAY_OF_HOURS = "day_of_hours"
    HOUR_OF_DAY = "hour_of_day"
    HOUR_OF_WEEK = "hour_of_week"
    HOUR_AGREED = "hour_agreed"
    HOURS_ASSUMED = "hours_assumed"
    YEARS_AT_DAYS = "years_at_days"
    YEARS_AT_MONTHS = "years_at_months"
    MONTHS_AT_PERCENT = "months_at_percent"
    DAYS_FOR_LENGTH = "days_for_length"
    DAYS_A_YEAR_FOR_LENGTH = "days_a_year_for_length"
    SHARE_A_YEAR = "share_a_year"
    DAYS_A_YEAR_CAPPED = "days_a_year_capped"
    YEARS_AT_AMOUNT = "years_at_amount"
    DAYS_OF_SERVICE = "days_of_service"
    MONTHS_OF_YEAR = "months_of_year"
    CAPPED_AT_MONTHS = "capped_at_months"
    CAPPED_AT_AMOUNT = "capped_at_amount"
    CAPPED_LAST_PART = "capped_last_part"
    SHARE_ON_RESIGNING = "share_on_resigning"
    TOO_SHORT_YEARS = "too_short_years"
    TOO_SHORT_DAYS = "too_short_days"
    PART_TOO_SHORT = "part_too_short"
    ENDING_GIVES_NOTHING = "ending_gives_nothing"
    ENDING_MAY_TAKE_IT = "ending_may_take_it"
    ENDING_UNSETTLED = "ending_unsettled"
    FIXED_TERM_UNSETTLED = "fixed_term_unsettled"
    WAGE_ABOVE_LIMIT = "wage_above_limit"
    WITH_SOCIAL_SECURITY = "with_social_security"
    FROM_SOCIAL_INSURANCE = "from_social_insurance"
    FROM_INSURER = "from_insurer"
    MONTH_SHORT = "month_short"
    MONTH_NOT_SHORT = "month_not_short"
    MINIMUM_WAGE = "minimum_wage"
    HOURS_WITH_SUPPLEMENT = "hours_with_supplement"
    DAYS_OF_LEAVE = "days_of_leave"
    OTHER_DIVISOR = "other_divisor"
    OTHER_EDGE = "other_edge"
    OTHER_DATE = "other_date"
    OTHER_CAP = "other_cap"
    OTHER_WAGE = "other_wage"
    OTHER_LAW = "other_law"
    OTHER_COUNT = "other_count"
    OTHER_START = "other_start"
    OTHER_COVER = "other_cover"
    ROUNDED = "rounded"


class WhyNot(StrEnum):
    """Why a component is not computed."""

    DRAFT = "draft"
    DRAFT_FOR_ENDING = "draft_for_ending"
    DRAFT_ABOVE_WAGE = "draft_above_wage"
    NO_RULE = "no_rule"
    NO_RULE_THEN = "no_rule_then"
    JOB_GOES_ON = "job_goes_on"
    END_UNKNOWN = "end_unknown"
    FACT_LACKING = "fact_lacking"
    OTHER_CURRENCY = "other_currency"
    NOTHING_ENTERED = "nothing_entered"
    WAGE_UNSETTLED = "wage_unsettled"
    NOTICE_NOT_ASKED = "notice_not_asked"
    COURT_DECIDES = "court_decides"
    GROWS_UNTIL_PAID = "grows_until_paid"
    NOT_ASKED = "not_asked"
    IN_UNPAID_WAGE = "in_unpaid_wage"


class BeforeFiling(StrEnum):
    """What must come before a court may be asked, each with the name of its office."""

    COMPLAINT = "complaint"
    SETTLEMENT = "settlement"
    MEDIATION = "mediation"
    CONCILIATION = "conciliation"
    COMMITTEE = "committee"
    INSPECTOR = "inspector"
    PETITION_CLOCK_RUNS = "petition_clock_runs"
    WRITTEN_CLAIM = "written_claim"
    INSURANCE_CLAIM = "insurance_claim"


class StopsClock(StrEnum):
    """What stops a time limit from running."""

    COURT_ACTION = "court_action"
    COMPLAINT_FILED = "complaint_filed"
    EXCUSE_OR_ADMISSION = "excuse_or_admission"
    AGREEMENT_OF_PARTIES = "agreement_of_parties"


class ClockStart(StrEnum):
    """From when a time limit runs."""

    END_OF_EMPLOYMENT = "end_of_employment"
    DUE_DATE = "due_date"


@dataclass(frozen=True)
class Step:
    """One line of working, with its numbers."""

    code: StepCode
    values: Mapping[str, Value] = field(default_factory=dict)


def step(code: StepCode, **values: Value) -> Step:
    """A line of working with its numbers by name."""
    return Step(code, values)


@dataclass(frozen=True)
class Line:
    """What one payer owes for one component. `low` and `high` differ where the law or its reading is disputed."""

    component: Component
    amount: Decimal
    low: Decimal
    high: Decimal
    payer: Payer
    rule: str
    article: str
    grade: Grade
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class NotIncluded:
    """A component for which nothing was computed."""

    component: Component
    why: WhyNot
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class FilingStep:
    """A step before filing. `days` is None where the law sets none; `office` is its name in the original."""

    step: BeforeFiling
    office: str
    days: int | None


@dataclass(frozen=True)
class Deadline:
    """A time limit. Act on `act_by` at the latest; None while nothing has started yet. No component means all."""

    claim: Component | None
    act_by: date | None
    starts: date | None
    clock: ClockStart
    rule: str
    article: str
    grade: Grade
    stops: tuple[StopsClock, ...]
    before_filing: tuple[FilingStep, ...]


@dataclass(frozen=True)
class Assessment:
    """All that the law on record says of one employment. Years and days are None while the job has no known end."""

    currency: str
    places: int
    total: Decimal
    years: int | None
    days: int | None
    lines: tuple[Line, ...]
    deadlines: tuple[Deadline, ...]
    not_included: tuple[NotIncluded, ...]
