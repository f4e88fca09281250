"""The words of wage claims and of their law that the office alone reads."""

from typing import Any

from mrc.claims.rules import ClaimFault
from mrc.claims.rules.law import Formula, WageBase
from mrc.i18n import lazy, lazy_p

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
        ClaimFault.TOO_MANY_DECIMALS: lazy(
            "An amount has more decimals than its currency. Write it as 3000 or 3000.00."
        ),
        ClaimFault.NOT_A_RESPONDENT: lazy("Choose somebody this case is against, or nobody."),
        ClaimFault.NOTHING_TO_TAKE_BACK: lazy("This amount was taken back already."),
        ClaimFault.CASE_CLOSED: lazy("This case is closed. Reopen it first."),
        ClaimFault.NO_LAW: lazy("No law is on record for this country. Its amounts are entered by hand."),
        ClaimFault.TOO_LARGE: lazy("The amounts are larger than any wage. Check the wage and the hours."),
    },
    Formula: {
        Formula.SHORTFALL: lazy("What was due in each month, less lawful deductions and what was paid"),
        Formula.HOURS: lazy("The hour's wage with a supplement, for each hour"),
        Formula.LEAVE_DAYS: lazy("A day's wage for each day of leave not taken"),
        Formula.PER_YEAR: lazy("Days' or months' wages for each year of service, by tiers"),
        Formula.BY_LENGTH: lazy("Days' wages by the length of service"),
        Formula.CAPPED_SHARE: lazy("A share of a month's wage for each year of service, up to a limit"),
        Formula.AVERAGE_DAY: lazy("Average days' wages for each 365 days of service"),
        Formula.MONTHS_STARTED: lazy("A month's average wage for each twelve months begun"),
        Formula.CONTRIBUTIONS: lazy("A percentage of the wage for each month, by tiers"),
        Formula.NOT_COMPUTED: lazy("Not computed"),
    },
    WageBase: {
        WageBase.BASIC: lazy_p("wage", "Last basic wage"),
        WageBase.BASIC_PLUS_SOCIAL: lazy_p("wage", "Last basic wage with social allowance"),
        WageBase.LAST_TOTAL: lazy_p("wage", "Last whole wage"),
        WageBase.LAST_MONTH: lazy_p("wage", "Wage of the last full month"),
        WageBase.AVG_3M: lazy_p("wage", "Average of the last three months"),
        WageBase.AVG_6M: lazy_p("wage", "Average of the last six months"),
        WageBase.AVG_12M: lazy_p("wage", "Average of the last twelve months"),
    },
}
