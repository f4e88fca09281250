"""What happens in the conversation with the migrant: messages are written, received, read and translated."""

from typing import NewType

import sqlalchemy as sa

from mrc import audit, clock, sending, vault
from mrc.access import Actor, Permission, Role
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus
from mrc.db import db, transaction
from mrc.db import write as write_rows
from mrc.errors import NotFound, Refused
from mrc.messages.models import Message
from mrc.messages.rules import MOST_CANDIDATES, Direction, MessageFault, code_candidates
from mrc.people.models import Person
from mrc.staff import service as staff

# A text of the migrant that was looked through: their secret code does not stand in it.
Codeless = NewType("Codeless", str)


def conversation(case_id: int, newest: int | None = None) -> list[Message]:
    """The messages of a case, oldest first; with `newest`, only so many of the last ones."""
    query = sa.select(Message).where(Message.case_id == case_id).order_by(Message.id.desc()).limit(newest)
    return list(db.session.scalars(query))[::-1]


def read_conversation(actor: Actor, case_ref: str) -> tuple[Case, list[Message]]:
    """A case and its messages, for somebody of the centre; it is on record that they were read."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.MESSAGE_READ)
        found = conversation(case.id)
        mark_read(case.id, Direction.FROM_MIGRANT)
        audit.record(actor, audit.Event.MESSAGES_READ, case)
    return case, found


def mark_read(case_id: int, direction: Direction) -> None:
    """Note when the other side first saw the messages of one direction."""
    unread = (Message.case_id == case_id, Message.direction == direction, Message.read_at.is_(None))
    write_rows(sa.update(Message).where(*unread).values(read_at=clock.now()))


def language_of(case: Case) -> str:
    """The language in which the person of a case is best written to."""
    query = sa.select(Person.preferred_language).where(Person.id == case.person_id)
    return db.session.execute(query).scalar_one()


def write(actor: Actor, case_ref: str, text: str, language: str) -> Message:
    """Write to the migrant. When their rules allow it, a neutral notice says that there is news."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.MESSAGE_SEND, for_update=True)
        message = keep(case, Direction.FROM_CENTRE, text, language, actor.id)
        case.unanswered_since, case.last_contact_at = None, clock.now()
        if case.status is not CaseStatus.CLOSED:
            casework.happen(case, EventCode.MESSAGE_SENT, actor, subject_ref=message.ref)
        sending.tell_of_news(case.person_id, case.id)
        audit.record(actor, audit.Event.MESSAGE_SENT, case)
    return message


def reply_text(actor: Actor, case_ref: str, text: str) -> Codeless:
    """What somebody of the centre wrote, ready to be sent. Raises Refused when the worker's code stands in it.

    Asked before the transaction that sends it, as `codeless` is.
    """
    if holds_code(casework.get_case(actor, case_ref, Permission.MESSAGE_SEND), text):
        raise Refused(MessageFault.TELLS_CODE, field="text")
    return Codeless(text)


def codeless(case: Case, text: str) -> Codeless:
    """What the migrant of a case wrote. Raises Refused when it is empty or holds their secret code.

    Asked before the transaction that receives it: the hash of the code is slow on purpose.
    """
    if not text.strip():
        raise Refused(MessageFault.EMPTY, field="text")
    if holds_code(case, text):
        raise Refused(MessageFault.HOLDS_CODE, field="text")
    return Codeless(text)


def receive(case: Case, text: Codeless, language: str) -> Message:
    """Take a message from the migrant of a case."""
    actor = Actor(role=Role.MIGRANT, case_id=case.id)
    with transaction():
        db.session.refresh(case, with_for_update=True)
        message = keep(case, Direction.FROM_MIGRANT, text, language, None)
        hear(case, message.ref)
        audit.record(actor, audit.Event.MESSAGE_RECEIVED, case)
    return message


def hear(case: Case, subject_ref: str) -> None:
    """Note that the migrant was in touch: the centre owes an answer, and it is its move."""
    if case.unanswered_since is None:
        case.unanswered_since = clock.now()
    case.last_contact_at = clock.now()
    if case.status is not CaseStatus.CLOSED:
        actor = Actor(role=Role.MIGRANT, case_id=case.id)
        casework.happen(case, EventCode.MIGRANT_WROTE, actor, subject_ref=subject_ref)


def holds_code(case: Case, text: str) -> bool:
    """Whether the secret code of a case stands in a text, in digits of any script."""
    candidates = code_candidates(text)
    if len(candidates) > MOST_CANDIDATES:
        return True
    code_hash = case.code_hash
    return code_hash is not None and any(
        staff.verify_password(code_hash, vault.peppered(candidate)) for candidate in candidates
    )


def get_message(actor: Actor, ref: str, permission: Permission = Permission.MESSAGE_READ) -> tuple[Message, Case]:
    """A message and its case. Raises NotFound when the actor may not know of it."""
    query = sa.select(Message, Case.ref).join(Case, Case.id == Message.case_id).where(Message.ref == ref)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(ref)
    message, case_ref = found
    return message, casework.get_case(actor, case_ref, permission)


def translate(actor: Actor, ref: str, text: str, language: str) -> Case:
    """Put a translation beside a message; the original stays."""
    with transaction():
        message, case = get_message(actor, ref, Permission.MESSAGE_SEND)
        message.translation, message.translation_language = text, language
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["translation"])
    return case


def keep(case: Case, direction: Direction, text: str, language: str, author: int | None) -> Message:
    """Put a message into the conversation of a case, with the present transaction."""
    message = Message(
        data_key=case.data_key, case_id=case.id, direction=direction, language=language, written_by_id=author
    )
    message.text = text
    db.session.add(message)
    db.session.flush()
    return message
