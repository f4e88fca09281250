"""Evidence files. The bytes lie sealed in the instance folder; the row says what and whose they are."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.access import Role
from mrc.db import Model, new_ref_column, one_of
from mrc.documents.rules import EvidenceKind
from mrc.people.rules import Holder
from mrc.vault import Sealing, sealed


class Document(Sealing, Model):
    """One piece of evidence of a case."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(one_of(EvidenceKind, "evidence_kind"))
    file_name_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    file_name = sealed()
    note = sealed()
    media_type: Mapped[str]
    size: Mapped[int]
    sha256_sealed: Mapped[bytes | None]
    sha256 = sealed()
    stored_as: Mapped[str] = mapped_column(unique=True)
    original_held_by: Mapped[Holder] = mapped_column(one_of(Holder, "original_held_by"), default=Holder.UNKNOWN)
    dated: Mapped[date | None]
    added_by_role: Mapped[Role] = mapped_column(one_of(Role, "added_by_role"))
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]
