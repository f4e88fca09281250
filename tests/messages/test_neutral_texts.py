"""What leaves the house for a person tells nobody anything, in any language, and is one text message."""

import re

import pytest
from flask import Flask

from mrc import sending
from mrc.gateway import parts_of
from mrc.i18n import MIGRANT_LANGUAGES
from mrc.outbox import Letter, Medium, Outgoing
from mrc.vault import DataKey
from mrc.wording.letters import SHORT
from tests.messages.telling_words import TELLING

TO_PEOPLE = {Letter.NEWS_FOR_MIGRANT}
# An address, a link, or what opens one.
LINK = re.compile(r"https?:|www\.|://|\w\.(com|org|net|int|example)\b|@", re.IGNORECASE)


def said(letter: Letter, medium: Medium, language: str) -> str:
    message = Outgoing(data_key=DataKey.fresh(), letter=letter, medium=medium, language=language)
    text = sending.text_of(message)
    return f"{text.subject}\n{text.body}".strip()


@pytest.mark.parametrize("language", MIGRANT_LANGUAGES)
@pytest.mark.parametrize("medium", list(Medium))
def test_no_word_tells_what_it_is_about(context: Flask, medium: Medium, language: str) -> None:
    for letter in TO_PEOPLE:
        text = said(letter, medium, language)
        folded = text.casefold()
        # What is not translated yet is English.
        assert [word for word in {*TELLING["en"], *TELLING[language]} if word.casefold() in folded] == []
        assert not LINK.search(text)
        assert not any(character.isdecimal() for character in text)
        assert "%" not in text


@pytest.mark.parametrize("language", MIGRANT_LANGUAGES)
def test_a_notice_is_one_text_message(context: Flask, language: str) -> None:
    assert {letter: parts_of(said(letter, Medium.SMS, language)) for letter in SHORT} == dict.fromkeys(SHORT, 1)


def test_every_language_of_the_door_has_its_telling_words() -> None:
    assert set(MIGRANT_LANGUAGES) <= set(TELLING)
    assert all(len(words) > 15 for words in TELLING.values())


def test_what_goes_to_people_has_a_short_text() -> None:
    assert set(SHORT) == TO_PEOPLE
