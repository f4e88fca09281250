"""Wage claims: one against a respondent, its lines with their ledger, what was computed, and its time limits."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.claims.models.collective import (
    CollectiveAssessment,
    CollectiveClaim,
    CollectiveEntry,
    CollectiveResult,
    CollectiveShare,
    CollectiveWorker,
)
from mrc.claims.models.evidence import (
    CollectiveEvidenceDocument,
    CollectiveEvidenceStep,
    EvidenceDocument,
    EvidenceStep,
)
from mrc.claims.models.path import Filing, FilingStep, Hearing, PowerOfAttorney, ReturnAnswer
from mrc.claims.models.referring import GroupReferral, GroupReferralWorker
from mrc.claims.models.remedies import Remedy, RemedyEntry, Sanction
from mrc.claims.models.settlements import Instalment, Settlement
from mrc.claims.rules import AmountKind, Component, PaymentMethod
from mrc.claims.rules.dollars import RATE_PLACES, Rate, RateSource, in_dollars
from mrc.claims.rules.facts import Scope
from mrc.db import Amount, Model, Versioned, new_ref_column, one_of
from mrc.vault import Sealing, sealed

__all__ = [
    "ClaimAssessment",
    "ClaimLine",
    "CollectiveAssessment",
    "CollectiveClaim",
    "CollectiveEntry",
    "CollectiveEvidenceDocument",
    "CollectiveEvidenceStep",
    "CollectiveResult",
    "CollectiveShare",
    "CollectiveWorker",
    "EvidenceDocument",
    "EvidenceStep",
    "Filing",
    "FilingStep",
    "GroupReferral",
    "GroupReferralWorker",
    "Hearing",
    "Instalment",
    "LedgerEntry",
    "PowerOfAttorney",
    "Remedy",
    "RemedyEntry",
    "ReturnAnswer",
    "Sanction",
    "Settlement",
    "WageClaim",
]


class PerDollar(Amount):
    """How many units of a currency make one US dollar, in millionths."""

    places = RATE_PLACES
    cache_ok = True


class WageClaim(Versioned, Sealing, Model):
    """A claim of one worker against one respondent, in one currency."""

    __tablename__ = "wage_claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    respondent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("respondents.id"))
    country: Mapped[str]
    scope: Mapped[Scope] = mapped_column(
        one_of(Scope, "scope"), default=Scope.GENERAL, server_default=Scope.GENERAL.value
    )
    currency: Mapped[str]
    employed_from: Mapped[date | None]
    employed_to: Mapped[date | None]
    is_still_employed: Mapped[bool] = mapped_column(default=False)
    monthly_wage: Mapped[Decimal | None]
    # What the law's engine is asked, as it was typed; it may still be a draft that cannot be computed.
    facts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    note_sealed: Mapped[bytes | None]
    note = sealed()
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    lines: Mapped[list["ClaimLine"]] = relationship(
        back_populates="claim", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="ClaimLine.id"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "employed_to IS NULL OR employed_from IS NULL OR employed_to >= employed_from",
            name="employed_forwards",
        ),
        # The paths of the list of claims.
        sa.Index("ix_wage_claims_currency", "currency", "id"),
        sa.Index("ix_wage_claims_respondent", "respondent_id", "id"),
    )


class ClaimLine(Model):
    """One component of a claim for one period; the amounts that stand, kept beside the ledger for quick totals."""

    __tablename__ = "claim_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    component: Mapped[Component] = mapped_column(one_of(Component, "component"))
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    claimed: Mapped[Decimal | None]
    computed: Mapped[Decimal | None]
    offered: Mapped[Decimal | None]
    awarded: Mapped[Decimal | None]
    received: Mapped[Decimal | None]

    claim: Mapped[WageClaim] = relationship(back_populates="lines", lazy="raise_on_sql")
    ledger: Mapped[list["LedgerEntry"]] = relationship(
        back_populates="line", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="LedgerEntry.id"
    )

    __table_args__ = (
        sa.CheckConstraint(
            "period_to IS NULL OR period_from IS NULL OR period_to >= period_from", name="period_forwards"
        ),
    )


class LedgerEntry(Model):
    """One amount put on record. Never changed; a later entry stands in its place, adds to it, or takes it back."""

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_lines.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AmountKind] = mapped_column(one_of(AmountKind, "kind"))
    amount: Mapped[Decimal]
    currency: Mapped[str]
    happened_on: Mapped[date]
    method: Mapped[PaymentMethod | None] = mapped_column(one_of(PaymentMethod, "method"))
    takes_back_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("ledger_entries.id", ondelete="CASCADE"), unique=True
    )
    per_dollar: Mapped[Decimal | None] = mapped_column(PerDollar)
    rate_on: Mapped[date | None]
    rate_source: Mapped[RateSource | None] = mapped_column(one_of(RateSource, "rate_source"))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    line: Mapped[ClaimLine] = relationship(back_populates="ledger", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("amount >= 0", name="not_negative"),
        sa.CheckConstraint(
            "(per_dollar IS NULL) = (rate_on IS NULL) AND (rate_on IS NULL) = (rate_source IS NULL)"
            " AND (per_dollar IS NULL OR per_dollar > 0)",
            name="rate_is_whole",
        ),
    )

    @property
    def rate(self) -> Rate | None:
        """What a US dollar cost when this was put on record; None when nobody said."""
        if self.per_dollar is None or self.rate_on is None or self.rate_source is None:
            return None
        return Rate(self.per_dollar, self.rate_on, self.rate_source)

    @property
    def dollars(self) -> Decimal:
        """The amount in US dollars by its rate; nothing when it has none."""
        found = in_dollars([(self.amount, self.per_dollar)])
        return found.amount if found else Decimal(0)


class ClaimAssessment(Model):
    """What the law gave for the facts of one moment. Never changed; a later one stands beside it."""

    __tablename__ = "claim_assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    # SHA-256 of the law file, so that it can be told later by which text this was computed.
    law_digest: Mapped[str]
    facts: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    currency: Mapped[str]
    total: Mapped[Decimal]
