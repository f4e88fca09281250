"""Reads the table in a file that somebody brings: a workbook (XLSX or ODS), or comma-separated or tab-separated text.

A workbook is a zip of XML that somebody else wrote. What it would unpack to, and how far its cells reach, is looked
at before a reader gets it, because one cell in the last corner of a sheet would fill the memory with empty ones.
"""

import datetime
import io
import re
import zipfile
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from mrc.documents.rules import UploadFault, containers
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
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,9})([0-9]{1,9})[\"']")
# A row names no column; a cell, one of these.
_COLUMNS = frozenset({"", *map(letters, range(MOST_COLUMNS))})
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
        raise SheetRefused(SheetFault.NOT_A_TABLE) from None


def _workbook(content: bytes) -> list[Line]:
    _look_inside(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = _only_sheet(book)
            merged = sheet.merged_cell_ranges or []
            cells = sheet.to_python(skip_empty_area=False)
    except PasswordError:
        raise SheetRefused(SheetFault.LOCKED) from None
    except (CalamineError, IndexError, ValueError, OSError):
        raise SheetRefused(SheetFault.DAMAGED) from None
    if merged:
        troubles = [Trouble(row + 1, letters(column), "", SheetFault.MERGED) for (row, column), _end in merged]
        raise SheetRefused(SheetFault.HAS_TROUBLES, sorted(troubles, key=lambda found: found.row))
    return [(number, [cell_text(value) for value in row]) for number, row in enumerate(cells, start=1)]


def _only_sheet(book: CalamineWorkbook) -> CalamineSheet:
    """The sheet in which something stands; an empty one beside it is passed over."""
    kinds = [sheet.typ for sheet in book.sheets_metadata]
    sheets = [book.get_sheet_by_index(place) for place, kind in enumerate(kinds) if kind is SheetTypeEnum.WorkSheet]
    filled = [sheet for sheet in sheets if sheet.start is not None]
    if len(filled) > 1:
        raise SheetRefused(SheetFault.TWO_SHEETS)
    return (filled or sheets)[0]


def _look_inside(content: bytes) -> None:
    form = containers.office(io.BytesIO(content))
    if isinstance(form, UploadFault):
        raise SheetRefused(_AS_SHEET_FAULT.get(form, SheetFault.NOT_A_TABLE))
    if form not in {"xlsx", "ods"}:
        raise SheetRefused(SheetFault.NOT_A_TABLE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise SheetRefused(SheetFault.TOO_LARGE)
            if form == "ods":
                _check_open_reach(archive.read("content.xml"))
            else:
                # A workbook may keep its sheets anywhere.
                for name in archive.namelist():
                    if b"sheetData" in (entry := archive.read(name)):
                        _check_reach(entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise SheetRefused(SheetFault.DAMAGED) from None


def _check_reach(sheet: bytes) -> None:
    """Raise SheetRefused when a cell stands further down or to the right than any table of ours reaches."""
    for place in _PLACE.finditer(sheet):
        column, row = place.groups()
        if column.decode() not in _COLUMNS:
            raise SheetRefused(SheetFault.TOO_MANY_COLUMNS)
        if int(row) > MOST_ROWS + 1:
            raise SheetRefused(SheetFault.TOO_MANY_ROWS)


def _check_open_reach(content: bytes) -> None:
    reach = reach_of(content)
    if reach.columns > MOST_COLUMNS:
        raise SheetRefused(SheetFault.TOO_MANY_COLUMNS)
    if reach.rows > MOST_ROWS + 1:
        raise SheetRefused(SheetFault.TOO_MANY_ROWS)
    if reach.has_merged:
        # Its reader does not tell where they are.
        raise SheetRefused(SheetFault.MERGED)


def cell_text(value: Any) -> str:
    """What stands in a cell as it would be typed: days as 2026-05-12, times as 17:30, numbers in plain figures."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.timedelta):
        hours, minutes = divmod(round(value.total_seconds() / 60), 60)
        return f"{hours}:{minutes:02}"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
