"""Papers made from a claim to be handed over: which there are, what each needs, and which languages they speak."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Handout(StrEnum):
    """What is handed over, and to whom: worker, respondent or forum."""

    COMPUTATION = "computation"
    DEMAND = "demand"
    FILING = "filing"
    EVIDENCE = "evidence"
    RECEIPT = "receipt"


class Asked(StrEnum):
    """Which amounts a demand letter asks for."""

    COMPUTED = "computed"
    CLAIMED = "claimed"


class HandoutFault(StrEnum):
    """Why a paper cannot be made so."""

    NO_ASSESSMENT = "no_assessment"
    NOTHING_OWED = "nothing_owed"
    NO_RESPONDENT = "no_respondent"
    NOT_AGREED = "not_agreed"
    NEEDS_ANSWER_BY = "needs_answer_by"
    ANSWER_BY_TOO_EARLY = "answer_by_too_early"
    NO_DOCUMENTS = "no_documents"
    NOTHING_RECEIVED = "nothing_received"


@dataclass(frozen=True)
class HandoutFacts:
    """What is asked for. `languages` are the worker's and the forum's; an assessment is named by its reference."""

    handout: Handout
    languages: tuple[str, str]
    assessment_ref: str | None = None
    asked: Asked = Asked.COMPUTED
    answer_by: date | None = None
    is_agreed: bool = False
    has_limits: bool = False


@dataclass(frozen=True)
class Held:
    """What is on record for a paper to be made of; a receipt needs payments or a settlement."""

    has_assessment: bool
    has_respondent: bool
    owes: frozenset[Asked]
    has_documents: bool
    has_receipt: bool


# The language of the forums of a country.
_FORUM_LANGUAGES = {
    **dict.fromkeys(("AE", "SA", "QA", "KW", "BH", "OM", "JO"), "ar"),
    **dict.fromkeys(("MY", "SG", "HK"), "en"),
    "KR": "ko",
    "TH": "th",
    "TW": "zh-Hant",
}


def forum_language(country: str) -> str:
    """The language that the forums of a country read; English where none is on record."""
    return _FORUM_LANGUAGES.get(country, "en")


def worker_language(preferred: str, spoken: list[str], offered: tuple[str, ...]) -> str:
    """The language a worker likes best among those offered; Tagalog is offered as Filipino."""
    wanted = [{"tl": "fil"}.get(code, code) for code in (preferred, *spoken)]
    return next((code for code in wanted if code in offered), "en")


def fault_of(facts: HandoutFacts, held: Held, today: date) -> tuple[HandoutFault, str | None] | None:
    """What keeps a paper from being made, and at which field; None when nothing does."""
    match facts.handout:
        case Handout.COMPUTATION if not held.has_assessment:
            return HandoutFault.NO_ASSESSMENT, "handout"
        case Handout.DEMAND:
            return _fault_of_demand(facts, held, today)
        case Handout.EVIDENCE if not held.has_documents:
            return HandoutFault.NO_DOCUMENTS, "handout"
        case Handout.RECEIPT if not held.has_receipt:
            return HandoutFault.NOTHING_RECEIVED, "handout"
    return None


def _fault_of_demand(facts: HandoutFacts, held: Held, today: date) -> tuple[HandoutFault, str | None] | None:
    if not held.has_respondent:
        return HandoutFault.NO_RESPONDENT, "handout"
    if facts.asked is Asked.COMPUTED and not held.has_assessment:
        return HandoutFault.NO_ASSESSMENT, "asked"
    if facts.asked not in held.owes:
        return HandoutFault.NOTHING_OWED, "asked"
    if facts.answer_by is None:
        return HandoutFault.NEEDS_ANSWER_BY, "answer_by"
    if facts.answer_by <= today:
        return HandoutFault.ANSWER_BY_TOO_EARLY, "answer_by"
    if not facts.is_agreed:
        return HandoutFault.NOT_AGREED, "is_agreed"
    return None
