"""Photos without what the camera wrote beside them: place, time, maker, author. The picture itself is not touched.

Which way up a photo is stays known, because without it most photos of phones would lie on their side.
"""

import struct
from collections.abc import Generator, Iterator
from typing import BinaryIO

from mrc.documents.rules import heic
from mrc.documents.rules.recognition import HEIC, JPEG, PNG, WEBP, FileForm

_PIECE = 65_536
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_EXIF_AND_XMP = 0x0C


def is_cleanable(form: FileForm) -> bool:
    """Whether we know how to take the camera's notes out of this form of file."""
    return form in {JPEG, PNG, WEBP, HEIC}


def cleaned(file: BinaryIO, size: int, form: FileForm) -> Iterator[bytes]:
    """The bytes of a photo without its notes. Raises ValueError when the file breaks off or contradicts itself."""
    if form is JPEG:
        return _jpeg(file)
    if form is PNG:
        return _png(file)
    return _webp(file, size) if form is WEBP else heic.cleaned(file, size)


def unchanged(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file as they are."""
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _copy(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length:
        piece = file.read(min(length, _PIECE))
        if not piece:
            raise ValueError("the file breaks off")
        length -= len(piece)
        yield piece


def _exactly(file: BinaryIO, length: int) -> bytes:
    return b"".join(_copy(file, length))


def _jpeg(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    yield _exactly(file, 2)
    turned = False
    marker = _jpeg_marker(file)
    while marker != 0xD9:
        body = _exactly(file, max(0, struct.unpack(">H", _exactly(file, 2))[0] - 2))
        if marker == 0xE1 and not turned:
            orientation = _orientation(body)
            turned = orientation > 1
            if turned:
                yield _only_orientation(orientation)
        if _jpeg_kept(marker, body):
            yield struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
        marker = (yield from _jpeg_scan(file)) if marker == 0xDA else _jpeg_marker(file)
    # What hangs behind the end, such as a second picture with notes of its own, is left out.
    yield b"\xff\xd9"


def _jpeg_kept(marker: int, body: bytes) -> bool:
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    return not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE


def _jpeg_marker(file: BinaryIO) -> int:
    first, marker = _exactly(file, 2)
    while first == 0xFF and marker == 0xFF:
        marker = _exactly(file, 1)[0]
    if first != 0xFF:
        raise ValueError("not a segment")
    return marker


def _jpeg_scan(file: BinaryIO) -> Generator[bytes, None, int]:
    """Pass the picture's own data on, up to the next marker, which is returned."""
    while True:
        chunk = file.read(_PIECE)
        at = _end_of_scan(chunk)
        if at is None:
            if chunk.endswith(b"\xff"):
                chunk = chunk[:-1]
                file.seek(-1, 1)
            if not chunk:
                raise ValueError("the picture breaks off")
            yield chunk
            continue
        yield chunk[:at]
        file.seek(at + 2 - len(chunk), 1)
        return chunk[at + 1]


def _end_of_scan(chunk: bytes) -> int | None:
    at = chunk.find(b"\xff")
    while 0 <= at < len(chunk) - 1:
        following = chunk[at + 1]
        if following != 0xFF and following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at = chunk.find(b"\xff", at + (1 if following == 0xFF else 2))
    return None


def _orientation(body: bytes) -> int:
    """The orientation noted in an Exif segment: 1 to 8, or 0 when there is none."""
    tiff = body[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not body.startswith(b"Exif\0\0") or order is None or len(tiff) < 10:
        return 0
    start = struct.unpack(order + "I", tiff[4:8])[0]
    if start + 2 > len(tiff):
        return 0
    count = struct.unpack(order + "H", tiff[start : start + 2])[0]
    for entry in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _number, value = struct.unpack(order + "HHIH", tiff[entry : entry + 10])
        if tag == 0x0112 and kind == 3:
            return int(value) if 1 <= value <= 8 else 0
    return 0


def _only_orientation(value: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body


def _png(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    yield _exactly(file, 8)
    kind = b""
    while kind != b"IEND":
        header = _exactly(file, 8)
        length, kind = struct.unpack(">I4s", header)
        if kind in _PNG_KEPT:
            yield header
            yield from _copy(file, length + 4)
        else:
            file.seek(length + 4, 1)


def _webp(file: BinaryIO, size: int) -> Iterator[bytes]:
    kept = [chunk for chunk in _webp_chunks(file) if chunk[0] in _WEBP_KEPT]
    yield b"RIFF" + struct.pack("<I", 4 + sum(8 + length + length % 2 for _kind, _at, length in kept)) + b"WEBP"
    for kind, at, length in kept:
        file.seek(at)
        yield kind + struct.pack("<I", length)
        if kind == b"VP8X":
            body = _exactly(file, length + length % 2)
            yield bytes([body[0] & ~_WEBP_EXIF_AND_XMP]) + body[1:]
        else:
            yield from _copy(file, length + length % 2)


def _webp_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    file.seek(0)
    end = struct.unpack("<I", _exactly(file, 8)[4:])[0] + 8
    at = 12
    while at + 8 <= end:
        file.seek(at)
        kind, length = struct.unpack("<4sI", _exactly(file, 8))
        yield kind, at + 8, length
        at += 8 + length + length % 2
