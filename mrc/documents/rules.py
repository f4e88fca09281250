"""What is true of evidence: its kinds, its size, and which forms of file are taken."""

from enum import StrEnum


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

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_FORM = "unknown_form"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    TOO_MANY = "too_many"
    DAMAGED = "damaged"
