"""A secret for one showing: sealed in the session of whoever gives it out, and gone once it was shown."""

import secrets
from base64 import b64decode, b64encode

from flask import session

from mrc import vault

_PLACE = "sessions.slip"


def keep(ref: str, secret: str) -> str:
    """Keep a secret that belongs to a record. Returns the key under which it can be taken once."""
    key = secrets.token_urlsafe(12)
    sealed = vault.seal(vault.keys().purposes["session"], secret.encode(), _PLACE)
    session[f"slip:{key}"] = [ref, b64encode(sealed).decode()]
    return key


def take(ref: str, key: str) -> str | None:
    """The secret of a record, which is forgotten with this. None when it was taken before."""
    kept = session.pop(f"slip:{key}", None)
    if kept is None or kept[0] != ref:
        return None
    return vault.unseal(vault.keys().purposes["session"], b64decode(kept[1]), _PLACE).decode()
