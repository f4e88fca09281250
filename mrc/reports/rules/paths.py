"""How the caseload is walked: one path for each way to ask, each along one index, so that no page grows with the
caseload.

A path is a prefix of equal columns, a column to sort by, and the id for ties; the index of its name holds exactly
these. What else is asked is checked on the way, and a walk that finds little stops after STRIDE cases and says so.
"""

from dataclasses import dataclass
from enum import StrEnum

from mrc.reports.rules.caseload import Filters, Sort

# How many cases one page looks at on its way, at most, when it has to check them one by one.
STRIDE = 3000


class Part(StrEnum):
    """The part of the caseload that an index holds, in the very words of the index."""

    ALL = "all"
    LIVE = "live"
    DATED = "dated"
    LIMITED = "limited"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Path:
    """One way through the caseload. `is_short` says that nobody's path is long: a person can carry so many cases."""

    index: str
    part: Part
    prefix: tuple[tuple[str, int | str], ...]
    key: str = "opened_at"
    is_descending: bool = True
    is_short: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the path in the order of its index."""
        return (*(name for name, _value in self.prefix), self.key, "id")

    @property
    def values(self) -> tuple[int | str, ...]:
        """The values of the prefix."""
        return tuple(value for _name, value in self.prefix)


_KEYS = {
    Sort.DUE: ("due", "next_due_on", Part.DATED),
    Sort.CONTACT: ("contact", "last_contact_at", Part.LIVE),
}


def path_of(filters: Filters, centre_id: int) -> Path:
    """The path for what is asked. Sorted by day or by contact, only the caseworker narrows the path.

    Messages without an answer are read with the longest wait first, cases with a time limit with the nearest.
    """
    filters = filters.settled()
    centre = ("centre_id", centre_id)
    worker = None if filters.caseworker_id is None else ("caseworker_id", filters.caseworker_id)
    if filters.sort in _KEYS:
        name, key, part = _KEYS[filters.sort]
        if worker is not None:
            return Path(f"ix_cases_live_worker_{name}", part, (worker,), key, False, is_short=True)
        return Path(f"ix_cases_live_{name}", part, (centre,), key, False)
    if filters.act_within is not None and filters.is_live:
        if worker is not None:
            return Path("ix_cases_live_worker_act_by", Part.LIMITED, (worker,), "act_by", False, is_short=True)
        return Path("ix_cases_live_act_by", Part.LIMITED, (centre,), "act_by", False)
    part = Part.LIVE if filters.is_live else Part.ALL
    if worker is not None:
        return Path(f"ix_cases_{part}_worker", part, (worker,), is_short=filters.is_live)
    return _newest(filters, part, centre)


def _newest(filters: Filters, part: Part, centre: tuple[str, int]) -> Path:
    if filters.is_unanswered:
        return Path("ix_cases_unanswered", Part.UNANSWERED, (centre,), "unanswered_since", False)
    if filters.issue is not None:
        return Path(f"ix_cases_{part}_issue", part, (centre, ("primary_issue", filters.issue)))
    if filters.destination is not None:
        return Path(f"ix_cases_{part}_destination", part, (centre, ("destination_country", filters.destination)))
    if filters.stage is not None and filters.is_live:
        return Path("ix_cases_live_stage", Part.LIVE, (centre, ("stage", filters.stage)))
    return Path(f"ix_cases_{part}_newest", part, (centre,))
