"""What is true of the worker's own pages: how often a code may be tried, and where a case stands on its way."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import FIRST_STEP, STAGES, CaseStatus, Party, Stage, Step


@dataclass(frozen=True)
class Limit:
    """So many tries in one window of time."""

    tries: int
    window: timedelta


# Windows are fixed, so that any quarter of an hour meets at most two of the first, and any burst two of the second:
# never more than ten hashes for two hundred guesses, whether they come from one place or from two hundred.
BY_REFERENCE_HERE = Limit(4, timedelta(minutes=15))
# Short, because whoever tries from many places must not keep the person themselves out for longer than a minute.
BY_REFERENCE = Limit(5, timedelta(seconds=60))
# Where the case was opened lately, its person is not held back by what others try elsewhere.
FAMILIAR = Limit(1, timedelta(hours=1))
FAMILIAR_FOR = timedelta(days=1)
# A dormitory of fifty may share one address.
BY_ADDRESS = Limit(300, timedelta(minutes=15))
OVERALL = Limit(1200, timedelta(seconds=60))


def place_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of 64 bits that one customer gets in IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


@dataclass(frozen=True)
class StagePassed:
    """One stage that a case was in, or left out."""

    stage: Stage
    is_skipped: bool


@dataclass(frozen=True)
class StageLine:
    """A stage on the card: done, current, todo or skipped."""

    stage: Stage
    state: str


# The steps at which the worker is asked for papers when it is their turn.
_ASKS_FOR_PAPERS = frozenset({Step.EVIDENCE, Step.COUNSELLED, Step.ORIENTED})


def asks_for_papers(move: Party, step: Step, said: EventCode) -> bool:
    """Whether the one next thing to do is to bring or send papers."""
    return move is Party.MIGRANT and step in _ASKS_FOR_PAPERS and said is not EventCode.ASKED_MIGRANT


class WarningKind(StrEnum):
    """What the office must know of the worker's door."""

    SECOND_OPENED = "second_opened"
    SECOND_WROTE = "second_wrote"
    SECOND_SENT = "second_sent"
    CODE_VOIDED = "code_voided"


class WishKind(StrEnum):
    """What a worker decided or asked for on their own pages, for the office to know."""

    CONSENT_ENDED = "consent_ended"
    WILL_COME = "will_come"
    OTHER_TIME = "other_time"
    CLOSING = "closing"
    STILL_NEEDS_HELP = "still_needs_help"
    CORRECTION = "correction"


class HowItWas(StrEnum):
    """How it was for a worker, in three faces."""

    GOOD = "good"
    MIDDLING = "middling"
    BAD = "bad"


class OwnDayFault(StrEnum):
    """Why a day of work cannot be kept as the worker typed it."""

    ALREADY_THERE = "already_there"
    CHECK = "check"
    FINISHED = "finished"


class OwnPageFault(StrEnum):
    """Why a second code cannot be given."""

    NO_FIRST_CODE = "no_first_code"


@dataclass(frozen=True)
class Shows:
    """What the worker wants to see on their page beside what always stands there."""

    money: bool = False
    limits: bool = False


@dataclass
class Standing:
    """Where a case stands, as far as its card says it."""

    stage: Stage
    step: Step
    said: EventCode
    move: Party = Party.CASEWORKER
    status: CaseStatus = CaseStatus.OPEN


# What the second code shows: the place where the person is anyway, and a sentence that fits everybody there.
_HARMLESS = {
    Stage.PRE_DEPARTURE: (Stage.PRE_DEPARTURE, EventCode.COUNSELLED),
    Stage.EMPLOYMENT: (Stage.EMPLOYMENT, EventCode.SETTLED_IN),
    Stage.WAGE_CLAIM: (Stage.EMPLOYMENT, EventCode.SETTLED_IN),
    Stage.RETURN: (Stage.RETURN, EventCode.NEEDS_MET),
}


def harmless(stage: Stage) -> Standing:
    """A standing that tells nothing of the case."""
    shown, said = _HARMLESS[stage]
    return Standing(shown, FIRST_STEP[shown], said)


def stands_beside(second_hash: str | None, code_hash: str | None) -> bool:
    """Whether a second code was made beside this first one: both hashes have the same salt and cost."""
    if second_hash is None or code_hash is None:
        return False
    return second_hash.rsplit("$", 1)[0] == code_hash.rsplit("$", 1)[0]


def stage_lines(current: Stage, passed: list[StagePassed]) -> list[StageLine]:
    """The four stages in order. One before the current lies behind the worker, unless it was left out on purpose."""
    been = {entry.stage for entry in passed if not entry.is_skipped}
    left_out = {entry.stage for entry in passed if entry.is_skipped} - been
    here = STAGES.index(current)
    lines = []
    for place, stage in enumerate(STAGES):
        if stage is current:
            state = "current"
        elif stage in left_out:
            state = "skipped"
        else:
            state = "done" if stage in been or place < here else "todo"
        lines.append(StageLine(stage, state))
    return lines
