"""Messages to send outside: stored with the change that caused them, sent after it by the worker.

Their text is neutral: never a name, a code, or a word that tells what this is about. Who may be written to, how and
when, is checked again at the moment of sending.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.db import Model, db, in_transaction, new_ref_column, one_of
from mrc.vault import DataKey, Sealing, sealed


class Medium(StrEnum):
    """By what a message leaves."""

    EMAIL = "email"
    SMS = "sms"


class Letter(StrEnum):
    """Which neutral text is sent; the words stand in `mrc.wording.letters`."""

    NEWS_FOR_MIGRANT = "news_for_migrant"
    REFERRAL_FOR_PARTNER = "referral_for_partner"
    REFERRAL_BY_LINK = "referral_by_link"
    REFERRAL_REMINDER = "referral_reminder"
    ANSWER_FOR_CASEWORKER = "answer_for_caseworker"
    HAND_OVER_FOR_CENTRE = "hand_over_for_centre"
    ACCOUNT_OPENED = "account_opened"


class SendingState(StrEnum):
    """Where a message to send stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD_BACK = "held_back"


class Outgoing(Sealing, Model):
    """One message to send, its sealed address, and how often it was tried.

    `opens` is an address of ours that the text ends with; it is forgotten once the message is on its way.
    """

    __tablename__ = "outgoing"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = new_ref_column()
    medium: Mapped[Medium] = mapped_column(one_of(Medium, "medium"))
    letter: Mapped[Letter] = mapped_column(one_of(Letter, "letter"))
    language: Mapped[str]
    address_sealed: Mapped[bytes | None]
    address = sealed()
    opens_sealed: Mapped[bytes | None]
    opens = sealed()
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    state: Mapped[SendingState] = mapped_column(one_of(SendingState, "state"), default=SendingState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    __table_args__ = (sa.Index("ix_outgoing_due", "state", "not_before"),)


def put(
    medium: Medium,
    letter: Letter,
    address: str,
    language: str,
    *,
    key: DataKey | None = None,
    person_id: int | None = None,
    not_before: datetime | None = None,
    opens: str | None = None,
) -> Outgoing:
    """Store a message with the present transaction. `key` is the person's when the address is a migrant's."""
    if not in_transaction():
        raise RuntimeError("a message shares the transaction of the change that caused it")
    message = Outgoing(
        data_key=key or DataKey.fresh(),
        medium=medium,
        letter=letter,
        language=language,
        person_id=person_id,
        not_before=not_before or clock.now(),
    )
    message.address, message.opens = address, opens
    db.session.add(message)
    return message
