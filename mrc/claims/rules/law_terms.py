"""The keys a rule may have, how each is read, and which of them each formula needs and understands."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from mrc.claims.rules.assessment import Grade, WhyNot
from mrc.claims.rules.facts import Exit, PayBasis
from mrc.claims.rules.law import Bracket, Effect, Formula, ShortPart, Terms, Tier, WageBase
from mrc.claims.rules.ledger import Component

Kind = TypeVar("Kind", bound=Enum)


class WrongValue(ValueError):
    """A value that a key cannot have, in words for whoever edits the file."""


@cache
def one_of(kind: type[Kind], upper: bool = False) -> Callable[[Any], Kind]:
    """Reads a member of an enum by its value, or by its name in capital letters."""
    members = {(member.name if upper else str(member.value)): member for member in kind}

    def read_as(value: Any) -> Kind:
        if not isinstance(value, str) or value not in members:
            raise WrongValue(f"must be one of {', '.join(members)}")
        return members[value]

    return read_as


def several_of(kind: type[Kind]) -> Callable[[Any], frozenset[Kind]]:
    """Reads a list of members, at least one, none twice."""
    one = one_of(kind)

    def read_as(value: Any) -> frozenset[Kind]:
        if not isinstance(value, list) or not value:
            raise WrongValue("must be a list with something in it")
        members = [one(item) for item in value]
        if len(set(members)) < len(members):
            raise WrongValue("names something twice")
        return frozenset(members)

    return read_as


def _number(value: Any) -> Fraction:
    """A number as it is, or a fraction in quotes such as "1/3". Never negative."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}/[1-9][0-9]{0,3}", value):
        return Fraction(value)
    if type(value) is int or (isinstance(value, Decimal) and value.is_finite()):
        number = Fraction(value)
        if number >= 0:
            return number
    raise WrongValue('must be a number, not below zero, or a fraction such as "1/3"')


def _above_zero(value: Any) -> Fraction:
    number = _number(value)
    if not number:
        raise WrongValue("must be above zero")
    return number


def _whole(value: Any) -> Fraction:
    if type(value) is not int or value < 0:
        raise WrongValue("must be a whole number, not below zero")
    return Fraction(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("must be true or false")
    return value


def _day(value: Any) -> date:
    if type(value) is not date:
        raise WrongValue("must be a date such as 2025-05-01, without quotes")
    return value


def _hours_of_night(value: Any) -> tuple[int, int]:
    """From when to when it is night, such as "22:00-04:00", in minutes since midnight."""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])", str(value))
    if not found:
        raise WrongValue('must be two times such as "22:00-04:00"')
    first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
    return first_hour * 60 + first_minute, last_hour * 60 + last_minute


def _exits(value: Any) -> dict[Exit, Effect]:
    if not isinstance(value, dict) or not value:
        raise WrongValue("must be a table { full = [ … ], nothing = [ … ] }")
    effect_of, several = one_of(Effect), several_of(Exit)
    found: dict[Exit, Effect] = {}
    for name, endings in value.items():
        for ending in several(endings):
            if ending in found:
                raise WrongValue(f"says two things of {ending}")
            found[ending] = effect_of(name)
    return found


def _tiers(value: Any) -> tuple[Tier, ...]:
    rows = _rows(value, {"up_to"}, {"days", "months", "percent"})
    tiers = tuple(Tier(**{"up_to": None, **row}) for row in rows)
    limits = [tier.up_to for tier in tiers[:-1]]
    if tiers[-1].up_to is not None or None in limits or limits != sorted(limits, key=lambda limit: limit or 0):
        raise WrongValue("must rise by up_to, and the last has none")
    return tiers


def _brackets(of: str) -> Callable[[Any], tuple[Bracket, ...]]:
    def read_as(value: Any) -> tuple[Bracket, ...]:
        brackets = tuple(
            _bracket(row, of) for row in _rows(value, {"below", "below_days", "to"}, {of}, frozenset({"grade"}))
        )
        if brackets[-1].limit is not None or any(bracket.limit is None for bracket in brackets[:-1]):
            raise WrongValue("each but the last needs below, below_days or to")
        return brackets

    return read_as


def _bracket(row: dict[str, Any], of: str) -> Bracket:
    limits = [key for key in ("below", "below_days", "to") if key in row]
    if len(limits) > 1:
        raise WrongValue("has two limits in one entry")
    kind = limits[0] if limits else ""
    return Bracket(row[kind] if kind else None, kind == "below_days", kind == "to", row[of], row.get("grade"))


def _rows(value: Any, may: set[str], one: set[str], extra: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        raise WrongValue("must be a list of { … } with something in it")
    for row in value:
        if len(set(row) & one) != 1 or set(row) - may - one - extra:
            raise WrongValue(f"each entry has one of {', '.join(sorted(one))} and may have {', '.join(sorted(may))}")
    return [{key: _ROW.get(key, _number)(given) for key, given in row.items()} for row in value]


# How the entries of a row are read; what is not named here is a number.
_ROW: dict[str, Callable[[Any], Any]] = {
    "grade": one_of(Grade),
    "up_to": _whole,
    "below": _whole,
    "to": _whole,
    "below_days": _whole,
}


# Key in the file -> (field of Terms, how it is read).
TERMS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "wage_base": ("wage_base", one_of(WageBase)),
    "supplement_base": ("supplement_base", one_of(WageBase)),
    "day_divisor": ("day_divisor", _above_zero),
    "exits": ("exits", _exits),
    "pay": ("bases", several_of(PayBasis)),
    "tiers": ("tiers", _tiers),
    "lengths": ("lengths", _brackets("days")),
    "resignation": ("resignation", _brackets("share")),
    "each_year": ("each_year", _switch),
    "nearest_month": ("nearest_month", _switch),
    "minimum_years": ("minimum_years", _whole),
    "short_part": ("short_part", one_of(ShortPart)),
    "cap_months": ("cap_months", _whole),
    "cap_base": ("cap_base", one_of(WageBase)),
    "share": ("share", _above_zero),
    "day_wages": ("day_wages", _above_zero),
    "yearly_cap": ("yearly_cap", _above_zero),
    "total_cap": ("total_cap", _above_zero),
    "split_on": ("split_on", _day),
    "fixed_term_years": ("fixed_term_years", _whole),
    "maximum_wage": ("maximum_wage", _above_zero),
    "above_maximum": ("above_maximum", one_of(Effect)),
    "minimum_wage": ("minimum_wage", _above_zero),
    "day_supplement": ("day_supplement", _number),
    "night_supplement": ("night_supplement", _number),
    "rest_supplement": ("rest_supplement", _number),
    "night": ("night", _hours_of_night),
    "normal_hours": ("normal_hours", _above_zero),
    "week_hours": ("week_hours", _above_zero),
    "absence_excluded": ("absence_excluded", _switch),
    "without_social_security": ("without_social_security", _switch),
    "why": ("why", one_of(WhyNot)),
}

_LIMITED = {"maximum_wage", "above_maximum"}
_SERVICE = {"minimum_years", "absence_excluded", "pay"}

# Formula -> (keys it needs, keys it understands besides).
NEEDED: dict[Formula, tuple[set[str], set[str]]] = {
    Formula.SHORTFALL: (set(), {"minimum_wage"}),
    Formula.HOURS: (
        {"wage_base"},
        {"day_divisor", "week_hours", "normal_hours", "supplement_base", "pay"}
        | {"day_supplement", "night_supplement", "rest_supplement", "night"}
        | _LIMITED,
    ),
    Formula.LEAVE_DAYS: ({"wage_base", "day_divisor", "exits"}, set()),
    Formula.PER_YEAR: (
        {"wage_base", "tiers", "exits"},
        {"day_divisor", "short_part", "cap_months", "cap_base", "resignation", "without_social_security"} | _SERVICE,
    ),
    Formula.BY_LENGTH: (
        {"wage_base", "day_divisor", "lengths", "exits"},
        {"each_year", "nearest_month", "fixed_term_years"} | _LIMITED | _SERVICE,
    ),
    Formula.CAPPED_SHARE: (
        {"wage_base", "share", "day_wages", "yearly_cap", "total_cap", "exits"},
        {"split_on"} | _SERVICE,
    ),
    Formula.AVERAGE_DAY: ({"wage_base", "day_wages", "exits"}, _SERVICE),
    Formula.MONTHS_STARTED: ({"wage_base", "exits"}, _SERVICE),
    Formula.CONTRIBUTIONS: ({"wage_base", "tiers", "exits"}, {"pay"}),
    Formula.NOT_COMPUTED: ({"why"}, set()),
}


def lacking_terms(formula: Formula, component: Component, terms: Terms) -> tuple[str, str] | None:
    """The key that a rule lacks although no single key shows it, and the fault; None when all is there."""
    counts_days = any(tier.days is not None for tier in terms.tiers)
    if formula is Formula.PER_YEAR and counts_days and terms.day_divisor is None:
        return "day_divisor", "is missing: the tiers count days"
    if any((tier.percent is not None) is not (formula is Formula.CONTRIBUTIONS) for tier in terms.tiers):
        return "tiers", "percent is for contributions, days and months for the years of service"
    if formula is Formula.HOURS and terms.day_divisor is None and terms.week_hours is None:
        return "day_divisor", "is missing: without it or week_hours there is no hour's wage"
    if terms.night is not None and terms.night_supplement is None:
        return "night_supplement", "is missing: the hours of the night bring nothing without it"
    if formula is Formula.HOURS:
        key = "rest_supplement" if component is Component.REST_DAY else "day_supplement"
        if getattr(terms, key) is None:
            return key, "is missing"
    return None
