"""The calendars that people count by at home, beside the Gregorian one: a day as it is called there.

Days are stored and reckoned in the Gregorian calendar alone. What stands here is for reading, is offered only where a
published table or an exact rule gives it, and is left out elsewhere rather than guessed.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import nepali_datetime
from babel.dates import get_month_names
from hijridate import Gregorian, Hijri

# Month lengths of Bikram Sambat are announced year by year; what tables hold beyond the last announced year is a
# forecast. 2083 ends on 13 April 2027.
LAST_BIKRAM_SAMBAT_YEAR = 2083
# The Umm al-Qura tables of Saudi Arabia, as the library has them.
_FIRST_HIJRI, _LAST_HIJRI = date(1924, 8, 1), date(2077, 11, 16)
# 1 Meskerem of the year 1, as a day of Python's count.
_ETHIOPIC_EPOCH = 2796
_BUDDHIST_YEARS = 543

_ETHIOPIC_MONTHS = (
    "መስከረም",
    "ጥቅምት",
    "ኅዳር",
    "ታኅሣሥ",
    "ጥር",
    "የካቲት",
    "መጋቢት",
    "ሚያዝያ",
    "ግንቦት",
    "ሰኔ",
    "ሐምሌ",
    "ነሐሴ",
    "ጳጉሜን",
)


def hijri(day: date) -> tuple[int, int, int] | None:
    """Year, month and day by the Umm al-Qura calendar (1343 to 1500), or None outside its tables.

    What is observed in other countries may differ by a day or two.
    """
    if not _FIRST_HIJRI <= day <= _LAST_HIJRI:
        return None
    found = Gregorian.fromdate(day).to_hijri()
    return found.year, found.month, found.day


def bikram_sambat(day: date) -> tuple[int, int, int] | None:
    """Year, month and day of Nepal's calendar, or None before 1975 BS and after the last announced year."""
    try:
        found = nepali_datetime.date.from_datetime_date(day)
    except OverflowError:
        return None
    return (found.year, found.month, found.day) if found.year <= LAST_BIKRAM_SAMBAT_YEAR else None


def ethiopic(day: date) -> tuple[int, int, int] | None:
    """Year, month (1 to 13) and day of Ethiopia's calendar; None before its first year.

    Twelve months of thirty days and a short one, which has a sixth day in every fourth year: an exact rule.
    """
    passed = day.toordinal() - _ETHIOPIC_EPOCH
    if passed < 0:
        return None
    year = (4 * passed + 1463) // 1461
    month, rest = divmod(passed - 365 * (year - 1) - year // 4, 30)
    return year, month + 1, rest + 1


def buddhist(day: date) -> tuple[int, int, int]:
    """Year, month and day as Thailand writes them: the Gregorian day with the year counted from 543 before it."""
    return day.year + _BUDDHIST_YEARS, day.month, day.day


_AT_HOME: dict[str, tuple[Callable[[date], tuple[int, int, int] | None], Callable[[int], str], str]] = {
    "ar": (hijri, lambda month: str(Hijri(1448, month, 1).month_name("ar")), "هـ"),
    "ne": (
        bikram_sambat,
        lambda month: str(nepali_datetime.date(LAST_BIKRAM_SAMBAT_YEAR, month, 1).strftime("%N")),
        "वि.सं.",
    ),
    "am": (ethiopic, lambda month: _ETHIOPIC_MONTHS[month - 1], "ዓ.ም."),
    "th": (buddhist, lambda month: str(get_month_names(locale="th")[month]), "พ.ศ."),
}


@lru_cache(maxsize=1024)
def at_home(day: date, language: str) -> str:
    """A day as readers of a language also call it, in ASCII digits; empty where they count as everybody does."""
    if language not in _AT_HOME:
        return ""
    count, name_of, era = _AT_HOME[language]
    found = count(day)
    if found is None:
        return ""
    year, month, number = found
    # The era stands before the year in Thai and Nepali, and after it in Arabic and Amharic.
    told = f"{era} {year}" if language in {"th", "ne"} else f"{year} {era}"
    return f"{number} {name_of(month)} {told}"
