"""Sending what lies in the outbox: who may be written to, how a row is claimed and retried, and by what it leaves.

A row is claimed before it is sent and marked after it. A worker that dies in between leaves a claim that ends after
ten minutes; the repeat carries the same Message-ID, by which a mail server or a person recognises it.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from mrc import clock, i18n, outbox
from mrc.db import db, transaction, write
from mrc.outbox import Letter, Medium, Outgoing, SendingState
from mrc.people.models import Person, Phone
from mrc.people.rules import Channel
from mrc.wording.letters import LETTERS

BATCH = 20
CLAIM_ENDS = timedelta(minutes=10)
BACK_OFF = tuple(timedelta(minutes=count) for count in (1, 5, 30, 120, 720))
_TIMEOUT = 20


class Unreachable(Exception):
    """Nobody answers at the other end. That says nothing of the message, which waits until somebody does."""


class Postponed(Exception):
    """The other end does not take this message now; after so many tries it never will."""


class Undeliverable(Exception):
    """This message will never get through to this address."""


@dataclass(frozen=True)
class Text:
    """What is sent: a subject where there is one, and a body."""

    subject: str
    body: str


Adapter = Callable[[Outgoing, str, Text], None]


def adapter(medium: Medium) -> Adapter:
    """By what a medium leaves, as the settings say."""
    settings = current_app.config["SETTINGS"]
    return _by_smtp if medium is Medium.EMAIL and settings.mail == "smtp" else _to_console


def media() -> frozenset[Medium]:
    """The media by which something really arrives. A console is no telephone, save while trying things out."""
    settings = current_app.config["SETTINGS"]
    by_sms = settings.sms != "console" or not settings.production
    return frozenset({Medium.EMAIL, Medium.SMS} if by_sms else {Medium.EMAIL})


def ways_to(person: Person) -> dict[Medium, list[str]]:
    """The addresses at which a person may be written to, by their own rules; empty once they are erased."""
    ways: dict[Medium, list[str]] = {}
    if person.erased_at is not None:
        return ways
    if Channel.EMAIL in person.contact_channels and person.email:
        ways[Medium.EMAIL] = [person.email]
    if Channel.SMS in person.contact_channels:
        safe = (Phone.person_id == person.id, Phone.is_safe, Phone.is_shared.is_(False))
        phones = db.session.scalars(sa.select(Phone).where(*safe).order_by(Phone.id))
        numbers = [phone.number for phone in phones if phone.number]
        if numbers:
            ways[Medium.SMS] = numbers
    return ways


def tell_of_news(person_id: int, not_before: datetime | None = None) -> Outgoing | None:
    """Put a neutral notice in the outbox when the person's rules allow one; one that waits already is enough."""
    person = db.session.get(Person, person_id)
    waiting = sa.select(Outgoing.id).where(
        Outgoing.person_id == person_id,
        Outgoing.letter == Letter.NEWS_FOR_MIGRANT,
        Outgoing.state == SendingState.QUEUED,
    )
    if person is None or db.session.execute(waiting.limit(1)).first() is not None:
        return None
    ways = ways_to(person)
    for medium in (Medium.EMAIL, Medium.SMS):
        if medium in ways and medium in media():
            language = _spoken(person.preferred_language)
            address = ways[medium][0]
            return outbox.put(
                medium,
                Letter.NEWS_FOR_MIGRANT,
                address,
                language,
                key=person.data_key,
                person_id=person.id,
                not_before=not_before,
            )
    return None


def _spoken(language: str) -> str:
    return language if language in i18n.MIGRANT_LANGUAGES else "en"


def send_due() -> int:
    """Send what is due. Returns how many messages were handled, whether they got through or not."""
    _free_stale_claims()
    count = 0
    while claimed := _claim():
        for outgoing_id in claimed:
            _handle(outgoing_id)
        count += len(claimed)
    return count


def _free_stale_claims() -> None:
    ended = (Outgoing.state == SendingState.SENDING, Outgoing.claimed_at < clock.now() - CLAIM_ENDS)
    with transaction():
        write(
            sa.update(Outgoing)
            .where(*ended, Outgoing.sent_at.is_(None))
            .values(state=SendingState.QUEUED, claimed_at=None)
        )


def _claim() -> list[int]:
    """Take the messages that waited longest; no other worker gets the same ones."""
    due = (
        sa.select(Outgoing.id)
        .where(Outgoing.state == SendingState.QUEUED, Outgoing.not_before <= clock.now())
        .order_by(Outgoing.not_before)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    take = (
        sa.update(Outgoing)
        .where(Outgoing.id.in_(due.scalar_subquery()), Outgoing.state == SendingState.QUEUED)
        .values(state=SendingState.SENDING, claimed_at=clock.now(), tries=Outgoing.tries + 1)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    with transaction():
        return sorted(db.session.scalars(take))


def _handle(outgoing_id: int) -> None:
    with transaction():
        message = db.session.get(Outgoing, outgoing_id, populate_existing=True)
        assert message is not None
        reason = _why_not(message)
        address = message.address or ""
    if reason is not None:
        _mark(message, state=SendingState.HELD_BACK, trouble=reason)
        return
    try:
        adapter(message.medium)(message, address, text_of(message))
    except Undeliverable as error:
        _mark(message, state=SendingState.FAILED, trouble=str(error))
    except Postponed as error:
        if message.tries > len(BACK_OFF):
            _mark(message, state=SendingState.FAILED, trouble=str(error))
        else:
            _try_later(message, str(error))
    except Unreachable as error:
        _try_later(message, str(error))
    else:
        _mark(message, state=SendingState.SENT, sent_at=clock.now(), trouble=None)


def _why_not(message: Outgoing) -> str | None:
    """Why a message must not leave now, though it was allowed when it was put in the outbox."""
    if message.address is None:
        return "the address was erased"
    if message.letter is Letter.REFERRAL_BY_LINK and message.opens is None:
        return "the link was ended before it was sent"
    if message.medium not in media():
        return "nothing is set up that sends by this medium"
    if message.person_id is None:
        return None
    person = db.session.get(Person, message.person_id, populate_existing=True)
    if person is None or message.address not in ways_to(person).get(message.medium, []):
        return "the person may no longer be reached at this address"
    return None


def _try_later(message: Outgoing, trouble: str) -> None:
    # A server that was away for days is no reason to lose anything: the last distance goes on for ever.
    distance = BACK_OFF[min(message.tries, len(BACK_OFF)) - 1]
    _mark(message, state=SendingState.QUEUED, trouble=trouble, not_before=clock.now() + distance)


def _mark(
    message: Outgoing,
    *,
    state: SendingState,
    trouble: str | None,
    sent_at: datetime | None = None,
    not_before: datetime | None = None,
) -> None:
    values: dict[str, Any] = {"state": state, "trouble": trouble, "sent_at": sent_at, "claimed_at": None}
    if state is not SendingState.QUEUED:
        # What has left, or never will, needs no secret any more.
        values["opens_sealed"] = None
    if not_before is not None:
        values["not_before"] = not_before
    # Only the worker whose claim still stands may say what became of it.
    still_ours = (Outgoing.state == SendingState.SENDING, Outgoing.claimed_at == message.claimed_at)
    with transaction():
        write(sa.update(Outgoing).where(Outgoing.id == message.id, *still_ours).values(values))


def text_of(message: Outgoing) -> Text:
    """The neutral text of a message in its language."""
    with i18n.speaking(message.language):
        subject, body = LETTERS[message.letter]
        return Text(str(subject), "\n\n".join(filter(None, (str(body), message.opens))))


def _to_console(message: Outgoing, address: str, text: Text) -> None:
    # Neither address nor text: what a console shows is kept in logs for a long time.
    current_app.logger.info("%s %s: %s", message.medium, message.ref, message.letter)


def _by_smtp(message: Outgoing, address: str, text: Text) -> None:
    settings = current_app.config["SETTINGS"]
    try:
        letter = email_of(message, address, text)
    except ValueError:
        raise Undeliverable("the address is no e-mail address") from None
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, "localhost", timeout=_TIMEOUT) as server:
            if settings.smtp_tls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise (Undeliverable if code >= 500 else Postponed)(f"the mail server refused the address ({code})") from None
    except smtplib.SMTPResponseException as error:
        raise Postponed(f"the mail server refused ({error.smtp_code})") from None
    except smtplib.SMTPNotSupportedError:
        raise Unreachable("the mail server lacks something that the settings ask for") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(f"the mail server cannot be reached ({type(error).__name__})") from None


def email_of(message: Outgoing, address: str, text: Text) -> EmailMessage:
    """A message as an e-mail. Raises ValueError for an address that is none."""
    settings = current_app.config["SETTINGS"]
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.mail_from
    letter["To"] = address
    letter["Subject"] = text.subject
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<{message.ref}@{settings.mail_from.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text.body + "\n")
    letter["Content-Language"] = message.language
    if [found.domain != "" for found in letter["To"].addresses] != [True]:
        raise ValueError("not one address")
    return letter
