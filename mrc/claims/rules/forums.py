"""Where a claim is brought: the forums of each jurisdiction in their order, one file each beside the law of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from mrc.claims.rules.assessment import StopsClock
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.law import Provision
from mrc.claims.rules.law_files import (
    COMMON,
    COMMON_MAY,
    FOLDER,
    WrongLaw,
    check_keys,
    count,
    data_of,
    entries_of,
    jurisdictions,
    named,
    provision_of,
    text,
    value_of,
)
from mrc.claims.rules.law_terms import WrongValue, one_of

FORUMS = FOLDER.parent / "forums"


class ForumKind(StrEnum):
    """What kind of place a claim is brought to."""

    LABOUR_OFFICE = "labour_office"
    CONCILIATION = "conciliation"
    COMMITTEE = "committee"
    COURT = "court"
    APPEAL = "appeal"
    ENFORCEMENT = "enforcement"


class CountedIn(StrEnum):
    """How the days of a forum are counted by its law."""

    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, kw_only=True)
class Forum(Provision):
    """One forum: its name in English and as it is called there, and the days it takes and leaves.

    Where the law counts working days, our days are counted through weekends and holidays: early, never late.
    """

    name: str
    original: str
    kind: ForumKind
    decision_days: int | None
    appeal_days: int | None
    counted_in: CountedIn

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called there, and in English where that differs."""
        return (self.original, self.name) if self.original else (self.name,)


@dataclass(frozen=True)
class Forums:
    """The forums of one jurisdiction in their order, and the zone by whose clocks their hearings are set."""

    jurisdiction: str
    timezone: str
    forums: tuple[Forum, ...]

    def for_scope(self, scope: Scope) -> tuple[Forum, ...]:
        """The forums that hear such workers, in their order."""
        return tuple(forum for forum in self.forums if scope in forum.scopes)


# What stops a clock, by the kinds of forum at which a filing may do so.
STOPPED_BY: dict[StopsClock, frozenset[ForumKind]] = {
    StopsClock.COMPLAINT_FILED: frozenset({ForumKind.LABOUR_OFFICE, ForumKind.CONCILIATION, ForumKind.COMMITTEE}),
    StopsClock.COURT_ACTION: frozenset({ForumKind.COURT, ForumKind.APPEAL}),
}


@cache
def forums_of(jurisdiction: str) -> Forums | None:
    """The forums of a jurisdiction; None where none are on record. Raises WrongLaw."""
    return read(FORUMS / f"{jurisdiction}.toml") if jurisdiction in jurisdictions() else None


def all_forums() -> tuple[Forums, ...]:
    """The forums of every jurisdiction with a law on record, for the start of the program. Raises WrongLaw."""
    strays = {path.stem for path in FORUMS.glob("*.toml")} - set(jurisdictions())
    for stray in sorted(strays):
        raise WrongLaw(f"forums/{stray}.toml", "file", "there is no law file of this name")
    return tuple(found for code in jurisdictions() if (found := forums_of(code)) is not None)


def read(path: Path) -> Forums:
    """Read and check one file. Raises WrongLaw."""
    where = f"forums/{path.name}"
    if not path.exists():
        raise WrongLaw(where, "file", "is missing")
    data = data_of(path, where)
    check_keys(where, data, {"jurisdiction", "timezone", "forum"}, set())
    if data["jurisdiction"] != path.stem:
        raise WrongLaw(where, "jurisdiction", f"must be {path.stem}, as the file is called")
    timezone = value_of(where, data, "timezone", _timezone)
    forums = tuple(_forum(where, entry) for entry in entries_of(where, data, "forum"))
    if not forums:
        raise WrongLaw(where, "forum", "must name at least one")
    names = [forum.id for forum in forums]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise WrongLaw(f"{where}: {name}", "id", "stands twice")
    return Forums(path.stem, timezone, forums)


def _forum(where: str, entry: Mapping[str, Any]) -> Forum:
    where = named(where, entry)
    own = {"decision_days", "appeal_days", "counted_in", "original"}
    check_keys(where, entry, COMMON | {"name", "kind"}, COMMON_MAY | own)
    return Forum(
        **provision_of(where, entry),
        name=value_of(where, entry, "name", text),
        original=value_of(where, entry, "original", text, ""),
        kind=value_of(where, entry, "kind", one_of(ForumKind)),
        decision_days=value_of(where, entry, "decision_days", count, None),
        appeal_days=value_of(where, entry, "appeal_days", count, None),
        counted_in=value_of(where, entry, "counted_in", one_of(CountedIn), CountedIn.DAYS),
    )


def _timezone(value: Any) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        raise WrongValue("must be an IANA zone such as Asia/Qatar")
    return value
