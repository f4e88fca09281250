"""Sealed files on disk: outside every web root, under random names, whole or not at all, opened a piece at a time.

A file has a key of its own, derived from the data key of its case, so destroying that key erases the file too, in
every copy. Each piece is bound to its place in the file and to the file's name; the last one says that it is last.
"""

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from mrc.errors import Unreadable

PLACE = b"documents.file"
_FORM = b"WMF1"
_SALT = 32
_PIECE = 65_536
_TAG = 16


@dataclass(frozen=True)
class Stored:
    """What was written: the random name, how many bytes of the person's, and their SHA-256."""

    name: str
    size: int
    sha256: str


def write(pieces: Iterable[bytes], key: bytes) -> Stored:
    """Seal the pieces into a new file. On any error nothing stays behind."""
    name = secrets.token_hex(16)
    path = path_of(name)
    _make_folder(path.parent)
    draft = path.with_suffix(".new")
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            salt = secrets.token_bytes(_SALT)
            file.write(_FORM + salt)
            cipher = AESGCM(_file_key(key, salt))
            for number, (piece, is_last) in enumerate(_even(pieces)):
                digest.update(piece)
                size += len(piece)
                file.write(cipher.encrypt(_nonce(number, is_last), piece, PLACE + name.encode()))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    return Stored(name, size, digest.hexdigest())


def read(name: str, key: bytes) -> Iterator[bytes]:
    """The pieces of a stored file. Raises Unreadable at once when it is missing, and at the first altered piece."""
    try:
        file = path_of(name).open("rb")
    except FileNotFoundError:
        raise Unreadable("a stored file is missing") from None
    start = file.read(len(_FORM) + _SALT)
    if not start.startswith(_FORM):
        file.close()
        raise Unreadable("a stored file has an unknown form")
    return _opened(file, AESGCM(_file_key(key, start[len(_FORM) :])), name)


def _opened(file: BinaryIO, cipher: AESGCM, name: str) -> Iterator[bytes]:
    with file:
        number, held = 0, file.read(_PIECE + _TAG)
        while held:
            following = file.read(_PIECE + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, not following), held, PLACE + name.encode())
            except InvalidTag:
                raise Unreadable("a stored file was altered or cut") from None
            number, held = number + 1, following
        if number == 0:
            raise Unreadable("a stored file was cut")


def remove(name: str) -> None:
    """Remove a stored file; no error when it is gone already."""
    path_of(name).unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """Where a file lies: in two levels of folders, so that none grows without bound."""
    if len(name) != 32 or not all(character in "0123456789abcdef" for character in name):
        raise ValueError("not a name of ours")
    root: Path = current_app.config["SETTINGS"].files
    return root / name[:2] / name[2:4] / name


def names_older_than(seconds: int) -> Iterator[str]:
    """The names of stored files that were written longer ago; drafts of that age are removed on the way."""
    root: Path = current_app.config["SETTINGS"].files
    # The age of files is a matter of the machine's own clock, which also wrote it.
    oldest = time.time() - seconds
    for path in root.glob("*/*/*"):
        if path.stat().st_mtime > oldest:
            continue
        if path.suffix == ".new":
            path.unlink(missing_ok=True)
        else:
            yield path.name


def _make_folder(folder: Path) -> None:
    for part in (folder.parent.parent, folder.parent, folder):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file_key(key: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, PLACE + salt, hashlib.sha256)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _even(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in pieces of one length; the last, perhaps empty, is marked."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > _PIECE:
            yield bytes(held[:_PIECE]), False
            del held[:_PIECE]
    yield bytes(held), True
