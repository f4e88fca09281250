"""Giving and withdrawing consent. What was given is never changed: a new consent is a new record."""

from collections.abc import Callable

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.db import db, find_one, held, transaction
from mrc.errors import Refused, refuse_any
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFacts, ConsentFault, fault_of_consent
from mrc.people.service.reading import get_person, subject_of


def give_consent(actor: Actor, person: Person, facts: ConsentFacts) -> Consent:
    """Record that a person consents to one purpose, in the words and language and to the extent they did."""
    with transaction():
        access.require(actor, Permission.PERSON_WRITE, subject_of(actor, person))
        return record_consent(actor, person, facts)


def record_consent(actor: Actor, person: Person, facts: ConsentFacts) -> Consent:
    """Write one consent, for callers who have asked whether the actor may."""
    refuse_any(fault_of_consent(facts, clock.today(actor.timezone)))
    given = {**vars(facts), "fields": list(facts.fields)}
    consent = Consent(data_key=person.data_key, person_id=person.id, recorded_by_id=actor.id, **given)
    db.session.add(consent)
    db.session.flush()
    audit.record(
        actor,
        audit.Event.CONSENT_GIVEN,
        person,
        purpose=facts.purpose,
        fields=list(facts.fields),
        organisation=facts.organisation_id,
    )
    return consent


def consents_of_case(person_id: int, case_id: int) -> list[Consent]:
    """What a person consented to for one case or for all of theirs, in the order in which they did."""
    is_about = sa.or_(Consent.case_id.is_(None), Consent.case_id == case_id)
    query = sa.select(Consent).where(Consent.person_id == person_id, is_about).order_by(Consent.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


_before_withdrawn: list[Callable[[Consent], None]] = []
_when_withdrawn: list[Callable[[Actor, Consent], None]] = []


def before_withdrawn(hold: Callable[[Consent], None]) -> Callable[[Consent], None]:
    """Register what a room above holds against others before a consent is held, so that all hold in one order."""
    _before_withdrawn.append(hold)
    return hold


def when_withdrawn(deed: Callable[[Actor, Consent], None]) -> Callable[[Actor, Consent], None]:
    """Register what a room above does, in the same transaction, when a consent is withdrawn."""
    _when_withdrawn.append(deed)
    return deed


def withdraw_consent(actor: Actor, person_ref: str, consent_id: int) -> Consent:
    """Record that a person no longer consents. It stays to be seen what they had consented to, and until when."""
    with transaction():
        return end_consent(actor, get_person(actor, person_ref, Permission.PERSON_WRITE), consent_id)


def end_consent(actor: Actor, person: Person, consent_id: int) -> Consent:
    """Take one consent of a person back, for callers who have asked whether the actor may."""
    with transaction():
        query = sa.select(Consent).where(Consent.id == consent_id, Consent.person_id == person.id)
        for hold in _before_withdrawn:
            hold(find_one(query, person.ref))
        consent = find_one(held(query, Consent), person.ref)
        if consent.withdrawn_at is not None:
            raise Refused(ConsentFault.ALREADY_WITHDRAWN)
        consent.withdrawn_at = clock.now()
        audit.record(
            actor,
            audit.Event.CONSENT_WITHDRAWN,
            person,
            purpose=consent.purpose,
            organisation=consent.organisation_id,
        )
        for deed in _when_withdrawn:
            deed(actor, consent)
    return consent
