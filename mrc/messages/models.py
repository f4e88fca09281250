"""Messages of a case, sealed under its key; and texts to the number of a centre, until they belong to a case."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.db import Model, new_ref_column, one_of
from mrc.messages.rules import Direction, Inlet, SenderCheck, TextState
from mrc.vault import Sealing, sealed


class Message(Sealing, Model):
    """One message, in the language it was written in, with a translation when somebody made one.

    `came_by_phone` says that it came to the centre's number, and that a caseworker made sure who wrote it.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction, "direction"))
    text_sealed: Mapped[bytes | None]
    translation_sealed: Mapped[bytes | None]
    text = sealed()
    translation = sealed()
    language: Mapped[str]
    translation_language: Mapped[str | None]
    came_by_phone: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    __table_args__ = (sa.Index("ix_messages_newest", "case_id", "id"),)


class ReceivedText(Sealing, Model):
    """A text that came to the number of a centre. It stays here until somebody says who wrote it.

    `mark` is a keyed hash of the name that the gateway gave it, by which a second delivery is known. Who sent it and
    what it says are forgotten once it is judged: what was taken stands in the conversation.
    """

    __tablename__ = "received_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"))
    inlet: Mapped[Inlet] = mapped_column(one_of(Inlet, "inlet"))
    state: Mapped[TextState] = mapped_column(one_of(TextState, "state"))
    number_sealed: Mapped[bytes | None]
    text_sealed: Mapped[bytes | None]
    number = sealed()
    text = sealed()
    number_blind: Mapped[bytes | None] = mapped_column(index=True)
    mark: Mapped[bytes] = mapped_column(unique=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_by: Mapped[SenderCheck | None] = mapped_column(one_of(SenderCheck, "checked_by"))
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    __table_args__ = (
        sa.CheckConstraint("(state IN ('taken', 'put_aside')) = (judged_at IS NOT NULL)", name="judged_has_moment"),
        sa.CheckConstraint("(state = 'taken') = (checked_by IS NOT NULL)", name="taken_was_checked"),
        sa.Index("ix_received_texts_tray", "centre_id", "state", "id"),
        sa.Index("ix_received_texts_waiting", "state", "id"),
    )
