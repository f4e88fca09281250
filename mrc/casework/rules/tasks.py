"""Tasks on a case, and answers to a hand-over."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class TaskKind(StrEnum):
    """What a task is: something to do, or a time limit that must not pass unseen."""

    TO_DO = "to_do"
    CALL = "call"
    MEETING = "meeting"
    HEARING = "hearing"
    DEADLINE = "deadline"


class TaskFault(StrEnum):
    """Why a task cannot be saved or ticked off."""

    ALREADY_DONE = "already_done"
    NO_SUCH_PERSON = "no_such_person"
    NOT_ON_TEAM = "not_on_team"


@dataclass(frozen=True)
class TaskFacts:
    """A task as it is written down."""

    kind: TaskKind
    title: str
    due_on: date
    assignee_id: int | None = None


class HandoverAnswer(StrEnum):
    """What became of a hand-over."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HandoverFault(StrEnum):
    """Why a hand-over cannot be asked for or answered."""

    ALREADY_OPEN = "already_open"
    SAME_PLACE = "same_place"
    NOT_OPEN = "not_open"
    CASE_CLOSED = "case_closed"
    NO_SUCH_PERSON = "no_such_person"
    NO_CONSENT = "no_consent"
    CHANGED = "changed"


# How many days before a time limit its caseworker is reminded of it, the furthest first.
REMINDERS = (90, 30, 7)


def reminder_due(act_by: date, today: date) -> date | None:
    """The day on which the present reminder of a time limit fell due; None before the first and after the limit."""
    due = [act_by - timedelta(days=days) for days in REMINDERS]
    return max((day for day in due if day <= today), default=None) if today <= act_by else None
