"""Tasks on a case, and answers to a hand-over."""

from enum import StrEnum


class TaskKind(StrEnum):
    """What a task is: something to do, or a time limit that must not pass unseen."""

    TO_DO = "to_do"
    CALL = "call"
    MEETING = "meeting"
    HEARING = "hearing"
    DEADLINE = "deadline"


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
