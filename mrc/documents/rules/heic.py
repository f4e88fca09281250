"""HEIC photos without the camera's notes, which are blanked where they lie so that nothing moves (ISO 23008-12)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from mrc.documents.rules.containers import boxes

_PIECE = 65_536
_NOTES = {b"Exif", b"mime"}
_MOST = 4 * 1024 * 1024


class _Reader:
    """Numbers of any width, read one after another from a box."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, width: int) -> int:
        if self.at + width > len(self.data):
            raise ValueError("the box breaks off")
        found = int.from_bytes(self.data[self.at : self.at + width], "big")
        self.at += width
        return found


def cleaned(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The bytes of the photo with zeros in place of its Exif and XMP items. Raises ValueError when it is damaged."""
    blanks = _blanks(file, size)
    at = 0
    while at < size:
        file.seek(at)
        piece = bytearray(file.read(min(_PIECE, size - at)))
        if not piece:
            raise ValueError("the file breaks off")
        for start, end in blanks:
            low, high = max(start - at, 0), min(end - at, len(piece))
            if low < high:
                piece[low:high] = bytes(high - low)
        yield bytes(piece)
        at += len(piece)


def _blanks(file: BinaryIO, size: int) -> list[tuple[int, int]]:
    for kind, at, end in boxes(file, 0, size):
        if kind == b"meta":
            inside = {name: (start, stop) for name, start, stop in boxes(file, at + 4, end)}
            if b"iinf" not in inside:
                return []
            notes = _items(file, *inside[b"iinf"])
            if not notes:
                return []
            if b"iloc" not in inside:
                raise ValueError("items without places")
            base = inside.get(b"idat", (0, 0))[0]
            return _places(_box(file, *inside[b"iloc"]), notes, base)
    raise ValueError("no table of contents")


def _box(file: BinaryIO, at: int, end: int) -> _Reader:
    if end - at > _MOST:
        raise ValueError("a table of contents beyond all measure")
    file.seek(at)
    return _Reader(file.read(end - at))


def _items(file: BinaryIO, at: int, end: int) -> set[int]:
    """The numbers of the items that hold notes and no picture."""
    version = _box(file, at, min(end, at + 4)).number(1)
    found = set()
    for kind, start, stop in list(boxes(file, at + (6 if version == 0 else 8), end)):
        entry = _box(file, start, stop)
        version = entry.number(1)
        if kind != b"infe" or version < 2:
            continue
        entry.number(3)
        item = entry.number(2 if version == 2 else 4)
        entry.number(2)
        if struct.pack(">I", entry.number(4)) in _NOTES:
            found.add(item)
    return found


def _places(table: _Reader, wanted: set[int], inner_base: int) -> list[tuple[int, int]]:
    """Where the wanted items lie in the file, as (start, end)."""
    version = table.number(1)
    table.number(3)
    widths, more = table.number(1), table.number(1)
    offset_width, length_width, base_width = widths >> 4, widths & 15, more >> 4
    index_width = more & 15 if version in {1, 2} else 0
    wide = 4 if version == 2 else 2
    found = []
    for _item in range(table.number(wide)):
        item = table.number(wide)
        method = table.number(2) & 15 if version in {1, 2} else 0
        table.number(2)
        base = table.number(base_width) + (inner_base if method == 1 else 0)
        for _extent in range(table.number(2)):
            table.number(index_width)
            start = base + table.number(offset_width)
            length = table.number(length_width)
            if item in wanted and method in {0, 1}:
                found.append((start, start + length))
    return found
