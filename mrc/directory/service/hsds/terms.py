"""What a service says of itself by terms of taxonomies: our routing attributes inside HSDS.

An attribute names a term; the term's taxonomy says which of our attributes is meant, and its code is the value. Other
taxonomies are left as they are.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import available_timezones

from mrc.classifications import is_country, is_language, isic4
from mrc.directory.issues import BY_CODE
from mrc.directory.rules import (
    Cost,
    OrganisationKind,
    Population,
    ReportsToAuthorities,
    RowFault,
    StatusPolicy,
)
from mrc.directory.service.files import BadCell

# The taxonomies of ours: the column of a service that a term fills, and whether it holds several.
KIND, NATIONALITY, ISSUES, SECTOR = "kind", "serves_nationality", "issue_codes", "sector"
STATUS, POPULATION, REPORTS, COST = "status_policy", "population", "reports_to_authorities", "cost"
ZONE, VERIFIED = "timezone", "verified_on"
ANY = "ANY"
COLUMN_OF = {
    KIND: "kind",
    NATIONALITY: "nationalities",
    ISSUES: "issue_codes",
    SECTOR: "sectors",
    STATUS: "status_policy",
    POPULATION: "populations",
    REPORTS: "reports_to_authorities",
    COST: "cost",
    ZONE: "timezone",
    VERIFIED: "verified_on",
}
LISTS = frozenset({NATIONALITY, ISSUES, SECTOR, POPULATION})


def of_service(service: dict[str, Any], place: str) -> dict[str, Any]:
    """The columns that the attributes of a service fill. Raises BadCell at the first value that cannot be read."""
    found: dict[str, Any] = {}
    for where, taxonomy, code in terms(service):
        if taxonomy not in COLUMN_OF:
            continue
        column = COLUMN_OF[taxonomy]
        try:
            value = _READ[taxonomy](code)
        except ValueError:
            raise BadCell(f"{place}.{where}.taxonomy_term.code", code, RowFault.NOT_IN_THE_LIST) from None
        if taxonomy in LISTS:
            values = found.setdefault(column, [])
            if value is not None and value not in values:
                values.append(value)
        elif column not in found:
            found[column] = value
    return found


def terms(service: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Where each attribute stands, the name of its taxonomy, and the code of its term."""
    for place, attribute in enumerate(service.get("attributes") or ()):
        taxonomy, code = term_of(attribute)
        if taxonomy and code:
            yield f"attributes[{place}]", taxonomy, code


def term_of(attribute: dict[str, Any]) -> tuple[str, str]:
    """The name of the taxonomy and the code that an attribute names; empty where it names none."""
    term = attribute.get("taxonomy_term") or {}
    detail = term.get("taxonomy_detail") or {}
    taxonomy = term.get("taxonomy") or detail.get("name") or ""
    return str(taxonomy).strip().lower(), str(term.get("code") or attribute.get("value") or "").strip()


def _choice(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    return lambda code: kind(code.lower().replace(" ", "_"))


def _kind(code: str) -> OrganisationKind:
    """A kind that we do not tell apart is another one, not a fault: the list of kinds is open."""
    known = {str(kind): kind for kind in OrganisationKind}
    return known.get(code.lower().replace(" ", "_").replace("-", "_"), OrganisationKind.OTHER)


def _nationality(code: str) -> str | None:
    if code.upper() == ANY:
        return None
    if not is_country(code.upper()):
        raise ValueError(code)
    return code.upper()


def _issue(code: str) -> str:
    found = re.sub(r"[^A-Z0-9]+", "_", code.upper()).strip("_")
    if found not in BY_CODE:
        raise ValueError(code)
    return found


def _sector(code: str) -> str:
    if not isic4.is_known(code.upper()):
        raise ValueError(code)
    return code.upper()


def _zone(code: str) -> str:
    if code not in available_timezones():
        raise ValueError(code)
    return code


_READ: dict[str, Callable[[str], Any]] = {
    KIND: _kind,
    NATIONALITY: _nationality,
    ISSUES: _issue,
    SECTOR: _sector,
    STATUS: _choice(StatusPolicy),
    POPULATION: _choice(Population),
    REPORTS: _choice(ReportsToAuthorities),
    COST: _choice(Cost),
    ZONE: _zone,
    VERIFIED: date.fromisoformat,
}


def language(entry: dict[str, Any]) -> str | None:
    """The code of a language as we know it; a language named without a code, or an unknown one, is left out."""
    code = str(entry.get("code") or "").strip()
    if is_language(code):
        return code
    base = code.replace("_", "-").partition("-")[0].lower()
    return base if is_language(base) else None
