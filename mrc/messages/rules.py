"""What is true of messages between the centre and the migrant."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from mrc.refs import CODE_LENGTH, is_between_digits

LONGEST = 4000
# More numbers as long as a code than anybody writes by chance; each is checked at the price of a sign-in.
MOST_CANDIDATES = 6
LONGEST_STOP = 60
STOP_WORDS = Path(__file__).parent / "data" / "stop_words.txt"
DOTS = "•" * CODE_LENGTH


class Direction(StrEnum):
    """Who wrote."""

    FROM_MIGRANT = "from_migrant"
    FROM_CENTRE = "from_centre"


class MessageFault(StrEnum):
    """Why a message is not taken."""

    HOLDS_CODE = "holds_code"
    TELLS_CODE = "tells_code"
    EMPTY = "empty"


class Inlet(StrEnum):
    """By what a text came to the number of a centre."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class TextState(StrEnum):
    """Where a text that came to the number of a centre stands.

    WAITING is one from a number that is known: a caseworker says whether the person wrote it, because telephones are
    shared. UNKNOWN is one of which nobody knows who wrote it, for those who lead the centre.
    """

    WAITING = "waiting"
    UNKNOWN = "unknown"
    TAKEN = "taken"
    PUT_ASIDE = "put_aside"


class SenderCheck(StrEnum):
    """How somebody made sure that it was the person who wrote."""

    CALLED_BACK = "called_back"
    IN_PERSON = "in_person"
    SAFE_WORD = "safe_word"


class TextFault(StrEnum):
    """Why a text cannot be judged so."""

    NO_SUCH_CASE = "no_such_case"
    NEEDS_CHECK = "needs_check"
    NOT_STOPPED = "not_stopped"


@dataclass(frozen=True)
class MessageFacts:
    """What somebody wrote, and in which language."""

    text: str
    language: str


def code_candidates(text: str) -> list[str]:
    """Every run of sixteen digits in a text, in ASCII: digits of any script, with spaces and dashes between them."""
    found: dict[str, None] = {}
    for run in _runs(text):
        for start in range(len(run) - CODE_LENGTH + 1):
            found[run[start : start + CODE_LENGTH]] = None
    return list(found)


def without_codes(text: str) -> str:
    """A text in which dots stand for every run of digits as long as a code, in any script and spacing.

    It will be read by eyes that must not know a code, before anybody knows whose code it could be.
    """
    found, run = "", ""
    for character in text:
        if character.isdecimal() or (run and is_between_digits(character)):
            run += character
        else:
            found += _hidden(run) + character
            run = ""
    return found + _hidden(run)


def _hidden(run: str) -> str:
    """A run of digits and what stands between them, as dots when it is long enough to hold a code."""
    if sum(character.isdecimal() for character in run) < CODE_LENGTH:
        return run
    last = max(at for at, character in enumerate(run) if character.isdecimal())
    return DOTS + run[last + 1 :]


def is_stop(text: str) -> bool:
    """Whether a text says no more than that its sender wants no further ones, in any of the languages we know."""
    return len(text) <= LONGEST_STOP and _plain(text) in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    lines = STOP_WORDS.read_text(encoding="utf-8").splitlines()
    listed = (line.partition(":")[2].split(",") for line in lines if line and not line.startswith("#"))
    return frozenset(_plain(word) for words in listed for word in words)


def _plain(text: str) -> str:
    """Letters alone, without capitals; the vowel signs of Asian scripts are letters too."""
    kept = (
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " " for character in text
    )
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).casefold().split())


def _runs(text: str) -> list[str]:
    runs = [""]
    for character in text:
        if character.isdecimal():
            runs[-1] += str(unicodedata.decimal(character))
        elif not is_between_digits(character):
            runs.append("")
    return runs
