"""Changing what is known of a person, one section at a time; a save from an old page is refused."""

from dataclasses import fields
from enum import StrEnum
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.db import db, transaction
from mrc.people.models import Person, TrustedPerson
from mrc.people.rules import (
    IdentityFacts,
    PaperFacts,
    PapersFacts,
    PersonField,
    PhoneFacts,
    PhonesFacts,
    SafeHours,
    SectionFacts,
    TrustedFacts,
    TrustedPeopleFacts,
)
from mrc.people.service.indexing import index_names
from mrc.people.service.reading import get_person
from mrc.people.service.registering import check_identity, new_paper, new_phone, write_identity
from mrc.wording import words
from mrc.wording.people import hours_in_words


def change(actor: Actor, person_ref: str, version: int, facts: SectionFacts) -> Person:
    """Write one section of what is known of a person."""
    with transaction():
        person = get_person(actor, person_ref, Permission.PERSON_WRITE)
        if isinstance(facts, IdentityFacts):
            check_identity(actor, facts)
        before = present(person, type(facts))
        changed = [entry.name for entry in fields(facts) if _of(before, entry.name) != _of(facts, entry.name)]
        person.still_at(
            version,
            [(str(words(PersonField(name))), _said(_of(facts, name)), _said(_of(before, name))) for name in changed],
        )
        if not changed:
            return person
        _write(person, facts)
        # The rows of a list do not touch the person's own row, but its version must still move on.
        person.updated_at = clock.now()
        flag_modified(person, "updated_at")
        db.session.flush()
        if isinstance(facts, IdentityFacts):
            index_names(person)
        audit.record(actor, audit.Event.PERSON_CHANGED, person, fields=changed)
    return person


def present(person: Person, kind: type[Any]) -> Any:
    """One section of what is known now, in the same form in which it is given."""
    if kind is PhonesFacts:
        return PhonesFacts(tuple(_row(phone, PhoneFacts) for phone in person.phones))
    if kind is PapersFacts:
        return PapersFacts(tuple(_row(paper, PaperFacts) for paper in person.papers))
    if kind is TrustedPeopleFacts:
        return TrustedPeopleFacts(tuple(_row(trusted, TrustedFacts) for trusted in person.trusted))
    return _row(person, kind)


def _row(record: Any, kind: type[Any]) -> Any:
    values = {entry.name: getattr(record, entry.name) for entry in fields(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def _of(facts: Any, name: str) -> Any:
    """A value as it is compared: an empty text is no text."""
    value = getattr(facts, name)
    return None if value == "" else value


def _write(person: Person, facts: SectionFacts) -> None:
    if isinstance(facts, IdentityFacts):
        write_identity(person, facts)
    elif isinstance(facts, PhonesFacts):
        person.phones = [new_phone(person, phone) for phone in facts.phones]
    elif isinstance(facts, PapersFacts):
        person.papers = [new_paper(person, paper) for paper in facts.papers]
    elif isinstance(facts, TrustedPeopleFacts):
        person.trusted = [TrustedPerson(data_key=person.data_key, **vars(trusted)) for trusted in facts.trusted]
    else:
        for entry in fields(facts):
            value = getattr(facts, entry.name)
            setattr(person, entry.name, [str(item) for item in value] if isinstance(value, tuple) else value)


def _said(value: Any) -> str:
    """A value as text, for the choice between two of them."""
    if isinstance(value, tuple):
        return "\n".join(_said(item) for item in value)
    if isinstance(value, StrEnum):
        return str(words(value))
    if isinstance(value, SafeHours):
        return hours_in_words(value)
    if isinstance(value, PhoneFacts):
        return value.number
    if isinstance(value, PaperFacts):
        return f"{words(value.kind)} {value.number or ''} · {words(value.holder)}"
    if isinstance(value, TrustedFacts):
        return f"{value.name} {value.phone or ''}"
    return "" if value is None else str(value)
