"""What the workers of a collective claim were awarded and paid: one sum in shares, or each by their number."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.claims.models.collective import CollectiveClaim, CollectiveEntry, CollectiveShare
from mrc.claims.rules import AmountKind, ClaimFault, is_too_fine, spread, standing, valid
from mrc.claims.rules.collective import CollectiveFault, EntryGiven, RowFault, RowTrouble, weights
from mrc.claims.service.collective.computing import write_amounts
from mrc.claims.service.collective.heads import ListedWorker, all_workers, entries_of, load_collective
from mrc.claims.service.collective.workers import RowsRefused
from mrc.claims.service.limits import refresh_limits
from mrc.claims.service.recording import refuse_closed
from mrc.classifications import minor_units
from mrc.db import db, transaction
from mrc.errors import Refused

_SHARES: Any = CollectiveShare.__table__


def record_collective_amount(actor: Actor, ref: str, given: EntryGiven) -> CollectiveClaim:
    """Put an award or a payment on record: one total spread over all workers, or amounts by their numbers.

    Payments may come after a case is closed; an award waits until it is open again.
    """
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        if given.kind is not AmountKind.RECEIVED:
            refuse_closed(case)
        if given.happened_on > clock.today(actor.timezone):
            raise Refused(ClaimFault.DATE_IN_FUTURE, field="happened_on")
        shares = _shares(claim, given)
        entry = CollectiveEntry(
            claim_id=claim.id,
            kind=given.kind,
            total=sum(shares.values(), Decimal(0)),
            happened_on=given.happened_on,
            method=given.method if given.kind is AmountKind.RECEIVED else None,
            recorded_by_id=actor.id,
        )
        db.session.add(entry)
        db.session.flush()
        rows = [
            {"entry_id": entry.id, "worker_id": worker_id, "amount": amount} for worker_id, amount in shares.items()
        ]
        db.session.execute(sa.insert(_SHARES), rows)
        _stand(claim, given.kind, shares)
        refresh_limits([case.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[given.kind])
    return claim


def take_back_collective_amount(actor: Actor, ref: str, entry_id: int) -> CollectiveClaim:
    """Take back an award or a payment that was put on record by mistake; both entries stay to be read."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        mistake = next((entry for entry in valid(entries_of(claim.id)) if entry.id == entry_id), None)
        if mistake is None:
            raise Refused(ClaimFault.NOTHING_TO_TAKE_BACK)
        if mistake.kind is not AmountKind.RECEIVED:
            refuse_closed(case)
        entry = CollectiveEntry(
            claim_id=claim.id,
            kind=mistake.kind,
            total=mistake.total,
            happened_on=clock.today(actor.timezone),
            takes_back_id=mistake.id,
            recorded_by_id=actor.id,
        )
        db.session.add(entry)
        db.session.flush()
        touched = sa.select(_SHARES.c.worker_id).where(_SHARES.c.entry_id == mistake.id)
        _stand(claim, mistake.kind, db.session.scalars(touched).all())
        refresh_limits([case.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[mistake.kind])
    return claim


def _shares(claim: CollectiveClaim, given: EntryGiven) -> dict[int, Decimal]:
    """What each worker gets, by the id of their row."""
    workers, places = all_workers(claim), minor_units(claim.currency)
    if given.total is not None and given.shares:
        raise Refused(CollectiveFault.TOTAL_AND_TABLE, field="total")
    if given.total is not None:
        if is_too_fine(given.total, places):
            raise Refused(ClaimFault.TOO_MANY_DECIMALS, field="total")
        return _spread(given.kind, given.total, workers, places)
    if not given.shares:
        raise Refused(CollectiveFault.NO_AMOUNT, field="total")
    return _by_number(workers, given.shares)


def _spread(kind: AmountKind, total: Decimal, workers: list[ListedWorker], places: int) -> dict[int, Decimal]:
    try:
        parts = spread(total, weights(kind, [worker.stands for worker in workers]), places)
    except ValueError:
        raise Refused(CollectiveFault.NOTHING_TO_SPREAD_OVER, field="total") from None
    # An award of nothing is an award, and replaces what stood; a payment of nothing is none.
    counts_nothing = kind is AmountKind.AWARDED
    pairs = zip(workers, parts, strict=True)
    shares = {worker.id: part for worker, part in pairs if part or counts_nothing}
    if not shares:
        raise Refused(CollectiveFault.NO_AMOUNT, field="total")
    return shares


def _by_number(workers: list[ListedWorker], shares: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    ids = {worker.number: worker.id for worker in workers}
    found: dict[int, Decimal] = {}
    troubles = []
    for number, amount in shares:
        if number not in ids:
            troubles.append(RowTrouble(number, "", RowFault.NO_SUCH_WORKER, str(number)))
        elif ids[number] in found:
            troubles.append(RowTrouble(number, "", RowFault.TWICE, str(number)))
        else:
            found[ids[number]] = amount
    if troubles:
        raise RowsRefused(troubles)
    return found


def _stand(claim: CollectiveClaim, kind: AmountKind, worker_ids: Iterable[int]) -> None:
    """Keep beside the entries what now stands for each worker that one of them touched."""
    counting = [entry.id for entry in valid(entries_of(claim.id)) if entry.kind is kind]
    query = sa.select(_SHARES.c.worker_id, _SHARES.c.amount).where(_SHARES.c.entry_id.in_(counting))
    found: dict[int, list[Decimal]] = {worker_id: [] for worker_id in worker_ids}
    for worker_id, amount in db.session.execute(query.order_by(_SHARES.c.entry_id)):
        if worker_id in found:
            found[worker_id].append(amount)
    rows = [{"of_id": worker_id, "amount": standing(kind, amounts)} for worker_id, amounts in found.items()]
    write_amounts(kind, rows)
