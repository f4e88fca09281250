"""The path of a claim: where it was filed and what happened there, its hearings, who may act for the worker, and what
was settled before a return."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.claims.rules.gate import GateAnswer, GateItem, PowerForm
from mrc.claims.rules.path import HearingOutcome, PathEvent
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.vault import Sealing, sealed


class Filing(Sealing, Model):
    """A claim brought to a forum of its country, by its name in our files, or to another office by its own name."""

    __tablename__ = "claim_filings"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    forum: Mapped[str | None]
    forum_name_sealed: Mapped[bytes | None]
    forum_name = sealed()
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    steps: Mapped[list["FilingStep"]] = relationship(
        back_populates="filing", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="FilingStep.id"
    )
    hearings: Mapped[list["Hearing"]] = relationship(
        back_populates="filing", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Hearing.at"
    )

    __table_args__ = (sa.CheckConstraint("forum IS NOT NULL OR forum_name_sealed IS NOT NULL", name="somewhere"),)


class FilingStep(Sealing, Model):
    """Something that happened to a filing on a day. Never changed; a mistake is taken back, and both stay."""

    __tablename__ = "filing_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_filings.id", ondelete="CASCADE"), index=True)
    event: Mapped[PathEvent] = mapped_column(one_of(PathEvent, "event"))
    happened_on: Mapped[date]
    # What was asked for, agreed or awarded, in the currency of the claim.
    amount: Mapped[Decimal | None]
    number_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    number = sealed()
    note = sealed()
    takes_back_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("filing_steps.id", ondelete="CASCADE"), unique=True
    )
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    filing: Mapped[Filing] = relationship(back_populates="steps", lazy="raise_on_sql")

    __table_args__ = (sa.CheckConstraint("amount IS NULL OR amount >= 0", name="not_negative"),)


class Hearing(Sealing, Model):
    """A hearing at a forum, by the clocks of its zone. Its outcome is written once; adjourned, another follows."""

    __tablename__ = "hearings"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    filing_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_filings.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    timezone: Mapped[str]
    is_remote: Mapped[bool] = mapped_column(default=False)
    place_sealed: Mapped[bytes | None]
    to_bring_sealed: Mapped[bytes | None]
    place = sealed()
    to_bring = sealed()
    interpreter_language: Mapped[str | None]
    outcome: Mapped[HearingOutcome | None] = mapped_column(one_of(HearingOutcome, "outcome"))
    outcome_note_sealed: Mapped[bytes | None]
    outcome_note = sealed()
    outcome_at: Mapped[datetime | None]
    outcome_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    set_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    set_at: Mapped[datetime] = mapped_column(default=clock.now)
    # When the worker was told that there is news, once in the week before and once on the day before.
    week_told_at: Mapped[datetime | None]
    day_told_at: Mapped[datetime | None]

    filing: Mapped[Filing] = relationship(back_populates="hearings", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name="outcome_has_moment"),
        sa.Index("ix_hearings_case", "case_id", "at"),
        sa.Index(
            "ix_hearings_open",
            "at",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )


class PowerOfAttorney(Versioned, Sealing, Model):
    """Who may act for a worker in a country, and what. It ends by its last day or by being revoked, for a reason."""

    __tablename__ = "powers_of_attorney"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    # Without one it stands for every claim of the case.
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    country: Mapped[str]
    representative_sealed: Mapped[bytes | None]
    contact_sealed: Mapped[bytes | None]
    representative = sealed()
    contact = sealed()
    may_do: Mapped[list[str]]
    form: Mapped[PowerForm] = mapped_column(one_of(PowerForm, "form"))
    given_on: Mapped[date]
    valid_until: Mapped[date | None]
    translated_on: Mapped[date | None]
    legalised_on: Mapped[date | None]
    revoked_on: Mapped[date | None]
    revoked_because_sealed: Mapped[bytes | None]
    revoked_because = sealed()
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= given_on", name="ends_after_it_was_given"),
        sa.CheckConstraint("(revoked_on IS NULL) = (revoked_by_id IS NULL)", name="revoked_by_somebody"),
        sa.Index(
            "ix_powers_of_attorney_ending",
            "valid_until",
            sqlite_where=sa.text("revoked_on IS NULL AND valid_until IS NOT NULL"),
            postgresql_where=sa.text("revoked_on IS NULL AND valid_until IS NOT NULL"),
        ),
    )


class ReturnAnswer(Sealing, Model):
    """One item of the gate before return, done or waived. Taken back when it was a mistake; the row stays."""

    __tablename__ = "return_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    item: Mapped[GateItem] = mapped_column(one_of(GateItem, "item"))
    answer: Mapped[GateAnswer] = mapped_column(one_of(GateAnswer, "answer"))
    done_on: Mapped[date | None]
    reason_sealed: Mapped[bytes | None]
    reason = sealed()
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id", ondelete="SET NULL"), index=True)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_back_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    taken_back_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("(answer = 'done') = (done_on IS NOT NULL)", name="done_on_a_day"),
        sa.Index(
            "ix_return_answers_one_each",
            "case_id",
            "item",
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        ),
    )
