"""Sending a referral: what would be shared is shown first, and what is sent is exactly that. And taking it back."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus
from mrc.db import db, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.documents.service import ReadyFile
from mrc.errors import Refused
from mrc.outbox import Letter
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    NOTHING_ASKED,
    Asked,
    Candidate,
    ConsentScope,
    Deed,
    LinkEnd,
    ReferralFacts,
    ReferralFault,
    ReferralState,
    Seeker,
)
from mrc.referrals.rules.packets import Packet
from mrc.referrals.service import candidates, consents, links, notices, packets
from mrc.staff import service as staff
from mrc.staff.models import Centre


@dataclass(frozen=True)
class Offer:
    """What a caseworker needs to fill in a referral: whom it goes to, and which fields have anything in them."""

    case: Case
    person: Person
    organisation: Organisation
    candidate: Candidate
    known: tuple[ConsentScope, ...]
    is_reached: bool
    has_members: bool
    is_open_already: bool
    draft: Referral | None
    files: tuple[Document, ...]
    asked: Asked
    language: str


@dataclass(frozen=True)
class Preview:
    """What the partner would see, its fingerprint, and the consents given earlier that reach that far."""

    packet: Packet
    seen: str
    consents: tuple[Consent, ...]
    centre: Centre
    unsent: tuple[ConsentScope, ...]
    unsent_files: int
    names_person: bool


def offer(actor: Actor, case_ref: str, organisation_ref: str) -> Offer:
    """What is needed to fill in a referral of a case to an organisation. Raises Refused when it can never be sent."""
    case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND)
    organisation = directory.get_organisation(organisation_ref)
    person = _whole_person(actor, case)
    seeker = candidates.seeker_of(case, person)
    check_whom(case, seeker, organisation)
    draft = draft_of(case, organisation.id)
    return Offer(
        case=case,
        person=person,
        organisation=organisation,
        candidate=rules.judge(seeker, candidates.partner_of(seeker, organisation), clock.today()),
        known=tuple(packets.known_of(case, person)),
        is_reached=bool(_addresses(organisation)),
        has_members=bool(candidates.members_of(organisation.id)),
        draft=draft,
        is_open_already=_is_open_already(case, organisation),
        files=tuple(documents.of_case(case.id)),
        asked=packets.unpacked(draft.asked) if draft else Asked(is_coded=rules.code_is_advised(seeker)),
        language=links.language_for(organisation.id),
    )


def preview(
    actor: Actor,
    case_ref: str,
    organisation_ref: str,
    purpose: str,
    fields: Collection[ConsentScope],
    asked: Asked = NOTHING_ASKED,
) -> Preview:
    """Exactly what the partner would see; the look at the file goes on record."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND)
        organisation = directory.get_organisation(organisation_ref)
        person = _whole_person(actor, case)
        known, beside = packets.known_of(case, person), packets.beside(case, organisation.id, asked)
        text = packets.frozen(purpose, known, fields, beside)
        audit.record(actor, audit.Event.REFERRAL_DRAFTED, case, organisation=organisation.ref)
        sent = packets.fields_in(text)
        return Preview(
            packet=packets.opened(text),
            seen=packets.fingerprint(text),
            # Which files a consent meant, an earlier one does not say.
            consents=() if asked.documents else tuple(consents.usable(case, organisation.id, sent)),
            centre=db.session.scalars(sa.select(Centre).where(Centre.id == case.centre_id)).one(),
            unsent=tuple(name for name in known if name not in sent),
            unsent_files=len(documents.of_case(case.id)) - len(asked.documents),
            names_person=packets.name_slips_out(person, text),
        )


def send(actor: Actor, case_ref: str, facts: ReferralFacts, recording: ReadyFile | None = None) -> Referral:
    """Refer a case to an organisation: consent, packet, event, notice and record, all or nothing.

    `recording` is the file on which a new consent is heard or read, made ready before.
    """
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND, for_update=True)
        organisation = directory.get_organisation(facts.organisation_ref)
        person = _whole_person(actor, case)
        seeker = candidates.seeker_of(case, person)
        check_whom(case, seeker, organisation)
        _check_wish(organisation, facts)
        if _is_open_already(case, organisation):
            raise Refused(ReferralFault.ALREADY_OPEN)
        beside = packets.beside(case, organisation.id, facts.asked)
        text = packets.frozen(facts.purpose, packets.known_of(case, person), facts.fields, beside)
        if facts.seen is not None and facts.seen != packets.fingerprint(text):
            raise Refused(ReferralFault.FILE_CHANGED)
        if facts.asked.documents and isinstance(facts.consent, int):
            raise Refused(ReferralFault.FILES_ASKED_ANEW, field="consent")
        fields = packets.fields_in(text)
        consent = consents.carry(actor, case, person, organisation.id, fields, facts.consent, recording)
        shown = candidates.as_shown(candidates.proposal(seeker, organisation.kind), organisation.ref)
        referral = draft_of(case, organisation.id) or begun(actor, case, organisation, facts)
        referral.candidates = shown
        _freeze(actor, case, referral, consent, facts, text)
        casework.happen(case, EventCode.REFERRED, actor, facts.consulate_reason, subject_ref=referral.ref)
        notices.notify(referral, Letter.REFERRAL_FOR_PARTNER, _addresses(organisation))
        audit.record(
            actor,
            audit.Event.REFERRAL_SENT,
            case,
            referral=referral.ref,
            organisation=organisation.ref,
            fields=fields,
        )
    return referral


def draft_of(case: Case, organisation_id: int) -> Referral | None:
    """The draft of a referral of a case to an organisation; there is one at most."""
    query = sa.select(Referral).where(
        Referral.case_id == case.id,
        Referral.organisation_id == organisation_id,
        Referral.state == ReferralState.DRAFT,
    )
    return db.session.scalars(query.limit(1)).one_or_none()


def begun(actor: Actor, case: Case, organisation: Organisation, facts: ReferralFacts) -> Referral:
    """A new draft with the present transaction: what is asked, and nothing of the file."""
    referral = Referral(
        data_key=case.data_key,
        case_id=case.id,
        organisation_id=organisation.id,
        state=ReferralState.DRAFT,
        priority=facts.priority,
        fields=[],
        sent_by_id=actor.id,
        answer_due_at=clock.now(),
    )
    db.session.add(referral)
    return referral


def _freeze(actor: Actor, case: Case, referral: Referral, consent: Consent, facts: ReferralFacts, text: str) -> None:
    """Turn a draft into what was sent: from now on the partner may see exactly this."""
    moment = clock.now()
    referral.state, referral.consent_id = rules.TURNS[Deed.SEND].to, consent.id
    referral.packet, referral.purpose, referral.asked = text, facts.purpose, packets.packed(facts.asked)
    referral.case_code = packets.code_in(text)
    referral.fields, referral.priority = packets.fields_in(text), facts.priority
    referral.sent_by_id, referral.sent_at = int(actor.id or 0), moment
    referral.answer_due_at = rules.answer_due(moment, facts.priority, staff.opening_of(case.centre_id))
    db.session.flush()


def recall(actor: Actor, referral_ref: str) -> Referral:
    """Take a referral back: from now on the partner sees nothing of it."""
    with transaction():
        referral, case = links.held_by_sender(actor, referral_ref)
        if not rules.may_become(referral.state, ReferralState.RECALLED):
            raise Refused(ReferralFault.NOT_RECALLABLE)
        referral.state, referral.recalled_at = ReferralState.RECALLED, clock.now()
        casework.happen(case, EventCode.REFERRAL_RECALLED, actor, subject_ref=referral.ref)
        audit.record(actor, audit.Event.REFERRAL_RECALLED, case, referral=referral.ref)
        links.end_links(actor, case, referral, LinkEnd.RECALLED)
        notices.hold_back(referral)
    return referral


def _whole_person(actor: Actor, case: Case) -> Person:
    return people.get_person(actor, candidates.person_of(case).ref)


def check_whom(case: Case, seeker: Seeker, organisation: Organisation) -> None:
    if case.status is CaseStatus.CLOSED:
        raise Refused(ReferralFault.CASE_CLOSED)
    fault = rules.fault_of(seeker, candidates.partner_of(seeker, organisation), clock.today())
    if fault is not None:
        raise Refused(fault)


def _is_open_already(case: Case, organisation: Organisation) -> bool:
    query = (
        sa.select(Referral.id)
        .join(Consent, Consent.id == Referral.consent_id)
        .where(
            Referral.case_id == case.id,
            Referral.organisation_id == organisation.id,
            Referral.state.in_(rules.OPEN_STATES),
            consents.carries(consents.today_of(case)),
        )
    )
    return db.session.execute(query.limit(1)).first() is not None


def _check_wish(organisation: Organisation, facts: ReferralFacts) -> None:
    """Contact with a consulate is the person's own wish, asked for and written down, or it does not happen."""
    if organisation.kind is not OrganisationKind.CONSULATE:
        return
    if not facts.is_safe_to_ask_consulate:
        raise Refused(ReferralFault.CONSULATE_NEEDS_REASON, field="is_safe_to_ask_consulate")
    if not facts.consulate_reason:
        raise Refused(ReferralFault.CONSULATE_NEEDS_REASON, field="consulate_reason")


def _addresses(organisation: Organisation) -> list[tuple[str, str]]:
    """Where the neutral notice goes: to everybody who answers for the organisation, else to its first address."""
    members = [(member.email, member.language) for member in candidates.members_of(organisation.id)]
    return members or [(way.value, "en") for way in organisation.contacts if way.kind == "email"][:1]
