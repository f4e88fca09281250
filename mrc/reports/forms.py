"""What may be asked of the caseload in an address, and what may be typed to assign, to export and to report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from mrc.casework.rules.issues import IssueCode, IssueGroup, issues_in
from mrc.casework.rules.stages import Party, Priority, Stage, Step
from mrc.classifications import countries, country_name, is_country
from mrc.forms import BaseForm, DayField, OnceForm, WordsField, required
from mrc.i18n import gettext as _
from mrc.i18n import language, lazy
from mrc.refs import LENGTH
from mrc.reports.rules.caseload import Chosen, Filters, Sort, Standing, Within
from mrc.reports.rules.export import ExportFacts, Format, NamesReason
from mrc.reports.rules.periods import Period
from mrc.wording import words

EVERYBODY, NOBODY, ME = "all", "none", "me"
_TICKS = {"overdue": "is_overdue", "cold": "is_cold", "unanswered": "is_unanswered", "undated": "is_undated"}
_RARE = frozenset({"issue", "to", "move", "priority", "act", *_TICKS})
_PARTIES = tuple(party for party in Party if party is not Party.NOBODY)


@dataclass(frozen=True)
class Asked:
    """What an address asks of the caseload: the filters, and the values as they stand in it, for links and fields.

    An address is read leniently: what nobody offered asks nothing.
    """

    filters: Filters
    values: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self.values

    @property
    def rare(self) -> dict[str, str]:
        """The values of the rarer filters; when there are any, they are not folded away."""
        return {name: value for name, value in self.values.items() if name in _RARE}


def read_filters(arguments: Mapping[str, str], colleagues: set[int], actor_id: int | None, mine: bool) -> Asked:
    """Read an address. `mine` says that without a word about caseworkers the reader's own cases are meant."""
    given = {name: value for name, value in arguments.items() if value}
    values: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, attribute, kind in (
        ("sort", "sort", Sort),
        ("status", "standing", Standing),
        ("stage", "stage", Stage),
        ("move", "move", Party),
        ("priority", "priority", Priority),
        ("act", "act_within", Within),
        ("issue", "issue", IssueCode),
        ("issue", "issue_group", IssueGroup),
    ):
        member = _member(kind, given.get(name))
        if member is not None:
            found[attribute], values[name] = member, str(member)
    if is_country(given.get("to", "")):
        found["destination"] = values["to"] = given["to"]
    for name, attribute in _TICKS.items():
        if given.get(name) == "1":
            found[attribute], values[name] = True, "1"
    found.update(_read_worker(given.get("worker", ME if mine else EVERYBODY), colleagues, actor_id, values))
    return Asked(Filters(**found), values)


def _member(kind: type[StrEnum], text: str | None) -> StrEnum | None:
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def _read_worker(text: str, colleagues: set[int], actor_id: int | None, values: dict[str, str]) -> dict[str, Any]:
    if text == NOBODY:
        values["worker"] = NOBODY
        return {"is_unassigned": True}
    if text == ME:
        values["worker"] = ME
        return {"caseworker_id": actor_id}
    if text.isdecimal() and len(text) < 10 and int(text) in colleagues:
        values["worker"] = text
        return {"caseworker_id": int(text)}
    values["worker"] = EVERYBODY
    return {}


@lru_cache(maxsize=16)
def said(code: str) -> dict[StrEnum, Markup]:
    """The words of what stands in every line of the list, in a language, escaped once instead of line by line."""
    assert code == language()
    return {member: escape(str(words(member))) for kind in (Stage, Step, Party, Priority) for member in kind}


@lru_cache(maxsize=16)
def choices(code: str) -> dict[str, list[tuple[str, str]]]:
    """The choices of the filters as (value, words) in a language; they change with the program alone."""
    assert code == language()
    return {
        "sort": _spoken(Sort),
        "status": _spoken(Standing),
        "stage": _spoken(Stage),
        "move": _spoken(_PARTIES),
        "priority": _spoken(Priority),
        "act": _spoken(Within),
    }


def _spoken(members: Any) -> list[tuple[str, str]]:
    return [(str(member), str(words(member))) for member in members]


@lru_cache(maxsize=16)
def issue_choices(code: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The groups of issues with their issues, in a language."""
    assert code == language()
    return [(str(group), str(words(group)), _spoken(issues_in(group))) for group in IssueGroup]


@lru_cache(maxsize=16)
def country_options(code: str) -> Markup:
    """All countries as options of a list, drawn once for each language."""
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(country, name) for country, name in countries(code))


def name_of_country(code: str) -> str:
    """The name of a country in the reader's language."""
    return country_name(code, language())


def _number(text: Any) -> int | None:
    return int(text) if text and str(text).isdecimal() and len(str(text)) < 10 else None


def write_chosen(case: Chosen) -> str:
    """A ticked case and whose it was, as one hidden value."""
    return f"{case.ref}.{case.caseworker_id or 0}"


def read_chosen(texts: list[str]) -> list[Chosen]:
    """The ticked cases in the hidden values of a form; a value that nobody wrote is left out."""
    found = []
    for text in texts:
        ref, _dot, worker = text.partition(".")
        if ref.isdecimal() and len(ref) == LENGTH and worker.isdecimal() and len(worker) < 10:
            found.append(Chosen(ref, int(worker) or None))
    return found


class AssignForm(OnceForm):
    """To whom the chosen cases go."""

    to = SelectField(
        lazy("Caseworker"),
        coerce=_number,
        validators=[required(lazy("Choose who takes these cases."))],
        validate_choice=False,
    )

    def offer(self, colleagues: list[tuple[int, str]]) -> "AssignForm":
        """The same form with the colleagues to choose from."""
        first = SelectChoice("", _("Choose a caseworker"))
        self.to.choices = [first, *(SelectChoice(str(user_id), name) for user_id, name in colleagues)]
        return self


class ExportForm(OnceForm):
    """In which form the caseload is handed out, and why names must be in it."""

    format = WordsField(lazy("File"), Format, default=Format.XLSX)
    with_names = BooleanField(lazy("With the names of the workers"))
    reason = WordsField(
        lazy("Why the names are needed"), NamesReason, empty=lazy("No names are needed"), default=None
    )

    def facts(self, filters: Filters) -> ExportFacts:
        """What is to be exported, and how."""
        reason = self.reason.data if self.with_names.data else None
        return ExportFacts(filters, self.format.data, self.with_names.data, reason)


class PeriodForm(BaseForm):
    """The period of a report, in its address."""

    class Meta(BaseForm.Meta):
        """Nothing is changed by looking at a report, so its form carries no token."""

        csrf = False

    begins_on = DayField(lazy("From"))
    ends_on = DayField(lazy("Up to and including"))

    def period(self) -> Period:
        """The period as it was typed."""
        return Period(self.begins_on.data, self.ends_on.data)
