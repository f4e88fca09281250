"""Languages the centres meet, by BCP 47 code: names in the reader's language, own names, direction."""

from functools import cache

from babel import Locale

from mrc.classifications.cldr import locale_of, locales_for
from mrc.classifications.tables import UnknownCode, read_table
from mrc.classifications.text import sort_key

SYSTEM = "BCP 47"


@cache
def _languages() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_table("languages.tsv")}


def _row(code: str) -> dict[str, str]:
    try:
        return _languages()[code]
    except KeyError:
        raise UnknownCode(SYSTEM, code) from None


def language_codes() -> list[str]:
    """All codes offered, sorted. Scripts and regions appear only where people tell them apart ("zh-Hant")."""
    return list(_languages())


def is_language(code: str) -> bool:
    """Whether the code is one of language_codes(), in the usual BCP 47 spelling."""
    return code in _languages()


def _name_in(code: str, locale: Locale) -> str | None:
    """CLDR lists some composed names ("Dari"); others are built as language (script)."""
    listed: str | None = locale.languages.get(code.replace("-", "_"))
    if listed is not None or "-" not in code:
        return listed
    language, script = code.split("-")
    if language in locale.languages and script in locale.scripts:
        return f"{locale.languages[language]} ({locale.scripts[script]})"
    return None


def language_name(code: str, lang: str) -> str:
    """The name of a language in another (CLDR), in English where CLDR has none. Raises UnknownCode."""
    _row(code)
    return next(name for loc in locales_for(lang) if (name := _name_in(code, loc)) is not None)


def own_name(code: str) -> str:
    """The name in the language itself, with a capital letter where the script has one. Raises UnknownCode."""
    listed = _row(code)["own_name"]
    locale = locale_of(code)
    name = listed or (_name_in(code, locale) if locale else None) or language_name(code, "en")
    return name[0].title() + name[1:]


def text_direction(code: str) -> str:
    """'rtl' or 'ltr', for the dir attribute. Raises UnknownCode."""
    return _row(code)["direction"]


@cache
def _sorted_languages(lang: str) -> tuple[tuple[str, str], ...]:
    named = [(code, language_name(code, lang)) for code in language_codes()]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def languages(lang: str) -> list[tuple[str, str]]:
    """(code, name) of all languages, sorted by name, ready for a select field."""
    return list(_sorted_languages(lang))
