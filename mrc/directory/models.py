"""Partner organisations, where they have a say, and how they are reached. Public facts; nothing here is sealed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.directory.rules import Cost, OrganisationKind, OrganisationStatus, ReportsToAuthorities, StatusPolicy


class Organisation(Versioned, Model):
    """A union, a consulate, a legal clinic or another partner."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind, "kind"))
    status: Mapped[OrganisationStatus] = mapped_column(
        one_of(OrganisationStatus, "status"), default=OrganisationStatus.ACTIVE
    )
    name: Mapped[str]
    name_folded: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    country: Mapped[str]
    city: Mapped[str] = mapped_column(default="")
    sending_country: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    website: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    issue_codes: Mapped[list[str]] = mapped_column(default=list)
    sectors: Mapped[list[str]] = mapped_column(default=list)
    cost: Mapped[Cost] = mapped_column(one_of(Cost, "cost"), default=Cost.UNKNOWN)
    status_policy: Mapped[StatusPolicy] = mapped_column(
        one_of(StatusPolicy, "status_policy"), default=StatusPolicy.UNKNOWN
    )
    reports_to_authorities: Mapped[ReportsToAuthorities] = mapped_column(
        one_of(ReportsToAuthorities, "reports_to_authorities"), default=ReportsToAuthorities.UNKNOWN
    )
    is_public: Mapped[bool] = mapped_column(default=False)
    verified_on: Mapped[date | None]
    as_of: Mapped[date | None]
    source: Mapped[str | None]
    source_id: Mapped[str | None]
    source_digest: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    contacts: Mapped[list["OrganisationContact"]] = relationship(
        back_populates="organisation",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="OrganisationContact.id",
    )
    jurisdictions: Mapped[list["Jurisdiction"]] = relationship(
        back_populates="organisation",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="Jurisdiction.country",
    )

    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.Index("ix_organisations_place", "country", "kind", "name_folded", "id"),
        sa.Index("ix_organisations_name", "name_folded", "id"),
        sa.Index("ix_organisations_sending", "sending_country", "country"),
    )


class Jurisdiction(Model):
    """A country, or a part of one, in which an organisation has a say; a mission may serve several."""

    __tablename__ = "jurisdictions"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    country: Mapped[str]
    subdivision: Mapped[str | None]
    is_resident: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(back_populates="jurisdictions", lazy="raise_on_sql")

    __table_args__ = (sa.Index("ix_jurisdictions_country", "country", "organisation_id"),)


class OrganisationContact(Model):
    """A telephone number or address of an organisation."""

    __tablename__ = "organisation_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    note: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship(back_populates="contacts", lazy="raise_on_sql")

    __table_args__ = (sa.CheckConstraint("kind IN ('phone', 'email', 'whatsapp', 'address')", name="contact_kind"),)
