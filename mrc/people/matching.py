"""Names in any script brought to one Latin form, so that a person is found however a clerk wrote them.

Shared with the register of employers. The result is for comparing, not for showing, except `latin_form`.
"""

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii
from rapidfuzz import fuzz

from mrc import vault
from mrc.people.rules.burmese import romanise as romanise_burmese
from mrc.people.rules.common_names import LATIN_FORMS as _COMMON
from mrc.people.rules.names import parts_of, skeletons, tokens_of

# What the general table cannot know. Capitals are letters that clerks spell in two ways, see rules.names.
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
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _APOSTROPHES.sub("", "".join(sign for sign in plain if not _is_decoration(sign)))
    apart = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain)
    return " ".join(filter(None, (_romanise_part(part) for part in apart.split())))


def _romanise_part(part: str) -> str:
    if all(sign < "\u0250" for sign in part):
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


def search_tokens(kind: str, names: list[str], birth_year: int | None = None) -> set[int]:
    """The keyed tokens of all spellings of one name."""
    found: set[str] = set()
    for name in names:
        found |= tokens_of(romanise(name), birth_year)
    return {vault.token(kind, text) for text in found}


# How much a shared token says: a whole name, a pair of parts, a part with the year of birth, a part, a beginning.
_WEIGHTS = {"@": 12, "|": 10, "&": 6, "=": 3, "~": 2, "<": 1}
_WITH_YEAR = 5
MOST_ASKED = 60


def asked_tokens(text: str, birth_year: int | None = None) -> dict[str, int]:
    """The tokens to look up for a typed name, the most telling first, each with what it says."""
    romanised = romanise(text)
    found = {token: _WEIGHTS[token[0]] for token in tokens_of(romanised)}
    # What was typed is looked for as a beginning by its longest piece alone; shorter ones would bring in too many.
    beginnings = {f"<{part[:5].lower()}" for part in parts_of(romanised) if len(part) >= 3}
    found = {token: weight for token, weight in found.items() if token[0] != "<" or token in beginnings}
    if birth_year is not None:
        keys = {key for part in parts_of(romanised) for key in skeletons(part)}
        found |= {f"{year}~{key}": _WITH_YEAR for year in range(birth_year - 1, birth_year + 2) for key in keys}
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:MOST_ASKED])


@dataclass(frozen=True)
class Likeness:
    """How alike two names are: the share of each one's parts found in the other, and how close the spellings are.

    `nearest` compares part with part, so that Kiran and Gurung, whose consonants are one class, stay apart.
    """

    share: float = 0.0
    share_back: float = 0.0
    closeness: float = 0.0
    nearest: float = 0.0

    @property
    def score(self) -> float:
        """One figure up to 100 for ranking."""
        return 45 * self.share + 15 * self.share_back + 0.2 * self.closeness + 0.2 * self.nearest

    @property
    def is_whole(self) -> bool:
        """Every part of the one name is in the other, and most of the other in the one."""
        return self.share >= 0.99 and self.share_back >= 0.6

    @property
    def is_half(self) -> bool:
        """At least half of the parts agree and the spellings are close."""
        return self.share >= 0.5 and self.closeness >= 70


class Asked:
    """A name that is compared with many others, read once."""

    def __init__(self, names: list[str]) -> None:
        self.spellings = [_read(name) for name in names if name]

    def likeness(self, known: list[str | None]) -> Likeness:
        """The best likeness between any spelling of this name and any of another."""
        others = [_read(name) for name in known if name]
        pairs = (_likeness(one, other) for one in self.spellings for other in others)
        return max(pairs, key=lambda found: found.score, default=Likeness())


# A spelling as it is compared: whole, and each part with its keys.
_Spelling = tuple[str, list[tuple[str, frozenset[str]]]]


def _read(name: str) -> _Spelling:
    romanised = romanise(name)
    parts = [(part.lower(), frozenset(skeletons(part))) for part in parts_of(romanised)]
    return romanised.lower(), parts


def _likeness(asked: _Spelling, known: _Spelling) -> Likeness:
    (one, parts), (other, others) = asked, known
    if not parts or not others:
        return Likeness()
    met = [[_meet(part, with_part) for with_part in others] for part in parts]
    nearest = sum(max(_near(part, with_part) for with_part, _keys in others) for part, _keys in parts)
    return Likeness(
        share=sum(map(any, met)) / len(parts),
        share_back=sum(map(any, zip(*met, strict=True))) / len(others),
        closeness=fuzz.token_sort_ratio(one, other),
        nearest=nearest / len(parts),
    )


def _near(one: str, other: str) -> float:
    """How close one part is to another, or to its beginning while somebody still types."""
    return 100.0 if len(one) >= 3 and other.startswith(one) else fuzz.ratio(one, other)


def _meet(asked: tuple[str, frozenset[str]], known: tuple[str, frozenset[str]]) -> bool:
    if len(asked[0]) >= 3 and known[0].startswith(asked[0]):
        return True
    return not asked[1].isdisjoint(known[1])


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
