"""What may be typed into a diary: a week in a grid of seven rows, or a whole table of one's own."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, Form, FormField, TextAreaField
from wtforms.validators import Optional

from mrc import i18n, pickers, typed
from mrc.classifications import is_currency
from mrc.employment.rules import DayFacts, DayKind, DiaryFault
from mrc.forms import BaseForm, CodeField, OnceForm, TypedField, VersionedForm, WordsField, at_most, short_text
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.wording import words
from mrc.wording.employment import COLUMNS, clock_words

MOST_PASTED = 200_000
TABLE_ENDINGS = ".xlsx,.csv,.tsv,.txt"


class ClockField(TypedField):
    """A time of day, in minutes since midnight."""

    def read(self, text: str) -> int:
        """The minutes."""
        return _read(typed.clock_time, text, DiaryFault.NOT_A_TIME)

    def show(self, datum: int) -> str:
        """The time with a colon."""
        return clock_words(datum)


class HoursField(TypedField):
    """A number of hours, in minutes."""

    def read(self, text: str) -> int:
        """The minutes."""
        return _read(typed.duration, text, DiaryFault.NOT_HOURS)

    def show(self, datum: int) -> str:
        """Hours and minutes with a colon, so that nothing is rounded."""
        return clock_words(datum)


class MinutesField(TypedField):
    """A number of minutes."""

    def read(self, text: str) -> int:
        """The minutes."""
        return _read(typed.minutes, text, DiaryFault.NOT_MINUTES)


class Pay(NamedTuple):
    """An amount, and its currency where that is not the one of the whole week."""

    amount: Decimal
    currency: str | None


class PayField(TypedField):
    """An amount, with the letters of its currency behind it when it is another than that of the week."""

    def read(self, text: str) -> Pay:
        """The amount and the currency."""
        figures, _space, last = text.rpartition(" ")
        if figures and is_currency(last.upper()):
            return Pay(_read(i18n.read_amount, figures, DiaryFault.NOT_AN_AMOUNT), last.upper())
        return Pay(_read(i18n.read_amount, text, DiaryFault.NOT_AN_AMOUNT), None)

    def show(self, datum: Pay) -> str:
        """The amount in figures, with its currency when it has one of its own."""
        figures = format(datum.amount, "f")
        return f"{figures} {datum.currency}" if datum.currency else figures


def _read(read: Any, text: str, fault: DiaryFault) -> Any:
    try:
        return read(text)
    except (ValueError, InvalidOperation):
        raise ValueError(str(words(fault))) from None


class DayRow(Form):
    """One day of the week."""

    Meta = BaseForm.Meta

    starts = ClockField(COLUMNS["starts"])
    ends = ClockField(COLUMNS["ends"])
    ends_next_day = BooleanField(COLUMNS["ends_next_day"])
    break_minutes = MinutesField(COLUMNS["break_minutes"])
    hours = HoursField(COLUMNS["hours"])
    night = HoursField(COLUMNS["night"])
    kind = WordsField(COLUMNS["kind"], kind=DayKind, default=DayKind.WORKING_DAY)
    pay = PayField(COLUMNS["pay"])
    note = short_text(COLUMNS["note"])

    def facts(self, day: date, currency: str | None) -> DayFacts:
        """What was typed of the day."""
        pay = self.pay.data
        return DayFacts(
            day=day,
            starts=self.starts.data,
            ends=self.ends.data,
            ends_next_day=self.ends_next_day.data,
            break_minutes=self.break_minutes.data or 0,
            hours=self.hours.data,
            night=self.night.data,
            kind=self.kind.data,
            pay=pay.amount if pay else None,
            currency=(pay.currency or currency) if pay else None,
            note=self.note.data or "",
        )


class WeekForm(VersionedForm, OnceForm):
    """Seven days, and the currency of what was paid in them."""

    days = FieldList(FormField(DayRow), min_entries=7, max_entries=7)
    currency = CodeField(lazy("Currency of the pay"), source=pickers.CURRENCIES)

    def call_days(self, days: Sequence[date]) -> "WeekForm":
        """Let every field say which day it is of, for those who hear the page and for the list of errors."""
        for day, entry in zip(days, self.days, strict=True):
            for field in entry.form:
                field.label.text = _("%(field)s, %(day)s", field=field.label.text, day=i18n.date(day))
        return self

    def facts(self, days: Sequence[date]) -> list[DayFacts]:
        """The week as it was typed."""
        rows = [entry.form for entry in self.days]
        return [row.facts(day, self.currency.data) for day, row in zip(days, rows, strict=True)]

    def show_faults(self, days: Sequence[date], faults: Sequence[tuple[date, DiaryFault, str]]) -> None:
        """Put each fault at its field in its row."""
        for day, fault, name in faults:
            row = self.days[days.index(day)].form
            # What is wrong with the day as a whole stands where its row begins.
            at = name if name in row else "starts"
            row[at].errors = [*row[at].errors, str(words(fault))]
        # A list looks at its rows only once, when it is validated.
        self.days.errors = [entry.errors for entry in self.days]

    def differences(self, days: Sequence[date], theirs: Sequence[DayFacts]) -> list[tuple[str, object, object]]:
        """The days that differ from what was saved meanwhile, in words."""
        pairs = zip(self.facts(days), theirs, strict=True)
        return [(i18n.date(mine.day), said(mine), said(other)) for mine, other in pairs if mine != other]


def shown(days: Sequence[DayFacts], currency: str | None) -> dict[str, Any]:
    """A week as the form shows it. A currency is shown once when all pay is in it."""
    used = {facts.currency for facts in days if facts.currency}
    common = next(iter(used)) if len(used) == 1 else currency
    rows = []
    for facts in days:
        own = None if facts.currency == common else facts.currency
        pay = None if facts.pay is None else Pay(facts.pay, own)
        rows.append({**vars(facts), "pay": pay, "break_minutes": facts.break_minutes or None})
    return {"days": rows, "currency": common}


def said(facts: DayFacts) -> str:
    """A day in one line, to stand beside what somebody else saved of it."""
    if facts.is_blank:
        return ""
    pieces = [str(words(facts.kind))]
    if facts.starts is not None and facts.ends is not None:
        times = {"start": clock_words(facts.starts), "end": clock_words(facts.ends)}
        pieces.append(_("%(start)s to %(end)s", **times))
    if facts.ends_next_day:
        pieces.append(str(COLUMNS["ends_next_day"]))
    told = {"hours": facts.hours, "night": facts.night}
    pieces += [f"{COLUMNS[name]}: {clock_words(minutes)}" for name, minutes in told.items() if minutes is not None]
    if facts.break_minutes:
        pieces.append(f"{COLUMNS['break_minutes']}: {i18n.number(facts.break_minutes)}")
    if facts.pay is not None:
        pieces.append(f"{COLUMNS['pay']}: {i18n.money(facts.pay, facts.currency or '')}")
    return "; ".join([*pieces, facts.note] if facts.note else pieces)


class TableForm(OnceForm):
    """A table of days, as a file or as rows that were pasted."""

    file = FileField(lazy("Workbook (XLSX) or CSV file"), id="diary-file", render_kw={"accept": TABLE_ENDINGS})
    pasted = TextAreaField(
        lazy("Or paste the rows here, with the line that names the columns"), [Optional(), at_most(MOST_PASTED)]
    )
    replace = BooleanField(
        lazy("Replace days that are in the diary already"),
        description=lazy("Without this tick the table is refused when it has such a day."),
    )
