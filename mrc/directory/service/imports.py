"""Writes what a file says into the directory: only what changed, in bulk, never over what people wrote by hand."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from mrc import clock, refs
from mrc.db import db
from mrc.directory.models import Location, Organisation, OrganisationContact, Service, ServiceArea
from mrc.directory.rules import RowTrouble

BATCH = 1000
_NAMES = UUID("6f1d0f7e-6f0f-5a51-9d0a-2b9a4d3f7c11")
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Entry:
    """One organisation to be written: the columns of its row, and its parts as rows.

    Each service carries its areas as rows under "areas".
    """

    source_id: str
    values: dict[str, Any]
    contacts: tuple[dict[str, Any], ...]
    services: tuple[dict[str, Any], ...]
    locations: tuple[dict[str, Any], ...] = ()

    def digest(self) -> bytes:
        """A fingerprint of everything the file says of this organisation."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).digest()


@dataclass(frozen=True)
class ImportResult:
    """What a file did, or would do, to the directory. `kept` are entries whose hand-made changes stand."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: tuple[str, ...] = ()
    refused: int = 0
    absent: int = 0
    troubles: tuple[RowTrouble, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """The numbers that go on record."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged + len(self.kept),
            "refused": self.refused,
        }


@dataclass(frozen=True)
class _Known:
    id: int
    digest: bytes | None
    verified_on: date | None

    def is_checked_since(self, entry: Entry) -> bool:
        """Whether somebody here checked the entry, later than whoever made the file."""
        told = entry.values.get("verified_on")
        return self.verified_on is not None and (told is None or self.verified_on > told)


def write(
    source: str, entries: Sequence[Entry], troubles: Sequence[RowTrouble], tell: Tell, dry_run: bool
) -> ImportResult:
    """Bring the entries of a source up to date, inside the caller's transaction. Entries not in the file stay."""
    known = _known(source)
    fresh, moved, kept, unchanged = _sorted_out(entries, known)
    if not dry_run:
        _insert(source, fresh, tell, len(entries))
        _update([(known[entry.source_id].id, entry) for entry in moved])
        tell(len(entries), len(entries))
    return ImportResult(
        added=len(fresh),
        changed=len(moved),
        unchanged=unchanged,
        kept=tuple(kept),
        refused=len({trouble.row for trouble in troubles}),
        absent=len(known.keys() - {entry.source_id for entry in entries}),
        troubles=tuple(troubles),
    )


def _known(source: str) -> dict[str, _Known]:
    columns = (
        Organisation.source_id,
        Organisation.id,
        Organisation.source_digest,
        Organisation.verified_on,
    )
    rows = db.session.execute(sa.select(*columns).where(Organisation.source == source))
    return {str(source_id): _Known(id, digest, verified_on) for source_id, id, digest, verified_on in rows}


def _sorted_out(
    entries: Sequence[Entry], known: dict[str, _Known]
) -> tuple[list[Entry], list[Entry], list[str], int]:
    fresh, moved, kept, unchanged = [], [], [], 0
    for entry in entries:
        found = known.get(entry.source_id)
        if found is None:
            fresh.append(entry)
        elif found.digest == entry.digest():
            unchanged += 1
        elif found.digest is None or found.is_checked_since(entry):
            # No digest means that somebody edited the entry; a verified one was checked by somebody.
            kept.append(entry.source_id)
        else:
            moved.append(entry)
    return fresh, moved, kept, unchanged


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def _insert(source: str, entries: Sequence[Entry], tell: Tell, total: int) -> None:
    if not entries:
        return
    taken = set(db.session.scalars(sa.select(Organisation.ref)))
    done = total - len(entries)
    for batch in _batches(entries):
        rows = [_row(source, entry, _free_ref(taken)) for entry in batch]
        db.session.execute(sa.insert(Organisation), rows)
        done += len(batch)
        tell(done, total)
    columns = (Organisation.source_id, Organisation.id)
    ids = {row[0]: row[1] for row in db.session.execute(sa.select(*columns).where(Organisation.source == source))}
    _insert_parts([(ids[entry.source_id], entry) for entry in entries])


def _row(source: str, entry: Entry, ref: str) -> dict[str, Any]:
    moment = clock.now()
    return {
        "hsds_id": id_of(source, entry.source_id),
        "document": None,
        **entry.values,
        "ref": ref,
        "source": source,
        "source_id": entry.source_id,
        "source_digest": entry.digest(),
        "version": 1,
        "created_at": moment,
        "updated_at": moment,
    }


def _free_ref(taken: set[str]) -> str:
    """A reference that no other entry has: among ten thousand at once, chance alone is not enough."""
    ref = refs.new_ref(taken.__contains__)
    taken.add(ref)
    return ref


def _update(entries: Sequence[tuple[int, Entry]]) -> None:
    table: Any = Organisation.__table__
    for batch in _batches(entries):
        ids = [id for id, _entry in batch]
        rows = [
            {**entry.values, "source_digest": entry.digest(), "updated_at": clock.now(), "own_id": id}
            for id, entry in batch
        ]
        statement = (
            sa.update(table)
            .where(table.c.id == sa.bindparam("own_id"))
            .values(
                {name: sa.bindparam(name) for name in rows[0] if name != "own_id"} | {"version": table.c.version + 1}
            )
        )
        db.session.connection().execute(statement, rows)
        for part in (Service, Location, OrganisationContact):
            db.session.execute(
                sa.delete(part).where(part.organisation_id.in_(ids)), execution_options={"synchronize_session": False}
            )
    _insert_parts(entries)


def _insert_parts(entries: Sequence[tuple[int, Entry]]) -> None:
    contacts = [{**row, "organisation_id": id} for id, entry in entries for row in entry.contacts]
    places = [{**row, "organisation_id": id} for id, entry in entries for row in entry.locations]
    services = [
        {"hsds_id": id_of(entry.source_id, str(number)), **row, "organisation_id": id}
        for id, entry in entries
        for number, row in enumerate(entry.services)
    ]
    for model, rows in ((OrganisationContact, contacts), (Location, places), (Service, services)):
        for batch in _batches(rows):
            db.session.execute(sa.insert(model), [{k: v for k, v in row.items() if k != "areas"} for row in batch])
    _insert_areas(services)


def _insert_areas(services: Sequence[dict[str, Any]]) -> None:
    for batch in _batches(services):
        names = [row["hsds_id"] for row in batch]
        query = sa.select(Service.hsds_id, Service.id).where(Service.hsds_id.in_(names))
        ids = {row[0]: row[1] for row in db.session.execute(query)}
        areas = [{**area, "service_id": ids[row["hsds_id"]]} for row in batch for area in row["areas"]]
        for some in _batches(areas):
            db.session.execute(sa.insert(ServiceArea), list(some))


def id_of(*names: str) -> str:
    """A name in the form of a UUID for a row of ours, the same each time: HSDS asks for one everywhere."""
    return str(uuid5(_NAMES, ":".join(names)))
