"""Files that are boxes of other things: office documents in a zip, photos and sound in ISO boxes."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import Enum, auto
from typing import BinaryIO

from mrc.documents.rules import UploadFault

MOST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 2000
MOST_RATIO = 200
_ODT, _ODS = (b"application/vnd.oasis.opendocument." + kind for kind in (b"text", b"spreadsheet"))
_MOST_MOOV = 8 * 1024 * 1024


class Boxed(Enum):
    """What a file of ISO boxes holds."""

    PHOTO = auto()
    SOUND = auto()
    OTHER = auto()
    DAMAGED = auto()


def office(file: BinaryIO) -> str | UploadFault:
    """The ending of the office document in a zip, or why it is not taken. At most two short entries are unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _trouble(archive) or _office_form(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return UploadFault.DAMAGED


def _trouble(archive: zipfile.ZipFile) -> UploadFault | None:
    entries = archive.infolist()
    if not entries or min(entry.header_offset for entry in entries) != 0:
        return UploadFault.NOT_WHAT_IT_SAYS
    if any(entry.flag_bits & 1 for entry in entries):
        return UploadFault.LOCKED
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > max(1024 * 1024, packed * MOST_RATIO)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or is_bomb:
        return UploadFault.TOO_LARGE
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        return UploadFault.DAMAGED
    if any(_leads_outside(entry) for entry in entries):
        return UploadFault.NOT_WHAT_IT_SAYS
    names = [entry.filename.casefold() for entry in entries]
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in names):
        return UploadFault.HAS_MACROS
    return None


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _office_form(archive: zipfile.ZipFile) -> str | UploadFault:
    names = set(archive.namelist())
    if "mimetype" in names:
        kinds = {_ODT: "odt", _ODS: "ods"} if "content.xml" in names else {}
        return kinds.get(_start_of(archive, "mimetype", 200).strip(), UploadFault.UNKNOWN_FORM)
    if "[Content_Types].xml" not in names:
        return UploadFault.UNKNOWN_FORM
    types = _start_of(archive, "[Content_Types].xml", 1024 * 1024)
    if b"macroEnabled" in types or b"vbaProject" in types:
        return UploadFault.HAS_MACROS
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else UploadFault.UNKNOWN_FORM


def _start_of(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    with archive.open(name) as entry:
        return entry.read(length)


_PHOTO_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5", b"3gp6", b"dash"}


def boxed(file: BinaryIO, size: int) -> Boxed:
    """What a file that begins with an 'ftyp' box holds; a film is neither a photo nor sound."""
    file.seek(0)
    length = struct.unpack(">I", file.read(4))[0]
    if not 16 <= length <= 256:
        return Boxed.DAMAGED
    brands = file.read(length - 4)[4:]
    if brands[:4] in _PHOTO_BRANDS:
        return Boxed.PHOTO if any(kind == b"meta" for kind, _at, _end in boxes(file, 0, size)) else Boxed.DAMAGED
    if brands[:4] not in _SOUND_BRANDS:
        return Boxed.OTHER
    return _sound(file, size)


def _sound(file: BinaryIO, size: int) -> Boxed:
    for kind, at, end in boxes(file, 0, size):
        if kind == b"moov":
            file.seek(at)
            inside = file.read(min(end - at, _MOST_MOOV))
            handlers = {inside[place + 12 : place + 16] for place in _places(inside, b"hdlr")}
            return Boxed.SOUND if b"soun" in handlers and b"vide" not in handlers else Boxed.OTHER
    return Boxed.DAMAGED


def _places(data: bytes, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places of a file as (kind, where its content starts, where it ends)."""
    at = start
    while at + 8 <= end:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        content = at + 8
        if length == 1:
            length, content = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0], at + 16
        elif length == 0:
            length = end - at
        if length < content - at or at + length > end:
            return
        yield kind, content, at + length
        at += length
