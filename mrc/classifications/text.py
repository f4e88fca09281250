"""How texts are compared: folded to a plain form, so that accents, case and vowel marks do not matter."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ـ": "",
    }
)
_ARABIC_ARTICLE = re.compile(r"^(?:و|ب)?ال(?=\w{2})|^لل(?=\w{2})")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The plain form of a text: "Côte d’Ivoire" and "COTE D'IVOIRE" are both "cote d ivoire".

    Marks that only decorate a letter (accents, Arabic vowel signs, nukta) fall away; digits become Western.
    Vowel signs, viramas and tone marks of Indian and south-east Asian scripts make another word and stay.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(_digit(sign) for sign in plain if not _only_decorates(sign))
    spaced = "".join(
        sign if sign.isalnum() or unicodedata.category(sign).startswith("M") else " "
        for sign in kept.translate(_LETTERS).replace("&", " and ")
    )
    return " ".join(spaced.split())


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text; an Arabic word also counts without its article."""
    found: list[str] = []
    for word in fold(text).split():
        found.append(word)
        bare = _ARABIC_ARTICLE.sub("", word)
        if bare != word:
            found.append(bare)
    return tuple(found)


def sort_key(text: str) -> str:
    """A key that puts accented letters beside their plain ones, in any script."""
    return unicodedata.normalize("NFKD", text).casefold()


def _only_decorates(sign: str) -> bool:
    """Read from the combining class: 1 overlay, 7 nukta, 27-36 Arabic vowel signs, 200 and above accents."""
    combining = unicodedata.combining(sign)
    return combining in (1, 7) or 27 <= combining <= 36 or combining >= 200


def _digit(sign: str) -> str:
    return str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign
