"""The worker's own page of a case: what they want to see on it, their second code, and what it warns of."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.db import Model, one_of
from mrc.portal.rules import HowItWas, WarningKind, WishKind
from mrc.vault import Sealing, sealed

_OPENED = sa.text("second_opened_at IS NOT NULL")


class OwnPage(Model):
    """What was decided about the page of one case; a case without such a row has the page as it comes."""

    __tablename__ = "own_pages"

    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    shows_money: Mapped[bool] = mapped_column(default=False)
    shows_limits: Mapped[bool] = mapped_column(default=False)
    # What somebody chose by the second code, which changes nothing on the true page.
    second_shows_money: Mapped[bool] = mapped_column(default=False)
    second_shows_limits: Mapped[bool] = mapped_column(default=False)
    # Made with the salt of the first code, beside which alone it works.
    second_hash: Mapped[str | None]
    second_issued_at: Mapped[datetime | None]
    second_opened_at: Mapped[datetime | None]
    # The moment of opening of which the office was told.
    warned_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("(second_hash IS NULL) = (second_issued_at IS NULL)", name="second_has_moment"),
        sa.Index("ix_own_pages_opened", "case_id", sqlite_where=_OPENED, postgresql_where=_OPENED),
    )


class DoorWarning(Sealing, Model):
    """Something that happened at the worker's door and that the office must know; never shown at that door."""

    __tablename__ = "door_warnings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[WarningKind] = mapped_column(one_of(WarningKind, "warning_kind"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    language: Mapped[str] = mapped_column(default="en")
    text_sealed: Mapped[bytes | None]
    text = sealed()
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tasks.id", ondelete="SET NULL"), index=True)

    __table_args__ = (sa.Index("ix_door_warnings_newest", "case_id", "id"),)


class Wish(Model):
    """Something that a worker decided or asked for on their own pages, and the task that it made for the office."""

    __tablename__ = "wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[WishKind] = mapped_column(one_of(WishKind, "wish_kind"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # The appointment that it is about.
    subject_ref: Mapped[str | None]
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tasks.id", ondelete="SET NULL"), index=True)

    __table_args__ = (sa.Index("ix_wishes_newest", "case_id", "id"),)


class Satisfaction(Sealing, Model):
    """How it was for a worker, told once after their case was closed; read by who leads the centre."""

    __tablename__ = "satisfactions"

    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    answer: Mapped[HowItWas] = mapped_column(one_of(HowItWas, "answer"))
    language: Mapped[str] = mapped_column(default="en")
    text_sealed: Mapped[bytes | None]
    text = sealed()
    at: Mapped[datetime] = mapped_column(default=clock.now)
