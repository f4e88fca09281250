"""How much a workbook would write out, told from its XML before a reader fills the memory with it.

A few letters can ask for a million rows, or for one long text in every cell. What is measured is well-formed XML
without a document type: anything else, two programs may read in two ways.
"""

from collections.abc import Callable, Sequence
from xml.parsers import expat

Begin = Callable[[str, dict[str, str]], None]


def walk(content: bytes, begin: Begin, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Tell of every tag and every piece of text. Raises ValueError for what is not plain, well-formed XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError("not well-formed") from error


def _refuse(*_declared: object) -> None:
    raise ValueError("a document type")


class Texts:
    """The lengths of the texts that the cells of a workbook share."""

    def __init__(self, content: bytes) -> None:
        self.lengths: list[int] = []
        walk(content, self._begin, lambda _name: None, self._text)

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self.lengths.append(0)

    def _text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class Sheet:
    """How far rows and cells of one sheet reach, and how long the shared texts in them are together.

    Raises ValueError as `walk` does, and for a place that is none.
    """

    def __init__(self, content: bytes, shared: Sequence[int]) -> None:
        self.rows = self.columns = self.length = 0
        self._shared = shared
        self._row = self._column = 0
        self._is_shared, self._number = False, ""
        walk(content, self._begin, self._end, self._text)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag, place = _local(name), attributes.get("r")
        if tag == "row":
            # Who writes no numbers means the next row, and the next column.
            self._row, self._column = self._row + 1 if place is None else _number(place), 0
            self.rows = max(self.rows, self._row)
        elif tag == "c":
            self._column += 1
            if place is not None:
                self._column, row = _place(place)
                self.rows = max(self.rows, row)
            self.columns = max(self.columns, self._column)
            self._is_shared, self._number = attributes.get("t") == "s", ""

    def _text(self, text: str) -> None:
        if self._is_shared:
            self._number += text

    def _end(self, name: str) -> None:
        if _local(name) == "c" and self._is_shared:
            index = self._number.strip()
            if index.isdecimal() and len(index) < 10 and int(index) < len(self._shared):
                self.length += self._shared[int(index)]
            self._is_shared = False


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError("no number of a row")
    return int(text)


def _place(text: str) -> tuple[int, int]:
    """The column and the row of a place such as B12, counted from 1."""
    figures = text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    letters = text[: len(text) - len(figures)].upper()
    if not 0 < len(letters) < 4:
        raise ValueError("no place")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, _number(figures)
