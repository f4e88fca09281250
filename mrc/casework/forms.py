"""What may be typed about cases: opening and changing one, what happened, tasks, teams, endings and hand-overs."""

from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from mrc import pickers
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.issues import IssueCode, IssueGroup, issues_in
from mrc.casework.rules.opening import CaseFacts, OpeningFacts, TeamFacts
from mrc.casework.rules.package import CHOSEN, OfferFacts, PackagePart
from mrc.casework.rules.stages import Priority, Stage
from mrc.casework.rules.tasks import TaskFacts, TaskKind
from mrc.classifications import country_name
from mrc.forms import (
    BaseForm,
    CodeField,
    DayField,
    OnceForm,
    VersionedForm,
    WordsField,
    WordsListField,
    long_text,
    required,
    short_text,
)
from mrc.i18n import date as date_words
from mrc.i18n import digits, joined, language, lazy
from mrc.i18n import gettext as _
from mrc.i18n import ref as spoken_ref
from mrc.people.forms.consent import ConsentFields
from mrc.people.models import Consent
from mrc.people.rules import RECORDED, ConsentForm, Purpose
from mrc.respondents.rules import RespondentRole
from mrc.wording import words

NEW = "new"
NOBODY = "0"


class IssuesField(SelectMultipleField):
    """Issues as checkboxes under the headings of their groups; `groups` gives them to the template."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        choices = [code.value for code in IssueCode]
        super().__init__(label, validators, coerce=str, choices=choices, validate_choice=False, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the issues; an unknown one is an error of this field."""
        known = {code.value for code in IssueCode}
        self.data = [value for value in valuelist if value in known]
        if len(self.data) != len(valuelist):
            raise ValueError(_("Choose from the list."))

    def groups(self) -> list[tuple[IssueGroup, list[Any], bool]]:
        """Each group with its options and whether one of them is ticked."""
        options = {option.data: option for option in self}
        chosen = set(self.data or ())
        found = []
        for group in IssueGroup:
            codes = issues_in(group)
            found.append(
                (group, [options[code.value] for code in codes], any(code.value in chosen for code in codes))
            )
        return found

    def codes(self) -> tuple[IssueCode, ...]:
        """The issues chosen, in the order of the list."""
        chosen = set(self.data or ())
        return tuple(code for code in IssueCode if code.value in chosen)


class PeopleField(SelectMultipleField):
    """Several colleagues as checkboxes; the view fills `choices`."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def colleague_choices(colleagues: list[tuple[int, str]], nobody: Any = None) -> list[SelectChoice]:
    """Colleagues as choices of a list, with nobody first when that is an answer."""
    first = [] if nobody is None else [SelectChoice(NOBODY, str(nobody))]
    return first + [SelectChoice(str(user_id), name) for user_id, name in colleagues]


class CaseFactsMixin:
    """The fields that a new and an old case share."""

    issues = IssuesField(lazy("What is it about?"))
    primary_issue = WordsField(
        lazy("Main issue"), kind=IssueCode, empty=lazy("Choose the main one of those ticked above")
    )
    priority = WordsField(lazy("How soon must somebody look at it?"), kind=Priority, default=Priority.NORMAL)
    origin_country = CodeField(lazy("Country of origin"), source=pickers.COUNTRIES)
    destination_country = CodeField(lazy("Country of work"), source=pickers.COUNTRIES)
    destination_city = short_text(lazy("Place of work"))
    summary = long_text(lazy("What happened, in a few sentences"))

    def case_facts(self) -> CaseFacts:
        """The facts as they were typed."""
        return CaseFacts(
            issues=self.issues.codes(),
            primary_issue=self.primary_issue.data,
            priority=self.priority.data or Priority.NORMAL,
            origin_country=self.origin_country.data,
            destination_country=self.destination_country.data,
            destination_city=self.destination_city.data or None,
            summary=self.summary.data or None,
        )


class RespondentPick:
    """One respondent looked for in the register: chosen from what was found, or added by the name that was typed."""

    def __init__(self, form: Any, prefix: str) -> None:
        self.query, self.choice = form[f"{prefix}_query"], form[f"{prefix}_choice"]
        self.prefix = prefix

    def offer(self, found: list[Any]) -> None:
        """Offer what was found, and a new entry under the name that was typed."""
        named = [SelectChoice(entry.ref, _label_of(entry)) for entry in found]
        self.choice.choices = [*named, SelectChoice(NEW, _("None of these: add it to the register"))]

    def is_open(self) -> bool:
        """Whether a name was typed and nothing has been chosen for it yet."""
        return bool(self.query.data) and self.choice.data in (None, "", "None")


class PersonPick:
    """Somebody registered here looked for by name or number, and chosen from those who were found."""

    def __init__(self, form: Any, prefix: str) -> None:
        self.query, self.choice = form[f"{prefix}_query"], form[f"{prefix}_choice"]

    def offer(self, found: list[Any]) -> None:
        """Offer those who were found."""
        self.choice.choices = [SelectChoice(person.ref, _person_label(person)) for person in found]

    def chosen(self) -> str | None:
        """The reference of whoever was chosen."""
        return None if self.choice.data in (None, "", "None") else str(self.choice.data)


def _person_label(person: Any) -> str:
    named = dict.fromkeys(part for part in (person.name, person.latin_name) if part)
    year = digits(str(person.birth_year)) if person.birth_year else ""
    return " · ".join(part for part in (*named, spoken_ref(person.ref), year) if part)


def _label_of(entry: Any) -> str:
    place = joined([part for part in (entry.city, country_name(entry.country, language())) if part])
    return " · ".join(dict.fromkeys(part for part in (entry.name, entry.latin_name, place) if part))


class OpenCaseForm(OnceForm, CaseFactsMixin):
    """A new case of a person."""

    stage = WordsField(lazy("Where in the migration does the person stand?"), kind=Stage, default=Stage.WAGE_CLAIM)
    employer_query = short_text(lazy("Employer"))
    employer_choice = RadioField(lazy("Which one is it?"), choices=[], validate_choice=False)
    recruiter_query = short_text(lazy("Recruiter"))
    recruiter_choice = RadioField(lazy("Which one is it?"), choices=[], validate_choice=False)
    caseworker = SelectField(lazy("Who works on it?"), choices=[], validate_choice=False)
    is_restricted = BooleanField(lazy("Only the team may see this case"))

    def facts(self, respondents: tuple[tuple[str, RespondentRole], ...] = ()) -> OpeningFacts:
        """The case as it was typed, with the respondents found or added meanwhile."""
        return OpeningFacts(
            case=self.case_facts(),
            stage=self.stage.data,
            caseworker_id=_user_id(self.caseworker.data),
            is_restricted=self.is_restricted.data,
            respondents=respondents,
        )


def _user_id(text: str | None) -> int | None:
    """The colleague chosen; None for nobody. What is no number belongs to nobody that the service knows."""
    if text in (None, "", NOBODY):
        return None
    return int(text) if text.isdecimal() and len(text) < 10 else -1


class ChangeCaseForm(VersionedForm, CaseFactsMixin):
    """The facts of a case, changed."""

    seen = StringField(widget=widgets.HiddenInput())

    def differences(self, saved: CaseFacts, spoken: Any) -> list[tuple[str, object, object]]:
        """Each fact that was typed otherwise than it is saved, as (label, yours, theirs)."""
        yours = self.case_facts()
        pairs = [(name, getattr(yours, name), getattr(saved, name)) for name in spoken]
        return [
            (str(spoken[name]), _said(mine), _said(theirs))
            for name, mine, theirs in pairs
            if _said(mine) != _said(theirs)
        ]


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(words(member)) for member in sorted(value))
    return str(words(value)) if isinstance(value, IssueCode | Priority) else str(value or "")


class EventForm(OnceForm):
    """What happened, on which day, and a note."""

    happened_on = DayField(lazy("On which day?"), past=True)
    note = long_text(lazy("Note"))


class NoteForm(OnceForm):
    """A note on a case."""

    text = long_text(lazy("Note"), required(lazy("Write the note.")))


class TaskForm(OnceForm):
    """Something to be done by a day."""

    title = short_text(lazy("What is to be done?"), required(lazy("Write what is to be done.")))
    kind = WordsField(lazy("Kind"), kind=TaskKind, default=TaskKind.TO_DO)
    due_on = DayField(lazy("By which day?"), validators=[required(lazy("Enter the day by which it must be done."))])
    assignee = SelectField(lazy("Who does it?"), choices=[], validate_choice=False)

    def facts(self) -> TaskFacts:
        """The task as it was typed."""
        assert self.due_on.data is not None, "a valid form has its day"
        return TaskFacts(self.kind.data, self.title.data or "", self.due_on.data, _user_id(self.assignee.data))


class RespondentForm(OnceForm):
    """A respondent to be put on a case."""

    role = WordsField(lazy("What is it in this case?"), kind=RespondentRole, default=RespondentRole.EMPLOYER)
    respondent_query = short_text(lazy("Name"), required(lazy("Type the name to look for.")))
    respondent_choice = RadioField(lazy("Which one is it?"), choices=[], validate_choice=False)
    country = CodeField(lazy("Country, for a new entry"), source=pickers.COUNTRIES)


class PersonForm(OnceForm):
    """Somebody registered here who joins a case."""

    person_query = short_text(lazy("Name or number"), required(lazy("Type the name or the number to look for.")))
    person_choice = RadioField(lazy("Who is it?"), choices=[], validate_choice=False)


class TeamForm(BaseForm):
    """Who may see a case."""

    is_restricted = BooleanField(lazy("Only the team may see this case"))
    members = PeopleField(lazy("Team, beside the caseworker"), choices=[], validate_choice=False)

    def facts(self) -> TeamFacts:
        """The team as it was ticked."""
        ids = frozenset(found for found in map(_user_id, self.members.data or ()) if found is not None)
        return TeamFacts(self.is_restricted.data, ids)


class StageForm(OnceForm):
    """A move to another stage."""

    stage = RadioField(lazy("To which stage?"), choices=[], validate_choice=False)
    reason = long_text(lazy("Why?"))

    def chosen(self) -> Stage | None:
        """The stage chosen; None when there is no such stage."""
        return Stage(self.stage.data) if self.stage.data in {stage.value for stage in Stage} else None


class CloseForm(OnceForm):
    """The end of a case."""

    resolution = WordsField(
        lazy("How did it end?"),
        kind=Resolution,
        empty=lazy("Choose how it ended"),
        validators=[required(lazy("Choose how it ended."))],
    )
    reason = long_text(
        lazy("Explain how it ended and what the person was told"),
        required(lazy("Write how it ended and what the person was told.")),
    )


class ReopenForm(OnceForm):
    """A closed case taken up again."""

    reason = long_text(lazy("Why is it taken up again?"), required(lazy("Write why it is taken up again.")))


class AssignForm(OnceForm):
    """A case given to a colleague."""

    to = SelectField(lazy("To whom?"), choices=[], validate_choice=False)
    note = long_text(lazy("What should they know?"))

    def user_id(self) -> int:
        """The colleague chosen; 0, whom nobody is, when there is none."""
        return _user_id(self.to.data) or 0


class HandOverForm(BaseForm):
    """The first step of offering a case to another centre: to which one, and what it is shown."""

    to = SelectField(lazy("To which centre?"), choices=[], validate_choice=False)
    parts = WordsListField(
        lazy("What it sees before it decides"),
        PackagePart,
        only=CHOSEN,
        default=list(CHOSEN),
        description=lazy("It always sees what the case is about, open tasks, time limits and consents."),
    )
    note = long_text(
        lazy("What should they know before they decide?"),
        required(lazy("Write what the other centre should know before it decides.")),
        description=lazy("Write no name and no number in it."),
    )

    names = ("to", "parts", "note")

    def centre_id(self) -> int:
        """The centre chosen; 0, which none is, when there is none."""
        return _user_id(self.to.data) or 0

    def wanted(self) -> frozenset[PackagePart]:
        """The parts that were ticked."""
        return frozenset(self.parts.data or ())


# Of a recording the file itself is the proof, and an offer takes no file.
_WITHOUT_FILE = tuple(form for form in ConsentForm if form not in RECORDED)


class OfferForm(ConsentFields, HandOverForm, OnceForm):
    """The second step: the consent to hand the case over, after the package was looked at."""

    refused_at: ClassVar[dict[str, str]] = {"form": "consent_form", "language": "consent_language"}

    seen = HiddenField(validators=[InputRequired(message=lazy("Look at the package once more."))])
    consent_form = WordsField(lazy("How it was given"), ConsentForm, only=_WITHOUT_FILE, default=ConsentForm.WRITTEN)
    consent_given = RadioField(lazy("Consent"), validate_choice=False, default=NEW)
    agreed = BooleanField(
        lazy("I named this centre to the worker and read them what happens. They agreed to exactly this.")
    )

    def offer_consents(self, earlier: tuple[Consent, ...]) -> "OfferForm":
        """Offer the consents given earlier to this very hand-over, and a new one."""
        lines = [
            SelectChoice(str(one.id), _("The consent of %(date)s", date=date_words(one.given_at))) for one in earlier
        ]
        self.consent_given.choices = [SelectChoice(NEW, _("A new consent, given now")), *lines]
        return self

    def check_consent(self) -> bool:
        """Whether it is said on which consent the offer rests; the error stands at its field."""
        known = {str(choice.value) for choice in self.consent_given.choices or []}
        if self.consent_given.data not in known:
            self.consent_given.errors = [_("This consent does not hold any more. Ask for a new one.")]
        elif self.consent_given.data == NEW and not self.agreed.data:
            self.agreed.errors = [_("Without consent nothing is handed over. Explain it to the worker and ask.")]
        return not (self.consent_given.errors or self.agreed.errors)

    def facts(self) -> OfferFacts:
        """The offer as it was made."""
        is_new = self.consent_given.data == NEW
        consent = self.consent(Purpose.HAND_OVER) if is_new else int(self.consent_given.data)
        return OfferFacts(self.centre_id(), self.note.data or "", self.wanted(), consent, self.seen.data)


class DeclineForm(OnceForm):
    """An offered case declined."""

    reason = long_text(lazy("Why can you not take it?"), required(lazy("Write why you cannot take it.")))
