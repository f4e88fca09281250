"""References: random, without sequence, readable aloud, with a check digit, typed in any script's digits."""

import secrets
import unicodedata
from collections.abc import Callable

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
LENGTH = 10
CODE_LENGTH = 16


def check_digit(digits: str) -> str:
    """The check digit after Damm: it catches every single wrong digit and every swap of neighbours."""
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


def new_ref(is_taken: Callable[[str], bool] | None = None) -> str:
    """A new reference: nine random digits, the first never zero, and their check digit.

    Among a million cases one new reference in 900 meets an old one, so it is drawn anew while `is_taken` says so.
    """
    while True:
        body = str(secrets.randbelow(9 * 10**8) + 10**8)
        ref = body + check_digit(body)
        if is_taken is None or not is_taken(ref):
            return ref


def new_code() -> str:
    """A new secret code of sixteen random digits (53 bits)."""
    return f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"


def only_digits(text: str) -> str:
    """The digits of a text in any script as ASCII; spaces, dashes, dots and direction marks are dropped.

    Raises ValueError when anything else is in it.
    """
    found = []
    for character in text:
        digit = unicodedata.digit(character, None) if character.isdecimal() else None
        if digit is not None:
            found.append(str(digit))
        elif not (character.isspace() or unicodedata.category(character) in {"Pd", "Cf", "Po", "Pc"}):
            raise ValueError("not a number")
    return "".join(found)


def read_ref(text: str) -> str:
    """The reference in a typed text. Raises ValueError for a wrong length or a wrong check digit."""
    digits = only_digits(text)
    if len(digits) != LENGTH or check_digit(digits) != "0":
        raise ValueError("not a reference")
    return digits


def spoken(digits: str) -> str:
    """Digits in groups for reading aloud: 482-913-7756 for a reference, groups of four for a code."""
    if len(digits) == LENGTH:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
