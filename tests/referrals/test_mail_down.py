"""The mail server is down: the referral stands, the message waits in the outbox, and the screen says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from mrc import clock, sending
from mrc.db import db
from mrc.outbox import Outgoing, SendingState
from mrc.people import service as people
from mrc.people.models import Person
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import LinkStep, ReferralState
from mrc.refs import spoken
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.messages.conftest import Receiver, free_port
from tests.page import Client
from tests.referrals.scenes import linked, marked_case, sent

LATER = NOW + timedelta(hours=1)
WAITS = "The referral stands. The message waits"


@pytest.fixture
def down(context: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """A port where the settings expect a mail server; nobody listens there."""
    port = free_port()
    settings = replace(context.config["SETTINGS"], mail="smtp", smtp_port=port, mail_from="office@relay.example")
    monkeypatch.setitem(context.config, "SETTINGS", settings)
    return port


@contextmanager
def listening(port: int) -> Iterator[Receiver]:
    """The mail server is back."""
    receiver = Receiver()
    controller = Controller(receiver, hostname="127.0.0.1", port=port)
    controller.start()
    yield receiver
    controller.stop()


def shown(client: Client, referral: Referral) -> str:
    return client.get(f"/office/referrals/{spoken(referral.ref)}").words()


def test_the_referral_stands_and_its_message_goes_out_later(down: int, world: builders.World, client: Client) -> None:
    client.sign_in("ana@origin.example")
    referral = sent(world)
    sending.send_due()
    db.session.expire_all()

    assert (referral.state, service.inbox(actor_of(world.partner)).new[0].ref) == (ReferralState.SENT, referral.ref)
    assert db.session.scalars(sa.select(Outgoing.state)).all() == [SendingState.QUEUED]
    assert WAITS in shown(client, referral)

    with clock.held_at(LATER), listening(down) as receiver:
        sending.send_due()
        db.session.expire_all()
        assert [letter["To"] for letter in receiver.letters] == ["pat@clinic.example"]
        assert service.show(actor_of(world.caseworker), referral.ref).notice is LinkStep.SENT
    assert WAITS not in shown(client, referral)


def test_a_link_waits_too_and_opens_when_it_arrives(down: int, world: builders.World, client: Client) -> None:
    client.sign_in("ana@origin.example")
    referral, link = linked(world)
    sending.send_due()
    db.session.expire_all()
    assert WAITS in shown(client, referral)

    with clock.held_at(LATER), listening(down) as receiver:
        sending.send_due()

    assert [link.token in letter.get_content() for letter in receiver.letters] == [False, True]


@pytest.mark.parametrize("end", ["withdraw", "recall"])
def test_what_ended_while_the_server_was_down_is_not_sent(down: int, world: builders.World, end: str) -> None:
    case, office = marked_case(world), actor_of(world.caseworker)
    referral, _link = linked(world, case)
    sending.send_due()
    if end == "recall":
        service.recall(office, referral.ref)
    else:
        person_ref = db.session.get_one(Person, case.person_id).ref
        people.withdraw_consent(office, person_ref, int(referral.consent_id or 0))

    with clock.held_at(LATER), listening(down) as receiver:
        sending.send_due()

    assert receiver.letters == []
    db.session.expire_all()
    assert {message.opens for message in db.session.scalars(sa.select(Outgoing))} == {None}
    assert set(db.session.scalars(sa.select(Outgoing.state))) == {SendingState.HELD_BACK}
