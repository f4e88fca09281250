"""Watching over group referrals: who keeps the case learns when nobody is left in one, and when no answer comes."""

from dataclasses import dataclass

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.models.referring import GroupReferral, GroupReferralWorker
from mrc.claims.service.collective.groups import stopped
from mrc.db import db, held
from mrc.directory.models import Organisation
from mrc.people import service as people
from mrc.people.models import Consent
from mrc.referrals import rules
from mrc.referrals.service.minding import MOST_SHOWN, OverdueLine


@dataclass(frozen=True)
class WaitingGroup(OverdueLine):
    """One group referral that needs somebody: no answer came in time, or nobody's consent holds any more."""

    is_stopped: bool


@people.when_withdrawn
def stop_emptied(actor: Actor, consent: Consent) -> None:
    """Tell the case of group referrals in which nobody is left since a consent was withdrawn."""
    db.session.flush()
    query = (
        sa.select(GroupReferral, Case)
        .join(CollectiveClaim, CollectiveClaim.id == GroupReferral.claim_id)
        .join(Case, Case.id == CollectiveClaim.case_id)
        .join(GroupReferralWorker, GroupReferralWorker.referral_id == GroupReferral.id)
        .where(GroupReferralWorker.consent_id == consent.id, stopped())
        .order_by(GroupReferral.id)
    )
    for referral, case in db.session.execute(held(query, GroupReferral)).all():
        casework.happen(case, EventCode.REFERRAL_STOPPED, actor)
        audit.record(actor, audit.Event.REFERRAL_STOPPED, case, referral=referral.ref)


def waiting_groups(actor: Actor) -> list[WaitingGroup]:
    """The group referrals that need somebody, the oldest first: those of the centre for who leads it, else of one's
    own cases."""
    leads = access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id))
    is_late = sa.and_(GroupReferral.state.in_(rules.UNANSWERED), GroupReferral.answer_due_at < clock.now())
    query = (
        sa.select(
            GroupReferral.ref,
            Case.ref.label("case_ref"),
            Organisation.name,
            GroupReferral.priority,
            GroupReferral.answer_due_at,
            stopped(),
        )
        .join(CollectiveClaim, CollectiveClaim.id == GroupReferral.claim_id)
        .join(Case, Case.id == CollectiveClaim.case_id)
        .join(Organisation, Organisation.id == GroupReferral.organisation_id)
        .where(
            sa.or_(is_late, stopped()),
            casework.visible(actor),
            sa.true() if leads else Case.caseworker_id == actor.id,
        )
        .order_by(GroupReferral.answer_due_at, GroupReferral.id)
        .limit(MOST_SHOWN)
    )
    return [WaitingGroup(*row) for row in db.session.execute(query)]
