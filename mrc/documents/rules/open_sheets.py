"""Open spreadsheets (ODS): how far their cells reach with every repetition written out, and where any are merged.

Such a file says "and a million times more" in a few letters, so it is measured before a reader writes it all out.
"""

from dataclasses import dataclass

from mrc.documents.rules.measures import walk

_CELLS = ("table:table-cell", "table:covered-table-cell")


@dataclass(frozen=True)
class Reach:
    """The last row and column in which something stands, of any sheet; how long it all is; where cells are merged.

    The length is that of all texts, each as often as it is repeated. Merged cells are told by the row, from 1, and
    the column, from 0, in which they begin; those of a sheet in which nothing stands do not matter.
    """

    rows: int
    columns: int
    length: int
    merged: tuple[tuple[int, int], ...] = ()


def reach_of(content: bytes) -> Reach:
    """The reach of the sheets in a `content.xml`. Raises ValueError for what is no plain XML or no plain number."""
    return _Walker(content).reach()


class _Walker:
    def __init__(self, content: bytes) -> None:
        self._rows = self._columns = self._length = 0
        self._row = self._column = self._times = self._times_row = 0
        self._is_filled = self._is_sheet_filled = False
        self._merged, self._merged_here = list[tuple[int, int]](), list[tuple[int, int]]()
        # How deep inside a cell the walk is; no cell is open at 0.
        self._depth = self._of_cell = 0
        walk(content, self._begin, self._end, self._text)

    def reach(self) -> Reach:
        """What was found."""
        return Reach(self._rows, self._columns, self._length, tuple(self._merged))

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth:
            self._depth, self._is_filled = self._depth + 1, True
        elif name == "table:table":
            self._row, self._is_sheet_filled, self._merged_here = 0, False, []
        elif name == "table:table-row":
            self._times_row = _times(attributes, "rows-repeated")
            self._row, self._column = self._row + self._times_row, 0
        elif name in _CELLS:
            self._times = _times(attributes, "columns-repeated")
            self._column += self._times
            spans = (_times(attributes, f"{axis}-spanned") for axis in ("rows", "columns"))
            if max(spans) > 1:
                self._merged_here.append((self._row - self._times_row + 1, self._column - self._times))
            self._depth, self._is_filled = 1, any(":value" in key for key in attributes)
            self._of_cell = sum(map(len, attributes.values()))

    def _text(self, text: str) -> None:
        if self._depth:
            self._is_filled = True
            self._of_cell += len(text)

    def _end(self, name: str) -> None:
        if not self._depth:
            if name == "table:table" and self._is_sheet_filled:
                self._merged += self._merged_here
            return
        self._depth -= 1
        if not self._depth and self._is_filled:
            self._is_sheet_filled = True
            self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
            self._length += self._of_cell * self._times * self._times_row


def _times(attributes: dict[str, str], what: str) -> int:
    text = attributes.get(f"table:number-{what}", "1")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError("a repetition that is no number")
    return int(text)
