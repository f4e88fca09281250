"""What all workers of a collective claim are owed by the law: computed together, and shown beside the time before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import audit
from mrc.access import Actor, Permission
from mrc.claims.models.collective import (
    CollectiveAssessment,
    CollectiveClaim,
    CollectiveResult,
    CollectiveWorker,
)
from mrc.claims.rules import AmountKind, ClaimFault, Component
from mrc.claims.rules.assessment import Assessment
from mrc.claims.rules.collective import (
    CollectiveFault,
    RowTrouble,
    owed_by_employer,
)
from mrc.claims.rules.engine import assess
from mrc.claims.rules.law_files import digest_of, jurisdictions
from mrc.claims.rules.snapshots import Difference, amounts, differences, packed, unpacked
from mrc.claims.service.assessing import LARGEST, read
from mrc.claims.service.collective.heads import (
    PAGE,
    ListedWorker,
    all_workers,
    listed,
    load_collective,
)
from mrc.claims.service.collective.workers import RowsRefused, data_of_worker, troubles_of
from mrc.claims.service.limits import refresh_limits
from mrc.claims.service.recording import refuse_closed
from mrc.db import db, find_one, transaction
from mrc.errors import NotFound, Refused
from mrc.staff import service as staff

_WORKERS: Any = CollectiveWorker.__table__
_RESULTS: Any = CollectiveResult.__table__


@dataclass(frozen=True)
class WorkerResult:
    """What one worker comes to, and what it was before; None where it was not computed."""

    worker: ListedWorker
    total: Decimal
    before: Decimal | None


@dataclass(frozen=True)
class CollectiveResultView:
    """A collective assessment with one page of its workers, beside the one before it."""

    claim: CollectiveClaim
    case: Any
    record: CollectiveAssessment
    made_by: str | None
    before: CollectiveAssessment | None
    parts: list[Difference]
    lines: list[WorkerResult]
    following: int | None
    is_newest: bool


@dataclass(frozen=True)
class WorkerResultView:
    """What one assessment says of one worker, line by line, and what changed since the one before."""

    claim: CollectiveClaim
    record: CollectiveAssessment
    worker: ListedWorker
    result: Assessment
    before: CollectiveAssessment | None
    earlier_total: Decimal | None
    changes: list[Difference]


Prepared = dict[str, Assessment]
_Row = tuple[ListedWorker, dict[str, Any], Assessment]


def prepare_collective(actor: Actor, ref: str) -> Prepared:
    """What the law gives for the facts of each worker now, computed before anything is written.

    A thousand workers take seconds, in which others would wait for the writer. Faults are left to the deed to tell.
    """
    claim, _case = load_collective(actor, ref, Permission.CLAIM_READ)
    if claim.country not in jurisdictions():
        return {}
    prepared: Prepared = {}
    for worker in all_workers(claim):
        data = data_of_worker(claim, worker.facts)
        if not troubles_of(actor, claim, worker.number, worker.facts):
            prepared[_key(data)] = assess(read(data, actor))
    return prepared


def compute_collective(actor: Actor, ref: str, prepared: Prepared | None = None) -> CollectiveAssessment:
    """Keep what the law gives every worker now beside what was computed before; facts changed meanwhile are computed.

    Raises RowsRefused with what the facts of some worker lack; then nothing is kept.
    """
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        if claim.country not in jurisdictions():
            raise Refused(ClaimFault.NO_LAW)
        workers = all_workers(claim)
        if not workers:
            raise Refused(CollectiveFault.NO_WORKERS)
        rows = _results(actor, claim, workers, prepared or {})
        record = _record(actor, claim, [result for _worker, _data, result in rows])
        db.session.add(record)
        db.session.flush()
        _keep_results(record, rows)
        refresh_limits([case.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["assessment"])
    return record


def _results(actor: Actor, claim: CollectiveClaim, workers: list[ListedWorker], prepared: Prepared) -> list[_Row]:
    rows: list[_Row] = []
    troubles: list[RowTrouble] = []
    for worker in workers:
        data = data_of_worker(claim, worker.facts)
        result = prepared.get(_key(data))
        if result is None:
            troubles += troubles_of(actor, claim, worker.number, worker.facts)
            result = None if troubles else assess(read(data, actor))
        if result is not None:
            rows.append((worker, data, result))
    if troubles:
        raise RowsRefused(troubles)
    if any(result.total >= LARGEST for _worker, _data, result in rows):
        raise Refused(ClaimFault.TOO_LARGE)
    return rows


def _key(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True)


def _record(actor: Actor, claim: CollectiveClaim, results: list[Assessment]) -> CollectiveAssessment:
    parts: dict[str, Decimal] = {}
    for result in results:
        for component, amount in amounts(result).items():
            parts[component.value] = parts.get(component.value, Decimal(0)) + amount
    days = [limit.act_by for result in results for limit in result.deadlines if limit.act_by is not None]
    return CollectiveAssessment(
        claim_id=claim.id,
        made_by_id=actor.id,
        law_digest=digest_of(claim.country),
        currency=claim.currency,
        workers=len(results),
        total=sum((result.total for result in results), Decimal(0)),
        owed=sum(map(owed_by_employer, results), Decimal(0)),
        parts={name: str(amount) for name, amount in parts.items()},
        act_by=min(days, default=None),
    )


def _keep_results(record: CollectiveAssessment, rows: list[_Row]) -> None:
    kept = [
        {
            "assessment_id": record.id,
            "worker_id": worker.id,
            "facts": data,
            "result": packed(result),
            "total": result.total,
            "owed": owed_by_employer(result),
        }
        for worker, data, result in rows
    ]
    db.session.execute(sa.insert(_RESULTS), kept)
    now = [{"of_id": row["worker_id"], "amount": row["owed"]} for row in kept]
    write_amounts(AmountKind.COMPUTED, now)


def write_amounts(kind: AmountKind, rows: list[dict[str, Any]]) -> None:
    """Keep amounts of one kind with their workers, given as `of_id` and `amount`, in one statement."""
    if rows:
        change = sa.update(_WORKERS).where(_WORKERS.c.id == sa.bindparam("of_id"))
        db.session.connection().execute(change.values({str(kind): sa.bindparam("amount")}), rows)


def get_collective_assessment(
    actor: Actor, ref: str, assessment_ref: str, after: int | None = None
) -> CollectiveResultView:
    """A collective assessment with one page of workers beside the one before; the look is on record."""
    claim, case = load_collective(actor, ref, Permission.CLAIM_READ)
    record = _assessment(claim, assessment_ref)
    before = _before(record)
    rows = _page(record, before, after)
    workers = listed(claim, rows[:PAGE])
    names = staff.names_of({record.made_by_id} if record.made_by_id else set())
    view = CollectiveResultView(
        claim,
        case,
        record,
        names.get(record.made_by_id) if record.made_by_id else None,
        before,
        _parts(record, before),
        [WorkerResult(worker, row.now, row.earlier) for worker, row in zip(workers, rows, strict=False)],
        rows[PAGE - 1].number if len(rows) > PAGE else None,
        _after(record) is None,
    )
    audit.look(actor, audit.Event.CASE_READ, case)
    return view


def get_worker_result(actor: Actor, ref: str, assessment_ref: str, number: int) -> WorkerResultView:
    """What an assessment says of one worker; the look at the case is on record. Raises NotFound."""
    claim, case = load_collective(actor, ref, Permission.CLAIM_READ)
    record = _assessment(claim, assessment_ref)
    before = _before(record)
    query = sa.select(_WORKERS, _RESULTS.c.result).join(_RESULTS, _RESULTS.c.worker_id == _WORKERS.c.id)
    query = query.where(_RESULTS.c.assessment_id == record.id, _WORKERS.c.number == number)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(ref)
    result, earlier = unpacked(row.result), _result_of(before, row.id)
    changes = differences(earlier, result) if earlier else []
    view = WorkerResultView(
        claim,
        record,
        listed(claim, [row])[0],
        result,
        before if earlier else None,
        earlier.total if earlier else None,
        changes,
    )
    audit.look(actor, audit.Event.CASE_READ, case)
    return view


def _result_of(record: CollectiveAssessment | None, worker_id: int) -> Assessment | None:
    if record is None:
        return None
    query = sa.select(_RESULTS.c.result).where(
        _RESULTS.c.assessment_id == record.id, _RESULTS.c.worker_id == worker_id
    )
    found = db.session.scalar(query)
    return unpacked(found) if found else None


def _assessment(claim: CollectiveClaim, ref: str) -> CollectiveAssessment:
    query = sa.select(CollectiveAssessment).where(CollectiveAssessment.claim_id == claim.id)
    return find_one(query.where(CollectiveAssessment.ref == ref), ref)


def _before(record: CollectiveAssessment) -> CollectiveAssessment | None:
    query = sa.select(CollectiveAssessment).where(
        CollectiveAssessment.claim_id == record.claim_id, CollectiveAssessment.id < record.id
    )
    return db.session.scalars(query.order_by(CollectiveAssessment.id.desc()).limit(1)).one_or_none()


def _after(record: CollectiveAssessment) -> int | None:
    query = sa.select(CollectiveAssessment.id).where(
        CollectiveAssessment.claim_id == record.claim_id, CollectiveAssessment.id > record.id
    )
    return db.session.scalar(query.limit(1))


def _page(record: CollectiveAssessment, before: CollectiveAssessment | None, after: int | None) -> list[Any]:
    old = _RESULTS.alias()
    query = (
        sa.select(_WORKERS, _RESULTS.c.total.label("now"), old.c.total.label("earlier"))
        .join(_RESULTS, _RESULTS.c.worker_id == _WORKERS.c.id)
        .outerjoin(
            old, sa.and_(old.c.worker_id == _WORKERS.c.id, old.c.assessment_id == (before.id if before else 0))
        )
        .where(_RESULTS.c.assessment_id == record.id, _WORKERS.c.number > (after or 0))
    )
    return list(db.session.execute(query.order_by(_WORKERS.c.number).limit(PAGE + 1)))


def _parts(record: CollectiveAssessment, before: CollectiveAssessment | None) -> list[Difference]:
    """The sum of each component now and before, in the order of components."""
    old = before.parts if before else {}
    return [
        Difference(component, _read(old, component), _read(record.parts, component))
        for component in Component
        if component.value in old or component.value in record.parts
    ]


def _read(parts: Mapping[str, str], component: Component) -> Decimal | None:
    return Decimal(parts[component.value]) if component.value in parts else None
