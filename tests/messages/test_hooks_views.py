"""Calls of a gateway: only signed ones, of now, once, short ones; and the pages on which texts are judged."""

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import config
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.messages import service
from mrc.messages.models import ReceivedText
from mrc.outbox import Medium, Outgoing, SendingState, StoppedNumber, phone_mark
from mrc.people.models import Phone
from mrc.sending import known_as
from mrc.vault import DataKey
from tests import builders
from tests.conftest import NOW
from tests.page import Client

SECRET = "s" * 32
NUMBER = "+9779800000001"
TEXT = {"from": "9779800000001", "text": "भुक्तानी भएन", "id": "m1"}


@pytest.fixture
def hooked(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    settings = replace(context.config["SETTINGS"], hooks=config.Hooks(secret=SECRET))
    monkeypatch.setitem(context.config, "SETTINGS", settings)
    return context


@pytest.fixture
def case(world: builders.World) -> Case:
    person = builders.make_person(world.origin)
    phone = Phone(data_key=person.data_key, person_id=person.id, number_blind=phone_mark(NUMBER))
    phone.number = NUMBER
    with transaction():
        db.session.add(phone)
    return builders.make_case(world.origin, person, world.caseworker)


def call(
    app: Flask,
    path: str,
    what: Any,
    *,
    at: int = 0,
    secret: str = SECRET,
    kind: str = "application/json",
    signature: str | None = None,
) -> int:
    body = what if isinstance(what, bytes) else json.dumps(what).encode()
    stamp = str(int(NOW.timestamp()) + at)
    made = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Signature": signature if signature is not None else f"sha256={made}", "X-Timestamp": stamp}
    answer = app.test_client().post(path, data=body, content_type=kind, headers=headers)
    if answer.status_code < 300:
        assert (answer.data, "Set-Cookie" in answer.headers) == (b"", False)
    return answer.status_code


def texts() -> list[str | None]:
    return [row.text for row in db.session.scalars(sa.select(ReceivedText).order_by(ReceivedText.id))]


@pytest.fixture
def path(world: builders.World) -> str:
    return f"/hooks/{world.origin.ref}/sms"


def test_a_signed_text_is_kept(hooked: Flask, case: Case, path: str) -> None:
    assert call(hooked, path, TEXT) == 204
    assert texts() == ["भुक्तानी भएन"]


def test_a_form_and_a_nested_answer_are_read_too(hooked: Flask, case: Case, path: str) -> None:
    assert (
        call(hooked, path, b"from=%2B9779800000001&text=hello&id=7", kind="application/x-www-form-urlencoded") == 204
    )
    message = {"from": "9779800000001", "id": "wamid.1", "text": {"body": "from elsewhere"}}
    nested = {"entry": [{"changes": [{"value": {"messages": [message]}}]}]}
    assert call(hooked, path.replace("/sms", "/whatsapp"), nested) == 204
    # News of what is no text is taken and passed over.
    assert call(hooked, path.replace("/sms", "/whatsapp"), {"entry": [{"changes": []}]}) == 204
    assert texts() == ["hello", "from elsewhere"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"secret": "t" * 32}, 400),
        ({"signature": ""}, 400),
        ({"signature": "é"}, 400),
        ({"at": -301}, 400),
        ({"at": 301}, 400),
    ],
)
def test_what_is_not_signed_a_moment_ago_is_refused(
    hooked: Flask, case: Case, path: str, given: dict[str, Any], status: int
) -> None:
    assert call(hooked, path, TEXT, **given) == status
    assert texts() == []


def test_nothing_is_taken_while_there_is_no_secret(context: Flask, case: Case, path: str) -> None:
    assert call(context, path, TEXT, secret="") == 400


def test_the_same_call_again_is_refused_and_the_same_text_is_kept_once(hooked: Flask, case: Case, path: str) -> None:
    assert [call(hooked, path, TEXT), call(hooked, path, TEXT), call(hooked, path, TEXT, at=5)] == [204, 409, 204]
    assert len(texts()) == 1


@pytest.mark.parametrize(
    ("what", "status"), [(b"{", 400), (b"\xff", 400), (b"[" * 9000, 400), ({"a": 1}, 204), (b"x" * 17_000, 413)]
)
def test_what_cannot_be_read_changes_nothing(hooked: Flask, case: Case, path: str, what: Any, status: int) -> None:
    assert call(hooked, path, what) == status
    assert texts() == []


def test_other_centres_and_kinds_are_unknown(hooked: Flask, case: Case, path: str) -> None:
    assert call(hooked, path.replace("/sms", "/pigeon"), TEXT) == 404
    assert call(hooked, f"/hooks/{case.ref}/sms", TEXT) == 404


def test_a_flood_from_one_number_is_held_off(
    hooked: Flask, case: Case, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mrc.messages.views.hooks.MOST_TEXTS", 2)
    found = [call(hooked, path, {**TEXT, "id": str(number)}) for number in range(3)]
    assert (found, len(texts())) == ([204, 204, 429], 2)


def sent(case: Case, name: str = "abc-1") -> Outgoing:
    message = Outgoing(
        data_key=DataKey.fresh(),
        medium=Medium.SMS,
        letter="news_for_migrant",
        language="ne",
        case_id=case.id,
        state=SendingState.SENT,
        called_at=NOW,
        sent_at=NOW,
        known_as=known_as(name),
    )
    with transaction():
        db.session.add(message)
    return message


def test_the_gateway_tells_what_became_of_a_message(hooked: Flask, case: Case) -> None:
    message = sent(case)

    assert call(hooked, "/hooks/delivery", {"id": "abc-1", "status": "queued"}) == 204
    assert call(hooked, "/hooks/delivery", {"id": "abc-1", "status": "Delivered"}) == 204
    assert call(hooked, "/hooks/delivery", {"id": "abc-9", "status": "delivered"}) == 404
    assert call(hooked, "/hooks/delivery", {"status": "delivered"}) == 404
    assert call(hooked, "/hooks/delivery", {"id": "abc-1", "status": "delivered"}, secret="t" * 32) == 400
    db.session.refresh(message)
    assert (message.state, message.delivered_at) == (SendingState.DELIVERED, NOW)


def test_the_case_shows_what_became_of_notices_and_neither_text_nor_number(
    client: Client, case: Case, world: builders.World
) -> None:
    message = sent(case)
    with transaction():
        message.address, message.state = NUMBER, SendingState.UNKNOWN
        db.session.add(StoppedNumber(number_blind=phone_mark(NUMBER)))
    client.sign_in("ana@origin.example")

    words = client.get(f"/office/cases/{case.ref}").words()

    assert "Not known whether it arrived" in words
    assert "The worker stopped text messages" in words
    assert "There is news for you" not in words


def test_a_stop_is_lifted_by_a_word(client: Client, case: Case) -> None:
    address = f"/office/cases/{case.ref[:3]}-{case.ref[3:6]}-{case.ref[6:]}/texts-again"
    client.sign_in("ana@origin.example")
    assert client.get(address).status == 404
    with transaction():
        db.session.add(StoppedNumber(number_blind=phone_mark(NUMBER)))

    assert client.submit(address, {"word": ""}).status == 422
    assert "Text messages go out again." in client.submit(address, {"word": "in_person"}).words()
    assert service.stops_of(case) == []


def links(client: Client) -> list[str]:
    found = [link.get("href") or "" for link in client.get("/office/texts").all("a")]
    return [href for href in found if "/office/texts/" in href]


def test_a_text_is_judged_on_its_page(client: Client, hooked: Flask, case: Case, path: str) -> None:
    call(hooked, path, TEXT)
    client.sign_in("ana@origin.example")
    assert "1 text waits" in client.get("/office/").words()
    (link,) = links(client)

    page = client.get(link)
    assert "भुक्तानी भएन" in page.words()
    assert client.submit(link, {}).status == 422
    assert "Say how you made sure" in client.submit(link, {"whose": case.ref}).words()
    page = client.submit(link, {"whose": case.ref, "check": "called_back"})
    assert "The text is in the conversation." in page.words()
    assert "came to the centre's number" in page.words()
    assert client.get(link).status == 404


def test_the_supervisor_names_another_case_or_puts_it_aside(
    client: Client, hooked: Flask, case: Case, path: str
) -> None:
    for number in range(2):
        call(hooked, path, {"from": "+4915112345678", "text": "hello", "id": str(number)})
    client.sign_in("sue@origin.example")
    named, put_aside = links(client)

    assert "Enter the number of the case." in client.submit(named, {"whose": "other"}).words()
    told = {"whose": "other", "reference": "1234567890", "check": "in_person"}
    assert client.submit(named, told).status == 422
    client.submit(named, {**told, "reference": case.ref})
    assert "not in any conversation" in client.submit(put_aside, {"whose": "nobodys"}).words()
    assert [message.text for message in service.conversation(case.id)] == ["hello"]


def test_who_has_no_such_case_sees_no_text(client: Client, hooked: Flask, case: Case, path: str) -> None:
    call(hooked, path, TEXT)
    ref = db.session.scalars(sa.select(ReceivedText.ref)).one()
    client.sign_in("omar@destination.example")

    assert "No text waits." in client.get("/office/texts").words()
    assert client.get(f"/office/texts/{ref}").status == 404
