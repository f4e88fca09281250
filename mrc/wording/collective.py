"""The words of collective claims: the columns of their sheets, and what is wrong with a row."""

from typing import Any

from mrc.claims.rules.collective import CollectiveFault, Column, ListMode, MonthColumn, RowFault
from mrc.claims.rules.referring import GroupFault, Lack
from mrc.i18n import lazy, lazy_p

WORDS: dict[Any, Any] = {
    Column: {
        Column.NAME: lazy_p("column", "Name"),
        Column.PERSON: lazy_p("column", "Number of the person here"),
        Column.STARTED_ON: lazy("First day of work"),
        Column.ENDED_ON: lazy("Last day of work"),
        Column.EXIT: lazy("How the job ended"),
        Column.ABSENCE: lazy("Days of absence without pay"),
        Column.SOCIAL_SECURITY: lazy("Was the worker covered by social security?"),
        Column.MPF: lazy("Was the worker in the provident fund (MPF)?"),
        Column.BASIS: lazy("How the wage is agreed"),
        Column.BASIC: lazy("Basic wage, without allowances"),
        Column.SOCIAL_ALLOWANCE: lazy("Social allowance"),
        Column.TOTAL: lazy("Whole wage, with all allowances"),
        Column.HOURS_PER_DAY: lazy("Hours agreed for a day"),
        Column.LEAVE: lazy("Days of annual leave not taken"),
        Column.CURRENCY: lazy("Currency"),
        Column.CLAIMED: lazy("Claimed, if other than computed"),
    },
    MonthColumn: {
        MonthColumn.DUE: lazy_p("column", "Due"),
        MonthColumn.PAID: lazy_p("column", "Paid"),
        MonthColumn.DEDUCTIONS: lazy("Lawful deductions"),
        MonthColumn.BROUGHT: lazy_p("column", "Really brought"),
        MonthColumn.HOURS_DAY: lazy("Hours by day"),
        MonthColumn.HOURS_NIGHT: lazy("Hours by night"),
        MonthColumn.HOURS_REST_DAY: lazy("Hours on days of rest"),
    },
    ListMode: {
        ListMode.ADD: lazy("Add them to the list"),
        ListMode.REPLACE: lazy("Let them take the place of the whole list"),
    },
    RowFault: {
        RowFault.NOBODY: lazy("Write a name, or the number of somebody registered here."),
        RowFault.NOT_A_DAY: lazy("Write the date as year-month-day, for example 2026-05-12."),
        RowFault.NOT_A_NUMBER: lazy("Write a number in figures, for example 1250.50."),
        RowFault.NEGATIVE: lazy("This must not be below zero."),
        RowFault.TOO_FINE: lazy("This has more decimals than the currency. Write it as 3000 or 3000.00."),
        RowFault.NOT_IN_THE_LIST: lazy("Choose one of the words of the form, or its code."),
        RowFault.NOT_A_CURRENCY: lazy("There is no such currency. Write its code of three letters."),
        RowFault.OTHER_CURRENCY: lazy("All workers of a collective claim are paid in its currency."),
        RowFault.NO_PERIOD: lazy("Say for which period the wage is: month, day, hour or piece."),
        RowFault.TOO_LONG: lazy("This is too long."),
        RowFault.NOT_A_REFERENCE: lazy("Check the number: it has ten digits, and one of them seems mistyped."),
        RowFault.NO_SUCH_PERSON: lazy(
            "Nobody of this number can be named here. Somebody restricted joins a restricted case only."
        ),
        RowFault.TWICE: lazy(
            "This worker stands twice. If they are two people, add to the name what tells them apart."
        ),
        RowFault.ON_THE_LIST: lazy(
            "This worker is on the list already. If it is somebody else, add to the name what tells them apart."
        ),
        RowFault.NO_SUCH_WORKER: lazy("No worker on the list has this number."),
    },
    Lack: {
        Lack.NOT_REGISTERED: lazy("on the list by name alone: register them, so that they can be asked"),
        Lack.NOT_YOURS: lazy("restricted or erased: you cannot refer them"),
        Lack.NOT_SAFE: lazy("this organisation is not safe for them"),
        Lack.UNDER_CODE: lazy("in danger or restricted: refer them alone, under a code"),
        Lack.NO_CONSENT: lazy("has not consented to this organisation"),
        Lack.CONSENT_NARROWER: lazy("consented to less than what is shared; missing is"),
    },
    GroupFault: {
        GroupFault.NOBODY: lazy("Nobody consented yet. Ask the workers, and write the numbers of those who agreed."),
        GroupFault.ONE_BY_ONE: lazy(
            "Contact with an embassy or consulate is each person's own wish. Refer them one by one."
        ),
        GroupFault.UNDER_CODE: lazy(
            "The case is restricted or there are signs of danger. Refer the workers one by one, under a code."
        ),
        GroupFault.NO_ACCOUNT: lazy(
            "Nobody of this organisation has an account, and a link opens one person's referral alone."
        ),
        GroupFault.ALREADY_OPEN: lazy(
            "Workers of this claim are referred there already. Recall that referral first."
        ),
        GroupFault.NO_SUCH_WORKER: lazy("One of these numbers is not on the list."),
        GroupFault.AGREED_UNASKED: lazy(
            "Write the numbers of those alone who are shown above and are not held back."
        ),
    },
    CollectiveFault: {
        CollectiveFault.NO_RESPONDENT: lazy("Choose whom the claim is against."),
        CollectiveFault.NO_WORKERS: lazy("There is no worker yet. Add some first."),
        CollectiveFault.TOO_MANY_WORKERS: lazy("A collective claim holds 2,000 workers at most. Begin a second one."),
        CollectiveFault.HAS_AMOUNTS: lazy(
            "A worker with an award or a payment stays on the list. Take back the amount first if it was a mistake."
        ),
        CollectiveFault.FILED_IN_FUTURE: lazy("This date lies in the future. Enter the day on which it was filed."),
        CollectiveFault.NOTHING_TO_SPREAD_OVER: lazy(
            "Nothing is claimed yet over which a total could be spread. Compute first, or enter amounts by worker."
        ),
        CollectiveFault.TOTAL_AND_TABLE: lazy("Enter either one total or amounts by worker, not both."),
        CollectiveFault.NO_AMOUNT: lazy("Enter one total, or amounts by worker."),
        CollectiveFault.ROWS_REFUSED: lazy("Some rows must be mended. Nothing was saved."),
    },
}
