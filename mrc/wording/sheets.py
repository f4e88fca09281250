"""What is wrong with a table that was brought as a file or pasted, in words. Only staff bring tables."""

from mrc.documents.rules.sheets import SheetFault
from mrc.i18n import lazy

WORDS = {
    SheetFault: {
        SheetFault.NOTHING_GIVEN: lazy("Choose a file, or paste the rows of your table."),
        SheetFault.GIVEN_TWICE: lazy("Choose a file or paste rows, not both."),
        SheetFault.TOO_LARGE: lazy("This table is too large. Send a part of it at a time."),
        SheetFault.TOO_MANY_ROWS: lazy("This table has too many rows. Send a part of it at a time."),
        SheetFault.TOO_MANY_COLUMNS: lazy("This table has too many columns. Use the template."),
        SheetFault.NOT_A_TABLE: lazy(
            "This is no table that can be read. Save it as a workbook (XLSX) or as comma-separated text (CSV)."
        ),
        SheetFault.OTHER_LETTERS: lazy(
            "The letters of this file cannot be read for certain. Save it as text of the kind CSV UTF-8, "
            "or as a workbook (XLSX), and send it again."
        ),
        SheetFault.LOCKED: lazy(
            "This file is locked with a password, or of an old form. Save it as a workbook (XLSX) without a password."
        ),
        SheetFault.HAS_MACROS: lazy("This file holds small programs. Save it as a workbook (XLSX) without them."),
        SheetFault.DAMAGED: lazy("This file is damaged or was not sent whole. Save it once more and send it again."),
        SheetFault.EMPTY: lazy("There are no rows in this table. The first line names the columns."),
        SheetFault.HAS_TROUBLES: lazy("Nothing was saved. Mend the cells below and send the table again."),
        SheetFault.TWO_SHEETS: lazy("Something stands in more than one sheet. Keep one sheet in the file."),
        SheetFault.MERGED: lazy("Cells are joined here. Take them apart, so that each cell has a row and a column."),
        SheetFault.COLUMN_MISSING: lazy("This column is missing."),
        SheetFault.COLUMN_UNKNOWN: lazy("This column is not known. Call it as in the template, or remove it."),
        SheetFault.COLUMN_TWICE: lazy("This column is there twice. Remove one of them."),
        SheetFault.NO_HEADING: lazy("The first line names no column here. Name it, or remove what stands below it."),
        SheetFault.CELL_TOO_LONG: lazy("This cell is too long. Shorten it."),
    },
}
