"""The neutral messages that tell an organisation to look at a referral: put in the outbox, followed, held back."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from mrc import outbox
from mrc.db import db, write
from mrc.outbox import Letter, Medium, Outgoing, SendingState
from mrc.referrals.models import Referral, ReferralNotice
from mrc.referrals.rules import LinkStep
from mrc.referrals.rules import links as link_rules


def notify(referral: Referral, letter: Letter, addresses: Iterable[tuple[str, str]]) -> None:
    """Tell an organisation, with the present transaction; each address comes with its language."""
    for address, language in addresses:
        message = outbox.put(Medium.EMAIL, letter, address, language)
        db.session.flush()
        db.session.add(ReferralNotice(referral_id=referral.id, outgoing_id=message.id))


def hold_back(referral: Referral) -> None:
    """Let the messages about a referral that have not left stay; there is nothing to look at any more."""
    waiting = sa.select(ReferralNotice.outgoing_id).where(ReferralNotice.referral_id == referral.id)
    stay = sa.update(Outgoing).where(Outgoing.id.in_(waiting), Outgoing.state == SendingState.QUEUED)
    values = {"state": SendingState.HELD_BACK, "trouble": "the referral was closed before it was sent"}
    write(stay.values(values).execution_options(synchronize_session=False))


def latest_step(referral: Referral, moment: datetime) -> LinkStep | None:
    """How far the newest message about a referral has come; None when nobody was written to."""
    query = (
        sa.select(Outgoing.state, Outgoing.tries)
        .join(ReferralNotice, ReferralNotice.outgoing_id == Outgoing.id)
        .where(ReferralNotice.referral_id == referral.id)
        .order_by(Outgoing.id.desc())
    )
    row = db.session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    facts = link_rules.LinkFacts(
        expires_at=datetime.max.replace(tzinfo=moment.tzinfo),
        is_ended=False,
        is_opened=False,
        is_sent=row.state is SendingState.SENT,
        has_failed=row.state in {SendingState.FAILED, SendingState.HELD_BACK},
        is_delayed=row.state is SendingState.QUEUED and row.tries > 0,
    )
    return link_rules.step_of(facts, moment)
