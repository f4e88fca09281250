"""What may be typed about accounts and centres."""

import re
from datetime import time
from itertools import pairwise
from typing import Any

from wtforms import BooleanField, EmailField, Field, RadioField, SelectField, StringField, ValidationError, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from mrc import i18n, pickers
from mrc.access import Role
from mrc.audit import Event
from mrc.classifications import own_name
from mrc.forms import (
    SHORT,
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    PhoneField,
    RefField,
    TypedField,
    VersionedForm,
    WordsField,
    at_most,
    long_text,
    required,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy, ngettext
from mrc.staff.rules import (
    MAX_PASSWORD,
    AccountFacts,
    AccountState,
    CentreFacts,
    Holidays,
    HostType,
    RecordFilter,
    Week,
    as_address,
    is_address,
    is_zone,
)
from mrc.typed import clock_time, day

STAFF_ROLES = tuple(role for role in Role if role is not Role.MIGRANT)


class SecretField(Field):
    """A password, taken exactly as typed and never shown again."""

    widget = widgets.PasswordInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep every character: spaces and marks belong to a password."""
        self.data = valuelist[0] if valuelist else None


class LanguageField(SelectField):
    """One of the languages that staff can work in, each under its own name."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, choices=self._offered, validate_choice=False, **options)

    def _offered(self) -> list[SelectChoice]:
        return [SelectChoice(code, own_name(code)) for code in i18n.STAFF_LANGUAGES]

    def pre_validate(self, form: Any) -> None:
        """One of the list, or the bracketed language of the tests."""
        if not i18n.is_one_of(self.data, i18n.STAFF_LANGUAGES):
            raise ValidationError(_("Choose one of the list."))


def _not_endless(form: Any, field: Any) -> None:
    if field.data and len(field.data) > MAX_PASSWORD:
        raise ValidationError(
            ngettext("Use at most %(num)s character.", "Use at most %(num)s characters.", MAX_PASSWORD)
        )


def _like_an_address(form: Any, field: Any) -> None:
    if field.data and not is_address(as_address(field.data)):
        raise ValidationError(_("Write an e-mail address such as name@example.org."))


class SignInForm(BaseForm):
    """E-mail address and password."""

    email = EmailField(
        lazy("E-mail address"), validators=[required(lazy("Enter your e-mail address.")), at_most(SHORT)]
    )
    password = SecretField(lazy("Password"), validators=[required(lazy("Enter your password.")), _not_endless])


class OwnNameForm(VersionedForm):
    """The name under which colleagues see somebody."""

    name = short_text(lazy("Name"), required(lazy("Enter your name.")), description=lazy("Your colleagues see it."))


class PasswordForm(BaseForm):
    """The present password and, twice, the new one."""

    password_now = SecretField(
        lazy("Present password"), validators=[required(lazy("Enter your present password.")), _not_endless]
    )
    password_new = SecretField(
        lazy("New password"),
        validators=[required(lazy("Enter a new password."))],
        description=lazy("At least 12 characters. Several unrelated words are good, and easy to remember."),
    )
    password_again = SecretField(
        lazy("New password once more"), validators=[required(lazy("Enter the new password once more."))]
    )

    def validate_password_again(self, field: Any) -> None:
        """Both must be the same, because nobody sees what is typed."""
        if field.data != self.password_new.data:
            raise ValidationError(_("The two new passwords differ. Enter the new one again."))


class _AccountFields(BaseForm):
    name = short_text(lazy("Name"), required(lazy("Enter the person's name.")))
    email = EmailField(
        lazy("E-mail address"),
        validators=[required(lazy("Enter an e-mail address.")), at_most(SHORT), _like_an_address],
        description=lazy("The person signs in with it."),
    )
    role = WordsField(lazy("Role"), Role, validators=[required(lazy("Choose a role."))], only=STAFF_ROLES)
    centre = SelectField(lazy("Centre"), validators=[Optional()], validate_choice=False)
    organisation_search = StringField(
        lazy("Partner organisation"),
        validators=[at_most(SHORT)],
        description=lazy("For partners only. Enter a part of its name, then search."),
    )
    organisation = RadioField(lazy("Which organisation?"), validators=[Optional()], validate_choice=False)
    language = LanguageField(lazy("Language"))

    def offer(self, centres: list[Any], organisations: list[Any]) -> None:
        """Fill the choices from centres and organisations."""
        self.centre.choices = [
            SelectChoice("", _("No centre")),
            *(SelectChoice(centre.ref, centre.name) for centre in centres),
        ]
        self.organisation.choices = [SelectChoice(found.ref, found.name) for found in organisations]

    def facts(self) -> AccountFacts:
        """What was typed."""
        return AccountFacts(
            name=self.name.data or "",
            email=as_address(self.email.data or ""),
            role=self.role.data,
            language=self.language.data,
            centre_ref=self.centre.data or None,
            organisation_ref=self.organisation.data or None,
        )


class NewUserForm(_AccountFields, OnceForm):
    """A new account."""


class UserForm(_AccountFields, VersionedForm):
    """An account that is there already."""


class UserFilterForm(BaseForm):
    """Which accounts are wanted."""

    q = StringField(lazy("Name or e-mail address"), validators=[at_most(SHORT)])
    role = WordsField(lazy("Role"), Role, only=STAFF_ROLES, empty=lazy("All roles"))
    centre = SelectField(lazy("Centre"), validate_choice=False)
    state = WordsField(lazy("State"), AccountState, empty=lazy("All states"))


class _CentreFields(BaseForm):
    name = short_text(lazy("Name"), required(lazy("Enter the centre's name.")))
    host_type = WordsField(
        lazy("Host"),
        HostType,
        validators=[required(lazy("Choose who runs the centre."))],
        description=lazy("Who runs the centre."),
    )
    country = CodeField(lazy("Country"), source=pickers.COUNTRIES, validators=[required(lazy("Choose the country."))])
    city = short_text(lazy("City"))
    address = long_text(lazy("Address"))
    phone = PhoneField(lazy("Telephone"), description=lazy("With the country code. Migrants see it."))
    opening_hours = long_text(lazy("Opening hours"), description=lazy("Migrants see them."))
    timezone = StringField(
        lazy("Time zone"),
        validators=[required(lazy("Enter the time zone.")), at_most(SHORT)],
        description=lazy("As continent and city, for example Asia/Kathmandu. Deadlines end at midnight there."),
    )
    is_active = BooleanField(lazy("The centre is open"), default=True)
    demands_agreements = BooleanField(
        lazy("Refer cases only to organisations with an agreement"),
        description=lazy("The agreements stand in the directory, at each organisation."),
    )
    names_caseworker = BooleanField(
        lazy("Tell workers the first name of who is in charge"),
        description=lazy("It stands on the worker's own page. Without it the page says: your caseworker."),
    )

    def validate_timezone(self, field: Any) -> None:
        """A zone that the time zone database knows."""
        if field.data and not is_zone(field.data):
            raise ValidationError(_("There is no such time zone. Write it as continent and city: Asia/Kathmandu."))

    def facts(self) -> CentreFacts:
        """What was typed."""
        return CentreFacts(
            name=self.name.data or "",
            host_type=self.host_type.data,
            country=self.country.data or "",
            city=self.city.data or "",
            address=self.address.data or "",
            phone=self.phone.data or "",
            opening_hours=self.opening_hours.data or "",
            timezone=self.timezone.data or "",
            is_active=bool(self.is_active.data),
            demands_agreements=bool(self.demands_agreements.data),
            names_caseworker=bool(self.names_caseworker.data),
        )


class NewCentreForm(_CentreFields, OnceForm):
    """A new centre."""


class CentreForm(_CentreFields, VersionedForm):
    """A centre that is there already."""


class SpansField(TypedField):
    """The hours of one day, such as 9:00-12:30, 13:30-17:00, as spans that do not touch."""

    def read(self, text: str) -> tuple[tuple[time, time], ...]:
        """The spans, the earliest first."""
        try:
            spans = sorted(_span(piece) for piece in re.split(r"[,;،؛]", text) if piece.strip())
        except ValueError:
            raise ValueError(_("Write hours as 9:00-17:00; put a comma between several spans.")) from None
        if any(closes >= opens for (_opens, closes), (opens, _closes) in pairwise(spans)):
            raise ValueError(_("These hours overlap. Write each span once."))
        return tuple(spans)

    def show(self, datum: Any) -> str:
        """The spans as they are typed."""
        return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in datum)


def _span(text: str) -> tuple[time, time]:
    opens, closes = (clock_time(piece) for piece in re.split(r"[-–—]", text))
    if opens >= closes:
        raise ValueError(text)
    # The last minute of a day is as near to its end as a time of day comes.
    return time(*divmod(opens, 60)), time(*divmod(min(closes, 24 * 60 - 1), 60))


_WEEKDAYS = tuple(f"day_{number}" for number in range(7))


class OpeningForm(VersionedForm):
    """When a centre works: the hours of each weekday, and its days off."""

    day_0 = SpansField(lazy("Monday"))
    day_1 = SpansField(lazy("Tuesday"))
    day_2 = SpansField(lazy("Wednesday"))
    day_3 = SpansField(lazy("Thursday"))
    day_4 = SpansField(lazy("Friday"))
    day_5 = SpansField(lazy("Saturday"))
    day_6 = SpansField(lazy("Sunday"))
    holidays = long_text(
        lazy("Days off"),
        description=lazy("One on each line: the date, then its name. For example 2026-12-25 Christmas."),
    )

    def begin(self, week: Week, holidays: Holidays) -> None:
        """Fill in what is known."""
        for number, name in enumerate(_WEEKDAYS):
            self[name].data = week.get(number)
        self.holidays.data = "\n".join(f"{day.isoformat()} {name}".strip() for day, name in holidays.items())

    def validate_holidays(self, field: Any) -> None:
        """Each line begins with a date."""
        for line in (field.data or "").splitlines():
            if line.strip() and day(line.split()[0]) is None:
                raise ValidationError(_("Begin each line with a date, for example 2026-12-25 Christmas."))

    def week(self) -> Week:
        """The hours that were typed."""
        return {number: self[name].data for number, name in enumerate(_WEEKDAYS) if self[name].data}

    def days_off(self) -> Holidays:
        """The days off that were typed, in order."""
        lines = [line.split(maxsplit=1) for line in (self.holidays.data or "").splitlines() if line.strip()]
        found = {day(words[0]): " ".join(words[1:])[:SHORT] for words in lines}
        return {key: found[key] for key in sorted(key for key in found if key is not None)}


class RecordFilterForm(BaseForm):
    """Which entries of the record are wanted."""

    event = WordsField(lazy("What was done"), Event, empty=lazy("Everything"))
    actor = StringField(lazy("By whom (name or e-mail)"), validators=[at_most(SHORT)])
    role = WordsField(lazy("Role"), Role, empty=lazy("All roles"))
    subject = RefField(lazy("About the reference"))
    centre = SelectField(lazy("Centre"), validate_choice=False)
    from_day = DayField(lazy("From"))
    to_day = DayField(lazy("To"))

    def wanted(self) -> RecordFilter:
        """What was asked for."""
        return RecordFilter(
            event=self.event.data,
            actor=self.actor.data or "",
            role=self.role.data,
            subject=self.subject.data or "",
            centre=self.centre.data or "",
            from_day=self.from_day.data,
            to_day=self.to_day.data,
        )
