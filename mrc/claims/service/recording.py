"""What happens to one wage claim: recorded, changed, shown, and amounts put on record as they come."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit, clock
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
    counting,
    fault_of,
    is_too_fine,
    standing,
    valid,
)
from mrc.claims.rules.dollars import Dollars, in_dollars, rate_fault
from mrc.claims.rules.job_days import followed
from mrc.claims.service.instalments import refresh_instalments
from mrc.claims.service.limits import refresh_limits
from mrc.claims.service.listing import outstanding_of, sums_of
from mrc.classifications import minor_units
from mrc.db import db, held, transaction
from mrc.errors import NotFound, Refused, refuse_any
from mrc.respondents.models import Respondent
from mrc.staff import service as staff


@dataclass(frozen=True)
class ClaimView:
    """A claim with its lines, sums, what has not arrived, respondent's name, and who recorded what."""

    claim: WageClaim
    case: Case
    sums: Sums
    outstanding: Decimal | None
    respondent: str | None
    respondent_ref: str | None
    names: dict[int, str]


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
        refresh_limits([case.id])
        casework.happen(case, EventCode.CLAIM_RECORDED, actor, subject_ref=claim.ref)
        audit.record(actor, audit.Event.CLAIM_RECORDED, case, claim=claim.ref)
    return claim


def add_lines(actor: Actor, claim_ref: str, lines: list[LineFacts]) -> WageClaim:
    """Add lines to a claim."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        if not lines:
            raise Refused(ClaimFault.NO_LINES)
        _check(None, lines, claim.currency)
        _add_lines(actor, claim, lines)
        refresh_limits([case.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["lines"])
    return claim


def change_claim(actor: Actor, claim_ref: str, version: int, facts: ClaimFacts, labels: dict[str, str]) -> WageClaim:
    """Change the head of a claim. The currency stays: amounts are on record in it."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        now = facts_of(claim)
        changed = [name for name in labels if getattr(now, name) != getattr(facts, name)]
        claim.still_at(version, [(labels[name], getattr(facts, name), getattr(now, name)) for name in changed])
        _check(facts, [])
        _write_head(claim, case, facts)
        refresh_limits([case.id])
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=changed)
    return claim


def record_amounts(actor: Actor, claim_ref: str, facts: EntryFacts) -> WageClaim:
    """Put an offer, an award or a payment on record for some lines of a claim; earlier entries stay.

    Payments may come after a case is closed; anything else waits until it is open again.
    """
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        if facts.kind is not AmountKind.RECEIVED:
            refuse_closed(case)
        _check_entry(actor, claim, facts)
        lines = {line.id: line for line in claim.lines}
        for line_id, amount in facts.amounts:
            if line_id not in lines:
                raise NotFound(claim_ref)
            _enter(actor, claim, lines[line_id], facts, amount)
        refresh_limits([case.id])
        refresh_instalments(case)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[facts.kind])
    return claim


def take_back(actor: Actor, claim_ref: str, entry_id: int) -> WageClaim:
    """Take back an offer, an award or a payment that was put on record by mistake; both entries stay to be read."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        pairs = [(line, entry) for line in claim.lines for entry in valid(line.ledger) if entry.id == entry_id]
        if not pairs or pairs[0][1].kind in {AmountKind.CLAIMED, AmountKind.COMPUTED}:
            raise Refused(ClaimFault.NOTHING_TO_TAKE_BACK)
        line, mistake = pairs[0]
        if mistake.kind is not AmountKind.RECEIVED:
            refuse_closed(case)
        entry = LedgerEntry(
            line_id=line.id,
            kind=mistake.kind,
            amount=mistake.amount,
            currency=mistake.currency,
            happened_on=clock.today(actor.timezone),
            takes_back_id=mistake.id,
            recorded_by_id=actor.id,
        )
        line.ledger.append(entry)
        stand(line, mistake.kind)
        refresh_limits([case.id])
        refresh_instalments(case)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=[mistake.kind])
    return claim


def get_claim(actor: Actor, claim_ref: str, permission: Permission = Permission.CLAIM_READ) -> ClaimView:
    """A claim with all that its page shows; the look at the case is on record."""
    claim, case = load_claim(actor, claim_ref, permission)
    respondent = db.session.get(Respondent, claim.respondent_id) if claim.respondent_id else None
    writers = {entry.recorded_by_id for line in claim.lines for entry in line.ledger if entry.recorded_by_id}
    view = ClaimView(
        claim,
        case,
        sums_of(claim.lines),
        outstanding_of(claim.lines),
        respondent.name if respondent else None,
        respondent.ref if respondent else None,
        staff.names_of(writers),
    )
    audit.look(actor, audit.Event.CASE_READ, case)
    return view


def of_case(case_id: int) -> list[tuple[WageClaim, Sums]]:
    """The claims of a case, oldest first, each with its sums."""
    query = sa.select(WageClaim).where(WageClaim.case_id == case_id).options(selectinload(WageClaim.lines))
    return [(claim, sums_of(claim.lines)) for claim in db.session.scalars(query.order_by(WageClaim.id))]


def totals_of(claims: list[tuple[WageClaim, Sums]]) -> dict[str, Sums]:
    """The sums of several claims by currency, in alphabetical order; currencies are never added up together."""
    found: dict[str, Sums] = {}
    for claim, sums in claims:
        found[claim.currency] = found.get(claim.currency, Sums()).plus(sums)
    return dict(sorted(found.items()))


def dollars_of(claim: WageClaim) -> dict[AmountKind, Dollars]:
    """The sums of a claim that is loaded with its ledger in US dollars, as far as what stands has a rate."""
    found = {}
    for kind in AmountKind:
        lines = ([entry for entry in line.ledger if entry.kind is kind] for line in claim.lines)
        entries = [entry for line in lines for entry in counting(kind, line)]
        total = in_dollars((entry.amount, entry.per_dollar) for entry in entries)
        if total is not None:
            found[kind] = total
    return found


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
    refuse_closed(case)
    return case


def refuse_closed(case: Case) -> None:
    """Raise Refused for a case that is closed."""
    if case.status is CaseStatus.CLOSED:
        raise Refused(ClaimFault.CASE_CLOSED)


def load_claim(actor: Actor, claim_ref: str, permission: Permission) -> tuple[WageClaim, Case]:
    """A claim with its lines and their ledger, and its case; both held when it is to be written. Raises NotFound."""
    # What a page loaded before is read again; of two who write, the second waits and adds to what the first wrote.
    query = (
        sa.select(WageClaim, Case.ref)
        .join(Case, Case.id == WageClaim.case_id)
        .where(WageClaim.ref == claim_ref)
        .options(selectinload(WageClaim.lines).selectinload(ClaimLine.ledger))
        .execution_options(populate_existing=True)
    )
    is_written = permission is Permission.CLAIM_RECORD
    if is_written:
        query = held(query, WageClaim)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(claim_ref)
    claim, case_ref = found
    return claim, casework.get_case(actor, case_ref, permission, for_update=is_written)


def _check(facts: ClaimFacts | None, lines: list[LineFacts], currency: str | None = None) -> None:
    head = facts or ClaimFacts(None, "", currency or "", is_still_employed=True)
    refuse_any(fault_of(head, lines, minor_units(head.currency)))


def _check_entry(actor: Actor, claim: WageClaim, facts: EntryFacts) -> None:
    # What the law gives is taken over from an assessment, which says how it came about.
    if not facts.amounts or facts.kind is AmountKind.COMPUTED:
        raise Refused(ClaimFault.NO_AMOUNT)
    today = clock.today(actor.timezone)
    if facts.happened_on > today:
        raise Refused(ClaimFault.DATE_IN_FUTURE, field="happened_on")
    if any(is_too_fine(amount, minor_units(claim.currency)) for _line, amount in facts.amounts):
        raise Refused(ClaimFault.TOO_MANY_DECIMALS)
    if facts.rate is not None:
        refuse_any(rate_fault(facts.rate, claim.currency))
        if facts.rate.on > today:
            raise Refused(ClaimFault.DATE_IN_FUTURE, field="rate_on")


def _write_head(claim: WageClaim, case: Case, facts: ClaimFacts) -> None:
    claim.respondent_id = _respondent_id(case, facts.respondent_ref)
    claim.country = facts.country
    if claim.facts is not None:
        # What was asked about the job stays true under another law; the limits and amounts of the old one do not.
        claim.facts = {**followed(claim.facts, facts_of(claim), facts), "jurisdiction": facts.country}
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
    if facts.rate is not None:
        entry.per_dollar, entry.rate_on, entry.rate_source = facts.rate.per_dollar, facts.rate.on, facts.rate.source
    line.ledger.append(entry)
    stand(line, facts.kind)


def stand(line: ClaimLine, kind: AmountKind) -> None:
    """Keep beside the ledger what now stands in it."""
    amounts = [entry.amount for entry in valid(line.ledger) if entry.kind is kind]
    setattr(line, kind, standing(kind, amounts))
