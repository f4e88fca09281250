"""Group referrals: many workers of a collective claim referred at once, each with what they agreed to alone."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.casework.rules.stages import Priority
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.referrals.rules import DeclineReason, ReferralOutcome, ReferralState
from mrc.vault import Sealing, sealed


class GroupReferral(Versioned, Sealing, Model):
    """One referral of many workers to one organisation. Its packet says what holds for all, and of nobody alone.

    It has no consent of its own: each of its workers has one, and with the last of these it shows nothing any more.
    """

    __tablename__ = "group_referrals"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("collective_claims.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    priority: Mapped[Priority] = mapped_column(one_of(Priority, "priority"))
    state: Mapped[ReferralState] = mapped_column(one_of(ReferralState, "state"), default=ReferralState.SENT)
    fields: Mapped[list[str]]
    packet_sealed: Mapped[bytes | None]
    answer_note_sealed: Mapped[bytes | None]
    outcome_note_sealed: Mapped[bytes | None]
    packet = sealed()
    answer_note = sealed()
    outcome_note = sealed()
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_due_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[DeclineReason | None] = mapped_column(one_of(DeclineReason, "decline_reason"))
    outcome: Mapped[ReferralOutcome | None] = mapped_column(one_of(ReferralOutcome, "outcome"))
    completed_at: Mapped[datetime | None]
    recalled_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("state <> 'draft'", name="sent_at_once"),
        sa.CheckConstraint(
            "(state IN ('declined', 'returned')) = (decline_reason IS NOT NULL)", name="declined_has_reason"
        ),
        sa.CheckConstraint("(state IN ('completed', 'no_show')) = (outcome IS NOT NULL)", name="report_has_outcome"),
        sa.CheckConstraint("(state = 'recalled') = (recalled_at IS NOT NULL)", name="recalled_has_moment"),
        sa.Index("ix_group_referrals_inbox", "organisation_id", "state", "id"),
    )


class GroupReferralWorker(Sealing, Model):
    """What of one worker goes out with a group referral, sealed under the key of the person, on their own consent.

    The organisation knows them by `ref` and never by the number on the list, whose gaps would tell of others.
    """

    __tablename__ = "group_referral_workers"

    referral_id: Mapped[int] = mapped_column(
        sa.ForeignKey("group_referrals.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ref: Mapped[str] = new_ref_column()
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("consents.id", ondelete="CASCADE"), index=True)
    packet_sealed: Mapped[bytes | None]
    packet = sealed()
