"""Which form of file this is, told by its content alone; and whether its name agrees.

A name and a content type are what somebody claims. What is stored and given out again is only what was recognised.
"""

import codecs
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from mrc.documents.rules import UploadFault, containers

MOST_PIXELS = 120_000_000
_HEAD = 4096
_TAIL = 66_000
_TEXT_ALLOWED = frozenset("\t\n\r\f")
# A page or a program that calls itself a text would be harmful on somebody's computer.
_NOT_PLAIN = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php", "#!", "<iframe", "<object")


@dataclass(frozen=True)
class FileForm:
    """A form of file that is taken: its media type and the endings that agree with it, the usual one first."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileForm("application/pdf", ("pdf",))
JPEG = FileForm("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG = FileForm("image/png", ("png",))
WEBP = FileForm("image/webp", ("webp",))
HEIC = FileForm("image/heic", ("heic", "heif"))
TEXT = FileForm("text/plain", ("txt", "text", "log"))
DOCX = FileForm("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = FileForm("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
ODT = FileForm("application/vnd.oasis.opendocument.text", ("odt",))
MP3 = FileForm("audio/mpeg", ("mp3",))
M4A = FileForm("audio/mp4", ("m4a", "mp4", "aac"))
OGG = FileForm("audio/ogg", ("ogg", "oga", "opus"))
FORMS = (PDF, JPEG, PNG, WEBP, HEIC, TEXT, DOCX, XLSX, ODT, MP3, M4A, OGG)
ENDINGS = tuple(ending for form in FORMS for ending in form.endings)


def recognise(file: BinaryIO, size: int, name: str) -> FileForm | UploadFault:
    """The form of a file, or why it is not taken. The file is read from its start; its place is not kept."""
    if size == 0:
        return UploadFault.EMPTY
    found = _by_content(file, size)
    if isinstance(found, UploadFault):
        return found
    if not _name_agrees(name, found) or _hides_archive(file, size, found):
        return UploadFault.NOT_WHAT_IT_SAYS
    return found


def ending_of(name: str) -> str:
    """The ending of a file name in small letters, without the dot; empty when there is none."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = last.rstrip(". ").rpartition(".")
    return ending.casefold() if dot and stem else ""


def _name_agrees(name: str, form: FileForm) -> bool:
    # Phones often send a file without any ending; a wrong one is another matter.
    ending = ending_of(name)
    return not ending or ending in form.endings


def _by_content(file: BinaryIO, size: int) -> FileForm | UploadFault:
    file.seek(0)
    head = file.read(_HEAD)
    for test in (_pdf, _jpeg, _png, _webp, _boxed, _zipped, _ogg, _mp3):
        found = test(file, size, head)
        if found is not None:
            return found
    return _text(file)


def _pdf(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if not head.startswith(b"%PDF-"):
        return None
    return PDF if b"%%EOF" in _tail(file, size, 2048) else UploadFault.DAMAGED


def _jpeg(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if not head.startswith(b"\xff\xd8\xff"):
        return None
    file.seek(2)
    while True:
        marker, length = struct.unpack(">HH", file.read(4).ljust(4, b"\0"))
        if marker == 0xFFDA:
            return JPEG
        if marker < 0xFFC0 or length < 2:
            return UploadFault.DAMAGED
        body = file.read(length - 2)
        if len(body) < length - 2:
            return UploadFault.DAMAGED
        is_frame = marker in {0xFFC0, 0xFFC1, 0xFFC2, 0xFFC3} and len(body) >= 5
        if is_frame and _too_many_pixels(*struct.unpack(">HH", body[1:5])):
            return UploadFault.TOO_LARGE


def _png(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    if head[12:16] != b"IHDR" or b"IEND" not in _tail(file, size, _TAIL):
        return UploadFault.DAMAGED
    return UploadFault.TOO_LARGE if _too_many_pixels(*struct.unpack(">II", head[16:24])) else PNG


def _too_many_pixels(height: int, width: int) -> bool:
    return height * width > MOST_PIXELS


def _webp(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    whole = struct.unpack("<I", head[4:8])[0] + 8 <= size
    return WEBP if whole and head[12:16] in {b"VP8 ", b"VP8L", b"VP8X"} else UploadFault.DAMAGED


def _boxed(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if head[4:8] != b"ftyp":
        return None
    answers: dict[containers.Boxed, FileForm | UploadFault] = {
        containers.Boxed.PHOTO: HEIC,
        containers.Boxed.SOUND: M4A,
        containers.Boxed.OTHER: UploadFault.UNKNOWN_FORM,
        containers.Boxed.DAMAGED: UploadFault.DAMAGED,
    }
    return answers[containers.boxed(file, size)]


def _zipped(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    found = containers.office(file)
    if isinstance(found, UploadFault):
        return found
    return {"docx": DOCX, "xlsx": XLSX, "odt": ODT}.get(found, UploadFault.UNKNOWN_FORM)


def _ogg(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    if not head.startswith(b"OggS\0"):
        return None
    codecs = (b"OpusHead", b"\x01vorbis", b"Speex   ")
    return OGG if any(codec in head[:128] for codec in codecs) else UploadFault.UNKNOWN_FORM


def _mp3(file: BinaryIO, size: int, head: bytes) -> FileForm | UploadFault | None:
    start = 0
    if head.startswith(b"ID3"):
        start = 10 + sum((byte & 0x7F) << (21 - 7 * place) for place, byte in enumerate(head[6:10]))
    elif not (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2):
        return None
    file.seek(start)
    # Some writers pad their tag with zeros beyond the length they declare.
    frames = file.read(8192).lstrip(b"\0")
    length = _mp3_frame(frames)
    if length and (_mp3_frame(frames[length:]) or start + length >= size - 4):
        return MP3
    return UploadFault.DAMAGED if start else None


_MP3_KBPS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_MP3_HERTZ = {3: (44100, 48000, 32000, 0), 2: (22050, 24000, 16000, 0), 0: (11025, 12000, 8000, 0)}


def _mp3_frame(data: bytes) -> int:
    """The length of the MPEG layer III frame at the start of the data; 0 when there is none."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return 0
    version = data[1] >> 3 & 3
    hertz = _MP3_HERTZ.get(version, (0, 0, 0, 0))[data[2] >> 2 & 3]
    kbps = _MP3_KBPS[1 if version == 3 else 2][data[2] >> 4]
    if not hertz or not kbps:
        return 0
    samples = 144 if version == 3 else 72
    return samples * kbps * 1000 // hertz + (data[2] >> 1 & 1)


def _text(file: BinaryIO) -> FileForm | UploadFault:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    is_first = True
    while True:
        chunk = file.read(65_536)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return UploadFault.UNKNOWN_FORM
        if any(ord(character) < 32 and character not in _TEXT_ALLOWED for character in text):
            return UploadFault.UNKNOWN_FORM
        if is_first and text.lstrip().casefold().startswith(_NOT_PLAIN):
            return UploadFault.NOT_WHAT_IT_SAYS
        if not chunk:
            return TEXT
        is_first = False


def _hides_archive(file: BinaryIO, size: int, form: FileForm) -> bool:
    """Whether a zip archive hangs behind a file of another form, so that it is two files at once."""
    if form in {DOCX, XLSX, ODT}:
        return False
    end = _tail(file, size, _TAIL)
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        return False
    file.seek(0)
    return zipfile.is_zipfile(file)


def _tail(file: BinaryIO, size: int, length: int) -> bytes:
    file.seek(max(0, size - length))
    return file.read(length)
