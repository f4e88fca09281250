"""What people do with wage claims. Rooms above import this package alone."""

from mrc.claims.service.assessing import (
    AssessmentView,
    assessments_of,
    compute,
    get_assessment,
    read,
    save_facts,
    take_over,
)
from mrc.claims.service.limits import ShownLimit, limits_of, refresh_all_limits, refresh_limits
from mrc.claims.service.listing import ClaimPage, ListedClaim, list_claims, sums_of
from mrc.claims.service.recording import (
    ClaimView,
    add_lines,
    change_claim,
    facts_of,
    get_claim,
    of_case,
    record_amounts,
    record_claim,
    respondents_of,
    take_back,
    totals_of,
)

__all__ = [
    "AssessmentView",
    "ClaimPage",
    "ClaimView",
    "ListedClaim",
    "ShownLimit",
    "add_lines",
    "assessments_of",
    "change_claim",
    "compute",
    "facts_of",
    "get_assessment",
    "get_claim",
    "limits_of",
    "list_claims",
    "of_case",
    "read",
    "record_amounts",
    "record_claim",
    "refresh_all_limits",
    "refresh_limits",
    "respondents_of",
    "save_facts",
    "sums_of",
    "take_back",
    "take_over",
    "totals_of",
]
