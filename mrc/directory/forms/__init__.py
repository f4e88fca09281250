"""What may be typed of an organisation, and what somebody looks for in the directory."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, Form, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import TextArea

from mrc.classifications import UnknownCode
from mrc.directory.issues import BY_CODE, GROUPS, ISSUES
from mrc.directory.models import Organisation, Service
from mrc.directory.rules import (
    ContactFacts,
    ContactKind,
    Cost,
    Filters,
    OrganisationFacts,
    OrganisationKind,
    OrganisationStatus,
    Population,
    ReportsToAuthorities,
    StatusPolicy,
)
from mrc.directory.service import files
from mrc.forms import (
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    TypedField,
    VersionedForm,
    WordsField,
    WordsListField,
    at_most,
    clean_text,
    long_text,
    required,
    short_text,
)
from mrc.i18n import gettext as _
from mrc.i18n import joined, language, lazy, lazy_p
from mrc.pickers import COUNTRIES, INDUSTRIES, LANGUAGES, Picker
from mrc.wording import words

MOST_LINES = 300


class LinesField(TypedField):
    """Several texts, one per line, each of one form. `data` is a list of texts."""

    widget = TextArea()

    def __init__(self, label: Any = None, is_right: Callable[[str], bool] = bool, wrong: Any = "", **options: Any):
        self.is_right, self.wrong = is_right, wrong
        super().__init__(label, **options)

    def read(self, text: str) -> list[str]:
        """The lines, each once; one of a wrong form is an error of the field."""
        lines = _lines_of(text)[:MOST_LINES]
        if not all(self.is_right(line) for line in lines):
            raise ValueError(str(self.wrong))
        return lines

    def show(self, datum: list[str]) -> str:
        """Each text on a line of its own."""
        return "\n".join(datum)


class CodeLinesField(TypedField):
    """Several codes of a classification, one per line, typed as code, title or both. `data` is a list of codes."""

    widget = TextArea()

    def __init__(self, label: Any = None, source: Picker = COUNTRIES, **options: Any) -> None:
        self.source = source
        super().__init__(label, **options)

    def read(self, text: str) -> list[str]:
        """The code of each line; the error names the first line that cannot be read."""
        lines = _lines_of(text)
        codes = {line: self._code(line) for line in lines[:MOST_LINES]}
        unknown = [line for line, code in codes.items() if code is None] or lines[MOST_LINES:]
        if unknown:
            raise ValueError(_("Not found in the list: %(text)s. Write one per line.", text=unknown[0][:80]))
        return list(dict.fromkeys(code for code in codes.values() if code))

    def _code(self, line: str) -> str | None:
        try:
            return self.source.parse(line[:200], language())
        except UnknownCode:
            return None

    def show(self, datum: list[str]) -> str:
        """Each code and its title on a line of its own."""
        return "\n".join(f"{code} {self.source.title(code, language())}" for code in datum)


def _lines_of(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _numbers(label: Any) -> LinesField:
    return LinesField(
        label,
        files.is_phone,
        lazy("Write each number on a line of its own, for example +974 4444 5555."),
        description=lazy("One per line."),
    )


def _web_address(form: Any, field: Any) -> None:
    if field.data and not files.is_website(field.data):
        raise ValidationError(_("Write the whole address, for example https://www.example.org."))


class _OrganisationFields(BaseForm):
    kind = WordsField(lazy("Kind of organisation"), OrganisationKind)
    name = short_text(lazy("Name of the organisation"), required(lazy("Enter the name of the organisation.")))
    status = WordsField(lazy_p("organisation", "Status"), OrganisationStatus)
    country = CodeField(
        lazy("Country where it is"), COUNTRIES, [required(lazy("Choose the country where the organisation is."))]
    )
    city = short_text(lazy("City"))
    sending_country = CodeField(
        lazy("Sending state"),
        COUNTRIES,
        description=lazy("Only for an embassy or consulate: the state it speaks for."),
    )
    jurisdictions = CodeLinesField(lazy("Other countries it serves"), COUNTRIES, description=lazy("One per line."))
    phones = _numbers(lazy("Telephone numbers"))
    whatsapps = _numbers(lazy("WhatsApp numbers"))
    emails = LinesField(
        lazy("E-mail addresses"),
        files.is_email,
        lazy("Write each e-mail address on a line of its own, for example office@example.org."),
        description=lazy("One per line. Notices of referrals go to the first one when nobody has an account."),
    )
    addresses = LinesField(
        lazy("Addresses"),
        lambda line: len(line) <= 400,
        lazy("Use at most 400 characters for an address."),
        description=lazy("One per line."),
    )
    website = StringField(lazy("Website"), [Optional(), at_most(400), _web_address])
    description = long_text(lazy("What it does and how to reach it"))
    languages = CodeLinesField(lazy("Languages it works in"), LANGUAGES, description=lazy("One per line."))
    issue_codes = WordsListField(
        lazy("Issues it takes"),
        type(ISSUES[0]),
        description=lazy("None ticked means that it takes every issue."),
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
    is_public = BooleanField(lazy("May be named to workers"))

    def facts(self) -> OrganisationFacts:
        """What was typed, as a value."""
        lists = (
            (ContactKind.PHONE, self.phones),
            (ContactKind.WHATSAPP, self.whatsapps),
            (ContactKind.EMAIL, self.emails),
            (ContactKind.ADDRESS, self.addresses),
        )
        return OrganisationFacts(
            kind=self.kind.data,
            name=self.name.data or "",
            country=self.country.data or "",
            city=self.city.data or "",
            sending_country=self.sending_country.data,
            description=self.description.data or "",
            website=self.website.data or "",
            languages=tuple(self.languages.data or ()),
            issue_codes=(
                *(str(code) for code in self.issue_codes.data or ()),
                *(str(group).upper() for group in self.issue_groups.data or ()),
            ),
            sectors=tuple(self.sectors.data or ()),
            populations=tuple(self.populations.data or ()),
            jurisdictions=tuple(sorted(set(self.jurisdictions.data or ()) - {self.country.data})),
            contacts=tuple(ContactFacts(kind, value) for kind, field in lists for value in field.data or ()),
            cost=self.cost.data,
            status_policy=self.status_policy.data,
            reports_to_authorities=self.reports_to_authorities.data,
            status=self.status.data,
            is_public=self.is_public.data,
        )


class AddOrganisationForm(_OrganisationFields, OnceForm):
    """A new organisation."""


class ChangeOrganisationForm(_OrganisationFields, VersionedForm):
    """Changes to an organisation."""


class AgreementForm(OnceForm):
    """That a centre has an agreement with an organisation, and until when."""

    centre = SelectField(lazy("Centre"))
    ends_on = DayField(lazy("The agreement ends on"), description=lazy("Empty means that it has no end."))

    def offer(self, centres: Iterable[tuple[str, str]]) -> "AgreementForm":
        """Offer the centres by reference and name."""
        self.centre.choices = [SelectChoice(ref, name) for ref, name in centres]
        return self


def shown(facts: OrganisationFacts) -> dict[str, Any]:
    """The values of a form that shows an organisation as it is."""
    ways: dict[str, list[str]] = {"phones": [], "whatsapps": [], "emails": [], "addresses": []}
    boxes = {
        ContactKind.PHONE: "phones",
        ContactKind.WHATSAPP: "whatsapps",
        ContactKind.EMAIL: "emails",
        ContactKind.ADDRESS: "addresses",
    }
    for way in facts.contacts:
        ways[boxes[way.kind]].append(way.value)
    lists = {name: list(getattr(facts, name)) for name in ("languages", "sectors", "jurisdictions", "populations")}
    issues = [BY_CODE[code] for code in facts.issue_codes if code in BY_CODE]
    named = {"issue_codes": [one for one in issues if one in ISSUES]}
    return {**vars(facts), **lists, **ways, **named, "issue_groups": [one for one in issues if one in GROUPS]}


def offer_of(service: Service) -> dict[str, Any]:
    """What a page shows of one service; issues and people in words."""
    names = ("name", "kind", "status", "languages", "nationalities", "areas", "sectors", "cost", "status_policy")
    more = ("reports_to_authorities", "hours", "timezone", "capacity", "capacity_on")
    return {
        **{name: getattr(service, name) for name in (*names, *more)},
        "issues": [BY_CODE[code] for code in service.issue_codes if code in BY_CODE],
        "populations": [Population(code) for code in service.populations],
    }


def offers_of(organisation: Organisation) -> list[dict[str, Any]]:
    """What a page shows of the services of an organisation."""
    return [offer_of(service) for service in organisation.services]


def differences(yours: ChangeOrganisationForm, saved: OrganisationFacts) -> list[tuple[str, object, object]]:
    """What somebody typed beside what was saved meanwhile, as (label, yours, theirs) in words."""
    theirs = ChangeOrganisationForm(formdata=None, data=shown(saved), meta={"csrf": False})
    asked = [field for field in yours if field.short_name not in {"version", "csrf_token"}]
    pairs = [(str(field.label.text), in_words(field), in_words(theirs[field.short_name])) for field in asked]
    return [(label, mine, other) for label, mine, other in pairs if mine != other]


def in_words(field: Any) -> str:
    """What stands in a field, in words."""
    if isinstance(field, WordsListField):
        return joined([str(words(member)) for member in field.data or []])
    if isinstance(field, WordsField):
        return str(words(field.data))
    if isinstance(field, BooleanField):
        return _("ticked") if field.data else _("not ticked")
    return str(field._value())


WITHIN = (5, 25, 50, 100, 500)


class SearchForm(Form):
    """What somebody looks for; sent by GET, so that a list can be bookmarked."""

    q = StringField(lazy("Name, city or country"), filters=[clean_text])
    kind = WordsField(lazy("Kind"), OrganisationKind, empty=lazy_p("filter", "All kinds"))
    country = CodeField(lazy("Works in"), COUNTRIES)
    nationality = CodeField(lazy("Speaks for the nationals of"), COUNTRIES)
    issue = WordsField(lazy("Issue"), type(ISSUES[0]), empty=lazy_p("filter", "All issues"))
    language = CodeField(lazy("Language"), LANGUAGES)
    near = StringField(lazy("Near a city or point"), filters=[clean_text])
    within = SelectField(
        lazy("Within"),
        choices=[SelectChoice(str(km), lazy("%(count)s km", count=km)) for km in WITHIN],
        default="50",
        validate_choice=False,
    )

    def filters(self, only_active: bool = True) -> Filters:
        """What narrows the list; what could not be read does not."""
        within = self.within.data or ""
        return Filters(
            text=(self.q.data or "")[:200],
            kind=self.kind.data,
            country=self.country.data,
            sending_country=self.nationality.data,
            issue=str(self.issue.data) if self.issue.data else None,
            language=self.language.data,
            only_active=only_active,
            within=int(within) if within in {str(km) for km in WITHIN} else 50,
        )


class KeepingForm(SearchForm):
    """The same for whoever keeps the directory."""

    to_check = BooleanField(lazy("Only entries that must be checked"))

    def filters(self, only_active: bool = True) -> Filters:
        """What narrows the list; what could not be read does not."""
        return replace(super().filters(only_active), is_to_check=bool(self.to_check.data))
