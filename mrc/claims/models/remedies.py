"""Remedies that are not money, and sanctions on the offender: two tables, because one never stands for the other."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.claims.rules.remedies import RemedyKind, RemedyStep, SanctionKind
from mrc.db import Model, new_ref_column, one_of
from mrc.vault import Sealing, sealed

_BACK = "(taken_back_at IS NOT NULL) OR (taken_back_by_id IS NULL)"


class Remedy(Sealing, Model):
    """Something other than money that a person asked for or got. What became of it is in its steps."""

    __tablename__ = "claim_remedies"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RemedyKind] = mapped_column(one_of(RemedyKind, "kind"))
    note_sealed: Mapped[bytes | None]
    note = sealed()

    steps: Mapped[list["RemedyEntry"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="RemedyEntry.id"
    )


class RemedyEntry(Model):
    """That a remedy was asked for, promised or received on a day. Never changed; a mistake is marked as such."""

    __tablename__ = "claim_remedy_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    remedy_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_remedies.id", ondelete="CASCADE"), index=True)
    step: Mapped[RemedyStep] = mapped_column(one_of(RemedyStep, "step"))
    happened_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    __table_args__ = (sa.CheckConstraint(_BACK, name="taken_back_at_a_time"),)


class Sanction(Sealing, Model):
    """What an authority did to the offender. Never changed; a mistake is marked as taken back."""

    __tablename__ = "claim_sanctions"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SanctionKind] = mapped_column(one_of(SanctionKind, "kind"))
    happened_on: Mapped[date]
    authority_sealed: Mapped[bytes | None]
    authority = sealed()
    note_sealed: Mapped[bytes | None]
    note = sealed()
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    __table_args__ = (sa.CheckConstraint(_BACK, name="taken_back_at_a_time"),)
