"""What may be typed about a settlement: what was agreed, its instalments, how it was explained, and its end."""

from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.validators import Length, Optional

from mrc import pickers
from mrc.claims.rules.settlements import (
    MOST_INSTALMENTS,
    Instalment,
    SettlementFacts,
    SettlementWay,
    Understood,
    monthly,
)
from mrc.classifications import minor_units
from mrc.forms import (
    AmountField,
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    TypedField,
    WordsField,
    long_text,
    required,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy, number

_ROWS = 3


class InstalmentForm(Form):
    """One instalment."""

    Meta = BaseForm.Meta

    due_on = DayField(lazy("Due on"))
    amount = AmountField(lazy("Amount"), currency_field="-")

    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not any((self.due_on.data, self.amount.data, self.due_on.typed, self.amount.typed))


class PartsField(TypedField):
    """Into how many parts a total is split, in the digits of any script."""

    def read(self, text: str) -> int:
        """The number of parts, at most as many as there may be instalments."""
        if not text.isdecimal() or len(text) > 2 or not 1 <= int(text) <= MOST_INSTALMENTS:
            raise ValueError(_("Write a number from 1 to %(most)s.", most=number(MOST_INSTALMENTS)))
        return int(text)


class SettlementForm(OnceForm):
    """What was agreed. The parts are typed row by row, or made from their number and the first day."""

    # The settlement that stood when the page was opened, which this one takes the place of.
    replaces = HiddenField(validators=[Optional(), Length(max=10)])
    agreed_on = DayField(lazy("Agreed on"), validators=[required(lazy("Enter the day it was agreed."))], past=True)
    way = WordsField(
        lazy("How it came about"),
        kind=SettlementWay,
        empty=lazy("Choose"),
        validators=[required(lazy("Choose how it came about."))],
    )
    total = AmountField(
        lazy("Total agreed"), validators=[required(lazy("Enter the total that was agreed."))], currency_field="-"
    )
    parts = PartsField(lazy("Number of equal monthly parts"))
    first_due_on = DayField(lazy("First part due on"))
    instalments = FieldList(
        FormField(InstalmentForm), lazy("Instalments"), min_entries=_ROWS, max_entries=MOST_INSTALMENTS
    )
    language = CodeField(lazy("Language it was explained in"), source=pickers.LANGUAGES)
    understood = WordsField(lazy("Did the person understand it?"), kind=Understood, empty=lazy("Not asked"))
    terms = long_text(lazy("Terms, as they were agreed"))
    waiver = long_text(lazy("What the person gives up by signing, word for word"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and every row that was begun."""
        is_valid = super().validate(extra_validators)
        return self._rows_are_whole() and is_valid

    def _rows_are_whole(self) -> bool:
        whole = True
        for row in self._begun():
            if row.due_on.data is None and not row.due_on.errors:
                row.due_on.errors = [_("Enter the day.")]
            if row.amount.data is None and not row.amount.errors:
                row.amount.errors = [_("Enter the amount.")]
            whole = whole and not row.errors
        if not whole:
            self.instalments.errors = [entry.form.errors for entry in self.instalments]
        return whole

    def add_row(self) -> None:
        """One more row, as long as there is room."""
        if len(self.instalments) < MOST_INSTALMENTS:
            self.instalments.append_entry()

    def fill_rows(self, currency: str) -> None:
        """Write the equal monthly parts into the rows, in the place of what stands there; says what is missing."""
        needed = {
            self.total: _("Enter the total that was agreed."),
            self.parts: _("Enter the number of parts."),
            self.first_due_on: _("Enter the day of the first part."),
        }
        for field, sentence in needed.items():
            if not field.data:
                field.errors = [*field.process_errors] or [sentence]
        if not all(field.data for field in needed):
            return
        while len(self.instalments):
            self.instalments.pop_entry()
        for part in self._monthly(currency):
            self.instalments.append_entry({"due_on": part.due_on, "amount": part.amount})

    def facts(self, currency: str) -> SettlementFacts:
        """What was typed. Where no row was, the parts follow from their number and the first day."""
        rows = tuple(Instalment(row.due_on.data, row.amount.data) for row in self._begun())
        can_be_made = self.parts.data is not None and self.first_due_on.data is not None
        return SettlementFacts(
            agreed_on=self.agreed_on.data,
            total=self.total.data,
            way=self.way.data,
            instalments=rows or (self._monthly(currency) if can_be_made else ()),
            language=self.language.data,
            understood=self.understood.data,
            terms=self.terms.data or None,
            waiver=self.waiver.data or None,
        )

    def sum_of_rows(self) -> Any:
        """What the typed rows add up to; None when there are none."""
        amounts = [row.amount.data for row in self._begun() if row.amount.data is not None]
        return sum(amounts) if amounts else None

    def _begun(self) -> list[Any]:
        return [entry.form for entry in self.instalments if not entry.form.is_blank()]

    def _monthly(self, currency: str) -> tuple[Instalment, ...]:
        return monthly(self.total.data, self.parts.data, self.first_due_on.data, minor_units(currency))


class BreakOffForm(OnceForm):
    """The end of a settlement that was not kept."""

    happened_on = DayField(lazy("On which day"), validators=[required(lazy("Enter the day."))], past=True)
    why = long_text(lazy("Why"), required(lazy("Say why it is broken off.")))
