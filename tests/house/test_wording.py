"""Every enum value that anybody reads has words, and no two values of one enum read alike."""

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module

import pytest

from mrc.casework.rules.events import EVENTS, EventCode
from mrc.casework.rules.stages import Party, Stage
from mrc.i18n import speaking
from mrc.outbox import Letter
from mrc.wording import tables, words
from mrc.wording.letters import LETTERS
from mrc.wording.migrant import _SAID, stage_words
from mrc.wording.portal import TURNS
from tests.house.tree import sources

# Never shown to anybody, each for its reason.
UNSPOKEN = {
    "mrc.access.Permission",  # Spoken of in the record by its code, which the auditor's guide explains.
    "mrc.audit.Event",  # The same.
    "mrc.reports.rules.paths.Part",  # The name of an index of the database.
}
# In the record both a case and a referral have an outcome, under keys of their own.
MAY_READ_ALIKE = {"mrc.staff.rules.DetailKey"}


def kinds() -> Iterator[type[StrEnum]]:
    for source in sources("mrc"):
        module = import_module(source.module)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == source.module:
                yield value


def name_of(kind: type[StrEnum]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


KINDS = sorted({kind for kind in kinds() if len(kind)}, key=name_of)
SPOKEN = [kind for kind in KINDS if name_of(kind) not in UNSPOKEN]


def test_there_are_enums_to_look_at() -> None:
    assert len(SPOKEN) > 50


@pytest.mark.parametrize("kind", SPOKEN, ids=name_of)
def test_every_value_has_words(kind: type[StrEnum]) -> None:
    known = tables().get(kind, {})
    assert [member.name for member in kind if member not in known] == []


@pytest.mark.parametrize("kind", SPOKEN, ids=name_of)
def test_words_are_words_and_not_codes(kind: type[StrEnum]) -> None:
    known = tables().get(kind, {})
    assert [member for member in known if not str(known[member]).strip() or "_" in str(known[member])] == []


DISTINCT = [kind for kind in SPOKEN if not kind.__name__.endswith("Fault") and name_of(kind) not in MAY_READ_ALIKE]


@pytest.mark.parametrize("kind", DISTINCT, ids=name_of)
def test_no_two_values_read_alike(kind: type[StrEnum]) -> None:
    said = [str(text) for text in tables().get(kind, {}).values()]
    assert sorted({text for text in said if said.count(text) > 1}) == []


def test_nothing_is_said_of_values_that_are_gone() -> None:
    assert {name_of(kind) for kind in tables()} - {name_of(kind) for kind in KINDS} == set()
    assert all(set(known) <= set(kind) for kind, known in tables().items())


@pytest.mark.parametrize("kind", SPOKEN, ids=name_of)
def test_words_are_looked_up_when_they_are_shown(kind: type[StrEnum]) -> None:
    with speaking("en-XA"):
        unbracketed = [str(text) for text in tables().get(kind, {}).values() if not str(text).startswith("⟦")]
    assert unbracketed == []


def test_nothing_is_said_of_nothing() -> None:
    assert words(None) == ""


def test_the_worker_is_told_about_every_event_that_is_spoken_of() -> None:
    spoken = {code for code, rule in EVENTS.items() if rule.is_spoken}
    assert set(_SAID) == spoken
    assert set(EVENTS) == set(EventCode)


def test_the_worker_is_told_every_stage_and_every_turn() -> None:
    assert set(stage_words) == set(Stage)
    assert set(TURNS) == set(Party)


def test_every_letter_has_a_subject_and_a_body() -> None:
    assert set(LETTERS) == set(Letter)
    assert all(str(subject) and str(body) for subject, body in LETTERS.values())


@pytest.mark.parametrize(
    "word", ["wage", "employer", "claim", "complaint", "union", "trafficking", "case", "legal", "court", "%"]
)
def test_what_leaves_the_house_names_nothing(word: str) -> None:
    texts = " ".join(f"{subject} {body}" for subject, body in LETTERS.values()).casefold()
    assert word not in texts


@pytest.mark.parametrize(
    "word", ["employer", "wage", "complaint", "union", "trafficking", "money", "court", "salary"]
)
def test_what_the_worker_reads_on_the_screen_names_nothing(word: str) -> None:
    texts = " ".join(map(str, [*_SAID.values(), *stage_words.values(), *TURNS.values()])).casefold()
    assert word not in texts.split()
