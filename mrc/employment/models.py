"""The working-time diary: one row for each day that something is told of."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.access import Role
from mrc.db import Model, one_of
from mrc.employment.rules import DayKind
from mrc.vault import Sealing, sealed


class DiaryDay(Sealing, Model):
    """One day of a case: when or how long was worked, and what was paid on it. Times are minutes since midnight."""

    __tablename__ = "diary_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(one_of(DayKind, "kind"), default=DayKind.WORKING_DAY)
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    ends_next_day: Mapped[bool] = mapped_column(default=False)
    break_minutes: Mapped[int] = mapped_column(default=0)
    # How long was worked where no times are told.
    hours: Mapped[int | None]
    night: Mapped[int | None]
    pay: Mapped[Decimal | None]
    currency: Mapped[str | None]
    note_sealed: Mapped[bytes | None]
    note = sealed()
    told_by_role: Mapped[Role] = mapped_column(one_of(Role, "told_by_role"))
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    told_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        # Also the path by which a span of days of one case is read in order.
        sa.UniqueConstraint("case_id", "day"),
        sa.CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="both_times_or_none"),
        sa.CheckConstraint("starts IS NULL OR hours IS NULL", name="times_or_hours"),
        sa.CheckConstraint("starts IS NULL OR (starts >= 0 AND starts < 1440)", name="start_within_day"),
        sa.CheckConstraint("ends IS NULL OR (ends >= 0 AND ends <= 1440)", name="end_within_day"),
        sa.CheckConstraint(
            "starts IS NULL OR (ends + CASE WHEN ends_next_day THEN 1440 ELSE 0 END - starts BETWEEN 1 AND 1440)",
            name="at_most_a_day",
        ),
        sa.CheckConstraint(
            "break_minutes = 0 OR (starts IS NOT NULL AND break_minutes < "
            "ends + CASE WHEN ends_next_day THEN 1440 ELSE 0 END - starts)",
            name="break_within_times",
        ),
        sa.CheckConstraint("hours IS NULL OR (hours >= 0 AND hours <= 1440)", name="hours_within_day"),
        sa.CheckConstraint("break_minutes >= 0", name="break_not_negative"),
        sa.CheckConstraint("night IS NULL OR night >= 0", name="night_not_negative"),
        sa.CheckConstraint("pay IS NULL OR pay >= 0", name="pay_not_negative"),
        sa.CheckConstraint("(pay IS NULL) = (currency IS NULL)", name="pay_with_currency"),
    )
