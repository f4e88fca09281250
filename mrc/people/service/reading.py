"""Reading people: one person with everything, lists, and who looked at a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from mrc import access, audit
from mrc.access import Actor, Permission, Subject
from mrc.db import Model, db
from mrc.errors import NotFound
from mrc.names.sealed import opened
from mrc.people.models import Paper, Person, PersonCentre, Phone
from mrc.people.rules import PeopleFilter, PersonLine, Sex
from mrc.people.service import cases
from mrc.staff import service as staff
from mrc.vault import DataKey

LOOKS = 20


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list of people."""

    id: int
    ref: str
    name: str | None
    latin_name: str | None
    sex: Sex
    birth_year: int | None
    nationality: str | None
    preferred_language: str
    created_at: datetime


@dataclass(frozen=True)
class Look:
    """Somebody did something with the record of a person."""

    at: datetime
    event: str
    who: str | None


def subject_of(actor: Actor, person: Person) -> Subject:
    """What access needs to know of a person whom the actor's centre knows."""
    team = cases.team_of(person.id, actor.centre_id) if person.is_restricted else frozenset()
    return Subject(centre_id=actor.centre_id, is_restricted=person.is_restricted, team=team)


def get_person(actor: Actor, ref: str, permission: Permission = Permission.PERSON_READ) -> Person:
    """The person with phones, papers, trusted people and consents.

    Raises NotFound when there is none that the actor may know of; somebody erased is only there to be read.
    """
    query = (
        sa.select(Person)
        .join(PersonCentre, PersonCentre.person_id == Person.id)
        .where(Person.ref == ref, PersonCentre.centre_id == actor.centre_id)
        .options(*(selectinload(part) for part in (Person.phones, Person.papers, Person.trusted, Person.consents)))
        .execution_options(populate_existing=True)
    )
    person = db.session.execute(query).scalar_one_or_none()
    if person is None:
        raise NotFound(ref)
    subject = subject_of(actor, person)
    if not access.may(actor, Permission.PERSON_READ, subject):
        raise NotFound(ref)
    access.require(actor, permission, subject)
    if person.erased_at is not None and permission is not Permission.PERSON_READ:
        raise NotFound(ref)
    return person


def whole_person(person_id: int) -> Person:
    """Everything that is written down about a person, for callers who have asked whether the actor may see it."""
    parts = (Person.phones, Person.papers, Person.trusted, Person.consents)
    query = sa.select(Person).where(Person.id == person_id).options(*(selectinload(part) for part in parts))
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def read_person(actor: Actor, ref: str) -> Person:
    """The person, for a page that shows them: the look is put on record."""
    person = get_person(actor, ref)
    audit.look(actor, audit.Event.PERSON_READ, person)
    return person


def list_people(
    actor: Actor, wanted: PeopleFilter, before: int | None = None, limit: int = 25
) -> tuple[list[ListedPerson], bool]:
    """The newest people of the actor's centre, and whether there are older ones."""
    access.require(actor, Permission.PERSON_FIND)
    # A filter has an index of its own, in this order; without one the people of the centre are walked.
    newest = Person.id if wanted.nationality or wanted.language else PersonCentre.person_id
    query = (
        sa.select(
            Person.id,
            Person.ref,
            Person.sex,
            Person.birth_year,
            Person.nationality,
            Person.preferred_language,
            Person.created_at,
            Person.name_sealed,
            Person.latin_name_sealed,
            DataKey.master_id,
            DataKey.wrapped,
        )
        .join(PersonCentre, PersonCentre.person_id == Person.id)
        .join(DataKey, DataKey.id == Person.data_key_id)
        .where(
            PersonCentre.centre_id == actor.centre_id, Person.erased_at.is_(None), cases.may_see_person(actor.role)
        )
        .order_by(newest.desc())
        .limit(limit + 1)
    )
    for column, value in (
        (Person.nationality, wanted.nationality),
        (Person.preferred_language, wanted.language),
        (Person.sex, wanted.sex),
    ):
        query = query.where(column == value) if value is not None else query
    query = query.where(newest < before) if before is not None else query
    rows = db.session.execute(query, cases.whose(actor)).all()
    lines = [_listed(row) for row in rows[:limit]]
    audit.look(actor, audit.Event.PERSON_FOUND, results=len(lines))
    return lines, len(rows) > limit


def _listed(row: Any) -> ListedPerson:
    name, latin = opened(row, "people")
    return ListedPerson(
        id=row.id,
        ref=row.ref,
        name=name,
        latin_name=latin,
        sex=row.sex,
        birth_year=row.birth_year,
        nationality=row.nationality,
        preferred_language=row.preferred_language,
        created_at=row.created_at,
    )


def summary_of(person_ids: set[int]) -> dict[int, PersonLine]:
    """References and names of people, for a list of a room that has already asked whether they may be shown."""
    query = (
        sa.select(
            Person.id,
            Person.ref,
            Person.name_sealed,
            Person.latin_name_sealed,
            DataKey.master_id,
            DataKey.wrapped,
        )
        .join(DataKey, DataKey.id == Person.data_key_id)
        .where(Person.id.in_(person_ids))
    )
    return {row.id: PersonLine(row.id, row.ref, *opened(row, "people")) for row in db.session.execute(query)}


def ids_of(actor: Actor, refs: set[str], with_restricted: bool) -> dict[str, int]:
    """The people of these references whom the actor may know of at their centre; nobody else is in the answer.

    Restricted ones are left out where everybody in the centre would read their names.
    """
    query = (
        sa.select(Person.ref, Person.id)
        .join(PersonCentre, PersonCentre.person_id == Person.id)
        .where(
            Person.ref.in_(refs),
            PersonCentre.centre_id == actor.centre_id,
            Person.erased_at.is_(None),
            cases.may_see_person(actor.role),
            sa.true() if with_restricted else Person.is_restricted.is_(False),
        )
    )
    return {row.ref: row.id for row in db.session.execute(query, cases.whose(actor))}


def looks_at(person: Person) -> list[Look]:
    """The newest entries of the record about a person, so that its readers know they are seen too."""
    entry = audit.AuditEntry
    query = (
        sa.select(entry.at, entry.event, entry.actor_id)
        .where(entry.subject_ref == person.ref)
        .order_by(entry.at.desc(), entry.seq.desc())
        .limit(LOOKS)
    )
    rows = db.session.execute(query).all()
    names = staff.names_of({row.actor_id for row in rows if row.actor_id is not None})
    return [Look(row.at, row.event, names.get(row.actor_id)) for row in rows]


def organisation_names(organisation_ids: set[int | None]) -> dict[int, str]:
    """The names of partner organisations, which belong to a room beside this one, for showing consents to them."""
    organisations = Model.metadata.tables["organisations"]
    wanted = organisation_ids - {None}
    if not wanted:
        return {}
    query = sa.select(organisations.c.id, organisations.c.name).where(organisations.c.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(query)}


def known_people(actor: Actor, person_ids: Collection[int]) -> dict[int, Person]:
    """Those of some people whom the actor may know of, with phones and papers; in three queries for any number."""
    query = (
        sa.select(Person)
        .join(PersonCentre, PersonCentre.person_id == Person.id)
        .where(
            Person.id.in_(person_ids),
            PersonCentre.centre_id == actor.centre_id,
            Person.erased_at.is_(None),
            cases.may_see_person(actor.role),
        )
        .execution_options(populate_existing=True)
    )
    found = {person.id: person for person in db.session.scalars(query, cases.whose(actor))}
    kinds: tuple[tuple[str, Any], ...] = (("phones", Phone), ("papers", Paper))
    for name, kind in kinds:
        rows: dict[int, list[Any]] = {}
        for row in db.session.scalars(sa.select(kind).where(kind.person_id.in_(found)).order_by(kind.id)):
            rows.setdefault(row.person_id, []).append(row)
        for person in found.values():
            set_committed_value(person, name, rows.get(person.id, []))
    return found
