"""Reads a table from a file that somebody brings: plain or compressed, never trusted, refused whole or row by row."""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mrc.directory.rules import FileFault, RowFault, RowTrouble
from mrc.errors import Refused

LARGEST = 64 * 1024 * 1024
LONGEST = 2000
Row = tuple[int, dict[str, str]]

_EMAIL = re.compile(r"[^@\s,;|<>\"']+@[^@\s,;|<>\"']+\.[^@\s,;|<>\"']+")
_PHONE = re.compile(r"\+?[0-9 ()\-./]{5,40}")
_TABLES = ("*.csv", "*.csv.gz")
_WEB = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


class FileRefused(Refused):
    """A whole file that was refused, untouched: why, a word on where, and the cells to mend."""

    def __init__(self, reason: FileFault, where: str = "", troubles: Sequence[RowTrouble] = ()) -> None:
        super().__init__(reason)
        self.where = where
        self.troubles = tuple(troubles)


class BadCell(Exception):
    """A cell that cannot be read; becomes a RowTrouble."""

    def __init__(self, column: str, given: str, fault: RowFault) -> None:
        super().__init__(column)
        self.column, self.given, self.fault = column, given, fault

    def at(self, row: int) -> RowTrouble:
        """The trouble, with the line of the file it stands in; long cells are cut."""
        return RowTrouble(row, self.column, self.given[:80], self.fault)


def read_table(path: Path, delimiter: str, columns: Sequence[str]) -> tuple[list[Row], list[RowTrouble]]:
    """The rows of a file with a header line as (line, cells by column), and the rows that are no rows.

    A folder stands for the only table in it, as data sets are handed on with their notice beside them. Raises
    FileRefused when it is no such table or lacks one of the columns.
    """
    text = _text(_table_in(path) if path.is_dir() else path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = _without_empty_end([name.strip() for name in next(reader, [])])
        missing = [column for column in columns if column not in header]
        if missing:
            raise FileRefused(FileFault.COLUMNS_MISSING, ", ".join(missing))
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except csv.Error as error:
        raise FileRefused(FileFault.NOT_A_TABLE, f"{reader.line_num}: {error}") from None
    if not lines:
        raise FileRefused(FileFault.EMPTY)
    return _rows(header, lines)


def _without_empty_end(cells: list[str], least: int = 0) -> list[str]:
    """A line may end in a delimiter, and so may the header; an empty cell at the end is none."""
    while len(cells) > least and not cells[-1]:
        cells.pop()
    return cells


def _rows(header: list[str], lines: list[tuple[int, list[str]]]) -> tuple[list[Row], list[RowTrouble]]:
    rows: list[Row] = []
    troubles: list[RowTrouble] = []
    for line, cells in lines:
        if len(_without_empty_end(cells, len(header))) == len(header):
            rows.append((line, dict(zip(header, cells, strict=True))))
        else:
            troubles.append(RowTrouble(line, "", str(len(cells)), RowFault.WRONG_NUMBER_OF_CELLS))
    return rows, troubles


def _table_in(folder: Path) -> Path:
    found = sorted(path for pattern in _TABLES for path in folder.glob(pattern))
    if len(found) != 1:
        raise FileRefused(FileFault.NOT_ONE_TABLE, ", ".join(path.name for path in found))
    return found[0]


def read_json(path: Path) -> Any:
    """The data of a JSON file, plain or compressed. Raises FileRefused when it is none."""
    try:
        return json.loads(_text(path), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = str(error.lineno) if isinstance(error, json.JSONDecodeError) else ""
        raise FileRefused(FileFault.NOT_JSON, where) from None


def _no_number(name: str) -> float:
    raise ValueError(name)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            is_compressed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if is_compressed else path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(FileFault.NOT_READABLE, type(error).__name__) from None
    if len(content) > LARGEST:
        raise FileRefused(FileFault.NOT_READABLE, f"> {LARGEST // 1024 // 1024} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(FileFault.NOT_TEXT, str(error.start)) from None
    if "\0" in text:
        raise FileRefused(FileFault.NOT_TEXT, str(text.index("\0")))
    return text


def needed(cells: dict[str, str], column: str) -> str:
    """The text of a cell that must not be empty."""
    text = plain(cells, column)
    if not text:
        raise BadCell(column, "", RowFault.MISSING)
    return text


def plain(cells: dict[str, str], column: str) -> str:
    """The text of a cell; one too long to be meant is refused."""
    text = cells.get(column, "")
    if len(text) > LONGEST:
        raise BadCell(column, text, RowFault.TOO_LONG)
    return text


def email(cells: dict[str, str], column: str = "email") -> str:
    """A mail address, freed of the "mailto:" that links carry."""
    text = plain(cells, column).removeprefix("mailto:")
    if text and not _EMAIL.fullmatch(text):
        raise BadCell(column, text, RowFault.NOT_AN_ADDRESS)
    return text


def phone(cells: dict[str, str], column: str = "phone") -> str:
    """A telephone number as it is published; only its signs are checked, since national forms differ."""
    text = plain(cells, column)
    if text and not _PHONE.fullmatch(text):
        raise BadCell(column, text, RowFault.NOT_A_NUMBER_TO_CALL)
    return text


def website(cells: dict[str, str], column: str = "website") -> str:
    """A web address; anything but http and https is refused, because it becomes a link."""
    text = plain(cells, column)
    if text and not _WEB.fullmatch(text):
        raise BadCell(column, text, RowFault.NOT_AN_ADDRESS)
    return text


def is_email(text: str) -> bool:
    """Whether a typed text has the form of a mail address."""
    return len(text) <= 200 and _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether a typed text has the form of a published telephone number."""
    return _PHONE.fullmatch(text) is not None


def is_website(text: str) -> bool:
    """Whether a typed text is a web address that may become a link."""
    return len(text) <= 400 and _WEB.fullmatch(text) is not None
