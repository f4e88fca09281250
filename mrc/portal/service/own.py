"""What a worker does on their own pages: look, read, write, send a photo, say that it was not they."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from mrc import access, audit, clock, sessions
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CasePerson, StageEntry, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskKind
from mrc.claims import service as claims
from mrc.claims.rules import Sums
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.documents.rules import DocumentFacts, Upload
from mrc.documents.service import ReadyFile
from mrc.errors import Refused
from mrc.messages import service as messages
from mrc.messages.models import Message
from mrc.messages.rules import Direction, MessageFault
from mrc.messages.service import Codeless
from mrc.portal.models import OwnPage
from mrc.portal.rules import Shows, StageLine, StagePassed, Standing, WarningKind, stage_lines
from mrc.portal.service import second
from mrc.portal.service.warning import warn
from mrc.staff.models import Centre, User

SHOWN_DATES = (TaskKind.MEETING, TaskKind.HEARING, TaskKind.CALL)
_MOST_DATES = 5
_READ_FROM_TEXT = 100_000
LATEST = 50


@dataclass(frozen=True)
class Card:
    """Everything that the first page shows. `in_charge` is a first name, or None where only the role is said."""

    standing: Standing
    centre: Centre
    stages: list[StageLine]
    dates: list[tuple[TaskKind, date]] = field(default_factory=list)
    unread: int = 0
    check_on: date | None = None
    act_by: date | None = None
    in_charge: str | None = None
    shows: Shows = field(default_factory=Shows)
    money: dict[str, Sums] = field(default_factory=dict)


def own_case(actor: Actor, permission: Permission = Permission.MIGRANT_CARD) -> Case:
    """The case of this worker. Raises NotFound when it is gone, and NotAllowed for the second code."""
    case = second.case_behind(actor)
    access.require(actor, permission, case.subject)
    return case


def held_case(actor: Actor, permission: Permission = Permission.MIGRANT_CARD) -> Case:
    """The case of this worker, read anew and held against others. Raises as `own_case` does."""
    case = own_case(actor, permission)
    db.session.refresh(case, with_for_update=True)
    return case


def centre_of(case: Case) -> Centre:
    """The centre that keeps a case."""
    return db.session.execute(sa.select(Centre).where(Centre.id == case.centre_id)).scalar_one()


def timezone_of(actor: Actor) -> str:
    """The zone in whose clocks a worker reads their pages: that of the centre that keeps their case."""
    return centre_of(second.case_behind(actor)).timezone


def shown_to(actor: Actor) -> Shows:
    """What stands on the page beside what always does, as this visitor chose it."""
    return second.shown(actor.case_id or 0) if actor.by_second_code else shows_of(own_case(actor).id)


def shows_of(case_id: int) -> Shows:
    """What the worker of a case wants to see."""
    return shown_on(db.session.get(OwnPage, case_id))


def shown_on(page: OwnPage | None) -> Shows:
    """What is shown on a page of a worker, or as long as nobody decided anything about it."""
    return Shows(page.shows_money, page.shows_limits) if page is not None else Shows()


def show_card(actor: Actor) -> Card:
    """What the first page shows."""
    if actor.by_second_code:
        case = second.case_behind(actor)
        standing = second.standing_of(case)
        return Card(standing, centre_of(case), stage_lines(standing.stage, []), shows=second.shown(case.id))
    case = own_case(actor)
    entries = db.session.execute(
        sa.select(StageEntry.stage, StageEntry.is_skipped).where(StageEntry.case_id == case.id)
    )
    passed = [StagePassed(stage, is_skipped) for stage, is_skipped in entries]
    unread = sa.select(sa.func.count()).where(
        Message.case_id == case.id, Message.direction == Direction.FROM_CENTRE, Message.read_at.is_(None)
    )
    centre, shows = centre_of(case), shows_of(case.id)
    return Card(
        Standing(case.stage, case.step, case.said, case.move, case.status),
        centre,
        stage_lines(case.stage, passed),
        _dates(case),
        db.session.execute(unread).scalar_one(),
        _still_to_come(case.check_on, centre),
        _still_to_come(case.act_by, centre) if shows.limits else None,
        _first_name(case) if centre.names_caseworker else None,
        shows,
        _money(case) if shows.money else {},
    )


def _dates(case: Case) -> list[tuple[TaskKind, date]]:
    """The days that the worker should know of, without what they are about."""
    if case.status is CaseStatus.CLOSED:
        return []
    query = (
        sa.select(Task.kind, Task.due_on)
        .where(Task.case_id == case.id, Task.done_at.is_(None), Task.kind.in_(SHOWN_DATES))
        .where(Task.due_on >= clock.today())
        .order_by(Task.due_on, Task.id)
        .limit(_MOST_DATES)
    )
    found = {(kind, due_on) for kind, due_on in db.session.execute(query)}
    # A hearing may be a task as well; the worker reads its day once, and never what it is about.
    found |= {(TaskKind.HEARING, day) for day in claims.hearing_days(case.id)}
    return sorted(found, key=lambda entry: (entry[1], entry[0]))[:_MOST_DATES]


def _still_to_come(day: date | None, centre: Centre) -> date | None:
    """A day that matters, unless it is over: that the office is late is nothing for the worker to do."""
    return day if day is not None and day >= clock.today(centre.timezone) else None


def _first_name(case: Case) -> str | None:
    query = sa.select(User.name).where(User.id == case.caseworker_id)
    name = db.session.execute(query).scalar_one_or_none() or ""
    return next(iter(name.split()), None)


def _money(case: Case) -> dict[str, Sums]:
    """What is asked for and what has arrived, by currency. Of a case of several people no one sees the sum of all."""
    others = sa.select(CasePerson.person_id).where(CasePerson.case_id == case.id).limit(1)
    if db.session.execute(others).one_or_none() is not None:
        return {}
    return claims.totals_of(claims.of_case(case.id))


def choose_shown(actor: Actor, shows: Shows) -> None:
    """Decide what stands on one's own page."""
    if actor.by_second_code:
        second.choose_shown(actor, shows)
        return
    with transaction():
        case = held_case(actor)
        keep_shown(actor, case, shows)


def keep_shown(actor: Actor, case: Case, shows: Shows) -> None:
    """Keep what a worker wants to see, said by themselves or to their caseworker. The caller holds the case."""
    page = second.page_of(case)
    page.shows_money, page.shows_limits = shows.money, shows.limits
    audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["own page"])


def void_code(actor: Actor) -> None:
    """Make both codes of a case worthless at once and tell the office, because somebody else used one of them.

    The page gives no new code: whoever pressed the button may be that somebody.
    """
    with transaction():
        case = second.case_behind(actor)
        db.session.refresh(case, with_for_update=True)
        case.code_hash = None
        page = second.page_of(case)
        page.second_hash = page.second_issued_at = None
        warn(case, WarningKind.CODE_VOIDED)
        sessions.end_all(case_id=case.id)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["code"])


def read_messages(actor: Actor) -> list[Message] | list[second.Written]:
    """The worker's conversation, the last messages of it; it is noted that they saw what the centre wrote."""
    if actor.by_second_code:
        return second.written(actor, LATEST)
    with transaction():
        case = own_case(actor)
        found = messages.conversation(case.id, newest=LATEST)
        messages.mark_read(case.id, Direction.FROM_CENTRE)
        audit.record(actor, audit.Event.MESSAGES_READ, case)
    return found


def own_text(actor: Actor, text: str) -> Codeless:
    """What the worker wrote, ready to be sent. Raises Refused when it is empty or holds a code of theirs."""
    case = second.case_behind(actor)
    found = messages.codeless(case, text)
    if second.holds_second(case, text):
        raise Refused(MessageFault.HOLDS_CODE, field="text")
    return found


def write_message(actor: Actor, text: Codeless, language: str) -> None:
    """Write to the centre."""
    if actor.by_second_code:
        second.write(actor, text, language)
        return
    messages.receive(own_case(actor, Permission.MIGRANT_WRITE), text, language)


def own_file(actor: Actor, upload: Upload | None, facts: DocumentFacts) -> AbstractContextManager[ReadyFile]:
    """A file of the worker, ready to be sent. Refused when it is not taken, or a code stands in or beside it."""
    case = second.case_behind(actor)
    if upload is not None:
        text = "\n".join((upload.name, facts.note, _start_of(upload)))
        if messages.holds_code(case, text) or second.holds_second(case, text):
            raise Refused(MessageFault.HOLDS_CODE, field="file")
    return documents.ready_file(second.keeper(actor), case, upload, facts, Permission.MIGRANT_WRITE)


def send_document(actor: Actor, file: ReadyFile, facts: DocumentFacts) -> None:
    """Send a file to the centre. One that came by the second code is kept too, and the office knows where from."""
    with transaction():
        case = second.case_behind(actor)
        document = documents.add(second.keeper(actor), case, file, facts, Permission.MIGRANT_WRITE)
        if actor.by_second_code:
            warn(case, WarningKind.SECOND_SENT)
        else:
            messages.hear(case, document.ref)


def _start_of(upload: Upload) -> str:
    """The text of a text file, as far as it is looked through; nothing for any other file."""
    upload.file.seek(0)
    start = upload.file.read(_READ_FROM_TEXT)
    return "" if b"\0" in start else start.decode(errors="ignore")
