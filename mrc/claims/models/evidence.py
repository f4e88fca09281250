"""What is known of the evidence for a claim: a dated row for each change, to read who had what when."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.claims.rules.evidence import EvidenceItem, EvidenceState, SaidBy
from mrc.db import Model, one_of
from mrc.people.rules import Holder
from mrc.vault import Sealing, sealed


class _Told(Sealing):
    """What was learned about one kind of evidence. Never changed; a later one stands in its place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[EvidenceItem] = mapped_column(one_of(EvidenceItem, "item"))
    state: Mapped[EvidenceState] = mapped_column(one_of(EvidenceState, "state"))
    holder: Mapped[Holder] = mapped_column(one_of(Holder, "holder"), default=Holder.UNKNOWN)
    # Since when it has been so, as it was told.
    since: Mapped[date]
    said_by: Mapped[SaidBy] = mapped_column(one_of(SaidBy, "said_by"))
    note_sealed: Mapped[bytes | None]
    note = sealed()
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class EvidenceStep(_Told, Model):
    """What was learned about the evidence for the claim of one worker."""

    __tablename__ = "evidence_steps"

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("wage_claims.id", ondelete="CASCADE"))

    # The path by which the steps of a claim are read in order.
    __table_args__ = (sa.Index("ix_evidence_steps_claim", "claim_id", "id"),)


class EvidenceDocument(Model):
    """A file of the case that a step names, besides those whose kind says what they prove."""

    __tablename__ = "evidence_documents"

    step_id: Mapped[int] = mapped_column(sa.ForeignKey("evidence_steps.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CollectiveEvidenceStep(_Told, Model):
    """The same for a collective claim, sealed under a key that outlasts that of the person its case is kept under."""

    __tablename__ = "collective_evidence_steps"

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("collective_claims.id", ondelete="CASCADE"))

    __table_args__ = (sa.Index("ix_collective_evidence_steps_claim", "claim_id", "id"),)


class CollectiveEvidenceDocument(Model):
    """A file of the case that such a step names."""

    __tablename__ = "collective_evidence_documents"

    step_id: Mapped[int] = mapped_column(
        sa.ForeignKey("collective_evidence_steps.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
