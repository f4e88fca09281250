"""What a US dollar cost when an amount was put on record: three fields that are filled together or not at all."""

from decimal import Decimal, InvalidOperation
from typing import Any

from mrc import typed
from mrc.claims.rules.dollars import RATE_PLACES, Rate, RateSource
from mrc.forms import DayField, TypedField, WordsField
from mrc.i18n import gettext as _
from mrc.i18n import lazy, read_amount


class RateField(TypedField):
    """How many units of a currency make one US dollar, in the digits of any script."""

    def read(self, text: str) -> Decimal:
        """The rate, with more decimals than an amount has."""
        try:
            found = read_amount(text, RATE_PLACES)
            with_decimals = typed.amount(text, RATE_PLACES, has_comma=True)
        except (InvalidOperation, ValueError):
            raise ValueError(_("Write the rate in figures, for example 3.64.")) from None
        if found != with_decimals:
            # No currency bounds the decimals of a rate, so that nothing else tells 1,310 from 3,672.
            raise ValueError(_("A comma may mean thousands or decimals here. Write it as 1310 or 3.672."))
        return found

    def show(self, datum: Decimal) -> str:
        """The rate in figures."""
        return format(datum, "f")


class RateFields:
    """The rate of a day. A form about a claim in US dollars leaves these out."""

    per_dollar: Any = RateField(lazy("How much of this currency makes 1 US dollar"))
    rate_on: Any = DayField(lazy("Day of the rate"), past=True)
    rate_source: Any = WordsField(lazy("Where the rate comes from"), kind=RateSource, empty=lazy("Choose"))

    def leave_out_rate(self) -> None:
        """Ask for no rate, where the amounts are in US dollars."""
        for name in ("per_dollar", "rate_on", "rate_source"):
            delattr(self, name)

    def rate(self) -> Rate | None:
        """The rate as it was typed; None when nothing was."""
        if self.per_dollar is None or self.per_dollar.data is None:
            return None
        return Rate(self.per_dollar.data, self.rate_on.data, self.rate_source.data)

    def rate_is_whole(self) -> bool:
        """Whether all of the rate was typed or none; says at the fields what is missing."""
        if self.per_dollar is None:
            return True
        fields = (self.per_dollar, self.rate_on, self.rate_source)
        if not any(field.data is not None for field in fields):
            return not any(field.errors for field in fields)
        sentences = (_("Enter the rate."), _("Enter the day of the rate."), _("Choose where the rate comes from."))
        for field, sentence in zip(fields, sentences, strict=True):
            if field.data is None and not field.errors:
                field.errors = [sentence]
        return not any(field.errors for field in fields)
