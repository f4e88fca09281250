"""The workers of a collective claim: looked at before they are saved, put on the list, changed and taken off it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock, vault
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CasePerson
from mrc.claims.models.collective import CollectiveClaim, CollectiveResult, CollectiveShare, CollectiveWorker
from mrc.claims.rules.assessment import Assessment
from mrc.claims.rules.collective import (
    MOST_WORKERS,
    CollectiveFault,
    Column,
    GivenWorker,
    ListMode,
    RowFault,
    RowTrouble,
    column_of,
    merged,
    owed_by_employer,
    same_name,
)
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Facts
from mrc.claims.rules.facts_reader import BadFacts, FactFault, Fault
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.service.assessing import read
from mrc.claims.service.collective.heads import ListedWorker, all_workers, load_collective
from mrc.claims.service.recording import refuse_closed
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people import service as people

_WORKERS: Any = CollectiveWorker.__table__


class RowsRefused(Refused):
    """Rows of workers that cannot be saved so, with every cell to be mended."""

    def __init__(self, troubles: Iterable[RowTrouble]) -> None:
        super().__init__(CollectiveFault.ROWS_REFUSED)
        self.troubles = sorted(troubles, key=lambda trouble: trouble.row)


@dataclass(frozen=True)
class Preview:
    """What a list of workers would bring: how many are new, changed and taken off, and what all of it comes to."""

    added: int
    changed: int
    taken_off: int
    owed: Decimal


@dataclass(frozen=True)
class _Plan:
    """Rows sorted out: those of workers on the list already, new ones, and workers who are in no row."""

    known: list[tuple[ListedWorker, GivenWorker]]
    fresh: list[GivenWorker]
    absent: list[ListedWorker]
    person_ids: dict[str, int]


def facts_of_worker(actor: Actor, claim: CollectiveClaim, own: Mapping[str, str]) -> Facts:
    """The facts of one worker, shared and own, for the engine. Raises BadFacts."""
    return read(data_of_worker(claim, own), actor)


def data_of_worker(claim: CollectiveClaim, own: Mapping[str, str]) -> dict[str, Any]:
    """The same as plain data."""
    return merged(claim.country, claim.scope.value, claim.currency, claim.facts, own)


def troubles_of(actor: Actor, claim: CollectiveClaim, row: int, own: Mapping[str, str]) -> list[RowTrouble]:
    """What is wrong with the facts of one worker; a claim in a country without a law on record asks for none."""
    if claim.country not in jurisdictions():
        return []
    data = data_of_worker(claim, own)
    try:
        read(data, actor)
    except BadFacts as error:
        return [_trouble(row, fault, data, own) for fault in error.faults]
    return []


def _trouble(row: int, fault: Fault, data: dict[str, Any], own: Mapping[str, str]) -> RowTrouble:
    column = column_of(fault, data)
    is_no_period = column == Column.BASIS and fault.code is FactFault.MISSING
    return RowTrouble(row, column, RowFault.NO_PERIOD if is_no_period else fault, own.get(column, ""))


def preview_workers(actor: Actor, ref: str, mode: ListMode, given: list[GivenWorker]) -> Preview:
    """What saving these rows would do. Nothing is written. Raises RowsRefused."""
    claim, case = load_collective(actor, ref, Permission.CLAIM_READ)
    plan = _planned(actor, claim, case, mode, given)
    owed = sum((_asked(actor, claim, row) for row in given), Decimal(0))
    return Preview(len(plan.fresh), len(plan.known), len(plan.absent), owed)


def troubles_beside(
    unread: list[RowTrouble], actor: Actor, ref: str, mode: ListMode, given: list[GivenWorker]
) -> list[RowTrouble]:
    """What else is wrong with rows of a table of which some cells could not be read, so that all is told at once.

    A row with such a cell is passed over: what is missing in it may be what could not be read.
    """
    rows = {trouble.row for trouble in unread}
    try:
        preview_workers(actor, ref, mode, given)
    except RowsRefused as error:
        return [trouble for trouble in error.troubles if trouble.row not in rows]
    except Refused:
        # A fault of the whole table is told once its cells are mended.
        return []
    return []


def _asked(actor: Actor, claim: CollectiveClaim, row: GivenWorker) -> Decimal:
    if row.claimed is not None:
        return row.claimed
    if claim.country not in jurisdictions():
        return Decimal(0)
    return owed_by_employer(computed(actor, claim, row.own))


def computed(actor: Actor, claim: CollectiveClaim, own: Mapping[str, str]) -> Assessment:
    """What the law gives for the facts of one worker. Raises BadFacts."""
    return assess(facts_of_worker(actor, claim, own))


def save_workers(actor: Actor, ref: str, mode: ListMode, given: list[GivenWorker]) -> CollectiveClaim:
    """Put workers on the list, all of them or none; or let them take the place of the whole list.

    Raises RowsRefused. Whoever is registered joins the people of the case.
    """
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        plan = _planned(actor, claim, case, mode, given)
        _take_off([worker.id for worker in plan.absent])
        _write_known(plan)
        _write_fresh(claim, plan)
        _join_case(case, plan)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["workers"])
    return claim


def change_worker(actor: Actor, ref: str, number: int, given: GivenWorker) -> CollectiveClaim:
    """Change what is known of one worker. Raises RowsRefused."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        workers = all_workers(claim)
        worker = _numbered(workers, number, ref)
        others = {same_name(other.name) for other in workers if other.name and other.number != number}
        troubles = troubles_of(actor, claim, given.row, given.own)
        if worker.person_ref is None and not given.name:
            troubles.append(RowTrouble(given.row, Column.NAME, RowFault.NOBODY))
        elif worker.person_ref is None and same_name(given.name or "") in others:
            troubles.append(RowTrouble(given.row, Column.NAME, RowFault.ON_THE_LIST, given.name or ""))
        if troubles:
            raise RowsRefused(troubles)
        row = db.session.scalars(sa.select(CollectiveWorker).where(CollectiveWorker.id == worker.id)).one()
        row.facts, row.claimed = dict(given.own), given.claimed
        if worker.person_ref is None:
            row.name = given.name
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["workers"])
    return claim


def take_off_worker(actor: Actor, ref: str, number: int) -> CollectiveClaim:
    """Take a worker off the list; what was computed for them before stays to be read."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        worker = _numbered(all_workers(claim), number, ref)
        _refuse_amounts([worker])
        _take_off([worker.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["workers"])
    return claim


def get_worker(
    actor: Actor, ref: str, number: int, permission: Permission = Permission.CLAIM_READ
) -> tuple[CollectiveClaim, Case, ListedWorker]:
    """One worker of a collective claim; the look at the case is on record."""
    claim, case = load_collective(actor, ref, permission)
    worker = _numbered(all_workers(claim), number, ref)
    audit.look(actor, audit.Event.CASE_READ, case)
    return claim, case, worker


def _numbered(workers: list[ListedWorker], number: int, ref: str) -> ListedWorker:
    found = next((worker for worker in workers if worker.number == number), None)
    if found is None:
        raise NotFound(ref)
    return found


def _planned(actor: Actor, claim: CollectiveClaim, case: Case, mode: ListMode, given: list[GivenWorker]) -> _Plan:
    """Sort the rows out. Raises RowsRefused with everything that is wrong with any of them."""
    if not given:
        raise Refused(CollectiveFault.NO_WORKERS)
    listed = all_workers(claim)
    person_ids = people.ids_of(actor, {row.person_ref for row in given if row.person_ref}, case.is_restricted)
    troubles = [trouble for row in given for trouble in troubles_of(actor, claim, row.row, row.own)]
    troubles += _unknown(given, person_ids) + _repeated(given)
    by_key = {_key_of(worker.person_ref, worker.name): worker for worker in listed}
    matched = [(by_key.get(_key_of(row.person_ref, row.name)), row) for row in given]
    if mode is ListMode.ADD:
        troubles += [_named(row, RowFault.ON_THE_LIST) for worker, row in matched if worker is not None]
    if troubles:
        raise RowsRefused(troubles)
    kept = {worker.id for worker, _row in matched if worker is not None}
    absent = [worker for worker in listed if worker.id not in kept] if mode is ListMode.REPLACE else []
    _refuse_amounts(absent)
    fresh = [row for worker, row in matched if worker is None]
    if len(listed) - len(absent) + len(fresh) > MOST_WORKERS:
        raise Refused(CollectiveFault.TOO_MANY_WORKERS)
    known = [(worker, row) for worker, row in matched if worker is not None]
    return _Plan(known, fresh, absent, person_ids)


def _key_of(person_ref: str | None, name: str | None) -> str:
    return person_ref or same_name(name or "")


def _named(row: GivenWorker, fault: RowFault) -> RowTrouble:
    column = Column.PERSON if row.person_ref else Column.NAME
    return RowTrouble(row.row, column, fault, row.person_ref or row.name or "")


def _unknown(given: list[GivenWorker], person_ids: Mapping[str, int]) -> list[RowTrouble]:
    troubles = [
        _named(row, RowFault.NO_SUCH_PERSON) for row in given if row.person_ref and row.person_ref not in person_ids
    ]
    return troubles + [_named(row, RowFault.NOBODY) for row in given if not row.person_ref and not row.name]


def _repeated(given: list[GivenWorker]) -> list[RowTrouble]:
    seen, troubles = set[str](), []
    for row in given:
        key = _key_of(row.person_ref, row.name)
        if key and key in seen:
            troubles.append(_named(row, RowFault.TWICE))
        seen.add(key)
    return troubles


def _refuse_amounts(workers: Iterable[ListedWorker]) -> None:
    if any(worker.stands.awarded is not None or worker.stands.received is not None for worker in workers):
        raise Refused(CollectiveFault.HAS_AMOUNTS)


def _take_off(ids: list[int]) -> None:
    """Take workers off the list. Of whoever was never computed nor paid anything, nothing is kept at all."""
    if not ids:
        return
    chosen = _WORKERS.c.id.in_(ids)
    told_of = [sa.exists().where(model.worker_id == _WORKERS.c.id) for model in (CollectiveResult, CollectiveShare)]
    db.session.execute(sa.delete(_WORKERS).where(chosen, *(sa.not_(told) for told in told_of)))
    db.session.execute(sa.update(_WORKERS).where(chosen).values(taken_off_at=clock.now()))


def _write_known(plan: _Plan) -> None:
    rows = [{"of_id": worker.id, "own": dict(row.own), "asked": row.claimed} for worker, row in plan.known]
    if rows:
        values: dict[str, Any] = {"facts": sa.bindparam("own"), "claimed": sa.bindparam("asked")}
        query = sa.update(_WORKERS).where(_WORKERS.c.id == sa.bindparam("of_id")).values(values)
        db.session.connection().execute(query, rows)


def _write_fresh(claim: CollectiveClaim, plan: _Plan) -> None:
    if not plan.fresh:
        return
    key, first = claim.data_key.plain, claim.last_number + 1
    rows = [
        {
            "claim_id": claim.id,
            "data_key_id": claim.data_key_id,
            "number": number,
            "person_id": plan.person_ids.get(row.person_ref or ""),
            "name_sealed": _sealed(key, row),
            "facts": dict(row.own),
            "claimed": row.claimed,
        }
        for number, row in enumerate(plan.fresh, start=first)
    ]
    db.session.execute(sa.insert(_WORKERS), rows)
    claim.last_number += len(rows)


def _sealed(key: bytes, row: GivenWorker) -> bytes | None:
    """The name of somebody who is not registered; whoever is has it under a key of their own."""
    if row.person_ref is not None or row.name is None:
        return None
    return vault.seal(key, row.name.encode(), "collective_workers.name_sealed")


def _join_case(case: Case, plan: _Plan) -> None:
    wanted = {person_id for person_id in plan.person_ids.values() if person_id != case.person_id}
    if not wanted:
        return
    query = sa.select(CasePerson.person_id).where(CasePerson.case_id == case.id)
    fresh = wanted - set(db.session.scalars(query))
    if fresh:
        rows = [{"case_id": case.id, "person_id": person_id} for person_id in sorted(fresh)]
        db.session.execute(sa.insert(CasePerson), rows)
