"""Countries and areas: ISO 3166 codes, M49 regions, names in the reader's language, and codes from names."""

from functools import cache

from mrc.classifications.cldr import locales_for
from mrc.classifications.tables import UnknownCode, read_table
from mrc.classifications.text import fold, sort_key

SYSTEM = "ISO 3166-1"
NAME_LANGUAGES = ("en", "ar", "fr", "es", "bn", "ne", "hi", "ur", "id", "fil")
_REGION_LANGUAGES = ("en", "ar", "fr", "es")


@cache
def _countries() -> dict[str, dict[str, str]]:
    return {row["alpha2"]: row for row in read_table("countries.tsv")}


@cache
def _regions() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_table("regions.tsv")}


def country_row(code: str) -> dict[str, str]:
    """The line of countries.tsv for an alpha-2 code, for the modules of this package. Raises UnknownCode."""
    try:
        return _countries()[code]
    except KeyError:
        raise UnknownCode(SYSTEM, code) from None


def country_codes() -> list[str]:
    """All alpha-2 codes in use here: the 249 of ISO 3166-1 and XK for Kosovo."""
    return list(_countries())


def is_country(code: str) -> bool:
    """Whether this is one of country_codes(), in capital letters."""
    return code in _countries()


def country_name(code: str, lang: str) -> str:
    """The customary name in a language (CLDR), in English where CLDR has none. Raises UnknownCode."""
    country_row(code)
    name: str = next(loc.territories[code] for loc in locales_for(lang) if code in loc.territories)
    return name


@cache
def _sorted_countries(lang: str) -> tuple[tuple[str, str], ...]:
    named = [(code, country_name(code, lang)) for code in country_codes()]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def countries(lang: str) -> list[tuple[str, str]]:
    """(alpha-2, name) of all countries, sorted by name, ready for a select field or datalist."""
    return list(_sorted_countries(lang))


def alpha3(code: str) -> str:
    """ISO 3166-1 alpha-3 of an alpha-2 code; Kosovo has the user-assigned XKX. Raises UnknownCode."""
    return country_row(code)["alpha3"]


def ilostat_area(code: str) -> str:
    """The area code of ILOSTAT: alpha-3, but KOS for Kosovo. Raises UnknownCode."""
    return "KOS" if code == "XK" else alpha3(code)


def m49(code: str) -> str:
    """The three-digit M49 code of the United Nations, as text with leading zeros. Raises UnknownCode."""
    return country_row(code)["m49"]


def _region_name(region_code: str, lang: str) -> str:
    if not region_code:
        return ""
    base = lang.split("-")[0]
    return _regions()[region_code][base if base in _REGION_LANGUAGES else "en"]


def region(code: str, lang: str) -> str:
    """The M49 region ("Asia") in en, ar, fr, es, else English; empty for Antarctica. Raises UnknownCode."""
    return _region_name(country_row(code)["region"], lang)


def subregion(code: str, lang: str) -> str:
    """The finest M49 grouping ("Western Asia", "Eastern Africa"), as region(). Raises UnknownCode."""
    row = country_row(code)
    return _region_name(row["intermediate"] or row["subregion"], lang)


@cache
def _codes_by_name() -> dict[str, str]:
    """Folded name to alpha-2. The listed names come last, so that they decide when languages disagree."""
    found: dict[str, str] = {}
    for lang in reversed(NAME_LANGUAGES):
        found.update((fold(country_name(code, lang)), code) for code in country_codes())
    found.update((fold(row["name"]), row["alpha2"]) for row in read_table("country_names.tsv"))
    for row in _countries().values():
        found.update((fold(row[column]), row["alpha2"]) for column in ("alpha2", "alpha3", "m49"))
    return found


def country_from_name(text: str) -> str:
    """The alpha-2 code of a country from a name or code as people and data sets write it. Raises UnknownCode.

    Knows customary and official names in English, Arabic, French and Spanish, CLDR names in NAME_LANGUAGES,
    former names still met ("Burma", "Swaziland"), alpha-2, alpha-3 and M49 codes. Case, accents and a leading
    English "the" do not matter. Refused: parts of countries, territories without an ISO code, organisations,
    historic states, and names that mean more than one country ("Korea").
    """
    folded = fold(text)
    found = _codes_by_name().get(folded) or _codes_by_name().get(folded.removeprefix("the "))
    if found is None:
        raise UnknownCode(SYSTEM, text)
    return found
