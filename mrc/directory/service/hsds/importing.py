"""Brings documents of HSDS into the directory: every fault is told with its place, and one of them stops all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mrc import audit
from mrc.access import Actor
from mrc.db import db, transaction
from mrc.directory.models import Organisation, Service
from mrc.directory.rules import FileFault, RowFault, RowTrouble
from mrc.directory.service.files import BadCell, FileRefused, read_json
from mrc.directory.service.hsds.reading import entry_of
from mrc.directory.service.hsds.schemas import faults_of
from mrc.directory.service.hsds.tables import is_package, read_package
from mrc.directory.service.imports import Entry, ImportResult, Tell, write

SOURCE = "hsds"
MOST_TROUBLES = 500
_AT_ONCE = 900


def import_hsds(path: Path, tell: Tell, *, actor: Actor | None = None, dry_run: bool = False) -> ImportResult:
    """Read a JSON list of organisations, or a data package of tables (a folder or a zip), into the directory.

    The same file again changes nothing: organisations and services are known by their ids. Entries that came another
    way or were changed by hand are left alone and told. Raises FileRefused with every fault.
    """
    path = _json_in(path)
    documents = read_package(path) if is_package(path) else listed(read_json(path))
    return import_documents(SOURCE, documents, tell, actor=actor, dry_run=dry_run)


def _json_in(path: Path) -> Path:
    """A folder without tables stands for the only JSON file in it, as data sets are handed on."""
    found = sorted(path.glob("*.json")) if path.is_dir() and not (path / "organizations.csv").exists() else []
    return found[0] if len(found) == 1 else path


def listed(data: Any) -> list[Any]:
    """The organisations in a file: a list of them, a page of an HSDS interface, or a single one."""
    if isinstance(data, dict):
        data = data["contents"] if isinstance(data.get("contents"), list) else [data] if "id" in data else data
    if not isinstance(data, list):
        raise FileRefused(FileFault.NOT_A_LIST)
    if not data:
        raise FileRefused(FileFault.EMPTY)
    return data


def import_documents(
    source: str, documents: Sequence[Any], tell: Tell, *, actor: Actor | None = None, dry_run: bool = False
) -> ImportResult:
    """Bring documents of one source into the directory, all of them or none. Raises FileRefused with every fault."""
    entries, troubles = _read(documents, tell)
    troubles += _named_twice(entries)
    if troubles:
        raise FileRefused(FileFault.ROWS_REFUSED, troubles=sorted(troubles, key=lambda one: one.row)[:MOST_TROUBLES])
    with transaction():
        of_others = _kept_by_others(source, entries)
        troubles = _taken_by_others(entries, of_others)
        if troubles:
            raise FileRefused(FileFault.ROWS_REFUSED, troubles=troubles[:MOST_TROUBLES])
        own = [entry for _row, entry in entries if entry.source_id not in of_others]
        result = write(source, own, [], tell, dry_run)
        if not dry_run:
            audit.record(actor, audit.Event.DIRECTORY_IMPORTED, kind=source, **result.counts)
    return replace(result, kept=(*result.kept, *sorted(of_others)))


def _read(documents: Sequence[Any], tell: Tell) -> tuple[list[tuple[int, Entry]], list[RowTrouble]]:
    entries: list[tuple[int, Entry]] = []
    troubles: list[RowTrouble] = []
    for row, document in enumerate(documents, 1):
        faults = faults_of(document)
        troubles += [RowTrouble(row, place, given[:80], fault) for place, given, fault in faults]
        if not faults:
            try:
                entries.append((row, entry_of(document)))
            except BadCell as bad:
                troubles.append(bad.at(row))
        if row % 500 == 0:
            tell(row, len(documents))
    return entries, troubles


def _named_twice(entries: Iterable[tuple[int, Entry]]) -> list[RowTrouble]:
    """An id names one organisation, and another one service, in the whole file."""
    found, organisations, services = [], set(), set()
    for row, entry in entries:
        if entry.source_id in organisations:
            found.append(RowTrouble(row, "id", entry.source_id[:80], RowFault.TWICE))
        organisations.add(entry.source_id)
        for place, service in enumerate(entry.services):
            if service["hsds_id"] in services:
                found.append(RowTrouble(row, f"services[{place}].id", service["hsds_id"][:80], RowFault.TWICE))
            services.add(service["hsds_id"])
    return found


def _kept_by_others(source: str, entries: Sequence[tuple[int, Entry]]) -> set[str]:
    """The organisations of the file that are in the directory from elsewhere."""
    ids = [entry.source_id for _row, entry in entries]
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        query = sa.select(Organisation.hsds_id).where(
            Organisation.hsds_id.in_(ids[start : start + _AT_ONCE]),
            sa.or_(Organisation.source.is_(None), Organisation.source != source),
        )
        found.update(db.session.scalars(query))
    return found


def _taken_by_others(entries: Sequence[tuple[int, Entry]], of_others: set[str]) -> list[RowTrouble]:
    """Services whose id is already that of a service of another organisation."""
    owners = {
        service["hsds_id"]: (row, place, entry.source_id)
        for row, entry in entries
        if entry.source_id not in of_others
        for place, service in enumerate(entry.services)
    }
    ids, found = sorted(owners), []
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            sa.select(Service.hsds_id, Organisation.hsds_id)
            .join(Organisation, Organisation.id == Service.organisation_id)
            .where(Service.hsds_id.in_(ids[start : start + _AT_ONCE]))
        )
        for service_id, organisation_id in db.session.execute(query):
            row, place, own = owners[service_id]
            if organisation_id != own:
                found.append(RowTrouble(row, f"services[{place}].id", service_id[:80], RowFault.TWICE))
    return found
