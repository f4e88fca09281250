"""The words of wage claims."""

from typing import Any

from mrc.claims.rules import AmountKind, ClaimFault, Component, PaymentMethod
from mrc.claims.rules.asking import Question, Told
from mrc.i18n import lazy, lazy_p

WORDS: dict[Any, Any] = {
    Component: {
        Component.UNPAID_WAGE: lazy_p("component", "Wages not paid"),
        Component.MIN_WAGE_TOPUP: lazy_p("component", "Difference to the minimum wage"),
        Component.OVERTIME: lazy_p("component", "Overtime"),
        Component.REST_DAY: lazy_p("component", "Work on rest days"),
        Component.HOLIDAY: lazy_p("component", "Work on public holidays"),
        Component.LEAVE: lazy_p("component", "Annual leave"),
        Component.NOTICE: lazy_p("component", "Notice period"),
        Component.END_OF_SERVICE: lazy_p("component", "End-of-service pay"),
        Component.SEVERANCE: lazy_p("component", "Severance pay"),
        Component.DISMISSAL_COMPENSATION: lazy_p("component", "Compensation for dismissal"),
        Component.DEDUCTION_REFUND: lazy_p("component", "Unlawful deductions"),
        Component.FEE_REFUND: lazy_p("component", "Recruitment fees"),
        Component.RETURN_TICKET: lazy_p("component", "Return ticket"),
        Component.INTEREST: lazy_p("component", "Interest"),
    },
    AmountKind: {
        AmountKind.CLAIMED: lazy_p("amount", "Claimed"),
        AmountKind.COMPUTED: lazy_p("amount", "Computed"),
        AmountKind.OFFERED: lazy_p("amount", "Offered"),
        AmountKind.AWARDED: lazy_p("amount", "Awarded"),
        AmountKind.RECEIVED: lazy_p("amount", "Received"),
    },
    PaymentMethod: {
        PaymentMethod.BANK: lazy_p("payment", "Bank transfer"),
        PaymentMethod.CASH: lazy_p("payment", "Cash"),
        PaymentMethod.CHEQUE: lazy_p("payment", "Cheque"),
        PaymentMethod.AUTHORITY: lazy_p("payment", "Paid out by an authority"),
        PaymentMethod.OTHER: lazy_p("payment", "Another way"),
    },
    Told: {
        Told.YES: lazy_p("answer", "Yes"),
        Told.NO: lazy_p("answer", "No"),
    },
    Question: {
        Question.BASIC: lazy("Basic wage, without allowances"),
        Question.SOCIAL_ALLOWANCE: lazy("Social allowance"),
        Question.HOURS_PER_DAY: lazy("Hours agreed for a day"),
        Question.HISTORY: lazy("What the last months really brought"),
        Question.ABSENCE: lazy("Days of absence without pay"),
        Question.SOCIAL_SECURITY: lazy("Was the worker covered by social security?"),
        Question.MPF: lazy("Was the worker in the provident fund (MPF)?"),
        Question.HOURS_DAY: lazy("Hours by day"),
        Question.HOURS_NIGHT: lazy("Hours by night"),
        Question.HOURS_REST_DAY: lazy("Hours on days of rest"),
        Question.LEAVE: lazy("Days of annual leave not taken"),
    },
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
