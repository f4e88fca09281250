"""What may be written in the conversation."""

from wtforms import SelectField
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


class ReplyForm(OnceForm):
    """A message to the migrant, and its language."""

    text = long_text(lazy("Message"), required(lazy("Write what you want to say.")), at_most(LONGEST))
    language = SelectField(lazy("Language of the message"))

    def offer(self, preferred: str) -> "ReplyForm":
        """Offer the languages, the person's own one chosen."""
        self.language.choices = language_choices(preferred)
        if not self.is_submitted():
            self.language.data = preferred
        return self

    def facts(self) -> MessageFacts:
        """What was written."""
        return MessageFacts(self.text.data, self.language.data)


class TranslationForm(BaseForm):
    """A translation of one message."""

    text = long_text(lazy("Translation"), required(lazy("Write the translation.")), at_most(LONGEST))
    language = SelectField(lazy("Language of the translation"))

    def offer(self, chosen: str) -> "TranslationForm":
        """Offer the languages, the reader's own one chosen."""
        self.language.choices = language_choices(chosen)
        if not self.is_submitted():
            self.language.data = chosen
        return self

    def facts(self) -> MessageFacts:
        """What was translated."""
        return MessageFacts(self.text.data, self.language.data)
