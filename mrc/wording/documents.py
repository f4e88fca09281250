"""The words of evidence."""

from typing import Any

from mrc.documents.rules import EvidenceKind, UploadFault
from mrc.documents.rules.sheets import SheetFault
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p, number

WORDS: dict[Any, Any] = {
    EvidenceKind: {
        EvidenceKind.CONTRACT: lazy("Work contract"),
        EvidenceKind.ID_PAPER: lazy("Passport or other identity paper"),
        EvidenceKind.PAY_SLIP: lazy("Pay slip"),
        EvidenceKind.BANK_STATEMENT: lazy("Bank statement"),
        EvidenceKind.ATTENDANCE: lazy("Record of hours or attendance"),
        EvidenceKind.CHAT: lazy("Chat or messages"),
        EvidenceKind.NOTICE: lazy("Notice or dismissal letter"),
        EvidenceKind.RECRUITER_RECEIPT: lazy("Receipt from a recruiter"),
        EvidenceKind.MEDICAL_REPORT: lazy("Medical report"),
        EvidenceKind.WITNESS_STATEMENT: lazy("Statement of a witness"),
        EvidenceKind.POWER_OF_ATTORNEY: lazy("Power of attorney"),
        EvidenceKind.OFFICIAL_LETTER: lazy("Letter from an authority"),
        EvidenceKind.PHOTO: lazy_p("evidence", "Photo"),
        EvidenceKind.OTHER: lazy_p("evidence", "Something else"),
    },
    UploadFault: {
        UploadFault.MISSING: lazy("Choose a file."),
        UploadFault.EMPTY: lazy("This file is empty. Choose another one."),
        UploadFault.TOO_LARGE: lazy(
            "This file is too large. Send a smaller one, or take the photo again at a lower quality."
        ),
        UploadFault.UNKNOWN_FORM: lazy(
            "This kind of file cannot be taken. Send a photo, PDF, Word, Excel or text file, or a sound recording."
        ),
        UploadFault.NOT_WHAT_IT_SAYS: lazy(
            "The name of this file does not agree with what is in it. Open it, save it again, and send that file."
        ),
        UploadFault.HAS_MACROS: lazy(
            "This file holds small programs. Save it without them, or as a PDF, and send that."
        ),
        UploadFault.LOCKED: lazy("This file is locked with a password. Save it without one and send that file."),
        UploadFault.TOO_MANY: lazy("No more files can be added here. Remove one that is not needed first."),
        UploadFault.DAMAGED: lazy(
            "This file is damaged or was not sent whole. Try once more, or make a new photo or copy of it."
        ),
    },
    SheetFault: {
        SheetFault.NOTHING_GIVEN: lazy("Choose a file, or paste the rows of your table."),
        SheetFault.GIVEN_TWICE: lazy("Choose a file or paste rows, not both."),
        SheetFault.TOO_LARGE: lazy("This table is too large. Send a part of it at a time."),
        SheetFault.TOO_MANY_ROWS: lazy("This table has too many rows. Send a part of it at a time."),
        SheetFault.TOO_MANY_COLUMNS: lazy("This table has too many columns. Use the template."),
        SheetFault.NOT_A_TABLE: lazy(
            "This is no table that can be read. Save it as a workbook (XLSX) or as comma-separated text (CSV)."
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


def size_words(size: int) -> str:
    """The size of a file as people say it."""
    if size < 1_000_000:
        return _("%(number)s kB", number=number(max(1, round(size / 1000))))
    return _("%(number)s MB", number=number(round(size / 1_000_000)))
