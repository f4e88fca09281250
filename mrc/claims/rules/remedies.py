"""What a person gets that is not money, and what happens to those who did wrong: two things that are kept apart."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mrc.claims.rules.ledger import ClaimFault


class RemedyKind(StrEnum):
    """What a person asks for or gets beside money."""

    DOCUMENTS = "documents"
    TICKET = "ticket"
    TRANSFER = "transfer"
    RELEASE = "release"
    REINSTATEMENT = "reinstatement"
    CERTIFICATE = "certificate"
    APOLOGY = "apology"
    OTHER = "other"


class RemedyStep(StrEnum):
    """How far a remedy came."""

    ASKED = "asked"
    PROMISED = "promised"
    RECEIVED = "received"


class SanctionKind(StrEnum):
    """What an authority did to an employer or a recruiter."""

    FINE = "fine"
    LICENCE_SUSPENDED = "licence_suspended"
    LICENCE_REVOKED = "licence_revoked"
    BLACKLISTED = "blacklisted"
    RECRUITMENT_BAN = "recruitment_ban"
    CRIMINAL_REFERRAL = "criminal_referral"
    OTHER = "other"


class RemedyFault(StrEnum):
    """Why a remedy or a sanction cannot be recorded or taken back so."""

    NEEDS_WORDS = "needs_words"
    NEEDS_AUTHORITY = "needs_authority"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"


@dataclass(frozen=True)
class StepFacts:
    """That a remedy was asked for, promised or received on a day."""

    step: RemedyStep
    happened_on: date


@dataclass(frozen=True)
class RemedyFacts:
    """A remedy, in words where its kind does not say it, and its first step."""

    kind: RemedyKind
    first: StepFacts
    note: str | None = None


@dataclass(frozen=True)
class SanctionFacts:
    """A sanction: what, by which authority, and since when."""

    kind: SanctionKind
    authority: str
    happened_on: date
    note: str | None = None


def step_fault(facts: StepFacts, today: date) -> tuple[StrEnum, str] | None:
    """What is wrong with a step of a remedy, and at which field; None when all is well."""
    return (ClaimFault.DATE_IN_FUTURE, "happened_on") if facts.happened_on > today else None


def remedy_fault(facts: RemedyFacts, today: date) -> tuple[StrEnum, str] | None:
    """What is wrong with a new remedy, and at which field; None when all is well."""
    if facts.kind is RemedyKind.OTHER and not facts.note:
        return RemedyFault.NEEDS_WORDS, "note"
    return step_fault(facts.first, today)


def sanction_fault(facts: SanctionFacts, today: date) -> tuple[StrEnum, str] | None:
    """What is wrong with a sanction, and at which field; None when all is well."""
    if not facts.authority:
        return RemedyFault.NEEDS_AUTHORITY, "authority"
    if facts.kind is SanctionKind.OTHER and not facts.note:
        return RemedyFault.NEEDS_WORDS, "note"
    return (ClaimFault.DATE_IN_FUTURE, "happened_on") if facts.happened_on > today else None
