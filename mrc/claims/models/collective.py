"""Collective claims: many workers against one respondent, what the law gave each, and one ledger for all of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.claims.rules import AmountKind, PaymentMethod
from mrc.claims.rules.facts import Scope
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.vault import Sealing, sealed

_LISTED = sa.text("taken_off_at IS NULL AND person_id IS NOT NULL")


class CollectiveClaim(Versioned, Sealing, Model):
    """One claim of many workers of a case against one respondent, in one currency, filed once."""

    __tablename__ = "collective_claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id"), index=True)
    country: Mapped[str]
    scope: Mapped[Scope] = mapped_column(one_of(Scope, "scope"), default=Scope.GENERAL)
    currency: Mapped[str]
    # What holds for all workers, as it was typed in the interview; what a worker's own facts say overrules it.
    facts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    last_number: Mapped[int] = mapped_column(default=0)
    filed_on: Mapped[date | None]
    forum_sealed: Mapped[bytes | None]
    file_number_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    forum = sealed()
    file_number = sealed()
    note = sealed()
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class CollectiveWorker(Sealing, Model):
    """One worker of a collective claim: somebody registered, or a name alone. The number stays theirs for good."""

    __tablename__ = "collective_workers"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("collective_claims.id", ondelete="CASCADE"))
    number: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    name_sealed: Mapped[bytes | None]
    name = sealed()
    # Own facts by the name of their column, as in "started_on" or "due:2026-05".
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    claimed: Mapped[Decimal | None]
    computed: Mapped[Decimal | None]
    awarded: Mapped[Decimal | None]
    received: Mapped[Decimal | None]
    taken_off_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("claim_id", "number"),
        sa.CheckConstraint("person_id IS NOT NULL OR name_sealed IS NOT NULL", name="is_somebody"),
        sa.Index(
            "ix_collective_workers_once",
            "claim_id",
            "person_id",
            unique=True,
            sqlite_where=_LISTED,
            postgresql_where=_LISTED,
        ),
    )


class CollectiveAssessment(Model):
    """What the law gave all workers at one moment. Never changed; a later one stands beside it."""

    __tablename__ = "collective_assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("collective_claims.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    law_digest: Mapped[str]
    currency: Mapped[str]
    workers: Mapped[int]
    # What all payers owe together, and of that the employer alone.
    total: Mapped[Decimal]
    owed: Mapped[Decimal]
    # The sum of each component over all workers.
    parts: Mapped[dict[str, Any]]
    # The nearest time limit of any worker.
    act_by: Mapped[date | None]


class CollectiveResult(Model):
    """What one collective assessment says of one worker, with the facts that it was computed from."""

    __tablename__ = "collective_results"

    assessment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("collective_assessments.id", ondelete="CASCADE"), primary_key=True
    )
    worker_id: Mapped[int] = mapped_column(
        sa.ForeignKey("collective_workers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    facts: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    total: Mapped[Decimal]
    owed: Mapped[Decimal]


class CollectiveEntry(Model):
    """An award or a payment for many workers. Never changed; a later one adds to it, replaces it or takes it back."""

    __tablename__ = "collective_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("collective_claims.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AmountKind] = mapped_column(one_of(AmountKind, "kind"))
    total: Mapped[Decimal]
    happened_on: Mapped[date]
    method: Mapped[PaymentMethod | None] = mapped_column(one_of(PaymentMethod, "method"))
    takes_back_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("collective_entries.id", ondelete="CASCADE"), unique=True
    )
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (sa.CheckConstraint("total >= 0", name="not_negative"),)


class CollectiveShare(Model):
    """What one worker has of an award or a payment."""

    __tablename__ = "collective_shares"

    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("collective_entries.id", ondelete="CASCADE"), primary_key=True
    )
    worker_id: Mapped[int] = mapped_column(
        sa.ForeignKey("collective_workers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    amount: Mapped[Decimal]

    __table_args__ = (sa.CheckConstraint("amount >= 0", name="not_negative"),)
