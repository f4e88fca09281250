"""BaseForm and the few fields that rooms share. An error says what to do; typed text always comes back."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar

import phonenumbers
from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict
from wtforms import (
    FileField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from mrc import i18n, refs, typed
from mrc.classifications import UnknownCode, is_currency, minor_units
from mrc.i18n import gettext as _
from mrc.i18n import language, ngettext, today
from mrc.once import new_key
from mrc.wording import words
from mrc.wording.fields import LibraryMessages

SHORT, LONG = 200, 10_000


class BaseForm(FlaskForm):
    """A form with CSRF protection, our own sentences, and text trimmed and freed of characters nobody typed.

    `refused_at` names the field where a refusal of a fact is shown that is called otherwise here.
    """

    refused_at: ClassVar[dict[str, str]] = {}

    class Meta(FlaskForm.Meta):
        """Speak by our catalogues."""

        def get_translations(self, form: Any) -> Any:
            """Our own catalogue instead of WTForms', which lacks most of our languages."""
            return LibraryMessages()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent; a file sent where text is asked for is nothing."""
            found = super().wrap_formdata(form, formdata)
            if not isinstance(found, CombinedMultiDict) or not request.files:
                return found
            asked = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in asked]
            return CombinedMultiDict([ImmutableMultiDict(files), request.form])

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Every text field cleans what it is given."""
            filters = list(unbound_field.kwargs.get("filters", []))
            if issubclass(unbound_field.field_class, StringField):
                filters.append(clean_text)
            return unbound_field.bind(form=form, filters=filters, **options)


class OnceForm(BaseForm):
    """A form whose deed must happen once, however often it is sent."""

    once = HiddenField(default=new_key, validators=[Optional(), Length(max=64)])


class ConfirmForm(OnceForm):
    """A deed that needs no more than to be meant."""


class NewEntryForm(OnceForm):
    """Something new. Entries that may be the same thing are shown before it is saved."""

    shown = HiddenField()

    def has_shown(self, refs: list[str]) -> bool:
        """Whether all of these stood on the page that was sent, which then means a new one; now they stand on it."""
        before = set((self.shown.data or "").split())
        self.shown.data = " ".join(refs)
        return before >= set(refs)


class VersionedForm(BaseForm):
    """A form that changes a record: it carries the version that its reader saw."""

    version = HiddenField(validators=[InputRequired()])

    def seen_version(self) -> int:
        """The version the reader saw; 0, which no record has, when somebody tampered with it."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def clean_text(text: Any) -> Any:
    """Text without surrounding space, NUL and other control characters; line breaks and marks stay."""
    if not isinstance(text, str):
        return text
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in text)
    kept = "".join(
        character
        for character in spaced
        if character in "\n\t" or character.isprintable() or character in "\u200c\u200d\u200e\u200f"
    )
    return kept.strip()


class Filled(InputRequired):
    """Something must be left of what was sent, once it is cleaned: a space is not a name."""

    def __call__(self, form: Any, field: Any) -> None:
        """Stop with the message when there is nothing."""
        if isinstance(field.data, str) and not field.data:
            field.raw_data = []
        super().__call__(form, field)


def required(message: Any) -> InputRequired:
    """The field must be filled; the message says what to enter."""
    return Filled(message=message)


def short_text(label: Any, *validators: Any, **options: Any) -> StringField:
    """One line of at most 200 characters."""
    return StringField(label, validators=[*(validators or [Optional()]), at_most(SHORT)], **options)


def long_text(label: Any, *validators: Any, **options: Any) -> TextAreaField:
    """Several lines of at most 10,000 characters."""
    return TextAreaField(label, validators=[*(validators or [Optional()]), at_most(LONG)], **options)


def at_most(length: int) -> Callable[[Any, Any], None]:
    """A validator: at most so many characters."""

    def check(form: Any, field: Any) -> None:
        if field.data and len(field.data) > length:
            raise ValidationError(
                ngettext("Use at most %(num)s character.", "Use at most %(num)s characters.", length)
            )

    return check


class _KindField(SelectField):
    """Members of a StrEnum, or of `only` some of it, shown in words."""

    data: Any

    def __init__(
        self,
        label: Any = None,
        kind: type[StrEnum] | None = None,
        validators: Any = None,
        only: Iterable[StrEnum] | None = None,
        **options: Any,
    ) -> None:
        assert kind is not None
        self.kind, self.only = kind, tuple(only or kind)
        super().__init__(
            label, validators, coerce=self._member, choices=self._choices, validate_choice=False, **options
        )

    def _member(self, value: Any) -> Any:
        return self.kind(value)

    def _choices(self) -> list[SelectChoice]:
        return [SelectChoice(member.value, str(words(member))) for member in self.only]


class WordsField(_KindField):
    """One member of a StrEnum, shown in words. `data` is the member, or None when `empty` is offered and chosen."""

    def __init__(self, *given: Any, empty: Any = None, **options: Any) -> None:
        self.empty = empty
        super().__init__(*given, **options)

    def _member(self, value: Any) -> Any:
        return None if value in (None, "", "None") else self.kind(value)

    def _choices(self) -> list[SelectChoice]:
        first = [] if self.empty is None else [SelectChoice("", str(self.empty))]
        return first + super()._choices()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read one member; anything else is an error of this field, not of the server."""
        if not valuelist:
            return
        try:
            self.data = self._member(valuelist[0])
        except ValueError:
            self.data = None
            raise ValueError(_("Choose one of the list.")) from None
        if self.data is not None and self.data not in self.only:
            raise ValueError(_("Choose one of the list."))

    def pre_validate(self, form: Any) -> None:
        """Nothing chosen is an answer only where the list offers it; a field that must be filled says so itself."""
        is_open = self.empty is not None or self.flags.required or self.flags.optional or self.process_errors
        if self.data is None and not is_open:
            raise ValidationError(_("Choose one of the list."))


class WordsListField(_KindField, SelectMultipleField):
    """Several members of a StrEnum, as checkboxes. `data` is a list of members in the order of the enum."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the members; an unknown one is an error of this field."""
        try:
            chosen = {self.kind(value) for value in valuelist}
        except ValueError:
            raise ValueError(_("Choose from the list.")) from None
        if not chosen <= set(self.only):
            raise ValueError(_("Choose from the list."))
        self.data = [member for member in self.kind if member in chosen]


class TypedField(StringField):
    """A datum that is typed as text. Each kind says how it is read and shown; what cannot be read comes back."""

    data: Any
    typed = ""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators or [Optional()], **options)

    def read(self, text: str) -> Any:
        """The datum in a text that is not empty. Raises ValueError with a sentence that says how to write it."""
        raise NotImplementedError

    def show(self, datum: Any) -> str:
        """The datum as it stands in the box."""
        return str(datum)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; where nothing is left of it once it is cleaned, there is no datum."""
        self.typed = clean_text(valuelist[0]) if valuelist else ""
        self.raw_data, self.data = [self.typed], None
        if self.typed:
            self.data = self.read(self.typed)

    def _value(self) -> str:
        return self.typed if self.data in (None, "") else self.show(self.data)


class CodeField(TypedField):
    """A code of a classification, typed or picked: "9111", its title, or both. `data` is the code or None.

    The field renders as a search box with suggestions, which works without scripts.
    """

    def __init__(self, label: Any = None, source: Any = None, validators: Any = None, **options: Any) -> None:
        self.source = source
        super().__init__(label, validators, **options)

    def read(self, text: str) -> str:
        """The code in a code or a title in the reader's language."""
        try:
            return str(self.source.parse(text, language()))
        except UnknownCode:
            raise ValueError(_("Choose one of the suggestions, or leave this empty.")) from None

    def show(self, datum: str) -> str:
        """The code and its title in the reader's language."""
        return f"{datum} {self.source.title(datum, language())}"

    def suggestions(self) -> list[tuple[str, str]]:
        """All codes with their titles in the reader's language."""
        return list(self.source.choices(language()))


class DayField(TypedField):
    """A calendar day. Digits of any script and the forms 2026-05-12 and 12/05/2026 or 12.5.2026 are understood."""

    widget = widgets.DateInput()

    def __init__(self, label: Any = None, validators: Any = None, past: bool = False, **options: Any) -> None:
        self.past = past
        super().__init__(label, validators, **options)

    def read(self, text: str) -> date:
        """The day, which some fields want to be no later than today where the reader is."""
        day = typed.day(text)
        if day is None or not 1900 <= day.year <= 2100:
            raise ValueError(_("Write the date as year-month-day, for example 2026-05-12."))
        if self.past and day > today():
            raise ValueError(_("This date lies in the future. Check it."))
        return day


class AmountField(TypedField):
    """An amount of money as Decimal, typed in any script's digits.

    `currency_field` names the field beside it; a form whose currency is known already writes it into `currency`.
    """

    currency: str | None = None

    def __init__(
        self, label: Any = None, validators: Any = None, currency_field: str = "currency", **options: Any
    ) -> None:
        self.currency_field = currency_field
        super().__init__(label, validators, **options)

    def read(self, text: str) -> Decimal:
        """The amount; signs, letters and more than three decimals are refused."""
        try:
            return i18n.read_amount(text)
        except (InvalidOperation, ValueError):
            raise ValueError(_("Write the amount in figures, for example 1250.50.")) from None

    def show(self, datum: Decimal) -> str:
        """The amount in figures, whatever its size."""
        return format(datum, "f")

    def pre_validate(self, form: Any) -> None:
        """An amount has no more decimals than its currency, and cannot be read as thousands of it."""
        beside = getattr(form, self.currency_field).data if hasattr(form, self.currency_field) else None
        currency = beside or self.currency
        if self.data is None or not currency or not is_currency(currency):
            return
        places = minor_units(currency)
        if typed.may_be_thousands(self.data, places):
            raise ValidationError(
                _("Three figures after a point or comma may mean thousands. Write it as 3000 or 3000.00.")
            )
        if self.data != round(self.data, places):
            raise ValidationError(
                ngettext(
                    "%(currency)s has %(num)s decimal place at most.",
                    "%(currency)s has %(num)s decimal places at most.",
                    places,
                    currency=currency,
                )
            )


class PhoneField(TypedField):
    """A telephone number as E.164 text ("+97455501234"); any script's digits; `region` names the default country."""

    def __init__(self, label: Any = None, validators: Any = None, region: str | None = None, **options: Any) -> None:
        self.region = region
        super().__init__(label, validators, **options)

    def read(self, text: str) -> str:
        """The number, when it can be one."""
        try:
            number = phonenumbers.parse(text[:60], self.region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValueError(_("Write the number with its country code, for example +974 5550 1234."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class RefField(TypedField):
    """A reference as ten ASCII digits, typed in any script with spaces or dashes."""

    def read(self, text: str) -> str:
        """The reference; a wrong check digit is a typing mistake."""
        try:
            return refs.read_ref(text)
        except ValueError:
            raise ValueError(_("Check the number: it has ten digits, and one of them seems mistyped.")) from None

    def show(self, datum: str) -> str:
        """The reference in groups of digits."""
        return refs.spoken(datum)


def errors_of(form: Any) -> list[tuple[str, str]]:
    """The errors of a form in the order of its fields, as (id of the field, sentence)."""
    return [(field.id, str(error)) for field in form for error in _flat(field.errors)]


def _flat(errors: Any) -> Iterable[Any]:
    for error in errors.values() if isinstance(errors, dict) else errors:
        if isinstance(error, list | tuple | dict):
            yield from _flat(error)
        else:
            yield error
