"""Every enum value in words, in one place: one file per room, and one for what the migrant reads."""

from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

# Each of these modules holds WORDS: enum class -> {member: lazy text}.
_FILES = (
    "casework",
    "claims",
    "collective",
    "directory",
    "documents",
    "employment",
    "evidence",
    "handing",
    "handouts",
    "ledger",
    "letters",
    "messages",
    "packets",
    "papers",
    "path",
    "people",
    "portal",
    "referrals",
    "reports",
    "respondents",
    "settlements",
    "sheets",
    "staff",
    "wages",
    "wishes",
)


@cache
def tables() -> dict[type[StrEnum], dict[StrEnum, Any]]:
    """All words of all enums. Raises ValueError when two files speak for one enum."""
    found: dict[type[StrEnum], dict[StrEnum, Any]] = {}
    for name in _FILES:
        module = import_module(f"mrc.wording.{name}")
        twice = found.keys() & module.WORDS.keys()
        if twice:
            raise ValueError(f"{name} speaks again for {twice}")
        found.update(module.WORDS)
    return found


def words(value: StrEnum | None) -> Any:
    """The words for an enum value in the reader's language, looked up when shown. None is an empty text."""
    return "" if value is None else tables()[type(value)][value]
