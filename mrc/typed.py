"""Reading what people type as a day, a time, a length of time or money, in the digits of any script."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# Every mark that divides thousands and never decimals is written as an apostrophe; the Arabic decimal mark is kept.
_MARKS = str.maketrans(dict.fromkeys(" \u00a0\u2009\u202f\u2019\u02bc\u066c", "'") | {"\u060c": ","})
_ALWAYS_DECIMAL = "\u066b"
# Groups of three, or of two and at last three as in India, with the same mark between all of them.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([',.])[0-9]{3}(\1[0-9]{3})*|[1-9][0-9]?(([',])[0-9]{2})+\4[0-9]{3}", re.ASCII)
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)


def day(text: str) -> date | None:
    """The calendar day in a text such as 2026-05-12 or 12/05/2026; None when there is none."""
    pieces = "".join(
        str(int(character)) if character.isdecimal() else "-" if character in "-/. " else "x" for character in text
    ).split("-")
    if len(pieces) != 3 or not all(piece.isdecimal() for piece in pieces):
        return None
    if len(pieces[2]) == 4:
        pieces.reverse()
    try:
        return date(*(int(piece) for piece in pieces))
    except (ValueError, OverflowError):
        return None


def amount(text: str, places: int = 3, has_comma: bool = False) -> Decimal:
    """The amount in a text such as 1,250.50, 1.250,50, 1 250.50 or 1,00,000, with so many decimals at most.

    One comma before three figures divides thousands, unless `has_comma`: where readers write decimals so. What was
    typed after the decimal mark stays with the amount, zeros too, so that `may_be_thousands` can be asked.
    Raises ValueError or InvalidOperation when it is none.
    """
    plain = _in_figures(text).translate(_MARKS)
    whole, mark, part = _around_decimals(plain, has_comma)
    if not _GROUPED.fullmatch(whole) and not (whole.isdecimal() or (not whole and part)):
        raise ValueError(plain)
    found = Decimal("".join(character for character in whole if character.isdecimal()) + mark + part)
    if found >= 10**12 or found != round(found, places):
        raise ValueError(plain)
    return found


def may_be_thousands(amount: Decimal, places: int) -> bool:
    """Whether an amount of a currency with so many decimals was typed as in 3.000, which some read as 3000."""
    return places < 3 and amount.as_tuple().exponent == -3


def clock_time(text: str) -> int:
    """The minutes since midnight in a text such as 17:30, 1730, 5.30 or 17h30; 24:00 is the end of the day.

    Raises ValueError when it is no time of day.
    """
    hours, minutes = _split(text)
    found = hours * 60 + minutes
    if minutes > 59 or found > 24 * 60:
        raise ValueError(text)
    return found


def duration(text: str) -> int:
    """The minutes in a number of hours such as 8, 7.5 or 7:30, to the nearest minute. Raises ValueError."""
    plain = _in_figures(text)
    if ":" in plain:
        hours, minutes = _split(plain)
        if minutes > 59:
            raise ValueError(text)
        return hours * 60 + minutes
    try:
        return int((amount(plain) * 60).to_integral_value(ROUND_HALF_UP))
    except InvalidOperation:
        raise ValueError(text) from None


def minutes(text: str) -> int:
    """The minutes in a text such as 30 or 0:30. Raises ValueError."""
    plain = _in_figures(text)
    if ":" in plain:
        return duration(plain)
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 5):
        raise ValueError(text)
    return int(plain)


def _around_decimals(plain: str, has_comma: bool) -> tuple[str, str, str]:
    """What stands before the decimals, a point when there are any, and the decimals."""
    if _ALWAYS_DECIMAL in plain:
        mark = _ALWAYS_DECIMAL
    else:
        mark = max(",.", key=plain.rfind)
        if plain.count(mark) != 1 or (not has_comma and _ONE_GROUP.fullmatch(plain)):
            return plain, "", ""
    whole, _mark, part = plain.partition(mark)
    if part and not (part.isascii() and part.isdecimal()):
        raise ValueError(plain)
    return whole, ".", part


def _in_figures(text: str) -> str:
    return "".join(str(int(character)) if character.isdecimal() else character for character in text).strip()


def _split(text: str) -> tuple[int, int]:
    """Hours and minutes, in one run of figures or with a mark between them; seconds of zero are passed over."""
    plain = _in_figures(text).lower()
    pieces = re.split(r"\s*[:.h٫]\s*", plain.removesuffix("h"))
    if len(pieces) == 1 and len(pieces[0]) in (3, 4):
        pieces = [pieces[0][:-2], pieces[0][-2:]]
    if len(pieces) == 3 and pieces[2] == "00":
        pieces.pop()
    if len(pieces) > 2 or not all(piece.isascii() and piece.isdecimal() and len(piece) < 5 for piece in pieces):
        raise ValueError(text)
    if len(pieces) == 2 and len(pieces[1]) != 2:
        # 8.5 may mean half past eight as well as five past; whoever typed it has to say.
        raise ValueError(text)
    return int(pieces[0]), int(pieces[1]) if len(pieces) == 2 else 0
