"""What is true of the people and firms that a case is against."""

import re
from dataclasses import dataclass
from enum import StrEnum


class RespondentRole(StrEnum):
    """What a respondent is in a case (domain: respondent_type)."""

    EMPLOYER = "employer"
    RECRUITER_ORIGIN = "recruiter_origin"
    RECRUITER_DESTINATION = "recruiter_destination"
    SUB_AGENT = "sub_agent"
    INSURER = "insurer"
    AUTHORITY = "authority"
    OTHER = "other"


class RespondentField(StrEnum):
    """One thing that is known of a respondent, as the record of changes names it."""

    NAME = "name"
    LATIN_NAME = "latin_name"
    USUAL_ROLE = "usual_role"
    IS_HOUSEHOLD = "is_household"
    COUNTRY = "country"
    CITY = "city"
    INDUSTRY = "industry"
    LICENCE = "licence"
    CONTACT = "contact"
    NOTES = "notes"


class RespondentFault(StrEnum):
    """Why a respondent cannot be saved so."""

    NEEDS_NAME = "needs_name"
    NEEDS_COUNTRY = "needs_country"
    HOUSEHOLD_HAS_NO_LICENCE = "household_has_no_licence"


@dataclass(frozen=True)
class RespondentFacts:
    """What is said of a firm or a household."""

    name: str
    country: str
    usual_role: RespondentRole = RespondentRole.EMPLOYER
    latin_name: str | None = None
    is_household: bool = False
    city: str | None = None
    industry: str | None = None
    licence: str | None = None
    contact: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class FoundRespondent:
    """A respondent in a list or among those found."""

    id: int
    ref: str
    name: str | None
    latin_name: str | None
    usual_role: RespondentRole
    is_household: bool
    country: str
    city: str | None
    score: float = 0.0
    nearest: float = 0.0
    is_same: bool = False


_LEGAL_FORM = re.compile(
    "llc|wll|ltd|limited|co|company|inc|corp|corporation|est|establishment|pvt|private|plc|sdn|bhd|spc|fz[ec]|sarl?|pty|"
    "gmbh|شرك[ةه]|مؤسس[ةه]|ذمم|شمم|कम्पनी|लिमिटेड|लि|प्रालि|প্রাইভেট|লিমিটেড|কোম্পানি"
)
_DOTS = re.compile(r"[.\u200c\u200d]")
_APART = re.compile(r"[\s,;:()/&\-]+")


def plain_firm(name: str) -> str:
    """A firm's name without its legal form, which one paper gives and another leaves out."""
    pieces = [piece for piece in _APART.split(_DOTS.sub("", name)) if piece]
    kept = [piece for piece in pieces if not _LEGAL_FORM.fullmatch(piece.casefold())]
    return " ".join(kept or pieces)


def fault_of(facts: RespondentFacts) -> tuple[RespondentFault, str] | None:
    """What is wrong with a respondent, and at which field."""
    if not facts.name.strip():
        return RespondentFault.NEEDS_NAME, "name"
    if not facts.country:
        return RespondentFault.NEEDS_COUNTRY, "country"
    if facts.is_household and facts.licence:
        return RespondentFault.HOUSEHOLD_HAS_NO_LICENCE, "licence"
    return None
