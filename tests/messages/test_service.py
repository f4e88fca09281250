"""Writing, receiving, reading and translating messages."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock, vault
from mrc.access import Actor
from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus, Party
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.messages import service
from mrc.messages.models import Message
from mrc.messages.rules import Direction, MessageFault
from mrc.outbox import Letter, Medium, Outgoing
from mrc.people.models import Person, Phone
from mrc.people.rules import Channel
from mrc.staff import service as staff
from tests import builders
from tests.conftest import NOW

CODE = "4000123412345678"


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World) -> Case:
    hashed = staff.hash_password(vault.peppered(CODE))
    return builders.make_case(world.origin, caseworker=world.caseworker, code_hash=hashed)


def person_of(case: Case, **values: Any) -> Person:
    person = db.session.get(Person, case.person_id)
    assert person is not None
    with transaction():
        for name, value in values.items():
            setattr(person, name, value)
    return person


def letters() -> list[Outgoing]:
    return list(db.session.scalars(sa.select(Outgoing).order_by(Outgoing.id)))


def test_a_message_from_the_worker_waits_for_an_answer(case: Case) -> None:
    with clock.held_at(NOW + timedelta(hours=1)):
        service.receive(case, "भुक्तानी भएन", "ne")
    with clock.held_at(NOW + timedelta(hours=2)):
        service.receive(case, "फेरि लेख्छु", "ne")

    assert case.unanswered_since == NOW + timedelta(hours=1)
    assert case.last_contact_at == NOW + timedelta(hours=2)
    assert (case.move, case.said) == (Party.CASEWORKER, EventCode.MIGRANT_WROTE)


def test_an_answer_ends_the_waiting(actor: Actor, case: Case) -> None:
    service.receive(case, "भुक्तानी भएन", "ne")

    with clock.held_at(NOW + timedelta(hours=3)):
        service.write(actor, case.ref, "We look at it", "en")

    assert case.unanswered_since is None
    assert case.last_contact_at == NOW + timedelta(hours=3)


def test_both_directions_stand_in_order_in_their_languages(actor: Actor, case: Case) -> None:
    service.receive(case, "भुक्तानी भएन", "ne")
    service.write(actor, case.ref, "We look at it", "en")

    found = [(message.direction, message.text, message.language) for message in service.conversation(case.id)]
    assert found == [
        (Direction.FROM_MIGRANT, "भुक्तानी भएन", "ne"),
        (Direction.FROM_CENTRE, "We look at it", "en"),
    ]
    assert [message.text for message in service.conversation(case.id, newest=1)] == ["We look at it"]


def test_each_message_is_an_event_and_on_record(actor: Actor, case: Case) -> None:
    received = service.receive(case, "भुक्तानी भएन", "ne")
    sent = service.write(actor, case.ref, "We look at it", "en")

    codes = sa.select(CaseEvent.code, CaseEvent.subject_ref).where(CaseEvent.case_id == case.id)
    events = db.session.scalars(sa.select(AuditEntry.event).where(AuditEntry.subject_ref == case.ref)).all()
    assert (EventCode.MIGRANT_WROTE, received.ref) in db.session.execute(codes).all()
    assert (EventCode.MESSAGE_SENT, sent.ref) in db.session.execute(codes).all()
    assert {Event.MESSAGE_RECEIVED, Event.MESSAGE_SENT} <= set(events)


def test_what_is_written_cannot_be_read_at_rest(actor: Actor, case: Case) -> None:
    message = service.write(actor, case.ref, "MARKER-OF-TEXT", "en")
    service.translate(actor, message.ref, "MARKER-OF-TRANSLATION", "ne")

    row = db.session.execute(sa.select(Message.__table__)).one()
    assert "MARKER" not in repr(row)


def test_reading_is_on_record_and_noted(actor: Actor, case: Case) -> None:
    message = service.receive(case, "भुक्तानी भएन", "ne")
    own = service.write(actor, case.ref, "We look at it", "en")

    service.read_conversation(actor, case.ref)

    db.session.refresh(message)
    db.session.refresh(own)
    assert (message.read_at, own.read_at) == (NOW, None)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.MESSAGES_READ)).one()
    assert entry.subject_ref == case.ref


def test_a_translation_stands_beside_the_original(actor: Actor, case: Case) -> None:
    message = service.receive(case, "भुक्तानी भएन", "ne")

    service.translate(actor, message.ref, "No payment", "en")

    (found,) = service.conversation(case.id)
    assert (found.text, found.translation, found.translation_language) == ("भुक्तानी भएन", "No payment", "en")


def test_another_centre_does_not_know_of_the_conversation(world: builders.World, case: Case) -> None:
    message = service.receive(case, "भुक्तानी भएन", "ne")
    stranger = builders.actor_of(world.other_caseworker)

    with pytest.raises(NotFound):
        service.read_conversation(stranger, case.ref)
    with pytest.raises(NotFound):
        service.write(stranger, case.ref, "hello", "en")
    with pytest.raises(NotFound):
        service.translate(stranger, message.ref, "hello", "en")


def test_a_message_to_a_closed_case_is_kept_and_waits(case: Case) -> None:
    with transaction():
        case.status, case.move, case.closed_at = CaseStatus.CLOSED, Party.NOBODY, NOW
        case.resolution = Resolution.GOALS_MET

    service.receive(case, "एक प्रश्न छ", "ne")

    assert case.unanswered_since == NOW
    assert (case.status, case.move) == (CaseStatus.CLOSED, Party.NOBODY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", MessageFault.EMPTY),
        (f"my code {CODE}", MessageFault.HOLDS_CODE),
        ("৪০০০ ১২৩৪ ১২৩৪ ৫৬৭৮", MessageFault.HOLDS_CODE),
        ("12345678901234567890123456789", MessageFault.HOLDS_CODE),
    ],
)
def test_a_message_is_refused(case: Case, text: str, reason: MessageFault) -> None:
    with pytest.raises(Refused) as refusal:
        service.codeless(case, text)

    assert (refusal.value.reason, refusal.value.field) == (reason, "text")
    assert service.conversation(case.id) == []


def test_a_bank_account_may_be_written(case: Case) -> None:
    text = "My account: 1234 5678 9012 3456"

    assert service.receive(case, service.codeless(case, text), "en").text == text


def test_a_neutral_notice_goes_to_who_may_be_written_to(actor: Actor, case: Case) -> None:
    person = person_of(case, contact_channels=[Channel.EMAIL], email="sita@mail.example")

    service.write(actor, case.ref, "We look at it", "en")

    (letter,) = letters()
    assert (letter.medium, letter.letter, letter.language) == (Medium.EMAIL, Letter.NEWS_FOR_MIGRANT, "ne")
    assert (letter.address, letter.person_id) == ("sita@mail.example", person.id)
    assert letter.data_key_id == person.data_key_id


def test_one_notice_that_waits_is_enough(actor: Actor, case: Case) -> None:
    person_of(case, contact_channels=[Channel.EMAIL], email="sita@mail.example")

    service.write(actor, case.ref, "We look at it", "en")
    service.write(actor, case.ref, "Please come on Monday", "en")

    assert len(letters()) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"contact_channels": [], "email": "sita@mail.example"},
        {"contact_channels": [Channel.CALL, Channel.WHATSAPP], "email": "sita@mail.example"},
        {"contact_channels": [Channel.EMAIL], "email": None},
        {"contact_channels": [Channel.EMAIL], "email": "sita@mail.example", "erased_at": NOW},
    ],
)
def test_nobody_is_written_to_against_their_rules(actor: Actor, case: Case, values: dict[str, Any]) -> None:
    person_of(case, **values)

    service.write(actor, case.ref, "We look at it", "en")

    assert letters() == []


@pytest.mark.parametrize(("is_safe", "is_shared", "told"), [(True, False, 1), (False, False, 0), (True, True, 0)])
def test_a_text_message_goes_to_a_safe_telephone_alone(
    actor: Actor, case: Case, is_safe: bool, is_shared: bool, told: int
) -> None:
    person = person_of(case, contact_channels=[Channel.SMS])
    phone = Phone(
        data_key=person.data_key, person_id=person.id, number_blind=b"x", is_safe=is_safe, is_shared=is_shared
    )
    phone.number = "+9779800000000"
    with transaction():
        db.session.add(phone)

    service.write(actor, case.ref, "We look at it", "en")

    assert [letter.medium for letter in letters()] == [Medium.SMS] * told


def test_an_answer_written_while_the_worker_writes_is_not_lost(app: Flask, actor: Actor, case: Case) -> None:
    casework.get_case(actor, case.ref)

    def write_meanwhile() -> None:
        with app.app_context(), clock.held_at(NOW):
            service.receive(db.session.get(Case, case.id), "भुक्तानी भएन", "ne")

    other = threading.Thread(target=write_meanwhile)
    other.start()
    other.join()
    service.write(actor, case.ref, "We look at it", "en")

    assert [message.text for message in service.conversation(case.id)] == ["भुक्तानी भएन", "We look at it"]
