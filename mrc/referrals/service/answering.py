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
from mrc.casework.rules.events import By
from mrc.casework.rules.stages import Priority
from mrc.db import db, find_one, held, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationStatus
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Medium
from mrc.people.models import Consent
from mrc.people.rules import is_in_force
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    DeclineReason,
    Deed,
    Feedback,
    InboxFilter,
    LinkEnd,
    ReferralFault,
    ReferralOutcome,
    ReferralState,
)
from mrc.referrals.rules.packets import Packet
from mrc.referrals.service import candidates, consents, links, packets, threads
from mrc.referrals.service.reading import consent_fault_of
from mrc.referrals.service.threads import Line
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
    """One referral as the partner sees it: the packet, which centre asks, what was written, and what may be done."""

    ref: str
    state: ReferralState
    priority: Priority
    sent_at: datetime
    answer_due_at: datetime
    is_overdue: bool
    packet: Packet
    centre: Centre
    present: frozenset[str]
    deeds: tuple[Deed, ...]
    thread: list[Line]


def own_organisation(actor: Actor) -> Organisation:
    """The entry of the actor's own organisation in the directory."""
    access.require(actor, Permission.ORGANISATION_OWN)
    if actor.organisation_id is None:
        raise NotFound("organisation")
    return directory.get_organisation_by_id(actor.organisation_id)


def members(actor: Actor) -> list[User]:
    """The people who answer for the actor's organisation, by name."""
    access.require(actor, Permission.ORGANISATION_OWN)
    if actor.organisation_id is None:
        raise NotFound("organisation")
    return sorted(candidates.members_of(actor.organisation_id), key=lambda member: member.name)


def inbox(actor: Actor, wanted: InboxFilter | None = None) -> Inbox:
    """The referrals to the actor's organisation that are open to it, and the newest that are done."""
    access.require(actor, Permission.ORGANISATION_OWN)
    wanted = wanted or InboxFilter()
    to_us = _inbox_lines().where(Referral.organisation_id == actor.organisation_id, *_conditions(wanted))
    is_open = sa.and_(
        Referral.state.in_(rules.OPEN_STATES),
        consents.carries(),
        Organisation.status == OrganisationStatus.ACTIVE,
    )
    still = to_us.where(is_open).add_columns(Consent.expires_on, Centre.timezone)
    open_ones = _read(still.order_by(Referral.answer_due_at, Referral.id).limit(OPEN_SHOWN))
    done_states = rules.OVER_STATES - {ReferralState.RECALLED}
    done = _read(to_us.where(Referral.state.in_(done_states)).order_by(Referral.id.desc()).limit(DONE_SHOWN))
    accepted = tuple(line for line in open_ones if line.state in rules.TAKEN_ON)
    return Inbox(tuple(line for line in open_ones if line not in accepted), accepted, tuple(done))


def _conditions(wanted: InboxFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(Referral.state == wanted.state)
    if wanted.priority is not None:
        found.append(Referral.priority == wanted.priority)
    if wanted.due is not None:
        until = clock.now() + rules.DUE_WITHIN[wanted.due]
        found += [Referral.state.in_(rules.UNANSWERED), Referral.answer_due_at <= until]
    return found


def open_referral(actor: Actor, referral_ref: str) -> PartnerView:
    """Open a referral: the packet and nothing else. The first look marks it received; every look goes on record."""
    with transaction():
        referral, case, via = looked_at(actor, referral_ref)
        packet = packets.opened(str(referral.packet))
        audit.record(actor, audit.Event.REFERRAL_READ, case, referral=referral.ref, **via)
        return PartnerView(
            ref=referral.ref,
            state=referral.state,
            priority=referral.priority,
            sent_at=referral.sent_at,
            answer_due_at=referral.answer_due_at,
            is_overdue=rules.is_overdue(referral.state, referral.answer_due_at, clock.now()),
            packet=packet,
            present=packets.present_among(packet.files),
            centre=db.session.scalars(sa.select(Centre).where(Centre.id == case.centre_id)).one(),
            deeds=rules.deeds_at(referral.state, By.PARTNER),
            thread=threads.thread_of(referral),
        )


def looked_at(actor: Actor, referral_ref: str) -> tuple[Referral, Case, dict[str, Any]]:
    """As `locked`, for whoever looks at the packet or a part of it: the first look marks it received."""
    referral, case, via = locked(actor, referral_ref)
    if referral.state is ReferralState.SENT:
        referral.state, referral.received_at = ReferralState.RECEIVED, clock.now()
    return referral, case, via


def accept(actor: Actor, referral_ref: str) -> Referral:
    """Take a referral on; what counts as the answer is the first one, if it was on the waiting list."""

    def write(referral: Referral) -> None:
        referral.answered_at = referral.answered_at or clock.now()

    return _answer(actor, referral_ref, Deed.ACCEPT, write, None)


def waitlist(actor: Actor, referral_ref: str, note: str | None) -> Referral:
    """Put a referral on the organisation's waiting list: it means to help, and not yet."""

    def write(referral: Referral) -> None:
        referral.answered_at, referral.answer_note = clock.now(), note

    return _answer(actor, referral_ref, Deed.WAITLIST, write, note)


def start(actor: Actor, referral_ref: str) -> Referral:
    """Tell that the work has begun."""

    def write(referral: Referral) -> None:
        referral.started_at = clock.now()

    return _answer(actor, referral_ref, Deed.START, write, None)


def decline(actor: Actor, referral_ref: str, reason: DeclineReason, note: str | None) -> Referral:
    """Turn a referral down, with a reason; the partner's view of it ends."""
    return _turn_away(actor, referral_ref, Deed.DECLINE, reason, note)


def give_back(actor: Actor, referral_ref: str, reason: DeclineReason, note: str | None) -> Referral:
    """Give back a referral that was taken on, with a reason; the partner's view of it ends."""
    return _turn_away(actor, referral_ref, Deed.RETURN, reason, note)


def _turn_away(actor: Actor, referral_ref: str, deed: Deed, reason: DeclineReason, note: str | None) -> Referral:
    fault = rules.decline_fault(reason, note)
    if fault is not None:
        raise Refused(fault, field="note")

    def write(referral: Referral) -> None:
        referral.answered_at = referral.answered_at or clock.now()
        referral.decline_reason, referral.answer_note = reason, note

    return _answer(actor, referral_ref, deed, write, note)


def report(
    actor: Actor,
    referral_ref: str,
    outcome: ReferralOutcome,
    note: str | None,
    feedback: Feedback | None = None,
) -> Referral:
    """Tell what came of a referral that was taken on; it is over, and the partner's view of it ends."""

    def write(referral: Referral) -> None:
        referral.completed_at = clock.now()
        referral.outcome, referral.outcome_note = outcome, note
        if feedback is not None:
            referral.was_useful_to_partner, referral.partner_words = feedback.was_useful, feedback.words

    return _answer(actor, referral_ref, rules.deed_of(outcome), write, note)


_RECORDED = {
    Deed.ACCEPT: audit.Event.REFERRAL_ACCEPTED,
    Deed.WAITLIST: audit.Event.REFERRAL_WAITLISTED,
    Deed.DECLINE: audit.Event.REFERRAL_DECLINED,
    Deed.START: audit.Event.REFERRAL_STARTED,
    Deed.REPORT: audit.Event.REFERRAL_REPORTED,
    Deed.MISS: audit.Event.REFERRAL_REPORTED,
    Deed.RETURN: audit.Event.REFERRAL_RETURNED,
}


def _answer(
    actor: Actor, referral_ref: str, deed: Deed, write: Callable[[Referral], None], note: str | None
) -> Referral:
    turn = rules.TURNS[deed]
    with transaction():
        referral, case, via = locked(actor, referral_ref)
        if referral.state not in turn.at:
            raise Refused(ReferralFault.NOT_ANSWERABLE)
        referral.state = turn.to
        write(referral)
        assert turn.event is not None
        casework.happen(case, turn.event, actor, note, subject_ref=referral.ref)
        tell_caseworker(case, referral.sent_by_id)
        given: dict[str, Any] = {"reason": referral.decline_reason, "outcome": referral.outcome}
        given = {name: value for name, value in given.items() if value is not None}
        audit.record(actor, _RECORDED[deed], case, referral=referral.ref, **given, **via)
        if turn.to in rules.OVER_STATES:
            links.end_links(actor, case, referral, LinkEnd.OVER)
    return referral


def locked(actor: Actor, referral_ref: str) -> tuple[Referral, Case, dict[str, Any]]:
    """The referral and its case, held against others, if it is open to the actor now; and the link they came by.

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
        referral.state, consent_fault_of(referral, consent, case), status is OrganisationStatus.ACTIVE
    )
    subject = Subject(organisation_id=referral.organisation_id, is_open_to_partner=is_open, referral_id=referral.id)
    if not access.may(actor, Permission.REFERRAL_ANSWER, subject):
        raise NotFound(referral_ref)
    link_ref = links.hold_own(actor)
    return referral, case, {} if link_ref is None else {"link": link_ref}


def tell_caseworker(case: Case, sent_by_id: int) -> None:
    """A neutral notice to whoever keeps the case, or else to whoever sent the referral."""
    ids = [user_id for user_id in (case.caseworker_id, sent_by_id) if user_id is not None]
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
    lines = []
    for row in db.session.execute(query).mappings():
        values = dict(row)
        # By the clocks of the centre, which no condition of the query knows, the last day of a consent may be over.
        ends, zone = values.pop("expires_on", None), values.pop("timezone", "UTC")
        if is_in_force(None, ends, clock.today(zone)):
            lines.append(InboxLine(**values, is_overdue=rules.is_overdue(row["state"], row["answer_due_at"], moment)))
    return lines
