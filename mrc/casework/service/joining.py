"""The people of a case of several: who joins it beside the person it is kept under, and who leaves it again."""

from dataclasses import dataclass

import sqlalchemy as sa

from mrc import audit
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CasePerson
from mrc.casework.rules.opening import CaseFault
from mrc.casework.service.reading import get_case
from mrc.db import Model, db, transaction
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.people.models import Person
from mrc.people.rules import PersonLine

PAGE = 50


@dataclass(frozen=True)
class Company:
    """One page of the people of a case; `following` leads on. The one it is kept under stands on the first page."""

    case: Case
    first: PersonLine
    others: list[PersonLine]
    following: int | None


def people_of_case(actor: Actor, case_ref: str, after: int | None = None) -> Company:
    """The people of a case; the look at it is on record."""
    case = get_case(actor, case_ref, Permission.CASE_WORK)
    query = sa.select(CasePerson.person_id).where(CasePerson.case_id == case.id, CasePerson.person_id > (after or 0))
    ids = list(db.session.scalars(query.order_by(CasePerson.person_id).limit(PAGE + 1)))
    known = people.summary_of({case.person_id, *ids[:PAGE]})
    others = [known[person_id] for person_id in ids[:PAGE] if person_id in known]
    company = Company(case, known[case.person_id], others, ids[PAGE - 1] if len(ids) > PAGE else None)
    audit.look(actor, audit.Event.CASE_READ, case)
    return company


def add_person(actor: Actor, case_ref: str, person_ref: str | None) -> Case:
    """Let somebody registered here join a case. The case stays under the person it was opened for."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        found = people.ids_of(actor, {person_ref} if person_ref else set(), case.is_restricted)
        if person_ref is None or person_ref not in found:
            raise Refused(CaseFault.NO_SUCH_PERSON, field="person_query")
        person_id = found[person_ref]
        if person_id == case.person_id or db.session.get(CasePerson, (case.id, person_id)) is not None:
            raise Refused(CaseFault.IN_THE_CASE, field="person_query")
        db.session.add(CasePerson(case_id=case.id, person_id=person_id))
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["people"])
    return case


def remove_person(actor: Actor, case_ref: str, person_ref: str) -> Case:
    """Take somebody off a case; they stay registered. Raises NotFound when they are not in it.

    Whoever claims wages in this case stays in it: nobody loses what is claimed or awarded for them by a list that
    says nothing of money.
    """
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_WORK, for_update=True)
        joined = sa.select(CasePerson).join(Person, Person.id == CasePerson.person_id)
        link = db.session.scalar(joined.where(CasePerson.case_id == case.id, Person.ref == person_ref))
        if link is None:
            raise NotFound(person_ref)
        if _is_on_a_claim(case, link.person_id):
            raise Refused(CaseFault.ON_A_CLAIM)
        db.session.delete(link)
        audit.record(actor, audit.Event.CASE_CHANGED, case, fields=["people"])
    return case


def _is_on_a_claim(case: Case, person_id: int) -> bool:
    """Whether somebody stands on the list of a collective claim of the case, whose tables belong to a room above."""
    claims, workers = (Model.metadata.tables[name] for name in ("collective_claims", "collective_workers"))
    listed = sa.select(workers.c.id).join(claims, claims.c.id == workers.c.claim_id)
    standing = (claims.c.case_id == case.id, workers.c.person_id == person_id, workers.c.taken_off_at.is_(None))
    return db.session.scalar(listed.where(*standing).limit(1)) is not None
