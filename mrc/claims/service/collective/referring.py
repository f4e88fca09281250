"""Referring many workers of a collective claim at once: whom to ask, and who goes out on whose consent.

Whoever is not registered, or did not consent to exactly this, goes out in no form: the organisation learns neither
that there is such a worker nor how many stayed out.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock, outbox
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseRespondent
from mrc.casework.rules.due import answer_due
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import DANGEROUS
from mrc.claims.models.collective import CollectiveClaim, CollectiveWorker
from mrc.claims.models.referring import GroupReferral, GroupReferralWorker
from mrc.claims.rules.referring import OF_ALL, GroupFacts, GroupFault, Member, Sorted, sort_out
from mrc.claims.service.collective.groups import shown_to_partner
from mrc.claims.service.collective.heads import LISTED, load_collective
from mrc.claims.service.recording import refuse_closed
from mrc.db import db, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind, OrganisationStatus
from mrc.errors import Refused
from mrc.outbox import Letter, Medium
from mrc.people import service as people
from mrc.people.models import Person
from mrc.people.rules import ConsentScope, Protection
from mrc.referrals import rules
from mrc.referrals.rules import ReferralFault, Seeker
from mrc.referrals.rules.packets import Packet
from mrc.referrals.service import many, packets
from mrc.referrals.service.candidates import Proposal, members_of, partner_of, proposal
from mrc.refs import new_ref
from mrc.respondents.models import Respondent
from mrc.staff import service as staff


@dataclass(frozen=True)
class Ground:
    """What a group referral stands on: who could be asked, what is known of them, and what routing weighs."""

    claim: CollectiveClaim
    case: Case
    workers: list[Any]
    known: dict[int, Person]
    seeker: Seeker

    @property
    def registered(self) -> int:
        """How many workers are somebody registered."""
        return sum(worker.person_id is not None for worker in self.workers)


@dataclass(frozen=True)
class Look:
    """Exactly what would go out: what holds for all, what of each, who stays out; and the fingerprint of all that."""

    organisation: Organisation
    packet: Packet
    slices: dict[int, Packet]
    sorted: Sorted
    seen: str


def begin_group(actor: Actor, ref: str) -> Ground:
    """Who of a claim could be referred. Raises Refused on a closed case."""
    claim, case = load_collective(actor, ref, Permission.CLAIM_READ)
    return _ground(actor, claim, casework.get_case(actor, case.ref, Permission.REFERRAL_SEND), None)


def propose_for_group(ground: Ground, kind: OrganisationKind) -> Proposal:
    """The candidates of one kind who are safe for all workers together."""
    return proposal(ground.seeker, kind)


def _ground(actor: Actor, claim: CollectiveClaim, case: Case, numbers: Collection[int] | None) -> Ground:
    refuse_closed(case)
    columns = (
        CollectiveWorker.number,
        CollectiveWorker.person_id,
        CollectiveWorker.claimed,
        CollectiveWorker.computed,
    )
    query = sa.select(*columns).where(CollectiveWorker.claim_id == claim.id, *LISTED)
    rows = list(db.session.execute(query.order_by(CollectiveWorker.number)))
    chosen = rows if numbers is None else [row for row in rows if row.number in numbers]
    if numbers is not None and len(chosen) < len(numbers):
        raise Refused(GroupFault.NO_SUCH_WORKER, field="numbers")
    known = people.known_people(actor, {row.person_id for row in chosen if row.person_id is not None})
    seeker = many.seeker_of_all(case, claim.country, known.values())
    return Ground(claim, case, chosen, known, seeker)


def check_group(organisation: Organisation, seeker: Seeker) -> None:
    """Whether many workers may be referred to an organisation together. Raises Refused."""
    partner = partner_of(seeker, organisation)
    if partner.is_consular or organisation.kind is OrganisationKind.CONSULATE:
        raise Refused(GroupFault.ONE_BY_ONE)
    if organisation.status is not OrganisationStatus.ACTIVE:
        raise Refused(ReferralFault.ORGANISATION_INACTIVE)
    if seeker.is_restricted or seeker.issues & DANGEROUS:
        # A name and the number of the case side by side are what a code keeps apart.
        raise Refused(GroupFault.UNDER_CODE)
    if not members_of(organisation.id):
        raise Refused(GroupFault.NO_ACCOUNT)


def look_at_group(actor: Actor, ref: str, facts: GroupFacts) -> Look:
    """Exactly what the organisation would see; the look at the file goes on record."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_READ)
        casework.get_case(actor, case.ref, Permission.REFERRAL_SEND)
        ground = _ground(actor, claim, case, facts.numbers)
        organisation = directory.get_organisation(facts.organisation_ref)
        found = _look(ground, organisation, facts)
        audit.record(actor, audit.Event.REFERRAL_DRAFTED, case, organisation=organisation.ref)
    return found


def _look(ground: Ground, organisation: Organisation, facts: GroupFacts) -> Look:
    check_group(organisation, ground.seeker)
    faults = many.faults_of(ground.seeker, ground.known, organisation)
    found = many.carried(ground.case, organisation.id, set(ground.known), facts.named)
    members = [_member(row, ground.known.get(row.person_id), faults.get(row.person_id)) for row in ground.workers]
    consents = {person_id: (one.consent_id, one.missing) for person_id, one in found.items()}
    sorted_ = sort_out(members, consents)
    head, slices = _head(ground, facts), _slices(ground, facts, set(sorted_.going) | sorted_.may_agree)
    whole = json.dumps([head, slices], ensure_ascii=False, sort_keys=True)
    shown = {number: packets.opened(_packed("", slices[number])) for number in slices}
    return Look(organisation, packets.opened(head), shown, sorted_, packets.fingerprint(whole))


def _member(row: Any, person: Person | None, fault: ReferralFault | None) -> Member:
    needs_code = person is not None and (person.is_restricted or Protection.TRAFFICKING in person.protections)
    return Member(row.number, row.person_id, person is not None, fault, needs_code)


def _packed(purpose: str, fields: Mapping[str, Any]) -> str:
    return json.dumps({"purpose": purpose, "fields": fields}, ensure_ascii=False, sort_keys=True)


def _head(ground: Ground, facts: GroupFacts) -> str:
    """What holds for all workers: of the claim's country and respondent, and of the issues of its case."""
    query = (
        sa.select(Respondent, CaseRespondent.role)
        .join(CaseRespondent, CaseRespondent.respondent_id == Respondent.id)
        .where(Respondent.id == ground.claim.respondent_id, CaseRespondent.case_id == ground.case.id)
    )
    found: dict[ConsentScope, Any] = {
        ConsentScope.CASE_REFERENCE: ground.case.ref,
        ConsentScope.ISSUES: sorted(map(str, ground.seeker.issues)),
        ConsentScope.DESTINATION: {"country": ground.claim.country, "city": ""},
        ConsentScope.RESPONDENTS: [
            {"name": one.name or "", "role": str(role)} for one, role in db.session.execute(query) if one.name
        ],
    }
    return _packed(facts.purpose, {str(name): found[name] for name in OF_ALL if name in facts.named and found[name]})


def _slices(ground: Ground, facts: GroupFacts, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """What of each worker goes out, by number."""
    wanted = {ConsentScope(name) for name in facts.named} - set(OF_ALL)
    found = {}
    for row in ground.workers:
        if row.number in numbers:
            asked: Decimal | None = row.claimed if row.claimed is not None else row.computed
            sums = [{"currency": ground.claim.currency, "amount": str(asked)}] if asked is not None else []
            more = {ConsentScope.CLAIM: sums}
            found[row.number] = many.slice_of(ground.known[row.person_id], wanted, more)
    return found


def send_group(actor: Actor, ref: str, facts: GroupFacts) -> GroupReferral:
    """Refer the workers who consented, now or before: consents, packets, event, notices and record, or nothing."""
    with transaction():
        claim, case = load_collective(actor, ref, Permission.CLAIM_RECORD)
        casework.get_case(actor, case.ref, Permission.REFERRAL_SEND)
        ground = _ground(actor, claim, case, facts.numbers)
        organisation = directory.get_organisation(facts.organisation_ref)
        found = _look(ground, organisation, facts)
        if facts.seen is not None and facts.seen != found.seen:
            raise Refused(ReferralFault.FILE_CHANGED)
        if _is_open_already(claim, organisation):
            raise Refused(GroupFault.ALREADY_OPEN)
        going = {**found.sorted.going, **_agreed(actor, ground, organisation, facts, found.sorted)}
        if not going:
            raise Refused(GroupFault.NOBODY, field="agreed")
        referral = _begun(actor, ground, organisation, facts)
        _write_workers(referral, ground, facts, going)
        casework.happen(case, EventCode.REFERRED, actor)
        for member in members_of(organisation.id):
            outbox.put(Medium.EMAIL, Letter.REFERRAL_FOR_PARTNER, member.email, member.language)
        audit.record(
            actor,
            audit.Event.REFERRAL_SENT,
            case,
            referral=referral.ref,
            organisation=organisation.ref,
            fields=facts.named,
        )
    return referral


def _agreed(
    actor: Actor, ground: Ground, organisation: Organisation, facts: GroupFacts, found: Sorted
) -> dict[int, int]:
    """New consents of those who agreed just now, by their numbers on the list."""
    if not facts.agreed:
        return {}
    if facts.given is None:
        raise Refused(ReferralFault.NO_CONSENT)
    if not facts.agreed <= found.may_agree | set(found.going):
        raise Refused(GroupFault.AGREED_UNASKED, field="agreed")
    asked = {row.number: row.person_id for row in ground.workers if row.number in facts.agreed & found.may_agree}
    agreeing = {person_id: ground.known[person_id] for person_id in asked.values()}
    given = many.give_together(actor, ground.case, agreeing, organisation, facts.named, facts.given)
    return {number: given[person_id] for number, person_id in asked.items()}


def _is_open_already(claim: CollectiveClaim, organisation: Organisation) -> bool:
    query = sa.select(GroupReferral.id).where(
        GroupReferral.claim_id == claim.id,
        GroupReferral.organisation_id == organisation.id,
        GroupReferral.state.in_(rules.OPEN_STATES),
        GroupReferral.id.in_(shown_to_partner()),
    )
    return db.session.execute(query.limit(1)).first() is not None


def _begun(actor: Actor, ground: Ground, organisation: Organisation, facts: GroupFacts) -> GroupReferral:
    moment = clock.now()
    referral = GroupReferral(
        data_key=ground.claim.data_key,
        claim_id=ground.claim.id,
        organisation_id=organisation.id,
        priority=facts.priority,
        fields=facts.named,
        sent_by_id=actor.id,
        sent_at=moment,
        answer_due_at=answer_due(moment, facts.priority, staff.opening_of(ground.case.centre_id)),
    )
    referral.packet = _head(ground, facts)
    db.session.add(referral)
    db.session.flush()
    return referral


def _write_workers(referral: GroupReferral, ground: Ground, facts: GroupFacts, going: Mapping[int, int]) -> None:
    person_of = {row.number: ground.known[row.person_id] for row in ground.workers if row.number in going}
    rows, refs = [], _fresh_refs(len(going))
    for number, fields in _slices(ground, facts, going).items():
        person = person_of[number]
        row = GroupReferralWorker(
            data_key=person.data_key,
            referral_id=referral.id,
            number=number,
            ref=refs.pop(),
            person_id=person.id,
            consent_id=going[number],
        )
        row.packet = _packed("", fields)
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()


def _fresh_refs(count: int) -> list[str]:
    """So many references that no worker of a group referral has, asked of the database together."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_ref() for _one in range(count - len(found))}
        query = sa.select(GroupReferralWorker.ref).where(GroupReferralWorker.ref.in_(drawn))
        found |= drawn - set(db.session.scalars(query))
    return sorted(found)
