"""Partner organisations, their services and places, and how they are reached. Public facts; nothing here is sealed.

The tables follow Open Referral HSDS 3: an organisation offers services, each in areas of its own, and has locations.
"""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.directory.rules import Cost, OrganisationKind, OrganisationStatus, ReportsToAuthorities, StatusPolicy

_KEPT = sa.JSON(none_as_null=True)


def _new_id() -> str:
    return str(uuid4())


class Organisation(Versioned, Model):
    """A union, a consulate, a legal clinic or another partner.

    `document` is the HSDS record an entry came from, kept whole: what has no column here goes out again as it came.
    """

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
    website: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    verified_on: Mapped[date | None]
    as_of: Mapped[date | None]
    source: Mapped[str | None]
    source_id: Mapped[str | None]
    source_digest: Mapped[bytes | None]
    hsds_id: Mapped[str] = mapped_column(default=_new_id)
    document: Mapped[dict[str, Any] | None] = mapped_column(_KEPT, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    contacts: Mapped[list["OrganisationContact"]] = relationship(
        back_populates="organisation",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="OrganisationContact.id",
    )
    services: Mapped[list["Service"]] = relationship(
        back_populates="organisation", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Service.id"
    )
    locations: Mapped[list["Location"]] = relationship(
        back_populates="organisation", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Location.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.Index("ix_organisations_place", "country", "kind", "name_folded", "id"),
        sa.Index("ix_organisations_name", "name_folded", "id"),
        sa.Index("ix_organisations_sending", "sending_country", "country"),
        sa.Index("ix_organisations_hsds_id", "hsds_id", unique=True),
    )


class Service(Model):
    """What an organisation does, for whom and where: this is what a case is referred to.

    An empty list does not restrict: no nationalities means all of them, no issues every issue.
    """

    __tablename__ = "services"

    id: Mapped[int] = mapped_column(primary_key=True)
    hsds_id: Mapped[str] = mapped_column(default=_new_id, unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind, "kind"))
    status: Mapped[OrganisationStatus] = mapped_column(
        one_of(OrganisationStatus, "status"), default=OrganisationStatus.ACTIVE
    )
    name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(default=list)
    nationalities: Mapped[list[str]] = mapped_column(default=list)
    issue_codes: Mapped[list[str]] = mapped_column(default=list)
    sectors: Mapped[list[str]] = mapped_column(default=list)
    populations: Mapped[list[str]] = mapped_column(default=list)
    cost: Mapped[Cost] = mapped_column(one_of(Cost, "cost"), default=Cost.UNKNOWN)
    status_policy: Mapped[StatusPolicy] = mapped_column(
        one_of(StatusPolicy, "status_policy"), default=StatusPolicy.UNKNOWN
    )
    reports_to_authorities: Mapped[ReportsToAuthorities] = mapped_column(
        one_of(ReportsToAuthorities, "reports_to_authorities"), default=ReportsToAuthorities.UNKNOWN
    )
    capacity: Mapped[int | None]
    capacity_on: Mapped[date | None]
    hours: Mapped[list[str]] = mapped_column(default=list)
    timezone: Mapped[str] = mapped_column(default="")
    is_everywhere: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship(back_populates="services", lazy="raise_on_sql")
    areas: Mapped[list["ServiceArea"]] = relationship(
        back_populates="service",
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="ServiceArea.country, ServiceArea.id",
    )

    __table_args__ = (
        sa.CheckConstraint("(capacity IS NULL) = (capacity_on IS NULL)", name="capacity_has_day"),
        sa.CheckConstraint("capacity >= 0", name="capacity_not_negative"),
        sa.Index("ix_services_routing", "kind", "is_everywhere", "status", "id"),
    )


class ServiceArea(Model):
    """A country, or a part of one, in which a service may act; a mission may serve several."""

    __tablename__ = "service_areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("services.id", ondelete="CASCADE"), index=True)
    country: Mapped[str]
    subdivision: Mapped[str | None]
    is_resident: Mapped[bool] = mapped_column(default=True)

    service: Mapped[Service] = relationship(back_populates="areas", lazy="raise_on_sql")

    __table_args__ = (sa.Index("ix_service_areas_country", "country", "service_id"),)


class Location(Model):
    """A place where an organisation is found, with its address and its point on the map."""

    __tablename__ = "locations"

    id: Mapped[int] = mapped_column(primary_key=True)
    hsds_id: Mapped[str] = mapped_column(default=_new_id)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    organisation: Mapped[Organisation] = relationship(back_populates="locations", lazy="raise_on_sql")

    __table_args__ = (
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point_is_whole"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="point_on_earth"),
        sa.Index("ix_locations_point", "latitude", "longitude"),
    )


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


class Agreement(Model):
    """A centre and an organisation agreed that cases may be referred; on its last day it still holds."""

    __tablename__ = "agreements"

    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    centre_id: Mapped[int] = mapped_column(
        sa.ForeignKey("centres.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    ends_on: Mapped[date | None]
