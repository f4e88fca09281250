"""The files of the law: one TOML file per jurisdiction below `mrc/claims/law`, read once and checked to the last key.

A fault names file, rule and key, and stops the program: a wrong rule must never compute.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from mrc.claims.rules.assessment import BeforeFiling, ClockStart, FilingStep, Grade, Payer, StepCode, StopsClock
from mrc.claims.rules.facts import Exit, Scope
from mrc.claims.rules.law import Formula, Law, Limit, Provision, Reading, Rule, Terms
from mrc.claims.rules.law_terms import NEEDED, TERMS, WrongValue, lacking_terms, one_of, several_of
from mrc.claims.rules.ledger import Component

FOLDER = Path(__file__).resolve().parent.parent / "law"

COMMON = {"id", "scope", "valid_from", "article", "source", "grade", "reviewer", "reviewed_on"}
COMMON_MAY = {"valid_to", "url", "note"}
_RULE_MAY = {"component", "formula", "payer", "accruing", "reading"}
_LIMIT = {"claim", "period", "unit", "clock"}
_LIMIT_MAY = {"running", "ended", "exits", "stops", "before_filing"}
_UNITS = ("days", "months", "years")
_STANDS_FOR_ALL = "ALL"

Kind = TypeVar("Kind", bound=Enum)


class WrongLaw(ValueError):
    """A law file that cannot be used. Its text names the file, the rule and the key."""

    def __init__(self, where: str, key: str, fault: str) -> None:
        super().__init__(f"{where}: {key}: {fault}")
        self.where, self.key, self.fault = where, key, fault


@cache
def jurisdictions() -> tuple[str, ...]:
    """The jurisdictions with a law file, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def law_of(jurisdiction: str) -> Law:
    """The law of a jurisdiction. Raises WrongLaw, and KeyError when there is no such file."""
    if jurisdiction not in jurisdictions():
        raise KeyError(jurisdiction)
    return read(FOLDER / f"{jurisdiction}.toml")


@cache
def digest_of(jurisdiction: str) -> str:
    """SHA-256 of a jurisdiction's file, by which it can be told later whether the law on record changed."""
    return sha256((FOLDER / f"{jurisdiction}.toml").read_bytes()).hexdigest()


def all_laws() -> tuple[Law, ...]:
    """The law of every jurisdiction, for the start of the program and for pages that show it. Raises WrongLaw."""
    return tuple(law_of(jurisdiction) for jurisdiction in jurisdictions())


def read(path: Path) -> Law:
    """Read and check one file. Raises WrongLaw."""
    where, data = path.name, data_of(path, path.name)
    check_keys(where, data, {"jurisdiction", "currency", "minor_units", "rule", "limit"}, {"originals"})
    if data["jurisdiction"] != path.stem:
        raise WrongLaw(where, "jurisdiction", f"must be {path.stem}, as the file is called")
    currency, places = data["currency"], data["minor_units"]
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isupper():
        raise WrongLaw(where, "currency", "must be a code of ISO 4217")
    if type(places) is not int or not 0 <= places <= 4:
        raise WrongLaw(where, "minor_units", "must be the number of decimals")
    rules = tuple(_rule(where, entry) for entry in entries_of(where, data, "rule"))
    limits = tuple(_limit(where, entry) for entry in entries_of(where, data, "limit"))
    originals = value_of(where, data, "originals", _texts, {})
    law = Law(path.stem, currency, places, rules, limits, originals)
    _check_whole(where, law)
    return law


def data_of(path: Path, where: str) -> dict[str, Any]:
    """What stands in a file, its numbers exact. Raises WrongLaw."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongLaw(where, "file", str(error)) from None


def entries_of(where: str, data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The entries of one kind in a file. Raises WrongLaw."""
    entries = data[key]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WrongLaw(where, key, f"must be a list of [[{key}]]")
    return entries


def _rule(where: str, entry: dict[str, Any]) -> Rule:
    where = named(where, entry)
    if entry.get("grade") == Grade.UNVERIFIED:
        # What nobody found a source for is kept as a lead for the lawyer, whatever it says.
        entry = {"formula": Formula.NOT_COMPUTED.value, "why": "draft", **entry}
    check_keys(where, entry, COMMON | {"component", "formula"}, COMMON_MAY | _RULE_MAY | set(TERMS))
    formula = value_of(where, entry, "formula", one_of(Formula))
    needed, allowed = NEEDED[formula]
    given = set(entry) & set(TERMS)
    check_keys(where, {key: entry[key] for key in given}, needed, allowed)
    component = value_of(where, entry, "component", one_of(Component, upper=True))
    terms = Terms(**_terms(where, entry, given))
    lacking = lacking_terms(formula, component, terms)
    if lacking:
        raise WrongLaw(where, *lacking)
    return Rule(
        **provision_of(where, entry),
        component=component,
        formula=formula,
        payer=value_of(where, entry, "payer", one_of(Payer), Payer.EMPLOYER),
        is_accruing=value_of(where, entry, "accruing", _is_yes, False),
        terms=terms,
        readings=tuple(_reading(where, reading) for reading in entry.get("reading", ())),
    )


def _reading(where: str, entry: Any) -> Reading:
    where = f"{where}, reading"
    if not isinstance(entry, dict):
        raise WrongLaw(where, "reading", "must be a list of [[rule.reading]]")
    own = {"step", "formula", "article", "valid_from"}
    check_keys(where, entry, {"step"}, own | set(TERMS))
    return Reading(
        value_of(where, entry, "step", one_of(StepCode)),
        _terms(where, entry, set(entry) - own),
        value_of(where, entry, "formula", one_of(Formula), None),
        value_of(where, entry, "article", text, ""),
        value_of(where, entry, "valid_from", _day, None),
    )


def _terms(where: str, entry: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {TERMS[key][0]: value_of(where, entry, key, TERMS[key][1]) for key in keys}


def _limit(where: str, entry: dict[str, Any]) -> Limit:
    where = named(where, entry)
    check_keys(where, entry, COMMON | _LIMIT, COMMON_MAY | _LIMIT_MAY)
    claim = entry["claim"]
    if entry["unit"] not in _UNITS:
        raise WrongLaw(where, "unit", f"must be one of {', '.join(_UNITS)}")
    return Limit(
        **provision_of(where, entry),
        claim=None if claim == _STANDS_FOR_ALL else value_of(where, entry, "claim", one_of(Component, upper=True)),
        period=value_of(where, entry, "period", count),
        unit=entry["unit"],
        clock=value_of(where, entry, "clock", one_of(ClockStart)),
        is_for_ended=value_of(where, entry, "ended", _is_yes, True),
        is_for_running=value_of(where, entry, "running", _is_yes, True),
        exits=value_of(where, entry, "exits", several_of(Exit), None),
        stops=tuple(value_of(where, entry, "stops", _in_order(StopsClock), ())),
        before_filing=tuple(_filing(where, step) for step in entry.get("before_filing", ())),
    )


def _filing(where: str, entry: Any) -> FilingStep:
    where = f"{where}, before_filing"
    if not isinstance(entry, dict):
        raise WrongLaw(where, "before_filing", "must be a list of { step, office }")
    check_keys(where, entry, {"step", "office"}, {"days"})
    step = value_of(where, entry, "step", one_of(BeforeFiling))
    return FilingStep(step, value_of(where, entry, "office", text), value_of(where, entry, "days", count, None))


def provision_of(where: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What every entry has, ready to make one of. Raises WrongLaw."""
    first, last = value_of(where, entry, "valid_from", _day), value_of(where, entry, "valid_to", _day, None)
    if last is not None and last < first:
        raise WrongLaw(where, "valid_to", "lies before valid_from")
    reviewer, signed = value_of(where, entry, "reviewer", str), entry["reviewed_on"]
    reviewed_on = None if signed == "" else value_of(where, entry, "reviewed_on", _day)
    if (reviewer == "") is not (reviewed_on is None):
        raise WrongLaw(where, "reviewer", "stands with reviewed_on, or both are empty")
    return {
        "id": entry["id"],
        "scopes": value_of(where, entry, "scope", several_of(Scope)),
        "valid_from": first,
        "valid_to": last,
        "article": value_of(where, entry, "article", text),
        "source": value_of(where, entry, "source", text),
        "url": value_of(where, entry, "url", text, ""),
        "grade": value_of(where, entry, "grade", one_of(Grade)),
        "reviewer": reviewer,
        "reviewed_on": reviewed_on,
        "note": value_of(where, entry, "note", text, ""),
    }


def named(where: str, entry: Mapping[str, Any]) -> str:
    """The place of an entry by its file and its name, for what may be wrong in it. Raises WrongLaw."""
    name, jurisdiction = entry.get("id"), Path(where).stem
    if not isinstance(name, str) or not name.startswith(f"{jurisdiction}."):
        raise WrongLaw(where, "id", f"{name!r} must begin with {jurisdiction} and a point")
    return f"{where}: {name}"


def check_keys(where: str, entry: Mapping[str, Any], needed: set[str], allowed: set[str]) -> None:
    """Raise WrongLaw when a key is missing or not known."""
    for key in sorted(needed - set(entry)):
        raise WrongLaw(where, key, "is missing")
    for key in sorted(set(entry) - needed - allowed):
        raise WrongLaw(where, key, "is not known here")


_REQUIRED = object()


def value_of(
    where: str, entry: Mapping[str, Any], key: str, read_as: Callable[[Any], Any], default: Any = _REQUIRED
) -> Any:
    """The value of a key, read in its own way. Raises WrongLaw."""
    if key not in entry and default is not _REQUIRED:
        return default
    try:
        return read_as(entry[key])
    except WrongValue as error:
        raise WrongLaw(where, key, str(error)) from None


def text(value: Any) -> str:
    """Reads a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise WrongValue("must be a text")
    return value


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise WrongValue("must be a table of texts")
    return {name: text(original) for name, original in value.items()}


def _day(value: Any) -> date:
    if type(value) is not date:
        raise WrongValue("must be a date such as 2024-03-01, without quotes")
    return value


def _is_yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("must be true or false")
    return value


def count(value: Any) -> int:
    """Reads a whole number above zero."""
    if type(value) is not int or value < 1:
        raise WrongValue("must be a whole number above zero")
    return value


def _in_order(kind: type[Kind]) -> Callable[[Any], list[Kind]]:
    one = one_of(kind)

    def read_as(value: Any) -> list[Kind]:
        if not isinstance(value, list):
            raise WrongValue("must be a list")
        return [one(item) for item in value]

    return read_as


def _check_whole(where: str, law: Law) -> None:
    names = [provision.id for provision in law.provisions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise WrongLaw(f"{where}: {name}", "id", "stands twice")
    for rule in law.rules:
        same = [other for other in law.rules if _share_a_day(rule, other)]
        exits = {ending for other in same for ending in other.terms.exits}
        if rule.terms.exits and exits != set(Exit):
            lacking = ", ".join(sorted(set(Exit) - exits))
            raise WrongLaw(f"{where}: {rule.id}", "exits", f"nothing is said of {lacking}")


def _share_a_day(one: Rule, other: Rule) -> bool:
    return (
        one.component is other.component
        and bool(one.scopes & other.scopes)
        and one.terms.bases == other.terms.bases
        and _overlap(one, other)
    )


def _overlap(one: Provision, other: Provision) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
