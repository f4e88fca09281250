"""Passwords: hashed slowly by Argon2id over a pepper that lies outside the database, a few at a time."""

import secrets
import unicodedata
from base64 import b64encode
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from mrc import vault

# Each hash takes tens of megabytes and a core; a flood of sign-ins waits here instead of taking the machine down.
_TURNS = BoundedSemaphore(2)


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
    with _TURNS:
        return _present_hasher().hash(_secret(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash."""
    with _TURNS:
        try:
            return bool(_present_hasher().verify(password_hash, _secret(password)))
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than the present ones."""
    return bool(_present_hasher().check_needs_rehash(password_hash))


def nobodys_hash() -> str:
    """A hash that no password has, of the present cost, so that an unknown address takes as long as a known one."""
    hasher = _present_hasher()
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p=1${salt}${digest}"
