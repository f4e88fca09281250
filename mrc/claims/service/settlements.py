"""What happens to the settlement of a claim: recorded, replaced by a newer one, broken off, shown."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.claims.models import Instalment, Settlement, WageClaim
from mrc.claims.rules import ClaimFault
from mrc.claims.rules import settlements as rules
from mrc.claims.rules.settlements import (
    Covered,
    SettlementEnd,
    SettlementFacts,
    SettlementFault,
    settlement_fault,
)
from mrc.claims.service.instalments import refresh_instalments
from mrc.claims.service.recording import ClaimView, get_claim, load_claim, refuse_closed
from mrc.classifications import minor_units
from mrc.db import db, find_one, transaction
from mrc.errors import Refused, refuse_any
from mrc.staff import service as staff


@dataclass(frozen=True)
class ShownSettlement:
    """A settlement with its instalments as payments cover them, and who recorded and who ended it."""

    record: Settlement
    covered: list[Covered]
    recorded_by: str | None
    ended_by: str | None

    @property
    def received(self) -> Decimal:
        """What has arrived of it."""
        return sum((part.covered for part in self.covered), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """What has not arrived of it."""
        return self.record.total - self.received

    @property
    def stands(self) -> bool:
        """Whether it was neither replaced nor broken off."""
        return self.record.ended_on is None


def record_settlement(actor: Actor, claim_ref: str, facts: SettlementFacts, replaces: str | None) -> Settlement:
    """Record what was agreed for a claim, in the place of the settlement that stands, which its writer has seen."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        standing = standing_of(claim)
        if replaces != (standing.ref if standing else None):
            raise Refused(SettlementFault.ANOTHER_STANDS)
        since = standing.agreed_on if standing else None
        places, today = minor_units(claim.currency), clock.today(actor.timezone)
        refuse_any(settlement_fault(facts, places, today, since))
        if standing is not None:
            _end(actor, standing, facts.agreed_on, SettlementEnd.REPLACED)
        settlement = _settlement(actor, claim, facts)
        db.session.add(settlement)
        refresh_instalments(case)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["settlement"])
    return settlement


def break_off(actor: Actor, claim_ref: str, settlement_ref: str, happened_on: date, why: str) -> Settlement:
    """End a settlement that was not kept, and say why; it stays to be read, and nothing of it is due any more.

    Like payments this may become known after the case is closed, and then ends the waiting for money.
    """
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        settlement = _find(claim, settlement_ref)
        if settlement.ended_on is not None:
            raise Refused(SettlementFault.NO_LONGER_STANDS)
        if happened_on > clock.today(actor.timezone):
            raise Refused(ClaimFault.DATE_IN_FUTURE, field="happened_on")
        if happened_on < settlement.agreed_on:
            raise Refused(SettlementFault.ENDS_BEFORE_AGREED, field="happened_on")
        settlement.ended_why = why
        _end(actor, settlement, happened_on, SettlementEnd.BROKEN_OFF)
        refresh_instalments(case)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["settlement"])
    return settlement


def get_settlement(actor: Actor, claim_ref: str, settlement_ref: str) -> tuple[ClaimView, ShownSettlement]:
    """A settlement beside its claim; the look at the case is on record."""
    claim, _case = load_claim(actor, claim_ref, Permission.CLAIM_READ)
    ref = _find(claim, settlement_ref).ref
    view = get_claim(actor, claim_ref)
    shown = settlements_of(view.claim, clock.today(actor.timezone))
    return view, next(settlement for settlement in shown if settlement.record.ref == ref)


def settlements_of(claim: WageClaim, today: date) -> list[ShownSettlement]:
    """The settlements of a claim that is loaded with its ledger, newest first; at most one of them stands."""
    records = list(db.session.scalars(_of(claim).order_by(Settlement.id.desc())))
    names = staff.names_of({who for one in records for who in (one.recorded_by_id, one.ended_by_id) if who})
    return [
        ShownSettlement(
            record,
            _covered(claim, record, records[:place], today),
            names.get(record.recorded_by_id or 0),
            names.get(record.ended_by_id or 0),
        )
        for place, record in enumerate(records)
    ]


def standing_of(claim: WageClaim) -> Settlement | None:
    """The settlement that stands for a claim, if any."""
    return db.session.scalars(_of(claim).where(Settlement.ended_on.is_(None))).one_or_none()


def _of(claim: WageClaim) -> sa.Select[Settlement]:
    query = sa.select(Settlement).where(Settlement.claim_id == claim.id)
    return query.options(selectinload(Settlement.instalments)).execution_options(populate_existing=True)


def _find(claim: WageClaim, ref: str) -> Settlement:
    return find_one(_of(claim).where(Settlement.ref == ref), ref)


def _covered(claim: WageClaim, record: Settlement, newer: list[Settlement], today: date) -> list[Covered]:
    entries = [entry for line in claim.lines for entry in line.ledger]
    received = rules.received_for(entries, _span(record), map(_span, newer))
    parts = [rules.Instalment(part.due_on, part.amount) for part in record.instalments]
    return rules.cover(parts, received, record.ended_on or today)


def _span(record: Settlement) -> rules.Span:
    return rules.Span(record.agreed_on, record.ended_on, record.ended_how)


def _end(actor: Actor, settlement: Settlement, day: date, how: SettlementEnd) -> None:
    settlement.ended_on, settlement.ended_how, settlement.ended_by_id = day, how, actor.id
    # Two may not stand at once, not even for a moment.
    db.session.flush()


def _settlement(actor: Actor, claim: WageClaim, facts: SettlementFacts) -> Settlement:
    settlement = Settlement(
        data_key=claim.data_key,
        claim_id=claim.id,
        agreed_on=facts.agreed_on,
        total=facts.total,
        currency=claim.currency,
        way=facts.way,
        language=facts.language,
        understood=facts.understood,
        recorded_by_id=actor.id,
        instalments=[Instalment(due_on=part.due_on, amount=part.amount) for part in facts.instalments],
    )
    settlement.terms, settlement.waiver = facts.terms, facts.waiver
    return settlement
