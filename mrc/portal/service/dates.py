"""The appointments of a worker that are to come: where, what to bring, "I will come" and "I need another time"."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mrc import audit, clock, i18n
from mrc.access import Actor, Permission
from mrc.casework.models import Case, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskKind
from mrc.claims.models import Hearing
from mrc.db import db, transaction
from mrc.errors import NotFound
from mrc.i18n import gettext as _
from mrc.portal.models import Wish
from mrc.portal.rules import WishKind
from mrc.portal.service.own import SHOWN_DATES, centre_of, held_case, own_case
from mrc.portal.service.wishes import keep_wish, say

MOST = 20


@dataclass(frozen=True)
class Appointment:
    """A meeting, a call or a hearing that is to come, and what the worker last said of it."""

    ref: str
    kind: TaskKind
    day: date
    at: datetime | None = None
    timezone: str | None = None
    place: str | None = None
    to_bring: str | None = None
    said: WishKind | None = None


def appointments(actor: Actor) -> list[Appointment]:
    """What is to come, the next first. By the second code, nothing is."""
    if actor.by_second_code:
        return []
    case = own_case(actor)
    found = _to_come(case)
    audit.look(actor, audit.Event.CASE_READ, case)
    return found


def will_come(actor: Actor, ref: str) -> None:
    """Say that one will come. Saying it again adds nothing."""
    with transaction():
        case, appointment = _held(actor, ref)
        if appointment.said is not WishKind.WILL_COME:
            keep_wish(actor, case, WishKind.WILL_COME, ref)


def ask_other_time(actor: Actor, ref: str, language: str) -> None:
    """Ask for another time: a message and a task, once for as long as nobody dealt with it."""
    with transaction():
        case, appointment = _held(actor, ref)
        if appointment.said is WishKind.OTHER_TIME:
            return
        keep_wish(actor, case, WishKind.OTHER_TIME, ref)
        say(case, lambda: _("I need another time. This does not suit me: %(date)s", date=_day(appointment)), language)


def _day(appointment: Appointment) -> str:
    return i18n.date(appointment.day)


def _held(actor: Actor, ref: str) -> tuple[Case, Appointment]:
    """The case, held, and one of its appointments. Raises NotFound when it is none of theirs or is over."""
    case = held_case(actor, Permission.MIGRANT_WRITE)
    found = next((entry for entry in _to_come(case) if entry.ref == ref), None)
    if found is None:
        raise NotFound(ref)
    return case, found


def _to_come(case: Case) -> list[Appointment]:
    if case.status is CaseStatus.CLOSED:
        return []
    centre = centre_of(case)
    hearings = db.session.scalars(
        sa.select(Hearing)
        .where(Hearing.case_id == case.id, Hearing.outcome.is_(None), Hearing.at >= clock.now())
        .order_by(Hearing.at)
        .limit(MOST)
    ).all()
    days = {hearing.at.astimezone(ZoneInfo(hearing.timezone)).date() for hearing in hearings}
    tasks = db.session.scalars(
        sa.select(Task)
        .where(Task.case_id == case.id, Task.done_at.is_(None), Task.kind.in_(SHOWN_DATES))
        .where(Task.due_on >= clock.today(centre.timezone))
        .order_by(Task.due_on, Task.id)
        .limit(MOST)
    ).all()
    said = _said(case.id, [*(hearing.ref for hearing in hearings), *(task.ref for task in tasks)])
    found = [_hearing(hearing, said.get(hearing.ref)) for hearing in hearings]
    found += [
        Appointment(task.ref, task.kind, task.due_on, said=said.get(task.ref))
        for task in tasks
        # A hearing may be a task as well; the worker reads its day once.
        if not (task.kind is TaskKind.HEARING and task.due_on in days)
    ]
    return sorted(found, key=lambda entry: (entry.day, entry.ref))


def _hearing(hearing: Hearing, said: WishKind | None) -> Appointment:
    day = hearing.at.astimezone(ZoneInfo(hearing.timezone)).date()
    place = None if hearing.is_remote else hearing.place
    kind, zone = TaskKind.HEARING, hearing.timezone
    return Appointment(hearing.ref, kind, day, hearing.at, zone, place, hearing.to_bring, said)


def _said(case_id: int, refs: list[str]) -> dict[str, WishKind]:
    """What was last said of each appointment; a wish for another time that was dealt with is over."""
    query = (
        sa.select(Wish.subject_ref, Wish.kind, Task.done_at)
        .outerjoin(Task, Task.id == Wish.task_id)
        .where(Wish.case_id == case_id, Wish.subject_ref.in_(refs))
        .order_by(Wish.id)
    )
    said: dict[str, WishKind] = {}
    for ref, kind, done_at in db.session.execute(query):
        said.pop(str(ref), None)
        if done_at is None:
            said[str(ref)] = kind
    return said
