"""What is true of an export: its forms, why names may be in it, and cells that no spreadsheet takes for a formula."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mrc.reports.rules.caseload import Filters


class Format(StrEnum):
    """The file an export is."""

    XLSX = "xlsx"
    CSV = "csv"


class NamesReason(StrEnum):
    """Why names must be in an export. A code, because the record of exports holds no text about anybody."""

    COURT = "court"
    AUTHORITY = "authority"
    COLLECTIVE_CLAIM = "collective_claim"
    CONTACT_ROUND = "contact_round"
    DATA_CHECK = "data_check"


class ExportFault(StrEnum):
    """Why an export cannot be made so."""

    NEEDS_REASON = "needs_reason"
    TOO_LONG = "too_long"


# A sheet has 1,048,576 rows; one of them is the header.
SHEET_ROWS = 1_048_575


@dataclass(frozen=True)
class ExportFacts:
    """What is to be exported, and how."""

    filters: Filters
    format: Format
    with_names: bool = False
    reason: NamesReason | None = None


# A spreadsheet takes a cell for a formula or a command by its first character; full-width forms count in East Asia.
_STARTERS = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")
_SILENT = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


def neutral(cell: Any) -> Any:
    """The cell as a spreadsheet must read it: as text, never as a formula. Numbers and dates stay what they are."""
    if not isinstance(cell, str) or (cell[:1].isalnum() and cell.isprintable()):
        return cell
    kept = "".join(mark if _is_printable(mark) else " " for mark in cell)
    bare = _SILENT.sub("", kept).lstrip()
    dangerous = bare[:1] in _STARTERS or cell[:1] in {"\t", "\r", "\n"}
    return f"'{kept}" if bare and dangerous else kept


def _is_printable(mark: str) -> bool:
    return mark in "\n\u200c\u200d" or (mark != "\ufeff" and unicodedata.category(mark) not in {"Cc", "Cs"})


_BANDS = ((15, "Y_LT15"), (25, "Y15-24"), (35, "Y25-34"), (45, "Y35-44"), (55, "Y45-54"), (65, "Y55-64"))


def age_band(birth_year: int | None, on: date) -> str:
    """The ten-year age band of ILOSTAT on a day, from the year of birth; '' when it is not known.

    The year alone is used, so that somebody may stand one year too high; exact birth dates are sealed.
    """
    if birth_year is None or birth_year > on.year:
        return ""
    age = on.year - birth_year
    return next((band for limit, band in _BANDS if age < limit), "Y_GE65")


def days_open(opened: date, closed: date | None, today: date) -> int:
    """How many days a case was open, or is open until today."""
    return ((closed or today) - opened).days
