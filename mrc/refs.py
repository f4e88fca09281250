"""References: random, without sequence, readable aloud, with a check digit, typed in any script's digits.

And how the numbers that others gave, such as those of passports, are compared.
"""

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
# Nobody types a number with more spaces and dashes than this; anything longer is not looked at.
LONGEST_TYPED = 60


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

    Raises ValueError when anything else is in it, or when it is longer than anybody types.
    """
    if len(text) > LONGEST_TYPED:
        raise ValueError("not a number")
    found = []
    for character in text:
        digit = unicodedata.digit(character, None) if character.isdecimal() else None
        if digit is not None:
            found.append(str(digit))
        elif not is_between_digits(character):
            raise ValueError("not a number")
    return "".join(found)


def is_between_digits(character: str) -> bool:
    """Whether people write this between the digits of a number: a space, dash, dot or direction mark."""
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf", "Po", "Pc"}


def plain_number(text: str) -> str:
    """The number of a paper or a licence as it is compared: letters and digits alone, capitals, digits in ASCII."""
    kept = (str(int(sign)) if sign.isdecimal() else sign.upper() for sign in text if sign.isalnum())
    return "".join(kept)


def read_ref(text: str) -> str:
    """The reference in a typed text. Raises ValueError for a wrong length or a wrong check digit."""
    digits = only_digits(text)
    if len(digits) != LENGTH or check_digit(digits) != "0":
        raise ValueError("not a reference")
    return digits


def read_code(text: str) -> str:
    """The secret code in a typed text. Raises ValueError for a wrong length."""
    digits = only_digits(text)
    if len(digits) != CODE_LENGTH:
        raise ValueError("not a code")
    return digits


def spoken(digits: str) -> str:
    """Digits in groups for reading aloud: 482-913-7756 for a reference, groups of four for a code."""
    if len(digits) == LENGTH:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
