"""Names from CLDR in the reader's language, with English where a language has none."""

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
