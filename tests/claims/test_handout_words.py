"""The words of papers: a language that is whole for papers can say all that any of them says."""

from typing import Any

import pytest
from babel.support import NullTranslations

from mrc import i18n
from mrc.claims.handouts import WRITTEN_BY, data_of
from mrc.claims.rules.handouts import Asked, Handout
from mrc.claims.rules.law_files import jurisdictions
from tests import catalogues
from tests.claims.handouts import agreed, source


def write(handout: Handout, made: Any) -> None:
    data_of(made.centre.name, ("en",), lambda: WRITTEN_BY[handout](made))


class Listening(NullTranslations):
    """A language of the test that remembers every string it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[tuple[str | None, str]] = set()

    def gettext(self, message: str) -> str:
        self.heard.add((None, message))
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.heard.add((None, msgid1))
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context: str, message: str) -> str:
        self.heard.add((context, message))
        return message


def test_papers_say_nothing_but_the_words_that_a_language_must_have_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    language = Listening()
    monkeypatch.setattr(i18n, "_catalogue", lambda code: language)
    for where in jurisdictions():
        for handout in Handout:
            write(handout, source(where, agreed=agreed(), has_limits=True))
            write(handout, source(where, asked=Asked.CLAIMED, documents=(), filed=()))
    required = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogues.extract()
        if message.id and "paper" in catalogues.doors_of(message)
    }

    assert len(language.heard) > 150
    assert language.heard - required == set()
