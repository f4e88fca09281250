"""Drafts: a referral before the person was asked. It shares nothing; asking the next candidate begins with one."""

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.errors import NotFound, Refused
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import ALWAYS_SHARED, ConsentScope, ReferralFacts, ReferralFault, ReferralState
from mrc.referrals.service import candidates, links, packets
from mrc.referrals.service.sending import begun, check_whom, draft_of


def save_draft(actor: Actor, case_ref: str, facts: ReferralFacts) -> Referral:
    """Keep what a caseworker means to ask of an organisation, until the person is asked; nobody else sees it."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND, for_update=True)
        organisation = directory.get_organisation(facts.organisation_ref)
        check_whom(case, candidates.seeker_of(case, candidates.person_of(case)), organisation)
        draft = draft_of(case, organisation.id) or begun(actor, case, organisation, facts)
        draft.purpose, draft.priority, draft.sent_by_id = facts.purpose, facts.priority, int(actor.id or 0)
        draft.asked = packets.packed(facts.asked)
        draft.fields = [name for name in ConsentScope if name in facts.fields | ALWAYS_SHARED]
        draft.sent_at = draft.answer_due_at = clock.now()
        db.session.flush()
        audit.record(actor, audit.Event.REFERRAL_DRAFTED, case, referral=draft.ref, organisation=organisation.ref)
    return draft


def discard_draft(actor: Actor, referral_ref: str) -> Case:
    """Throw a draft away; nobody was told of it."""
    with transaction():
        referral, case = links.held_by_sender(actor, referral_ref)
        if referral.state is not ReferralState.DRAFT:
            raise Refused(ReferralFault.NOT_A_DRAFT)
        db.session.delete(referral)
        audit.record(actor, audit.Event.REFERRAL_DISCARDED, case, referral=referral.ref)
    return case


def get_draft(actor: Actor, referral_ref: str) -> tuple[Referral, Case, Organisation]:
    """A draft, for somebody who may send it. Raises NotFound."""
    query = (
        sa.select(Referral, Case.ref, Organisation)
        .join(Case, Case.id == Referral.case_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .where(Referral.ref == referral_ref, Referral.state == ReferralState.DRAFT)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(referral_ref)
    return row[0], casework.get_case(actor, row[1], Permission.REFERRAL_SEND), row[2]


def next_candidate(case: Case, referral: Referral) -> Organisation | None:
    """Whom to ask next: the best of those once proposed who was not asked yet and may be asked today."""
    proposed = [str(one["ref"]) for one in referral.candidates.get("proposed", [])]
    tried = (
        sa.select(Organisation.ref)
        .join(Referral, Referral.organisation_id == Organisation.id)
        .where(Referral.case_id == case.id, Referral.state != ReferralState.DRAFT)
    )
    asked = set(db.session.scalars(tried))
    seeker = candidates.seeker_of(case, candidates.person_of(case))
    for ref in proposed:
        if ref in asked:
            continue
        organisation = directory.get_organisation(ref)
        if rules.fault_of(seeker, candidates.partner_of(seeker, organisation), clock.today()) is None:
            return organisation
    return None


def ask_next(actor: Actor, referral_ref: str) -> Referral:
    """Begin a referral to the next candidate with what the last one asked. It is a draft: consent is asked anew."""
    with transaction():
        referral, case = links.held_by_sender(actor, referral_ref)
        if referral.state not in rules.UNHELPED:
            raise Refused(ReferralFault.NOT_OVER)
        organisation = next_candidate(case, referral)
        if organisation is None:
            raise Refused(ReferralFault.NOBODY_NEXT)
        facts = ReferralFacts(
            organisation_ref=organisation.ref,
            purpose=referral.purpose or "",
            priority=referral.priority,
            fields=frozenset(ConsentScope(name) for name in referral.fields),
            consent=None,
            asked=packets.unpacked(referral.asked),
        )
        draft = save_draft(actor, case.ref, facts)
        draft.rerouted_from_id = referral.id
    return draft
