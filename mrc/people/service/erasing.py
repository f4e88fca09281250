"""Erasing a person: their key is destroyed, and with it everything that it sealed, in every copy of the database."""

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.db import db, transaction
from mrc.errors import Refused
from mrc.people.models import NameToken, Person
from mrc.people.rules import ErasureReason, PersonFault
from mrc.people.service import cases
from mrc.people.service.reading import get_person
from mrc.vault import DataKey

_SEALED = [column.key for column in Person.__table__.columns if column.key.endswith("_sealed")]


def read_before_erasing(actor: Actor, ref: str) -> Person:
    """The person, for somebody who is about to erase them."""
    person = get_person(actor, ref, Permission.CASE_SIGN_OFF)
    audit.look(actor, audit.Event.PERSON_READ, person)
    return person


def erase(actor: Actor, person_ref: str, reason: ErasureReason) -> Person:
    """Erase a person and the content of the closed cases that are about nobody else. Only what is counted stays.

    Sex, year of birth, country, languages, codes, dates and amounts stay for statistics; nothing leads back from
    them to the person.
    """
    with transaction():
        person = get_person(actor, person_ref, Permission.CASE_SIGN_OFF)
        kept = cases.cases_kept_under(person.id)
        if kept.has_open:
            raise Refused(PersonFault.HAS_OPEN_CASE)
        person.phones, person.papers, person.trusted = [], [], []
        for consent in person.consents:
            consent.interpreter_sealed = consent.witness_sealed = None
        for column in _SEALED:
            setattr(person, column, None)
        person.contact_channels = []
        db.session.execute(sa.delete(NameToken).where(NameToken.person_id == person.id))
        person.data_key.destroy()
        for key in db.session.scalars(sa.select(DataKey).where(DataKey.id.in_(kept.key_ids))):
            key.destroy()
        person.erased_at = clock.now()
        audit.record(actor, audit.Event.PERSON_ERASED, person, reason=reason)
    return person
