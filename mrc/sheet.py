"""What a paper is made of: parts that are said in one language, and set side by side in two."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mrc import i18n
from mrc.i18n import gettext as _

# The space between an amount and its currency, at which no line may break.
_AMOUNT = re.compile(r"(?<=\d) (?=[A-Z]{3}(?![A-Za-z]))")


@dataclass(frozen=True)
class Part:
    """A part of a paper as it is said in one language. Each kind is drawn by the template in its own way."""

    kind: str
    said: Any
    # How a table is drawn: the widths of its columns, and which of them stand at the end of their cells.
    widths: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def title(text: str) -> Part:
    """The name of the paper."""
    return Part("title", text)


def heading(text: str) -> Part:
    """The head of a section."""
    return Part("heading", text)


def subheading(text: str) -> Part:
    """The head of something within a section."""
    return Part("subheading", text)


def text(said: str) -> Part:
    """A paragraph."""
    return Part("text", said)


def notice(said: str) -> Part:
    """A paragraph that nobody must miss, in a box."""
    return Part("notice", said)


def facts(rows: Iterable[tuple[str, str]]) -> Part:
    """What is known, each with its label; what is not known is left out."""
    return Part("facts", [list(row) for row in rows if row[1]])


def numbered(items: Iterable[str]) -> Part:
    """Sentences in their order, with numbers."""
    items = [_AMOUNT.sub("\u00a0", item) for item in items]
    numbers = [i18n.digits(f"{place}.") for place in range(1, len(items) + 1)]
    return Part("numbered", {"numbers": numbers, "items": items})


def points(items: Iterable[str]) -> Part:
    """Sentences in no order."""
    return Part("points", list(items))


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    ends: Sequence[int] = (),
    total: Sequence[str] | None = None,
) -> Part:
    """A table with its headings and, where it adds up, its total."""
    said = {"heads": list(heads), "rows": [list(row) for row in rows], "total": list(total) if total else None}
    return Part("table", said, tuple(widths), tuple(ends))


def code(label: str, value: str) -> Part:
    """A long code, the same in every language."""
    return Part("code", {"label": label, "value": value})


def as_written(words: str) -> Part:
    """Somebody's own words: as they were written, once for both languages, in their own direction."""
    letters = (unicodedata.bidirectional(character) for character in words)
    strong = next((letter for letter in letters if letter in {"L", "R", "AL"}), "L")
    return Part("as_written", {"value": words, "rtl": strong != "L"})


def signature(who: str) -> Part:
    """A line to sign on."""
    return Part("signature", who)


def data_of(header: str, languages: Sequence[str], written: Callable[[], Iterable[Part]]) -> dict[str, Any]:
    """A paper as data for the template `sheet.typ`, written anew in each language.

    A language read from the right stands on the right of one read from the left.
    """
    order = sorted(dict.fromkeys(languages), key=lambda language: i18n.direction(language) == "rtl")
    in_each = [_said_in(language, written) for language in order]
    return {
        "header": header,
        "languages": [{"code": language, "rtl": i18n.direction(language) == "rtl"} for language in order],
        "parts": [_side_by_side(parts) for parts in zip(*in_each, strict=True)],
        "lossy": {"sides": [_said_in(language, _lossy)[0].said for language in order]},
    }


def _said_in(language: str, written: Callable[[], Iterable[Part]]) -> list[Part]:
    with i18n.speaking(language):
        return [replace(part, said=_looked_up(part.said)) for part in written()]


def _looked_up(said: Any) -> Any:
    """The same with every word looked up now, in the language that is spoken now."""
    if isinstance(said, dict):
        return {name: _looked_up(inner) for name, inner in said.items()}
    if isinstance(said, list):
        return [_looked_up(inner) for inner in said]
    return said if said is None or isinstance(said, bool) else str(said)


def _lossy() -> list[Part]:
    said = _("Letters that this paper cannot print stand as a dotted circle. Write them in by hand.")
    return [text(said)]


def _side_by_side(parts: tuple[Part, ...]) -> dict[str, Any]:
    first = parts[0]
    if first.kind in {"code", "as_written"}:
        return {"kind": first.kind, **first.said}
    if first.kind == "facts":
        return {"kind": first.kind, "rows": _rows(part.said for part in parts)}
    if first.kind != "table":
        return {"kind": first.kind, "sides": [part.said for part in parts]}
    return {
        "kind": first.kind,
        "widths": first.widths,
        "ends": first.ends,
        "heads": [part.said["heads"] for part in parts],
        "rows": _rows(part.said["rows"] for part in parts),
        "total": [part.said["total"] for part in parts] if first.said["total"] else None,
    }


def _rows(sides: Iterable[list[list[str]]]) -> list[list[list[str]]]:
    """Rows of each side as rows of all sides."""
    return [list(row) for row in zip(*sides, strict=True)]


def money(amount: Decimal | None, currency: str) -> str:
    """An amount that neither a line break nor a sentence from the right takes apart from its currency."""
    shown = i18n.money(amount, currency).replace(" ", "\u00a0")
    return f"\u2066{shown}\u2069" if shown else ""


def own(words: str | None) -> str:
    """Somebody's or something's own name, kept from turning the sentence around it the other way."""
    return f"\u2068{words}\u2069" if words else "–"
