"""A table of counts with its totals, and what of it may be published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALLEST = 5


@dataclass(frozen=True)
class Table:
    """Counts by row and column, with totals that add up. A cell is None when it is hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | None]
    row_totals: Mapping[str, int | None]
    column_totals: Mapping[str, int | None]
    total: int | None


def table_of(counts: Mapping[tuple[str, str], int], rows: Iterable[str], columns: Iterable[str]) -> Table:
    """The table of some counts. Raises KeyError for a count that no row or column holds, so that none is dropped."""
    rows, columns = tuple(rows), tuple(columns)
    cells = {(row, column): 0 for row in rows for column in columns}
    for place, count in counts.items():
        cells[place] += count
    return Table(
        rows,
        columns,
        cells,
        {row: sum(cells[row, column] for column in columns) for row in rows},
        {column: sum(cells[row, column] for row in rows) for column in columns},
        sum(cells.values()),
    )


# The key of the total of a line, in the lines that are searched for what could be reckoned back.
_TOTAL = "\0total"


def publishable(table: Table, smallest: int = SMALLEST) -> Table:
    """The table with every count from 1 to below `smallest` hidden, so that none can be reckoned back.

    A single hidden number of a line follows from its total; so each line has none hidden, or two and more.
    """
    known = _all_cells(table)
    hidden = {place for place, count in known.items() if 0 < count < smallest}
    rows, columns = (*table.rows, _TOTAL), (*table.columns, _TOTAL)
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    while True:
        exposed = next((line for line in lines if sum(place in hidden for place in line) == 1), None)
        if exposed is None:
            return _hide(table, hidden)
        hidden.add(_companion([place for place in exposed if place not in hidden], known))


def _companion(candidates: list[tuple[str, str]], known: Mapping[tuple[str, str], int]) -> tuple[str, str]:
    """The number that is lost least: the smallest above nought, and a total only when nothing else is left."""
    return min(candidates, key=lambda place: (known[place] == 0, _TOTAL in place, known[place], place))


def _all_cells(table: Table) -> dict[tuple[str, str], int]:
    known = {place: count or 0 for place, count in table.cells.items()}
    known |= {(row, _TOTAL): count or 0 for row, count in table.row_totals.items()}
    known |= {(_TOTAL, column): count or 0 for column, count in table.column_totals.items()}
    known[_TOTAL, _TOTAL] = table.total or 0
    return known


def _hide(table: Table, hidden: set[tuple[str, str]]) -> Table:
    return Table(
        table.rows,
        table.columns,
        {place: None if place in hidden else count for place, count in table.cells.items()},
        {row: None if (row, _TOTAL) in hidden else count for row, count in table.row_totals.items()},
        {column: None if (_TOTAL, column) in hidden else count for column, count in table.column_totals.items()},
        None if (_TOTAL, _TOTAL) in hidden else table.total,
    )
