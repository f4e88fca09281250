"""The partner's side. Whatever is asked, one question comes first: is this referral open to this organisation now?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, clock, outbox
from mrc.access import Actor, Permission, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Priority
from mrc.db import db, find_one, held, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationStatus
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Medium
from mrc.people.models import Consent
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import DeclineReason, ReferralFault, ReferralOutcome, ReferralState
from mrc.referrals.service import consents, packets
from mrc.referrals.service.packets import Packet
from mrc.referrals.service.reading import consent_fault_of
from mrc.staff.models import Centre, User

DONE_SHOWN = 50
OPEN_SHOWN = 200


@dataclass(frozen=True)
class InboxLine:
    """One referral in a partner's inbox: nothing of the person, and nothing of the packet."""

    ref: str
    state: ReferralState
    priority: Priority
    outcome: ReferralOutcome | None
    centre: str
    sent_at: datetime
    answer_due_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class Inbox:
    """What an organisation was asked, what it took on, and what it is done with."""

    new: tuple[InboxLine, ...]
    accepted: tuple[InboxLine, ...]
    done: tuple[InboxLine, ...]


@dataclass(frozen=True)
class PartnerView:
    """One referral as the partner sees it: the packet, and which centre asks."""

    ref: str
    state: ReferralState
    priority: Priority
    sent_at: datetime
    answer_due_at: datetime
    is_overdue: bool
    packet: Packet
    centre: Centre


def own_organisation(actor: Actor) -> Organisation:
    """The entry of the actor's own organisation in the directory."""
    access.require(actor, Permission.REFERRAL_ANSWER)
    if actor.organisation_id is None:
        raise NotFound("organisation")
    return directory.get_organisation_by_id(actor.organisation_id)


def inbox(actor: Actor) -> Inbox:
    """The referrals to the actor's organisation that are open to it, and the newest that are done."""
    access.require(actor, Permission.REFERRAL_ANSWER)
    to_us = _inbox_lines().where(Referral.organisation_id == actor.organisation_id)
    is_open = sa.and_(
        Referral.state.in_(rules.OPEN_STATES),
        consents.in_force(),
        Organisation.status == OrganisationStatus.ACTIVE,
    )
    open_ones = _read(to_us.where(is_open).order_by(Referral.answer_due_at, Referral.id).limit(OPEN_SHOWN))
    done_states = (ReferralState.COMPLETED, ReferralState.DECLINED)
    done = _read(to_us.where(Referral.state.in_(done_states)).order_by(Referral.id.desc()).limit(DONE_SHOWN))
    accepted = tuple(line for line in open_ones if line.state is ReferralState.ACCEPTED)
    return Inbox(tuple(line for line in open_ones if line not in accepted), accepted, tuple(done))


def open_referral(actor: Actor, referral_ref: str) -> PartnerView:
    """Open a referral: the packet and nothing else. The first look marks it received; every look goes on record."""
    with transaction():
        referral, case = _locked(actor, referral_ref)
        if referral.state is ReferralState.SENT:
            referral.state, referral.received_at = ReferralState.RECEIVED, clock.now()
        audit.record(actor, audit.Event.REFERRAL_READ, case, referral=referral.ref)
        return PartnerView(
            ref=referral.ref,
            state=referral.state,
            priority=referral.priority,
            sent_at=referral.sent_at,
            answer_due_at=referral.answer_due_at,
            is_overdue=rules.is_overdue(referral.state, referral.answer_due_at, clock.now()),
            packet=packets.opened(str(referral.packet)),
            centre=db.session.scalars(sa.select(Centre).where(Centre.id == case.centre_id)).one(),
        )


def accept(actor: Actor, referral_ref: str) -> Referral:
    """Take a referral on."""

    def write(referral: Referral) -> None:
        referral.answered_at = clock.now()

    return _answer(actor, referral_ref, ReferralState.ACCEPTED, write, None)


def decline(actor: Actor, referral_ref: str, reason: DeclineReason, note: str | None) -> Referral:
    """Turn a referral down, with a reason; the partner's view of it ends."""
    fault = rules.decline_fault(reason, note)
    if fault is not None:
        raise Refused(fault, field="note")

    def write(referral: Referral) -> None:
        referral.answered_at = referral.answered_at or clock.now()
        referral.decline_reason, referral.answer_note = reason, note

    return _answer(actor, referral_ref, ReferralState.DECLINED, write, note)


def report(actor: Actor, referral_ref: str, outcome: ReferralOutcome, note: str | None) -> Referral:
    """Tell what came of a referral that was taken on; it is complete, and the partner's view of it ends."""

    def write(referral: Referral) -> None:
        referral.completed_at = clock.now()
        referral.outcome, referral.outcome_note = outcome, note

    return _answer(actor, referral_ref, ReferralState.COMPLETED, write, note)


_EVENTS = {
    ReferralState.ACCEPTED: (EventCode.REFERRAL_ACCEPTED, audit.Event.REFERRAL_ACCEPTED),
    ReferralState.DECLINED: (EventCode.REFERRAL_DECLINED, audit.Event.REFERRAL_DECLINED),
    ReferralState.COMPLETED: (EventCode.REFERRAL_REPORTED, audit.Event.REFERRAL_REPORTED),
}


def _answer(
    actor: Actor, referral_ref: str, then: ReferralState, write: Callable[[Referral], None], note: str | None
) -> Referral:
    with transaction():
        referral, case = _locked(actor, referral_ref)
        if not rules.may_become(referral.state, then):
            raise Refused(ReferralFault.NOT_ANSWERABLE)
        referral.state = then
        write(referral)
        code, event = _EVENTS[then]
        casework.happen(case, code, actor, note, subject_ref=referral.ref)
        _tell_caseworker(case, referral)
        given: dict[str, Any] = {"reason": referral.decline_reason, "outcome": referral.outcome}
        given = {name: value for name, value in given.items() if value is not None}
        audit.record(actor, event, case, referral=referral.ref, **given)
    return referral


def _locked(actor: Actor, referral_ref: str) -> tuple[Referral, Case]:
    """The referral and its case, held against others, if it is open to the actor's organisation now.

    Raises NotFound for everything else, so that nobody learns whether there is such a referral.
    """
    case_id = db.session.scalar(sa.select(Referral.case_id).where(Referral.ref == referral_ref))
    case = find_one(held(sa.select(Case).where(Case.id == case_id), Case), referral_ref)
    query = (
        sa.select(Referral, Consent, Organisation.status)
        .join(Consent, Consent.id == Referral.consent_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .where(Referral.ref == referral_ref)
    )
    row = db.session.execute(held(query, Referral)).one_or_none()
    if row is None:
        raise NotFound(referral_ref)
    referral, consent, status = row
    # A packet whose key was destroyed, because the person was erased, is no packet.
    is_open = referral.packet is not None and rules.is_open_to_partner(
        referral.state, consent_fault_of(referral, consent), status is OrganisationStatus.ACTIVE
    )
    subject = Subject(organisation_id=referral.organisation_id, is_open_to_partner=is_open)
    if not access.may(actor, Permission.REFERRAL_ANSWER, subject):
        raise NotFound(referral_ref)
    return referral, case


def _tell_caseworker(case: Case, referral: Referral) -> None:
    """A neutral notice to whoever keeps the case, or else to whoever sent the referral."""
    ids = [user_id for user_id in (case.caseworker_id, referral.sent_by_id) if user_id is not None]
    users = {user.id: user for user in db.session.scalars(sa.select(User).where(User.id.in_(ids), User.is_active))}
    for user_id in ids:
        if user_id in users:
            outbox.put(Medium.EMAIL, Letter.ANSWER_FOR_CASEWORKER, users[user_id].email, users[user_id].language)
            return


def _inbox_lines() -> Any:
    columns = (
        Referral.ref,
        Referral.state,
        Referral.priority,
        Referral.outcome,
        Centre.name.label("centre"),
        Referral.sent_at,
        Referral.answer_due_at,
    )
    return (
        sa.select(*columns)
        .join(Case, Case.id == Referral.case_id)
        .join(Centre, Centre.id == Case.centre_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(Consent, Consent.id == Referral.consent_id)
    )


def _read(query: Any) -> list[InboxLine]:
    moment = clock.now()
    return [
        InboxLine(**row, is_overdue=rules.is_overdue(row["state"], row["answer_due_at"], moment))
        for row in db.session.execute(query).mappings()
    ]
