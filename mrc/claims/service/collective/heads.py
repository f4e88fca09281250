"""A collective claim as a whole: begun on a case, its shared facts, its one filing, and what its page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock, vault
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseRespondent
from mrc.casework.rules.events import EventCode
from mrc.claims.models.collective import (
    CollectiveAssessment,
    CollectiveClaim,
    CollectiveEntry,
    CollectiveWorker,
)
from mrc.claims.rules import ClaimFault
from mrc.claims.rules.collective import CollectiveFacts, CollectiveFault, FilingFacts, Standing
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.service.limits import refresh_limits
from mrc.claims.service.recording import refuse_closed
from mrc.db import Amount, db, held, transaction
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.respondents.models import Respondent
from mrc.staff import service as staff
from mrc.vault import DataKey

PAGE = 50
_WORKERS = CollectiveWorker.__table__.c
LISTED = (_WORKERS.taken_off_at.is_(None),)
_ASKED = sa.func.coalesce(_WORKERS.claimed, _WORKERS.computed)
_NOTHING: Any = sa.literal(Decimal(0), Amount())
OWED, ARRIVED = sa.func.coalesce(_WORKERS.awarded, _ASKED), sa.func.coalesce(_WORKERS.received, _NOTHING)
_LEFT: Any = sa.case((OWED > ARRIVED, OWED - ARRIVED), (OWED.is_not(None), _NOTHING))


@dataclass(frozen=True)
class Totals:
    """How many workers a collective claim has, and their amounts together.

    What is outstanding is added up worker by worker: nobody's payment covers what another was awarded or claims.
    """

    workers: int = 0
    asked: Decimal | None = None
    awarded: Decimal | None = None
    received: Decimal | None = None
    outstanding: Decimal | None = None


@dataclass(frozen=True)
class ListedWorker:
    """One worker of a collective claim in a list."""

    id: int
    number: int
    name: str | None
    person_ref: str | None
    facts: dict[str, str]
    stands: Standing


@dataclass(frozen=True)
class CollectiveView:
    """A collective claim with all that its page shows; `following` is the number after which the next page begins."""

    claim: CollectiveClaim
    case: Case
    respondent: Respondent
    totals: Totals
    workers: list[ListedWorker]
    following: int | None
    assessments: list[CollectiveAssessment]
    entries: list[CollectiveEntry]
    names: dict[int, str]


def begin_collective(actor: Actor, case_ref: str, facts: CollectiveFacts) -> CollectiveClaim:
    """Begin a collective claim on a case, against one of its respondents."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.CLAIM_RECORD, for_update=True)
        refuse_closed(case)
        claim = CollectiveClaim(
            # A key of its own: the other workers keep their names when the person of the case is erased.
            data_key=DataKey.fresh(),
            case_id=case.id,
            respondent_id=_respondent_id(case, facts.respondent_ref),
            country=facts.country,
            currency=facts.currency,
            created_by_id=actor.id,
        )
        claim.note = facts.note
        db.session.add(claim)
        db.session.flush()
        casework.happen(case, EventCode.CLAIM_RECORDED, actor)
        audit.record(actor, audit.Event.CLAIM_RECORDED, case, claim=claim.ref)
    return claim


def _respondent_id(case: Case, ref: str) -> int:
    query = sa.select(Respondent.id).join(CaseRespondent).where(CaseRespondent.case_id == case.id)
    found = db.session.scalars(query.where(Respondent.ref == ref).limit(1)).one_or_none()
    if found is None:
        raise Refused(CollectiveFault.NO_RESPONDENT, field="respondent")
    return found


def load_collective(actor: Actor, ref: str, permission: Permission) -> tuple[CollectiveClaim, Case]:
    """A collective claim and its case; both held when it is to be written. Raises NotFound."""
    query = (
        sa.select(CollectiveClaim, Case.ref)
        .join(Case, Case.id == CollectiveClaim.case_id)
        .where(CollectiveClaim.ref == ref)
        .execution_options(populate_existing=True)
    )
    is_written = permission is Permission.CLAIM_RECORD
    if is_written:
        query = held(query, CollectiveClaim)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(ref)
    return found[0], casework.get_case(actor, found[1], permission, for_update=is_written)


def get_collective(
    actor: Actor, ref: str, permission: Permission = Permission.CLAIM_READ, after: int | None = None
) -> CollectiveView:
    """A collective claim with one page of its workers; the look at the case is on record."""
    claim, case = load_collective(actor, ref, permission)
    rows = _rows(claim.id, _WORKERS.number > (after or 0), *LISTED, limit=PAGE + 1)
    entries = entries_of(claim.id)
    assessments = _assessments(claim.id)
    users = {entry.recorded_by_id for entry in entries} | {record.made_by_id for record in assessments}
    respondent = db.session.scalars(sa.select(Respondent).where(Respondent.id == claim.respondent_id)).one()
    view = CollectiveView(
        claim,
        case,
        respondent,
        totals_of([claim.id]).get(claim.id, Totals()),
        listed(claim, rows[:PAGE]),
        rows[PAGE - 1].number if len(rows) > PAGE else None,
        assessments,
        entries,
        staff.names_of({user_id for user_id in users if user_id is not None}),
    )
    audit.look(actor, audit.Event.CASE_READ, case)
    return view


def collectives_of_case(case_id: int) -> list[tuple[CollectiveClaim, Totals, date | None]]:
    """The collective claims of a case, oldest first, each with its totals and the day to act before, until filed."""
    query = sa.select(CollectiveClaim).where(CollectiveClaim.case_id == case_id).order_by(CollectiveClaim.id)
    claims = list(db.session.scalars(query))
    ids = [claim.id for claim in claims]
    totals, days = totals_of(ids), _days_to_act(ids)
    return [(claim, totals.get(claim.id, Totals()), days.get(claim.id)) for claim in claims]


def _days_to_act(claim_ids: list[int]) -> dict[int, date]:
    """The nearest time limit of any worker by what was computed last, for claims that are not filed yet."""
    made = CollectiveAssessment
    newest = sa.select(sa.func.max(made.id)).where(made.claim_id.in_(claim_ids)).group_by(made.claim_id)
    query = (
        sa.select(made.claim_id, made.act_by)
        .join(CollectiveClaim, CollectiveClaim.id == made.claim_id)
        .where(made.id.in_(newest), CollectiveClaim.filed_on.is_(None))
    )
    return (
        {row.claim_id: row.act_by for row in db.session.execute(query) if row.act_by is not None} if claim_ids else {}
    )


def totals_of(claim_ids: Iterable[int]) -> dict[int, Totals]:
    """The totals of collective claims."""
    ids = list(claim_ids)
    if not ids:
        return {}
    amounts = (_ASKED, _WORKERS.awarded, _WORKERS.received, _LEFT)
    sums = (sa.type_coerce(sa.func.sum(amount), Amount()) for amount in amounts)
    query = sa.select(_WORKERS.claim_id, sa.func.count(), *sums).where(_WORKERS.claim_id.in_(ids), *LISTED)
    rows = db.session.execute(query.group_by(_WORKERS.claim_id))
    return {row[0]: Totals(*row[1:]) for row in rows}


def save_shared_facts(
    actor: Actor, ref: str, version: int, scope: Scope, data: dict[str, Any], label: str
) -> CollectiveClaim:
    """Keep what holds for all workers, whole or not."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        if claim.country not in jurisdictions():
            raise Refused(ClaimFault.NO_LAW)
        changed = [name for name in data if data[name] != (claim.facts or {}).get(name)]
        claim.still_at(version, [(label, "", "")] if changed else [])
        claim.scope, claim.facts = scope, data
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["facts"])
    return claim


def file_collective(actor: Actor, ref: str, version: int, facts: FilingFacts, label: str) -> CollectiveClaim:
    """Put the one filing on record. What was computed until then is what each worker claims from then on."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        if facts.filed_on > clock.today(actor.timezone):
            raise Refused(CollectiveFault.FILED_IN_FUTURE, field="filed_on")
        now = (claim.filed_on, claim.forum, claim.file_number)
        claim.still_at(version, [(label, facts.forum, claim.forum)] if claim.forum else [])
        if claim.filed_on is None:
            freeze = sa.update(CollectiveWorker).where(CollectiveWorker.claim_id == claim.id, *LISTED)
            db.session.execute(freeze.values(claimed=_ASKED), execution_options={"synchronize_session": False})
        claim.filed_on, claim.forum, claim.file_number = facts.filed_on, facts.forum, facts.file_number
        if now != (facts.filed_on, facts.forum, facts.file_number):
            refresh_limits([case.id])
            audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["filing"])
    return claim


def entries_of(claim_id: int) -> list[CollectiveEntry]:
    """The awards and payments of a collective claim, oldest first."""
    query = sa.select(CollectiveEntry).where(CollectiveEntry.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(CollectiveEntry.id)))


def all_workers(claim: CollectiveClaim) -> list[ListedWorker]:
    """Every worker on the list of a claim, by number."""
    return listed(claim, _rows(claim.id, *LISTED))


def listed(claim: CollectiveClaim, rows: Iterable[Any]) -> list[ListedWorker]:
    """Rows of workers with their names opened: with the case's key, or that of the person they are."""
    rows = list(rows)
    known = people.summary_of({row.person_id for row in rows if row.person_id is not None})
    return [
        ListedWorker(
            row.id,
            row.number,
            _name(claim, row, known),
            known[row.person_id].ref if row.person_id in known else None,
            row.facts,
            Standing(row.claimed, row.computed, row.awarded, row.received),
        )
        for row in rows
    ]


def _name(claim: CollectiveClaim, row: Any, known: dict[int, Any]) -> str | None:
    if row.person_id is not None:
        return known[row.person_id].name if row.person_id in known else None
    if claim.data_key.wrapped is None:
        return None
    return vault.unseal(claim.data_key.plain, row.name_sealed, "collective_workers.name_sealed").decode()


def _rows(claim_id: int, *conditions: Any, limit: int | None = None) -> list[Any]:
    query = sa.select(CollectiveWorker.__table__).where(_WORKERS.claim_id == claim_id, *conditions)
    return list(db.session.execute(query.order_by(_WORKERS.number).limit(limit)))


def _assessments(claim_id: int) -> list[CollectiveAssessment]:
    query = sa.select(CollectiveAssessment).where(CollectiveAssessment.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(CollectiveAssessment.id.desc())))
