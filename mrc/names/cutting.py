"""How a name is compared: cut into parts, each part into the consonants that survive transliteration.

Everything here works on romanised text (see latin). Two spellings of one name should share a skeleton: "Mohammed",
"Muhammad" and "mhmd"; "Bishwas" and "Vishvas".
"""

import re
from itertools import combinations, islice, product

# Sounds that one script or clerk keeps apart and another does not are one class.
_CLUSTERS = (
    ("ngh", "n"),
    ("tsh", "s"),
    ("cch", "s"),
    ("tch", "s"),
    ("sch", "s"),
    ("chr", "kr"),
    ("ck", "k"),
    ("dj", "s"),
    ("kh", "k"),
    ("gh", "k"),
    ("ph", "f"),
    ("bh", "b"),
    ("th", "t"),
    ("dh", "t"),
    ("sh", "s"),
    ("zh", "s"),
    ("ch", "s"),
    ("ng", "n"),
    ("x", "ks"),
)
_CLASSES = str.maketrans("gqdpvzj", "kktbbss")
_SOFT_C = re.compile(r"c(?=[eiy])")
_FRENCH_W = re.compile(r"ou(?=[aeiy])")
_CODA_W = re.compile(r"(?<=.)w(?![aeiouyRW])")
_DOUBLE = re.compile(r"(.)\1+")
_SILENT = re.compile(r"[^bfklmnrst]")
_VOWEL_CLASSES = str.maketrans("eyo", "iiu")
# A capital letter stands for a letter of another script that clerks spell in two ways. Within one name they keep
# to one of them.
_EITHER = {
    "W": ("", "b"),
    "J": ("s", "k"),
    "T": ("t", "s"),
    "Z": ("s", "t"),
    "F": ("f", "b"),
    "G": ("k", "sn"),
    "M": ("n", "m"),
    "R": ("", "r"),
    "H": ("", "t"),
    "P": ("b", "f"),
}

_MUHAMMAD = re.compile(r"md|mohd|muhd|mhd|m[ou]hamm?[aeo]d")
_ARTICLE = re.compile(r"[aeu](?:l|r|s|sh|d|n|z|t)|l")
_PARTICLE = re.compile(r"bin|ibn|ben|bint|binti|binte|bt|de|del|dos|van|mrs?|ms|miss|dr|shri|smt")
_SERVANT = re.compile(r"abd(?:[aeiou][lrsnztd]?|[aeiou]sh)?")
_SERVANT_JOINED = re.compile(r"abd[aeiou](?:l|([rsnztd])(?=\1)|s(?=sh))(?P<name>.{3,})")
_FATHER = re.compile(r"ab[uo]|abou|abW|umm?|om")
_JOINED_BEHIND = re.compile(r"(?:al|u)?(?:d?d(?:in|een|yn)|l?lah|llh)")
_ARTICLE_JOINED = re.compile(r"[ae]l(?=[abcdfghjkmnpqrstvwxyzFJTWZ])(?P<name>.{3,})")

MOST_PARTS, MOST_KEYS, MOST_READINGS = 7, 4, 8


def parts_of(romanised: str) -> list[str]:
    """The parts of a romanised name: compounds joined, articles and particles dropped, when others remain."""
    raw = romanised.split()[: 2 * MOST_PARTS]
    parts: list[str] = []
    front = ""
    for place, part in enumerate(raw, 1):
        has_more = place < len(raw)
        if _ARTICLE.fullmatch(part) and (has_more or front):
            continue
        if has_more and not front and (_SERVANT.fullmatch(part) or _FATHER.fullmatch(part)):
            front = "abd" if part.startswith("abd") else part
        elif parts and not front and _JOINED_BEHIND.fullmatch(part):
            parts[-1] += part.removeprefix("al")
        else:
            parts.append(_plain_compound(front + (part.removeprefix("al") if front else part)))
            front = ""
    parts += [front] if front else []
    return [part for part in parts if not _PARTICLE.fullmatch(part)][:MOST_PARTS] or parts[:MOST_PARTS]


def _plain_compound(part: str) -> str:
    if _MUHAMMAD.fullmatch(part):
        return "mohammed"
    joined = _SERVANT_JOINED.fullmatch(part)
    return "abd" + joined["name"] if joined else part


def skeletons(part: str) -> tuple[str, ...]:
    """The consonant keys of one part, the likeliest first; usually one, at most four."""
    found: dict[str, None] = {}
    article = _ARTICLE_JOINED.fullmatch(part)
    for spelling in (article["name"] if article else "", part):
        for key in _readings(spelling) if spelling else ():
            found[key] = None
    return tuple(islice(found, MOST_KEYS))


def _readings(part: str) -> list[str]:
    part = _CODA_W.sub("W", _FRENCH_W.sub("w", part)).removesuffix("W")
    kinds = [] if part.islower() else [kind for kind in _EITHER if kind in part]
    found = []
    for choice in product(*(_EITHER[kind] for kind in kinds)):
        text = _classes(part)
        for kind, sound in zip(kinds, choice, strict=True):
            text = text.replace(kind, sound)
        # A name of vowels alone, such as Aye or Oo, is known by the first of them.
        found.append(_SILENT.sub("", text) or "-" + part[:1].lower().translate(_VOWEL_CLASSES))
    return found


def _classes(part: str) -> str:
    text = part
    for cluster, sound in _CLUSTERS:
        text = text.replace(cluster, sound)
    text = _SOFT_C.sub("s", text).replace("c", "k").replace("w", "b")
    return _DOUBLE.sub(r"\1", text.translate(_CLASSES))


def tokens_of(romanised: str, birth_year: int | None = None) -> set[str]:
    """Everything under which one spelling of a name is found."""
    parts = parts_of(romanised)
    keys = [skeletons(part) for part in parts]
    found = {f"={part.lower()}" for part in parts}
    for part in parts:
        found |= {f"<{part[:length].lower()}" for length in (3, 4, 5) if len(part) >= length}
    found |= {f"~{key}" for options in keys for key in options}
    found |= set(pair_tokens(keys)) | set(whole_tokens(keys))
    if birth_year is not None:
        found |= {f"{birth_year}~{key}" for options in keys for key in options}
    return found


def pair_tokens(keys: list[tuple[str, ...]]) -> list[str]:
    """One token for every unordered pair of parts, so that two parts of a name meet in one look-up."""
    return list(
        dict.fromkeys(
            "&" + "+".join(sorted((one, other)))
            for first, second in combinations(keys, 2)
            for one, other in islice(product(first, second), MOST_KEYS)
        )
    )


def whole_tokens(keys: list[tuple[str, ...]]) -> list[str]:
    """The whole name in any order of its parts, and its consonants in one run wherever it was cut."""
    readings = list(islice(product(*keys), MOST_READINGS))
    in_any_order = ["@" + "+".join(sorted(reading)) for reading in readings if len(reading) > 2]
    return list(dict.fromkeys(in_any_order + ["|" + "".join(reading) for reading in readings if reading]))


# How much a shared token says: a whole name, a pair of parts, a part with the year of birth, a part, a beginning.
_WEIGHTS = {"@": 12, "|": 10, "&": 6, "=": 3, "~": 2, "<": 1}
_WITH_YEAR = 5
MOST_ASKED = 60


def asked_tokens(romanised: str, birth_year: int | None = None) -> dict[str, int]:
    """The tokens to look up for a typed name, the most telling first, each with what it says."""
    found = {token: _WEIGHTS[token[0]] for token in tokens_of(romanised)}
    # What was typed is looked for as a beginning by its longest piece alone; shorter ones would bring in too many.
    beginnings = {f"<{part[:5].lower()}" for part in parts_of(romanised) if len(part) >= 3}
    found = {token: weight for token, weight in found.items() if token[0] != "<" or token in beginnings}
    if birth_year is not None:
        keys = {key for part in parts_of(romanised) for key in skeletons(part)}
        found |= {f"{year}~{key}": _WITH_YEAR for year in range(birth_year - 1, birth_year + 2) for key in keys}
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:MOST_ASKED])
