"""Claims that were settled: what tests of settlements begin with, and one of everything for tests of all pages."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc.access import Actor
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.claims import service as claims
from mrc.claims.models import ClaimLine, LedgerEntry, Settlement, WageClaim
from mrc.claims.rules import AmountKind, ClaimFacts, Component, EntryFacts, LineFacts, PaymentMethod
from mrc.claims.rules.dollars import Rate, RateSource
from mrc.claims.rules.remedies import RemedyFacts, RemedyKind, RemedyStep, SanctionFacts, SanctionKind, StepFacts
from mrc.claims.rules.settlements import Instalment, SettlementFacts, SettlementWay, Understood, monthly
from mrc.db import db
from mrc.refs import spoken
from tests.builders import World, actor_of, make_case

AGREED_ON = date(2026, 10, 1)
# The tests' today is 20 November 2026.
TODAY = date(2026, 11, 20)
MISSED, SOON, LATER = date(2026, 11, 19), date(2026, 11, 27), date(2026, 11, 28)


def new_claim(world: World, case: Case | None = None, currency: str = "QAR") -> WageClaim:
    """A claim of 400 and 100, by default of a case of its own."""
    case = case or make_case(world.origin, caseworker=world.caseworker)
    facts = ClaimFacts(None, "QA", currency, is_still_employed=True)
    lines = [LineFacts(Component.UNPAID_WAGE, Decimal(400)), LineFacts(Component.LEAVE, Decimal(100))]
    return claims.record_claim(actor_of(world.caseworker), case.ref, facts, lines)


def agreed(*days: date, on: date = date(2026, 11, 1), **values: Any) -> SettlementFacts:
    """What was agreed: a hundred on each of these days."""
    rows = tuple(Instalment(day, Decimal(100)) for day in days)
    return SettlementFacts(on, Decimal(100) * len(rows), SettlementWay.CONCILIATION, rows, **values)


def settle(world: World, claim: WageClaim, *days: date, replaces: str | None = None, **values: Any) -> Settlement:
    """Settle a claim for a hundred on each of these days."""
    return claims.record_settlement(actor_of(world.caseworker), claim.ref, agreed(*days, **values), replaces)


def pay(
    world: World,
    claim: WageClaim,
    amount: str,
    on: date = TODAY,
    kind: AmountKind = AmountKind.RECEIVED,
    rate: Rate | None = None,
) -> LedgerEntry:
    """Put an amount on record for the first line of a claim."""
    line_id = db.session.scalars(sa.select(ClaimLine.id).where(ClaimLine.claim_id == claim.id)).first() or 0
    facts = EntryFacts(kind, on, ((line_id, Decimal(amount)),), PaymentMethod.BANK, rate)
    return claims.record_amounts(actor_of(world.caseworker), claim.ref, facts).lines[0].ledger[-1]


def case_ref(claim: WageClaim) -> str:
    """The reference of the case of a claim."""
    return db.session.execute(sa.select(Case.ref).where(Case.id == claim.case_id)).scalar_one()


def close(world: World, claim: WageClaim) -> None:
    """Close the case of a claim."""
    casework.close(actor_of(world.supervisor), case_ref(claim), Resolution.SETTLED_AMICABLE, "settled")


def claim_url(claim: WageClaim, rest: str = "") -> str:
    """The address of a claim at the office door, or of a page under it."""
    return f"/office/claims/{spoken(claim.ref)}{rest}"


def stored(column: Any) -> list[Any]:
    """A column as the database has it, in the order of its rows."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(column).order_by(column.class_.id)))


def sample_of(actor: Actor, claim: WageClaim, mark: str, other: str) -> dict[str, object]:
    """A settlement that was paid in part and then missed, and the rest; what their addresses and the claim's need."""
    parts = monthly(Decimal(900), 3, date(2026, 10, 31), 2)
    facts = SettlementFacts(
        AGREED_ON, Decimal(900), SettlementWay.CONCILIATION, parts, "ne", Understood.YES, mark, other
    )
    settlement = claims.record_settlement(actor, claim.ref, facts, None)
    rate = Rate(Decimal("3.64"), AGREED_ON, RateSource.CENTRAL_BANK)
    paid = EntryFacts(AmountKind.RECEIVED, AGREED_ON, ((claim.lines[0].id, Decimal(100)),), PaymentMethod.CASH, rate)
    claims.record_amounts(actor, claim.ref, paid)
    first = StepFacts(RemedyStep.ASKED, AGREED_ON)
    remedy = claims.record_remedy(actor, claim.ref, RemedyFacts(RemedyKind.DOCUMENTS, first, mark))
    sanction = claims.record_sanction(actor, claim.ref, SanctionFacts(SanctionKind.FINE, mark, AGREED_ON, other))
    return {
        "claim_ref": claim.ref,
        "entry_id": claim.lines[0].ledger[0].id,
        "settlement_ref": settlement.ref,
        "remedy_ref": remedy.ref,
        "remedy_step_id": remedy.steps[0].id,
        "sanction_ref": sanction.ref,
    }
