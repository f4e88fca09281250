"""What is true of messages between the centre and the migrant."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from mrc.refs import CODE_LENGTH, is_between_digits

LONGEST = 4000
# More numbers as long as a code than anybody writes by chance; each is checked at the price of a sign-in.
MOST_CANDIDATES = 6


class Direction(StrEnum):
    """Who wrote."""

    FROM_MIGRANT = "from_migrant"
    FROM_CENTRE = "from_centre"


class MessageFault(StrEnum):
    """Why a message is not taken."""

    HOLDS_CODE = "holds_code"
    EMPTY = "empty"


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


def _runs(text: str) -> list[str]:
    runs = [""]
    for character in text:
        if character.isdecimal():
            runs[-1] += str(unicodedata.decimal(character))
        elif not is_between_digits(character):
            runs.append("")
    return runs
