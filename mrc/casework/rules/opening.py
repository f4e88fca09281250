"""What a new or changed case must hold, and when it is open to its team alone."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mrc.casework.rules.issues import DANGEROUS, IssueCode
from mrc.casework.rules.stages import Priority, Stage
from mrc.respondents.rules import RespondentRole


class CaseFault(StrEnum):
    """Why a case cannot be saved so."""

    NEEDS_ISSUE = "needs_issue"
    PRIMARY_NOT_CHOSEN = "primary_not_chosen"
    NO_SUCH_COLLEAGUE = "no_such_colleague"
    NO_SUCH_RESPONDENT = "no_such_respondent"
    NO_SUCH_PERSON = "no_such_person"
    IN_THE_CASE = "in_the_case"
    ON_A_CLAIM = "on_a_claim"
    STAYS_RESTRICTED = "stays_restricted"
    TEAM_NEEDS_SOMEBODY = "team_needs_somebody"


@dataclass(frozen=True)
class CaseFacts:
    """What is known of a case when it is opened or changed."""

    issues: tuple[IssueCode, ...]
    primary_issue: IssueCode | None
    priority: Priority
    origin_country: str | None = None
    destination_country: str | None = None
    destination_city: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class OpeningFacts:
    """What a case begins with beside its facts."""

    case: CaseFacts
    stage: Stage
    caseworker_id: int | None
    is_restricted: bool = False
    respondents: tuple[tuple[str, RespondentRole], ...] = ()


@dataclass(frozen=True)
class TeamFacts:
    """Who may see a restricted case beside its caseworker."""

    is_restricted: bool
    members: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class EventFacts:
    """What somebody says of an event."""

    happened_on: date | None = None
    note: str | None = None


def must_be_restricted(issues: tuple[IssueCode, ...]) -> bool:
    """Whether a case with these issues is open to its team alone, whatever was ticked."""
    return bool(set(issues) & DANGEROUS)


def fault_of(facts: CaseFacts) -> CaseFault | None:
    """What is wrong with the facts of a case; None when nothing is."""
    if not facts.issues:
        return CaseFault.NEEDS_ISSUE
    if main_issue(facts) not in facts.issues:
        return CaseFault.PRIMARY_NOT_CHOSEN
    return None


def main_issue(facts: CaseFacts) -> IssueCode | None:
    """The primary issue: the one chosen, or the only one there is."""
    if facts.primary_issue is None and len(facts.issues) == 1:
        return facts.issues[0]
    return facts.primary_issue
