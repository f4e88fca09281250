"""How the instalments of standing settlements stand: a case keeps the next day, and who must act is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from mrc import access, audit, clock
from mrc.access import Actor, Permission, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.work import LIMIT
from mrc.claims.models import ClaimLine, Instalment, LedgerEntry, Settlement, WageClaim
from mrc.claims.rules import AmountKind
from mrc.claims.rules import settlements as rules
from mrc.claims.rules.settlements import SOON, Covered, InstalmentState
from mrc.db import db, write
from mrc.people import service as people
from mrc.people.models import Person


@dataclass(frozen=True)
class Plan:
    """The settlement that stands for a claim, with its instalments as payments cover them today."""

    claim_ref: str
    case_id: int
    currency: str
    covered: list[Covered]
    today: date

    @property
    def pressing(self) -> list[Covered]:
        """What was missed, or falls due within the next days."""
        return rules.pressing(self.covered, self.today)

    @property
    def is_missed(self) -> bool:
        """Whether an instalment was missed."""
        return any(part.state is InstalmentState.MISSED for part in self.covered)


@dataclass(frozen=True)
class DueLine:
    """Somebody whose instalments were missed or fall due soon."""

    plan: Plan
    case_ref: str
    is_closed: bool
    person: Any


def refresh_instalments(case: Case) -> None:
    """Keep on a case the day of the next instalment that is not covered, also when the case is closed.

    Shares the transaction of what caused it. Money is owed after a case is closed, too, so closing changes nothing.
    """
    db.session.flush()
    # Held first, so that of two payments for two claims of one case the later one sees both.
    held = sa.select(Case.instalment_due_on).where(Case.id == case.id).with_for_update()
    before = db.session.execute(held).scalar_one()
    days = (rules.next_due(plan.covered) for plan in plans_of([case.id], clock.today()))
    due_on = min((day for day in days if day is not None), default=None)
    if due_on != before:
        # Nobody edits this day, so that it makes no version of the case.
        write(sa.update(Case).where(Case.id == case.id).values(instalment_due_on=due_on))
    set_committed_value(case, "instalment_due_on", due_on)


def plans_of(case_ids: list[int], today: date) -> list[Plan]:
    """The settlements that stand for the claims of some cases. The number of queries does not grow with them."""
    query = (
        sa.select(
            Settlement.id, Settlement.agreed_on, Settlement.currency, WageClaim.id.label("claim_id"), WageClaim.ref
        )
        .add_columns(WageClaim.case_id)
        .join(WageClaim, WageClaim.id == Settlement.claim_id)
        .where(WageClaim.case_id.in_(case_ids), Settlement.ended_on.is_(None))
    )
    heads = db.session.execute(query.order_by(Settlement.id)).all()
    if not heads:
        return []
    parts = _parts_by_settlement([head.id for head in heads])
    payments = _payments_by_claim([head.claim_id for head in heads])
    found = []
    for head in heads:
        received = rules.received_for(payments.get(head.claim_id, []), rules.Span(head.agreed_on))
        covered = rules.cover(parts.get(head.id, []), received, today)
        found.append(Plan(head.ref, head.case_id, head.currency, covered, today))
    return found


def due_instalments(actor: Actor) -> tuple[list[DueLine], bool]:
    """Whose instalments were missed or fall due soon in the actor's own cases, oldest first, and if there are more.

    Who leads a centre is told of cases that nobody works on, too. The look is on record.
    """
    today = clock.today(actor.timezone)
    leads = access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id))
    rows = [row for worker_id in ([actor.id, None] if leads else [actor.id]) for row in _due(actor, worker_id, today)]
    rows.sort(key=lambda row: (row.instalment_due_on, row.id))
    cases = {row.id: row for row in rows[:LIMIT]}
    if not cases:
        return [], False
    persons = people.summary_of({row.person_id for row in cases.values()})
    plans = sorted(plans_of(list(cases), today), key=lambda plan: list(cases).index(plan.case_id))
    lines = [
        DueLine(plan, case.ref, case.status is CaseStatus.CLOSED, persons.get(case.person_id))
        for plan in plans
        if plan.pressing
        for case in [cases[plan.case_id]]
    ]
    audit.look(actor, audit.Event.CASE_LISTED, filters=["instalments"], results=len(cases))
    return lines, len(rows) > LIMIT


def _due(actor: Actor, worker_id: int | None, today: date) -> list[Any]:
    query = (
        sa.select(Case.id, Case.ref, Case.person_id, Case.status, Case.instalment_due_on)
        .join(Person, Person.id == Case.person_id)
        .where(
            Case.caseworker_id == worker_id,
            Case.instalment_due_on <= today + SOON,
            casework.visible(actor),
            # After an erasure there is nobody left to pay.
            Person.erased_at.is_(None),
        )
    )
    return list(db.session.execute(query.order_by(Case.instalment_due_on, Case.id).limit(LIMIT + 1)))


def _parts_by_settlement(ids: list[int]) -> dict[int, list[rules.Instalment]]:
    query = sa.select(Instalment.settlement_id, Instalment.due_on, Instalment.amount)
    found: dict[int, list[rules.Instalment]] = {}
    for settlement_id, due_on, amount in db.session.execute(query.where(Instalment.settlement_id.in_(ids))):
        found.setdefault(settlement_id, []).append(rules.Instalment(due_on, amount))
    return found


def _payments_by_claim(ids: list[int]) -> dict[int, list[Any]]:
    entry = LedgerEntry
    query = (
        sa.select(ClaimLine.claim_id, entry.id, entry.takes_back_id, entry.kind, entry.amount, entry.happened_on)
        .join(ClaimLine, ClaimLine.id == entry.line_id)
        .where(ClaimLine.claim_id.in_(ids), entry.kind == AmountKind.RECEIVED)
    )
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(query.order_by(entry.id)):
        found.setdefault(row.claim_id, []).append(row)
    return found
