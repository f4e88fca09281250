"""A real mail server on loopback, and settings that lead to it."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask


class Receiver:
    """A mail server that keeps what it gets, or answers as it is told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"
        self.answer_to_recipient = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
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
