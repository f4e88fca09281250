"""Open spreadsheets (ODS): how far their cells reach with every repetition written out, and whether any are merged.

Such a file says "and a million times more" in a few letters, so it is measured before a reader writes it all out.
"""

import re
from dataclasses import dataclass

_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_NUMBER = re.compile(rb"table:number-(rows|columns)-(repeated|spanned)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True)
class Reach:
    """The last row and the last column in which something stands, of any sheet; and whether cells are merged."""

    rows: int
    columns: int
    has_merged: bool


def reach_of(content: bytes) -> Reach:
    """The reach of the sheets in a `content.xml`. Raises ValueError for a repetition that is no plain number."""
    rows = columns = row = column = 0
    has_merged = False
    for tag in _TAG.finditer(content):
        kind, attributes = tag.groups()
        numbers = _numbers(attributes)
        if kind == b"table":
            row = 0
        elif kind == b"table-row":
            row, column = row + numbers.get(b"rows-repeated", 1), 0
        else:
            column += numbers.get(b"columns-repeated", 1)
            has_merged |= max(numbers.get(b"rows-spanned", 1), numbers.get(b"columns-spanned", 1)) > 1
            if not attributes.endswith(b"/") or b":value" in attributes:
                rows, columns = max(rows, row), max(columns, column)
    return Reach(rows, columns, has_merged)


def _numbers(attributes: bytes) -> dict[bytes, int]:
    found = {}
    for axis, what, quoted, single in _NUMBER.findall(attributes):
        text = quoted or single
        if not text.isdigit() or len(text) > 9:
            raise ValueError("a repetition that is no number")
        found[axis + b"-" + what] = int(text)
    return found
