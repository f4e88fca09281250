"""What a hand-over tells of referrals: who helps already or is asked to, by kind and not by name."""

from typing import Any

from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.package import PackagePart
from mrc.referrals.rules import OPEN_STATES
from mrc.referrals.service.reading import of_case


@casework.in_package(PackagePart.REFERRALS)
def freeze_referrals(case: Case) -> list[dict[str, Any]]:
    """The referrals that are still going on; they go on with the case, on the consents they rest on."""
    return [
        {
            "kind": line.kind,
            "state": line.state,
            "sent_on": line.sent_at.date().isoformat(),
            "answer_due_on": line.answer_due_at.date().isoformat(),
        }
        for line in of_case(case.id)
        if line.state in OPEN_STATES and not line.is_stopped
    ]
