"""Warnings from the worker's door: kept beside the case, with a task for whoever is in charge of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mrc import clock, i18n
from mrc.casework import service as casework
from mrc.casework.models import Case, Task
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import TaskKind
from mrc.db import db
from mrc.portal.models import DoorWarning
from mrc.portal.rules import WarningKind
from mrc.staff.models import Centre, User
from mrc.wording.portal import WARNING_TASKS

SHOWN = 20


def warn(
    case: Case,
    kind: WarningKind,
    *,
    text: str | None = None,
    language: str = "en",
    at: datetime | None = None,
) -> None:
    """Put a warning on a case. Those to which somebody must react get a task, unless one like it is still open."""
    warning = DoorWarning(data_key=case.data_key, case_id=case.id, kind=kind, at=at or clock.now(), language=language)
    warning.text = text
    db.session.add(warning)
    if kind not in WARNING_TASKS:
        return
    if case.status is CaseStatus.CLOSED:
        # Tasks of closed cases stand on nobody's list; a worker who waits for an answer does.
        case.unanswered_since = case.unanswered_since or clock.now()
    elif not _has_open_task(case, kind):
        warning.task_id = task_for_office(case, WARNING_TASKS[kind]).id


def _has_open_task(case: Case, kind: WarningKind) -> bool:
    query = (
        sa.select(Task.id)
        .join(DoorWarning, DoorWarning.task_id == Task.id)
        .where(DoorWarning.case_id == case.id, DoorWarning.kind == kind, Task.done_at.is_(None))
        .limit(1)
    )
    return db.session.execute(query).one_or_none() is not None


def task_for_office(case: Case, title: Any) -> Task:
    """A task for today, in the language of who is in charge."""
    zone = db.session.execute(sa.select(Centre.timezone).where(Centre.id == case.centre_id)).scalar_one()
    with i18n.speaking(reader_of(case)):
        return casework.put_task(case, TaskKind.TO_DO, str(title), clock.today(zone))


def reader_of(case: Case) -> str:
    """The language of who is in charge of a case."""
    query = sa.select(User.language).where(User.id == case.caseworker_id)
    return db.session.execute(query).scalar_one_or_none() or "en"


def warnings_of(case_id: int) -> list[DoorWarning]:
    """The last warnings of a case, newest first."""
    query = sa.select(DoorWarning).where(DoorWarning.case_id == case_id).order_by(DoorWarning.id.desc()).limit(SHOWN)
    return list(db.session.scalars(query))
