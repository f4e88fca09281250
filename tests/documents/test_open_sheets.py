"""Open spreadsheets and workbooks of several sheets: what is read, and what is refused before it fills the memory."""

import io
from typing import Any

import pytest
import rustpy_xlsxwriter

from mrc.documents.rules.open_sheets import Reach, reach_of
from mrc.documents.rules.sheets import SheetFault, SheetRefused
from mrc.documents.sheets import read_file
from tests.documents import samples

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    "<office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"


_MANY_ROWS = ' table:number-rows-repeated="5000"'


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "One") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def open_sheet(*sheets: str) -> bytes:
    content = _HEAD + "".join(sheets) + _TAIL
    media = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/></manifest:manifest>'
    )
    return samples.zipped(
        {"mimetype": media.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return read_file(io.BytesIO(content), len(content))


def refused_whole(content: bytes) -> SheetRefused:
    with pytest.raises(SheetRefused) as error:
        read(content)
    return error.value


def refused(content: bytes) -> Any:
    return refused_whole(content).reason


def test_an_open_spreadsheet_is_read_row_by_row() -> None:
    book = open_sheet(
        sheet(
            row(cell("name"), cell("total")),
            row(cell("राम"), '<table:table-cell office:value-type="float" office:value="1200.5"/>'),
            # The rest of the sheet, as every office program writes it.
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                more=' table:number-rows-repeated="1048574"',
            ),
        )
    )
    assert read(book) == [(1, ["name", "total"]), (2, ["राम", "1200.5"])]


@pytest.mark.parametrize(
    ("book", "fault"),
    [
        (sheet(row(cell("x", ' table:number-columns-repeated="16384"'))), SheetFault.TOO_MANY_COLUMNS),
        (sheet(row(cell("x"), more=' table:number-rows-repeated="1048576"')), SheetFault.TOO_MANY_ROWS),
        (
            sheet(row('<table:table-cell table:number-columns-repeated="9999"/>', cell("x"))),
            SheetFault.TOO_MANY_COLUMNS,
        ),
        (sheet(row(cell("x", ' a=">" table:number-columns-repeated="16384"'))), SheetFault.TOO_MANY_COLUMNS),
        (sheet(row(cell("x", ' table:number-columns-repeated="&#49;6384"'))), SheetFault.TOO_MANY_COLUMNS),
        (sheet(row(cell("x", ' table:number-columns-repeated="1e4"'))), SheetFault.DAMAGED),
        (sheet(row(cell("x" * 9000, ' table:number-columns-repeated="60"'), more=_MANY_ROWS)), SheetFault.TOO_LARGE),
        (sheet(row(cell("x"))) + sheet(row(cell("y")), name="Two"), SheetFault.TWO_SHEETS),
    ],
)
def test_what_reaches_too_far_or_is_not_one_plain_table_is_refused(book: str, fault: SheetFault) -> None:
    assert refused(open_sheet(book)) is fault


def test_merged_cells_are_told_where_they_begin() -> None:
    over_two = cell("x", ' table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    book = sheet(
        row(cell("a"), cell("b"), cell("c")),
        row(cell("1"), cell("2"), cell("3"), more=' table:number-rows-repeated="2"'),
        row('<table:table-cell table:number-columns-repeated="1"/>', over_two),
        row(cell("y", ' table:number-rows-spanned="3"')),
    )
    beside = sheet(row('<table:table-cell table:number-columns-spanned="4"/>'), name="Empty")

    error = refused_whole(open_sheet(beside, book))

    assert error.reason is SheetFault.HAS_TROUBLES
    assert [(found.row, found.column, found.fault) for found in error.troubles] == [
        (4, "B", SheetFault.MERGED),
        (5, "A", SheetFault.MERGED),
    ]


def test_an_empty_sheet_beside_the_table_is_passed_over() -> None:
    book = open_sheet(sheet(row("<table:table-cell/>"), name="Empty"), sheet(row(cell("a"), cell("b"))))
    assert read(book) == [(1, ["a", "b"])]


def test_the_reach_counts_what_stands_somewhere_alone() -> None:
    far = '<table:table-cell table:number-columns-repeated="1000"/>'
    assert reach_of(sheet(row(cell("a"), far), row(far)).encode()) == Reach(1, 1, 7)


def test_a_workbook_with_two_filled_sheets_is_refused() -> None:
    file = io.BytesIO()
    rustpy_xlsxwriter.write_worksheets([("One", [{"name": "a"}]), ("Two", [{"name": "b"}])], file)
    assert refused(file.getvalue()) is SheetFault.TWO_SHEETS


def test_a_sheet_of_tags_that_never_end_is_refused_at_once() -> None:
    media = b"application/vnd.oasis.opendocument.spreadsheet"
    endless = {"mimetype": media, "content.xml": b"<table:table-row " * 50_000}

    assert refused(samples.zipped(endless)) is SheetFault.DAMAGED
