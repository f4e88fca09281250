"""The words of evidence that stand on papers to hand over too, in every language of a worker or of an office."""

from typing import Any

from mrc.documents.rules import EvidenceKind
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p, number
from mrc.people.rules import Holder

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
    Holder: {
        Holder.SELF: lazy("The worker holds it"),
        Holder.EMPLOYER: lazy("Employer holds it"),
        Holder.RECRUITER: lazy("Recruiter holds it"),
        Holder.FAMILY: lazy("Family holds it"),
        Holder.AUTHORITY: lazy("An authority holds it"),
        Holder.CONSULATE: lazy("The consulate holds it"),
        Holder.CENTRE: lazy("This centre holds it"),
        Holder.LOST: lazy("It is lost"),
        Holder.UNKNOWN: lazy("Not known who holds it"),
    },
}


def size_words(size: int) -> str:
    """The size of a file as people say it."""
    if size < 1_000_000:
        return _("%(number)s kB", number=number(max(1, round(size / 1000))))
    return _("%(number)s MB", number=number(round(size / 1_000_000)))
