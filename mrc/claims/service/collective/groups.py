"""Group referrals that were sent: what the sender sees of them, and what the organisation sees and does.

Whether a worker is shown hangs on their own consent, asked anew at each look. Once nobody is left to be shown, the
group referral is closed to the organisation as if it had never been there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import By, EventCode
from mrc.casework.rules.stages import Priority
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.models.referring import GroupReferral, GroupReferralWorker
from mrc.db import db, find_one, held, transaction
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationStatus
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.people.models import Consent
from mrc.referrals import rules
from mrc.referrals.rules import DeclineReason, Deed, ReferralFault, ReferralOutcome, ReferralState
from mrc.referrals.rules.packets import Packet
from mrc.referrals.service import consents, many, packets
from mrc.referrals.service.answering import tell_caseworker
from mrc.staff import service as staff
from mrc.staff.models import Centre
from mrc.vault import DataKey

PAGE = 50
# What an organisation may do with many at once. Who is on a waiting list, or did not come, is told of one by one.
GROUP_DEEDS = (Deed.ACCEPT, Deed.DECLINE, Deed.REPORT)


@dataclass(frozen=True)
class GroupLine:
    """One group referral in a list. `is_stopped` says that nobody's consent holds any more: it shows nobody."""

    ref: str
    organisation: str
    centre: str
    state: ReferralState
    priority: Priority
    sent_at: datetime
    answer_due_at: datetime
    is_overdue: bool
    is_stopped: bool


@dataclass(frozen=True)
class GroupView:
    """One group referral as its sender sees it: how many went out, which of them still do, one page of them."""

    referral: GroupReferral
    claim: CollectiveClaim
    case: Case
    organisation: Organisation
    packet: Packet | None
    sent: int
    live: int
    workers: list[tuple[str, int, bool]]
    following: str | None
    sent_by: str
    may_be_recalled: bool


@dataclass(frozen=True)
class PartnerGroup:
    """One group referral as the organisation sees it: what holds for all, and one page of those it may see."""

    ref: str
    state: ReferralState
    priority: Priority
    sent_at: datetime
    answer_due_at: datetime
    is_overdue: bool
    packet: Packet
    centre: Centre
    workers: int
    slices: dict[str, Packet]
    following: str | None
    deeds: tuple[Deed, ...]


def live_workers(today: date | None = None) -> Any:
    """The workers of group referrals on whose consent the organisation may see them on a day, or wherever it is still
    the last one."""
    return (
        sa.select(GroupReferralWorker)
        .join(GroupReferral, GroupReferral.id == GroupReferralWorker.referral_id)
        .join(CollectiveClaim, CollectiveClaim.id == GroupReferral.claim_id)
        .join(Consent, Consent.id == GroupReferralWorker.consent_id)
        .join(DataKey, DataKey.id == GroupReferralWorker.data_key_id)
        .where(
            DataKey.wrapped.is_not(None),
            many.live_for(GroupReferral.organisation_id, CollectiveClaim.case_id, today),
            Consent.person_id == GroupReferralWorker.person_id,
        )
    )


def shown_to_partner() -> Any:
    """The group referrals in which the organisation may see anybody at all."""
    return live_workers().with_only_columns(GroupReferralWorker.referral_id)


def stopped() -> sa.ColumnElement[bool]:
    """In SQL: a group referral is open, and shows nobody any more."""
    return sa.and_(GroupReferral.state.in_(rules.OPEN_STATES), GroupReferral.id.not_in(shown_to_partner()))


def _live(referral: GroupReferral, case: Case) -> list[str]:
    """The references of those whom the organisation may see today, each by a consent that names every field."""
    query = live_workers(consents.today_of(case)).with_only_columns(GroupReferralWorker.ref, Consent.fields)
    query = query.where(GroupReferralWorker.referral_id == referral.id).order_by(GroupReferralWorker.number)
    return [ref for ref, named in db.session.execute(query) if set(referral.fields) <= set(named)]


def _page(refs: list[str], after: str | None) -> tuple[list[str], str | None]:
    """One page of workers, and the reference after which the next one begins."""
    start = refs.index(after) + 1 if after in refs else 0
    page = refs[start : start + PAGE]
    return page, page[-1] if len(refs) > start + PAGE else None


def groups_of(claim_id: int) -> list[GroupLine]:
    """The group referrals of a claim, the newest first. The caller has asked whether the claim may be seen."""
    return _lines(_listing().where(GroupReferral.claim_id == claim_id).order_by(GroupReferral.id.desc()))


def show_group(actor: Actor, referral_ref: str, after: str | None = None) -> GroupView:
    """One group referral with a page of its workers by number, for somebody who may send it."""
    query = (
        sa.select(GroupReferral, CollectiveClaim, Case.ref, Organisation)
        .join(CollectiveClaim, CollectiveClaim.id == GroupReferral.claim_id)
        .join(Case, Case.id == CollectiveClaim.case_id)
        .join(Organisation, Organisation.id == GroupReferral.organisation_id)
        .where(GroupReferral.ref == referral_ref)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(referral_ref)
    referral, claim, case_ref, organisation = row
    case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND)
    columns = (GroupReferralWorker.ref, GroupReferralWorker.number)
    of_all = sa.select(*columns).where(GroupReferralWorker.referral_id == referral.id)
    numbers = {row.ref: row.number for row in db.session.execute(of_all.order_by(GroupReferralWorker.number))}
    page, following = _page(list(numbers), after)
    live = set(_live(referral, case))
    view = GroupView(
        referral=referral,
        claim=claim,
        case=case,
        organisation=organisation,
        packet=packets.opened(referral.packet) if referral.packet else None,
        sent=len(numbers),
        live=len(live),
        workers=[(ref, numbers[ref], ref in live) for ref in page],
        following=following,
        sent_by=staff.names_of({referral.sent_by_id}).get(referral.sent_by_id, ""),
        may_be_recalled=rules.may_become(referral.state, ReferralState.RECALLED),
    )
    audit.look(actor, audit.Event.REFERRAL_READ, case, referral=referral.ref)
    return view


def recall_group(actor: Actor, referral_ref: str) -> GroupReferral:
    """Take all workers of a group referral back: from now on the organisation sees nothing of it."""
    with transaction():
        referral, case = _of_sender(actor, referral_ref)
        if not rules.may_become(referral.state, ReferralState.RECALLED):
            raise Refused(ReferralFault.NOT_RECALLABLE)
        referral.state, referral.recalled_at = ReferralState.RECALLED, clock.now()
        casework.happen(case, EventCode.REFERRAL_RECALLED, actor)
        audit.record(actor, audit.Event.REFERRAL_RECALLED, case, referral=referral.ref)
    return referral


def _of_sender(actor: Actor, referral_ref: str) -> tuple[GroupReferral, Case]:
    """A group referral and its case, held against others, for somebody who may send it. Raises NotFound."""
    of_group = (
        sa.select(Case.ref)
        .join(CollectiveClaim, CollectiveClaim.case_id == Case.id)
        .join(GroupReferral, GroupReferral.claim_id == CollectiveClaim.id)
        .where(GroupReferral.ref == referral_ref)
    )
    case_ref = db.session.scalar(of_group) or ""
    case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND, for_update=True)
    wanted = held(sa.select(GroupReferral).where(GroupReferral.ref == referral_ref), GroupReferral)
    return find_one(wanted, referral_ref), case


@people.before_withdrawn
def hold_cases(consent: Consent) -> None:
    """Hold the cases of group referrals that hang on a consent before it is held itself, as answering does."""
    of_group = (
        sa.select(CollectiveClaim.case_id)
        .join(GroupReferral, GroupReferral.claim_id == CollectiveClaim.id)
        .join(GroupReferralWorker, GroupReferralWorker.referral_id == GroupReferral.id)
        .where(GroupReferralWorker.consent_id == consent.id)
    )
    db.session.scalars(held(sa.select(Case).where(Case.id.in_(of_group)).order_by(Case.id), Case)).all()


def group_inbox(actor: Actor) -> list[GroupLine]:
    """The group referrals that are open to the actor's organisation, those due first in front."""
    access.require(actor, Permission.ORGANISATION_OWN)
    to_us = _listing().where(
        GroupReferral.organisation_id == actor.organisation_id,
        GroupReferral.state.in_(rules.OPEN_STATES),
        Organisation.status == OrganisationStatus.ACTIVE,
        GroupReferral.id.in_(shown_to_partner()),
    )
    return _lines(to_us.order_by(GroupReferral.answer_due_at, GroupReferral.id))


def open_group(actor: Actor, referral_ref: str, after: str | None = None) -> PartnerGroup:
    """Open a group referral: what was shared of those who still consent, and nothing of others."""
    with transaction():
        referral, case, live = _locked(actor, referral_ref)
        if referral.state is ReferralState.SENT:
            referral.state, referral.received_at = ReferralState.RECEIVED, clock.now()
        audit.record(actor, audit.Event.REFERRAL_READ, case, referral=referral.ref)
        page, following = _page(live, after)
        return PartnerGroup(
            ref=referral.ref,
            state=referral.state,
            priority=referral.priority,
            sent_at=referral.sent_at,
            answer_due_at=referral.answer_due_at,
            is_overdue=rules.is_overdue(referral.state, referral.answer_due_at, clock.now()),
            packet=packets.opened(str(referral.packet)),
            centre=db.session.scalars(sa.select(Centre).where(Centre.id == case.centre_id)).one(),
            workers=len(live),
            slices=_slices_of(page),
            following=following,
            deeds=tuple(deed for deed in rules.deeds_at(referral.state, By.PARTNER) if deed in GROUP_DEEDS),
        )


def _slices_of(refs: list[str]) -> dict[str, Packet]:
    query = sa.select(GroupReferralWorker).where(GroupReferralWorker.ref.in_(refs))
    rows = db.session.scalars(query.order_by(GroupReferralWorker.number))
    return {row.ref: packets.opened(row.packet) for row in rows if row.packet}


def accept_group(actor: Actor, referral_ref: str) -> GroupReferral:
    """Take all workers of a group referral on."""

    def write(referral: GroupReferral) -> None:
        referral.answered_at = referral.answered_at or clock.now()

    return _answer(actor, referral_ref, Deed.ACCEPT, audit.Event.REFERRAL_ACCEPTED, write, None)


def decline_group(actor: Actor, referral_ref: str, reason: DeclineReason, note: str | None) -> GroupReferral:
    """Turn a group referral down, all of it, with a reason; the organisation's view of it ends."""
    fault = rules.decline_fault(reason, note)
    if fault is not None:
        raise Refused(fault, field="note")

    def write(referral: GroupReferral) -> None:
        referral.answered_at = referral.answered_at or clock.now()
        referral.decline_reason, referral.answer_note = reason, note

    return _answer(actor, referral_ref, Deed.DECLINE, audit.Event.REFERRAL_DECLINED, write, note)


def report_group(actor: Actor, referral_ref: str, outcome: ReferralOutcome, note: str | None) -> GroupReferral:
    """Tell what came of a group referral as a whole; the organisation's view of it ends."""
    if outcome is ReferralOutcome.NO_SHOW:
        raise Refused(ReferralFault.NOT_ANSWERABLE, field="outcome")

    def write(referral: GroupReferral) -> None:
        referral.completed_at = clock.now()
        referral.outcome, referral.outcome_note = outcome, note

    return _answer(actor, referral_ref, Deed.REPORT, audit.Event.REFERRAL_REPORTED, write, note)


def _answer(
    actor: Actor,
    referral_ref: str,
    deed: Deed,
    recorded: audit.Event,
    write: Callable[[GroupReferral], None],
    note: str | None,
) -> GroupReferral:
    turn = rules.TURNS[deed]
    with transaction():
        referral, case, _live_ones = _locked(actor, referral_ref)
        if referral.state not in turn.at:
            raise Refused(ReferralFault.NOT_ANSWERABLE)
        referral.state = turn.to
        write(referral)
        assert turn.event is not None
        casework.happen(case, turn.event, actor, note)
        tell_caseworker(case, referral.sent_by_id)
        given: dict[str, Any] = {"reason": referral.decline_reason, "outcome": referral.outcome}
        given = {name: value for name, value in given.items() if value is not None}
        audit.record(actor, recorded, case, referral=referral.ref, **given)
    return referral


def _locked(actor: Actor, referral_ref: str) -> tuple[GroupReferral, Case, list[str]]:
    """A group referral and its case, held against others, and whom the actor may see of it now.

    Raises NotFound for everything else, so that nobody learns whether there is such a referral.
    """
    of_group = (
        sa.select(CollectiveClaim.case_id)
        .join(GroupReferral, GroupReferral.claim_id == CollectiveClaim.id)
        .where(GroupReferral.ref == referral_ref)
        .scalar_subquery()
    )
    case = find_one(held(sa.select(Case).where(Case.id == of_group), Case), referral_ref)
    wanted = held(sa.select(GroupReferral).where(GroupReferral.ref == referral_ref), GroupReferral)
    referral = find_one(wanted, referral_ref)
    organisation = directory.get_organisation_by_id(referral.organisation_id)
    live = _live(referral, case)
    is_open = (
        bool(live)
        and referral.packet is not None
        and rules.is_open_to_partner(referral.state, None, organisation.status is OrganisationStatus.ACTIVE)
    )
    subject = Subject(organisation_id=referral.organisation_id, is_open_to_partner=is_open)
    if not access.may(actor, Permission.REFERRAL_ANSWER, subject):
        raise NotFound(referral_ref)
    return referral, case, live


def _listing() -> Any:
    columns = (
        GroupReferral.ref,
        Organisation.name.label("organisation"),
        Centre.name.label("centre"),
        GroupReferral.state,
        GroupReferral.priority,
        GroupReferral.sent_at,
        GroupReferral.answer_due_at,
        stopped().label("is_stopped"),
    )
    return (
        sa.select(*columns)
        .join(CollectiveClaim, CollectiveClaim.id == GroupReferral.claim_id)
        .join(Case, Case.id == CollectiveClaim.case_id)
        .join(Centre, Centre.id == Case.centre_id)
        .join(Organisation, Organisation.id == GroupReferral.organisation_id)
    )


def _lines(query: Any) -> list[GroupLine]:
    moment = clock.now()
    return [
        GroupLine(**row, is_overdue=rules.is_overdue(row["state"], row["answer_due_at"], moment))
        for row in db.session.execute(query).mappings()
    ]
