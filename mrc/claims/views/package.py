"""What a hand-over shows of claims: the days that must not be missed, and the money."""

from datetime import date
from decimal import Decimal
from typing import Any

from mrc import clock
from mrc.access import Actor
from mrc.casework.rules.package import PackagePart
from mrc.casework.service import Package
from mrc.claims.rules import Component
from mrc.panels import panel

_AMOUNTS = ("claimed", "awarded", "received")


@panel("package", order=40)
def deadlines_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Time limits and hearings, the nearest first."""
    lines = package.lines(PackagePart.DEADLINES) or []
    shown = [
        {
            **line,
            "on": date.fromisoformat(line["on"]),
            "claim": Component(line["claim"]) if line.get("claim") else None,
        }
        for line in lines
    ]
    return "claims/package_deadlines.html", {"lines": shown, "today": clock.today(actor.timezone)}


@panel("package", order=60)
def claims_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The claims, and what they come to in each currency."""
    lines = package.lines(PackagePart.CLAIMS)
    if lines is None:
        return None
    shown = [{**line, **{name: _amount(line[name]) for name in _AMOUNTS}} for line in lines]
    totals: dict[str, dict[str, Decimal | None]] = {}
    for line in shown:
        sums = totals.setdefault(line["currency"], dict.fromkeys(_AMOUNTS))
        for name in _AMOUNTS:
            if line[name] is not None:
                sums[name] = (sums[name] or Decimal(0)) + line[name]
    return "claims/package_claims.html", {"lines": shown, "totals": sorted(totals.items())}


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
