"""Writing an export: as comma-separated text piece by piece, or as a workbook into a temporary file."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rustpy_xlsxwriter

from mrc import i18n
from mrc.i18n import gettext as _
from mrc.i18n import pgettext
from mrc.reports.service.export import Export
from mrc.reports.service.method import method_of

BOM = "\ufeff"


def csv_pieces(export: Export) -> Iterator[bytes]:
    """The export as UTF-8 with a byte order mark and RFC 4180 lines, piece by piece; closes it at the end.

    How it was counted stands first, in lines that begin with "#".
    """
    try:
        with i18n.speaking(export.language):
            head = [[f"# {label}: {text}"] for label, text in method_of(export)] + [export.headings()]
            first = BOM + _lines(head)
        yield first.encode()
        for rows in export.rows():
            yield _lines(rows).encode()
    finally:
        export.close()


def _lines(rows: list[list[Any]]) -> str:
    piece = io.StringIO()
    csv.writer(piece).writerows(rows)
    return piece.getvalue()


def write_xlsx(export: Export, path: Path) -> None:
    """Write the export as a workbook with constant memory: the cases, and how they were counted; closes it."""
    try:
        sheets = [_sheet_name(_("Cases")), _sheet_name(_("Method"))]
        view = {"right_to_left": i18n.direction(export.language) == "rtl"}
        heads = (pgettext("method", "What"), pgettext("method", "How"))
        method = [dict(zip(heads, line, strict=True)) for line in method_of(export)]
        rustpy_xlsxwriter.write_worksheets(
            [(sheets[0], _records(export)), (sheets[1], method)],
            str(path),
            sheet_view=dict.fromkeys(sheets, view),
            freeze_panes={sheets[0]: {"row": 1, "col": 1}},
            bold_headers=True,
        )
    finally:
        export.close()


def _sheet_name(words: str) -> str:
    # A workbook refuses longer names and these marks, whatever a translation says.
    return re.sub(r"[\[\]:*?/\\']", " ", words)[:31]


def _records(export: Export) -> Iterator[dict[str, Any]]:
    headings = export.headings()
    if not export.count:
        # The writer takes its headings from the first record, so an empty caseload is one empty line.
        yield dict.fromkeys(headings)
    for rows in export.rows():
        for row in rows:
            yield dict(zip(headings, row, strict=True))
