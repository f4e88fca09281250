"""Names and telephone numbers for the demo world: believable for each origin, and of nobody in particular.

Everything is drawn from the `random.Random` that is passed in, so the same seed gives the same people.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
FEMALE = "female"
MALE = "male"

# Sri Lanka has two lists of names; the share follows the two large language groups among its migrants.
_TAMIL_SHARE = 0.2
_MONONYM_SHARE = 0.3
_SECOND_GIVEN_SHARE = 0.4

# A block of subscriber numbers by country: valid in form, so that the same checks run as for real ones. Where the
# numbering plan leaves a mobile block without an operator that block is used, elsewhere a block of round zeros.
# Neither is a promise that a number is not in use: a demo never sends.
_PHONE_BLOCKS = {
    "AE": "+97150000",
    "BD": "+880370000",
    "BH": "+9733600",
    "CO": "+57370000",
    "EG": "+20100000",
    "ES": "+3478000",
    "ET": "+25190000",
    "HK": "+8526960",
    "ID": "+628900000",
    "IN": "+91610000",
    "JO": "+96279000",
    "KE": "+25410000",
    "KH": "+8558400",
    "KR": "+82120000",
    "KW": "+9655000",
    "LK": "+9470000",
    "MM": "+959200",
    "MY": "+6010670",
    "NP": "+977900000",
    "OM": "+9687970",
    "PE": "+5196000",
    "PH": "+63973000",
    "PK": "+92300000",
    "QA": "+9743900",
    "SA": "+96651900",
    "SG": "+659000",
    "SN": "+22170000",
    "TH": "+6614000",
    "TW": "+88696900",
    "VN": "+8495900",
}

Pair = tuple[str, str]


@dataclass(frozen=True)
class Name:
    """A person's name in the script of home and in the Latin letters of a passport.

    The four parts are what a form with two boxes would hold; the second is empty for people with one name only.
    """

    native: str
    latin: str
    given_native: str
    given_latin: str
    second_native: str
    second_latin: str
    language: str


def origins() -> list[str]:
    """The alpha-2 codes that make_name() knows."""
    return sorted({entry["origin"] for entry in _name_lists().values()})


def phone_countries() -> list[str]:
    """The alpha-2 codes that make_phone() knows: all origins and destinations of the demo world."""
    return sorted(_PHONE_BLOCKS)


@cache
def load(name: str) -> Any:
    """One JSON file of the demo data: 'corridors', 'profile', 'respondents', 'organisations', 'texts', 'names'."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _name_lists() -> dict[str, dict[str, Any]]:
    lists: dict[str, dict[str, Any]] = load("names")
    return lists


def make_name(origin: str, sex: str, random: Random, language: str | None = None) -> Name:
    """A name as people from `origin` (alpha-2) bear it; `sex` is 'female' or 'male'. KeyError for other values.

    Where people of one country speak several languages, a language says whose names are meant.
    """
    lists = _name_lists()
    spoken = f"{origin}-{language}"
    entry = lists[spoken if spoken in lists else _list_for(origin, random)]
    given = _given(entry, sex, random)
    second = _second(entry, sex, given, random)
    return _put_together(entry, given, second)


def _list_for(origin: str, random: Random) -> str:
    if origin != "LK":
        return origin
    return "LK-ta" if random.random() < _TAMIL_SHARE else "LK-si"


def _given(entry: dict[str, Any], sex: str, random: Random) -> Pair:
    first = _draw(entry[sex], random)
    if entry["structure"] == "given_two_families" and random.random() < _SECOND_GIVEN_SHARE:
        return _joined(first, _draw_other(entry[sex], first, random))
    return first


def _second(entry: dict[str, Any], sex: str, given: Pair, random: Random) -> Pair:
    """Whatever follows or precedes the given name: family, father's name, or nothing at all."""
    structure = entry["structure"]
    if structure in ("given_father", "father_given"):
        return _draw_other(entry[MALE], given, random)
    if structure == "sometimes_one" and random.random() < _MONONYM_SHARE:
        return ("", "")
    seconds = entry.get("second") or entry[f"second_{sex}"]
    second = _draw_other(seconds, given, random)
    if structure == "given_two_families":
        return _joined(second, _draw_other(seconds, second, random))
    if structure == "given_father_family":
        return _joined(_draw_other(entry[MALE], given, random), second)
    if structure == "family_middle_given":
        return _joined(second, ("Thị", "Thi") if sex == FEMALE else ("Văn", "Van"))
    return second


def _put_together(entry: dict[str, Any], given: Pair, second: Pair) -> Name:
    structure = entry["structure"]
    if structure == "one_name":
        whole = (given[0] + second[0], f"{given[1]} {second[1]}")
        return Name(*whole, *whole, "", "", entry["language"])
    family_first = structure in ("family_given", "family_middle_given", "father_given")
    native, latin = _joined(second, given) if family_first else _joined(given, second)
    return Name(native, latin, *given, *second, entry["language"])


def _draw(pairs: list[list[str]], random: Random) -> Pair:
    native, latin = random.choice(pairs)
    return native, latin


def _draw_other(pairs: list[list[str]], than: Pair, random: Random) -> Pair:
    return _draw([pair for pair in pairs if pair[1] != than[1]], random)


def _joined(first: Pair, last: Pair) -> Pair:
    return f"{first[0]} {last[0]}".strip(), f"{first[1]} {last[1]}".strip()


def make_phone(country: str, random: Random) -> str:
    """A mobile number in E.164 form that passes `phonenumbers.is_valid_number`. KeyError for other countries.

    There are 10,000 numbers to a country: in a large demo world some people share one, as in life.
    """
    return f"{_PHONE_BLOCKS[country]}{random.randrange(10_000):04d}"
