"""Why a claim or an amount is not taken, in words."""

from typing import Any

from mrc.claims.rules import ClaimFault
from mrc.i18n import lazy

WORDS: dict[Any, Any] = {
    ClaimFault: {
        ClaimFault.PERIOD_BACKWARDS: lazy("The last day lies before the first day. Change one of them."),
        ClaimFault.NEEDS_END: lazy("Enter the last day of work, or tick that the worker still works there."),
        ClaimFault.END_AND_STILL: lazy(
            "Enter the last day of work or tick that the worker still works there, not both."
        ),
        ClaimFault.NO_LINES: lazy("Enter at least one part of the claim with its amount."),
        ClaimFault.NO_AMOUNT: lazy("Enter an amount for at least one part, or a total."),
        ClaimFault.NOTHING_TO_SPREAD_OVER: lazy(
            "Nothing is claimed yet over which a total could be spread. Enter amounts by part."
        ),
        ClaimFault.TOTAL_AND_LINES: lazy("Enter either one total or amounts by part, not both."),
        ClaimFault.DATE_IN_FUTURE: lazy("This date lies in the future. Enter the day on which it happened."),
        ClaimFault.TOO_MANY_DECIMALS: lazy("An amount has more decimals than its currency. Round it."),
        ClaimFault.NOT_A_RESPONDENT: lazy("Choose somebody this case is against, or nobody."),
        ClaimFault.NOTHING_TO_TAKE_BACK: lazy("This amount was taken back already."),
        ClaimFault.CASE_CLOSED: lazy("This case is closed. Reopen it first."),
        ClaimFault.NO_LAW: lazy("No law is on record for this country. Its amounts are entered by hand."),
        ClaimFault.TOO_LARGE: lazy("The amounts are larger than any wage. Check the wage and the hours."),
    },
}
