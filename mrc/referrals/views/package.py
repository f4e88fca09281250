"""What a hand-over shows of referrals."""

from datetime import date
from typing import Any

from mrc.access import Actor
from mrc.casework.rules.package import PackagePart
from mrc.casework.service import Package
from mrc.directory.rules import OrganisationKind
from mrc.panels import panel
from mrc.referrals.rules import UNANSWERED, ReferralState


@panel("package", order=70)
def referrals_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Which kinds of partners help already, or are asked to."""
    lines = package.lines(PackagePart.REFERRALS)
    if lines is None:
        return None
    shown = [
        {
            "kind": OrganisationKind(line["kind"]),
            "state": ReferralState(line["state"]),
            "sent_on": date.fromisoformat(line["sent_on"]),
            "answer_due_on": date.fromisoformat(line["answer_due_on"]) if line["state"] in UNANSWERED else None,
        }
        for line in lines
    ]
    return "referrals/package.html", {"lines": shown}
