"""Stopping a referral whose consent is over: at once when it is withdrawn, by the worker once its last day is past.

The partner's view is closed by then, because every look asks the consent itself. Here the links end with whatever is
open by them, messages that have not left stay, and the case learns that it needs somebody again.
"""

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.db import db, held, transaction
from mrc.people import service as people
from mrc.people.models import Consent
from mrc.people.rules import is_in_force
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import LinkEnd
from mrc.referrals.service import consents, links, notices
from mrc.referrals.service.answering import tell_caseworker


@people.before_withdrawn
def hold_cases(consent: Consent) -> None:
    """Hold the cases that hang on a consent before it is held itself, as sending and answering do."""
    sent = sa.select(Referral.case_id).where(Referral.consent_id == consent.id)
    query = sa.select(Case).where(sa.or_(Case.id == consent.case_id, Case.id.in_(sent))).order_by(Case.id)
    db.session.scalars(held(query, Case)).all()


@people.when_withdrawn
def stop_withdrawn(actor: Actor, consent: Consent) -> None:
    """Stop whatever stood on a consent that was withdrawn."""
    query = (
        sa.select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.consent_id == consent.id, Referral.state.in_(rules.OPEN_STATES))
        .order_by(Referral.id)
    )
    for referral, case in db.session.execute(held(query, Referral)).all():
        _stop(actor, case, referral)


def stop_expired() -> int:
    """Stop the referrals whose consent has run out, and tell whoever keeps the case. Returns how many."""
    query = (
        sa.select(Referral.id)
        .join(Consent, Consent.id == Referral.consent_id)
        .where(
            Referral.state.in_(rules.OPEN_STATES),
            Referral.stopped_at.is_(None),
            sa.not_(consents.in_force(clock.today(consents.FIRST_TO_BEGIN))),
        )
        .order_by(Referral.id)
    )
    return sum(_stop_one(referral_id) for referral_id in db.session.scalars(query).all())


def _stop_one(referral_id: int) -> bool:
    """Stop one referral, unless its consent still holds where it is kept, or it was stopped or ended meanwhile."""
    with transaction():
        of_case = sa.select(Referral.case_id).where(Referral.id == referral_id).scalar_subquery()
        case = db.session.scalars(held(sa.select(Case).where(Case.id == of_case), Case)).one()
        referral = db.session.scalars(held(sa.select(Referral).where(Referral.id == referral_id), Referral)).one()
        consent = db.session.get_one(Consent, referral.consent_id)
        holds = is_in_force(consent.withdrawn_at, consent.expires_on, consents.today_of(case))
        if holds or referral.stopped_at is not None or referral.state not in rules.OPEN_STATES:
            return False
        _stop(None, case, referral)
        tell_caseworker(case, referral.sent_by_id)
    return True


def _stop(actor: Actor | None, case: Case, referral: Referral) -> None:
    referral.stopped_at = clock.now()
    casework.happen(case, EventCode.REFERRAL_STOPPED, actor, subject_ref=referral.ref)
    audit.record(actor, audit.Event.REFERRAL_STOPPED, case, referral=referral.ref)
    links.end_links(actor, case, referral, LinkEnd.NO_CONSENT)
    notices.hold_back(referral)
