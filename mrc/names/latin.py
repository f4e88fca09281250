"""Names in any script brought to one Latin form, so that they are found however a clerk wrote them.

The result is for comparing, not for showing, except `latin_form`.
"""

import re
import unicodedata

from anyascii import anyascii

from mrc.names.burmese import romanise as romanise_burmese
from mrc.names.common_names import LATIN_FORMS as _COMMON

# What the general table cannot know. Capitals are letters that clerks spell in two ways, see cutting.
_ARABIC = str.maketrans(
    {
        "ا": "a", "ٱ": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ئ": "y", "ء": "", "ع": "a", "ة": "H", "ـ": "",
        "ی": "y", "ي": "y", "ے": "y", "ک": "k", "ہ": "h", "ھ": "h", "ں": "n", "چ": "ch", "ڤ": "v", "ؤ": "W", "و": "W",
        "ج": "J", "ث": "T", "ذ": "Z", "ض": "T", "ظ": "Z", "ف": "F", "ق": "k",
    }
)  # fmt: skip
_SPELLINGS = (
    ("تش", "ch"),
    ("نغ", "ng"),
    ("ज्ञ", "G"),
    ("জ্ঞ", "G"),
    ("ङ", "ng"),
    ("ওয়", "w"),
    ("ஃப", "f"),
    ("ட்ச", "ksh"),
    ("ං", "ng"),
)
_ARABIC_ARTICLE = re.compile("^ال(?=.{3})")
# In Arabic a waw is a consonant in front of a name or of a long vowel, and otherwise often the vowel u or o.
_WAW = re.compile("^W|W(?=[ay])")
_INDIC = "".join(
    f"{chr(block + 0x15)}-{chr(block + 0x39)}" for block in range(0x0900, 0x0E00, 0x80) if block != 0x0D80
)
_CONSONANT = f"[{_INDIC}ක-ෆড়ঢ়য়]"
_BARE = re.compile(rf"({_CONSONANT}[\u093c\u09bc]?)(?={_CONSONANT}|[ंঁংँ])")
_BARE_AT_END = re.compile("([க-ஹක-ෆ])$")
_NASAL = re.compile("[ंঁংँ](?P<lips>[पफबभमপফবভম])?(?P<loose>[शषसहयवरलশষসহযরল])?")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
_BURMESE = re.compile("[\u1000-\u109f]+")
_SOFT_C = re.compile("c(?!h)")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02bb`\u00b4]")


def romanise(text: str) -> str:
    """A name in lower-case Latin parts divided by spaces; capitals are letters that may be read in two ways."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN_SIGNS)
    return " ".join(filter(None, map(_romanise_part, plain.split())))


def _romanise_part(part: str) -> str:
    if part.isascii():
        return part
    if max(part) < "\u0250":
        return anyascii(part)
    part = "P" + part[1:] if part[0] == "ப" else part
    for spelled, meant in _SPELLINGS:
        part = part.replace(spelled, meant)
    part = _WAW.sub("w", _ARABIC_ARTICLE.sub("al", part).translate(_ARABIC))
    part = _NASAL.sub(_nasal, _BARE_AT_END.sub(r"\1a", _BARE.sub(r"\1a", part)))
    part = _BURMESE.sub(lambda found: romanise_burmese(found[0]), part)
    # The general table writes the ch of Indian scripts as a bare c.
    return _SOFT_C.sub("ch", _APOSTROPHES.sub("", anyascii(part)).replace("  ", " "))


def _nasal(found: re.Match[str]) -> str:
    sound = "m" if found["lips"] else "M" if found["loose"] else "n"
    return sound + (found["lips"] or "") + (found["loose"] or "")


def _is_decoration(sign: str) -> bool:
    """Arabic vowel signs, accents and invisible joiners, which one clerk writes and another leaves out."""
    combining = unicodedata.combining(sign)
    return 27 <= combining <= 36 or combining >= 200 or unicodedata.category(sign) == "Cf"


class _PlainSigns(dict[int, str]):
    """What becomes of each sign: letters, marks and digits stay, decorations go, the rest parts words."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        is_silent = _is_decoration(sign) or _APOSTROPHES.match(sign) is not None
        self[code] = "" if is_silent else sign if unicodedata.category(sign)[0] in "LMN" else " "
        return self[code]


# Filled as signs are met, since asking for the category of each sign of each name takes most of the time.
_PLAIN_SIGNS = _PlainSigns()


_PLAIN = {"W": "u", "J": "j", "T": "th", "Z": "z", "F": "f", "G": "gy", "M": "n", "R": "", "H": "a", "P": "p"}
_HARD_TO_SAY = re.compile(r"([bcdfghjklmnpqrstvwxz]{2})(?=[bcdfghjklmnpqrstvwxz])")


def latin_form(name: str) -> str:
    """A name in Latin letters as a passport might write it: a proposal, to be corrected by who knows better.

    Arabic leaves out short vowels, so common names come from a list and the others only come near.
    """
    if all(sign < "\u0250" or not sign.isalpha() for sign in name):
        return " ".join(name.split())
    said = [_COMMON.get(_bare(part)) or _spelled_out(part) for part in name.split()]
    return " ".join(part for part in said if part)


def _bare(part: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", part) if not _is_decoration(sign))


def _spelled_out(part: str) -> str:
    latin = "".join(_PLAIN.get(sign, sign) for sign in romanise(part))
    if _ARABIC_SCRIPT.search(part):
        latin = _HARD_TO_SAY.sub(r"\1a", re.sub(r"^([^aeiou])(?=[^aeiouy])", r"\1a", latin))
    return " ".join(piece.capitalize() for piece in latin.split())
