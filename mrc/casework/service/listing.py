"""The cases of a person and the cases against a respondent, as their own pages show them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mrc.access import Actor
from mrc.casework.models import Case, CasePerson, CaseRespondent
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.patterns import Counted
from mrc.casework.rules.stages import CaseStatus, Party, Stage, Step
from mrc.casework.service.reading import visible
from mrc.db import db
from mrc.people import service as people

SHOWN = 50

_COLUMNS = (
    Case.ref,
    Case.stage,
    Case.step,
    Case.status,
    Case.move,
    Case.primary_issue,
    Case.destination_country,
    Case.opened_at,
    Case.closed_at,
    Case.person_id,
)


@dataclass(frozen=True)
class CaseLine:
    """One case in a list."""

    ref: str
    stage: Stage
    step: Step
    status: CaseStatus
    move: Party
    primary_issue: IssueCode
    destination_country: str | None
    opened_at: datetime
    closed_at: datetime | None
    person_id: int
    person: Any = None


def cases_of_person(actor: Actor, person_id: int) -> list[CaseLine]:
    """The cases of a person that the actor may see, the newest first; those of several people among them."""
    shared = sa.select(CasePerson.case_id).where(CasePerson.person_id == person_id)
    query = (
        sa.select(*_COLUMNS)
        .where(sa.or_(Case.person_id == person_id, Case.id.in_(shared)), visible(actor))
        .order_by(Case.id.desc())
        .limit(SHOWN)
    )
    return [CaseLine(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class Against:
    """The cases against a respondent: those the actor may see, and how many there are elsewhere, if enough."""

    lines: list[CaseLine]
    has_more: bool
    elsewhere: int | None


def cases_against(actor: Actor, respondent_id: int) -> Against:
    """The cases against a respondent. Cases of other centres are counted without saying whose they are."""
    involved = sa.select(CaseRespondent.case_id).where(CaseRespondent.respondent_id == respondent_id)
    query = sa.select(*_COLUMNS).where(Case.id.in_(involved), visible(actor)).order_by(Case.id.desc())
    rows = db.session.execute(query.limit(SHOWN + 1)).all()
    names = people.summary_of({row.person_id for row in rows})
    lines = [replace(CaseLine(*row), person=names.get(row.person_id)) for row in rows[:SHOWN]]
    others = sa.select(Case.is_restricted, sa.func.count()).group_by(Case.is_restricted)
    others = others.where(Case.id.in_(involved), Case.centre_id != actor.centre_id)
    counts = {row[0]: row[1] for row in db.session.execute(others)}
    elsewhere = Counted(0, counts.get(False, 0), counts.get(True, 0)).told
    return Against(lines, len(rows) > SHOWN, elsewhere or None)
