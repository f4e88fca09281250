"""What may be written in the conversation."""

from typing import Any, Self

from wtforms import RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from mrc import i18n
from mrc.classifications import language_name
from mrc.forms import BaseForm, OnceForm, RefField, WordsField, at_most, long_text, required
from mrc.i18n import gettext as _
from mrc.i18n import lazy, lazy_p
from mrc.messages.rules import LONGEST, MessageFacts, SenderCheck
from mrc.outbox import WordGiven


def language_choices(*more: str) -> list[SelectChoice]:
    """The languages of the migrant's pages, and others that somebody needs, by name."""
    codes = {*i18n.MIGRANT_LANGUAGES, *more}
    named = sorted((language_name(code, i18n.language()), code) for code in codes)
    return [SelectChoice(code, name) for name, code in named]


class _WrittenForm(BaseForm):
    """A text and its language."""

    text: TextAreaField
    language: SelectField

    def offer(self, chosen: str) -> Self:
        """Offer the languages, with this one among them and chosen at first."""
        self.language.choices = language_choices(chosen)
        if not self.is_submitted():
            self.language.data = chosen
        return self

    def facts(self) -> MessageFacts:
        """What was written."""
        return MessageFacts(self.text.data or "", self.language.data)


class ReplyForm(_WrittenForm, OnceForm):
    """A message to the migrant, and its language."""

    text = long_text(lazy("Message"), required(lazy("Write what you want to say.")), at_most(LONGEST))
    language = SelectField(lazy("Language of the message"))


class TranslationForm(_WrittenForm):
    """A translation of one message."""

    text = long_text(lazy("Translation"), required(lazy("Write the translation.")), at_most(LONGEST))
    language = SelectField(lazy("Language of the translation"))


NOBODYS, OTHER = "nobodys", "other"


class JudgeForm(OnceForm):
    """Who wrote a text, and how somebody made sure."""

    whose = RadioField(lazy("Who wrote this text?"), choices=[], validators=[required(lazy("Choose who wrote it."))])
    reference = RefField(lazy("Number of the case"))
    check = WordsField(
        lazy("How do you know?"),
        SenderCheck,
        empty=lazy_p("choice", "Not asked yet"),
        description=lazy("A telephone may be shared, lost or taken. Ask for something only the worker knows."),
    )

    def offer(self, cases: list[tuple[str, str]]) -> Self:
        """Offer the cases of those who have the number; where nobody has it, another case by its number."""
        nobody = _("Somebody else, or I cannot find out") if cases else _("Nobody I can find. Put it aside.")
        other = [] if cases else [SelectChoice(OTHER, _("The worker of the case with this number"))]
        named = [SelectChoice(ref, label) for ref, label in cases]
        self.whose.choices = [*named, *other, SelectChoice(NOBODYS, nobody)]
        return self

    def case_ref(self) -> str | None:
        """The case that was chosen; None for nobody's."""
        if self.whose.data == NOBODYS:
            return None
        return self.reference.data if self.whose.data == OTHER else self.whose.data

    def validate_whose(self, field: Any) -> None:
        """Another case has a number."""
        if field.data == OTHER and not self.reference.typed:
            raise ValidationError(_("Enter the number of the case."))


class LiftForm(OnceForm):
    """That a person wants text messages again, by their own word."""

    word = WordsField(
        lazy("How did the worker say so?"),
        WordGiven,
        empty=lazy_p("choice", "Choose"),
        validators=[required(lazy("Say how the worker said so."))],
    )
