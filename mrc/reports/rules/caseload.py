"""What may be asked of the caseload, and in which order it is read."""

from dataclasses import dataclass, replace
from enum import StrEnum

from mrc.casework.rules.issues import IssueCode, IssueGroup
from mrc.casework.rules.stages import Party, Priority, Stage


class Sort(StrEnum):
    """The order of the list. All but the newest first look at cases that are not closed."""

    NEWEST = "newest"
    DUE = "due"
    CONTACT = "contact"


class Standing(StrEnum):
    """Which cases are asked for, by status; LIVE is everything that is not closed."""

    LIVE = "live"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    ALL = "all"


class Within(StrEnum):
    """How soon a case must act so that no right is lost; a day that has passed is the most urgent."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"

    @property
    def days(self) -> int:
        """The number of days."""
        return int(self)


LIVE = frozenset({Standing.LIVE, Standing.OPEN, Standing.WAITING})


@dataclass(frozen=True)
class Filters:
    """What is asked of the caseload; None and False ask nothing."""

    sort: Sort = Sort.NEWEST
    standing: Standing = Standing.LIVE
    stage: Stage | None = None
    issue: IssueCode | None = None
    issue_group: IssueGroup | None = None
    destination: str | None = None
    caseworker_id: int | None = None
    is_unassigned: bool = False
    move: Party | None = None
    priority: Priority | None = None
    is_overdue: bool = False
    is_cold: bool = False
    is_unanswered: bool = False
    is_undated: bool = False
    act_within: Within | None = None

    @property
    def is_live(self) -> bool:
        """Whether only cases that are not closed are asked for."""
        return self.standing in LIVE

    def settled(self) -> "Filters":
        """The same with an order that the cases asked for can have: only live ones have a next date."""
        if self.is_live and not (self.is_undated and self.sort is Sort.DUE):
            return self
        return replace(self, sort=Sort.NEWEST)

    def codes(self) -> dict[str, str | int | bool]:
        """What is asked, as short codes for the record: only what differs from asking nothing."""
        empty = Filters()
        return {
            name: value if isinstance(value, bool | int) else str(value)
            for name, value in vars(self).items()
            if value != getattr(empty, name)
        }


class AssignFault(StrEnum):
    """Why cases cannot be given to somebody."""

    NO_CASES = "no_cases"
    TOO_MANY = "too_many"
    NO_SUCH_PERSON = "no_such_person"


# How many cases may be given away in one go.
AT_ONCE = 200


@dataclass(frozen=True)
class Chosen:
    """A case that was ticked, and whose it was when it was shown."""

    ref: str
    caseworker_id: int | None
