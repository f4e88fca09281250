"""Centres and user accounts."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mrc import clock
from mrc.access import Role
from mrc.db import Model, Versioned, new_ref_column, one_of
from mrc.staff.rules import HostType


class Centre(Versioned, Model):
    """A migrant resource centre, in a country of origin or of destination."""

    __tablename__ = "centres"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    name: Mapped[str] = mapped_column(unique=True)
    host_type: Mapped[HostType] = mapped_column(one_of(HostType, "host_type"))
    country: Mapped[str]
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    opening_hours: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="UTC")
    is_active: Mapped[bool] = mapped_column(default=True)
    demands_agreements: Mapped[bool] = mapped_column(default=False)
    # Whether the worker's page says the first name of who is in charge, and not only that it is their caseworker.
    names_caseworker: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class CentreHours(Model):
    """One span of a weekday (0 is Monday) in which a centre works, by its own clocks."""

    __tablename__ = "centre_hours"

    centre_id: Mapped[int] = mapped_column(
        sa.ForeignKey("centres.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[time] = mapped_column(primary_key=True)
    closes: Mapped[time]

    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="day_of_week"),
        sa.CheckConstraint("closes > opens", name="forwards"),
    )


class CentreHoliday(Model):
    """A day on which a centre does not work."""

    __tablename__ = "centre_holidays"

    centre_id: Mapped[int] = mapped_column(
        sa.ForeignKey("centres.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")


class User(Versioned, Model):
    """An account of a member of staff or of a partner organisation's member."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    language: Mapped[str] = mapped_column(default="en")
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    signed_in_at: Mapped[datetime | None]

    centre: Mapped[Centre | None] = relationship(lazy="joined")

    # What Flask-Login asks of somebody who is signed in.
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """The key under which the session remembers this account."""
        return str(self.id)

    __table_args__ = (
        sa.CheckConstraint(
            "role NOT IN ('caseworker', 'supervisor') OR centre_id IS NOT NULL", name="staff_has_centre"
        ),
        sa.CheckConstraint("(role = 'partner') = (organisation_id IS NOT NULL)", name="partner_has_organisation"),
        sa.CheckConstraint("role <> 'migrant'", name="migrants_have_no_account"),
    )
