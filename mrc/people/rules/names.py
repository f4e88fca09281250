"""How a name is compared: cut into parts, each part into the consonants that survive transliteration.

Everything here works on romanised text (see mrc.people.matching, which romanises). Two spellings of one name
should share a skeleton: "Mohammed", "Muhammad" and "mhmd"; "Bishwas" and "Vishvas".
"""

import re
from itertools import combinations, islice, product

# Sounds that one script or clerk keeps apart and another does not are one class. A capital letter stands for a
# sound that readers of one Arabic letter spell in two ways; it becomes both.
_CLUSTERS = (
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
_CODA_W = re.compile(r"w(?![aeiouy])")
_DOUBLE = re.compile(r"(.)\1+")
_SILENT = re.compile(r"[^bfklmnrst]")
_EITHER = {"W": ("b", ""), "J": ("s", "k"), "T": ("t", "s"), "Z": ("s", "t"), "F": ("f", "b")}

_MUHAMMAD = frozenset(
    ["md", "mohd", "muhd", "mohammad", "muhammad", "mohamed", "mhd", "mohamad", "muhamad", "mohammod", "muhammed"]
)
_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "ar",
        "ur",
        "er",
        "as",
        "us",
        "es",
        "ash",
        "ush",
        "esh",
        "ad",
        "ud",
        "ed",
        "an",
        "un",
        "en",
        "az",
        "uz",
        "ez",
        "at",
        "ut",
        "et",
        "l",
    ]
)
_PARTICLES = frozenset(
    [
        "bin",
        "ibn",
        "ben",
        "bint",
        "binti",
        "bt",
        "binte",
        "de",
        "del",
        "la",
        "da",
        "dos",
        "van",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "shri",
        "smt",
        "u",
        "daw",
        "ko",
    ]
)
_SERVANT = re.compile(r"abd(?:[aeiou][lrsnztd]?|[aeiou]sh)?")
_SERVANT_JOINED = re.compile(r"abd[aeiou](?:l|([rsnztd])(?=\1)|s(?=sh))(?P<name>.{3,})")
_FATHER = frozenset(["abu", "abo", "abou", "um", "umm", "om"])
_JOINED_BEHIND = re.compile(r"allah|ullah|llh|din|deen|ddin|uddin|ldyn|dyn")
_ARTICLE_JOINED = re.compile(r"[ae]l(?=[bcdfghjkmnpqrstvwxyz])(?P<name>.{4,})")

MOST_PARTS, MOST_KEYS = 7, 4


def parts_of(romanised: str) -> list[str]:
    """The parts of a romanised name: compounds joined, articles and particles dropped, when others remain."""
    raw = romanised.split()
    parts: list[str] = []
    front = ""
    for index, part in enumerate(raw[: 2 * MOST_PARTS]):
        has_more = index + 1 < len(raw)
        if part in _ARTICLES and (has_more or front):
            continue
        if not front and has_more and (_SERVANT.fullmatch(part) or part in _FATHER):
            front = "abd" if part.startswith("abd") else part
            continue
        if not front and parts and _JOINED_BEHIND.fullmatch(part):
            parts[-1] += part
            continue
        parts.append(_plain_compound(front + part))
        front = ""
    if front:
        parts.append(front)
    return [part for part in parts if part not in _PARTICLES][:MOST_PARTS] or parts[:MOST_PARTS]


def _plain_compound(part: str) -> str:
    if part in _MUHAMMAD:
        return "mohammed"
    joined = _SERVANT_JOINED.fullmatch(part)
    return "abd" + joined["name"] if joined else part


def skeletons(part: str) -> tuple[str, ...]:
    """The consonant keys of one part, the likeliest first; usually one, at most four."""
    found: dict[str, None] = {}
    article = _ARTICLE_JOINED.fullmatch(part.lower())
    for spelling in (part, article["name"] if article else ""):
        for key in _readings(_classes(spelling)) if spelling else ():
            found[key] = None
    return tuple(islice(found, MOST_KEYS))


def _classes(part: str) -> str:
    text = part
    for cluster, sound in _CLUSTERS:
        text = text.replace(cluster, sound)
    text = _SOFT_C.sub("s", text).replace("c", "k")
    text = _CODA_W.sub("", text).replace("w", "b")
    return _DOUBLE.sub(r"\1", text.translate(_CLASSES))


def _readings(text: str) -> list[str]:
    choices = [_EITHER.get(sound, (sound,)) for sound in text]
    found = [_SILENT.sub("", "".join(reading)) for reading in islice(product(*choices), MOST_KEYS)]
    # A name of vowels alone, such as Aye or Oo, is known by its first one.
    return [key or "-" + "".join(text)[:1] for key in found]


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
    readings = list(islice(product(*keys), MOST_KEYS))
    in_any_order = ["@" + "+".join(sorted(reading)) for reading in readings if len(reading) > 2]
    return list(dict.fromkeys(in_any_order + ["|" + "".join(reading) for reading in readings if reading]))
