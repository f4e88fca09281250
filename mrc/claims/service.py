"""What happens to wage claims: recorded, changed, shown, and amounts put on record as they come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit, clock, vault
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseRespondent
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus
from mrc.claims.models import ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import (
    AmountKind,
    ClaimFacts,
    ClaimFault,
    EntryFacts,
    LineFacts,
    Sums,
    fault_of,
    is_too_fine,
    standing,
)
from mrc.classifications import minor_units
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people.models import Person
from mrc.respondents.models import Respondent
from mrc.staff import service as staff
from mrc.vault import DataKey

PAGE = 50


@dataclass(frozen=True)
class ClaimView:
    """A claim with its lines, sums, respondent's name, and who recorded what."""

    claim: WageClaim
    case: Case
    sums: Sums
    respondent: str | None
    names: dict[int, str]


@dataclass(frozen=True)
class ListedClaim:
    """One line of the list of claims."""

    id: int
    ref: str
    case_ref: str
    name: str | None
    latin_name: str | None
    respondent: str | None
    country: str
    currency: str
    created_on: date
    sums: Sums


def record_claim(actor: Actor, case_ref: str, facts: ClaimFacts, lines: list[LineFacts]) -> WageClaim:
    """Record a claim with its lines: all of it or nothing."""
    with transaction():
        case = _open_case(actor, case_ref)
        _check(facts, lines)
        if not lines:
            raise Refused(ClaimFault.NO_LINES)
        claim = WageClaim(data_key=case.data_key, case_id=case.id, created_by_id=actor.id)
        _write_head(claim, case, facts)
        _add_lines(actor, claim, lines)
        db.session.add(claim)
        db.session.flush()
        casework.happen(case, EventCode.CLAIM_RECORDED, actor, subject_ref=claim.ref)
        audit.record(actor, audit.Event.CLAIM_RECORDED, case, claim=claim.ref)
    return claim


def add_lines(actor: Actor, claim_ref: str, lines: list[LineFacts]) -> WageClaim:
    """Add lines to a claim."""
    with transaction():
        claim, case = _load(actor, claim_ref, Permission.CLAIM_RECORD)
        _refuse_closed(case)
        if not lines:
            raise Refused(ClaimFault.NO_LINES)
        _check(None, lines, claim.currency)
        _add_lines(actor, claim, lines)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["lines"])
    return claim


def change_claim(actor: Actor, claim_ref: str, version: int, facts: ClaimFacts, labels: dict[str, str]) -> WageClaim:
    """Change the head of a claim. The currency stays: amounts are on record in it."""
    with transaction():
        claim, case = _load(actor, claim_ref, Permission.CLAIM_RECORD)
        _refuse_closed(case)
        now = facts_of(claim)
        changed = [name for name in labels if getattr(now, name) != getattr(facts, name)]
        claim.still_at(version, [(labels[name], getattr(facts, name), getattr(now, name)) for name in changed])
        _check(facts, [])
        _write_head(claim, case, facts)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=changed)
    return claim


def record_amounts(actor: Actor, claim_ref: str, facts: EntryFacts) -> WageClaim:
    """Put an offer, an award or a payment on record for some lines of a claim; earlier entries stay."""
    with transaction():
        claim, case = _load(actor, claim_ref, Permission.CLAIM_RECORD)
        if not facts.amounts:
            raise Refused(ClaimFault.NO_AMOUNT)
        if facts.happened_on > clock.today(actor.timezone):
            raise Refused(ClaimFault.DATE_IN_FUTURE, field="happened_on")
        if any(is_too_fine(amount, minor_units(claim.currency)) for _line, amount in facts.amounts):
            raise Refused(ClaimFault.TOO_MANY_DECIMALS)
        lines = {line.id: line for line in claim.lines}
        for line_id, amount in facts.amounts:
            if line_id not in lines:
                raise NotFound(claim_ref)
            _enter(actor, claim, lines[line_id], facts, amount)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[facts.kind])
    return claim


def get_claim(actor: Actor, claim_ref: str, permission: Permission = Permission.CLAIM_READ) -> ClaimView:
    """A claim with all that its page shows; the look at the case is on record."""
    with transaction():
        claim, case = _load(actor, claim_ref, permission)
        audit.record(actor, audit.Event.CASE_READ, case)
        respondent = db.session.get(Respondent, claim.respondent_id) if claim.respondent_id else None
        writers = {entry.recorded_by_id for line in claim.lines for entry in line.ledger if entry.recorded_by_id}
        return ClaimView(
            claim, case, sums_of(claim.lines), respondent.name if respondent else None, staff.names_of(writers)
        )


def of_case(case_id: int) -> list[tuple[WageClaim, Sums]]:
    """The claims of a case, oldest first, each with its sums."""
    query = sa.select(WageClaim).where(WageClaim.case_id == case_id).options(selectinload(WageClaim.lines))
    return [(claim, sums_of(claim.lines)) for claim in db.session.scalars(query.order_by(WageClaim.id))]


def listed(
    actor: Actor, currency: str | None = None, is_unpaid: bool = False, before: int | None = None
) -> tuple[list[ListedClaim], bool]:
    """The claims the actor may see, newest first, and whether there are older ones. The look is on record."""
    query = _LIST.where(casework.visible(actor)).order_by(WageClaim.id.desc()).limit(PAGE + 1)
    if currency:
        query = query.where(WageClaim.currency == currency)
    if is_unpaid:
        query = query.where(_has_unpaid())
    if before is not None:
        query = query.where(WageClaim.id < before)
    with transaction():
        rows = db.session.execute(query).all()
        filters = {"currency": currency, "unpaid": is_unpaid}
        audit.record(actor, audit.Event.CASE_LISTED, filters=filters, results=min(len(rows), PAGE))
    sums = _sums_by_claim([row.id for row in rows[:PAGE]])
    return [_listed(row, sums.get(row.id, Sums())) for row in rows[:PAGE]], len(rows) > PAGE


def sums_of(lines: Iterable[ClaimLine]) -> Sums:
    """The sums of lines in one currency."""
    total = Sums()
    for line in lines:
        total = total.plus(Sums(line.claimed, line.offered, line.awarded, line.received))
    return total


def facts_of(claim: WageClaim) -> ClaimFacts:
    """The head of a claim as facts, to be compared or shown in a form."""
    respondent = db.session.get(Respondent, claim.respondent_id) if claim.respondent_id else None
    return ClaimFacts(
        respondent_ref=respondent.ref if respondent else None,
        country=claim.country,
        currency=claim.currency,
        employed_from=claim.employed_from,
        employed_to=claim.employed_to,
        is_still_employed=claim.is_still_employed,
        monthly_wage=claim.monthly_wage,
        note=claim.note,
    )


def respondents_of(case_id: int) -> list[tuple[str, str]]:
    """The respondents of a case as (reference, name), for the choice of whom a claim is against."""
    query = sa.select(Respondent).join(CaseRespondent).where(CaseRespondent.case_id == case_id).distinct()
    return [(row.ref, row.name or "") for row in db.session.scalars(query.order_by(Respondent.id))]


def _open_case(actor: Actor, case_ref: str) -> Case:
    case = casework.get_case(actor, case_ref, Permission.CLAIM_RECORD, for_update=True)
    _refuse_closed(case)
    return case


def _refuse_closed(case: Case) -> None:
    if case.status is CaseStatus.CLOSED:
        raise Refused(ClaimFault.CASE_CLOSED)


def _load(actor: Actor, claim_ref: str, permission: Permission) -> tuple[WageClaim, Case]:
    query = (
        sa.select(WageClaim, Case.ref)
        .join(Case, Case.id == WageClaim.case_id)
        .where(WageClaim.ref == claim_ref)
        .options(selectinload(WageClaim.lines).selectinload(ClaimLine.ledger))
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(claim_ref)
    claim, case_ref = found
    return claim, casework.get_case(actor, case_ref, permission)


def _check(facts: ClaimFacts | None, lines: list[LineFacts], currency: str | None = None) -> None:
    head = facts or ClaimFacts(None, "", currency or "", is_still_employed=True)
    fault = fault_of(head, lines, minor_units(head.currency))
    if fault is not None:
        raise Refused(fault[0], field=fault[1])


def _write_head(claim: WageClaim, case: Case, facts: ClaimFacts) -> None:
    claim.respondent_id = _respondent_id(case, facts.respondent_ref)
    claim.country = facts.country
    claim.currency = claim.currency or facts.currency
    claim.employed_from, claim.employed_to = facts.employed_from, facts.employed_to
    claim.is_still_employed, claim.monthly_wage = facts.is_still_employed, facts.monthly_wage
    claim.note = facts.note


def _respondent_id(case: Case, ref: str | None) -> int | None:
    if ref is None:
        return None
    query = (
        sa.select(Respondent.id)
        .join(CaseRespondent)
        .where(CaseRespondent.case_id == case.id, Respondent.ref == ref)
        .limit(1)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise Refused(ClaimFault.NOT_A_RESPONDENT, field="respondent")
    return found


def _add_lines(actor: Actor, claim: WageClaim, lines: list[LineFacts]) -> None:
    today = clock.today(actor.timezone)
    for facts in lines:
        asked = LedgerEntry(
            kind=AmountKind.CLAIMED,
            amount=facts.claimed,
            currency=claim.currency,
            happened_on=today,
            recorded_by_id=actor.id,
        )
        line = ClaimLine(
            component=facts.component,
            period_from=facts.period_from,
            period_to=facts.period_to,
            claimed=facts.claimed,
            ledger=[asked],
        )
        claim.lines.append(line)


def _enter(actor: Actor, claim: WageClaim, line: ClaimLine, facts: EntryFacts, amount: object) -> None:
    entry = LedgerEntry(
        line_id=line.id,
        kind=facts.kind,
        amount=amount,
        currency=claim.currency,
        happened_on=facts.happened_on,
        method=facts.method if facts.kind is AmountKind.RECEIVED else None,
        recorded_by_id=actor.id,
    )
    line.ledger.append(entry)
    setattr(line, facts.kind, standing(facts.kind, [one.amount for one in line.ledger if one.kind is facts.kind]))


def _has_unpaid() -> sa.ColumnElement[bool]:
    owed = sa.func.coalesce(ClaimLine.awarded, ClaimLine.claimed)
    received = sa.func.coalesce(ClaimLine.received, 0)
    return sa.exists().where(ClaimLine.claim_id == WageClaim.id, owed > received)


def _sums_by_claim(ids: list[int]) -> dict[int, Sums]:
    lines = db.session.scalars(sa.select(ClaimLine).where(ClaimLine.claim_id.in_(ids)))
    found: dict[int, Sums] = {}
    for line in lines:
        own = Sums(line.claimed, line.offered, line.awarded, line.received)
        found[line.claim_id] = found.get(line.claim_id, Sums()).plus(own)
    return found


_PERSON_KEY, _RESPONDENT_KEY = sa.orm.aliased(DataKey), sa.orm.aliased(DataKey)
_LIST = (
    sa.select(
        WageClaim.id,
        WageClaim.ref,
        WageClaim.country,
        WageClaim.currency,
        WageClaim.created_at,
        Case.ref.label("case_ref"),
        Person.name_sealed,
        Person.latin_name_sealed,
        _PERSON_KEY.master_id,
        _PERSON_KEY.wrapped,
        Respondent.name_sealed.label("respondent_sealed"),
        _RESPONDENT_KEY.master_id.label("respondent_master"),
        _RESPONDENT_KEY.wrapped.label("respondent_wrapped"),
    )
    .join(Case, Case.id == WageClaim.case_id)
    .join(Person, Person.id == Case.person_id)
    .join(_PERSON_KEY, _PERSON_KEY.id == Person.data_key_id)
    .outerjoin(Respondent, Respondent.id == WageClaim.respondent_id)
    .outerjoin(_RESPONDENT_KEY, _RESPONDENT_KEY.id == Respondent.data_key_id)
)


def _listed(row: sa.Row[*tuple[object, ...]], sums: Sums) -> ListedClaim:
    person = (row.master_id, row.wrapped)
    return ListedClaim(
        id=row.id,
        ref=row.ref,
        case_ref=row.case_ref,
        name=vault.open_text(*person, row.name_sealed, "people.name_sealed"),
        latin_name=vault.open_text(*person, row.latin_name_sealed, "people.latin_name_sealed"),
        respondent=vault.open_text(
            row.respondent_master, row.respondent_wrapped, row.respondent_sealed, "respondents.name_sealed"
        ),
        country=row.country,
        currency=row.currency,
        created_on=row.created_at.date(),
        sums=sums,
    )
