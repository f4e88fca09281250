"""Reads the table in a file that somebody brings: a workbook (XLSX or ODS), or comma-separated or tab-separated text.

A workbook is a zip of XML that somebody else wrote. What it would unpack to, and how far its cells reach, is looked
at before a reader gets it, because one cell in the last corner of a sheet would fill the memory with empty ones.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import zip_longest
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from mrc.documents.rules import UploadFault, containers
from mrc.documents.rules.measures import Sheet, Texts
from mrc.documents.rules.open_sheets import reach_of
from mrc.documents.rules.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    SheetFault,
    SheetRefused,
    Trouble,
    letters,
    text_lines,
)

LARGEST = 2 * 1024 * 1024
MOST_UNPACKED = 32 * 1024 * 1024
# A workbook keeps half past five as a fraction of a day, which may fall short of it by a few thousandths of a second.
_ALMOST = datetime.timedelta(milliseconds=500)
# Signs that stand in no text of any region.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f]")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OPEN_PARTS = {"mimetype", "content.xml", "meta-inf/manifest.xml"}
_AS_SHEET_FAULT = {
    UploadFault.LOCKED: SheetFault.LOCKED,
    UploadFault.HAS_MACROS: SheetFault.HAS_MACROS,
    UploadFault.TOO_LARGE: SheetFault.TOO_LARGE,
    UploadFault.DAMAGED: SheetFault.DAMAGED,
}


def read_file(file: BinaryIO, size: int) -> list[Line]:
    """The lines of the first sheet of a file, told by its content and not by its name. Raises SheetRefused."""
    if size > LARGEST:
        raise SheetRefused(SheetFault.TOO_LARGE)
    file.seek(0)
    content = file.read(LARGEST + 1)
    if not content:
        raise SheetRefused(SheetFault.EMPTY)
    if content.startswith(_OLD_OFFICE):
        # An old workbook, or a new one that is locked: neither is read.
        raise SheetRefused(SheetFault.LOCKED)
    return _workbook(content) if content.startswith(_ZIP) else text_lines(_decoded(content))


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # Letters that were written for one region only, such as those of Windows, cannot be told from one another.
        is_text = encoding != "utf-16" and not _NO_TEXT.search(content)
        raise SheetRefused(SheetFault.OTHER_LETTERS if is_text else SheetFault.NOT_A_TABLE) from None


def _workbook(content: bytes) -> list[Line]:
    measured = _measured(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(measured)) as book:
            sheet = _only_sheet(book)
            merged = sheet.merged_cell_ranges or []
            cells = sheet.to_python(skip_empty_area=False)
    except PasswordError:
        raise SheetRefused(SheetFault.LOCKED) from None
    except (CalamineError, IndexError, ValueError, OSError):
        raise SheetRefused(SheetFault.DAMAGED) from None
    _refuse_merged((row + 1, column) for (row, column), _end in merged)
    return [(number, [cell_text(value) for value in row]) for number, row in enumerate(cells, start=1)]


def _only_sheet(book: CalamineWorkbook) -> CalamineSheet:
    """The sheet in which something stands; an empty one beside it is passed over."""
    kinds = [sheet.typ for sheet in book.sheets_metadata]
    sheets = [book.get_sheet_by_index(place) for place, kind in enumerate(kinds) if kind is SheetTypeEnum.WorkSheet]
    filled = [sheet for sheet in sheets if sheet.start is not None]
    if len(filled) > 1:
        raise SheetRefused(SheetFault.TWO_SHEETS)
    return (filled or sheets)[0]


def _measured(content: bytes) -> bytes:
    """The workbook packed anew out of the parts that were measured, so that its reader sees these and no others.

    Two programs may find different things in one zip: an entry twice, or longer than it says.
    """
    form = containers.office(io.BytesIO(content))
    if isinstance(form, UploadFault):
        raise SheetRefused(_AS_SHEET_FAULT.get(form, SheetFault.NOT_A_TABLE))
    if form not in {"xlsx", "ods"}:
        raise SheetRefused(SheetFault.NOT_A_TABLE)
    try:
        parts = _parts(content, form)
        if form == "ods":
            _check_open(parts["content.xml"])
        else:
            _check_sheets(parts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise SheetRefused(SheetFault.DAMAGED) from None
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def _parts(content: bytes, form: str) -> dict[str, bytes]:
    """The entries that a reader needs for a workbook of this form. Raises ValueError when one is there twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if _is_needed(entry.filename.casefold(), form)]
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise SheetRefused(SheetFault.TOO_LARGE)
        if len({entry.filename.casefold() for entry in entries}) < len(entries):
            raise ValueError("an entry twice")
        parts = {entry.filename: archive.read(entry) for entry in entries}
    if any(b"\0" in part for part in parts.values()):
        # In letters of two bytes no tag would be found below.
        raise ValueError("no text of single bytes")
    return parts


def _is_needed(name: str, form: str) -> bool:
    if form == "ods":
        return name in _OPEN_PARTS
    return name.endswith((".xml", ".rels")) and name not in _OPEN_PARTS


def _check_sheets(parts: Mapping[str, bytes]) -> None:
    """Raise SheetRefused when a cell stands further down or to the right than any table of ours reaches.

    A workbook may keep its sheets and the texts of their cells anywhere.
    """
    all_texts = [Texts(part).lengths for part in parts.values() if b"si" in part]
    shared = [max(lengths) for lengths in zip_longest(*all_texts, fillvalue=0)]
    for part in parts.values():
        if b"sheetData" in part:
            sheet = Sheet(part, shared)
            _check_reach(sheet.rows, sheet.columns, sheet.length)


def _check_open(content: bytes) -> None:
    reach = reach_of(content)
    _check_reach(reach.rows, reach.columns, reach.length)
    # Its reader does not tell where they are.
    _refuse_merged(reach.merged)


def _refuse_merged(places: Iterable[tuple[int, int]]) -> None:
    troubles = [Trouble(row, letters(column), "", SheetFault.MERGED) for row, column in sorted(places)]
    if troubles:
        raise SheetRefused(SheetFault.HAS_TROUBLES, troubles)


def _check_reach(rows: int, columns: int, length: int) -> None:
    if columns > MOST_COLUMNS:
        raise SheetRefused(SheetFault.TOO_MANY_COLUMNS)
    if rows > MOST_ROWS + 1:
        raise SheetRefused(SheetFault.TOO_MANY_ROWS)
    if length > MOST_UNPACKED:
        raise SheetRefused(SheetFault.TOO_LARGE)


def cell_text(value: Any) -> str:
    """What stands in a cell as it would be typed: days as 2026-05-12, times as 17:30, numbers in plain figures."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        # Half a second after the last moment that there is would be no day at all.
        value = value + _ALMOST if value.year < datetime.MAXYEAR else value
        is_midnight = value.time().replace(microsecond=0) == datetime.time()
        return f"{value:%Y-%m-%d}" if is_midnight else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.time):
        return f"{datetime.datetime.combine(datetime.date(2000, 1, 1), value) + _ALMOST:%H:%M}"
    if isinstance(value, datetime.timedelta):
        hours, minutes = divmod(round(value.total_seconds() / 60), 60)
        return f"{hours}:{minutes:02}"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
