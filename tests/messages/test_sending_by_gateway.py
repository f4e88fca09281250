"""Notices to people: in their safe hours, by a real gateway on loopback, never twice, and what became of them."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mrc import clock, sending, vault
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.outbox import NEWS_LASTS, Medium, Outgoing, SendingState, StoppedNumber, WordGiven, phone_mark
from mrc.people.models import Person, Phone
from mrc.people.rules import Channel, MayCall, SafeHours, Weekday
from tests import builders
from tests.conftest import NOW
from tests.messages.conftest import GatewayServer, Receiver

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "+9779800000001"
TEXT = "तपाईंका लागि खबर छ। मिल्दा हेर्नुहोस्।"


@pytest.fixture
def person(world: builders.World) -> Person:
    person = builders.make_person(world.origin, contact_channels=[Channel.SMS])
    add_phone(person)
    return person


@pytest.fixture
def case(world: builders.World, person: Person) -> Case:
    return builders.make_case(world.origin, person, world.caseworker)


def add_phone(person: Person, number: str = NUMBER, **values: Any) -> Phone:
    phone = Phone(data_key=person.data_key, person_id=person.id, number_blind=phone_mark(number), **values)
    phone.number = number
    with transaction():
        db.session.add(phone)
    return phone


def tell(case: Case) -> Outgoing:
    with transaction():
        notice = sending.tell_of_news(case.person_id, case.id)
    assert notice is not None
    return notice


def again(notice: Outgoing) -> Outgoing:
    db.session.refresh(notice)
    return notice


def test_a_notice_leaves_by_the_gateway(sms: GatewayServer, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    notice = tell(case)

    with caplog.at_level("DEBUG"):
        sending.send_due()

    (told,) = sms.texts
    assert (told["to"], told["text"]) == (NUMBER, TEXT)
    assert (again(notice).state, notice.sent_at, notice.tries) == (SendingState.SENT, NOW, 1)
    assert [said for said in (NUMBER[1:], "very-secret", TEXT) if said in caplog.text] == []


def test_the_gateway_learns_no_reference_of_ours(sms: GatewayServer, case: Case, person: Person) -> None:
    notice = tell(case)
    sending.send_due()

    ((_path, headers, body),) = sms.calls
    said = body.decode() + repr(headers)
    assert [ref for ref in (notice.ref, case.ref, person.ref) if ref in said] == []


def test_a_gateway_that_wants_it_later_gets_it_later_and_once(sms: GatewayServer, case: Case) -> None:
    notice = tell(case)
    sms.answer = (503, {}, {})
    sending.send_due()
    sms.answer = (200, {}, {})

    assert again(notice).state is SendingState.QUEUED
    assert NOW + timedelta(seconds=45) <= notice.not_before <= NOW + timedelta(minutes=1)
    with clock.held_at(notice.not_before):
        assert [sending.send_due(), sending.send_due()] == [1, 0]
    names = {told["id"] for told in sms.texts}
    assert (len(sms.texts), len(names), again(notice).state) == (2, 1, SendingState.SENT)


def test_what_may_have_left_is_not_sent_again(sms: GatewayServer, case: Case) -> None:
    notice = tell(case)
    sms.answer = (504, {}, {})

    sending.send_due()
    with clock.held_at(NOW + timedelta(days=2)):
        sending.send_due()

    assert (len(sms.calls), again(notice).state) == (1, SendingState.UNKNOWN)
    assert notice.trouble == "the gateway answered 504"


def test_a_gateway_that_never_takes_it_is_given_up(sms: GatewayServer, case: Case) -> None:
    sms.answer = (429, {}, {})
    notice, moment = tell(case), NOW

    # Six tries, and a night or two in between.
    for _time in range(9):
        with clock.held_at(moment):
            sending.send_due()
        moment = max(moment, again(notice).not_before)

    assert (len(sms.calls), notice.state) == (6, SendingState.FAILED)


def test_old_news_is_none_any_more(sms: GatewayServer, case: Case) -> None:
    notice = tell(case)
    sms.answer = (401, {}, {})
    sending.send_due()

    with clock.held_at(NOW + NEWS_LASTS + timedelta(hours=1)):
        sending.send_due()

    assert (len(sms.calls), again(notice).state) == (1, SendingState.EXPIRED)
    assert notice.trouble == "the gateway answered 401"


def set_hours(person: Person, *days: Weekday, starts: int = 14 * 60, ends: int = 18 * 60) -> None:
    with transaction():
        person.safe_hours = SafeHours(days, starts, ends, "Asia/Qatar")


def test_it_leaves_in_the_safe_hours(sms: GatewayServer, case: Case, person: Person) -> None:
    # NOW is a Friday, 12:00 in Qatar.
    set_hours(person, Weekday.FRIDAY)
    notice = tell(case)

    assert notice.not_before == datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    assert sending.send_due() == 0
    with clock.held_at(notice.not_before):
        assert sending.send_due() == 1
    assert len(sms.calls) == 1


def test_hours_that_change_while_it_waits_hold_it_back_and_cost_no_try(
    sms: GatewayServer, case: Case, person: Person
) -> None:
    notice = tell(case)
    set_hours(person, Weekday.SUNDAY)

    sending.send_due()

    assert (sms.calls, again(notice).state, notice.tries) == ([], SendingState.QUEUED, 0)
    assert notice.not_before == datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def test_nobody_is_woken_who_did_not_say_when_it_is_safe(sms: GatewayServer, case: Case) -> None:
    # 02:45 in Kathmandu.
    with clock.held_at(datetime(2026, 11, 20, 21, 0, tzinfo=UTC)):
        notice = tell(case)
        assert sending.send_due() == 0

    assert notice.not_before == datetime(2026, 11, 21, 3, 15, tzinfo=UTC)


def test_who_must_never_be_written_to_is_not(sms: GatewayServer, case: Case, person: Person) -> None:
    notice = tell(case)
    with transaction():
        person.may_call = MayCall.NEVER_CALL
    sending.send_due()

    assert (sms.calls, again(notice).state) == ([], SendingState.HELD_BACK)
    with transaction():
        assert sending.tell_of_news(person.id, case.id) is None


def stop() -> StoppedNumber:
    stopped = StoppedNumber(number_blind=phone_mark(NUMBER))
    with transaction():
        db.session.add(stopped)
    return stopped


def test_a_stop_is_honoured_until_the_person_takes_it_back(
    sms: GatewayServer, world: builders.World, case: Case, person: Person
) -> None:
    notice, stopped = tell(case), stop()
    sending.send_due()

    assert (sms.calls, again(notice).state) == ([], SendingState.STOPPED)
    with transaction():
        assert sending.tell_of_news(person.id, case.id) is None
        stopped.lifted_at, stopped.lifted_by_id, stopped.word = NOW, world.caseworker.id, WordGiven.IN_PERSON
    tell(case)
    sending.send_due()
    assert len(sms.calls) == 1


def test_after_a_stop_another_safe_way_is_used(sms: GatewayServer, case: Case, person: Person) -> None:
    stop()
    with transaction():
        person.contact_channels, person.email = [Channel.SMS, Channel.EMAIL], "sita@mail.example"

    assert tell(case).medium is Medium.EMAIL


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (SendingState.DELIVERED, SendingState.DELIVERED),
        (SendingState.FAILED, SendingState.FAILED),
        (SendingState.EXPIRED, SendingState.EXPIRED),
    ],
)
def test_the_gateway_says_what_became_of_it(
    sms: GatewayServer, case: Case, told: SendingState, state: SendingState
) -> None:
    notice = tell(case)
    sending.send_due()

    assert sending.note_delivery("abc-1", told)
    assert again(notice).state is state
    # What is settled stays so, and nobody else's message is one of ours.
    assert sending.note_delivery("abc-1", SendingState.FAILED)
    assert again(notice).state is state
    assert not sending.note_delivery("abc-2", SendingState.DELIVERED)


def test_a_delivery_settles_what_nobody_knew(sms: GatewayServer, case: Case) -> None:
    notice = tell(case)
    sms.answer = (504, {}, {})
    sending.send_due()

    assert sending.note_delivery(sms.texts[0]["id"], SendingState.DELIVERED)
    assert (again(notice).state, notice.trouble) == (SendingState.DELIVERED, None)


def test_a_worker_killed_while_the_gateway_has_it_sends_nothing_twice(
    context: Flask, sms: GatewayServer, case: Case
) -> None:
    notice, here, killed = tell(case), threading.Event(), threading.Event()

    def hang(handler: Any) -> bool:
        here.set()
        return killed.wait(30)

    sms.does = hang
    worker = start_worker(context, sms)
    assert here.wait(30)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    killed.set()
    sms.does = lambda handler: None

    for minutes in (1, 11, 60):
        with clock.held_at(NOW + timedelta(minutes=minutes)):
            sending.send_due()

    assert (len(sms.calls), again(notice).state) == (1, SendingState.UNKNOWN)


WORKER = """
import sys
from datetime import datetime

import config
from mrc import clock, create_app, sending

with create_app(config.from_environment()).app_context(), clock.held_at(datetime.fromisoformat(sys.argv[1])):
    sending.send_due()
"""


def start_worker(app: Flask, sms: GatewayServer) -> subprocess.Popen[bytes]:
    """Another process that works on the same database, at the same held time."""
    settings = app.config["SETTINGS"]
    keys = settings.instance / "kept-keys.json"
    vault.keys().save(keys)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MRC_INSTANCE": str(settings.instance),
        "MRC_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "MRC_KEYS_FILE": str(keys),
        "MRC_SMS": "http",
        "MRC_SMS_URL": settings.gateway.url,
        "MRC_SMS_TIMEOUT": "60",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, NOW.isoformat()], env=environment, cwd=ROOT)


def test_what_was_not_handed_over_yet_is_sent_after_a_death(sms: GatewayServer, case: Case) -> None:
    notice = tell(case)
    with transaction():
        notice.state, notice.claimed_at, notice.tries = SendingState.SENDING, NOW - timedelta(minutes=11), 1

    sending.send_due()

    assert (len(sms.calls), again(notice).state) == (1, SendingState.SENT)


def test_a_letter_to_a_person_that_may_have_left_is_not_sent_again(
    receiver: Receiver, case: Case, person: Person
) -> None:
    with transaction():
        person.contact_channels, person.email = [Channel.EMAIL], "sita@mail.example"
    notice = tell(case)
    with transaction():
        notice.state, notice.claimed_at = SendingState.SENDING, NOW - timedelta(minutes=11)
        notice.called_at = notice.claimed_at

    sending.send_due()

    assert (receiver.letters, again(notice).state) == ([], SendingState.UNKNOWN)


def test_a_mail_server_that_hangs_up_after_a_letter_to_a_person_is_doubted(
    receiver: Receiver, case: Case, person: Person
) -> None:
    with transaction():
        person.contact_channels, person.email = [Channel.EMAIL], "sita@mail.example"
    notice = tell(case)
    receiver.hangs_up = True

    sending.send_due()

    assert (len(receiver.letters), again(notice).state) == (1, SendingState.UNKNOWN)
