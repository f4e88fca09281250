"""The words of the working-time diary."""

from typing import Any

from mrc.employment.rules import DayKind, DiaryFault
from mrc.i18n import lazy, lazy_p

# What the columns of the diary are called, on its pages and in tables that people bring.
COLUMNS: dict[str, Any] = {
    "day": lazy_p("diary", "Day"),
    "starts": lazy_p("diary", "Start"),
    "ends": lazy_p("diary", "End"),
    "ends_next_day": lazy_p("diary", "Ends next day"),
    "break_minutes": lazy_p("diary", "Break, minutes"),
    "hours": lazy_p("diary", "Or hours"),
    "night": lazy_p("diary", "Of these at night"),
    "kind": lazy_p("diary", "Kind of day"),
    "pay": lazy_p("diary", "Pay received"),
    "currency": lazy_p("diary", "Currency"),
    "note": lazy_p("diary", "Note"),
}
YES, NO = lazy_p("answer", "Yes"), lazy_p("answer", "No")

WORDS: dict[Any, Any] = {
    DayKind: {
        DayKind.WORKING_DAY: lazy_p("day", "Working day"),
        DayKind.REST_DAY: lazy_p("day", "Day of rest"),
        DayKind.HOLIDAY: lazy_p("day", "Public holiday"),
    },
    DiaryFault: {
        DiaryFault.NOT_A_DAY: lazy("Write the date as year-month-day, for example 2026-05-12."),
        DiaryFault.DAY_MISSING: lazy("The day is missing in this row."),
        DiaryFault.DAY_TWICE: lazy("This day is there twice. Put both rows into one."),
        DiaryFault.DAY_ALREADY_THERE: lazy(
            "This day is in the diary already. Remove it here, or tick that days are to be replaced."
        ),
        DiaryFault.DAY_IN_FUTURE: lazy("This day lies in the future. The diary keeps what has happened."),
        DiaryFault.DAY_TOO_OLD: lazy("This day lies too far back. Check the year."),
        DiaryFault.NOT_A_TIME: lazy("Write the time in figures, for example 8:00 or 17:30."),
        DiaryFault.NOT_HOURS: lazy("Write the hours in figures, for example 8, 7.5 or 7:30."),
        DiaryFault.NOT_MINUTES: lazy("Write the break in minutes, for example 30."),
        DiaryFault.NOT_A_KIND: lazy("Write working day, day of rest or public holiday, or leave this empty."),
        DiaryFault.NOT_YES_OR_NO: lazy("Write yes or no, or leave this empty."),
        DiaryFault.NOT_AN_AMOUNT: lazy("Write the amount in figures, for example 1250.50."),
        DiaryFault.NOT_A_CURRENCY: lazy("Write the currency as three letters, for example QAR."),
        DiaryFault.CURRENCY_MISSING: lazy("Say in which currency this was paid."),
        DiaryFault.TOO_MANY_DECIMALS: lazy(
            "This amount has more decimals than its currency. Write it as 3000 or 3000.00."
        ),
        DiaryFault.OTHER_TIME_MISSING: lazy("Write both start and end, or only the hours."),
        DiaryFault.END_BEFORE_START: lazy(
            "The end lies before the start. If work went on past midnight, tick that it ends the next day."
        ),
        DiaryFault.TIMES_AND_HOURS: lazy("Write start and end, or the hours, not both."),
        DiaryFault.BREAK_WITHOUT_TIMES: lazy("A break belongs to a start and an end. Take it off the hours instead."),
        DiaryFault.BREAK_TOO_LONG: lazy("The break is as long as the whole time. Check it."),
        DiaryFault.NEXT_DAY_WITHOUT_TIMES: lazy("Write start and end, or remove the tick for the next day."),
        DiaryFault.TOO_MANY_HOURS: lazy("A day has 24 hours at most."),
        DiaryFault.NIGHT_TOO_LONG: lazy("More hours at night than hours in all. Check both."),
        DiaryFault.NOTE_TOO_LONG: lazy("This note is too long. Shorten it."),
        DiaryFault.OVERLAPS: lazy("Work began before that of the day before had ended. Check both days."),
        DiaryFault.NO_DAYS: lazy("There is no day with anything in it."),
        DiaryFault.HAS_FAULTS: lazy("Nothing was saved. Mend the days that are marked."),
        DiaryFault.CASE_CLOSED: lazy("This case is closed. Reopen it first."),
    },
}


def clock_words(minutes: int) -> str:
    """Minutes as hours and minutes with a colon, in plain figures as they are typed."""
    return f"{minutes // 60}:{minutes % 60:02}"
