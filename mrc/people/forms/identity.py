"""Who somebody is, as it may be typed: in a hurry at first, in full later."""

from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from babel.dates import get_month_names
from wtforms import BooleanField, Form, FormField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.meta import DefaultMeta

from mrc.forms import (
    BaseForm,
    CodeField,
    NewEntryForm,
    PhoneField,
    VersionedForm,
    WordsField,
    WordsListField,
    long_text,
    required,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import language, lazy, lazy_p, locale_of
from mrc.people.forms.consent import ConsentFields
from mrc.people.rules import (
    AT_INTAKE,
    DocumentKind,
    IdentityFacts,
    PaperFacts,
    PhoneFacts,
    Precision,
    Purpose,
    Registration,
    Sex,
)
from mrc.pickers import COUNTRIES, LANGUAGES


class Row(Form):
    """A part of a larger form, without a token of its own."""

    class Meta(DefaultMeta):
        """Clean and speak as whole forms do."""

        get_translations = BaseForm.Meta.get_translations
        bind_field = BaseForm.Meta.bind_field


def _figures(text: str | None) -> int | None:
    """A whole number in any script's digits; None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) <= 4 else None


def _months() -> list[SelectChoice]:
    names = get_month_names("wide", locale=locale_of(language()))
    return [SelectChoice("", ""), *(SelectChoice(str(number), names[number]) for number in range(1, 13))]


class BirthRow(Row):
    """A date of birth as far as it is known: a year, a month and year, or a day."""

    year = StringField(lazy_p("date", "Year"), render_kw={"inputmode": "numeric", "maxlength": "4"})
    month = SelectField(lazy_p("date", "Month"), choices=_months, validate_choice=False)
    day = StringField(lazy_p("date", "Day"), render_kw={"inputmode": "numeric", "maxlength": "2"})
    is_estimated = BooleanField(lazy("This is an estimate"))

    def validate_year(self, field: Any) -> None:
        """A year in four figures, needed once a month or day is given."""
        year = _figures(field.data)
        if (field.data or self.month.data or self.day.data) and (year is None or not 1900 <= year <= 2100):
            raise ValidationError(_("Write the year in four figures, for example 1994."))

    def validate_month(self, field: Any) -> None:
        """A month of the list, needed once a day is given."""
        month = _figures(field.data)
        if (field.data or self.day.data) and (month is None or not 1 <= month <= 12):
            field.data = ""
            raise ValidationError(_("Choose the month, or leave out the day."))

    def validate_day(self, field: Any) -> None:
        """A day that the month has."""
        if field.data and _day(self.year.data, self.month.data, field.data) is None:
            raise ValidationError(_("There is no such day. Check the day, the month and the year."))

    def value(self) -> tuple[date | None, Precision | None]:
        """The date, and how exactly it is known."""
        found = _day(self.year.data, self.month.data or "1", self.day.data or "1")
        if found is None:
            return None, None
        if self.is_estimated.data:
            return found, Precision.ESTIMATED
        if self.day.data:
            return found, Precision.DAY
        return found, Precision.MONTH if self.month.data else Precision.YEAR


def _day(year: str | None, month: str | None, day: str | None) -> date | None:
    years, months, days = _figures(year), _figures(month), _figures(day)
    if years is None or months is None or days is None:
        return None
    try:
        return date(years, months, days)
    except ValueError:
        return None


def _birth_values(facts: IdentityFacts) -> dict[str, Any]:
    """The boxes of a date of birth as they were once filled in."""
    found, precision = facts.birth_date, facts.birth_precision
    if found is None:
        return {}
    is_exact = precision is Precision.DAY or (precision is Precision.ESTIMATED and found.timetuple().tm_yday != 1)
    return {
        "year": str(found.year),
        "month": str(found.month) if is_exact or precision is Precision.MONTH else "",
        "day": str(found.day) if is_exact else "",
        "is_estimated": precision is Precision.ESTIMATED,
    }


class IdentityFields:
    """Who somebody is; asked when they are taken in, and changed later."""

    refused_at: ClassVar[dict[str, str]] = {"birth_date": "birth"}

    name = short_text(lazy("Name in the person's own script"), required(lazy("Enter the name, or an alias.")))
    latin_name = short_text(
        lazy("Name in Latin letters"), description=lazy("As in the passport. Left empty, we propose one.")
    )
    is_alias = BooleanField(lazy("This is not the real name"))
    sex = WordsField(lazy("Sex"), Sex, default=Sex.UNKNOWN)
    birth = FormField(BirthRow, lazy("Date of birth"), description=lazy("Fill in only what is known."))
    nationality = CodeField(lazy("Nationality"), COUNTRIES)
    preferred_language = CodeField(
        lazy("Language for talking and messages"), LANGUAGES, [required(lazy("Choose the person's language."))]
    )

    def identity(self) -> IdentityFacts:
        """Who somebody is, as far as it could be read."""
        given: Any = self
        birth_date, precision = given.birth.form.value()
        return IdentityFacts(
            name=given.name.data or "",
            latin_name=given.latin_name.data or None,
            is_alias=given.is_alias.data,
            sex=given.sex.data or Sex.UNKNOWN,
            birth_date=birth_date,
            birth_precision=precision,
            nationality=given.nationality.data,
            preferred_language=given.preferred_language.data or "en",
        )


class RegisterForm(ConsentFields, IdentityFields, NewEntryForm):
    """Consent and a name, and what helps to see whether the person is already known."""

    purposes = WordsListField(lazy("The person consents to"), Purpose, only=AT_INTAKE)
    # Left empty it is the language in which the consent was explained, so that nobody in a hurry must say it twice.
    preferred_language = CodeField(lazy("Language for talking and messages"), LANGUAGES)
    phone = PhoneField(lazy("Telephone number"))
    phone_is_safe = BooleanField(lazy("It is safe to use this number"))
    paper_kind = WordsField(lazy("Paper at hand"), DocumentKind, empty=lazy_p("paper", "None"))
    paper_number = short_text(lazy("Its number"))

    def validate_paper_number(self, field: Any) -> None:
        """A number belongs to a kind of paper."""
        if field.data and self.paper_kind.data is None:
            raise ValidationError(_("Choose the kind of paper that this number is on."))

    def registration(self) -> Registration:
        """Everything that was filled in."""
        identity = self.identity()
        if not self.preferred_language.data and self.consent_language.data:
            identity = replace(identity, preferred_language=self.consent_language.data)
        phones = (PhoneFacts(self.phone.data, is_safe=self.phone_is_safe.data),) if self.phone.data else ()
        kind, number = self.paper_kind.data, self.paper_number.data
        return Registration(
            identity=identity,
            consents=tuple(self.consent(purpose) for purpose in self.purposes.data or ()),
            phones=phones,
            papers=(PaperFacts(kind, number or None),) if kind is not None else (),
        )


class IdentityForm(IdentityFields, VersionedForm):
    """Who somebody is."""

    other_names = long_text(
        lazy("Other names and spellings"), description=lazy("One to a line. The person is found by each of them.")
    )
    other_nationality = CodeField(lazy("Other nationality"), COUNTRIES)
    birth_as_given = short_text(
        lazy("Date of birth as it was said"), description=lazy("For example in another calendar.")
    )

    def facts(self) -> IdentityFacts:
        """Who somebody is."""
        other = (self.other_nationality.data,) if self.other_nationality.data else ()
        return replace(
            self.identity(),
            other_names=self.other_names.data or None,
            other_nationalities=other,
            birth_as_given=self.birth_as_given.data or None,
        )

    @staticmethod
    def values(facts: IdentityFacts) -> dict[str, Any]:
        """What the page is filled with."""
        other = facts.other_nationalities[0] if facts.other_nationalities else None
        return {**vars(facts), "birth": _birth_values(facts), "other_nationality": other}
