"""The words of lists, exports and reports."""

from typing import Any

from mrc.i18n import lazy, lazy_p
from mrc.reports.rules.caseload import AssignFault, Sort, Standing, Within
from mrc.reports.rules.export import ExportFault, Format, NamesReason
from mrc.reports.rules.periods import PeriodFault

WORDS: dict[Any, Any] = {
    Sort: {
        Sort.NEWEST: lazy("Newest first"),
        Sort.DUE: lazy("Next date first"),
        Sort.CONTACT: lazy("Longest without contact first"),
    },
    Standing: {
        Standing.LIVE: lazy_p("cases", "Not closed"),
        Standing.OPEN: lazy_p("cases", "Open: our move"),
        Standing.WAITING: lazy_p("cases", "Waiting for somebody"),
        Standing.CLOSED: lazy_p("cases", "Closed"),
        Standing.ALL: lazy_p("cases", "All"),
    },
    Within: {
        Within.WEEK: lazy_p("act before", "Within 7 days"),
        Within.MONTH: lazy_p("act before", "Within 30 days"),
        Within.QUARTER: lazy_p("act before", "Within 90 days"),
    },
    AssignFault: {
        AssignFault.NO_CASES: lazy("Tick at least one case in the list."),
        AssignFault.TOO_MANY: lazy("Choose at most 200 cases at once."),
        AssignFault.NO_SUCH_PERSON: lazy("Choose somebody who works at your centre."),
    },
    Format: {
        Format.XLSX: lazy("Excel workbook (.xlsx)"),
        Format.CSV: lazy("Comma-separated text (.csv)"),
    },
    NamesReason: {
        NamesReason.COURT: lazy("A court asks for them"),
        NamesReason.AUTHORITY: lazy("An authority asks for them by law"),
        NamesReason.COLLECTIVE_CLAIM: lazy("A collective claim is prepared"),
        NamesReason.CONTACT_ROUND: lazy("The workers are to be contacted"),
        NamesReason.DATA_CHECK: lazy("The data are compared with the paper files"),
    },
    ExportFault: {
        ExportFault.NEEDS_REASON: lazy("Choose why the names are needed, or leave the names out."),
        ExportFault.TOO_LONG: lazy("A workbook holds at most 1,048,575 cases. Choose the comma-separated text."),
    },
    PeriodFault: {
        PeriodFault.BACKWARDS: lazy("The period ends before it begins. Change one of the dates."),
    },
}
