"""Messages to send outside: stored with the change that caused them, sent after it by the worker.

Their text is neutral: never a name, a code, or a word that tells what this is about. Who may be written to, how and
when, is checked again at the moment of sending.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock, vault
from mrc.db import Model, db, in_transaction, new_ref_column, one_of
from mrc.vault import DataKey, Sealing, sealed

# News for a person that could not leave for so long is none any more. The hours in which somebody may be written to
# come round at least once a week, so that every notice had two of them.
NEWS_LASTS = timedelta(days=10)


class Unreachable(Exception):
    """Nobody answers at the other end. That says nothing of the message, which waits until somebody does."""


class Postponed(Exception):
    """The other end does not take this message now; after so many tries it never will."""


class Undeliverable(Exception):
    """This message will never get through to this address."""


class Doubtful(Exception):
    """The other end may have taken this message, and did not say so. Sent again, it could arrive twice."""


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
    """Where a message to send stands.

    UNKNOWN is one that may have left: whoever carried it was asked, and no answer came. It is not sent again blindly.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    STOPPED = "stopped"
    HELD_BACK = "held_back"


# The person was not told, or nobody knows whether they were: somebody has to find another way. What their own rules
# hold back is no such case.
NOT_TOLD = frozenset({SendingState.FAILED, SendingState.UNKNOWN, SendingState.EXPIRED})


class WordGiven(StrEnum):
    """How somebody said that they want text messages again."""

    IN_PERSON = "in_person"
    ON_THE_PHONE = "on_the_phone"
    IN_WRITING = "in_writing"


_TO_FOLLOW = "case_id IS NOT NULL AND followed_at IS NULL"
_NOT_LIFTED = "lifted_at IS NULL"


class Outgoing(Sealing, Model):
    """One message to send, its sealed address, and how often it was tried.

    `opens` is an address of ours that the text ends with; it is forgotten once the message is on its way. `called_at`
    is the moment before whoever carries it was asked, `known_as` a keyed hash of the name by which they know it, and
    `followed_at` the moment when a caseworker was told that it did not arrive.
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
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"))
    state: Mapped[SendingState] = mapped_column(one_of(SendingState, "state"), default=SendingState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    followed_at: Mapped[datetime | None]
    known_as: Mapped[bytes | None] = mapped_column(index=True)
    trouble: Mapped[str | None]

    __table_args__ = (
        sa.Index("ix_outgoing_due", "state", "not_before"),
        sa.Index("ix_outgoing_newest", "case_id", "id"),
        sa.Index(
            "ix_outgoing_to_follow",
            "state",
            postgresql_where=sa.text(_TO_FOLLOW),
            sqlite_where=sa.text(_TO_FOLLOW),
        ),
    )


class StoppedNumber(Model):
    """A telephone number from which somebody answered STOP; nothing goes there until the person takes it back."""

    __tablename__ = "stopped_numbers"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_blind: Mapped[bytes]
    stopped_at: Mapped[datetime] = mapped_column(default=clock.now)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    word: Mapped[WordGiven | None] = mapped_column(one_of(WordGiven, "word"))

    __table_args__ = (
        sa.CheckConstraint("(lifted_at IS NULL) = (word IS NULL)", name="lifted_by_a_word"),
        sa.Index(
            "uq_stopped_numbers_now",
            "number_blind",
            unique=True,
            postgresql_where=sa.text(_NOT_LIFTED),
            sqlite_where=sa.text(_NOT_LIFTED),
        ),
    )


def phone_mark(number: str) -> bytes:
    """The keyed hash by which a telephone number in E.164 is found, here and in the room of people."""
    return vault.blind("phone", number)


def stops_at(marks: set[bytes]) -> dict[bytes, StoppedNumber]:
    """Of these numbers, those to which nothing may be sent by text message."""
    query = sa.select(StoppedNumber).where(StoppedNumber.number_blind.in_(marks), StoppedNumber.lifted_at.is_(None))
    return {found.number_blind: found for found in db.session.scalars(query)} if marks else {}


def put(
    medium: Medium,
    letter: Letter,
    address: str,
    language: str,
    *,
    key: DataKey | None = None,
    person_id: int | None = None,
    case_id: int | None = None,
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
        case_id=case_id,
        not_before=not_before or clock.now(),
    )
    if person_id is not None:
        message.expires_at = max(message.not_before, clock.now()) + NEWS_LASTS
    message.address, message.opens = address, opens
    db.session.add(message)
    return message
