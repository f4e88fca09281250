"""The office's view of referrals: of one case, of one referral, and the list of everything sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.stages import CaseStatus, Priority
from mrc.db import db
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind, OrganisationStatus
from mrc.errors import NotFound
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import PersonLine, is_in_force
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import LinkStep, ReferralFault, ReferralOutcome, ReferralState, Wanted
from mrc.referrals.rules.packets import Packet
from mrc.referrals.service import candidates, consents, drafts, links, notices, packets, threads
from mrc.referrals.service.links import LinkView
from mrc.referrals.service.threads import Line
from mrc.staff import service as staff
from mrc.staff.models import Centre

_STATES = {
    Wanted.WAITING: rules.UNANSWERED,
    Wanted.ACCEPTED: rules.TAKEN_ON,
    Wanted.DONE: rules.OVER_STATES,
    Wanted.DRAFTS: frozenset({ReferralState.DRAFT}),
    Wanted.ALL: frozenset(ReferralState) - {ReferralState.DRAFT},
}


@dataclass(frozen=True)
class ReferralLine:
    """One referral in a list. `is_stopped` says that its consent no longer holds: the partner sees nothing."""

    id: int
    ref: str
    organisation: str
    organisation_ref: str
    kind: OrganisationKind
    state: ReferralState
    priority: Priority
    outcome: ReferralOutcome | None
    sent_at: datetime
    answer_due_at: datetime
    case_ref: str
    person_id: int
    is_overdue: bool
    is_stopped: bool


@dataclass(frozen=True)
class ListedReferral:
    """One line of the office's list, with the person it is about."""

    line: ReferralLine
    person: PersonLine | None


@dataclass(frozen=True)
class ReferralView:
    """One referral as its sender sees it."""

    referral: Referral
    case: Case
    organisation: Organisation
    consent: Consent
    packet: Packet | None
    sent_by: str
    is_overdue: bool
    is_stopped: bool
    notice: LinkStep | None
    recording: str | None
    withdrawable_from: str | None
    may_be_recalled: bool
    thread: list[Line]
    links: list[LinkView]
    may_be_linked: bool
    may_be_written_to: bool
    may_be_judged: bool
    next_organisation: Organisation | None


def of_case(case_id: int) -> list[ReferralLine]:
    """The referrals of a case, the newest first. The caller has asked whether the case may be seen."""
    rows = db.session.execute(_lines().where(Referral.case_id == case_id).order_by(Referral.id.desc())).mappings()
    return [_line(row) for row in rows]


def sent_to(actor: Actor, organisation_id: int) -> dict[ReferralState, int]:
    """How the referrals of the actor's centre to an organisation went, counted by state."""
    query = (
        sa.select(Referral.state, sa.func.count())
        .join(Case, Case.id == Referral.case_id)
        .where(
            Referral.organisation_id == organisation_id,
            Referral.state != ReferralState.DRAFT,
            Case.centre_id == actor.centre_id,
        )
        .group_by(Referral.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def list_referrals(
    actor: Actor, wanted: Wanted, after: tuple[datetime, int] | None = None, limit: int = 50
) -> tuple[list[ListedReferral], bool]:
    """Referrals of the cases an actor may see, and whether there are more.

    Those that wait stand in the order in which their answer is due, so that the overdue come first; others newest
    first. The list names people, so it goes on record.
    """
    query = _lines().where(casework.visible(actor), Referral.state.in_(_STATES[wanted]))
    if wanted in {Wanted.WAITING, Wanted.ACCEPTED}:
        key, beyond = (Referral.answer_due_at, Referral.id), sa.tuple_(Referral.answer_due_at, Referral.id)
        query = query.order_by(*key)
        query = query.where(beyond > sa.tuple_(*_literals(after))) if after else query
    else:
        query = query.order_by(Referral.id.desc())
        query = query.where(Referral.id < after[1]) if after else query
    lines = [_line(row) for row in db.session.execute(query.limit(limit + 1)).mappings()]
    named = people.summary_of({line.person_id for line in lines})
    audit.look(actor, audit.Event.CASE_LISTED, filters=f"referrals:{wanted}", results=min(len(lines), limit))
    return [ListedReferral(line, named.get(line.person_id)) for line in lines[:limit]], len(lines) > limit


def show(actor: Actor, referral_ref: str) -> ReferralView:
    """One referral of a case that the actor may see; the look goes on record."""
    query = (
        sa.select(Referral, Case.ref, Organisation, Consent)
        .join(Case, Case.id == Referral.case_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(Consent, Consent.id == Referral.consent_id)
        .where(Referral.ref == referral_ref)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(referral_ref)
    referral, case_ref, organisation, consent = row
    case = casework.get_case(actor, case_ref)
    fault = consent_fault_of(referral, consent, case)
    may_send = access.may(actor, Permission.REFERRAL_SEND, case.subject)
    is_open = rules.is_open_to_partner(referral.state, fault, organisation.status is OrganisationStatus.ACTIVE)
    is_unhelped = referral.state in rules.UNHELPED and case.status is not CaseStatus.CLOSED
    view = ReferralView(
        referral=referral,
        case=case,
        organisation=organisation,
        consent=consent,
        packet=packets.opened(referral.packet) if referral.packet else None,
        sent_by=staff.names_of({referral.sent_by_id}).get(referral.sent_by_id, ""),
        is_overdue=rules.is_overdue(referral.state, referral.answer_due_at, clock.now()),
        is_stopped=referral.state in rules.OPEN_STATES and fault is not None,
        notice=notices.latest_step(referral, clock.now()),
        recording=consents.recording_of(consent),
        withdrawable_from=_whose(actor, case) if fault is None else None,
        may_be_recalled=rules.may_become(referral.state, ReferralState.RECALLED) and may_send,
        thread=threads.thread_of(referral),
        links=links.links_of(referral),
        may_be_linked=is_open and may_send and not candidates.members_of(organisation.id),
        may_be_written_to=is_open and may_send,
        may_be_judged=referral.state in rules.OVER_STATES and may_send,
        next_organisation=drafts.next_candidate(case, referral) if is_unhelped and may_send else None,
    )
    audit.look(actor, audit.Event.REFERRAL_READ, case, referral=referral.ref)
    return view


def _whose(actor: Actor, case: Case) -> str | None:
    """The person of a case, for somebody who may record that they withdraw a consent."""
    may_write = access.may(actor, Permission.PERSON_WRITE, case.subject)
    return db.session.scalar(sa.select(Person.ref).where(Person.id == case.person_id)) if may_write else None


def consent_fault_of(referral: Referral, consent: Consent, case: Case) -> ReferralFault | None:
    """Why a referral's consent no longer carries it, or None."""
    terms = consents.terms_of(consent, consents.today_of(case))
    return rules.consent_fault(terms, referral.organisation_id, referral.case_id, referral.fields)


def _literals(after: tuple[datetime, int]) -> tuple[Any, Any]:
    return sa.literal(after[0], Referral.answer_due_at.type), sa.literal(after[1])


def _lines() -> Any:
    columns = (
        Referral.id,
        Referral.ref,
        Organisation.name.label("organisation"),
        Organisation.ref.label("organisation_ref"),
        Organisation.kind,
        Referral.state,
        Referral.priority,
        Referral.outcome,
        Referral.sent_at,
        Referral.answer_due_at,
        Case.ref.label("case_ref"),
        Case.person_id,
        consents.carries().label("is_carried"),
        Consent.expires_on,
        Centre.timezone,
    )
    return (
        sa.select(*columns)
        .join(Case, Case.id == Referral.case_id)
        .join(Centre, Centre.id == Case.centre_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .outerjoin(Consent, Consent.id == Referral.consent_id)
    )


def _line(row: sa.RowMapping) -> ReferralLine:
    values = {name: row[name] for name in row if name not in {"is_carried", "expires_on", "timezone"}}
    is_carried = row["is_carried"] and is_in_force(None, row["expires_on"], clock.today(row["timezone"]))
    return ReferralLine(
        **values,
        is_overdue=rules.is_overdue(row["state"], row["answer_due_at"], clock.now()),
        is_stopped=row["state"] in rules.OPEN_STATES and not is_carried,
    )
