"""Reading what people type as a day or as money, in the digits of any script."""

from datetime import date
from decimal import Decimal


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


def amount(text: str) -> Decimal:
    """The amount in a text such as 1,250.50. Raises ValueError or InvalidOperation when it is none."""
    plain = "".join(str(int(character)) if character.isdecimal() else character for character in text)
    plain = (
        plain.replace("\u066b", ".")
        .replace("\u066c", "")
        .replace(" ", "")
        .replace("\u00a0", "")
        .replace("\u202f", "")
    )
    if "," in plain and "." not in plain and len(plain.rsplit(",", 1)[1]) != 3:
        plain = plain.replace(",", ".")
    plain = plain.replace(",", "")
    if not plain.replace(".", "", 1).isdecimal():
        raise ValueError(plain)
    found = Decimal(plain)
    if found >= 10**12 or found * 1000 != (found * 1000).to_integral_value():
        raise ValueError(plain)
    return found
