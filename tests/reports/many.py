"""Many cases at once, written row by row into the tables, for what only shows in numbers."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from mrc import clock, refs
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import FIRST_STEP, CaseStatus, Party, Priority, Stage
from mrc.db import db, transaction
from mrc.people.models import Person
from mrc.staff.models import Centre
from mrc.vault import DataKey


def make_many(centre: Centre, person: Person, count: int, **values: Any) -> list[int]:
    """So many cases of one person, opened a minute apart, the last one now. Gives their ids, oldest first."""
    now = clock.now()
    stage = values.get("stage", Stage.WAGE_CLAIM)
    usual = {
        "centre_id": centre.id,
        "person_id": person.id,
        "is_restricted": False,
        "stage": stage,
        "step": FIRST_STEP[stage],
        "move": Party.CASEWORKER,
        "status": CaseStatus.OPEN,
        "said": EventCode.OPENED,
        "priority": Priority.NORMAL,
        "primary_issue": IssueCode.NON_PAYMENT,
        "destination_country": "QA",
        "reopened_times": 0,
        "version": 1,
        **values,
    }
    with transaction():
        key = DataKey.fresh()
        db.session.add(key)
        db.session.flush()
        taken = set(db.session.scalars(sa.select(Case.ref)))
        rows = []
        for index in range(count):
            moment = now - timedelta(minutes=count - 1 - index)
            moments = dict.fromkeys(("opened_at", "stage_entered_at", "last_event_at", "last_contact_at"), moment)
            rows.append({**moments, **usual, "ref": _unused(taken), "data_key_id": key.id})
        before = db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(Case.id), 0))) or 0
        if rows:
            db.session.execute(sa.insert(Case.__table__), rows)
        return list(db.session.scalars(sa.select(Case.id).where(Case.id > before).order_by(Case.id)))


def closed(**values: Any) -> dict[str, Any]:
    """The columns of a closed case."""
    return {
        "status": CaseStatus.CLOSED,
        "move": Party.NOBODY,
        "resolution": Resolution.GOALS_MET,
        "closed_at": clock.now(),
        **values,
    }


def _unused(taken: set[str]) -> str:
    ref = refs.new_ref(taken.__contains__)
    taken.add(ref)
    return ref
