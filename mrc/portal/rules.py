"""What is true of the worker's own pages: how often a code may be tried, and where a case stands on its way."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from mrc.casework.rules.stages import STAGES, Stage

CODE_LENGTH = 16
LONGEST_TYPED = 60


@dataclass(frozen=True)
class Limit:
    """So many tries in one window of time."""

    tries: int
    window: timedelta


# Windows are fixed, so that any quarter of an hour meets at most two of the first: never more than ten tries.
BY_REFERENCE_HERE = Limit(5, timedelta(minutes=15))
# Short, because whoever tries from many places must not keep the person themselves out for longer than a minute.
BY_REFERENCE = Limit(12, timedelta(seconds=60))
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


def stage_lines(current: Stage, passed: list[StagePassed]) -> list[StageLine]:
    """The four stages in order. One before the current that the case was never in is not needed."""
    been = {entry.stage for entry in passed if not entry.is_skipped}
    lines = []
    for stage in STAGES:
        if stage is current:
            state = "current"
        elif stage in been:
            state = "done"
        else:
            state = "skipped" if STAGES.index(stage) < STAGES.index(current) else "todo"
        lines.append(StageLine(stage, state))
    return lines
