"""A referral of a case to one partner: exactly what was shared, what came back, and the link by which it opens."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.casework.rules.stages import Priority
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.referrals.rules import DeclineReason, LinkEnd, ReferralOutcome, ReferralState
from mrc.vault import Sealing, sealed


class Referral(Versioned, Sealing, Model):
    """One referral. `packet` is the frozen slice of the file that the consent opened, and nothing else.

    A draft has neither packet nor consent; its `sent_at` and `answer_due_at` are those of when it was saved.
    `stopped_at` says when its consent was found to be over. What a partner
    may see never hangs on it, but on the consent itself.
    """

    __tablename__ = "referrals"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    consent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consents.id"), index=True)
    priority: Mapped[Priority] = mapped_column(one_of(Priority, "priority"))
    state: Mapped[ReferralState] = mapped_column(one_of(ReferralState, "state"), default=ReferralState.SENT)
    fields: Mapped[list[str]]
    purpose_sealed: Mapped[bytes | None]
    asked_sealed: Mapped[bytes | None]
    packet_sealed: Mapped[bytes | None]
    answer_note_sealed: Mapped[bytes | None]
    outcome_note_sealed: Mapped[bytes | None]
    partner_words_sealed: Mapped[bytes | None]
    sender_words_sealed: Mapped[bytes | None]
    purpose = sealed()
    asked = sealed()
    packet = sealed()
    answer_note = sealed()
    outcome_note = sealed()
    partner_words = sealed()
    sender_words = sealed()
    # What the case is called towards this organisation, where that is not the number of the case.
    case_code: Mapped[str | None] = mapped_column(index=True)
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
    started_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    was_useful_to_partner: Mapped[bool | None]
    was_useful_to_case: Mapped[bool | None]
    rerouted_from_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("referrals.id", ondelete="SET NULL"), index=True
    )

    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('declined', 'returned')) = (decline_reason IS NOT NULL)", name="declined_has_reason"
        ),
        sa.CheckConstraint("(state IN ('completed', 'no_show')) = (outcome IS NOT NULL)", name="report_has_outcome"),
        sa.CheckConstraint("outcome IS NULL OR (state = 'no_show') = (outcome = 'no_show')", name="one_no_show"),
        sa.CheckConstraint("(state = 'draft') = (consent_id IS NULL)", name="sent_with_consent"),
        sa.CheckConstraint("state <> 'draft' OR packet_sealed IS NULL", name="draft_shares_nothing"),
        sa.CheckConstraint("(state = 'recalled') = (recalled_at IS NOT NULL)", name="recalled_has_moment"),
        sa.Index("ix_referrals_inbox", "organisation_id", "state", "id"),
        sa.Index("ix_referrals_due", "state", "answer_due_at", "id"),
    )


class ReferralLink(Sealing, Model):
    """A way for a partner without an account to one referral. Neither its address nor its code can be read here."""

    __tablename__ = "referral_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    referral_id: Mapped[int] = mapped_column(sa.ForeignKey("referrals.id", ondelete="CASCADE"), index=True)
    email_sealed: Mapped[bytes | None]
    email = sealed()
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    code_hash: Mapped[str]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    last_opened_at: Mapped[datetime | None]
    times_opened: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[LinkEnd | None] = mapped_column(one_of(LinkEnd, "ended_because"))
    outgoing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outgoing.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        sa.CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_with_reason"),
        sa.Index(
            "ix_referral_links_one_live",
            "referral_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class ReferralMessage(Sealing, Model):
    """What the partner or the centre wrote about a referral, or a file that the partner sent with it."""

    __tablename__ = "referral_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(sa.ForeignKey("referrals.id", ondelete="CASCADE"))
    is_from_partner: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    text_sealed: Mapped[bytes | None]
    text = sealed()
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (sa.Index("ix_referral_messages_thread", "referral_id", "id"),)


class ConsentRecording(Model):
    """The file on which a consent can be heard, seen or read: a recording, or a picture of the signed paper."""

    __tablename__ = "consent_recordings"

    consent_id: Mapped[int] = mapped_column(
        sa.ForeignKey("consents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), index=True)


class ReferralNotice(Model):
    """A neutral message that tells an organisation to look at a referral."""

    __tablename__ = "referral_notices"

    referral_id: Mapped[int] = mapped_column(
        sa.ForeignKey("referrals.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    outgoing_id: Mapped[int] = mapped_column(
        sa.ForeignKey("outgoing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
