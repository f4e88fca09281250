"""Tables that people bring: every form that is read, and every fault at its row and column."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import rustpy_xlsxwriter

from mrc.documents.rules.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    SheetFault,
    SheetRefused,
    TableRow,
    Trouble,
    letters,
    rows_of,
    text_lines,
)
from mrc.documents.sheets import LARGEST, cell_text, read_file
from tests.documents import samples

COLUMNS = {"day": ["Day", "Jour", "اليوم"], "hours": ["Hours"]}


def workbook(tmp_path: Any, records: list[dict[str, Any]]) -> bytes:
    path = tmp_path / "table.xlsx"
    rustpy_xlsxwriter.write_worksheet(records, str(path))
    return bytes(path.read_bytes())


SHEET, LINKS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
TEXTS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def parts_of(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(book: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with something else in its sheet."""
    entries = parts_of(book)
    assert old in entries[SHEET]
    return samples.zipped({**entries, SHEET: entries[SHEET].replace(old, new)})


def as_file(content: bytes) -> tuple[io.BytesIO, int]:
    return io.BytesIO(content), len(content)


def read(content: bytes) -> list[TableRow]:
    return rows_of(read_file(*as_file(content)), COLUMNS, ["day"])


def fault_of(content: bytes) -> tuple[Any, tuple[Trouble, ...]]:
    with pytest.raises(SheetRefused) as refused:
        read(content)
    return refused.value.reason, refused.value.troubles


def cells(rows: list[TableRow]) -> list[tuple[int, str, str]]:
    return [(row.number, row.cells["day"], row.cells.get("hours", "")) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "day,hours\n2026-05-12,8\n",
        "Day;Hours\r\n2026-05-12;8\r\n",
        "JOUR\tHOURS\n2026-05-12\t8",
        "\ufeffاليوم,hours\n2026-05-12,8",
        "hours|day\n8|2026-05-12",
        '"day","hours"\n"2026-05-12","8"\n',
    ],
)
def test_text_is_read_whatever_divides_its_cells_and_whoever_named_them(text: str) -> None:
    assert cells(read(text.encode())) == [(2, "2026-05-12", "8")]


@pytest.mark.parametrize(("text", "coding"), [("jour;né le\n", "cp1252"), ("اليوم;ساعات\n", "cp1256")])
def test_letters_of_one_region_are_refused_with_how_to_save_them(text: str, coding: str) -> None:
    assert fault_of(text.encode(coding)) == (SheetFault.OTHER_LETTERS, ())
    assert fault_of(text.encode(coding) + b"\x01") == (SheetFault.NOT_A_TABLE, ())


def test_text_of_sixteen_bits_as_spreadsheets_save_it_is_read() -> None:
    assert cells(read("day\thours\n2026-05-12\t8".encode("utf-16"))) == [(2, "2026-05-12", "8")]


def test_a_workbook_is_read_with_its_days_and_times_as_they_would_be_typed(tmp_path: Any) -> None:
    book = workbook(tmp_path, [{"Day": date(2026, 5, 12), "Hours": 7.5}, {"Day": "2026-05-13", "Hours": 8}])

    assert cells(read(book)) == [(2, "2026-05-12", "7.5"), (3, "2026-05-13", "8")]


def test_rows_keep_the_numbers_that_the_reader_sees_when_some_are_empty() -> None:
    assert cells(read(b"day,hours\n\n2026-05-12,8\n,\n2026-05-13,9\n")) == [
        (3, "2026-05-12", "8"),
        (5, "2026-05-13", "9"),
    ]


def test_a_cell_over_two_lines_does_not_move_the_rows_below_it() -> None:
    lines = text_lines('day,hours\n"2026-05-12","8\nand more"\n2026-05-13,9\n')

    assert [number for number, _cells in lines] == [1, 2, 4]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (time(17, 30), "17:30"),
        (time(17, 29, 59, 994_000), "17:30"),
        (time(17, 30, 45), "17:30"),
        (time(23, 59, 59, 999_000), "00:00"),
        (datetime.combine(date(2026, 5, 12), time(17, 29, 59, 999_000)), "2026-05-12 17:30"),
        (datetime.combine(date(2026, 5, 11), time(23, 59, 59, 999_000)), "2026-05-12"),
        (datetime.combine(date(9999, 12, 31), time(23, 59, 59, 999_000)), "9999-12-31 23:59"),
        (timedelta(hours=7, minutes=30), "7:30"),
        (8.0, "8"),
        (0.1, "0.1"),
        (True, "yes"),
        (12, "12"),
    ],
)
def test_a_cell_of_a_workbook_reads_as_typed(value: Any, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", SheetFault.EMPTY),
        (b"day,hours\n", SheetFault.EMPTY),
        (b"\n\n \n", SheetFault.EMPTY),
        (b"\xff\x00\x81\x82", SheetFault.NOT_A_TABLE),
        (b"day\0,hours\n1,2", SheetFault.NOT_A_TABLE),
        (b"PK\x03\x04 nothing else", SheetFault.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SheetFault.LOCKED),
        (samples.zipped({"word/document.xml": b"", "[Content_Types].xml": b""}), SheetFault.NOT_A_TABLE),
        (samples.zipped({"xl/workbook.xml": b"", "[Content_Types].xml": b""}), SheetFault.DAMAGED),
        (samples.zipped({"xl/vbaProject.bin": b"", "[Content_Types].xml": b""}), SheetFault.HAS_MACROS),
        (b"day\n" + b"2026-05-12\n" * (MOST_ROWS + 1), SheetFault.TOO_MANY_ROWS),
        (b"day" + b",x" * MOST_COLUMNS + b"\n2026-05-12", SheetFault.TOO_MANY_COLUMNS),
        (b"x" * (LARGEST + 1), SheetFault.TOO_LARGE),
    ],
)
def test_what_is_no_table_is_refused_whole(content: bytes, fault: SheetFault) -> None:
    assert fault_of(content) == (fault, ())


@pytest.mark.parametrize(
    ("text", "row", "given"),
    [
        ('day,hours\n"2026', 2, '"2026'),
        ('day,hours\n2026-05-12,8\n"Ram" Bahadur,8\n2026-05-13,8\n', 3, '"Ram" Bahadur,8'),
    ],
)
def test_text_that_cannot_be_divided_is_refused_with_the_row_where_that_begins(
    text: str, row: int, given: str
) -> None:
    trouble = Trouble(row, "", given, SheetFault.NOT_A_TABLE)

    assert fault_of(text.encode()) == (SheetFault.NOT_A_TABLE, (trouble,))


def test_a_cell_in_the_last_corner_of_a_workbook_is_refused_before_it_is_opened(tmp_path: Any) -> None:
    book = workbook(tmp_path, [{"Day": "2026-05-12", "Hours": 8}])

    assert fault_of(changed(book, b'r="B2"', b'r="B1048576"'))[0] is SheetFault.TOO_MANY_ROWS
    assert fault_of(changed(book, b'r="B2"', b'r="XFD2"'))[0] is SheetFault.TOO_MANY_COLUMNS


FAR = b'<row r="2"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (b'<row r="2"><c r="xfd1048576"><v>1</v></c></row>', SheetFault.TOO_MANY_COLUMNS),
        (b'<row r="2"><c r="b1048576"><v>1</v></c></row>', SheetFault.TOO_MANY_ROWS),
        (b"<row/>" * MOST_ROWS + b"<row><c><v>1</v></c></row>", SheetFault.TOO_MANY_ROWS),
        (b"<row>" + b"<c/>" * MOST_COLUMNS + b"<c><v>1</v></c></row>", SheetFault.TOO_MANY_COLUMNS),
        (b'<x:row xmlns:x="x"><x:c r="A99999"><v>1</v></x:c></x:row>', SheetFault.TOO_MANY_ROWS),
        (b'<row r="99999999999"><c><v>1</v></c></row>', SheetFault.DAMAGED),
        (b'<row r="2"><c r="$B$2"><v>1</v></c></row>', SheetFault.DAMAGED),
        (b'<row r="2"><c r="B2"><v>1</v></row>', SheetFault.DAMAGED),
    ],
)
def test_a_workbook_that_names_its_places_in_other_ways_fills_no_memory(
    tmp_path: Any, rows: bytes, fault: SheetFault
) -> None:
    book = workbook(tmp_path, [{"Day": "2026-05-12"}])

    assert fault_of(changed(book, b"</sheetData>", rows + b"</sheetData>")) == (fault, ())


def test_one_long_text_in_every_cell_is_refused_before_it_is_written_out(tmp_path: Any) -> None:
    parts = parts_of(workbook(tmp_path, [{"Day": "2026-05-12"}]))
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(3, MOST_ROWS))
    sheet = parts[SHEET].replace(b"</sheetData>", cells + b"</sheetData>")
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    links = parts[LINKS].replace(
        b"</Relationships>", b'<Relationship Id="t" Type="%s" Target="sharedStrings.xml"/></Relationships>' % TEXTS
    )
    book = {**parts, SHEET: sheet, LINKS: links}

    lines = read_file(*as_file(samples.zipped({**book, "xl/sharedStrings.xml": texts % b"short"})))
    assert lines[-1] == (MOST_ROWS - 1, ["short"])
    long = samples.zipped({**book, "xl/sharedStrings.xml": texts % (b"x" * 20_000)})
    assert fault_of(long) == (SheetFault.TOO_LARGE, ())


def test_a_workbook_is_measured_as_what_its_reader_takes_it_for(tmp_path: Any) -> None:
    book = workbook(tmp_path, [{"Day": "2026-05-12"}])
    media = b"application/vnd.oasis.opendocument.spreadsheet"
    both = {**parts_of(changed(book, b"</sheetData>", FAR)), "mimetype": media, "content.xml": b"<a/>"}
    twice = io.BytesIO(changed(book, b"</sheetData>", FAR))
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, parts_of(book)[SHEET])
    wide = parts_of(book)[SHEET].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    for content in (samples.zipped(both), twice.getvalue(), samples.zipped({**parts_of(book), SHEET: wide})):
        assert fault_of(content) == (SheetFault.DAMAGED, ())


def test_an_entry_that_cannot_be_unpacked_is_refused(tmp_path: Any) -> None:
    book = bytearray(workbook(tmp_path, [{"Day": "2026-05-12"}]))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        places = [entry.header_offset + 30 + len(entry.filename) for entry in archive.infolist()]
    for place in places:
        book[place : place + 4] = b"\xff" * 4

    assert fault_of(bytes(book)) == (SheetFault.DAMAGED, ())


def test_merged_cells_are_told_where_they_begin(tmp_path: Any) -> None:
    book = workbook(tmp_path, [{"Day": "2026-05-12", "Hours": 8}, {"Day": "2026-05-13", "Hours": 9}])
    merged = changed(
        book, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    )

    assert fault_of(merged) == (SheetFault.HAS_TROUBLES, (Trouble(2, "B", "", SheetFault.MERGED),))


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"hours\n8", Trouble(1, "day", "", SheetFault.COLUMN_MISSING)),
        (b"day,colour\n2026-05-12,red", Trouble(1, "B", "colour", SheetFault.COLUMN_UNKNOWN)),
        (b"day,Day\n2026-05-12,2026-05-13", Trouble(1, "B", "Day", SheetFault.COLUMN_TWICE)),
        (b"day,hours\n2026-05-12,8,left over", Trouble(2, "C", "left over", SheetFault.NO_HEADING)),
        (b"day,hours\n2026-05-12," + b"x" * 2001, Trouble(2, "hours", "x" * 80, SheetFault.CELL_TOO_LONG)),
    ],
)
def test_a_fault_of_form_is_told_at_its_row_and_column(content: bytes, trouble: Trouble) -> None:
    assert fault_of(content) == (SheetFault.HAS_TROUBLES, (trouble,))


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
