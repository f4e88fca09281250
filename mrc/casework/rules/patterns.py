"""When several cases name the same employer or recruiter: what may be told of cases that the reader may not open.

What is told must let nobody work out a single case. Whoever may open a case knows of it anyway and counts it. The
others are told from three on only, because the reader could take away what they see and be left with one or two.
Restricted ones, most of them about violence, join the number only in whole threes: a number that grows by one would
betray one person to a colleague who knows the firm, and looks at it every day. They never show among the issues,
which say the most. The pattern still reaches whoever must act on it, because three such cases are counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mrc.casework.rules.issues import IssueCode

# Fewer hidden cases than this are not counted aloud.
SMALLEST = 3
DAYS = 365


@dataclass(frozen=True)
class Counted:
    """Cases that name a respondent: those the reader may open, and of the rest those open to their centre or not."""

    seen: int = 0
    others: int = 0
    restricted: int = 0

    @property
    def counts_restricted(self) -> bool:
        """Whether restricted cases are enough to be in the number."""
        return self.restricted >= SMALLEST

    @property
    def told(self) -> int:
        """How many hidden cases are told: all that may be, or none when they are too few."""
        hidden = self.others + self.restricted // SMALLEST * SMALLEST
        return hidden if hidden >= SMALLEST else 0


@dataclass(frozen=True)
class Centres:
    """At how many centres the cases are: those the reader may open, with the others, and with the restricted ones."""

    seen: int = 0
    with_others: int = 0
    with_restricted: int = 0


@dataclass(frozen=True)
class Pattern:
    """How often a respondent was named lately: cases and centres together, the reader's own part, and issues."""

    cases: int
    centres: int
    seen: int
    issues: tuple[tuple[IssueCode, int], ...]


def pattern_of(counted: Counted, centres: Centres, by_issue: Iterable[tuple[IssueCode, int, int]]) -> Pattern | None:
    """What to tell of a respondent; None when one case alone names it, as far as this reader may know.

    `by_issue` gives for each issue the cases that the reader may open, and those open to other centres.
    """
    cases = counted.seen + counted.told
    if cases < 2:
        return None
    at = centres.seen
    if counted.told:
        at = centres.with_restricted if counted.counts_restricted else centres.with_others
    summed = [(code, seen + (others if others >= SMALLEST else 0)) for code, seen, others in by_issue]
    kept = sorted(((code, count) for code, count in summed if count >= SMALLEST), key=lambda one: (-one[1], one[0]))
    return Pattern(cases, at, counted.seen, tuple(kept))
