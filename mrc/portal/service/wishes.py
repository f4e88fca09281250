"""What a worker decides or asks for on their own pages: kept beside the case, with a task for who is in charge."""

from collections.abc import Callable

import sqlalchemy as sa

from mrc import audit, clock, i18n
from mrc.access import Actor
from mrc.casework.models import Case, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.db import db
from mrc.messages import service as messages
from mrc.messages.service import Codeless
from mrc.portal.models import Wish
from mrc.portal.rules import WishKind
from mrc.portal.service.warning import reader_of, task_for_office
from mrc.wording import words

SHOWN = 20


def say(case: Case, sentence: Callable[[], str], language: str) -> None:
    """Put a sentence of ours into the conversation as the worker's, with its translation for who is in charge.

    So it stands on the timeline, the worker finds it among their messages, and an answer is owed.
    """
    message = messages.receive(case, Codeless(sentence()), language)
    reader = reader_of(case)
    if reader != language:
        with i18n.speaking(reader):
            message.translation, message.translation_language = sentence(), reader


def keep_wish(actor: Actor, case: Case, kind: WishKind, subject_ref: str | None = None) -> None:
    """Keep a wish with the present transaction, once for as long as nobody dealt with it. The caller holds the case.

    That somebody will come needs no task; of a closed case, tasks stand on nobody's list, but unanswered ones do.
    """
    if is_open(case, kind, subject_ref):
        return
    wish = Wish(case_id=case.id, kind=kind, subject_ref=subject_ref)
    db.session.add(wish)
    if kind is not WishKind.WILL_COME and case.status is CaseStatus.CLOSED:
        case.unanswered_since = case.unanswered_since or clock.now()
    elif kind is not WishKind.WILL_COME:
        wish.task_id = task_for_office(case, words(kind)).id
    audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["wish"])


def is_open(case: Case, kind: WishKind, subject_ref: str | None = None) -> bool:
    """Whether such a wish waits for somebody to deal with it."""
    query = (
        sa.select(Wish.id)
        .join(Task, Task.id == Wish.task_id)
        .where(Wish.case_id == case.id, Wish.kind == kind, Task.done_at.is_(None))
        .where(Wish.subject_ref == subject_ref if subject_ref else Wish.subject_ref.is_(None))
        .limit(1)
    )
    return db.session.execute(query).one_or_none() is not None


def wishes_of(case_id: int) -> list[Wish]:
    """The last wishes of a case, newest first."""
    query = sa.select(Wish).where(Wish.case_id == case_id).order_by(Wish.id.desc()).limit(SHOWN)
    return list(db.session.scalars(query))
