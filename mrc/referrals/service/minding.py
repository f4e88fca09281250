"""Minding what waits: partners are reminded before an answer is due and once it is late, and the office sees it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mrc import access, clock
from mrc.access import Actor, Permission, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.stages import Priority
from mrc.db import db, held, transaction
from mrc.directory.models import Organisation, OrganisationContact
from mrc.outbox import Letter
from mrc.people.models import Consent
from mrc.referrals import rules
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.service import candidates, consents, links, notices

BATCH = 200
MOST_SHOWN = 10


@dataclass(frozen=True)
class OverdueLine:
    """One referral that nobody answered in time, for a list that names no person."""

    ref: str
    case_ref: str
    organisation: str
    priority: Priority
    answer_due_at: datetime


def remind_partners() -> int:
    """Remind the partners whose answer is due soon, and those who let the time pass; each once. Returns how many."""
    return sum(_remind(referral_id) for referral_id in _waiting())


def _waiting() -> list[int]:
    """The referrals of which a partner may have to be reminded, those that wait longest first."""
    moment = clock.now()
    is_late = Referral.answer_due_at <= moment
    untold = sa.or_(
        sa.and_(is_late, Referral.overdue_told_at.is_(None)), sa.and_(~is_late, Referral.reminded_at.is_(None))
    )
    query = (
        sa.select(Referral.id, Referral.sent_at, Referral.answer_due_at)
        .join(Consent, Consent.id == Referral.consent_id)
        .where(Referral.state.in_(rules.UNANSWERED), untold, consents.carries())
        .order_by(Referral.answer_due_at, Referral.id)
    )
    with transaction():
        rows = db.session.execute(query.execution_options(yield_per=BATCH))
        return [row.id for row in rows if rules.remind_at(row.sent_at, row.answer_due_at) <= moment]


def _remind(referral_id: int) -> bool:
    """Remind one partner, unless it answered or was reminded meanwhile."""
    moment = clock.now()
    with transaction():
        referral = db.session.scalars(held(sa.select(Referral).where(Referral.id == referral_id), Referral)).one()
        is_late = referral.answer_due_at <= moment
        told = referral.overdue_told_at if is_late else referral.reminded_at
        if referral.state not in rules.UNANSWERED or told is not None:
            return False
        if is_late:
            referral.overdue_told_at = moment
        else:
            referral.reminded_at = moment
        notices.notify(referral, Letter.REFERRAL_REMINDER, addresses_of(referral))
    return True


def addresses_of(referral: Referral) -> list[tuple[str, str]]:
    """Where a notice goes: to the organisation's members, or where its link went, or to its first address."""
    members = [(member.email, member.language) for member in candidates.members_of(referral.organisation_id)]
    if members:
        return members
    live = sa.select(ReferralLink).where(ReferralLink.referral_id == referral.id, ReferralLink.ended_at.is_(None))
    link = db.session.scalars(live).one_or_none()
    language = links.language_of(referral.organisation_id)
    if link is not None and link.email:
        return [(link.email, language)]
    ways = (
        sa.select(OrganisationContact.value)
        .where(OrganisationContact.organisation_id == referral.organisation_id, OrganisationContact.kind == "email")
        .order_by(OrganisationContact.id)
    )
    return [(value, language) for value in db.session.scalars(ways.limit(1))]


def overdue(actor: Actor) -> tuple[list[OverdueLine], bool]:
    """The referrals without an answer in time, the oldest first, and whether there are more.

    A supervisor is told of those of the whole centre, a caseworker of those of their own cases.
    """
    leads = access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id))
    query = (
        sa.select(
            Referral.ref, Case.ref.label("case_ref"), Organisation.name, Referral.priority, Referral.answer_due_at
        )
        .join(Case, Case.id == Referral.case_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(Consent, Consent.id == Referral.consent_id)
        .where(
            Referral.state.in_(rules.UNANSWERED),
            Referral.answer_due_at < clock.now(),
            consents.carries(),
            casework.visible(actor),
            sa.true() if leads else Case.caseworker_id == actor.id,
        )
        .order_by(Referral.answer_due_at, Referral.id)
        .limit(MOST_SHOWN + 1)
    )
    lines = [OverdueLine(*row) for row in db.session.execute(query)]
    return lines[:MOST_SHOWN], len(lines) > MOST_SHOWN
