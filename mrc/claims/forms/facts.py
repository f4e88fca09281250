"""The guided interview: what the law's engine is asked, typed a part at a time and saved before it is whole."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from wtforms import FieldList, Form, FormField

from mrc import i18n, typed
from mrc.claims.models import WageClaim
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules.asking import Question, Told
from mrc.claims.rules.facts import Exit, PayBasis, Scope
from mrc.claims.rules.facts_reader import BadFacts, FactFault, Fault
from mrc.forms import AmountField, BaseForm, DayField, OnceForm, TypedField, VersionedForm, WordsField
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.wording.wages import fault_said

MOST_ROWS = 120
_MORE = 3
# What may be added later without anything being wrong.
_MAY_COME_LATER = {FactFault.MISSING, FactFault.NO_WAGE}


class MonthField(TypedField):
    """A month, in the digits of any script. `data` is a text such as 2026-05."""

    def read(self, text: str) -> str:
        """The month in 2026-05, 05/2026 or a whole date of it."""
        pieces = text.replace("/", "-").replace(".", "-").split("-")
        if len(pieces) == 2:
            pieces = [*pieces, "1"] if len(pieces[0]) == 4 else ["1", *pieces]
        day = typed.day("-".join(piece.strip() for piece in pieces))
        if day is None or not 1900 <= day.year <= 2100:
            raise ValueError(_("Write the month as year-month, for example 2026-05."))
        return f"{day:%Y-%m}"


class CountField(TypedField):
    """A number of hours or days as Decimal, in the digits of any script."""

    def read(self, text: str) -> Decimal:
        """The number, not below zero."""
        try:
            return i18n.read_amount(text)
        except (InvalidOperation, ValueError):
            raise ValueError(_("Write a number in figures, for example 8 or 7.5.")) from None

    def show(self, datum: Decimal) -> str:
        """The number in figures."""
        return format(datum, "f")


class _Row(Form):
    """One month."""

    Meta = BaseForm.Meta

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any(field.typed or field.data for field in self if isinstance(field, TypedField))


class UnpaidRow(_Row):
    """A month that was not paid in full."""

    month = MonthField(lazy("Month"))
    due = AmountField(lazy("Due"))
    paid = AmountField(lazy("Paid"))
    lawful_deductions = AmountField(lazy("Lawful deductions"))


class HoursRow(_Row):
    """Hours beyond the agreed ones in a month."""

    month = MonthField(lazy("Month"))
    hours_day = CountField(lazy("Hours by day"))
    hours_night = CountField(lazy("Hours by night"))
    hours_rest_day = CountField(lazy("Hours on days of rest"))


class HistoryRow(_Row):
    """What a month really brought."""

    month = MonthField(lazy("Month"))
    total = AmountField(lazy("Received"))


class FactsForm(VersionedForm, OnceForm):
    """The facts of a job."""

    refused_at: ClassVar[dict[str, str]] = {}

    scope = WordsField(lazy("Kind of work"), kind=Scope)
    started_on = DayField(lazy("First day of work"))
    ended_on = DayField(lazy("Last day of work"))
    exit = WordsField(lazy("How the job ended"), kind=Exit, empty=lazy("Not known"))
    unpaid_absence_days = CountField(lazy("Days of absence without pay"))
    social_security_covered = WordsField(
        lazy("Was the worker covered by social security?"), kind=Told, empty=lazy("Not known")
    )
    mpf_covered = WordsField(lazy("Was the worker in the provident fund (MPF)?"), kind=Told, empty=lazy("Not known"))
    basis = WordsField(lazy("How the wage is agreed"), kind=PayBasis)
    basic = AmountField(lazy("Basic wage, without allowances"), currency_field="-")
    social_allowance = AmountField(lazy("Social allowance"), currency_field="-")
    total = AmountField(lazy("Whole wage, with all allowances"), currency_field="-")
    hours_per_day = CountField(lazy("Hours agreed for a day"))
    history = FieldList(
        FormField(HistoryRow), lazy("What the last months really brought"), min_entries=_MORE, max_entries=MOST_ROWS
    )
    unpaid = FieldList(FormField(UnpaidRow), lazy("Months not paid"), min_entries=_MORE, max_entries=MOST_ROWS)
    overtime = FieldList(FormField(HoursRow), lazy("Extra hours"), min_entries=_MORE, max_entries=MOST_ROWS)
    unused_leave_days = CountField(lazy("Days of annual leave not taken"))

    def add_rows(self, name: str) -> None:
        """A few more rows of one kind, as long as there is room."""
        rows = self[name]
        for _number in range(min(_MORE, MOST_ROWS - len(rows))):
            rows.append_entry()

    def facts(self, claim: WageClaim | CollectiveClaim, asked: frozenset[Question]) -> dict[str, Any]:
        """What was typed, as the engine reads it; what is not asked is left out."""
        job = {"started_on": self._day("started_on"), "ended_on": self._day("ended_on"), "exit": self.exit.data}
        job["unpaid_absence_days"] = self._text("unpaid_absence_days") if Question.ABSENCE in asked else None
        for name in (Question.SOCIAL_SECURITY, Question.MPF):
            told = self[name].data if name in asked else None
            job[name] = None if told is None else told is Told.YES
        pay = {"currency": claim.currency, "basis": self.basis.data, "total": self._text("total")}
        for name in (Question.BASIC, Question.SOCIAL_ALLOWANCE, Question.HOURS_PER_DAY):
            pay[name] = self._text(name) if name in asked else None
        pay["history"] = self._rows("history", {"month", "total"}) if Question.HISTORY in asked else []
        hours = {str(name) for name in asked if name.startswith("hours_") and name is not Question.HOURS_PER_DAY}
        return _plain(
            {
                "jurisdiction": claim.country,
                "scope": self.scope.data,
                "employment": job,
                "pay": pay,
                "unpaid": self._rows("unpaid", {"month", "due", "paid", "lawful_deductions"}),
                "overtime": self._rows("overtime", {"month", *hours}) if hours else [],
                "unused_leave_days": self._text("unused_leave_days") if Question.LEAVE in asked else None,
            }
        )

    def show_faults(self, error: BadFacts, is_draft: bool) -> bool:
        """Put every fault at its field. Whether there was one that a draft may not have."""
        wrong = [fault for fault in error.faults if not (is_draft and fault.code in _MAY_COME_LATER)]
        for fault in wrong:
            field = self._field_of(fault.name)
            if field is None:
                self.form_errors.append(fault_said(fault))
            else:
                field.errors = [*field.errors, fault_said(fault)]
        for rows in (self.history, self.unpaid, self.overtime):
            # A list looks at its rows only once, when it is validated.
            rows.errors = [entry.errors for entry in rows] if any(entry.errors for entry in rows) else []
        return bool(wrong)

    def _field_of(self, name: str) -> Any:
        """The field of a fact such as `pay.total` or `unpaid[2].month`."""
        place, _point, key = name.rpartition(".")
        if "[" not in place:
            return next((field for field in self if field.short_name == key), None)
        rows, _bracket, number = place.rstrip("]").rpartition("[")
        kept = list(self._kept(rows.rpartition(".")[2]))
        return kept[int(number)][key]

    def _kept(self, name: str) -> Iterator[Any]:
        return (entry.form for entry in self[name] if not entry.form.is_blank())

    def _rows(self, name: str, keys: set[str]) -> list[dict[str, Any]]:
        return [
            {field.short_name: _as_text(field.data) for field in row if field.short_name in keys}
            for row in self._kept(name)
        ]

    def _day(self, name: str) -> str | None:
        day: date | None = self[name].data
        return day.isoformat() if day else None

    def _text(self, name: str) -> str | None:
        return _as_text(self[name].data)


def missing(error: BadFacts) -> list[str]:
    """What is still missing, in the words of the interview."""
    found = []
    for fault in error.faults:
        label = "" if "[" in fault.name else label_of(fault.name)
        found.append(f"{label}: {fault_said(fault)}" if label else _row_said(fault))
    return found


def label_of(name: str) -> str:
    """What the interview calls a fact such as `pay.basic`; an empty text for what it does not ask."""
    key = name.rpartition(".")[2]
    return next((str(field.label.text) for field in FactsForm(formdata=None) if field.short_name == key), "")


def _row_said(fault: Fault) -> str:
    label = label_of(fault.name.partition("[")[0])
    return f"{label}: {fault_said(fault)}" if label else fault_said(fault)


def proposed(claim: WageClaim) -> dict[str, Any]:
    """What is known of a job before anybody was asked: the head of the claim."""
    return {
        "scope": claim.scope,
        "started_on": claim.employed_from,
        "ended_on": claim.employed_to,
        "basis": PayBasis.MONTHLY,
        "total": claim.monthly_wage,
    }


def saved(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Saved facts as the fields hold them."""
    job, pay = facts["employment"], facts["pay"]
    day = {name: date.fromisoformat(job[name]) for name in ("started_on", "ended_on") if job.get(name)}
    told = {
        name: Told.YES if job[name] else Told.NO
        for name in (Question.SOCIAL_SECURITY.value, Question.MPF.value)
        if job.get(name) is not None
    }
    numbers = {**pay, **job, "unused_leave_days": facts.get("unused_leave_days")}
    counted = ("basic", "social_allowance", "total", "hours_per_day", "unpaid_absence_days", "unused_leave_days")
    return {
        "scope": Scope(facts["scope"]),
        **day,
        **told,
        "exit": Exit(job["exit"]) if job.get("exit") else None,
        "basis": PayBasis(pay["basis"]),
        **{name: Decimal(numbers[name]) for name in counted if numbers.get(name)},
        "history": [_typed_row(row) for row in pay.get("history", ())],
        "unpaid": [_typed_row(row) for row in facts.get("unpaid", ())],
        "overtime": [_typed_row(row) for row in facts.get("overtime", ())],
    }


def _typed_row(row: Mapping[str, str | None]) -> dict[str, Any]:
    return {name: text if name == "month" or not text else Decimal(text) for name, text in row.items()}


def _as_text(value: Any) -> str | None:
    return format(value, "f") if isinstance(value, Decimal) else value


def _plain(data: Any) -> Any:
    """Data as JSON keeps it: names and codes are plain texts, and what was not told is not there."""
    if isinstance(data, dict):
        return {str(name): _plain(value) for name, value in data.items() if value is not None}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return str(data) if isinstance(data, Scope | Exit | PayBasis) else data
