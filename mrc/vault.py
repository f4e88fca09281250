"""Encryption of fields and files, keys and their rotation, and tokens by which sealed things are still found.

A stolen database says nothing about anyone: each person and each case has a data key of its own, wrapped by a
master key that lies outside the database. Destroying a data key erases everything that it sealed.
"""

import hashlib
import hmac
import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from mrc import clock
from mrc.db import Model, db, transaction
from mrc.errors import Misconfigured, Unreadable

_FORM = b"\x01"
_NONCE = 12
PURPOSES = ("search", "session", "pepper", "audit")


@dataclass(frozen=True)
class Keys:
    """The keys outside the database: master keys by id, the current one's id, and one key per purpose."""

    masters: dict[str, bytes] = field(repr=False)
    current: str
    purposes: dict[str, bytes] = field(repr=False)

    @classmethod
    def fresh(cls) -> "Keys":
        """New random keys of 256 bits."""
        first = secrets.token_hex(4)
        return cls({first: secrets.token_bytes(32)}, first, {name: secrets.token_bytes(32) for name in PURPOSES})

    def with_new_master(self) -> "Keys":
        """The same keys and one more master key, which becomes the current one."""
        newest = secrets.token_hex(4)
        return Keys({**self.masters, newest: secrets.token_bytes(32)}, newest, self.purposes)

    def only_current(self) -> "Keys":
        """The same keys without the master keys that are no longer current."""
        return Keys({self.current: self.masters[self.current]}, self.current, self.purposes)

    def save(self, path: Path) -> None:
        """Write the key file, readable by its owner alone, whole or not at all."""
        content = {
            "current": self.current,
            "masters": {name: b64encode(key).decode() for name, key in self.masters.items()},
            "purposes": {name: b64encode(key).decode() for name, key in self.purposes.items()},
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """Read the key file. Raises Misconfigured when it is missing, open to others, or damaged."""
        try:
            mode = path.stat().st_mode
            content = json.loads(path.read_text())
            masters = {name: b64decode(key) for name, key in content["masters"].items()}
            keys = cls(masters, content["current"], {name: b64decode(content["purposes"][name]) for name in PURPOSES})
        except FileNotFoundError:
            raise Misconfigured(f"There is no key file at {path}. Make one with `mrc keys create`.") from None
        except OSError as error:
            raise Misconfigured(f"The key file {path} cannot be read: {error.strerror}.") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Misconfigured(f"The key file {path} is damaged. Restore your copy of it.") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Misconfigured(f"The key file {path} can be read by others. Run `chmod 600` on it.")
        if keys.current not in masters or any(len(key) != 32 for key in (*masters.values(), *keys.purposes.values())):
            raise Misconfigured(f"The key file {path} is damaged. Restore your copy of it.")
        return keys


def keys() -> Keys:
    """The keys of the running application."""
    found: Keys = current_app.extensions["mrc_keys"]
    return found


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Seal bytes under a key for one place ('table.column'); they cannot be opened at another place."""
    nonce = secrets.token_bytes(_NONCE)
    return _FORM + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed_bytes: bytes, place: str) -> bytes:
    """Open sealed bytes. Raises Unreadable for a wrong key, a wrong place or altered bytes."""
    if sealed_bytes[:1] != _FORM:
        raise Unreadable(f"unknown form of sealed data at {place}")
    try:
        return AESGCM(key).decrypt(sealed_bytes[1 : 1 + _NONCE], sealed_bytes[1 + _NONCE :], place.encode())
    except (InvalidTag, ValueError):
        raise Unreadable(f"sealed data at {place} cannot be opened") from None


class DataKey(Model):
    """The key of one person, case or respondent, wrapped by a master key; gone for good once destroyed."""

    __tablename__ = "data_keys"
    _plain = cast("bytes | None", None)

    id: Mapped[int] = mapped_column(primary_key=True)
    master_id: Mapped[str | None] = mapped_column(index=True)
    wrapped: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    destroyed_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_or_whole"),
    )

    @classmethod
    def fresh(cls) -> "DataKey":
        """A new data key, wrapped by the current master key."""
        row = cls()
        row._plain = secrets.token_bytes(32)
        row.wrap()
        return row

    def wrap(self) -> None:
        """Wrap this key by the current master key, as on creation and on rotation."""
        plain, current = self.plain, keys().current
        self.wrapped = seal(keys().masters[current], plain, "data_keys.wrapped")
        self.master_id, self._plain = current, plain

    @property
    def plain(self) -> bytes:
        """The key itself. Raises Unreadable once it has been destroyed."""
        if self._plain is None:
            self._plain = unwrap(self.master_id, self.wrapped)
        return self._plain

    def destroy(self) -> None:
        """Forget this key: everything it sealed is erased."""
        self._plain = None
        self.wrapped, self.master_id, self.destroyed_at = None, None, clock.now()


def unwrap(master_id: str | None, wrapped: bytes | None) -> bytes:
    """The data key in its wrapping, for queries that read columns. Raises Unreadable when it is destroyed."""
    if wrapped is None or master_id is None:
        raise Unreadable("the key of this record was destroyed")
    return unseal(_master(master_id), wrapped, "data_keys.wrapped")


def _master(master_id: str) -> bytes:
    if master_id not in keys().masters:
        # Keys may have been rotated since this process read the file, which then knows the newer one.
        try:
            current_app.extensions["mrc_keys"] = Keys.load(current_app.config["SETTINGS"].keys)
        except Misconfigured as error:
            raise Unreadable(f"master key {master_id} is unknown: {error}") from None
    if master_id not in keys().masters:
        raise Unreadable(f"master key {master_id} is not in the key file")
    return keys().masters[master_id]


def open_text(master_id: str | None, wrapped: bytes | None, sealed_bytes: bytes | None, place: str) -> str | None:
    """The text of one sealed column read together with its wrapped key; None stays None, erased becomes None."""
    if sealed_bytes is None or wrapped is None:
        return None
    return unseal(unwrap(master_id, wrapped), sealed_bytes, place).decode()


def rewrap_all(batch: int, tell: Callable[[int], None]) -> int:
    """Wrap every data key by the current master key, a batch to a transaction. Returns how many were rewrapped."""
    count = 0
    while True:
        with transaction():
            rows = db.session.scalars(
                sa.select(DataKey)
                .where(DataKey.wrapped.is_not(None), DataKey.master_id != keys().current)
                .limit(batch)
                .with_for_update()
            ).all()
            for row in rows:
                row.wrap()
        db.session.expunge_all()
        count += len(rows)
        if not rows:
            return count
        tell(count)


class Sealing:
    """A model whose `sealed` attributes are kept under a data key of its own or of its owner."""

    data_key_id: Mapped[int] = mapped_column(sa.ForeignKey("data_keys.id"), index=True)

    @declared_attr
    @classmethod
    def data_key(cls) -> Mapped[DataKey]:
        """The key under which this row is sealed, fetched with the row."""
        return relationship(DataKey, lazy="joined", innerjoin=True)


class sealed:  # noqa: N801
    """A text attribute kept sealed in a column, by default the one named like it with `_sealed` behind.

    Reading an erased row gives None; writing an empty text empties the column.
    """

    def __init__(self, column: str | None = None) -> None:
        self.column = column or ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = self.column or f"{name}_sealed"

    def _place(self, row: Any) -> str:
        return f"{row.__tablename__}.{self.column}"

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        found = getattr(row, self.column)
        if found is None or row.data_key.wrapped is None:
            return None
        return unseal(row.data_key.plain, found, self._place(row)).decode()

    def __set__(self, row: Any, text: str | None) -> None:
        value = None if text is None or text == "" else seal(row.data_key.plain, text.encode(), self._place(row))
        setattr(row, self.column, value)


def blind(kind: str, text: str) -> bytes:
    """A blind index: equal texts of one kind give equal bytes, which tell nothing without the key."""
    message = f"{kind}\0{text}".encode()
    return hmac.digest(keys().purposes["search"], message, hashlib.sha256)[:16]


def token(kind: str, text: str) -> int:
    """A search token as a signed 64-bit integer, for B-tree look-ups of pieces of names."""
    return int.from_bytes(blind(kind, text)[:8], "big", signed=True)


def peppered(secret: str) -> str:
    """A secret mixed with the pepper outside the database, ready for a slow password hash."""
    return hmac.new(keys().purposes["pepper"], secret.encode(), hashlib.sha256).hexdigest()
