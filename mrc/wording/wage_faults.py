"""What is wrong with a fact of a wage claim, in words that say how to mend it."""

from typing import Any

from mrc.claims.rules.facts_reader import FactFault
from mrc.i18n import lazy

WORDS: dict[Any, Any] = {
    FactFault: {
        FactFault.MISSING: lazy("This is missing."),
        FactFault.NOT_KNOWN: lazy("There is no such field."),
        FactFault.TWICE: lazy("This stands twice."),
        FactFault.NOT_AN_OBJECT: lazy("This must be a group of named fields."),
        FactFault.NOT_A_LIST: lazy("This must be a list."),
        FactFault.NOT_ONE_OF: lazy("This must be one of: %(choices)s."),
        FactFault.NO_LAW: lazy("No law is on record for this country. There are: %(choices)s."),
        FactFault.NOT_A_CURRENCY: lazy("This must be a currency's code of three capital letters (ISO 4217)."),
        FactFault.NOT_AN_AMOUNT: lazy("This must be an amount in quotes, such as 7500.00, without separators."),
        FactFault.NEGATIVE: lazy("This must not be below zero."),
        FactFault.TOO_FINE: lazy("This has more decimals than the currency, which has %(places)s."),
        FactFault.NOT_A_COUNT: lazy("This must be a number of days."),
        FactFault.NOT_HOURS: lazy("This must be a number of hours that is possible."),
        FactFault.NOT_YES_OR_NO: lazy("This must be true, false or null."),
        FactFault.NOT_A_DAY: lazy("This must be a day of the calendar, such as 2024-02-29."),
        FactFault.NOT_A_MONTH: lazy("This must be a month, such as 2024-02."),
        FactFault.END_BEFORE_START: lazy("The job would end before it began. Change one of the two days."),
        FactFault.TOO_LONG: lazy("The job would have lasted longer than %(years)s years. Check both days."),
        FactFault.OUTSIDE_JOB: lazy("This month lies outside the time of the job."),
        FactFault.MORE_THAN_SERVICE: lazy("These are more days than the job lasted."),
        FactFault.MORE_THAN_MONTH: lazy("Together these are more hours than the month has."),
        FactFault.NO_WAGE: lazy("A wage is missing: the basic wage or the whole wage."),
        FactFault.TOTAL_BELOW_PARTS: lazy("The whole wage is less than the basic wage and the allowance together."),
        FactFault.NOT_READABLE: lazy("This cannot be read. A file with the facts as JSON is needed."),
        FactFault.TOO_LARGE: lazy("This is larger than a megabyte."),
    },
}
