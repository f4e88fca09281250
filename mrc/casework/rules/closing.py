"""How a case ends, when a supervisor must sign, and when a case is going cold."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from mrc.casework.rules.issues import DANGEROUS, IssueCode

COLD_AFTER = timedelta(days=30)


class Resolution(StrEnum):
    """How a case ended."""

    SETTLED_AMICABLE = "settled_amicable"
    DECIDED_FOR_WORKER = "decided_for_worker"
    DECIDED_PARTLY = "decided_partly"
    DECIDED_AGAINST = "decided_against"
    GOALS_MET = "goals_met"
    INFORMATION_GIVEN = "information_given"
    REFERRED_OUT = "referred_out"
    WITHDRAWN = "withdrawn"
    LOST_CONTACT = "lost_contact"
    TIME_BARRED = "time_barred"
    NO_JURISDICTION = "no_jurisdiction"
    RESPONDENT_GONE = "respondent_gone"
    DUPLICATE = "duplicate"


def needs_sign_off(resolution: Resolution, issues: frozenset[IssueCode]) -> bool:
    """Whether only a supervisor may close so: danger was involved, or the time to claim ran out."""
    return resolution is Resolution.TIME_BARRED or bool(issues & DANGEROUS)


def is_cold(last_contact_at: datetime, now: datetime) -> bool:
    """Whether nobody was in touch with the person for thirty days."""
    return now - last_contact_at > COLD_AFTER


def days_left(due_on: date, today: date) -> int:
    """Days from today to a due date; negative when it has passed."""
    return (due_on - today).days
