"""What may be typed about a claim of many workers: its head, one worker, a table of them, its filing and amounts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from mrc import clock, pickers
from mrc.claims.forms.facts import CountField
from mrc.claims.forms.workers import label_of, read_amounts, read_workers
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules import AmountKind, PaymentMethod
from mrc.claims.rules.asking import Told
from mrc.claims.rules.collective import (
    CollectiveFacts,
    Column,
    EntryGiven,
    FilingFacts,
    GivenWorker,
    ListMode,
    MonthColumn,
    RowTrouble,
)
from mrc.claims.rules.facts import Exit, PayBasis
from mrc.documents.forms import upload_of
from mrc.documents.rules.sheets import Line, SheetFault, SheetRefused, text_lines
from mrc.documents.sheets import read_file
from mrc.forms import (
    SHORT,
    AmountField,
    CodeField,
    DayField,
    OnceForm,
    VersionedForm,
    WordsField,
    at_most,
    long_text,
    required,
    short_text,
)
from mrc.i18n import lazy

LONGEST_TABLE = 1_000_000
_COVERED = (Column.SOCIAL_SECURITY, Column.MPF)
_TABLE_FILES = {"accept": ".xlsx,.ods,.csv,.tsv,.txt"}


class BeginForm(OnceForm):
    """The head of a collective claim."""

    respondent = SelectField(lazy("Against whom"), choices=[], validate_choice=False)
    country = CodeField(
        lazy("Country of work"), source=pickers.COUNTRIES, validators=[required(lazy("Choose the country of work."))]
    )
    currency = CodeField(
        lazy("Currency"), source=pickers.CURRENCIES, validators=[required(lazy("Choose the currency of the wages."))]
    )
    note = long_text(lazy("What else to know"))

    def offer(self, respondents: list[tuple[str, str]]) -> "BeginForm":
        """Offer the respondents of the case."""
        self.respondent.choices = [SelectChoice(ref, name) for ref, name in respondents]
        return self

    def facts(self) -> CollectiveFacts:
        """The head as it was typed."""
        given = (self.respondent.data or "", self.country.data or "", self.currency.data or "")
        return CollectiveFacts(*given, self.note.data or None)


class _TableFields:
    """A table that is pasted, or comes in a file; what came in a file is shown to be pasted text from then on."""

    table = TextAreaField(lazy("Cells out of a spreadsheet"), [Optional(), at_most(LONGEST_TABLE)])
    file = FileField(lazy("Or a file"), render_kw=_TABLE_FILES)

    def lines(self) -> list[Line]:
        """The lines of the table. Raises SheetRefused."""
        given: Any = self
        upload = upload_of(given.file.data)
        if upload is not None:
            lines = read_file(upload.file, upload.size)
            text = _as_text(lines)
            if len(text) > LONGEST_TABLE:
                # As text it is sent again to be saved, and would then be too long.
                raise SheetRefused(SheetFault.TOO_LARGE)
            given.table.data = text
            return lines
        if not given.table.data:
            raise SheetRefused(SheetFault.NOTHING_GIVEN)
        return text_lines(given.table.data)

    def has_table(self) -> bool:
        """Whether a table was given at all."""
        given: Any = self
        return bool(given.table.data) or upload_of(given.file.data) is not None


def _as_text(lines: Sequence[Line]) -> str:
    """Lines as a spreadsheet would paste them, from the first that is filled; blank ones between them stay."""
    filled = [(number, cells) for number, cells in lines if any(map(str.strip, cells))]
    text, last = list[str](), filled[0][0] - 1 if filled else 0
    for number, cells in filled:
        text += [""] * (number - last - 1)
        text.append("\t".join(" ".join(cell.split()).replace('"', "'") for cell in cells))
        last = number
    return "\n".join(text)


class WorkersForm(OnceForm, _TableFields):
    """A table of workers."""

    mode = WordsField(lazy("What to do with these workers"), kind=ListMode, default=ListMode.ADD)

    def workers(self, claim: CollectiveClaim) -> tuple[list[GivenWorker], list[RowTrouble]]:
        """The workers in the table, and what cannot be read. Raises SheetRefused."""
        return read_workers(self.lines(), claim.currency)


class FilingForm(VersionedForm, OnceForm):
    """The one filing of a collective claim."""

    filed_on = DayField(lazy("Filed on"), [required(lazy("Enter the day."))], past=True)
    forum = short_text(lazy("Where it was filed"), required(lazy("Write where it was filed.")))
    file_number = short_text(lazy("File number given there"), render_kw={"dir": "ltr"})

    def facts(self) -> FilingFacts:
        """The filing as it was typed."""
        assert self.filed_on.data is not None, "a valid form has its day"
        return FilingFacts(self.filed_on.data, self.forum.data or "", self.file_number.data or None)


class CollectiveAmountForm(OnceForm, _TableFields):
    """An award or a payment for many workers."""

    happened_on = DayField(lazy("On which day"), [required(lazy("Enter the day."))], past=True)
    method = WordsField(lazy("How it was paid"), kind=PaymentMethod, empty=lazy("Not known"))
    total = AmountField(lazy("One total, spread over all workers"), currency_field="-")

    def entry(self, kind: AmountKind, currency: str) -> tuple[EntryGiven, dict[int, int], list[RowTrouble]]:
        """What was typed, the row of each worker's number, and what cannot be read. Raises SheetRefused."""
        rows, troubles = read_amounts(self.lines(), currency) if self.has_table() else ([], [])
        shares = tuple((number, amount) for _row, number, amount in rows)
        method = self.method.data if kind is AmountKind.RECEIVED else None
        given = EntryGiven(kind, self.happened_on.data or clock.today(), self.total.data, shares, method)
        return given, {number: row for row, number, _amount in rows}, troubles


class WorkerFields:
    """One worker typed by hand: the facts are fields by the names of their columns."""

    def worker(self, person_ref: str | None, before: Mapping[str, str]) -> GivenWorker:
        """The worker as they were typed. What a sheet said does not hold for them goes on not to hold."""
        given: Any = self
        typed = {field.short_name: _typed(field) for field in given}
        own = {key: text for key, text in typed.items() if text and key.partition(":")[0] in _FACT_KINDS}
        kept = {key: text for key, text in before.items() if not text and key not in own}
        return GivenWorker(1, given.name.data or None, person_ref, {**kept, **own}, given.claimed.data)

    def show_troubles(self, troubles: Sequence[RowTrouble], said: Any) -> None:
        """Put every trouble at its field, or at the head of the form when no field shows it."""
        given: Any = self
        for trouble in troubles:
            name = trouble.column if trouble.column in given else None
            if name is None:
                given.form_errors.append(f"{label_of(trouble.column)}: {said(trouble)}".removeprefix(": "))
            else:
                given[name].errors = [*given[name].errors, said(trouble)]


def _typed(field: Any) -> str:
    if field.data is None:
        return ""
    return format(field.data, "f") if isinstance(field.data, Decimal) else str(field.data)


_FACT_KINDS = {str(column) for column in Column if column not in {Column.NAME, Column.PERSON, Column.CLAIMED}} | {
    str(kind) for kind in MonthColumn
}


def worker_form(columns: Sequence[str], is_new: bool, **given: Any) -> Any:
    """The form for one worker of a claim, with a field for each column that its country's law asks."""
    fields: dict[str, Any] = {"name": StringField(label_of(Column.NAME), [Optional(), at_most(SHORT)])}
    if is_new:
        fields["person_query"] = short_text(lazy("Name or number"))
        fields["person_choice"] = RadioField(lazy("Who is it?"), choices=[], validate_choice=False)
    for key in columns:
        if key.partition(":")[0] in _FACT_KINDS:
            fields[key] = _field(key)
    fields["claimed"] = AmountField(label_of(Column.CLAIMED), currency_field="-")
    return type("WorkerOfClaim", (WorkerFields, OnceForm), fields)(**given)


def _field(key: str) -> Any:
    kind, label = key.partition(":")[0], label_of(key)
    if kind in {Column.STARTED_ON, Column.ENDED_ON}:
        return DayField(label)
    lists: dict[str, Any] = {Column.EXIT: Exit, Column.BASIS: PayBasis}
    lists |= {Column.SOCIAL_SECURITY: Told, Column.MPF: Told}
    if kind in lists:
        return WordsField(label, kind=lists[kind], empty=lazy("As for all"))
    counts = {Column.ABSENCE, Column.HOURS_PER_DAY, Column.LEAVE}
    is_count = kind in counts or kind.startswith("hours_")
    return CountField(label) if is_count else AmountField(label, currency_field="-")


def shown_facts(facts: Mapping[str, str]) -> dict[str, Any]:
    """Own facts of a worker as the fields hold them."""
    found: dict[str, Any] = {}
    for key, text in facts.items():
        kind = key.partition(":")[0]
        if not text:
            continue
        if kind in {Column.STARTED_ON, Column.ENDED_ON}:
            found[key] = date.fromisoformat(text)
        else:
            found[key] = text if kind in {Column.EXIT, Column.BASIS, *_COVERED} else Decimal(text)
    return found
