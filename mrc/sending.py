"""Sending what lies in the outbox: who may be written to, how a row is claimed and retried, and by what it leaves.

A row is claimed before it is sent and marked after it, and that whoever carries it is asked now is written before
they are. A worker that dies in between leaves a claim that ends after ten minutes. A letter to a partner is then
repeated; it carries the same Message-ID, by which a mail server or a person recognises it. What a person gets never
comes twice: where it may have left, it is not sent again, and somebody is told that nobody knows.
"""

import secrets
import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from mrc import clock, gateway, i18n, outbox, vault
from mrc.db import db, transaction, write
from mrc.outbox import (
    Doubtful,
    Letter,
    Medium,
    Outgoing,
    Postponed,
    SendingState,
    Undeliverable,
    Unreachable,
    phone_mark,
    stops_at,
)
from mrc.people.models import Person, Phone
from mrc.people.rules import Channel, MayCall, SafeHours, next_safe, quiet_nights
from mrc.staff.models import Centre
from mrc.wording.letters import LETTERS, SHORT

BATCH = 20
CLAIM_ENDS = timedelta(minutes=10)
BACK_OFF = tuple(timedelta(minutes=count) for count in (1, 5, 30, 120, 720))
_TIMEOUT = 20
# Up to a fourth of a distance is taken off by chance, so that what failed together does not come back together.
JITTER = 4
# What a person gets, and what goes to a telephone, may not come twice; a letter to a partner may rather than be lost.
_NEVER_TWICE = sa.or_(Outgoing.person_id.is_not(None), Outgoing.medium == Medium.SMS)


@dataclass(frozen=True)
class Text:
    """What is sent: a subject where there is one, and a body."""

    subject: str
    body: str


# Whoever carries a message gives the name by which they know it, if they tell one.
Adapter = Callable[[Outgoing, str, Text], str | None]


def adapter(medium: Medium) -> Adapter:
    """By what a medium leaves, as the settings say."""
    settings = current_app.config["SETTINGS"]
    if medium is Medium.SMS and settings.sms == "http":
        return _by_gateway
    return _by_smtp if medium is Medium.EMAIL and settings.mail == "smtp" else _to_console


def media() -> frozenset[Medium]:
    """The media by which something really arrives. A console is no telephone, save while trying things out."""
    settings = current_app.config["SETTINGS"]
    by_sms = settings.sms != "console" or not settings.production
    return frozenset({Medium.EMAIL, Medium.SMS} if by_sms else {Medium.EMAIL})


def ways_to(person: Person) -> dict[Medium, list[str]]:
    """The addresses at which a person may be written to, by their own rules; empty once they are erased."""
    ways: dict[Medium, list[str]] = {}
    if person.erased_at is not None or person.may_call is MayCall.NEVER_CALL:
        return ways
    if Channel.EMAIL in person.contact_channels and person.email:
        ways[Medium.EMAIL] = [person.email]
    if Channel.SMS in person.contact_channels:
        safe = (Phone.person_id == person.id, Phone.is_safe, Phone.is_shared.is_(False))
        phones = db.session.scalars(sa.select(Phone).where(*safe).order_by(Phone.id)).all()
        stopped = stops_at({phone.number_blind for phone in phones})
        numbers = [phone.number for phone in phones if phone.number and phone.number_blind not in stopped]
        if numbers:
            ways[Medium.SMS] = numbers
    return ways


def hours_of(person: Person) -> SafeHours:
    """When a person may be written to: as they said, else by day where their centre is."""
    if person.safe_hours is not None:
        return person.safe_hours
    return quiet_nights(
        db.session.execute(sa.select(Centre.timezone).where(Centre.id == person.centre_id)).scalar_one()
    )


def tell_of_news(person_id: int, case_id: int, not_before: datetime | None = None) -> Outgoing | None:
    """Put a neutral notice in the outbox when the person's rules allow one; one that waits already is enough.

    It leaves in their safe hours.
    """
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
                case_id=case_id,
                not_before=next_safe(hours_of(person), not_before or clock.now()),
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
    ended = (
        Outgoing.state == SendingState.SENDING,
        Outgoing.claimed_at < clock.now() - CLAIM_ENDS,
        Outgoing.sent_at.is_(None),
    )
    doubtful = sa.and_(Outgoing.called_at.is_not(None), _NEVER_TWICE)
    lost = {
        "state": SendingState.UNKNOWN,
        "claimed_at": None,
        "opens_sealed": None,
        "trouble": "the worker was stopped",
    }
    again = {"state": SendingState.QUEUED, "claimed_at": None, "called_at": None}
    with transaction():
        write(sa.update(Outgoing).where(*ended, doubtful).values(lost))
        write(sa.update(Outgoing).where(*ended, sa.not_(doubtful)).values(again))


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
        held = _why_not(message)
        wait = _safe_moment(message)
        address = message.address or ""
        may_go = held is None and wait is None and _note_call(message)
    if held is not None:
        _mark(message, state=held[0], trouble=held[1])
    elif wait is not None:
        # Waiting for a safe hour is no try.
        _mark(message, state=SendingState.QUEUED, trouble=None, not_before=wait, tries=message.tries - 1)
    elif may_go:
        _hand_over(message, address)


def _note_call(message: Outgoing) -> bool:
    """Write that whoever carries the message is asked now; False when the claim on it has ended meanwhile."""
    values = {"called_at": clock.now(), "known_as": known_as(_own_name(message))}
    return write(_if_ours(message).values(values)) == 1


def _hand_over(message: Outgoing, address: str) -> None:
    try:
        name = adapter(message.medium)(message, address, text_of(message))
    except Undeliverable as error:
        _mark(message, state=SendingState.FAILED, trouble=str(error))
    except Doubtful as error:
        _mark(message, state=SendingState.UNKNOWN, trouble=str(error))
    except Postponed as error:
        if message.tries > len(BACK_OFF):
            _mark(message, state=SendingState.FAILED, trouble=str(error))
        else:
            _try_later(message, str(error))
    except Unreachable as error:
        _try_later(message, str(error))
    else:
        named = {} if name is None else {"known_as": known_as(name)}
        _mark(message, state=SendingState.SENT, sent_at=clock.now(), trouble=None, **named)


def _own_name(message: Outgoing) -> str:
    """The name under which a message is handed over, the same at every try; it leads nobody to anything of ours."""
    return vault.blind("name of a message", message.ref).hex()


def known_as(name: str) -> bytes:
    """The keyed hash of a name that whoever carries messages has for one."""
    return vault.blind("message known as", name)


def note_delivery(name: str, state: SendingState) -> bool:
    """Note what became of a message, by the name of it; whether there is such a message. What is settled stays so."""
    values: dict[str, Any] = {"state": state, "sent_at": sa.func.coalesce(Outgoing.sent_at, clock.now())}
    values |= {"claimed_at": None, "opens_sealed": None}
    if state is SendingState.DELIVERED:
        values |= {"delivered_at": clock.now(), "trouble": None}
    else:
        values |= {"trouble": "the gateway says that it did not arrive"}
    found = (Outgoing.known_as == known_as(name), Outgoing.called_at.is_not(None))
    open_states = {SendingState.SENDING, SendingState.SENT, SendingState.UNKNOWN}
    with transaction():
        write(sa.update(Outgoing).where(*found, Outgoing.state.in_(open_states)).values(values))
        return db.session.execute(sa.select(Outgoing.id).where(*found).limit(1)).first() is not None


def _why_not(message: Outgoing) -> tuple[SendingState, str] | None:
    """Why a message must not leave, though it was allowed when it was put in the outbox, and where it stands then."""
    if message.address is None:
        return SendingState.HELD_BACK, "the address was erased"
    if message.letter is Letter.REFERRAL_BY_LINK and message.opens is None:
        return SendingState.HELD_BACK, "the link was ended before it was sent"
    if message.medium not in media():
        return SendingState.HELD_BACK, "nothing is set up that sends by this medium"
    if message.medium is Medium.SMS and stops_at({phone_mark(message.address)}):
        return SendingState.STOPPED, "the person answered STOP"
    if message.person_id is None:
        return None
    person = db.session.get(Person, message.person_id, populate_existing=True)
    if person is None or message.address not in ways_to(person).get(message.medium, []):
        return SendingState.HELD_BACK, "the person may no longer be reached at this address"
    if message.expires_at is not None and message.expires_at < clock.now():
        return SendingState.EXPIRED, message.trouble or "it could not leave in time"
    return None


def _safe_moment(message: Outgoing) -> datetime | None:
    """When a message to a person may leave; None when that is now."""
    person = None if message.person_id is None else db.session.get(Person, message.person_id)
    if person is None:
        return None
    moment = next_safe(hours_of(person), clock.now())
    return moment if moment > clock.now() else None


def _try_later(message: Outgoing, trouble: str) -> None:
    # A server that was away for days is no reason to lose anything: the last distance goes on for ever.
    distance = BACK_OFF[min(message.tries, len(BACK_OFF)) - 1]
    chance = timedelta(seconds=secrets.randbelow(int(distance.total_seconds()) // JITTER))
    _mark(message, state=SendingState.QUEUED, trouble=trouble, not_before=clock.now() + distance - chance)


def _mark(message: Outgoing, *, state: SendingState, **values: Any) -> None:
    values |= {"state": state, "claimed_at": None}
    if state is SendingState.QUEUED:
        values["called_at"] = None
    else:
        # What has left, or never will, needs no secret any more.
        values["opens_sealed"] = None
    with transaction():
        write(_if_ours(message).values(values))


def _if_ours(message: Outgoing) -> sa.Update:
    """A change of a message that is made only while the claim still stands: nobody else may say what became of it."""
    ours = (Outgoing.state == SendingState.SENDING, Outgoing.claimed_at == message.claimed_at)
    return sa.update(Outgoing).where(Outgoing.id == message.id, *ours)


def text_of(message: Outgoing) -> Text:
    """The neutral text of a message in its language."""
    with i18n.speaking(message.language):
        if message.medium is Medium.SMS:
            return Text("", str(SHORT[message.letter]))
        subject, body = LETTERS[message.letter]
        return Text(str(subject), "\n\n".join(filter(None, (str(body), message.opens))))


def _to_console(message: Outgoing, address: str, text: Text) -> None:
    # Neither address nor text: what a console shows is kept in logs for a long time.
    current_app.logger.info("%s %s: %s", message.medium, message.ref, message.letter)


def _by_gateway(message: Outgoing, address: str, text: Text) -> str | None:
    settings = current_app.config["SETTINGS"]
    return gateway.send(settings.gateway, address, text.body, _own_name(message))


def _by_smtp(message: Outgoing, address: str, text: Text) -> None:
    settings = current_app.config["SETTINGS"]
    try:
        letter = email_of(message, address, text)
    except ValueError:
        raise Undeliverable("the address is no e-mail address") from None
    try:
        with closing(smtplib.SMTP(settings.smtp_host, settings.smtp_port, "localhost", timeout=_TIMEOUT)) as server:
            if settings.smtp_tls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            _post(server, letter, may_repeat=message.person_id is None)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise (Undeliverable if code >= 500 else Postponed)(f"the mail server refused the address ({code})") from None
    except smtplib.SMTPResponseException as error:
        raise Postponed(f"the mail server refused ({error.smtp_code})") from None
    except smtplib.SMTPNotSupportedError:
        raise Unreachable("the mail server lacks something that the settings ask for") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(f"the mail server cannot be reached ({type(error).__name__})") from None


def _post(server: smtplib.SMTP, letter: EmailMessage, *, may_repeat: bool) -> None:
    """Send a letter. Where the line broke meanwhile, the server may have taken it: a person would get it twice."""
    try:
        server.send_message(letter)
    except smtplib.SMTPServerDisconnected:
        if may_repeat:
            raise
        raise Doubtful("the mail server gave no answer") from None
    # The letter is taken, whatever the server says to a farewell.
    with suppress(smtplib.SMTPException):
        server.quit()


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
