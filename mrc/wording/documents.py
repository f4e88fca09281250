"""The words of evidence."""

from typing import Any

from mrc.documents.rules import EvidenceKind, UploadFault
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
}


def size_words(size: int) -> str:
    """The size of a file as people say it."""
    if size < 1_000_000:
        return _("%(number)s kB", number=number(max(1, round(size / 1000))))
    return _("%(number)s MB", number=number(round(size / 1_000_000)))
