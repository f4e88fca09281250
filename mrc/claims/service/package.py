"""What a hand-over tells of the claims of a case: every day that must not be missed, and what is claimed."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.package import PackagePart
from mrc.claims.service.collective.heads import collectives_of_case
from mrc.claims.service.hearings import hearings_of
from mrc.claims.service.limits import limits_of
from mrc.claims.service.recording import of_case


@casework.in_package(PackagePart.DEADLINES)
def freeze_deadlines(case: Case) -> list[dict[str, Any]]:
    """Time limits, hearings and the next money that was agreed, the nearest day first."""
    limits = [
        _day("limit", found.deadline.act_by, country=found.country, claim=found.deadline.claim)
        for found in limits_of(case.id)
        if found.deadline.act_by is not None
    ]
    together = [
        _day("limit", act_by, country=claim.country, claim=None)
        for claim, _totals, act_by in collectives_of_case(case.id)
        if act_by is not None
    ]
    hearings = [
        _day("hearing", found.hearing.at.astimezone(ZoneInfo(found.hearing.timezone)).date())
        for found in hearings_of(case.id)
    ]
    money = [_day("instalment", case.instalment_due_on)] if case.instalment_due_on else []
    return sorted([*limits, *together, *hearings, *money], key=lambda line: str(line["on"]))


def _day(kind: str, on: date | None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "on": on.isoformat() if on else None, **more}


@casework.in_package(PackagePart.CLAIMS)
def freeze_claims(case: Case) -> list[dict[str, Any]]:
    """Each claim with its sums; those of several workers as one."""
    alone = [
        _claim(claim.country, claim.currency, 1, sums.claimed, sums.awarded, sums.received)
        for claim, sums in of_case(case.id)
    ]
    together = [
        _claim(claim.country, claim.currency, totals.workers, totals.asked, totals.awarded, totals.received)
        for claim, totals, _act_by in collectives_of_case(case.id)
    ]
    return [*alone, *together]


def _claim(country: str, currency: str, workers: int, *amounts: Decimal | None) -> dict[str, Any]:
    names = ("claimed", "awarded", "received")
    told = {name: None if amount is None else str(amount) for name, amount in zip(names, amounts, strict=True)}
    return {"country": country, "currency": currency, "workers": workers, **told}
