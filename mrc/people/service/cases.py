"""What this room needs to know of cases, which belong to a room above: their tables are known by name alone.

What an actor may see depends on their role; a statement with such a condition is run with the values of `whose`, so
that it is made once for each role and not for each request.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from mrc.access import Actor, Role
from mrc.db import Model, db
from mrc.people.models import Person
from mrc.people.rules import FoundCase


def _table(name: str) -> sa.Table:
    return Model.metadata.tables[name]


USER, CENTRE = sa.bindparam("of_user", type_=sa.Integer), sa.bindparam("of_centre", type_=sa.Integer)


def whose(actor: Actor) -> dict[str, int | None]:
    """The values by which a statement knows the actor."""
    return {"of_user": actor.id, "of_centre": actor.centre_id}


def _on_team() -> sa.ColumnElement[bool]:
    cases, team = _table("cases"), _table("case_team")
    member = sa.exists().where(team.c.case_id == cases.c.id, team.c.user_id == USER).correlate(cases)
    return sa.or_(cases.c.caseworker_id == USER, member)


def may_see_person(role: Role) -> sa.ColumnElement[bool]:
    """WHERE for people: restricted ones only for the supervisor and for the teams of their cases."""
    if role is Role.SUPERVISOR:
        return sa.true()
    cases = _table("cases")
    on_a_case = sa.exists().where(cases.c.person_id == Person.id, cases.c.centre_id == CENTRE, _on_team())
    return sa.or_(sa.not_(Person.is_restricted), on_a_case.correlate(Person))


def may_see_case(role: Role) -> sa.ColumnElement[bool]:
    """WHERE for cases: those of the actor's centre, restricted ones only for its supervisor and their teams."""
    cases = _table("cases")
    # A sum, not the bare column: SQLite would rather read all cases of the centre than those of a few people.
    own = cases.c.centre_id + 0 == CENTRE
    if role is Role.SUPERVISOR:
        return own
    return sa.and_(own, sa.or_(sa.not_(cases.c.is_restricted), _on_team()))


def team_of(person_id: int, centre_id: int | None) -> frozenset[int]:
    """Everybody on the team of one of the person's cases at a centre."""
    cases, team = _table("cases"), _table("case_team")
    of_person = (cases.c.person_id == person_id) & (cases.c.centre_id == centre_id)
    workers = sa.select(cases.c.caseworker_id).where(of_person, cases.c.caseworker_id.is_not(None))
    members = sa.select(team.c.user_id).join(cases, cases.c.id == team.c.case_id).where(of_person)
    return frozenset(db.session.scalars(workers.union(members)))


def cases_of(actor: Actor, person_ids: list[int]) -> dict[int, list[FoundCase]]:
    """The cases of people that the actor may see, newest first."""
    if not person_ids:
        return {}
    found: dict[int, list[FoundCase]] = {}
    for row in db.session.execute(_cases_of(actor.role), {"people": person_ids, **whose(actor)}):
        found.setdefault(row.person_id, []).append(FoundCase(row.ref, row.stage, row.status))
    return found


@cache
def _cases_of(role: Role) -> sa.Select[Any]:
    cases = _table("cases")
    return (
        sa.select(cases.c.person_id, cases.c.ref, cases.c.stage, cases.c.status)
        .where(cases.c.person_id.in_(sa.bindparam("people", expanding=True)), may_see_case(role))
        .order_by(cases.c.id.desc())
    )


def knows_case(actor: Actor, ref: str) -> bool:
    """Whether there is a case of this reference that the actor may open, or whose stub their centre keeps."""
    cases, handovers = _table("cases"), _table("handovers")
    once = sa.exists().where(
        handovers.c.case_id == cases.c.id,
        handovers.c.from_centre_id == CENTRE,
        handovers.c.answer == "accepted",
    )
    query = sa.select(cases.c.id).where(cases.c.ref == ref, sa.or_(may_see_case(actor.role), once.correlate(cases)))
    return db.session.scalar(query, whose(actor)) is not None


@dataclass(frozen=True)
class Kept:
    """What the cases of a person mean for erasing them."""

    has_open: bool
    key_ids: tuple[int, ...]


def cases_kept_under(person_id: int) -> Kept:
    """Whether any case is still open, anywhere, and the keys of what is about nobody else.

    A case is about somebody else when others are registered on it. The list of a collective claim, which has a key of
    its own, is about somebody else when anybody else stands on it, also one of whom only the name is known.
    """
    cases, others = _table("cases"), _table("case_people")
    claims, workers = _table("collective_claims"), _table("collective_workers")
    joined = sa.select(others.c.case_id).where(others.c.person_id == person_id)
    listed = sa.select(claims.c.case_id).join(workers, workers.c.claim_id == claims.c.id)
    listed = listed.where(workers.c.person_id == person_id, workers.c.taken_off_at.is_(None))
    concerned: Any = sa.or_(cases.c.person_id == person_id, cases.c.id.in_(joined), cases.c.id.in_(listed))
    has_open = db.session.scalar(sa.select(cases.c.id).where(concerned, cases.c.status != "closed").limit(1))
    alone = sa.not_(sa.exists().where(others.c.case_id == cases.c.id, others.c.person_id != person_id))
    own = sa.select(cases.c.data_key_id).where(cases.c.person_id == person_id, alone)
    somebody_else = sa.or_(workers.c.person_id.is_(None), workers.c.person_id != person_id)
    unlisted = sa.not_(sa.exists().where(workers.c.claim_id == claims.c.id, somebody_else))
    of_cases = sa.select(claims.c.data_key_id).join(cases, cases.c.id == claims.c.case_id)
    own_lists = of_cases.where(cases.c.person_id == person_id, alone, unlisted)
    return Kept(has_open is not None, tuple(db.session.scalars(own.union(own_lists))))
