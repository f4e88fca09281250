"""What may be typed of one service of an organisation, by administrators and by the partner itself."""

from typing import Any

from wtforms import ValidationError

from mrc.directory.forms import CodeLinesField, LinesField, in_words
from mrc.directory.issues import BY_CODE, GROUPS, ISSUES
from mrc.directory.rules import (
    Cost,
    OrganisationKind,
    OrganisationStatus,
    Population,
    ReportsToAuthorities,
    ServiceFacts,
    StatusPolicy,
)
from mrc.forms import (
    BaseForm,
    OnceForm,
    TypedField,
    VersionedForm,
    WordsField,
    WordsListField,
    required,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p
from mrc.pickers import COUNTRIES, INDUSTRIES, LANGUAGES
from mrc.staff.rules import is_zone

MOST_PLACES = 100_000
_CODES = ("nationalities", "countries", "languages", "sectors", "hours")
_CHOICES = ("kind", "status", "cost", "status_policy", "reports_to_authorities")


class PlacesField(TypedField):
    """How many places are free; empty when nobody told."""

    def read(self, text: str) -> int:
        """A whole number from 0 on, in digits of any script."""
        if not text.strip().isdecimal() or int(text) > MOST_PLACES:
            raise ValueError(_("Write a whole number, 0 when no place is free."))
        return int(text)

    def show(self, datum: int) -> str:
        """The number in digits."""
        return str(datum)


def _hours() -> LinesField:
    return LinesField(
        lazy("Opening hours"),
        lambda line: len(line) <= 100,
        lazy("Use at most 100 characters in a line."),
        description=lazy("One line for each span, for example MO,TU 09:00–17:00."),
    )


def _places() -> PlacesField:
    return PlacesField(
        lazy("Free places"), description=lazy("After two weeks this is forgotten. Empty means that it is not known.")
    )


class _ServiceFields(BaseForm):
    name = short_text(lazy("Name of the service"), required(lazy("Enter the name of the service.")))
    kind = WordsField(lazy("Kind of organisation"), OrganisationKind)
    status = WordsField(lazy_p("organisation", "Status"), OrganisationStatus)
    countries = CodeLinesField(
        lazy("Countries in which it may act"), COUNTRIES, description=lazy("One per line. Empty means every country.")
    )
    nationalities = CodeLinesField(
        lazy("Nationals of"), COUNTRIES, description=lazy("One per line. Empty means every nationality.")
    )
    languages = CodeLinesField(lazy("Languages it works in"), LANGUAGES, description=lazy("One per line."))
    issue_codes = WordsListField(
        lazy("Issues it takes"), type(ISSUES[0]), description=lazy("None ticked means that it takes every issue.")
    )
    issue_groups = WordsListField(lazy("Whole groups of issues it takes"), type(GROUPS[0]))
    sectors = CodeLinesField(
        lazy("Industries it covers"), INDUSTRIES, description=lazy("One per line. Empty means every industry.")
    )
    populations = WordsListField(
        lazy("Only for"), Population, description=lazy("None ticked means that it is for everybody.")
    )
    cost = WordsField(lazy("What it costs"), Cost)
    status_policy = WordsField(lazy("People without papers"), StatusPolicy)
    reports_to_authorities = WordsField(lazy("Reporting to authorities"), ReportsToAuthorities)
    hours = _hours()
    timezone = short_text(lazy("Time zone"), description=lazy("As continent and city, for example Asia/Kathmandu."))
    capacity = _places()

    def validate_timezone(self, field: Any) -> None:
        """A zone that the time zone database knows."""
        if field.data and not is_zone(field.data):
            raise ValidationError(_("There is no such time zone. Write it as continent and city: Asia/Kathmandu."))

    def facts(self) -> ServiceFacts:
        """What was typed, as a value."""
        issues = (str(code) for code in self.issue_codes.data or ())
        groups = (str(group).upper() for group in self.issue_groups.data or ())
        codes: dict[str, Any] = {name: tuple(self[name].data or ()) for name in _CODES}
        choices: dict[str, Any] = {name: self[name].data for name in _CHOICES}
        return ServiceFacts(
            name=self.name.data or "",
            timezone=self.timezone.data or "",
            capacity=self.capacity.data,
            issue_codes=(*issues, *groups),
            populations=tuple(self.populations.data or ()),
            **codes,
            **choices,
        )


class AddServiceForm(_ServiceFields, OnceForm):
    """A new service."""


class ChangeServiceForm(_ServiceFields, VersionedForm):
    """Changes to a service."""


class CapacityForm(OnceForm):
    """What a partner tells of one of its services."""

    capacity = _places()
    hours = _hours()


def shown_service(facts: ServiceFacts) -> dict[str, Any]:
    """The values of a form that shows a service as it is."""
    issues = [BY_CODE[code] for code in facts.issue_codes if code in BY_CODE]
    lists = {name: list(getattr(facts, name)) for name in (*_CODES, "populations")}
    named = {"issue_codes": [one for one in issues if one in ISSUES]}
    return {**vars(facts), **lists, **named, "issue_groups": [one for one in issues if one in GROUPS]}


def service_differences(yours: ChangeServiceForm, saved: ServiceFacts) -> list[tuple[str, object, object]]:
    """What somebody typed beside what was saved meanwhile, as (label, yours, theirs) in words."""
    theirs = ChangeServiceForm(formdata=None, data=shown_service(saved), meta={"csrf": False})
    asked = [field for field in yours if field.short_name not in {"version", "csrf_token"}]
    pairs = [(str(field.label.text), in_words(field), in_words(theirs[field.short_name])) for field in asked]
    return [(label, mine, other) for label, mine, other in pairs if mine != other]
