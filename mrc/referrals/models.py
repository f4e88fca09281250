"""A referral of a case to one partner: exactly what was shared, and what came back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.casework.rules.stages import Priority
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.referrals.rules import DeclineReason, ReferralOutcome, ReferralState
from mrc.vault import Sealing, sealed


class Referral(Versioned, Sealing, Model):
    """One referral. `packet` is the frozen slice of the file that the consent opened, and nothing else."""

    __tablename__ = "referrals"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("consents.id"), index=True)
    priority: Mapped[Priority] = mapped_column(one_of(Priority, "priority"))
    state: Mapped[ReferralState] = mapped_column(one_of(ReferralState, "state"), default=ReferralState.SENT)
    fields: Mapped[list[str]]
    purpose_sealed: Mapped[bytes | None]
    packet_sealed: Mapped[bytes | None]
    answer_note_sealed: Mapped[bytes | None]
    outcome_note_sealed: Mapped[bytes | None]
    purpose = sealed()
    packet = sealed()
    answer_note = sealed()
    outcome_note = sealed()
    candidates: Mapped[dict[str, Any]] = mapped_column(default=dict)
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
        sa.CheckConstraint("(state = 'declined') = (decline_reason IS NOT NULL)", name="declined_has_reason"),
        sa.CheckConstraint("(state = 'completed') = (outcome IS NOT NULL)", name="completed_has_outcome"),
        sa.CheckConstraint("(state = 'recalled') = (recalled_at IS NOT NULL)", name="recalled_has_moment"),
        sa.Index("ix_referrals_inbox", "organisation_id", "state", "id"),
        sa.Index("ix_referrals_due", "state", "answer_due_at", "id"),
    )
