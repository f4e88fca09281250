"""The time limits of a case, hung on its page."""

from typing import Any

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.casework.models import Case
from mrc.claims import service
from mrc.panels import panel
from mrc.wording.wages import filing


@panel("case_main", order=10)
def limits_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Until when the claims of a case must be brought; a closed case has no limits to mind."""
    if case.closed_at is not None or not may(actor, Permission.CLAIM_READ, case.subject):
        return None
    limits = service.limits_of(case.id)
    if not limits:
        return None
    today = clock.today(actor.timezone)
    return "claims/limits_panel.html", {"limits": limits, "today": today, "filing": filing}
