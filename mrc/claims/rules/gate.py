"""The gate before return: what should be settled before a worker travels, and the powers left behind for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class GateItem(StrEnum):
    """What should be done before a worker travels home, or waived with a reason."""

    FINAL_WAGES = "final_wages"
    END_OF_SERVICE = "end_of_service"
    LEAVE = "leave"
    TICKET = "ticket"
    DOCUMENTS_BACK = "documents_back"
    POWER_OF_ATTORNEY = "power_of_attorney"
    BANK_ACCOUNT = "bank_account"
    CLAIM_FILED = "claim_filed"
    MANDATE = "mandate"
    REMOTE_CONTACT = "remote_contact"


class GateAnswer(StrEnum):
    """How an item of the gate was settled."""

    DONE = "done"
    WAIVED = "waived"


class GateFault(StrEnum):
    """Why the gate stays shut, or an answer to it is not taken."""

    STILL_OPEN = "still_open"
    SAY_WHY_OPEN = "say_why_open"
    NEEDS_REASON = "needs_reason"
    NEEDS_DAY = "needs_day"
    IN_FUTURE = "in_future"
    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    NO_SUCH_DOCUMENT = "no_such_document"


class PowerForm(StrEnum):
    """In which form a power of attorney was given."""

    NOTARISED = "notarised"
    CONSULAR = "consular"
    APOSTILLE = "apostille"
    PLAIN = "plain"


class PowerScope(StrEnum):
    """What a representative may do."""

    FILE = "file"
    APPEAR = "appear"
    NEGOTIATE = "negotiate"
    SETTLE = "settle"
    APPEAL = "appeal"
    RECEIVE_MONEY = "receive_money"


class PowerState(StrEnum):
    """Whether a power of attorney can be used."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    REVOKED = "revoked"


class PowerFault(StrEnum):
    """Why a power of attorney is not taken as it was entered."""

    ENDS_BEFORE = "ends_before"
    IN_FUTURE = "in_future"
    BEFORE_GIVEN = "before_given"
    IS_REVOKED = "is_revoked"
    NEEDS_REASON = "needs_reason"
    NOT_A_CLAIM = "not_a_claim"


EXPIRY_WARNED = timedelta(days=30)


@dataclass(frozen=True)
class AnswerFacts:
    """One item of the gate, done on a day or waived for a reason, with the reference of a document of the case."""

    item: GateItem
    answer: GateAnswer
    done_on: date | None = None
    reason: str | None = None
    document_ref: str | None = None


@dataclass(frozen=True)
class PowerFacts:
    """A power of attorney as it is entered."""

    representative: str
    country: str
    given_on: date
    form: PowerForm
    may_do: frozenset[PowerScope]
    contact: str | None = None
    valid_until: date | None = None
    translated_on: date | None = None
    legalised_on: date | None = None
    claim_ref: str | None = None


def still_open(answered: Iterable[GateItem]) -> tuple[GateItem, ...]:
    """The items that are neither done nor waived, in their order."""
    settled = set(answered)
    return tuple(item for item in GateItem if item not in settled)


def fault_of_answer(facts: AnswerFacts, today: date) -> tuple[GateFault, str | None] | None:
    """What is wrong with an answer, and at which field; None when all is well."""
    if facts.answer is GateAnswer.WAIVED:
        return None if facts.reason else (GateFault.NEEDS_REASON, "reason")
    if facts.done_on is None:
        return GateFault.NEEDS_DAY, "done_on"
    return (GateFault.IN_FUTURE, "done_on") if facts.done_on > today else None


def fault_of_power(facts: PowerFacts, today: date) -> tuple[PowerFault, str | None] | None:
    """What is wrong with a power of attorney, and at which field; None when all is well."""
    if facts.given_on > today:
        return PowerFault.IN_FUTURE, "given_on"
    if facts.valid_until is not None and facts.valid_until < facts.given_on:
        return PowerFault.ENDS_BEFORE, "valid_until"
    return fault_of_papers(facts.given_on, facts.translated_on, facts.legalised_on, today)


def fault_of_papers(
    given_on: date, translated_on: date | None, legalised_on: date | None, today: date
) -> tuple[PowerFault, str | None] | None:
    """What is wrong with the days on which a power of attorney was translated and legalised."""
    for name, day in (("translated_on", translated_on), ("legalised_on", legalised_on)):
        if day is not None and day > today:
            return PowerFault.IN_FUTURE, name
        if day is not None and day < given_on:
            return PowerFault.BEFORE_GIVEN, name
    return None


def power_state(valid_until: date | None, revoked_on: date | None, today: date) -> PowerState:
    """Whether a power of attorney can be used on a day; its last day still counts."""
    if revoked_on is not None:
        return PowerState.REVOKED
    if valid_until is None:
        return PowerState.VALID
    if valid_until < today:
        return PowerState.EXPIRED
    return PowerState.EXPIRES_SOON if valid_until <= today + EXPIRY_WARNED else PowerState.VALID
