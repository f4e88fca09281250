"""Currencies: the minor units by ISO 4217, names in the reader's language, and the currency of a country."""

from functools import cache

from mrc.classifications.cldr import locales_for
from mrc.classifications.countries import country_row
from mrc.classifications.tables import UnknownCode, read_table
from mrc.classifications.text import sort_key

SYSTEM = "ISO 4217"


@cache
def _currencies() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_table("currencies.tsv")}


def currency_codes() -> list[str]:
    """All codes in current use. Withdrawn ones (old contracts) are known to minor_units() but not listed."""
    return [code for code, row in _currencies().items() if row["current"] == "yes"]


def is_currency(code: str) -> bool:
    """Whether the code is known, in use or withdrawn, in capital letters."""
    return code in _currencies()


def minor_units(code: str) -> int:
    """How many decimals the currency has by ISO 4217: KWD 3, USD 2, JPY 0. Raises UnknownCode."""
    try:
        return int(_currencies()[code]["minor_units"])
    except KeyError:
        raise UnknownCode(SYSTEM, code) from None


def currency_name(code: str, lang: str) -> str:
    """The name in a language (CLDR), in English where CLDR has none. Raises UnknownCode."""
    minor_units(code)
    name: str = next(loc.currencies[code] for loc in locales_for(lang) if code in loc.currencies)
    return name


def currency_of(country: str) -> str:
    """The currency wages are usually paid in, by alpha-2. Raises UnknownCode (also for Antarctica: none)."""
    code = country_row(country)["currency"]
    if not code:
        raise UnknownCode(SYSTEM, country)
    return code


def usual_currency(country: str | None) -> str | None:
    """The same for a country that may not be known, or have none."""
    try:
        return currency_of(country) if country else None
    except UnknownCode:
        return None


@cache
def _sorted_currencies(lang: str) -> tuple[tuple[str, str], ...]:
    named = [(code, currency_name(code, lang)) for code in currency_codes()]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def currencies(lang: str) -> list[tuple[str, str]]:
    """(code, name) of all currencies in use, sorted by name."""
    return list(_sorted_currencies(lang))
