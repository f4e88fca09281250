"""Messages of a case, read and answered on the migrant's own pages; sealed under the key of the case."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.db import Model, new_ref_column, one_of
from mrc.messages.rules import Direction
from mrc.vault import Sealing, sealed


class Message(Sealing, Model):
    """One message, in the language it was written in, with a translation when somebody made one."""

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
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    __table_args__ = (sa.Index("ix_messages_newest", "case_id", "id"),)
