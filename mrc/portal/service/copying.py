"""What is held about a worker, as one page for themselves."""

from dataclasses import dataclass

from mrc import audit
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.portal.service.agreed import numbered
from mrc.portal.service.own import own_case


@dataclass(frozen=True)
class OwnCopy:
    """The person and their case, the files in it, and the consents that hold."""

    person: Person
    case: Case
    files: list[Document]
    consents: list[Consent]


def own_copy(actor: Actor) -> OwnCopy | None:
    """All that is held about a worker; by the second code, nothing. That it was read is on record."""
    if actor.by_second_code:
        return None
    case = own_case(actor, Permission.MIGRANT_RIGHTS)
    person = people.whole_person(case.person_id)
    consents = [entry.consent for entry in numbered(case) if entry.holds]
    found = OwnCopy(person, case, documents.of_case(case.id), consents)
    audit.look(actor, audit.Event.PERSON_READ, person)
    return found
