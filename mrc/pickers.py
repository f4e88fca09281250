"""The searchable lists that forms offer: occupations, industries, education, countries, currencies, languages.

Each reads what a person types or picks ("9111", its title, or both) and gives the code back.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mrc.classifications import (
    UnknownCode,
    countries,
    country_from_name,
    country_name,
    currencies,
    currency_name,
    is_country,
    is_currency,
    is_language,
    isced2011,
    isco08,
    isic4,
    language_name,
    languages,
)


@dataclass(frozen=True)
class Picker:
    """A list to pick from: reads typed text, offers (code, title), and titles a code, each in a language."""

    parse: Callable[[str, str], str]
    choices: Callable[[str], list[tuple[str, str]]]
    title: Callable[[str, str], str]


def _by_title(text: str, choices: list[tuple[str, str]], system: str) -> str:
    wanted = text.casefold()
    for code, title in choices:
        if wanted in {title.casefold(), f"{code} {title}".casefold(), code.casefold()}:
            return code
    raise UnknownCode(system, text)


def _country(text: str, language: str) -> str:
    code = text.split(" ")[0].upper()
    if is_country(code) and text.casefold() in {
        code.casefold(),
        f"{code} {country_name(code, language)}".casefold(),
    }:
        return code
    return country_from_name(text)


def _currency(text: str, language: str) -> str:
    code = text.split(" ")[0].upper()
    return code if is_currency(code) else _by_title(text, currencies(language), "currency")


def _language(text: str, language: str) -> str:
    code = text.split(" ")[0]
    return code if is_language(code) else _by_title(text, languages(language), "language")


OCCUPATIONS = Picker(isco08.parse, lambda language: isco08.choices(language, 4), isco08.title)
INDUSTRIES = Picker(isic4.parse, lambda language: isic4.choices(language, 2), isic4.title)
EDUCATION = Picker(isced2011.parse, lambda language: isced2011.choices(language, 1), isced2011.title)
COUNTRIES = Picker(_country, countries, country_name)
CURRENCIES = Picker(_currency, currencies, currency_name)
LANGUAGES = Picker(_language, languages, language_name)
