"""What may be typed about a wage claim: its head, its lines, and amounts as they come."""

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from mrc import pickers
from mrc.claims.forms.rates import RateFields
from mrc.claims.models import ClaimLine, WageClaim
from mrc.claims.rules import (
    AmountKind,
    ClaimFacts,
    ClaimFilters,
    Component,
    EntryFacts,
    LineFacts,
    PaymentMethod,
    spread,
)
from mrc.claims.rules.dollars import DOLLAR
from mrc.classifications import minor_units
from mrc.db import row_id
from mrc.forms import (
    AmountField,
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    RefField,
    VersionedForm,
    WordsField,
    long_text,
    required,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy, today

MOST_LINES = 60
NOBODY = ""


class LineForm(Form):
    """One component for one period."""

    Meta = BaseForm.Meta

    component = WordsField(lazy("Part"), kind=Component, empty=lazy("Choose"), default=None)
    period_from = DayField(lazy("First day"))
    period_to = DayField(lazy("Last day"))
    claimed = AmountField(lazy("Claimed"))

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        typed = (self.component.data, self.period_from.data, self.period_to.data, self.claimed.typed)
        return not any(typed) and not self.errors


class HeadFields:
    """The head of a claim, new or old."""

    respondent = SelectField(lazy("Against whom"), choices=[], validate_choice=False)
    country = CodeField(
        lazy("Country of work"), source=pickers.COUNTRIES, validators=[required(lazy("Choose the country of work."))]
    )
    employed_from = DayField(lazy("First day of work"), past=True)
    employed_to = DayField(lazy("Last day of work"))
    is_still_employed = BooleanField(lazy("Still works there"))
    monthly_wage = AmountField(lazy("Wage agreed for a month"))
    note = long_text(lazy("What else to know"))

    def offer(self, respondents: list[tuple[str, str]]) -> Any:
        """Offer the respondents of the case."""
        nobody = SelectChoice(NOBODY, _("Not known yet"))
        self.respondent.choices = [nobody, *(SelectChoice(ref, name) for ref, name in respondents)]
        return self

    def head(self, currency: str) -> ClaimFacts:
        """The head as it was typed."""
        return ClaimFacts(
            respondent_ref=self.respondent.data or None,
            country=self.country.data,
            currency=currency,
            employed_from=self.employed_from.data,
            employed_to=self.employed_to.data,
            is_still_employed=self.is_still_employed.data,
            monthly_wage=self.monthly_wage.data,
            note=self.note.data or None,
        )


class LinesFields:
    """Rows of lines; a button adds a row, and a row left blank counts for nothing."""

    lines = FieldList(FormField(LineForm), min_entries=3, max_entries=MOST_LINES)

    def add_row(self) -> None:
        """One more row, as long as there is room."""
        if len(self.lines) < MOST_LINES:
            self.lines.append_entry()

    def lines_are_whole(self) -> bool:
        """Whether every row that was begun has a part and an amount; says at the row what is missing."""
        whole = True
        for row in (entry.form for entry in self.lines):
            if row.is_blank():
                continue
            if row.component.data is None and not row.component.errors:
                row.component.errors = [_("Choose the part.")]
            if row.claimed.data is None and not row.claimed.errors:
                row.claimed.errors = [_("Enter the amount.")]
            whole = whole and not row.errors
        return whole

    def line_facts(self) -> list[LineFacts]:
        """The lines as they were typed."""
        rows = [entry.form for entry in self.lines if not entry.form.is_blank()]
        return [
            LineFacts(row.component.data, row.claimed.data, row.period_from.data, row.period_to.data) for row in rows
        ]


class ClaimForm(OnceForm, HeadFields, LinesFields):
    """A new claim."""

    currency = CodeField(
        lazy("Currency"), source=pickers.CURRENCIES, validators=[required(lazy("Choose the currency of the wage."))]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and every row that was begun."""
        in_currency(self, self.currency.data)
        is_valid = super().validate(extra_validators)
        return self.lines_are_whole() and is_valid


class LinesForm(OnceForm, LinesFields):
    """Further lines of a claim."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Every row that was begun."""
        is_valid = super().validate(extra_validators)
        return self.lines_are_whole() and is_valid


class ChangeClaimForm(VersionedForm, HeadFields):
    """The head of a claim, changed; amounts on record keep their currency."""

    def show(self, facts: ClaimFacts, version: int) -> None:
        """Show the head as it is saved."""
        for name in ("country", "employed_from", "employed_to", "is_still_employed", "monthly_wage", "note"):
            self[name].data = getattr(facts, name)
        self.respondent.data = facts.respondent_ref or NOBODY
        self.version.data = str(version)


class AmountsForm(OnceForm, RateFields):
    """An offer, an award or a payment: amounts by line, or one total to be spread over the lines."""

    happened_on = DayField(lazy("On which day"), validators=[required(lazy("Enter the day."))], past=True)
    method = WordsField(lazy("How it was paid"), kind=PaymentMethod, empty=lazy("Not known"))
    total = AmountField(lazy("One total, spread over all parts as they were claimed"), currency_field="-")

    def entry(self, kind: AmountKind, claim: WageClaim) -> EntryFacts:
        """What was typed, as entries by line. Raises ValueError when there is nothing to spread a total over."""
        by_line = [(line.id, self[f"line_{line.id}"].data) for line in claim.lines]
        typed = [(line_id, amount) for line_id, amount in by_line if amount is not None]
        if self.total.data is not None:
            weights = [line.claimed or Decimal(0) for line in claim.lines]
            parts = spread(self.total.data, weights, minor_units(claim.currency))
            shares = zip(claim.lines, parts, strict=True)
            typed = [(line.id, part) for line, part in shares if part or _is_replaced(line, kind)]
        method = self.method.data if kind is AmountKind.RECEIVED else None
        return EntryFacts(kind, self.happened_on.data, tuple(typed), method, self.rate())

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and a rate that is whole."""
        is_valid = super().validate(extra_validators)
        return self.rate_is_whole() and is_valid

    def has_both(self, claim: WageClaim) -> bool:
        """Whether a total and amounts by line were typed together."""
        lines = any(self[f"line_{line.id}"].data is not None for line in claim.lines)
        return lines and self.total.data is not None


def in_currency(form: Any, currency: str | None) -> Any:
    """The form, whose fields for amounts know now, in its rows too, which currency they are in."""
    for field in form:
        if isinstance(field, AmountField):
            field.currency = currency
        elif isinstance(field, FieldList | FormField):
            in_currency(field, currency)
    return form


def _is_replaced(line: ClaimLine, kind: AmountKind) -> bool:
    """Whether an amount stands on a line that a new total takes the place of, also where no share falls to it."""
    return kind is not AmountKind.RECEIVED and getattr(line, kind) is not None


def amounts_form(claim: WageClaim) -> AmountsForm:
    """The form for amounts of one claim: a field for each of its lines."""
    fields = {f"line_{line.id}": AmountField(lazy("Amount")) for line in claim.lines}
    form: AmountsForm = in_currency(type("AmountsOfClaim", (AmountsForm,), fields)(), claim.currency)
    if claim.currency == DOLLAR:
        form.leave_out_rate()
    if not form.is_submitted():
        form.happened_on.data = today()
    return form


class ClaimFilterForm(Form):
    """Which claims to list."""

    Meta = BaseForm.Meta

    currency = CodeField(lazy("Currency"), source=pickers.CURRENCIES)
    unpaid = BooleanField(lazy("Not paid in full"))
    against = RefField()
    # Claims of many workers have a list of their own.
    many = BooleanField()
    before = StringField(validators=[Optional()])

    def filters(self) -> ClaimFilters:
        """What is asked; what cannot be read asks nothing."""
        return ClaimFilters(self.currency.data or None, self.against.data or None, self.unpaid.data)

    def before_id(self) -> int | None:
        """Where the page before this one ended."""
        return row_id(self.before.data)
