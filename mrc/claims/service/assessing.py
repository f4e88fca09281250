"""The facts of a claim, what the law gives for them, and its take-over into the ledger."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.claims.models import ClaimAssessment, ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import AmountKind, ClaimFault, Component
from mrc.claims.rules.assessment import Assessment, Payer
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import Facts, Scope
from mrc.claims.rules.facts_reader import read_facts
from mrc.claims.rules.job_days import led
from mrc.claims.rules.law_files import digest_of, jurisdictions
from mrc.claims.rules.snapshots import Difference, amounts, differences, packed, unpacked
from mrc.claims.service.limits import refresh_limits
from mrc.claims.service.recording import ClaimView, facts_of, get_claim, load_claim, refuse_closed, stand
from mrc.classifications import is_currency, minor_units
from mrc.db import db, find_one, transaction
from mrc.errors import Refused
from mrc.staff import service as staff

# Amounts are kept in thousandths.
_MOST_PLACES = 3
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class AssessmentView:
    """An assessment as it was made, beside its claim, and what changed since the one before it."""

    view: ClaimView
    record: ClaimAssessment
    result: Assessment
    made_by: str | None
    before: ClaimAssessment | None
    changes: list[Difference]
    is_newest: bool
    law_changed: bool


def read(data: dict[str, Any], actor: Actor) -> Facts:
    """The facts in what was typed. Raises BadFacts."""
    return read_facts(data, jurisdictions(), _places, clock.today(actor.timezone))


def claim_alone(actor: Actor, claim_ref: str) -> WageClaim:
    """A claim that somebody may record on, for what its country asks; nothing of it is shown, so nobody looked."""
    return load_claim(actor, claim_ref, Permission.CLAIM_RECORD)[0]


def save_facts(
    actor: Actor, claim_ref: str, version: int, scope: Scope, data: dict[str, Any], label: str
) -> WageClaim:
    """Keep the facts of a claim, whole or not."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        _keep(actor, claim, case, version, scope, data, label)
    return claim


def compute(
    actor: Actor, claim_ref: str, version: int, scope: Scope, data: dict[str, Any], label: str
) -> ClaimAssessment:
    """Keep the facts, and beside them what the law gives for them now. Raises BadFacts."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        _keep(actor, claim, case, version, scope, data, label)
        result = assess(read(data, actor))
        if result.total >= LARGEST:
            raise Refused(ClaimFault.TOO_LARGE, field="total")
        record = ClaimAssessment(
            claim_id=claim.id,
            made_by_id=actor.id,
            law_digest=digest_of(claim.country),
            facts=data,
            result=packed(result),
            currency=result.currency,
            total=result.total,
        )
        db.session.add(record)
        db.session.flush()
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["assessment"])
    return record


def get_assessment(actor: Actor, claim_ref: str, assessment_ref: str) -> AssessmentView:
    """An assessment of a claim, with what changed since the one before; the look at the case is on record."""
    claim, _case = load_claim(actor, claim_ref, Permission.CLAIM_READ)
    record = _assessment(claim, assessment_ref)
    all_of_claim = assessments_of(claim.id)
    place = [other.id for other in all_of_claim].index(record.id)
    before = all_of_claim[place + 1] if place + 1 < len(all_of_claim) else None
    result = unpacked(record.result)
    names = staff.names_of({record.made_by_id} if record.made_by_id else set())
    return AssessmentView(
        get_claim(actor, claim_ref),
        record,
        result,
        names.get(record.made_by_id) if record.made_by_id else None,
        before,
        differences(unpacked(before.result), result) if before else [],
        place == 0,
        before is not None and before.law_digest != record.law_digest,
    )


def assessments_of(claim_id: int) -> list[ClaimAssessment]:
    """The assessments of a claim, newest first."""
    query = sa.select(ClaimAssessment).where(ClaimAssessment.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(ClaimAssessment.id.desc())))


def take_over(actor: Actor, claim_ref: str, assessment_ref: str) -> WageClaim:
    """Put what the employer owes by an assessment on record as computed, part by part; earlier entries stay."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        record = _assessment(claim, assessment_ref)
        owed = amounts(unpacked(record.result), Payer.EMPLOYER)
        standing = {line.component for line in claim.lines if line.computed is not None}
        for component in Component:
            amount = owed.get(component, Decimal(0))
            if amount or component in standing:
                _enter_computed(actor, claim, component, amount)
        refresh_limits([case.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[AmountKind.COMPUTED])
    return claim


def _keep(
    actor: Actor, claim: WageClaim, case: Case, version: int, scope: Scope, data: dict[str, Any], label: str
) -> None:
    refuse_closed(case)
    if claim.country not in jurisdictions():
        raise Refused(ClaimFault.NO_LAW)
    changed = [name for name in data if data[name] != (claim.facts or {}).get(name)]
    claim.still_at(version, [(label, "", "")] if changed else [])
    claim.scope, claim.facts = scope, data
    head = led(facts_of(claim), data)
    days = ("employed_from", "employed_to", "is_still_employed")
    claim.employed_from, claim.employed_to, claim.is_still_employed = (getattr(head, name) for name in days)
    refresh_limits([case.id])
    audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["facts"])


def _assessment(claim: WageClaim, ref: str) -> ClaimAssessment:
    query = sa.select(ClaimAssessment).where(ClaimAssessment.claim_id == claim.id, ClaimAssessment.ref == ref)
    return find_one(query, ref)


def _enter_computed(actor: Actor, claim: WageClaim, component: Component, amount: Decimal) -> None:
    line = _line_for(claim, component)
    line.ledger.append(
        LedgerEntry(
            kind=AmountKind.COMPUTED,
            amount=amount,
            currency=claim.currency,
            happened_on=clock.today(actor.timezone),
            recorded_by_id=actor.id,
        )
    )
    stand(line, AmountKind.COMPUTED)


def _line_for(claim: WageClaim, component: Component) -> ClaimLine:
    """The line that carries what is computed for a component as a whole: the one that does, or its only one."""
    lines = [line for line in claim.lines if line.component is component]
    carrying = [line for line in lines if line.computed is not None]
    whole = [line for line in lines if line.period_from is None and line.period_to is None]
    fitting = carrying or (lines if len(lines) == 1 else whole)
    if fitting:
        return fitting[0]
    line = ClaimLine(component=component, ledger=[])
    claim.lines.append(line)
    return line


def _places(currency: str) -> int | None:
    return min(minor_units(currency), _MOST_PLACES) if is_currency(currency) else None
