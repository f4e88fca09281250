"""Names in any script brought to one Latin form, so that a person is found however a clerk wrote them.

Shared with the register of employers. The result is for comparing, not for showing, except `latin_form`.
"""

import re
import unicodedata

from anyascii import anyascii

from mrc import vault
from mrc.people.rules.burmese import romanise as romanise_burmese
from mrc.people.rules.names import tokens_of

# What the general table cannot know: letters that stand for two sounds (capitals, see rules.names), the letters
# that Urdu, Persian, Devanagari, Bengali and Tamil write for sounds of each other's names.
_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه",
        "ة": "ه", "ء": "", "ع": "a", "و": "W", "ج": "J", "ث": "T", "ذ": "Z", "ض": "T", "ظ": "Z", "چ": "s", "ڤ": "v",
        "ں": "n", "ـ": "",
    }
)  # fmt: skip
_SPELLINGS = (("ज्ञ", "gy"), ("ওয়", "w"), ("ওয়", "w"), ("ஃப", "f"))
_NASAL = re.compile("[ंঁংँ](?=[^पफबभमপফবভম\\W])")
_BEFORE_LIPS = re.compile("[ंঁংँ]")
_ARABIC_ARTICLE = re.compile(r"\b(?:ال)(?=\w{3,})")
_BURMESE = re.compile("[\u1000-\u109f]+")
_APART = re.compile(r"[^\w']+|_")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02bb`\u00b4]")


def romanise(text: str) -> str:
    """A name in lower-case Latin parts divided by spaces; capitals are letters that may be read in two ways."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(sign for sign in plain if not _is_decoration(sign))
    plain = _ARABIC_ARTICLE.sub("ال ", _APOSTROPHES.sub("", plain).translate(_ALEF)).translate(_LETTERS)
    for spelled, meant in _SPELLINGS:
        plain = plain.replace(spelled, meant)
    plain = _BEFORE_LIPS.sub("m", _NASAL.sub("n", plain))
    plain = _BURMESE.sub(lambda found: f" {romanise_burmese(found[0])} ", plain)
    latin = anyascii(plain)
    return " ".join(_APART.sub(" ", _APOSTROPHES.sub("", latin)).split())


_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})


def _is_decoration(sign: str) -> bool:
    """Arabic vowel signs, accents and invisible joiners, which one clerk writes and another leaves out."""
    combining = unicodedata.combining(sign)
    return 27 <= combining <= 36 or combining >= 200 or unicodedata.category(sign) == "Cf"


def search_tokens(kind: str, names: list[str], birth_year: int | None = None) -> set[int]:
    """The keyed tokens of all spellings of one name."""
    found: set[str] = set()
    for name in names:
        found |= tokens_of(romanise(name), birth_year)
    return {vault.token(kind, text) for text in found}
