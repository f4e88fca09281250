"""Open spreadsheets (ODS): how far their cells reach with every repetition written out, and whether any are merged.

Such a file says "and a million times more" in a few letters, so it is measured before a reader writes it all out.
"""

from dataclasses import dataclass

from mrc.documents.rules.measures import walk

_CELLS = ("table:table-cell", "table:covered-table-cell")


@dataclass(frozen=True)
class Reach:
    """The last row and column in which something stands, of any sheet; whether cells are merged; how long it all is.

    The length is that of all texts, each as often as it is repeated.
    """

    rows: int
    columns: int
    has_merged: bool
    length: int


def reach_of(content: bytes) -> Reach:
    """The reach of the sheets in a `content.xml`. Raises ValueError for what is no plain XML or no plain number."""
    return _Walker(content).reach()


class _Walker:
    def __init__(self, content: bytes) -> None:
        self._rows = self._columns = self._length = 0
        self._row = self._column = self._times = self._times_row = 0
        self._has_merged = self._is_filled = False
        # How deep inside a cell the walk is; no cell is open at 0.
        self._depth = self._of_cell = 0
        walk(content, self._begin, self._end, self._text)

    def reach(self) -> Reach:
        """What was found."""
        return Reach(self._rows, self._columns, self._has_merged, self._length)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth:
            self._depth, self._is_filled = self._depth + 1, True
        elif name == "table:table":
            self._row = 0
        elif name == "table:table-row":
            self._times_row = _times(attributes, "rows-repeated")
            self._row, self._column = self._row + self._times_row, 0
        elif name in _CELLS:
            self._times = _times(attributes, "columns-repeated")
            self._column += self._times
            spans = (_times(attributes, f"{axis}-spanned") for axis in ("rows", "columns"))
            self._has_merged |= max(spans) > 1
            self._depth, self._is_filled = 1, any(":value" in key for key in attributes)
            self._of_cell = sum(map(len, attributes.values()))

    def _text(self, text: str) -> None:
        if self._depth:
            self._is_filled = True
            self._of_cell += len(text)

    def _end(self, _name: str) -> None:
        if not self._depth:
            return
        self._depth -= 1
        if not self._depth and self._is_filled:
            self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
            self._length += self._of_cell * self._times * self._times_row


def _times(attributes: dict[str, str], what: str) -> int:
    text = attributes.get(f"table:number-{what}", "1")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError("a repetition that is no number")
    return int(text)
