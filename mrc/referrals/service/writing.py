"""Writing back: messages of both sides, files of the partner, and what the centre says of the partner's help."""

from contextlib import AbstractContextManager
from dataclasses import replace

from mrc import audit
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.db import transaction
from mrc.documents import service as documents
from mrc.documents.rules import DocumentFacts, Upload
from mrc.documents.service import ReadyFile
from mrc.errors import Refused
from mrc.outbox import Letter
from mrc.referrals import rules
from mrc.referrals.models import Referral, ReferralMessage
from mrc.referrals.rules import Feedback, ReferralFault
from mrc.referrals.service import links, minding, notices, threads
from mrc.referrals.service.answering import locked, tell_caseworker


def write_back(actor: Actor, referral_ref: str, text: str) -> ReferralMessage:
    """Write to the centre about a referral that is open to the actor."""
    if not text:
        raise Refused(ReferralFault.EMPTY, field="text")
    with transaction():
        referral, case, via = locked(actor, referral_ref)
        message = threads.add_line(referral, True, actor.id, text)
        _hear(actor, case, referral)
        audit.record(actor, audit.Event.REFERRAL_WRITTEN, case, referral=referral.ref, **via)
    return message


def ready_file(
    actor: Actor, referral_ref: str, upload: Upload | None, facts: DocumentFacts
) -> AbstractContextManager[ReadyFile]:
    """A file of the partner, looked at and sealed before the transaction that adds it."""
    with transaction():
        _referral, case, _via = locked(actor, referral_ref)
    return documents.ready_file(_for_case(actor, case), case, upload, facts, Permission.REFERRAL_ATTACH)


def attach(actor: Actor, referral_ref: str, file: ReadyFile, facts: DocumentFacts) -> ReferralMessage:
    """Put a file among the evidence of the case, if the referral is still open; the partner never sees any other."""
    with transaction():
        referral, case, via = locked(actor, referral_ref)
        document = documents.add(_for_case(actor, case), case, file, facts, Permission.REFERRAL_ATTACH)
        message = threads.add_line(referral, True, actor.id, facts.note or None, document)
        _hear(actor, case, referral)
        audit.record(actor, audit.Event.REFERRAL_WRITTEN, case, referral=referral.ref, **via)
    return message


def _for_case(actor: Actor, case: Case) -> Actor:
    """The actor as somebody who was just found to have a referral of this very case."""
    return replace(actor, case_id=case.id)


def _hear(actor: Actor, case: Case, referral: Referral) -> None:
    casework.happen(case, EventCode.PARTNER_WROTE, actor, subject_ref=referral.ref)
    tell_caseworker(case, referral.sent_by_id)


def write_to_partner(actor: Actor, referral_ref: str, text: str) -> ReferralMessage:
    """Write to the partner about a referral that is open to it; it reads what is written here."""
    if not text:
        raise Refused(ReferralFault.EMPTY, field="text")
    with transaction():
        referral, case = links.held_by_sender(actor, referral_ref)
        if not links.is_open_now(referral):
            raise Refused(ReferralFault.NOT_LINKABLE)
        message = threads.add_line(referral, False, actor.id, text)
        notices.notify(referral, Letter.REFERRAL_FOR_PARTNER, minding.addresses_of(referral))
        audit.record(actor, audit.Event.REFERRAL_WRITTEN, case, referral=referral.ref)
    return message


def judge_help(actor: Actor, referral_ref: str, feedback: Feedback) -> Referral:
    """Say, once a referral is over, whether the partner's help was of use. The partner does not read it."""
    with transaction():
        referral, case = links.held_by_sender(actor, referral_ref)
        if referral.state not in rules.OVER_STATES:
            raise Refused(ReferralFault.NOT_OVER)
        referral.was_useful_to_case, referral.sender_words = feedback.was_useful, feedback.words
        audit.record(actor, audit.Event.REFERRAL_JUDGED, case, referral=referral.ref)
    return referral
