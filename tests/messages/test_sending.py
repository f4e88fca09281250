"""Sending what lies in the outbox: a real mail server on loopback, retries, claims, and rules checked again."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from mrc import clock, outbox, sending
from mrc.db import db, transaction
from mrc.outbox import Letter, Medium, Outgoing, SendingState
from mrc.people.models import Person
from mrc.people.rules import Channel
from mrc.wording.letters import LETTERS
from tests import builders
from tests.conftest import NOW
from tests.messages.conftest import Receiver

ROOT = Path(__file__).resolve().parents[2]


def put(letter: Letter = Letter.REFERRAL_FOR_PARTNER, address: str = "pat@clinic.example", **values: Any) -> Outgoing:
    with transaction():
        return outbox.put(Medium.EMAIL, letter, address, values.pop("language", "en"), **values)


def again(message: Outgoing) -> Outgoing:
    db.session.refresh(message)
    return message


def make_person(world: builders.World) -> Person:
    person = builders.make_person(world.origin, contact_channels=[Channel.EMAIL])
    with transaction():
        person.email = "sita@mail.example"
    return person


def notice_to(person: Person) -> Outgoing:
    return put(Letter.NEWS_FOR_MIGRANT, "sita@mail.example", key=person.data_key, person_id=person.id)


def test_a_message_arrives(receiver: Receiver) -> None:
    message = put()

    assert sending.send_due() == 1

    (letter,) = receiver.letters
    assert (letter["To"], letter["From"]) == ("pat@clinic.example", "office@relay.example")
    assert letter["Message-ID"] == f"<{message.ref}@relay.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert (again(message).state, message.sent_at, message.tries) == (SendingState.SENT, NOW, 1)


def test_a_message_is_sent_once(receiver: Receiver) -> None:
    put()

    assert [sending.send_due(), sending.send_due()] == [1, 0]
    assert len(receiver.letters) == 1


def test_a_message_arrives_in_another_script(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LETTERS, Letter.REFERRAL_FOR_PARTNER, ("نبأ", "لديك شيء جديد."))
    put(language="ar")

    sending.send_due()

    (letter,) = receiver.letters
    assert letter["Subject"] == "نبأ"
    assert letter.get_content().strip() == "لديك شيء جديد."
    assert letter["Content-Language"] == "ar"


def test_more_than_one_batch_is_sent(receiver: Receiver) -> None:
    for number in range(sending.BATCH + 3):
        put(address=f"p{number}@clinic.example")

    assert sending.send_due() == sending.BATCH + 3
    assert len({letter["To"] for letter in receiver.letters}) == sending.BATCH + 3


def test_what_is_not_due_stays(receiver: Receiver) -> None:
    put(not_before=NOW + timedelta(hours=1))

    assert sending.send_due() == 0
    assert receiver.letters == []


@pytest.mark.parametrize("letter", list(Letter))
def test_no_text_says_what_this_is_about(context: Flask, letter: Letter) -> None:
    said = " ".join(str(part) for part in LETTERS[letter]).lower()

    for word in (
        "case",
        "claim",
        "wage",
        "employer",
        "union",
        "traffick",
        "complain",
        "court",
        "help",
        "http",
        "code",
    ):
        assert word not in said
    assert not any(character.isdecimal() for character in said)


@pytest.mark.parametrize(
    "change",
    [{"contact_channels": []}, {"email": "new@mail.example"}, {"email": None}, {"erased_at": NOW}],
)
def test_the_rules_of_the_person_are_checked_again(
    receiver: Receiver, world: builders.World, change: dict[str, Any]
) -> None:
    person = make_person(world)
    message = notice_to(person)
    with transaction():
        for name, value in change.items():
            setattr(person, name, value)

    sending.send_due()

    assert receiver.letters == []
    assert again(message).state is SendingState.HELD_BACK
    assert message.trouble == "the person may no longer be reached at this address"


def test_an_erased_address_is_held_back(receiver: Receiver, world: builders.World) -> None:
    person = make_person(world)
    message = notice_to(person)
    with transaction():
        person.data_key.destroy()
    db.session.expire_all()

    sending.send_due()

    assert (receiver.letters, again(message).state) == ([], SendingState.HELD_BACK)


def test_a_notice_that_is_allowed_arrives(receiver: Receiver, world: builders.World) -> None:
    notice_to(make_person(world))

    sending.send_due()

    assert [letter["To"] for letter in receiver.letters] == ["sita@mail.example"]


def test_a_mail_server_that_is_away_loses_nothing(port: int) -> None:
    message = put()

    for days in range(8):
        with clock.held_at(NOW + timedelta(days=days)):
            sending.send_due()

    assert again(message).state is SendingState.QUEUED
    assert message.tries == 8
    assert message.trouble == "the mail server cannot be reached (ConnectionRefusedError)"


def test_it_waits_longer_after_each_try(port: int) -> None:
    message, waits, moment = put(), [], NOW

    for _try in range(6):
        with clock.held_at(moment):
            sending.send_due()
        waits.append((again(message).not_before - moment).total_seconds() / 60)
        moment = message.not_before

    # Chance takes off up to a fourth, so that what failed together does not come back together.
    longest = [1, 5, 30, 120, 720, 720]
    assert all(most * 3 / 4 <= wait <= most for wait, most in zip(waits, longest, strict=True)), waits


def test_what_waits_arrives_once_the_server_is_back(port: int) -> None:
    put()
    sending.send_due()
    handler = Receiver()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()

    with clock.held_at(NOW + timedelta(minutes=1)):
        sending.send_due()
    controller.stop()

    assert len(handler.letters) == 1


def test_a_server_that_refuses_for_now_is_given_up_in_the_end(receiver: Receiver) -> None:
    receiver.answer = "451 come back later"
    message = put()

    states, moment = [], NOW
    for _try in range(6):
        with clock.held_at(moment):
            sending.send_due()
        states.append(again(message).state)
        moment = message.not_before

    assert states == [SendingState.QUEUED] * 5 + [SendingState.FAILED]
    assert message.trouble == "the mail server refused (451)"


def test_an_address_that_does_not_exist_fails_at_once(receiver: Receiver) -> None:
    receiver.answer_to_recipient = "550 no such mailbox pat@clinic.example"
    message = put()

    sending.send_due()

    assert again(message).state is SendingState.FAILED
    assert message.trouble == "the mail server refused the address (550)"


def test_a_full_mailbox_is_tried_again(receiver: Receiver) -> None:
    receiver.answer_to_recipient = "452 mailbox full"
    message = put()

    sending.send_due()

    assert again(message).state is SendingState.QUEUED


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: all@b.example", "not an address", ""])
def test_a_strange_address_never_becomes_a_header(receiver: Receiver, address: str) -> None:
    message = put(address=address)

    sending.send_due()

    assert again(message).state in {SendingState.FAILED, SendingState.HELD_BACK}
    assert receiver.letters == []


def test_a_console_shows_neither_address_nor_text(context: Flask, caplog: pytest.LogCaptureFixture) -> None:
    message = put()

    with caplog.at_level("INFO", logger=context.logger.name):
        sending.send_due()

    assert again(message).state is SendingState.SENT
    assert "clinic" not in caplog.text


def test_a_text_message_waits_for_something_that_can_send_it(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(context.config, "SETTINGS", replace(context.config["SETTINGS"], production=True))
    with transaction():
        message = outbox.put(Medium.SMS, Letter.NEWS_FOR_MIGRANT, "+9779800000000", "ne")

    sending.send_due()

    assert again(message).state is SendingState.HELD_BACK


def test_workers_share_the_outbox_and_none_sends_twice(context: Flask, receiver: Receiver) -> None:
    for number in range(60):
        put(address=f"p{number}@clinic.example")
    counts: list[int] = []

    def work() -> None:
        with context.app_context(), clock.held_at(NOW):
            counts.append(sending.send_due())

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()

    assert sum(counts) == 60
    assert len(receiver.letters) == 60
    assert len({letter["To"] for letter in receiver.letters}) == 60


def claimed_at(moment: datetime) -> Outgoing:
    message = put()
    with transaction():
        message.state, message.claimed_at, message.tries = SendingState.SENDING, moment, 1
    return message


def test_what_a_dead_worker_held_is_sent_after_ten_minutes(receiver: Receiver) -> None:
    message = claimed_at(NOW - timedelta(minutes=11))

    sending.send_due()

    assert (len(receiver.letters), again(message).state) == (1, SendingState.SENT)


def test_what_a_living_worker_holds_is_left_alone(receiver: Receiver) -> None:
    message = claimed_at(NOW - timedelta(minutes=9))

    assert sending.send_due() == 0
    assert (receiver.letters, again(message).state) == ([], SendingState.SENDING)
