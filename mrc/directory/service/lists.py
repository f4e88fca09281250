"""Reads a centre's own list of unions, legal clinics, shelters and others into the directory: whole or not at all.

The file is a table separated by commas or semicolons with a header line. Needed columns: kind, name, country. Others:
city, sending_country (consulates), languages, issue_codes, sectors, jurisdictions, phone, whatsapp, email, address,
website, description, cost, status_policy, reports_to_authorities, is_public. Several values in one cell are separated
by "|". Countries are names or ISO codes, languages BCP 47 codes, sectors ISIC divisions ("41").
"""

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

from mrc import audit
from mrc.access import Actor
from mrc.classifications import UnknownCode, country_from_name, is_language, isic4
from mrc.classifications.text import fold
from mrc.db import transaction
from mrc.directory import rules
from mrc.directory.rules import (
    ContactKind,
    Cost,
    DirectoryFault,
    FileFault,
    OrganisationFacts,
    OrganisationKind,
    ReportsToAuthorities,
    RowFault,
    RowTrouble,
    StatusPolicy,
)
from mrc.directory.service import files
from mrc.directory.service.entries import OF_ORGANISATION, areas_of, service_values
from mrc.directory.service.files import BadCell, FileRefused
from mrc.directory.service.imports import Entry, ImportResult, Tell, write

SOURCE = "list"
COLUMNS = ("kind", "name", "country")
_FAULTS = {
    DirectoryFault.SENDING_COUNTRY_MISSING: RowFault.MISSING,
    DirectoryFault.SENDING_COUNTRY_NEEDLESS: RowFault.NOT_IN_THE_LIST,
    DirectoryFault.NOT_IN_OWN_COUNTRY: RowFault.IN_ITS_OWN_COUNTRY,
}


def import_organisations(
    path: Path, tell: Tell, issues: frozenset[str], *, actor: Actor | None = None, dry_run: bool = False
) -> ImportResult:
    """Read a list of organisations; one bad cell refuses all of it. `issues` are the codes an entry may name.

    Raises FileRefused with every bad cell.
    """
    rows, troubles = files.read_table(path, _delimiter(path), COLUMNS)
    entries: dict[str, Entry] = {}
    for line, cells in rows:
        try:
            entry = _entry(_facts(cells, issues))
            if entry.source_id in entries:
                raise BadCell("name", cells["name"], RowFault.TWICE)
            entries[entry.source_id] = entry
        except BadCell as bad:
            troubles.append(bad.at(line))
    if troubles:
        raise FileRefused(FileFault.ROWS_REFUSED, troubles=sorted(troubles, key=lambda trouble: trouble.row))
    with transaction():
        result = write(SOURCE, list(entries.values()), [], tell, dry_run)
        if not dry_run:
            audit.record(actor, audit.Event.DIRECTORY_IMPORTED, kind="organisations", **result.counts)
    return result


def _delimiter(path: Path) -> str:
    """Semicolons when the header line has them: that is how spreadsheets save where the comma is a decimal sign."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return ";" if ";" in file.readline(2000) else ","
    except OSError:
        return ","


def _facts(cells: dict[str, str], issues: frozenset[str]) -> OrganisationFacts:
    sender = files.plain(cells, "sending_country")
    ways = (
        (ContactKind.PHONE, files.phone(cells)),
        (ContactKind.WHATSAPP, files.phone(cells, "whatsapp")),
        (ContactKind.EMAIL, files.email(cells)),
        (ContactKind.ADDRESS, files.plain(cells, "address")),
    )
    facts = OrganisationFacts(
        kind=_member(cells, "kind", OrganisationKind, files.needed(cells, "kind")),
        name=files.needed(cells, "name"),
        country=_country("country", files.needed(cells, "country")),
        city=files.plain(cells, "city"),
        sending_country=_country("sending_country", sender) if sender else None,
        description=files.plain(cells, "description"),
        website=files.website(cells),
        languages=_several(cells, "languages", _known_language),
        issue_codes=_several(cells, "issue_codes", lambda column, code: _one_of(column, code.upper(), issues)),
        sectors=_several(cells, "sectors", _known_sector),
        jurisdictions=_several(cells, "jurisdictions", _country),
        contacts=tuple(rules.ContactFacts(kind, value) for kind, value in ways if value),
        cost=_member(cells, "cost", Cost, Cost.UNKNOWN),
        status_policy=_member(cells, "status_policy", StatusPolicy, StatusPolicy.UNKNOWN),
        reports_to_authorities=_member(
            cells, "reports_to_authorities", ReportsToAuthorities, ReportsToAuthorities.UNKNOWN
        ),
        is_public=_one_of("is_public", files.plain(cells, "is_public").lower() or "no", frozenset({"yes", "no"}))
        == "yes",
    )
    fault = rules.fault_of(facts)
    if fault is not None:
        reason, column = fault
        raise BadCell(column, cells.get(column, ""), _FAULTS[reason])
    return facts


def _member(cells: dict[str, str], column: str, kind: type[StrEnum], default: str) -> Any:
    text = files.plain(cells, column).lower() or default
    try:
        return kind(text)
    except ValueError:
        raise BadCell(column, text, RowFault.NOT_IN_THE_LIST) from None


def _several(cells: dict[str, str], column: str, read: Callable[[str, str], str]) -> tuple[str, ...]:
    texts = (text.strip() for text in files.plain(cells, column).split("|"))
    return tuple(dict.fromkeys(read(column, text) for text in texts if text))


def _country(column: str, text: str) -> str:
    try:
        return country_from_name(text)
    except UnknownCode:
        raise BadCell(column, text, RowFault.NOT_A_COUNTRY) from None


def _one_of(column: str, text: str, known: frozenset[str]) -> str:
    if text not in known:
        raise BadCell(column, text, RowFault.NOT_IN_THE_LIST)
    return text


def _known_language(column: str, text: str) -> str:
    if not is_language(text):
        raise BadCell(column, text, RowFault.NOT_IN_THE_LIST)
    return text


def _known_sector(column: str, text: str) -> str:
    return _one_of(column, text, frozenset(isic4.codes(2)))


def _entry(facts: OrganisationFacts) -> Entry:
    named = fold(facts.name)
    return Entry(
        source_id=f"{facts.kind}:{facts.country}:{named}",
        values={**{name: getattr(facts, name) for name in OF_ORGANISATION}, "name_folded": named},
        contacts=tuple({"kind": str(way.kind), "value": way.value, "note": ""} for way in facts.contacts),
        services=(service_values(facts) | {"areas": [asdict(area) for area in areas_of(facts)]},),
    )


__all__ = ["COLUMNS", "RowTrouble", "import_organisations"]
