"""A table of workers, pasted or out of a file: its columns by their headings, and what stands in each cell."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from mrc import i18n, refs, typed
from mrc.claims.rules.asking import Told
from mrc.claims.rules.collective import Column, GivenWorker, MonthColumn, RowFault, RowTrouble
from mrc.claims.rules.facts import Exit, PayBasis
from mrc.claims.rules.ledger import is_too_fine
from mrc.classifications import is_currency, minor_units
from mrc.documents.rules.sheets import Line, TableRow, folded, rows_of
from mrc.forms import SHORT, clean_text
from mrc.i18n import read_amount
from mrc.wording import words

# A cell with nothing but a dash says that what is shared does not hold for this worker.
_NOT_SO = {"-", "–", "—", "−"}
_MONTH = re.compile(r"([a-z_]+):([0-9]{4}-(?:0[1-9]|1[0-2]))")
_CODE = re.compile(r"\[([a-z_]+(?::[0-9-]+)?)\]\s*$")
_DAYS = {Column.STARTED_ON, Column.ENDED_ON}
_COUNTS = {Column.ABSENCE, Column.HOURS_PER_DAY, Column.LEAVE}
_OF_NO_FACT = {Column.NAME, Column.PERSON, Column.CURRENCY, Column.CLAIMED}
_HOURS = {MonthColumn.HOURS_DAY, MonthColumn.HOURS_NIGHT, MonthColumn.HOURS_REST_DAY}
_LISTS: dict[str, Any] = {
    Column.EXIT: Exit,
    Column.BASIS: PayBasis,
    Column.SOCIAL_SECURITY: Told,
    Column.MPF: Told,
}


class BadCell(ValueError):
    """A cell that cannot be read."""

    def __init__(self, fault: RowFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def label_of(key: str) -> str:
    """What a column is called, as in "Due 2026-05"."""
    kind, _colon, month = key.partition(":")
    if month:
        return f"{words(MonthColumn(kind))} {month}"
    return str(words(Column(key))) if key in set(Column) else key


def heading_of(key: str) -> str:
    """The heading of a column in an empty sheet: its words for the reader, and its code that every language keeps."""
    return f"{label_of(key)} [{key}]"


def fact_said(key: str, text: str, currency: str) -> str:
    """What is kept for a fact of one worker, in the reader's words; nothing when it does not hold for this worker."""
    kind = key.partition(":")[0]
    if not text:
        return ""
    if kind in _DAYS:
        return i18n.date(date.fromisoformat(text))
    if kind in _LISTS:
        return str(words(_LISTS[kind](text)))
    amount = Decimal(text)
    return i18n.number(amount) if kind in _COUNTS or kind in _HOURS else i18n.money(amount, currency)


def read_workers(lines: Sequence[Line], currency: str) -> tuple[list[GivenWorker], list[RowTrouble]]:
    """The workers in the lines of a table, and every cell that cannot be read. Raises SheetRefused."""
    rows = rows_of([(number, [clean_text(cell) for cell in cells]) for number, cells in lines], _headings(lines), ())
    given, troubles = [], []
    for row in rows:
        reading = _Reading(row, currency)
        given.append(reading.worker())
        troubles += reading.troubles
    return given, troubles


def read_cell(key: str, text: str, currency: str) -> str:
    """What was typed for a fact of one worker, as it is kept. Raises BadCell."""
    kind = key.partition(":")[0]
    if text in _NOT_SO:
        return ""
    if kind in _DAYS:
        return _day(text)
    if kind in _LISTS:
        return _member(text, _LISTS[kind])
    is_count = kind in _COUNTS or kind in _HOURS
    return _number(text, None if is_count else currency)


def read_amounts(lines: Sequence[Line], currency: str) -> tuple[list[tuple[int, int, Decimal]], list[RowTrouble]]:
    """Amounts by the numbers of workers, as (row, number, amount): the first cell of a line and its last one.

    A heading without any amount may stand above them, and names between.
    """
    found, troubles = [], []
    given = [(row, [text for cell in cells if (text := clean_text(cell))]) for row, cells in lines]
    for place, (row, filled) in enumerate((row, filled) for row, filled in given if filled):
        number = _whole(filled[0])
        if number is None and place == 0 and not _is_amount(filled[-1]):
            continue
        if number is None or len(filled) < 2:
            troubles.append(RowTrouble(row, "", RowFault.NO_SUCH_WORKER, filled[0][:80]))
            continue
        try:
            found.append((row, number, Decimal(_number(filled[-1], currency))))
        except BadCell as error:
            troubles.append(RowTrouble(row, str(Column.CLAIMED), error.fault, filled[-1][:80]))
    return found, troubles


def _is_amount(text: str) -> bool:
    try:
        read_amount(text)
    except (InvalidOperation, ValueError):
        return False
    return True


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 8 else None


def _headings(lines: Sequence[Line]) -> dict[str, Iterable[str]]:
    """Every column that may stand here, with the headings that name it."""
    found: dict[str, Iterable[str]] = {str(column): [label_of(column), heading_of(column)] for column in Column}
    first = next((cells for _number, cells in lines if any(map(str.strip, cells))), [])
    for cell in first:
        heading = clean_text(cell)
        code = _CODE.search(heading)
        key = code.group(1) if code else _month_key(heading)
        month = _MONTH.fullmatch(key)
        if (month and month.group(1) in set(MonthColumn)) or key in found:
            found[key] = [*found.get(key, ()), heading]
    return found


def _month_key(heading: str) -> str:
    """The key of a column of a month that is named in words, as in "Due 2026-05"."""
    name, _space, month = heading.rpartition(" ")
    kinds: dict[str, str] = {folded(str(words(kind))): str(kind) for kind in MonthColumn}
    return f"{kinds[folded(name)]}:{month}" if folded(name) in kinds else heading.casefold()


class _Reading:
    """One row while it is read; what is wrong with it is collected."""

    def __init__(self, row: TableRow, currency: str) -> None:
        self.row, self.currency = row, currency
        self.troubles: list[RowTrouble] = []

    def worker(self) -> GivenWorker:
        """The worker of this row."""
        own: dict[str, str] = {}
        for key in self.row.cells:
            text = None if key in _OF_NO_FACT else self._read(key, partial(read_cell, key, currency=self.currency))
            if text is not None:
                own[key] = text
        self._read(Column.CURRENCY, self._same_currency)
        claimed = self._read(Column.CLAIMED, lambda cell: _number(cell, self.currency))
        return GivenWorker(
            self.row.number,
            self._read(Column.NAME, _name),
            self._read(Column.PERSON, _ref),
            own,
            Decimal(claimed) if claimed else None,
        )

    def _read(self, key: str, read: Callable[[str], str]) -> str | None:
        cell = self.row.cells.get(key, "")
        if not cell:
            return None
        try:
            return read(cell)
        except BadCell as error:
            self.troubles.append(RowTrouble(self.row.number, key, error.fault, cell[:80]))
            return None

    def _same_currency(self, text: str) -> str:
        code = text.upper()
        if not is_currency(code):
            raise BadCell(RowFault.NOT_A_CURRENCY)
        if code != self.currency:
            raise BadCell(RowFault.OTHER_CURRENCY)
        return code


def _name(text: str) -> str:
    if len(text) > SHORT:
        raise BadCell(RowFault.TOO_LONG)
    return " ".join(text.split())


def _ref(text: str) -> str:
    try:
        return refs.read_ref(text)
    except ValueError:
        raise BadCell(RowFault.NOT_A_REFERENCE) from None


def _day(text: str) -> str:
    day = typed.day(text)
    if day is None or not 1900 <= day.year <= 2100:
        raise BadCell(RowFault.NOT_A_DAY)
    return day.isoformat()


def _member(text: str, kind: Any) -> str:
    for member in kind:
        if folded(text) in {member.value, folded(str(words(member)))}:
            return str(member)
    raise BadCell(RowFault.NOT_IN_THE_LIST)


def _number(text: str, currency: str | None) -> str:
    """An amount of a currency, or a number of days or hours, in plain figures."""
    if text[:1] in _NOT_SO and any(sign.isdecimal() for sign in text):
        raise BadCell(RowFault.NEGATIVE)
    try:
        found = read_amount(text)
    except (InvalidOperation, ValueError):
        raise BadCell(RowFault.NOT_A_NUMBER) from None
    if currency is not None and is_too_fine(found, minor_units(currency)):
        raise BadCell(RowFault.TOO_FINE)
    return format(found, "f")
