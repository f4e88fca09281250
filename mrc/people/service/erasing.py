"""Erasing a person: their key is destroyed, and with it everything that it sealed, in every copy of the database."""

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.db import Model, db, transaction
from mrc.errors import Refused
from mrc.outbox import StoppedNumber
from mrc.people.models import NameToken, Person, Phone
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
        _forget_numbers(person)
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


def _forget_numbers(person: Person) -> None:
    """Forget what is kept under the numbers of a person that nobody else has: a STOP, and texts not judged."""
    marks = {phone.number_blind for phone in person.phones}
    query = sa.select(Phone.number_blind).where(Phone.number_blind.in_(marks), Phone.person_id != person.id)
    own = marks - set(db.session.scalars(query))
    texts = Model.metadata.tables["received_texts"]
    keys = list(db.session.scalars(sa.select(texts.c.data_key_id).where(texts.c.number_blind.in_(own))))
    db.session.execute(sa.delete(texts).where(texts.c.number_blind.in_(own)))
    for key in db.session.scalars(sa.select(DataKey).where(DataKey.id.in_(keys))):
        key.destroy()
    db.session.execute(sa.delete(StoppedNumber).where(StoppedNumber.number_blind.in_(own)))
