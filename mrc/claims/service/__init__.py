"""What people do with wage claims. Rooms above import this package alone."""

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
    "ClaimPage",
    "ClaimView",
    "ListedClaim",
    "ShownLimit",
    "add_lines",
    "change_claim",
    "facts_of",
    "get_claim",
    "limits_of",
    "list_claims",
    "of_case",
    "record_amounts",
    "record_claim",
    "refresh_all_limits",
    "refresh_limits",
    "respondents_of",
    "sums_of",
    "take_back",
    "totals_of",
]
