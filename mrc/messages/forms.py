"""What may be written in the conversation."""

from typing import Self

from wtforms import SelectField, TextAreaField
from wtforms.fields import SelectChoice

from mrc import i18n
from mrc.classifications import language_name
from mrc.forms import BaseForm, OnceForm, at_most, long_text, required
from mrc.i18n import lazy
from mrc.messages.rules import LONGEST, MessageFacts


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
