"""Notices to the worker: what became of them, the task when one did not arrive, and a STOP with its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from mrc import audit, clock, i18n
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskKind
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.i18n import gettext as _
from mrc.messages.rules import TextFault
from mrc.outbox import NOT_TOLD, Outgoing, StoppedNumber, WordGiven, stops_at
from mrc.people.models import Phone
from mrc.staff.models import Centre, User

LATEST = 5
BATCH = 100


@dataclass(frozen=True)
class Notices:
    """The newest notices of a case, newest first, and the STOP that holds further ones back."""

    newest: list[Outgoing]
    stopped: StoppedNumber | None


def notices_of(case: Case) -> Notices:
    """What became of the notices of a case; never what they were sent to."""
    query = sa.select(Outgoing).where(Outgoing.case_id == case.id).order_by(Outgoing.id.desc()).limit(LATEST)
    return Notices(list(db.session.scalars(query)), next(iter(stops_of(case)), None))


def stops_of(case: Case) -> list[StoppedNumber]:
    """The numbers of the person of a case from which somebody answered STOP, the latest first."""
    marks = set(db.session.scalars(sa.select(Phone.number_blind).where(Phone.person_id == case.person_id)))
    return sorted(stops_at(marks).values(), key=lambda stop: stop.stopped_at, reverse=True)


def stopped_case(actor: Actor, case_ref: str) -> Case:
    """The case of a person who stopped text messages, for somebody who may let them go out again. Raises NotFound."""
    case = casework.get_case(actor, case_ref, Permission.MESSAGE_SEND)
    if not stops_of(case):
        raise NotFound(case_ref)
    audit.look(actor, audit.Event.CASE_READ, case)
    return case


def lift_stop(actor: Actor, case_ref: str, word: WordGiven) -> Case:
    """Let text messages go out again to a person who said that they want them."""
    with transaction():
        case = casework.get_case(actor, case_ref, Permission.MESSAGE_SEND, for_update=True)
        stops = stops_of(case)
        if not stops:
            raise Refused(TextFault.NOT_STOPPED)
        for stop in stops:
            stop.lifted_at, stop.lifted_by_id, stop.word = clock.now(), actor.id, word
        audit.record(actor, audit.Event.STOP_LIFTED, case, reason=word)
    return case


def follow_up() -> int:
    """Give caseworkers a task for notices that did not arrive, or of which nobody knows. Returns for how many cases.

    What was followed up is kept in the same transaction, so that a killed worker neither forgets nor repeats it.
    """
    count = 0
    while True:
        with transaction():
            found = list(db.session.scalars(_NOT_FOLLOWED))
            for notice in found:
                notice.followed_at = clock.now()
            count += sum(_call_safely(case_id) for case_id in sorted({notice.case_id or 0 for notice in found}))
        if len(found) < BATCH:
            return count


_NOT_FOLLOWED = (
    sa.select(Outgoing)
    .where(Outgoing.case_id.is_not(None), Outgoing.followed_at.is_(None), Outgoing.state.in_(NOT_TOLD))
    .order_by(Outgoing.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)


def _call_safely(case_id: int) -> bool:
    case = db.session.get_one(Case, case_id, with_for_update=True)
    return put_call(case, lambda: _("Make contact in a safe way: a notice may not have arrived."))


def put_call(case: Case, title: Callable[[], str]) -> bool:
    """A task to make contact, in the language of the caseworker; one of the system's own that is open is enough."""
    open_call = sa.select(Task.id).where(
        Task.case_id == case.id, Task.kind == TaskKind.CALL, Task.created_by_id.is_(None), Task.done_at.is_(None)
    )
    if case.status is CaseStatus.CLOSED or db.session.execute(open_call.limit(1)).first() is not None:
        return False
    with i18n.speaking(_language_of_caseworker(case)):
        casework.put_task(case, TaskKind.CALL, title(), _today_there(case))
    return True


def _language_of_caseworker(case: Case) -> str:
    return db.session.scalar(sa.select(User.language).where(User.id == case.caseworker_id)) or "en"


def _today_there(case: Case) -> date:
    return clock.today(db.session.execute(sa.select(Centre.timezone).where(Centre.id == case.centre_id)).scalar_one())
