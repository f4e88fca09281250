"""Passwords: hashed slowly by Argon2id over a pepper that lies outside the database, a few at a time."""

import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore, Event, Lock
from time import monotonic

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import hash_secret
from flask import current_app

from mrc import vault

# Each hash takes tens of megabytes and a core; a flood of sign-ins waits here instead of taking the machine down.
_TURNS = BoundedSemaphore(2)
# How long the last hashes of this process took, waiting for a turn included.
_LATELY: deque[float] = deque(maxlen=20)
_FIRST = Lock()


@contextmanager
def _turn() -> Iterator[None]:
    began = monotonic()
    with _TURNS:
        yield
    _LATELY.append(monotonic() - began)


@cache
def _hasher(rounds: int, memory: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=1, type=Type.ID)


def _present_hasher() -> PasswordHasher:
    settings = current_app.config["SETTINGS"]
    return _hasher(settings.argon2_rounds, settings.argon2_memory_kib)


def _secret(password: str) -> str:
    # Keyboards write one letter in several ways; the compatible form makes them the same password.
    plain = unicodedata.normalize("NFKC", password).encode(errors="replace").decode()
    return vault.peppered(plain)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its parameters in it."""
    with _turn():
        return _present_hasher().hash(_secret(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash."""
    with _turn():
        try:
            return bool(_present_hasher().verify(password_hash, _secret(password)))
        except (VerificationError, InvalidHashError):
            return False


def hash_like(password_hash: str, password: str) -> str:
    """The hash of a password with the salt and the cost of another; the same text when it is the same password."""
    cost = extract_parameters(password_hash)
    salt = password_hash.split("$")[4]
    with _turn():
        made = hash_secret(
            _secret(password).encode(),
            b64decode(salt + "=" * (-len(salt) % 4)),
            time_cost=cost.time_cost,
            memory_cost=cost.memory_cost,
            parallelism=cost.parallelism,
            hash_len=cost.hash_len,
            type=cost.type,
        )
    return made.decode()


def as_long_as_a_hash() -> None:
    """Take the time that one of the last hashes took, and none of the work.

    A refusal that hashes nothing must not be the quicker one, and must not cost a core either.
    """
    with _FIRST:
        if not _LATELY:
            verify_password(nobodys_hash(), "")
    Event().wait(secrets.choice(tuple(_LATELY)))


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than the present ones."""
    return bool(_present_hasher().check_needs_rehash(password_hash))


def nobodys_hash() -> str:
    """A hash that no password has, of the present cost, so that an unknown address takes as long as a known one."""
    hasher = _present_hasher()
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p=1${salt}${digest}"
