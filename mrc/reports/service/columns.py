"""The columns of the exported caseload: standard codes beside words, people by reference, money by currency."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from mrc import classifications as standards
from mrc.casework.rules.issues import GROUP_OF
from mrc.claims.rules import AmountKind
from mrc.i18n import lazy, speaking
from mrc.refs import spoken
from mrc.reports.rules.export import age_band, days_open, neutral
from mrc.wording import words

Money = Mapping[tuple[str, AmountKind], Decimal]


@dataclass(frozen=True)
class Exported:
    """One case as it is exported: its row, issues, money and number of workers, and names when they were asked."""

    row: Any
    issues: list[str]
    money: Money
    workers: int
    name: str | None
    latin_name: str | None
    zone: ZoneInfo
    today: date
    language: str

    def day(self, moment: datetime | None) -> date | None:
        """The day of a moment at the centre."""
        return None if moment is None else moment.astimezone(self.zone).date()


@dataclass(frozen=True)
class Column:
    """One column: its heading and what stands in it."""

    heading: Any
    cell: Callable[[Exported], Any]


def _code(name: str) -> Callable[[Exported], Any]:
    return lambda case: None if (value := getattr(case.row, name)) is None else str(value)


def _words(name: str) -> Callable[[Exported], Any]:
    return lambda case: _spoken(getattr(case.row, name), case.language)


@lru_cache(maxsize=1024)
def _spoken(member: StrEnum | None, language: str) -> str:
    # A long export says the same few words in every row.
    with speaking(language):
        return str(words(member))


def _title(standard: Any, name: str) -> Callable[[Exported], Any]:
    return lambda case: (
        standard.title(code, case.language) if (code := getattr(case.row, name)) and standard.is_known(code) else None
    )


def _alpha3(name: str) -> Callable[[Exported], Any]:
    return lambda case: standards.alpha3(code) if (code := getattr(case.row, name)) else None


def _country(name: str) -> Callable[[Exported], Any]:
    return lambda case: standards.country_name(code, case.language) if (code := getattr(case.row, name)) else None


def _opened(case: Exported) -> date:
    day = case.day(case.row.opened_at)
    assert day is not None
    return day


def _days(case: Exported) -> int:
    return days_open(_opened(case), case.day(case.row.closed_at), case.today)


_CASE = (
    Column(lazy("Case"), lambda case: spoken(case.row.ref)),
    Column(lazy("Worker (reference)"), lambda case: spoken(case.row.person_ref)),
)
_NAMES = (
    Column(lazy("Name"), lambda case: case.name),
    Column(lazy("Name in Latin letters"), lambda case: case.latin_name),
)
_FACTS = (
    Column(lazy("Centre"), lambda case: case.row.centre_name),
    Column(lazy("Caseworker (reference)"), lambda case: spoken(case.row.worker_ref) if case.row.worker_ref else None),
    Column(lazy("Stage (code)"), _code("stage")),
    Column(lazy("Stage"), _words("stage")),
    Column(lazy("Step (code)"), _code("step")),
    Column(lazy("Step"), _words("step")),
    Column(lazy("Status (code)"), _code("status")),
    Column(lazy("Status"), _words("status")),
    Column(lazy("Waiting for (code)"), _code("move")),
    Column(lazy("Priority (code)"), _code("priority")),
    Column(lazy("Main issue (code)"), _code("primary_issue")),
    Column(lazy("Main issue"), _words("primary_issue")),
    Column(lazy("Group of the main issue"), lambda case: _spoken(GROUP_OF[case.row.primary_issue], case.language)),
    Column(lazy("All issues (codes)"), lambda case: " ".join(case.issues)),
    Column(lazy("Workers in the case"), lambda case: case.workers),
    Column(lazy("Sex (code)"), _code("sex")),
    Column(lazy("Sex"), _words("sex")),
    Column(lazy("Age band at opening"), lambda case: age_band(case.row.birth_year, _opened(case)) or None),
    Column(lazy("Nationality (ISO alpha-3)"), _alpha3("nationality")),
    Column(lazy("Nationality"), _country("nationality")),
    Column(lazy("Country of origin (ISO alpha-3)"), _alpha3("origin_country")),
    Column(lazy("Country of work (ISO alpha-3)"), _alpha3("destination_country")),
    Column(lazy("Country of work"), _country("destination_country")),
    Column(lazy("Occupation (ISCO-08)"), _code("occupation")),
    Column(lazy("Occupation"), _title(standards.isco08, "occupation")),
    Column(lazy("Industry (ISIC Rev.4)"), _code("industry")),
    Column(lazy("Industry"), _title(standards.isic4, "industry")),
    Column(lazy("Education (ISCED 2011)"), _code("education")),
    Column(lazy("Education"), _title(standards.isced2011, "education")),
    Column(lazy("Opened on"), _opened),
    Column(lazy("Closed on"), lambda case: case.day(case.row.closed_at)),
    Column(lazy("Days open"), _days),
    Column(lazy("Next date"), lambda case: case.row.next_due_on),
    Column(lazy("Act before"), lambda case: case.row.act_by),
    Column(lazy("Last contact on"), lambda case: case.day(case.row.last_contact_at)),
    Column(lazy("Resolution (code)"), _code("resolution")),
    Column(lazy("Resolution"), _words("resolution")),
)
_MONEY = {
    AmountKind.CLAIMED: lazy("Claimed"),
    AmountKind.COMPUTED: lazy("Computed"),
    AmountKind.OFFERED: lazy("Offered"),
    AmountKind.AWARDED: lazy("Awarded"),
    AmountKind.RECEIVED: lazy("Received"),
}


def columns_of(currencies: list[str], with_names: bool) -> list[Column]:
    """The columns of an export: names only when asked, and five of money for each currency that occurs."""
    money = [
        Column(f"{words_of_kind} {currency}", _amount(currency, kind))
        for currency in currencies
        for kind, words_of_kind in _MONEY.items()
    ]
    return [*_CASE, *(_NAMES if with_names else ()), *_FACTS, *money]


def _amount(currency: str, kind: AmountKind) -> Callable[[Exported], Any]:
    places = Decimal(1).scaleb(-standards.minor_units(currency))
    return lambda case: None if (amount := case.money.get((currency, kind))) is None else amount.quantize(places)


def headings_of(columns: list[Column]) -> list[str]:
    """The headings in the reader's language, each only once, because a workbook tells columns apart by them."""
    found: list[str] = []
    for column in columns:
        heading = neutral(str(column.heading))
        found.append(heading if heading not in found else f"{heading} ({found.count(heading) + 1})")
    return found


def cells_of(columns: list[Column], case: Exported) -> list[Any]:
    """One row of an export, safe for every spreadsheet."""
    return [neutral(column.cell(case)) for column in columns]
