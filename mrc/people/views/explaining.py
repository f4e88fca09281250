"""What is read aloud before a consent: to the caseworker in theirs, and in the language that it is explained in."""

from collections.abc import Iterable
from dataclasses import dataclass

from mrc import i18n
from mrc.people.rules import Purpose
from mrc.wording import words
from mrc.wording.people import ANY_TIME, EXPLAINED


@dataclass(frozen=True)
class Explained:
    """The texts of some purposes: hints for the reader, and for the person when they read another language."""

    language: str
    hints: dict[str, str]
    any_time: str
    theirs: list[tuple[str, str]]
    theirs_any_time: str
    direction: str


def explained(purposes: Iterable[Purpose], language: str) -> Explained:
    """The texts about these purposes; `theirs` is empty where we do not speak the language, or the reader does."""
    chosen = tuple(purposes)
    spoken = language if language in i18n.MIGRANT_LANGUAGES else i18n.language()
    with i18n.speaking(spoken):
        theirs = [(str(words(purpose)), str(EXPLAINED[purpose])) for purpose in chosen]
        theirs_any_time = str(ANY_TIME)
    ours = {str(purpose): str(EXPLAINED[purpose]) for purpose in chosen}
    is_other = [text for _word, text in theirs] != list(ours.values())
    return Explained(
        language=spoken,
        hints=ours,
        any_time=str(ANY_TIME),
        theirs=theirs if is_other else [],
        theirs_any_time=theirs_any_time,
        direction=i18n.direction(spoken),
    )
