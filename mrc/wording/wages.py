"""The words of the law engine: every line of working, every reason and every step before filing, with its numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from babel import numbers

from mrc import i18n
from mrc.claims.rules.assessment import (
    BeforeFiling,
    ClockStart,
    FilingStep,
    Grade,
    NotIncluded,
    Payer,
    Step,
    StopsClock,
    Value,
    WhyNot,
)
from mrc.claims.rules.facts import Exit, PayBasis, Scope
from mrc.claims.rules.facts_reader import Fault
from mrc.classifications import minor_units
from mrc.i18n import lazy, lazy_p, ngettext
from mrc.wording.wage_faults import WORDS as FAULT_WORDS
from mrc.wording.wage_steps import WORDS as STEP_WORDS

WORDS: dict[Any, Any] = {
    **FAULT_WORDS,
    **STEP_WORDS,
    WhyNot: {
        WhyNot.DRAFT: lazy("The rule on record (%(rule)s) is a draft without a source. Check with a lawyer."),
        WhyNot.DRAFT_FOR_ENDING: lazy(
            "No source says what this way of ending (%(exit)s) does to it (%(rule)s). Check with a lawyer."
        ),
        WhyNot.DRAFT_ABOVE_WAGE: lazy(
            "Above a wage of %(limit)s a month no source says that it is owed (%(rule)s). Check with a lawyer."
        ),
        WhyNot.NO_RULE: lazy("No rule is on record. Check with a lawyer."),
        WhyNot.NO_RULE_THEN: lazy("No rule on record was in force on %(date)s. Check with a lawyer."),
        WhyNot.JOB_GOES_ON: lazy("The job has not ended."),
        WhyNot.END_UNKNOWN: lazy("The last day of work is not known."),
        WhyNot.FACT_LACKING: lazy("A fact is missing: %(field)s."),
        WhyNot.OTHER_CURRENCY: lazy("The law (%(rule)s) names amounts in %(currency)s only. Check with a lawyer."),
        WhyNot.NOTHING_ENTERED: lazy("Nothing was entered for it."),
        WhyNot.WAGE_UNSETTLED: lazy(
            "The right is on record (%(article)s), but no source says how a day's or an hour's wage is found. "
            "Check with a lawyer."
        ),
        WhyNot.NOTICE_NOT_ASKED: lazy(
            "It depends on the notice that was given and on the contract, which were not asked: %(article)s."
        ),
        WhyNot.COURT_DECIDES: lazy("A court decides whether it is owed and how much: %(article)s."),
        WhyNot.GROWS_UNTIL_PAID: lazy("It grows until the day of payment: %(article)s."),
        WhyNot.NOT_ASKED: lazy("The facts that were asked do not tell of it."),
        WhyNot.IN_UNPAID_WAGE: lazy("What was taken off without right is part of the wages not paid."),
    },
    BeforeFiling: {
        BeforeFiling.COMPLAINT: lazy("Complaint to: %(office)s"),
        BeforeFiling.SETTLEMENT: lazy("Request for a settlement at: %(office)s"),
        BeforeFiling.MEDIATION: lazy("Mediation at: %(office)s"),
        BeforeFiling.CONCILIATION: lazy("Conciliation at: %(office)s"),
        BeforeFiling.COMMITTEE: lazy("Claim to the committee: %(office)s"),
        BeforeFiling.INSPECTOR: lazy("Request to the labour inspector: %(office)s"),
        BeforeFiling.PETITION_CLOCK_RUNS: lazy(
            "Petition to: %(office)s. It does not stop the clock; only an action in court does."
        ),
        BeforeFiling.WRITTEN_CLAIM: lazy("Claim in writing to the employer"),
        BeforeFiling.INSURANCE_CLAIM: lazy("Claim to the insurer: %(office)s"),
    },
    StopsClock: {
        StopsClock.COURT_ACTION: lazy("Only an action in court stops the clock."),
        StopsClock.COMPLAINT_FILED: lazy("A complaint stops the clock."),
        StopsClock.EXCUSE_OR_ADMISSION: lazy(
            "A late claim is heard when its excuse is accepted or the employer admits the debt."
        ),
        StopsClock.AGREEMENT_OF_PARTIES: lazy("A late claim is heard when both sides agree."),
    },
    ClockStart: {
        ClockStart.END_OF_EMPLOYMENT: lazy("From the end of the job"),
        ClockStart.DUE_DATE: lazy("From the day on which the oldest wage was due"),
    },
    Grade: {
        Grade.A: lazy("A: text of the law, or page of the authority"),
        Grade.B: lazy("B: secondary source"),
        Grade.UNVERIFIED: lazy("Draft: no source, check with a lawyer"),
    },
    Payer: {
        Payer.EMPLOYER: lazy_p("payer", "Employer"),
        Payer.SOCIAL_INSURANCE: lazy_p("payer", "Social insurance"),
        Payer.INSURER: lazy_p("payer", "Insurer"),
    },
    Scope: {
        Scope.GENERAL: lazy_p("scope", "Workers in general"),
        Scope.DOMESTIC: lazy_p("scope", "Domestic workers"),
    },
    Exit: {
        Exit.RESIGNED: lazy_p("end of job", "resigned"),
        Exit.DISMISSED: lazy_p("end of job", "dismissed"),
        Exit.DISMISSED_FOR_MISCONDUCT: lazy_p("end of job", "dismissed for misconduct"),
        Exit.CONTRACT_ENDED: lazy_p("end of job", "end of the contract's term"),
        Exit.REDUNDANCY: lazy_p("end of job", "redundancy"),
        Exit.FORCE_MAJEURE: lazy_p("end of job", "force majeure"),
        Exit.RETIRED: lazy_p("end of job", "retirement"),
        Exit.DIED: lazy_p("end of job", "death"),
    },
    PayBasis: {
        PayBasis.MONTHLY: lazy_p("basis of pay", "By the month"),
        PayBasis.DAILY: lazy_p("basis of pay", "By the day"),
        PayBasis.HOURLY: lazy_p("basis of pay", "By the hour"),
        PayBasis.PIECE: lazy_p("basis of pay", "By the piece"),
    },
}

# Names that stand in the original, digits included.
_AS_IT_IS = {"rule", "article", "office", "field", "currency", "choices"}
_DECIMALS = 6


def said(step: Step, currency: str) -> str:
    """A line of working as a sentence in the reader's language."""
    return _filled(step.code, step.values, currency)


def why_not(entry: NotIncluded, currency: str) -> str:
    """Why a component is left out, as a sentence."""
    return _filled(entry.why, entry.values, currency)


def filing(step: FilingStep) -> str:
    """A step before filing with the name of its office in the original."""
    return _filled(step.step, {"office": step.office}, "")


def fault_said(fault: Fault) -> str:
    """What is wrong with a field."""
    return _filled(fault.code, fault.values, "")


def _filled(code: StrEnum, values: Mapping[str, Value], currency: str) -> str:
    spoken = {name: _spoken(name, value, currency) for name, value in values.items()}
    spoken["length"] = _length(values)
    return str(WORDS[type(code)][code]) % spoken


def _spoken(name: str, value: Value, currency: str) -> str:
    if isinstance(value, StrEnum):
        return str(WORDS[type(value)][value])
    if isinstance(value, Decimal):
        return _money(value, currency)
    if isinstance(value, date):
        return i18n.date(value)
    if isinstance(value, int):
        return _counted(name, value)
    if name == "month":
        return i18n.partial_date(date.fromisoformat(f"{value}-01"), "month")
    return value if name in _AS_IT_IS else i18n.digits(value)


def _counted(name: str, count: int) -> str:
    if name == "years":
        return ngettext("%(num)s year", "%(num)s years", count)
    if name == "months":
        return ngettext("%(num)s month", "%(num)s months", count)
    if name == "days":
        return ngettext("%(num)s day", "%(num)s days", count)
    return i18n.number(count)


def _length(values: Mapping[str, Value]) -> str:
    """A length of time in words, without its parts that are nothing: "5 years and 30 days"."""
    parts = {name: value for name in ("years", "months", "days") if isinstance(value := values.get(name), int)}
    told = [_counted(name, value) for name, value in parts.items() if value]
    return i18n.joined(told or [_counted("days", 0)])


def _money(value: Decimal, currency: str) -> str:
    """An amount with at least its currency's decimals, and up to six where the working needs them."""
    places = minor_units(currency)
    pattern = f"#,##0.{'0' * places}{'#' * (_DECIMALS - places)}"
    text = numbers.format_decimal(
        value, format=pattern, locale=i18n.locale_of(i18n.language()), numbering_system="latn"
    )
    # In a sentence that runs from right to left, an amount and the next one would change places.
    shown = f"{i18n.digits(text)} {currency}"
    return f"\u2066{shown}\u2069" if i18n.direction() == "rtl" else shown
