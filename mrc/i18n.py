"""Language: which one a reader gets, and how words, dates, digits, money and names of places read in it.

Words come from our catalogues through gettext; everything that CLDR knows comes from Babel.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.support import LazyProxy, NullTranslations, Translations
from flask import current_app

from mrc import calendars, clock, refs, typed
from mrc.classifications import minor_units

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"

# The languages offered at each door. A house test holds each of them to a complete catalogue for that door.
STAFF_LANGUAGES = ("en", "ar", "fr", "es")
MIGRANT_LANGUAGES = (
    *("en", "am", "ar", "bn", "es", "fil", "fr", "hi", "id"),
    *("km", "my", "ne", "si", "sw", "ta", "th", "ur", "vi"),
)
# Papers to hand over need fewer words, so they speak more: also what offices read where no door speaks it. A further
# language of workers can be printed as soon as it stands here and its catalogue is whole for papers.
PAPER_LANGUAGES = (*MIGRANT_LANGUAGES, "ko", "zh-Hant")
DOORS_OF_MIGRANTS = frozenset({"public", "migrant"})
PSEUDO = "en-XA"

_DIGITS = {
    "arab": "٠١٢٣٤٥٦٧٨٩",
    "beng": "০১২৩৪৫৬৭৮৯",
    "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉",
}
# Where the middle width misleads: in Arabic it is all figures, which readers of different countries take for
# different days, and in Thai a bare year is taken for one of the Buddhist era.
_ERA_TOLD = frozenset({"th"})
_LONG_DAYS = _ERA_TOLD | {"ar"}
_language: ContextVar[str] = ContextVar("language", default="en")
_timezone: ContextVar[str] = ContextVar("timezone", default="UTC")


def offered(door: str) -> tuple[str, ...]:
    """The languages a door speaks completely."""
    return MIGRANT_LANGUAGES if door in DOORS_OF_MIGRANTS else STAFF_LANGUAGES


def is_one_of(code: object, languages: tuple[str, ...]) -> bool:
    """Whether a language is among these; while testing, the made-up one in brackets is among all."""
    return code in languages or (code == PSEUDO and current_app.testing)


def use(language: str, timezone: str = "UTC") -> None:
    """Speak a language and tell times in an IANA zone for the rest of this request or job."""
    _language.set(language)
    _timezone.set(timezone)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while, as for a letter or a message to somebody else."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """The language spoken now, as a BCP 47 code."""
    return _language.get()


def zone() -> ZoneInfo:
    """The time zone of the reader's centre."""
    return ZoneInfo(_timezone.get())


def today() -> Date:
    """The present day by the reader's clocks."""
    return clock.today(_timezone.get())


@cache
def locale_of(code: str) -> Locale:
    """The CLDR locale of a language code."""
    # Our English writes "12 May 2026", which readers of every country understand at once.
    return Locale("en", "GB") if code in {"en", PSEUDO} else Locale.parse(code, sep="-")


def direction(code: str | None = None) -> str:
    """'rtl' or 'ltr', the direction of a language."""
    return str(locale_of(code or language()).text_direction)


def compiled(code: str) -> Path:
    """The file of a language's words as the program reads it."""
    return CATALOGUES / code.replace("-", "_") / "LC_MESSAGES" / "messages.mo"


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    if code == PSEUDO:
        return _Pseudo()
    return Translations.load(str(CATALOGUES), [code.replace("-", "_")])


class _Pseudo(NullTranslations):
    """A made-up language in brackets: a page read in it shows every word that nobody can translate."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return f"⟦{singular if num == 1 else plural}⟧"

    ugettext = gettext
    ungettext = ngettext


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language, with its named placeholders filled in."""
    text = _catalogue(language()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The form of the message for a number; `num` is also a placeholder, in the reader's digits."""
    text = _catalogue(language()).ngettext(singular, plural, num)
    return text % {"num": number(num), **values}


def pgettext(context: str, message: str, **values: object) -> str:
    """A short word, told apart from its homographs by a context."""
    text = str(_catalogue(language()).pgettext(context, message))
    return text % values if values else text


_ = gettext


def lazy(message: str, **values: object) -> LazyProxy:
    """A message that is looked up when it is shown, for labels made when the program starts."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def lazy_p(context: str, message: str) -> LazyProxy:
    """The same for a short word with a context."""
    return LazyProxy(pgettext, context, message, enable_cache=False)


def best_language(header: Any, choices: tuple[str, ...], default: str = "en") -> str:
    """The offered language that a browser's Accept-Language likes best; Tagalog counts as Filipino."""
    for tag, _quality in header:
        code = str(tag).split("-")[0].lower()
        code = {"tl": "fil", "in": "id"}.get(code, code)
        if code in choices:
            return code
    return default


def digits(text: str) -> str:
    """ASCII digits turned into those that CLDR names as the language's own."""
    own = _DIGITS.get(_numbering(language()))
    return text.translate(_table(own)) if own else text


@cache
def _numbering(code: str) -> str:
    return str(locale_of(code).default_numbering_system)


@cache
def _table(own: str) -> dict[int, str]:
    return {ord(str(index)): digit for index, digit in enumerate(own)}


def number(value: int | Decimal | None) -> str:
    """A number with the reader's separators and digits."""
    if value is None:
        return ""
    return digits(numbers.format_decimal(value, locale=locale_of(language()), numbering_system="latn"))


def read_amount(text: str, places: int = 3) -> Decimal:
    """The amount in a text that somebody typed, with the reader's own decimal mark. Raises as `typed.amount`."""
    mark = numbers.get_decimal_symbol(locale_of(language()), numbering_system="latn")
    return typed.amount(text, places, has_comma=mark == ",")


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency code and that currency's own number of decimals, in the reader's digits."""
    if amount is None:
        return ""
    places = minor_units(currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text = numbers.format_decimal(amount, format=pattern, locale=locale_of(language()), numbering_system="latn")
    return f"{digits(text)} {currency}"


def date(value: Date | datetime | None, width: str = "medium") -> str:
    """A calendar day in the reader's language; of a moment, the day in the reader's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(zone()).date()
    return _day(value, width, language())


@lru_cache(maxsize=4096)
def _day(value: Date, width: str, code: str) -> str:
    # Lists show the same few days over and over, and CLDR patterns are slow to fill in.
    width = "long" if code in _LONG_DAYS and width == "medium" else width
    return digits(dates.format_date(value, width, locale=locale_of(code)))


def day_at_home(value: Date) -> str:
    """A day as the reader's own calendar calls it; empty where that is the Gregorian one or its tables end."""
    return digits(calendars.at_home(value, language()))


def moment(value: datetime | None, timezone: str | None = None) -> str:
    """A moment as date and time in the zone of the reader's centre, or in another one."""
    if value is None:
        return ""
    locale, local = locale_of(language()), value.astimezone(ZoneInfo(timezone) if timezone else zone())
    clock_time = dates.format_time(local, "short", locale=locale)
    day = date(local.date())
    return digits(str(dates.get_datetime_format("medium", locale=locale)).format(clock_time, day))


def zone_name(timezone: str) -> str:
    """The place whose clocks an IANA zone is named after, in the reader's language."""
    return str(dates.get_timezone_location(timezone, locale=locale_of(language()), return_city=True))


def ago(value: datetime | None) -> str:
    """How long ago a moment was, or how far ahead it lies: "2 hours ago", "in 3 days"."""
    if value is None:
        return ""
    return digits(dates.format_timedelta(value - clock.now(), add_direction=True, locale=locale_of(language())))


def date_with_distance(value: Date | None) -> str:
    """A day and its distance from today: "12 May 2026 (in 18 days)"."""
    if value is None:
        return ""
    days = (value - today()).days
    return gettext("%(date)s (%(distance)s)", date=date(value), distance=distance(days))


def distance(days: int) -> str:
    """A number of days from today in words; negative numbers lie behind."""
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days == -1:
        return gettext("yesterday")
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day ago", "%(num)s days ago", -days)


def partial_date(value: Date | None, precision: str | None) -> str:
    """A date known to the day, the month or the year, shown no finer than it is known."""
    if value is None:
        return ""
    era = "G" if language() in _ERA_TOLD else ""
    skeleton = {"month": f"{era}yMMMM", "year": f"{era}y"}.get(precision or "day")
    text = digits(dates.format_skeleton(skeleton, value, locale=locale_of(language()))) if skeleton else date(value)
    return gettext("about %(date)s", date=text) if precision == "estimated" else text


def joined(items: list[str]) -> str:
    """A list in words: "a, b and c"."""
    from babel.lists import format_list

    return str(format_list(items, locale=locale_of(language()))) if items else ""


def ref(digits_text: str | None) -> str:
    """A reference or code in groups, always in ASCII digits, as it is typed and read aloud.

    In a sentence that runs from right to left its groups would change places, so there it is held together by the
    invisible marks of an isolate, which reading a reference drops again.
    """
    if not digits_text:
        return ""
    spoken = refs.spoken(digits_text)
    return f"\u2066{spoken}\u2069" if direction() == "rtl" else spoken
