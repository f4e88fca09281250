"""What is true of links for partners without an account: how long they live, and how often a code may be tried."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LIFETIME = timedelta(days=14)
CODE_DIGITS = 8
# So many wrong codes in all end a link: whoever has its address and not its code is not whom it was meant for.
MOST_WRONG = 20
# As many characters as 256 random bits make in the alphabet of addresses.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class LinkEnd(StrEnum):
    """Why a link no longer opens anything."""

    OVER = "over"
    RECALLED = "recalled"
    NO_CONSENT = "no_consent"
    RENEWED = "renewed"
    ENDED = "ended"
    GUESSED = "guessed"


class LinkStep(StrEnum):
    """How far a link has come."""

    WAITING = "waiting"
    DELAYED = "delayed"
    SENT = "sent"
    FAILED = "failed"
    OPENED = "opened"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True)
class Tries:
    """So many tries in one window of time."""

    limit: int
    window: timedelta


BY_LINK_HERE = Tries(5, timedelta(minutes=15))
BY_ADDRESS = Tries(100, timedelta(minutes=15))
BY_LINK = Tries(12, timedelta(minutes=15))
OVERALL = Tries(600, timedelta(minutes=1))
# As many failures of one link at one place are put on record each minute.
NOTED = Tries(5, timedelta(minutes=1))


def new_token() -> str:
    """The secret part of a link's address: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """The code that is told by telephone."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def is_token(text: str) -> bool:
    """Whether a text has the shape of a token."""
    return _TOKEN.fullmatch(text) is not None


def hash_of(token: str) -> bytes:
    """What is kept of a token; its 256 bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True)
class LinkFacts:
    """What is known of a link and of the message that carried it."""

    expires_at: datetime
    is_ended: bool
    is_opened: bool
    is_sent: bool
    has_failed: bool
    is_delayed: bool


def step_of(facts: LinkFacts, moment: datetime) -> LinkStep:
    """How far a link has come, the last of it first."""
    steps = (
        (facts.is_ended, LinkStep.ENDED),
        (facts.expires_at <= moment, LinkStep.EXPIRED),
        (facts.is_opened, LinkStep.OPENED),
        (facts.has_failed, LinkStep.FAILED),
        (facts.is_sent, LinkStep.SENT),
        (facts.is_delayed, LinkStep.DELAYED),
    )
    return next((step for holds, step in steps if holds), LinkStep.WAITING)
