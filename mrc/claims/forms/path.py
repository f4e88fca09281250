"""What may be typed about the path of a claim: filings and their events, hearings, powers of attorney, the gate."""

from datetime import date, time
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from mrc import pickers, typed
from mrc.claims.models import PowerOfAttorney
from mrc.claims.rules.forums import Forum
from mrc.claims.rules.gate import (
    AnswerFacts,
    GateAnswer,
    GateItem,
    PowerFacts,
    PowerForm,
    PowerScope,
)
from mrc.claims.rules.path import FilingFacts, HearingFacts, HearingOutcome, PathEvent, PathFacts
from mrc.forms import (
    AmountField,
    CodeField,
    DayField,
    OnceForm,
    TypedField,
    VersionedForm,
    WordsField,
    WordsListField,
    long_text,
    required,
    short_text,
)
from mrc.i18n import date as day_in_words
from mrc.i18n import gettext as _
from mrc.i18n import lazy
from mrc.wording.path import forum_called

NONE = ""


class HourField(TypedField):
    """An hour and minute of a day, such as 14:30, in the digits of any script."""

    def read(self, text: str) -> time:
        """The hour and minute."""
        try:
            return time(*divmod(typed.clock_time(text), 60))
        except ValueError:
            raise ValueError(_("Write the hour as it stands on a clock of 24 hours, for example 14:30.")) from None

    def show(self, datum: time) -> str:
        """The hour as it stands on a clock."""
        return datum.strftime("%H:%M")


class FilingForm(OnceForm):
    """A claim brought somewhere."""

    forum = SelectField(lazy("Where the claim was brought"), choices=[], validate_choice=False)
    forum_name = short_text(lazy("Another office, by its name"))
    filed_on = DayField(lazy("Filed on"), validators=[required(lazy("Enter the day."))], past=True)
    asked = AmountField(lazy("What was asked for"), validators=[required(lazy("Enter the sum."))], currency_field="-")
    number = short_text(lazy("File number"))
    note = long_text(lazy("What else to know"))

    def offer(self, forums: tuple[Forum, ...]) -> "FilingForm":
        """Offer the forums of the country; one that nobody verified says so."""
        draft = _("check with a lawyer")
        called = [(forum, forum_called(forum)) for forum in forums]
        named = [(forum.id, f"{name} ({draft})" if forum.is_draft else name) for forum, name in called]
        # The name of an office stays as it is, whatever the language around it.
        offices = (SelectChoice(*pair, {"dir": "auto"}) for pair in named)
        self.forum.choices = [SelectChoice(NONE, _("None of these")), *offices]
        return self

    def facts(self) -> FilingFacts:
        """The filing as it was typed."""
        return FilingFacts(
            self.forum.data or None,
            self.forum_name.data or None,
            self.filed_on.data,
            self.asked.data,
            self.number.data or None,
            self.note.data or None,
        )


class StepForm(OnceForm):
    """What happened to a filing. Which events may follow is set for each filing, see step_form."""

    event: Any
    happened_on = DayField(lazy("On which day"), validators=[required(lazy("Enter the day."))], past=True)
    amount = AmountField(lazy("Sum agreed or awarded"), currency_field="-")
    number = short_text(lazy("New file number"))
    note = long_text(lazy("What else to know"))

    def facts(self) -> PathFacts:
        """What happened, as it was typed."""
        return PathFacts(
            self.event.data,
            self.happened_on.data,
            self.amount.data,
            self.number.data or None,
            self.note.data or None,
        )


def step_form(may_follow: tuple[PathEvent, ...]) -> StepForm:
    """The form for what happened to one filing."""
    event = WordsField(lazy("What happened"), kind=PathEvent, only=may_follow or tuple(PathEvent))
    form: StepForm = type("StepOfFiling", (StepForm,), {"event": event})()
    return form


class HearingForm(OnceForm):
    """A hearing, by the clocks of its forum."""

    day = DayField(lazy("Day of the hearing"), validators=[required(lazy("Enter the day."))])
    hour = HourField(lazy("Hour"), validators=[required(lazy("Enter the hour."))])
    is_remote = BooleanField(lazy("From afar, by telephone or video"))
    place = short_text(lazy("Place, or link"))
    to_bring = long_text(lazy("What to bring"))
    interpreter_language = CodeField(lazy("Language of the interpreter"), source=pickers.LANGUAGES)

    def facts(self) -> HearingFacts:
        """The hearing as it was typed."""
        return HearingFacts(
            self.day.data,
            self.hour.data,
            self.is_remote.data,
            self.place.data or None,
            self.to_bring.data or None,
            self.interpreter_language.data or None,
        )


class OutcomeForm(OnceForm):
    """What became of a hearing."""

    outcome = WordsField(
        lazy("What became of it"),
        kind=HearingOutcome,
        empty=lazy("Choose"),
        default=None,
        validators=[required(lazy("Choose what became of the hearing."))],
    )
    note = long_text(lazy("What was said or decided"))
    day = DayField(lazy("Adjourned to the day"))
    hour = HourField(lazy("Hour"))

    def again(self) -> tuple[date, time] | None:
        """When it goes on; None when that is not told whole."""
        return (self.day.data, self.hour.data) if self.day.data and self.hour.data else None


class NewPowerForm(OnceForm):
    """A power of attorney."""

    representative = short_text(
        lazy("Who may act for the worker"), required(lazy("Enter who may act for the worker."))
    )
    contact = short_text(lazy("How to reach them"))
    country = CodeField(
        lazy("For which country"), source=pickers.COUNTRIES, validators=[required(lazy("Choose the country."))]
    )
    claim = SelectField(lazy("For which claim"), choices=[], validate_choice=False)
    may_do = WordsListField(
        lazy("What they may do"), kind=PowerScope, validators=[required(lazy("Choose what they may do."))]
    )
    given_as = WordsField(lazy("In which form"), kind=PowerForm, default=PowerForm.NOTARISED)
    given_on = DayField(lazy("Given on"), validators=[required(lazy("Enter the day."))], past=True)
    valid_until = DayField(lazy("Valid until"))
    translated_on = DayField(lazy("Translated on"), past=True)
    legalised_on = DayField(lazy("Legalised on"), past=True)

    def offer(self, claims: list[tuple[str, str]]) -> "NewPowerForm":
        """Offer the claims of the case."""
        every = SelectChoice(NONE, _("Every claim of the case"))
        self.claim.choices = [every, *(SelectChoice(ref, name) for ref, name in claims)]
        return self

    def facts(self) -> PowerFacts:
        """The power of attorney as it was typed."""
        return PowerFacts(
            self.representative.data or "",
            self.country.data,
            self.given_on.data,
            self.given_as.data,
            frozenset(self.may_do.data),
            self.contact.data or None,
            self.valid_until.data,
            self.translated_on.data,
            self.legalised_on.data,
            self.claim.data or None,
        )


class PapersForm(VersionedForm):
    """The days on which a power of attorney was translated and legalised."""

    translated_on = DayField(lazy("Translated on"), past=True)
    legalised_on = DayField(lazy("Legalised on"), past=True)

    def show(self, power: PowerOfAttorney) -> None:
        """Show the days on record."""
        self.translated_on.data, self.legalised_on.data = power.translated_on, power.legalised_on
        self.version.data = str(power.version)


class RevokeForm(OnceForm):
    """The end of a power of attorney before its time."""

    revoked_on = DayField(lazy("Revoked on"), validators=[required(lazy("Enter the day."))], past=True)
    reason = long_text(lazy("Why it is revoked"), required(lazy("Say why it is revoked.")))


class GateForm(OnceForm):
    """One item of the gate before return, done or waived."""

    item = WordsField(lazy("What is settled"), kind=GateItem)
    answer = WordsField(lazy("How"), kind=GateAnswer, default=GateAnswer.DONE)
    done_on = DayField(lazy("Done on"), past=True)
    reason = long_text(lazy("Reason, or what to know of it"))
    document = SelectField(lazy("Document that proves it"), choices=[], validate_choice=False)

    def offer(self, documents: list[tuple[str, str, date]]) -> "GateForm":
        """Offer the documents of the case."""
        named = [(ref, f"{name}, {day_in_words(day)}") for ref, name, day in documents]
        self.document.choices = [SelectChoice(NONE, _("None")), *(SelectChoice(*pair) for pair in named)]
        return self

    def facts(self) -> AnswerFacts:
        """The answer as it was typed."""
        return AnswerFacts(
            self.item.data,
            self.answer.data,
            self.done_on.data if self.answer.data is GateAnswer.DONE else None,
            self.reason.data or None,
            self.document.data or None,
        )
