"""Settlements of claims and the instalments that were agreed."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.claims.rules.settlements import SettlementEnd, SettlementWay, Understood
from mrc.db import Model, new_ref_column, one_of
from mrc.vault import Sealing, sealed

_STANDING = sa.text("ended_on IS NULL")


class Settlement(Sealing, Model):
    """What was agreed for a claim. Never changed; a newer one takes its place, or it is broken off."""

    __tablename__ = "claim_settlements"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    agreed_on: Mapped[date]
    total: Mapped[Decimal]
    currency: Mapped[str]
    way: Mapped[SettlementWay] = mapped_column(one_of(SettlementWay, "way"))
    # The language it was explained in to the person.
    language: Mapped[str | None]
    understood: Mapped[Understood | None] = mapped_column(one_of(Understood, "understood"))
    terms_sealed: Mapped[bytes | None]
    terms = sealed()
    waiver_sealed: Mapped[bytes | None]
    waiver = sealed()
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_on: Mapped[date | None]
    ended_how: Mapped[SettlementEnd | None] = mapped_column(one_of(SettlementEnd, "ended_how"))
    ended_why_sealed: Mapped[bytes | None]
    ended_why = sealed()
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    instalments: Mapped[list["Instalment"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Instalment.due_on"
    )

    __table_args__ = (
        sa.CheckConstraint("total > 0", name="total_is_something"),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_how IS NULL)", name="ended_somehow"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= agreed_on", name="ends_after_it_began"),
        sa.Index(
            "ix_claim_settlements_one_standing",
            "claim_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )


class Instalment(Model):
    """One payment that was agreed: so much by the end of a day."""

    __tablename__ = "claim_instalments"

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_settlements.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    amount: Mapped[Decimal]

    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_is_something"),
        sa.UniqueConstraint("settlement_id", "due_on"),
    )
