"""Taking somebody in: the person, their consents and what they have at hand, in one deed."""

from mrc import access, audit, clock
from mrc.access import Actor, Permission, Subject
from mrc.db import db, transaction
from mrc.errors import Refused, refuse_any
from mrc.names.latin import latin_form
from mrc.people.models import Paper, Person, PersonCentre, Phone
from mrc.people.rules import (
    IdentityFacts,
    PaperFacts,
    PersonFault,
    PhoneFacts,
    Purpose,
    Registration,
    fault_of_identity,
)
from mrc.people.service.consents import record_consent
from mrc.people.service.indexing import index_names, paper_blind, phone_blind
from mrc.vault import DataKey


def register(actor: Actor, facts: Registration) -> Person:
    """Take somebody in at the actor's centre. Without their consent nothing is kept."""
    with transaction():
        access.require(actor, Permission.PERSON_WRITE, Subject(centre_id=actor.centre_id))
        check_identity(actor, facts.identity)
        if Purpose.SERVICE not in {consent.purpose for consent in facts.consents}:
            raise Refused(PersonFault.NEEDS_CONSENT, field="purposes")
        person = Person(data_key=DataKey.fresh(), centre_id=actor.centre_id)
        write_identity(person, facts.identity)
        person.spoken_languages = [facts.identity.preferred_language]
        person.phones = [new_phone(person, phone) for phone in facts.phones]
        person.papers = [new_paper(person, paper) for paper in facts.papers]
        db.session.add(person)
        db.session.flush()
        db.session.add(PersonCentre(person_id=person.id, centre_id=actor.centre_id))
        db.session.flush()
        index_names(person)
        audit.record(actor, audit.Event.PERSON_REGISTERED, person)
        for consent in facts.consents:
            record_consent(actor, person, consent)
    return person


def check_identity(actor: Actor, facts: IdentityFacts) -> None:
    """Raise Refused when an identity cannot be right."""
    refuse_any(fault_of_identity(facts, clock.today(actor.timezone)))


def write_identity(person: Person, facts: IdentityFacts) -> None:
    """Write who somebody is; a Latin form is proposed when none was given."""
    person.name, person.other_names = facts.name, facts.other_names
    person.latin_name = facts.latin_name or latin_form(facts.name)
    person.is_alias, person.sex = facts.is_alias, facts.sex
    person.birth_date, person.birth_precision = facts.birth_date, facts.birth_precision
    person.birth_as_given = facts.birth_as_given
    person.nationality = facts.nationality
    person.other_nationalities = list(facts.other_nationalities)
    person.preferred_language = facts.preferred_language


def new_phone(person: Person, facts: PhoneFacts) -> Phone:
    """A number of the person, sealed under their key."""
    return Phone(data_key=person.data_key, number_blind=phone_blind(facts.number), **vars(facts))


def new_paper(person: Person, facts: PaperFacts) -> Paper:
    """A paper of the person, its number sealed under their key."""
    return Paper(data_key=person.data_key, number_blind=paper_blind(facts.number), **vars(facts))
