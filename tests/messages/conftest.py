"""A real mail server and a real HTTP gateway on loopback, and settings that lead to them."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from config import Gateway


class Receiver:
    """A mail server that keeps what it gets, or answers as it is told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"
        self.answer_to_recipient = "250 OK"
        self.hangs_up = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.abort()
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port(context: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """A port where the settings expect a mail server; nobody listens there yet."""
    port = free_port()
    settings = replace(context.config["SETTINGS"], mail="smtp", smtp_port=port, mail_from="office@relay.example")
    monkeypatch.setitem(context.config, "SETTINGS", settings)
    return port


@pytest.fixture
def receiver(port: int) -> Iterator[Receiver]:
    """A mail server that listens."""
    handler = Receiver()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


class GatewayServer:
    """An HTTP gateway that keeps the calls it gets, and answers as it is told."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server = server
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.answer = (200, {"messages": [{"id": "abc-1"}]}, {})
        self.does = lambda handler: None

    @property
    def texts(self) -> list[Any]:
        """The bodies that came, read as JSON."""
        return [json.loads(body) for _path, _headers, body in self.calls]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        gateway = self.server.gateway
        body = self.rfile.read(int(self.headers["Content-Length"]))
        gateway.calls.append((self.path, dict(self.headers), body))
        if gateway.does(self):
            return
        status, answer, headers = gateway.answer
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *said: Any) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[GatewayServer]:
    """A gateway that listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.gateway = GatewayServer(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.gateway
    server.shutdown()
    server.server_close()
    thread.join()


def described(port: int, **values: Any) -> Gateway:
    """A gateway at a port of this computer, as the settings describe one."""
    given = {
        "url": f"http://127.0.0.1:{port}/send",
        "headers": {"Authorization": "Bearer {secret}", "Idempotency-Key": "{id}"},
        "secret": "very-secret",
        "id_at": "messages.0.id",
        "timeout": 2,
    }
    return Gateway(**{**given, **values})


@pytest.fixture
def sms(context: Flask, gateway: GatewayServer, monkeypatch: pytest.MonkeyPatch) -> GatewayServer:
    """The gateway, with settings that lead to it."""
    settings = replace(context.config["SETTINGS"], sms="http", gateway=described(gateway.server.server_port))
    monkeypatch.setitem(context.config, "SETTINGS", settings)
    return gateway
