"""What CLDR knows: names in the reader's language, with English where a language has none, and when weeks begin."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=256)
def locale_of(lang: str) -> Locale | None:
    """The CLDR locale of a BCP 47 tag, or of its language alone; None when CLDR has neither."""
    for tag in (lang, lang.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def locales_for(lang: str) -> list[Locale]:
    """Where to look for a name: the language itself, then English."""
    wanted = locale_of(lang)
    english = Locale("en")
    return [english] if wanted is None or wanted == english else [wanted, english]


@lru_cache(maxsize=256)
def first_weekday(country: str | None) -> int:
    """The day that weeks begin with in a country, by alpha-2: 0 is Monday, also where nobody knows."""
    try:
        return int(Locale.parse(f"und_{country}").first_week_day) if country else 0
    except UnknownLocaleError:
        # Nobody lives there all the year: Antarctica, Bouvet Island.
        return 0
