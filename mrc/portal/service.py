"""What a worker does on their own pages: open them with a reference and a code, look, write, send a photo, leave."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from mrc import access, audit, clock, sessions, throttle, vault
from mrc.access import Actor, Permission, Role
from mrc.casework.models import Case, StageEntry, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskKind
from mrc.claims import service as claims
from mrc.db import db, transaction, write
from mrc.documents import service as documents
from mrc.documents.rules import DocumentFacts, Upload
from mrc.documents.service import ReadyFile
from mrc.errors import NotFound, Refused
from mrc.messages import service as messages
from mrc.messages.models import Message
from mrc.messages.rules import Direction, MessageFault
from mrc.messages.service import Codeless
from mrc.people.models import Person
from mrc.portal.rules import (
    BY_ADDRESS,
    BY_REFERENCE,
    BY_REFERENCE_HERE,
    OVERALL,
    Limit,
    StageLine,
    StagePassed,
    place_of,
    stage_lines,
)
from mrc.sessions import Session
from mrc.staff import service as staff
from mrc.staff.models import Centre
from mrc.staff.service.passwords import nobodys_hash
from mrc.vault import DataKey

_SHOWN_DATES = (TaskKind.MEETING, TaskKind.HEARING, TaskKind.CALL)
_MOST_DATES = 5
_READ_FROM_TEXT = 100_000
LATEST = 50


@dataclass(frozen=True)
class _Typed:
    """A reference as somebody typed it, for the record; whether there is such a case is not told."""

    ref: str
    __tablename__ = "cases"


@dataclass(frozen=True)
class Card:
    """Everything that the first page shows."""

    case: Case
    centre: Centre
    stages: list[StageLine]
    dates: list[tuple[TaskKind, date]]
    unread: int


def open_status(session: Session, ref: str, code: str, address: str) -> bool:
    """Sign a worker in by reference and code. False without a word why; every refusal takes the same work."""
    place = place_of(address)
    with transaction():
        may_try = _may_try(ref, place)
        found = db.session.execute(_who_has(ref)).one_or_none()
    code_hash = found.code_hash if found is not None and may_try else None
    is_right = staff.verify_password(code_hash or nobodys_hash(), vault.peppered(code))
    with transaction():
        if found is None or code_hash is None or not is_right or not _still_has(found.id, code_hash):
            _record_failure(ref, place, "no match" if may_try else "throttled")
            return False
        _welcome(session, found, ref, place)
    return True


def _who_has(ref: str) -> sa.Select[int, int, str | None, datetime | None]:
    """The case that a reference opens; one whose person or key was erased opens no more."""
    return (
        sa.select(Case.id, Case.centre_id, Case.code_hash, Case.status_opened_at)
        .join(DataKey, DataKey.id == Case.data_key_id)
        .join(Person, Person.id == Case.person_id)
        .where(Case.ref == ref, DataKey.wrapped.is_not(None), Person.erased_at.is_(None))
    )


def _may_try(ref: str, place: str) -> bool:
    # In this order, and no further once one is over: who knocks in vain at one door is not counted at the others.
    return (
        _within(BY_REFERENCE_HERE, "here", f"{ref} {place}")
        and _within(BY_ADDRESS, "address", place)
        and _within(BY_REFERENCE, "reference", ref)
        and _within(OVERALL, "all", "")
    )


def _within(limit: Limit, kind: str, whom: str) -> bool:
    return throttle.allows(f"status {kind}", whom, limit=limit.tries, window=limit.window)


def _still_has(case_id: int, code_hash: str) -> bool:
    """Whether the code was not replaced while it was being checked; holds the case so that it cannot be now."""
    moment = clock.now()
    # A set-based update, because being looked at is no edit: it must not make a caseworker's open form stale.
    opened = sa.update(Case).where(Case.id == case_id, Case.code_hash == code_hash).values(status_opened_at=moment)
    return write(opened.execution_options(synchronize_session=False)) == 1


def _record_failure(ref: str, place: str, why: str) -> None:
    # One entry a minute says that somebody tries; a flood of tries must not become a flood of entries.
    if throttle.allows(
        f"status noted {why}", f"{ref} {place}", limit=BY_REFERENCE_HERE.tries, window=BY_REFERENCE.window
    ):
        audit.record(None, audit.Event.STATUS_FAILED, _Typed(ref), why=why)


def _welcome(session: Session, found: sa.Row[int, int, str | None, datetime | None], ref: str, place: str) -> None:
    throttle.forget("status here", f"{ref} {place}")
    sessions.begin(session, case_id=found.id)
    session["last_opened"] = found.status_opened_at.isoformat() if found.status_opened_at else None
    actor = Actor(role=Role.MIGRANT, case_id=found.id)
    audit.record(actor, audit.Event.STATUS_OPENED, _Typed(ref), centre_id=found.centre_id)


def leave(actor: Actor | None, session: Session) -> None:
    """End the visit on the server, so that going back shows nothing."""
    with transaction():
        if actor is not None and actor.case_id is not None:
            audit.record(actor, audit.Event.STATUS_LEFT, own_case(actor))
        sessions.end(session)


def own_case(actor: Actor, permission: Permission = Permission.MIGRANT_CARD) -> Case:
    """The case of this worker. Raises NotFound when it is gone."""
    case = db.session.get(Case, actor.case_id) if actor.case_id is not None else None
    if case is None:
        raise NotFound("case")
    access.require(actor, permission, case.subject)
    return case


def centre_of(case: Case) -> Centre:
    """The centre that keeps a case."""
    return db.session.execute(sa.select(Centre).where(Centre.id == case.centre_id)).scalar_one()


def show_card(actor: Actor) -> Card:
    """What the first page shows."""
    case = own_case(actor)
    entries = db.session.execute(
        sa.select(StageEntry.stage, StageEntry.is_skipped).where(StageEntry.case_id == case.id)
    )
    passed = [StagePassed(stage, is_skipped) for stage, is_skipped in entries]
    unread = sa.select(sa.func.count()).where(
        Message.case_id == case.id, Message.direction == Direction.FROM_CENTRE, Message.read_at.is_(None)
    )
    return Card(
        case,
        centre_of(case),
        stage_lines(case.stage, passed),
        _dates(case),
        db.session.execute(unread).scalar_one(),
    )


def _dates(case: Case) -> list[tuple[TaskKind, date]]:
    """The days that the worker should know of, without what they are about."""
    if case.status is CaseStatus.CLOSED:
        return []
    query = (
        sa.select(Task.kind, Task.due_on)
        .where(Task.case_id == case.id, Task.done_at.is_(None), Task.kind.in_(_SHOWN_DATES))
        .where(Task.due_on >= clock.today())
        .order_by(Task.due_on, Task.id)
        .limit(_MOST_DATES)
    )
    found = {(kind, due_on) for kind, due_on in db.session.execute(query)}
    # A hearing may be a task as well; the worker reads its day once, and never what it is about.
    found |= {(TaskKind.HEARING, day) for day in claims.hearing_days(case.id)}
    return sorted(found, key=lambda entry: (entry[1], entry[0]))[:_MOST_DATES]


def read_messages(actor: Actor) -> tuple[Case, list[Message]]:
    """The worker's conversation, the last messages of it; it is noted that they saw what the centre wrote."""
    with transaction():
        case = own_case(actor)
        found = messages.conversation(case.id, newest=LATEST)
        messages.mark_read(case.id, Direction.FROM_CENTRE)
        audit.record(actor, audit.Event.MESSAGES_READ, case)
    return case, found


def own_text(actor: Actor, text: str) -> Codeless:
    """What the worker wrote, ready to be sent. Raises Refused when it is empty or holds the secret code."""
    return messages.codeless(own_case(actor, Permission.MIGRANT_WRITE), text)


def write_message(actor: Actor, text: Codeless, language: str) -> Message:
    """Write to the centre."""
    return messages.receive(own_case(actor, Permission.MIGRANT_WRITE), text, language)


def own_file(actor: Actor, upload: Upload | None, facts: DocumentFacts) -> AbstractContextManager[ReadyFile]:
    """A file of the worker, ready to be sent. Refused when it is not taken, or the code stands in or beside it."""
    case = own_case(actor, Permission.MIGRANT_WRITE)
    if upload is not None and messages.holds_code(case, "\n".join((upload.name, facts.note, _start_of(upload)))):
        raise Refused(MessageFault.HOLDS_CODE, field="file")
    return documents.ready_file(actor, case, upload, facts, Permission.MIGRANT_WRITE)


def send_document(actor: Actor, file: ReadyFile, facts: DocumentFacts) -> None:
    """Send a file to the centre."""
    with transaction():
        case = own_case(actor, Permission.MIGRANT_WRITE)
        document = documents.add(actor, case, file, facts, Permission.MIGRANT_WRITE)
        messages.hear(case, document.ref)


def _start_of(upload: Upload) -> str:
    """The text of a text file, as far as it is looked through; nothing for any other file."""
    upload.file.seek(0)
    start = upload.file.read(_READ_FROM_TEXT)
    return "" if b"\0" in start else start.decode(errors="ignore")
