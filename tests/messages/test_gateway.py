"""The call of a gateway: what it is told and what not, and what every answer means for whether a message left."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

import config
from config import Settings, check, from_environment
from mrc import gateway as by_gateway
from mrc.gateway import at, parts_of
from mrc.outbox import Doubtful, Postponed, Undeliverable, Unreachable
from tests.messages.conftest import GatewayServer, described, free_port

NUMBER = "+97455501234"


def send(server: GatewayServer, text: str = "Hello", **values: Any) -> str | None:
    return by_gateway.send(described(server.server.server_port, **values), NUMBER, text, "name-1")


def test_it_is_told_number_text_and_name_and_nothing_else(gateway: GatewayServer) -> None:
    assert send(gateway, 'लेख "{to}" \\') == "abc-1"

    ((path, headers, body),) = gateway.calls
    assert path == "/send"
    assert json.loads(body) == {"to": NUMBER, "text": 'लेख "{to}" \\', "id": "name-1"}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer very-secret", "name-1")


def test_a_form_is_told_the_same(gateway: GatewayServer) -> None:
    send(gateway, "a&b=c {id}", body="number={number}&text={text}&from=News", is_form=True)

    ((_path, headers, body),) = gateway.calls
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode()) == {"number": ["97455501234"], "text": ["a&b=c {id}"], "from": ["News"]}


@pytest.mark.parametrize("answer", [b"", b"not json", b"[]", b'{"messages": []}'])
def test_an_answer_without_a_name_is_an_answer(gateway: GatewayServer, answer: bytes) -> None:
    gateway.answer = (202, answer, {})

    assert send(gateway) is None


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Undeliverable),
        (401, Unreachable),
        (404, Unreachable),
        (429, Postponed),
        (500, Doubtful),
        (503, Postponed),
        (504, Doubtful),
        (206, Doubtful),
    ],
)
def test_what_each_answer_means(gateway: GatewayServer, status: int, trouble: type[Exception]) -> None:
    gateway.answer = (status, {"error": f"{NUMBER} very-secret"}, {})

    with pytest.raises(trouble, match=f"^the gateway answered {status}$"):
        send(gateway)


def test_no_redirect_is_followed(gateway: GatewayServer) -> None:
    gateway.answer = (307, b"", {"Location": f"http://127.0.0.1:{gateway.server.server_port}/elsewhere"})

    with pytest.raises(Unreachable, match="307"):
        send(gateway)
    assert [path for path, _headers, _body in gateway.calls] == ["/send"]


def test_nobody_there_means_that_nothing_left() -> None:
    with pytest.raises(Unreachable):
        by_gateway.send(described(free_port()), NUMBER, "Hello", "name-1")


def test_a_gateway_that_hangs_up_or_keeps_still_is_doubted(gateway: GatewayServer) -> None:
    gateway.does = lambda handler: handler.connection.close() or True
    with pytest.raises(Doubtful):
        send(gateway)

    gateway.does = lambda handler: handler.connection.recv(1) or True
    with pytest.raises(Doubtful):
        send(gateway, timeout=1)


def test_no_more_than_the_beginning_of_a_long_answer_is_read(gateway: GatewayServer) -> None:
    gateway.answer = (200, b'{"messages": [{"id": "abc-1"}]}' + b" " * by_gateway.MOST_READ * 4, {})

    # What was cut after its end still reads; what was cut before tells no name.
    assert send(gateway) == "abc-1"
    gateway.answer = (200, b" " * by_gateway.MOST_READ + b'{"messages": [{"id": "abc-1"}]}', {})
    assert send(gateway) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("न" * 70, 1),
        ("न" * 71, 2),
        ("न" * 135, 3),
        ("a" * 69 + "é", 1),
        ("a" * 70 + "ع", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_how_many_messages_a_text_is(text: str, parts: int) -> None:
    assert parts_of(text) == parts


def test_a_place_in_json() -> None:
    found = {"a": [{"b": "c"}], "0": "zero"}

    assert at(found, "a.0.b") == "c"
    assert [at(found, place) for place in ("a.1.b", "a.b", "x", "a.0.b.c", "a.-1")] == [None] * 5


SET = {"MRC_SMS": "http", "MRC_SMS_URL": "https://sms.example/send"}


def test_settings_describe_a_gateway() -> None:
    found = from_environment({**SET, "MRC_SMS_HEADERS": '{"X-Key": "{secret}"}', "MRC_SMS_SUCCESS": "200, 201"})

    assert found.gateway.headers == {"X-Key": "{secret}"}
    assert found.gateway.success == ("200", "201")


def test_what_is_secret_is_not_shown() -> None:
    found = from_environment({**SET, "MRC_SMS_SECRET": "very-secret", "MRC_HOOK_SECRET": "h" * 32})

    assert "very-secret" not in repr(found)
    assert "hhhh" not in repr(found)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MRC_SMS": "pigeon"}, "MRC_SMS"),
        ({"MRC_SMS_URL": ""}, "MRC_SMS_URL"),
        ({"MRC_SMS_URL": "ftp://sms.example"}, "MRC_SMS_URL"),
        ({"MRC_SMS_URL": "https://me:word@sms.example"}, "password"),
        ({"MRC_SMS_METHOD": "GET"}, "MRC_SMS_METHOD"),
        ({"MRC_SMS_BODY": "{"}, "MRC_SMS_BODY"),
        ({"MRC_SMS_BODY": '{"to": "{to}"}'}, "{text}"),
        ({"MRC_SMS_BODY": "{to} {text}"}, "JSON"),
        ({"MRC_SMS_HEADERS": "[1]"}, "MRC_SMS_HEADERS"),
        ({"MRC_SMS_SECRET": "a\nb"}, "MRC_SMS_SECRET"),
        ({"MRC_SMS_TIMEOUT": "0"}, "MRC_SMS_TIMEOUT"),
        ({"MRC_HOOK_SECRET": "short"}, "MRC_HOOK_SECRET"),
        ({"MRC_HOOK_SMS_AT": "from,text"}, "MRC_HOOK_SMS_AT"),
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_environment({**SET, **given})


def test_in_production_only_https_will_do(tmp_path: Path) -> None:
    settings = Settings(
        instance=tmp_path, production=True, sms="http", gateway=config.Gateway(url="http://sms.example/send")
    )
    with pytest.raises(ValueError, match="https"):
        check(settings)
