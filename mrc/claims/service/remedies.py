"""What happens to remedies that are not money, and to sanctions: put on record, taken back, shown.

Like payments they may come after a case is closed, so that both can be recorded then.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.claims.models import Remedy, RemedyEntry, Sanction, WageClaim
from mrc.claims.rules.remedies import (
    RemedyFacts,
    RemedyFault,
    SanctionFacts,
    StepFacts,
    remedy_fault,
    sanction_fault,
    step_fault,
)
from mrc.claims.service.recording import load_claim
from mrc.db import db, find_one, transaction
from mrc.errors import Refused, refuse_any
from mrc.staff import service as staff


@dataclass(frozen=True)
class Beside:
    """What stands beside the money of a claim, oldest first, and the names of those who recorded it."""

    remedies: list[Remedy]
    sanctions: list[Sanction]
    names: dict[int, str]


def record_remedy(actor: Actor, claim_ref: str, facts: RemedyFacts) -> Remedy:
    """Put a remedy on record with its first step."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_any(remedy_fault(facts, clock.today(actor.timezone)))
        remedy = Remedy(
            data_key=claim.data_key, claim_id=claim.id, kind=facts.kind, steps=[_step(actor, facts.first)]
        )
        remedy.note = facts.note
        db.session.add(remedy)
        db.session.flush()
        _on_record(actor, claim, case, "remedies")
    return remedy


def record_step(actor: Actor, claim_ref: str, remedy_ref: str, facts: StepFacts) -> Remedy:
    """Put on record that a remedy came further."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        remedy = _remedy(claim, remedy_ref)
        refuse_any(step_fault(facts, clock.today(actor.timezone)))
        remedy.steps.append(_step(actor, facts))
        _on_record(actor, claim, case, "remedies")
    return remedy


def take_back_step(actor: Actor, claim_ref: str, remedy_ref: str, entry_id: int) -> Remedy:
    """Take back a step of a remedy that was put on record by mistake; it stays to be read."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        remedy = _remedy(claim, remedy_ref)
        _take_back(actor, next((step for step in remedy.steps if step.id == entry_id), None))
        _on_record(actor, claim, case, "remedies")
    return remedy


def get_remedy(actor: Actor, claim_ref: str, remedy_ref: str) -> tuple[WageClaim, Remedy]:
    """A remedy that is to be added to; the look at the case is on record."""
    claim, case = load_claim(actor, claim_ref, Permission.CLAIM_READ)
    remedy = _remedy(claim, remedy_ref)
    audit.look(actor, audit.Event.CASE_READ, case)
    return claim, remedy


def record_sanction(actor: Actor, claim_ref: str, facts: SanctionFacts) -> Sanction:
    """Put on record what an authority did to the offender."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_any(sanction_fault(facts, clock.today(actor.timezone)))
        sanction = Sanction(
            data_key=claim.data_key,
            claim_id=claim.id,
            kind=facts.kind,
            happened_on=facts.happened_on,
            recorded_by_id=actor.id,
        )
        sanction.authority, sanction.note = facts.authority, facts.note
        db.session.add(sanction)
        db.session.flush()
        _on_record(actor, claim, case, "sanctions")
    return sanction


def take_back_sanction(actor: Actor, claim_ref: str, sanction_ref: str) -> Sanction:
    """Take back a sanction that was put on record by mistake; it stays to be read."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        query = sa.select(Sanction).where(Sanction.claim_id == claim.id, Sanction.ref == sanction_ref)
        sanction = find_one(query.execution_options(populate_existing=True), sanction_ref)
        _take_back(actor, sanction)
        _on_record(actor, claim, case, "sanctions")
    return sanction


def beside_money(claim: WageClaim) -> Beside:
    """The remedies and the sanctions of a claim."""
    remedies = list(db.session.scalars(_remedies(claim).order_by(Remedy.id)))
    query = sa.select(Sanction).where(Sanction.claim_id == claim.id)
    sanctions = list(db.session.scalars(query.order_by(Sanction.happened_on, Sanction.id)))
    entries: list[RemedyEntry | Sanction] = [*(step for remedy in remedies for step in remedy.steps), *sanctions]
    return Beside(remedies, sanctions, staff.names_of({who for one in entries for who in _who(one)}))


def _remedies(claim: WageClaim) -> sa.Select[Remedy]:
    query = sa.select(Remedy).where(Remedy.claim_id == claim.id).options(selectinload(Remedy.steps))
    return query.execution_options(populate_existing=True)


def _remedy(claim: WageClaim, ref: str) -> Remedy:
    return find_one(_remedies(claim).where(Remedy.ref == ref), ref)


def _step(actor: Actor, facts: StepFacts) -> RemedyEntry:
    return RemedyEntry(step=facts.step, happened_on=facts.happened_on, recorded_by_id=actor.id)


def _take_back(actor: Actor, mistake: RemedyEntry | Sanction | None) -> None:
    if mistake is None or mistake.taken_back_at is not None:
        raise Refused(RemedyFault.NOTHING_TO_TAKE_BACK)
    mistake.taken_back_at, mistake.taken_back_by_id = clock.now(), actor.id


def _who(entry: RemedyEntry | Sanction) -> list[int]:
    return [who for who in (entry.recorded_by_id, entry.taken_back_by_id) if who is not None]


def _on_record(actor: Actor, claim: WageClaim, case: Case, what: str) -> None:
    audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[what])
