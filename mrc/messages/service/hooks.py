"""Calls of a gateway: whether they are really its own, and what it says became of a message."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from flask import current_app

from mrc import clock, sending
from mrc.gateway import at
from mrc.outbox import SendingState

# A call that was under way for longer, or from a clock that is farther off, is not taken.
WINDOW_SECONDS = 300


@dataclass(frozen=True)
class Call:
    """What came: the body, when it was signed by the clock of its sender, and its signature."""

    body: bytes
    signed_at: str
    signature: str

    @property
    def key(self) -> str:
        """A name of this very call, by which the same one is known when it comes again."""
        return f"hook {hashlib.sha256(self.signature.encode()).hexdigest()}"


def is_genuine(call: Call) -> bool:
    """Whether a call was signed with our secret a moment ago: HMAC-SHA256 over time, dot and body, in hexadecimal.

    Nothing is genuine while the settings name no secret.
    """
    secret = current_app.config["SETTINGS"].hooks.secret
    stamp = call.signed_at
    if not secret or not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        return False
    expected = hmac.new(secret.encode(), stamp.encode() + b"." + call.body, hashlib.sha256).hexdigest()
    is_signed = hmac.compare_digest(expected.encode(), call.signature.encode())
    return is_signed and abs(clock.now().timestamp() - int(stamp)) <= WINDOW_SECONDS


def note_delivery(report: Any) -> bool:
    """Note what a gateway says became of a message; whether it is one of ours. Other news of it is none for us."""
    gateway = current_app.config["SETTINGS"].gateway
    name, said = at(report, gateway.status_id_at), at(report, gateway.status_at)
    if not isinstance(name, str | int):
        return False
    ends = ((SendingState.DELIVERED, gateway.delivered), (SendingState.FAILED, gateway.failed))
    for state, words in (*ends, (SendingState.EXPIRED, gateway.expired)):
        if str(said).lower() in {word.lower() for word in words}:
            return sending.note_delivery(str(name), state)
    return True
