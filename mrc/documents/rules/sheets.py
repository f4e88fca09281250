"""Tables that people bring, uploaded or pasted: how lines and columns are told apart, and what is wrong with them.

A table is refused whole, with every fault at its row and column, so that nobody has to guess what was taken.
"""

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mrc.errors import Refused

MOST_ROWS = 5000
MOST_COLUMNS = 60
LONGEST_CELL = 2000
_DELIMITERS = "\t;,|"

# A line of a table: its number as the reader's own program counts, and its cells as texts.
Line = tuple[int, list[str]]


class SheetFault(StrEnum):
    """Why a table, or a cell of it, is not taken."""

    NOTHING_GIVEN = "nothing_given"
    GIVEN_TWICE = "given_twice"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NOT_A_TABLE = "not_a_table"
    OTHER_LETTERS = "other_letters"
    LOCKED = "locked"
    HAS_MACROS = "has_macros"
    DAMAGED = "damaged"
    EMPTY = "empty"
    HAS_TROUBLES = "has_troubles"
    MERGED = "merged"
    TWO_SHEETS = "two_sheets"
    COLUMN_MISSING = "column_missing"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_TWICE = "column_twice"
    NO_HEADING = "no_heading"
    CELL_TOO_LONG = "cell_too_long"


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one cell. The column is one of those asked for, or the letters of a place in the sheet."""

    row: int
    column: str
    given: str
    fault: StrEnum


class SheetRefused(Refused):
    """A whole table that was refused, with the cells to mend."""

    def __init__(self, reason: StrEnum, troubles: Sequence[Trouble] = (), field: str | None = None) -> None:
        super().__init__(reason, field)
        self.troubles = tuple(troubles)


@dataclass(frozen=True)
class TableRow:
    """One row: its number as the reader's own program counts, and what stands in each column."""

    number: int
    cells: Mapping[str, str]


def text_lines(text: str) -> list[Line]:
    """The lines of comma-separated text, or of cells pasted out of a spreadsheet. Raises SheetRefused."""
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise SheetRefused(SheetFault.NOT_A_TABLE)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    started = 1
    try:
        for cells in reader:
            lines.append((started, cells))
            started = reader.line_num + 1
            if any(map(str.strip, cells[MOST_COLUMNS:])):
                raise SheetRefused(SheetFault.TOO_MANY_COLUMNS)
            if len(lines) > MOST_ROWS + 1:
                raise SheetRefused(SheetFault.TOO_MANY_ROWS)
    except csv.Error:
        # Most often a quotation mark that begins a cell and does not end it.
        given = next(itertools.islice(io.StringIO(text, newline=""), started - 1, None), "").strip()
        trouble = Trouble(started, "", given[:80], SheetFault.NOT_A_TABLE)
        raise SheetRefused(SheetFault.NOT_A_TABLE, [trouble]) from None
    return lines


def letters(index: int) -> str:
    """The name of a column as spreadsheets count them from 0: A, B, …, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def rows_of(lines: Sequence[Line], columns: Mapping[str, Iterable[str]], needed: Iterable[str]) -> list[TableRow]:
    """The rows below the heading, by column. `columns` says which headings stand for which of them.

    Rows without anything in them are passed over. Raises SheetRefused with every fault of the form of the table.
    """
    filled = [(number, [cell.strip() for cell in cells]) for number, cells in lines if any(map(str.strip, cells))]
    if len(filled) < 2:
        raise SheetRefused(SheetFault.EMPTY)
    head, troubles = _head(filled[0], columns, needed)
    named = {index for index, cell in enumerate(filled[0][1]) if cell}
    for number, cells in filled[1:]:
        for index, cell in enumerate(cells):
            if cell and index not in named:
                troubles.append(Trouble(number, letters(index), cell[:80], SheetFault.NO_HEADING))
            elif index in head and len(cell) > LONGEST_CELL:
                troubles.append(Trouble(number, head[index], cell[:80], SheetFault.CELL_TOO_LONG))
    if troubles:
        raise SheetRefused(SheetFault.HAS_TROUBLES, troubles)
    return [
        TableRow(number, {name: cells[index] if index < len(cells) else "" for index, name in head.items()})
        for number, cells in filled[1:]
    ]


def folded(text: str) -> str:
    """A heading or a word without the differences that do not matter: case, width, and how many spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _head(
    line: Line, columns: Mapping[str, Iterable[str]], needed: Iterable[str]
) -> tuple[dict[int, str], list[Trouble]]:
    number, cells = line
    known = {folded(heading): name for name, headings in columns.items() for heading in (name, *headings)}
    head: dict[int, str] = {}
    troubles: list[Trouble] = []
    for index, cell in enumerate(cells):
        name = known.get(folded(cell))
        if name is None and cell:
            troubles.append(Trouble(number, letters(index), cell[:80], SheetFault.COLUMN_UNKNOWN))
        elif name in head.values():
            troubles.append(Trouble(number, letters(index), cell[:80], SheetFault.COLUMN_TWICE))
        elif name is not None:
            head[index] = name
    missing = [name for name in needed if name not in head.values()]
    troubles += [Trouble(number, name, "", SheetFault.COLUMN_MISSING) for name in missing]
    return head, troubles
