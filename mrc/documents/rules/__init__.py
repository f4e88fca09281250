"""What is true of evidence: its kinds, its size, and why a file is not taken."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from mrc.people.rules import Holder


class EvidenceKind(StrEnum):
    """What a document is in the case."""

    CONTRACT = "contract"
    ID_PAPER = "id_paper"
    PAY_SLIP = "pay_slip"
    BANK_STATEMENT = "bank_statement"
    ATTENDANCE = "attendance"
    CHAT = "chat"
    NOTICE = "notice"
    RECRUITER_RECEIPT = "recruiter_receipt"
    MEDICAL_REPORT = "medical_report"
    WITNESS_STATEMENT = "witness_statement"
    POWER_OF_ATTORNEY = "power_of_attorney"
    OFFICIAL_LETTER = "official_letter"
    PHOTO = "photo"
    OTHER = "other"


class UploadFault(StrEnum):
    """Why a file is not taken."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_FORM = "unknown_form"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    HAS_MACROS = "has_macros"
    LOCKED = "locked"
    TOO_MANY = "too_many"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class DocumentFacts:
    """What is said about a file that is added."""

    kind: EvidenceKind
    note: str = ""
    original_held_by: Holder = Holder.UNKNOWN
    dated: date | None = None
    keep_unchanged: bool = False


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes, how many were sent (more may have been sent than are kept), and its name."""

    file: BinaryIO
    size: int
    name: str
