"""A diary that somebody kept in a table of their own: read cell by cell, and taken whole or not at all."""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import rustpy_xlsxwriter

from mrc import i18n, typed
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.classifications import is_currency
from mrc.documents.rules.sheets import Line, SheetFault, SheetRefused, TableRow, Trouble, folded, rows_of
from mrc.employment.rules import DayFacts, DayKind, DiaryFault
from mrc.employment.service.diary import DaysRefused, keep_days
from mrc.wording import words
from mrc.wording.employment import COLUMNS, NO, YES

_YES, _NO = ("yes", "x", "1", "true", "✓", "+"), ("no", "0", "false", "-")


class _BadCell(Exception):
    def __init__(self, fault: DiaryFault) -> None:
        super().__init__(fault)
        self.fault = fault


def add_table(actor: Actor, case_ref: str, lines: Sequence[Line], is_replacing: bool) -> int:
    """Put the days of a table into the diary of a case. Returns how many.

    Raises SheetRefused with every cell to mend; then nothing was kept.
    """
    case = casework.get_case(actor, case_ref, Permission.CASE_WORK)
    rows = rows_of(lines, _headings(), ["day"])
    numbered = _days(rows)
    try:
        return keep_days(actor, case, [facts for _number, facts in numbered], is_replacing)
    except DaysRefused as refused:
        troubles = _at_their_rows(refused, numbered, {row.number: row for row in rows})
    raise SheetRefused(SheetFault.HAS_TROUBLES, troubles)


def template(last: date, days: int = 31) -> bytes:
    """An empty workbook for the days up to one, with the columns named in the reader's language."""
    labels, sheet = {name: str(label) for name, label in COLUMNS.items()}, "Diary"
    rows: list[dict[str, Any]] = []
    for number in reversed(range(days)):
        day = (last - timedelta(days=number)).isoformat()
        rows.append({labels[name]: day if name == "day" else None for name in COLUMNS})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.xlsx"
        rustpy_xlsxwriter.write_worksheets(
            [(sheet, rows)],
            str(path),
            bold_headers=True,
            freeze_panes={sheet: {"row": 1, "col": 1}},
            sheet_view={sheet: {"right_to_left": i18n.direction() == "rtl"}},
        )
        return path.read_bytes()


def _at_their_rows(
    refused: DaysRefused, numbered: list[tuple[int, DayFacts]], rows: Mapping[int, TableRow]
) -> list[Trouble]:
    row_of = {facts.day: rows[number] for number, facts in numbered}
    found: dict[Trouble, None] = {}
    for day, fault, field in refused.faults:
        row = row_of[day]
        found[Trouble(row.number, field, row.cells.get(field, "")[:80], fault)] = None
    return sorted(found, key=lambda trouble: trouble.row)


def read_table(lines: Sequence[Line]) -> list[tuple[int, DayFacts]]:
    """The days of a table with the numbers of their rows. Raises SheetRefused with every cell that cannot be read."""
    return _days(rows_of(lines, _headings(), ["day"]))


def _days(rows: Iterable[TableRow]) -> list[tuple[int, DayFacts]]:
    read: list[tuple[int, DayFacts]] = []
    troubles: list[Trouble] = []
    for row in rows:
        facts = _day(row, troubles)
        if facts is not None:
            read.append((row.number, facts))
    if troubles:
        raise SheetRefused(SheetFault.HAS_TROUBLES, troubles)
    return read


def _day(row: TableRow, troubles: list[Trouble]) -> DayFacts | None:
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        text = row.cells.get(name, "")
        if not text and name != "day":
            continue
        try:
            found[name] = read(text)
        except _BadCell as bad:
            troubles.append(Trouble(row.number, name, text[:80], bad.fault))
    if "day" not in found:
        return None
    return DayFacts(**found)


def _read_day(text: str) -> Any:
    if not text:
        raise _BadCell(DiaryFault.DAY_MISSING)
    found = typed.day(text)
    if found is None:
        raise _BadCell(DiaryFault.NOT_A_DAY)
    return found


def _with(read: Callable[[str], Any], fault: DiaryFault) -> Callable[[str], Any]:
    def read_cell(text: str) -> Any:
        try:
            return read(text)
        except (ValueError, InvalidOperation):
            raise _BadCell(fault) from None

    return read_cell


def _currency(text: str) -> str:
    """A currency by its three letters. Raises ValueError."""
    code = text.strip().upper()
    if not is_currency(code):
        raise ValueError(text)
    return code


def _read_kind(text: str) -> DayKind:
    found = _kinds().get(folded(text))
    if found is None:
        raise _BadCell(DiaryFault.NOT_A_KIND)
    return found


def _read_answer(text: str) -> bool:
    found = _answers().get(folded(text))
    if found is None:
        raise _BadCell(DiaryFault.NOT_YES_OR_NO)
    return found


_READERS: dict[str, Callable[[str], Any]] = {
    "day": _read_day,
    "starts": _with(typed.clock_time, DiaryFault.NOT_A_TIME),
    "ends": _with(typed.clock_time, DiaryFault.NOT_A_TIME),
    "ends_next_day": _read_answer,
    "break_minutes": _with(typed.minutes, DiaryFault.NOT_MINUTES),
    "hours": _with(typed.duration, DiaryFault.NOT_HOURS),
    "night": _with(typed.duration, DiaryFault.NOT_HOURS),
    "kind": _read_kind,
    "pay": _with(i18n.read_amount, DiaryFault.NOT_AN_AMOUNT),
    "currency": _with(_currency, DiaryFault.NOT_A_CURRENCY),
    "note": str,
}


@cache
def _headings() -> dict[str, list[str]]:
    """What each column may be called: its name in every language that staff read."""
    return {name: _in_every_language(label) for name, label in COLUMNS.items()}


@cache
def _kinds() -> dict[str, DayKind]:
    return {
        folded(text): kind
        for kind in DayKind
        for text in (kind.value, kind.value.replace("_", " "), *_in_every_language(words(kind)))
    }


@cache
def _answers() -> dict[str, bool]:
    told = {True: (*_YES, *_in_every_language(YES)), False: (*_NO, *_in_every_language(NO))}
    return {folded(text): answer for answer, texts in told.items() for text in texts}


def _in_every_language(label: Any) -> list[str]:
    found = []
    for language in i18n.STAFF_LANGUAGES:
        with i18n.speaking(language):
            found.append(str(label))
    return found
