"""Read the facts of an employment from plain data, field by field, and tell everything that is wrong with it.

The data is what the JSON of the command line holds and what the office's forms put together, so that both are checked
in one place. Amounts are texts; a float has lost what was typed before anybody could look at it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from mrc.claims.rules.facts import Employment, Exit, Facts, OvertimeMonth, Pay, PayBasis, Scope, UnpaidMonth
from mrc.claims.rules.service_time import anniversary, days_in, month_of

MAX_YEARS = 80
_LAST_YEAR = 2199
_HOURS_OF_DAY = 24
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")

Member = TypeVar("Member", bound=StrEnum)


class FactFault(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    NOT_KNOWN = "not_known"
    TWICE = "twice"
    NOT_AN_OBJECT = "not_an_object"
    NOT_A_LIST = "not_a_list"
    NOT_ONE_OF = "not_one_of"
    NO_LAW = "no_law"
    NOT_A_CURRENCY = "not_a_currency"
    NOT_AN_AMOUNT = "not_an_amount"
    NEGATIVE = "negative"
    TOO_FINE = "too_fine"
    NOT_A_COUNT = "not_a_count"
    NOT_HOURS = "not_hours"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_DAY = "not_a_day"
    NOT_A_MONTH = "not_a_month"
    END_BEFORE_START = "end_before_start"
    TOO_LONG = "too_long"
    OUTSIDE_JOB = "outside_job"
    MORE_THAN_SERVICE = "more_than_service"
    MORE_THAN_MONTH = "more_than_month"
    NO_WAGE = "no_wage"
    TOTAL_BELOW_PARTS = "total_below_parts"
    NOT_READABLE = "not_readable"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class Fault:
    """A fault of one field, named as in `unpaid[2].month`. `values` are what its words need to know."""

    name: str
    code: FactFault
    values: Mapping[str, str] = field(default_factory=dict)


class BadFacts(ValueError):
    """Data that no facts can be read from, with every fault in the order of the fields."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.name}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


def read_facts(
    data: object, jurisdictions: Iterable[str], places_of: Callable[[str], int | None], today: date
) -> Facts:
    """The facts in plain data. `places_of` gives a currency's decimals, None for what is no currency.

    Raises BadFacts. `today` bounds a job that goes on.
    """
    reader = _Reader()
    root = reader.table(data, "", _ROOT)
    if not root.is_there:
        raise BadFacts(reader.faults)
    where = reader.choice(root, "jurisdiction", tuple(jurisdictions), FactFault.NO_LAW)
    scope = reader.member(root, "scope", Scope)
    work = _employment(reader, root.inner("employment", _EMPLOYMENT), today)
    pay = _pay(reader, root.inner("pay", _PAY), work, places_of)
    places = pay.places if pay else 9
    unpaid = _unpaid(reader, root, work, places)
    overtime = _overtime(reader, root, work)
    leave = reader.number(root, "unused_leave_days", FactFault.NOT_A_COUNT) or Decimal(0)
    if work and leave > _days_worked(work, today):
        reader.fault(root.path("unused_leave_days"), FactFault.MORE_THAN_SERVICE)
    if reader.faults:
        raise BadFacts(reader.faults)
    assert where is not None
    assert scope is not None
    assert work is not None
    assert pay is not None
    return Facts(where, scope, work, pay, unpaid, overtime, leave)


_ROOT = ("jurisdiction", "scope", "employment", "pay", "unpaid", "overtime", "unused_leave_days")
_EMPLOYMENT = (
    "started_on",
    "ended_on",
    "exit",
    "unpaid_absence_days",
    "social_security_covered",
    "mpf_covered",
)
_PAY = ("currency", "basis", "basic", "social_allowance", "total", "hours_per_day", "history")
_UNPAID = ("month", "due", "paid", "lawful_deductions")
_OVERTIME = ("month", "hours_day", "hours_night", "hours_rest_day")


@dataclass(frozen=True)
class _Table:
    """The fields of one object, with the path that leads to it."""

    reader: "_Reader"
    name: str
    fields: Mapping[str, Any]
    is_there: bool = True

    def path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def get(self, key: str) -> Any:
        return self.fields.get(key)

    def inner(self, key: str, known: tuple[str, ...]) -> "_Table":
        if self.get(key) is None:
            self.reader.fault(self.path(key), FactFault.MISSING)
            return _Table(self.reader, self.path(key), {}, is_there=False)
        return self.reader.table(self.get(key), self.path(key), known)

    def rows(self, key: str, known: tuple[str, ...]) -> "list[_Table]":
        rows = self.get(key)
        if rows is None:
            return []
        if not isinstance(rows, list | tuple):
            self.reader.fault(self.path(key), FactFault.NOT_A_LIST)
            return []
        return [self.reader.table(row, f"{self.path(key)}[{index}]", known) for index, row in enumerate(rows)]


class _Reader:
    """Collects faults while fields are read; a field with a fault reads as None."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, code: FactFault, **values: str) -> None:
        self.faults.append(Fault(path, code, values))

    def table(self, data: object, name: str, known: tuple[str, ...]) -> _Table:
        if not isinstance(data, Mapping):
            self.fault(name or "file", FactFault.NOT_AN_OBJECT)
            return _Table(self, name, {}, is_there=False)
        table = _Table(self, name, {key: data[key] for key in known if key in data})
        for key in data:
            if key not in known:
                # What somebody else named is cut short, so that a message stays one line.
                self.fault(table.path(ascii(str(key)[:40]).strip("'\"")), FactFault.NOT_KNOWN)
        for key in getattr(data, "twice", ()):
            self.fault(table.path(key), FactFault.TWICE)
        return table

    def choice(
        self, table: _Table, key: str, choices: tuple[str, ...], fault: FactFault = FactFault.NOT_ONE_OF
    ) -> str | None:
        value = table.get(key)
        if value is None:
            self.fault(table.path(key), FactFault.MISSING)
            return None
        if not isinstance(value, str) or value not in choices:
            self.fault(table.path(key), fault, choices=", ".join(choices))
            return None
        return str(value)

    def member(self, table: _Table, key: str, kind: type[Member]) -> Member | None:
        value = self.choice(table, key, tuple(member.value for member in kind))
        return None if value is None else kind(value)

    def amount(self, table: _Table, key: str, places: int, is_needed: bool = False) -> Decimal | None:
        value = table.get(key)
        if value is None:
            if is_needed:
                self.fault(table.path(key), FactFault.MISSING)
            return None
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            self.fault(table.path(key), FactFault.NOT_AN_AMOUNT)
            return None
        amount = Decimal(value)
        if amount < 0:
            self.fault(table.path(key), FactFault.NEGATIVE)
            return None
        if amount != round(amount, places):
            self.fault(table.path(key), FactFault.TOO_FINE, places=str(places))
            return None
        return amount

    def number(self, table: _Table, key: str, fault: FactFault) -> Decimal | None:
        """Hours or days: a text, a whole number, or a decimal that was never a float."""
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            self.fault(table.path(key), fault)
            return None
        text = format(value, "f") if isinstance(value, Decimal) and value.adjusted() < _LAST_YEAR else str(value)
        if not _AMOUNT.fullmatch(text):
            self.fault(table.path(key), fault)
            return None
        if text.startswith("-") and Decimal(text):
            self.fault(table.path(key), FactFault.NEGATIVE)
            return None
        return Decimal(text)

    def yes_or_no(self, table: _Table, key: str) -> bool | None:
        value = table.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(table.path(key), FactFault.NOT_YES_OR_NO)
            return None
        return value

    def day(self, table: _Table, key: str, is_needed: bool = False) -> date | None:
        value = table.get(key)
        if value is None:
            if is_needed:
                self.fault(table.path(key), FactFault.MISSING)
            return None
        day = _as_day(value)
        if day is None:
            self.fault(table.path(key), FactFault.NOT_A_DAY)
        return day

    def month(self, table: _Table, work: Employment | None, seen: set[date]) -> date | None:
        """A month that lies in the job and was not named before."""
        value, path = table.get("month"), table.path("month")
        if value is None:
            self.fault(path, FactFault.MISSING)
            return None
        month = _as_day(f"{value}-01") if isinstance(value, str) and _MONTH.fullmatch(value) else None
        if month is None:
            self.fault(path, FactFault.NOT_A_MONTH)
            return None
        if work and not (month_of(work.started_on) <= month and (work.ended_on is None or month <= work.ended_on)):
            self.fault(path, FactFault.OUTSIDE_JOB)
        elif month in seen:
            self.fault(path, FactFault.TWICE)
        seen.add(month)
        return month


def _as_day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.year <= _LAST_YEAR else None


def _employment(reader: _Reader, table: _Table, today: date) -> Employment | None:
    started_on = reader.day(table, "started_on", is_needed=table.is_there)
    ended_on = reader.day(table, "ended_on")
    is_ended = table.get("ended_on") is not None
    exit_ = reader.member(table, "exit", Exit) if is_ended or table.get("exit") is not None else None
    absent = reader.number(table, "unpaid_absence_days", FactFault.NOT_A_COUNT) or Decimal(0)
    if absent != int(absent):
        reader.fault(table.path("unpaid_absence_days"), FactFault.NOT_A_COUNT)
    covered = reader.yes_or_no(table, "social_security_covered")
    mpf = reader.yes_or_no(table, "mpf_covered")
    if started_on is None or (is_ended and ended_on is None):
        return None
    if ended_on is not None and ended_on < started_on:
        reader.fault(table.path("ended_on"), FactFault.END_BEFORE_START)
        return None
    if (ended_on or today) > anniversary(started_on, MAX_YEARS):
        reader.fault(table.path("started_on"), FactFault.TOO_LONG, years=str(MAX_YEARS))
        return None
    work = Employment(started_on, ended_on, exit_, int(absent), covered, mpf)
    if absent > _days_worked(work, today):
        reader.fault(table.path("unpaid_absence_days"), FactFault.MORE_THAN_SERVICE)
    return work


def _days_worked(work: Employment, today: date) -> int:
    return max(((work.ended_on or today) - work.started_on).days + 1, 0)


def _pay(
    reader: _Reader, table: _Table, work: Employment | None, places_of: Callable[[str], int | None]
) -> Pay | None:
    currency = table.get("currency")
    places = places_of(currency) if isinstance(currency, str) else None
    if table.is_there and places is None:
        reader.fault(table.path("currency"), FactFault.MISSING if currency is None else FactFault.NOT_A_CURRENCY)
    fine = 9 if places is None else places
    basis = reader.member(table, "basis", PayBasis) if table.is_there else None
    basic, total = reader.amount(table, "basic", fine), reader.amount(table, "total", fine)
    social = reader.amount(table, "social_allowance", fine) or Decimal(0)
    hours = reader.number(table, "hours_per_day", FactFault.NOT_HOURS)
    if hours is not None and not 0 < hours <= _HOURS_OF_DAY:
        reader.fault(table.path("hours_per_day"), FactFault.NOT_HOURS)
    if table.is_there and table.get("basic") is None and table.get("total") is None:
        reader.fault(table.path("total"), FactFault.NO_WAGE)
    if total is not None and total < (basic or 0) + social:
        reader.fault(table.path("total"), FactFault.TOTAL_BELOW_PARTS)
    history, seen = [], set[date]()
    for row in table.rows("history", ("month", "total")):
        month, brought = reader.month(row, work, seen), reader.amount(row, "total", fine, is_needed=True)
        if month and brought is not None:
            history.append((month, brought))
    if not isinstance(currency, str) or places is None or basis is None:
        return None
    return Pay(currency, places, basis, basic, social, total, hours, tuple(sorted(history)))


def _unpaid(reader: _Reader, root: _Table, work: Employment | None, places: int) -> tuple[UnpaidMonth, ...]:
    months, seen = [], set[date]()
    for row in root.rows("unpaid", _UNPAID):
        month, due = reader.month(row, work, seen), reader.amount(row, "due", places, is_needed=True)
        paid = reader.amount(row, "paid", places) or Decimal(0)
        deductions = reader.amount(row, "lawful_deductions", places) or Decimal(0)
        if month and due is not None:
            months.append(UnpaidMonth(month, due, paid, deductions))
    return tuple(sorted(months, key=lambda entry: entry.month))


def _overtime(reader: _Reader, root: _Table, work: Employment | None) -> tuple[OvertimeMonth, ...]:
    months, seen = [], set[date]()
    for row in root.rows("overtime", _OVERTIME):
        month = reader.month(row, work, seen)
        hours = [reader.number(row, key, FactFault.NOT_HOURS) or Decimal(0) for key in _OVERTIME[1:]]
        if month and sum(hours) > days_in(month) * _HOURS_OF_DAY:
            reader.fault(row.path("hours_day"), FactFault.MORE_THAN_MONTH)
        if month:
            months.append(OvertimeMonth(month, *hours))
    return tuple(sorted(months, key=lambda entry: entry.month))
