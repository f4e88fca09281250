"""The register of employers, recruiters and others that cases are against."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.respondents.rules import RespondentRole
from mrc.vault import Sealing, sealed


class Respondent(Versioned, Sealing, Model):
    """A firm or a household that one or more cases are against. Its name is sealed: households are people."""

    __tablename__ = "respondents"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    usual_role: Mapped[RespondentRole] = mapped_column(one_of(RespondentRole, "usual_role"))
    is_household: Mapped[bool] = mapped_column(default=False)
    name_sealed: Mapped[bytes | None]
    latin_name_sealed: Mapped[bytes | None]
    contact_sealed: Mapped[bytes | None]
    licence_sealed: Mapped[bytes | None]
    notes_sealed: Mapped[bytes | None]
    name = sealed()
    latin_name = sealed()
    contact = sealed()
    licence = sealed()
    notes = sealed()
    licence_blind: Mapped[bytes | None] = mapped_column(index=True)
    country: Mapped[str]
    city: Mapped[str | None]
    industry: Mapped[str | None]
    created_by_centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (sa.Index("ix_respondents_country", "country", "id"),)


class RespondentToken(Model):
    """A keyed hash of a piece of a respondent's name."""

    __tablename__ = "respondent_tokens"

    token: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (
        sa.Index("ix_respondent_tokens_respondent", "respondent_id"),
        {"sqlite_with_rowid": False},
    )
