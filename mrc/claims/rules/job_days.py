"""The first and last day of a job, which a claim's head and the facts of the interview both hold; kept as one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mrc.claims.rules.ledger import ClaimFacts


def followed(facts: Mapping[str, Any], before: ClaimFacts, head: ClaimFacts) -> dict[str, Any]:
    """The facts after the head was changed: what changed there is changed here, and all else stays."""
    job = dict(facts.get("employment") or {})
    if head.employed_from != before.employed_from:
        _put(job, "started_on", head.employed_from)
    if (head.employed_to, head.is_still_employed) != (before.employed_to, before.is_still_employed):
        _put(job, "ended_on", head.employed_to)
        if head.is_still_employed:
            # Who still works there has not left in any way.
            job.pop("exit", None)
    return {**facts, "employment": job}


def led(head: ClaimFacts, facts: Mapping[str, Any]) -> ClaimFacts:
    """The head after the facts were told: their days, as far as they tell any that can be."""
    job = facts.get("employment") or {}
    started_on, ended_on = _day(job.get("started_on")), _day(job.get("ended_on"))
    if started_on is None or (ended_on is not None and ended_on < started_on):
        return head
    if ended_on is None and job.get("exit"):
        # They left, and nobody has said yet on which day.
        return replace(head, employed_from=started_on)
    return replace(head, employed_from=started_on, employed_to=ended_on, is_still_employed=ended_on is None)


def _put(job: dict[str, Any], name: str, day: date | None) -> None:
    if day is None:
        job.pop(name, None)
    else:
        job[name] = day.isoformat()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
