"""Papers to hand over: a template set as an accessible PDF, the same on every machine.

The fonts are our own, in every script that our pages speak and most that our people write their names in. A character
that none of them holds is shown as a dotted circle, and the paper says so.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import typst

from mrc.errors import Refused

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "letters"
FONTS = TEMPLATES / "fonts"
# Fifty pages or so: more than any case has to tell, and less than a second of work.
MOST_CHARACTERS = 150_000
UNSHOWN = "◌"

# Orders to turn the direction of what follows, and marks that no paper may hold.
_UNWANTED = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
# Longer than a line may be: words of single letters, and what is no word in a script that joins or stacks letters.
_LONG_WORD = re.compile("([!-\u024f]{24})(?=[!-\u024f])")
_ENDLESS = re.compile("[^\\s\u200b]{60,}")
_BREAK, _EVERY = "\u200b", 40


class PrintingFault(StrEnum):
    """Why a paper cannot be made."""

    TOO_LONG = "too_long"
    NOT_SET = "not_set"


def pdf(template: str, data: Mapping[str, Any], title: str, language: str, made_at: datetime) -> bytes:
    """A template filled with data as PDF/UA-1; the same data gives the same bytes.

    Whatever stands in the data is text and never markup. `is_lossy` tells the template that a character could not be
    shown. Raises Refused when there is too much of it, or when it cannot be set.
    """
    shown = printable({**data, "title": title, "language": language})
    shown["is_lossy"] = UNSHOWN in json.dumps(shown, ensure_ascii=False)
    filled = json.dumps(shown, ensure_ascii=False)
    if len(filled) > MOST_CHARACTERS:
        raise Refused(PrintingFault.TOO_LONG)
    # Made anew for each paper, since one compiler serves one thread; the fonts and what was worked out are shared.
    compiler = typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    try:
        content = compiler.compile(
            sys_inputs={"d": filled}, format="pdf", pdf_standards="ua-1", timestamp=int(made_at.timestamp())
        )
    except typst.TypstError:
        raise Refused(PrintingFault.NOT_SET) from None
    assert isinstance(content, bytes)
    return content


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def families() -> list[str]:
    """The families of the fonts that are there, in alphabetical order."""
    return sorted(_fonts().families())


@cache
def _uncovered() -> re.Pattern[str]:
    """Characters that none of the fonts holds, as many as stand together. A line break is no character."""
    ranges = (FONTS / "coverage.txt").read_text().split()
    spans = "".join("{}-{}".format(*(re.escape(chr(int(end, 16))) for end in span.split("-"))) for span in ranges)
    return re.compile(f"[^\n{spans}]+")


def printable(value: Any) -> Any:
    """The same data with texts that can be set."""
    if isinstance(value, Mapping):
        return {str(name): printable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", value))
    text = _uncovered().sub(UNSHOWN, text)
    return _ENDLESS.sub(_broken, _LONG_WORD.sub(f"\\1{_BREAK}", text))


def _broken(word: re.Match[str]) -> str:
    """An endless word with places to break it, never between a letter and its mark."""
    pieces, since, before = [], 0, ""
    for character in word.group():
        since += 1
        if since > _EVERY and not {unicodedata.category(character)[0], unicodedata.category(before)[0]} & {"M", "C"}:
            pieces.append(_BREAK)
            since = 0
        pieces.append(character)
        before = character
    return "".join(pieces)
