"""Sealed files on disk, and uploads that wait for their turn."""

import io
import os
import secrets
from pathlib import Path

import pytest
from flask import Flask

from mrc.documents import storage
from mrc.documents.spool import Spool
from mrc.errors import Unreadable

MARKER = b"Sita Gurung was not paid"
KEY = secrets.token_bytes(32)


def on_disk(app: Flask) -> list[Path]:
    return [path for path in app.config["SETTINGS"].files.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 300_000])
def test_what_is_written_is_read(context: Flask, size: int) -> None:
    content = (MARKER * size)[:size]

    stored = storage.write([content[:7], content[7:]], KEY)

    assert b"".join(storage.read(stored.name, KEY)) == content
    assert stored.size == size


def test_nothing_on_disk_can_be_read(context: Flask) -> None:
    stored = storage.write([MARKER * 10_000], KEY)

    sealed = storage.path_of(stored.name).read_bytes()

    assert MARKER not in sealed
    assert len(sealed) > len(MARKER) * 10_000
    assert storage.path_of(stored.name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["flip", "cut", "cut_at_piece", "swap", "rename", "other_key", "empty"])
def test_an_altered_file_is_not_given_out(context: Flask, change: str) -> None:
    stored = storage.write([MARKER * 10_000], KEY)
    path = storage.path_of(stored.name)
    sealed, piece = bytearray(path.read_bytes()), 65_552
    altered = {
        "flip": sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:],
        "cut": sealed[:-1],
        "cut_at_piece": sealed[: 36 + piece],
        "swap": sealed[:36]
        + sealed[36 + piece : 36 + 2 * piece]
        + sealed[36 : 36 + piece]
        + sealed[36 + 2 * piece :],
        "rename": sealed,
        "other_key": sealed,
        "empty": sealed[:36],
    }[change]
    name = secrets.token_hex(16) if change == "rename" else stored.name
    storage.path_of(name).parent.mkdir(parents=True, exist_ok=True)
    storage.path_of(name).write_bytes(altered)

    with pytest.raises(Unreadable):
        list(storage.read(name, secrets.token_bytes(32) if change == "other_key" else KEY))


def test_a_failure_leaves_nothing(context: Flask) -> None:
    def breaking_off():
        yield MARKER
        raise ValueError("the photo breaks off")

    with pytest.raises(ValueError, match="breaks off"):
        storage.write(breaking_off(), KEY)

    assert on_disk(context) == []


def test_a_full_disk_leaves_nothing(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        storage.write([MARKER], KEY)

    assert on_disk(context) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 33, "/" * 32])
def test_only_our_own_names_lead_to_a_file(context: Flask, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        storage.path_of(name)


def test_a_missing_file_is_unreadable(context: Flask) -> None:
    with pytest.raises(Unreadable):
        storage.read("0" * 32, KEY)


def test_a_waiting_upload_reads_like_a_file() -> None:
    content = secrets.token_bytes(100_003)
    spool = Spool(200_000)
    for start in range(0, len(content), 1_001):
        spool.write(content[start : start + 1_001])

    reader = io.BufferedReader(spool)
    reader.seek(5)

    assert reader.read(100) == content[5:105]
    reader.seek(-77, io.SEEK_END)
    assert reader.read() == content[-77:]
    reader.seek(0)
    assert reader.read() == content


def test_a_waiting_upload_cannot_be_read_on_disk() -> None:
    spool = Spool(200_000)
    spool.write(MARKER * 1000)

    spool._file.seek(0)
    on_disk = spool._file.read()

    assert len(on_disk) == len(MARKER) * 1000
    assert MARKER not in on_disk


def test_what_exceeds_the_limit_is_counted_but_not_kept() -> None:
    spool = Spool(10)
    spool.write(b"12345678")
    spool.write(b"abcdefgh")

    spool.seek(0)

    assert spool.length == 16
    assert spool.read() == b"12345678ab"
