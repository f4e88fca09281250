"""What goes with a case from centre to centre: the parts of the package, and what must not stand in it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from mrc.people.rules.facts import ConsentFacts
from mrc.people.rules.kinds import Purpose

LEFT_OUT = "[…]"
# A shorter piece of a name is a word of too many languages; it goes only with the whole name.
_SHORTEST = 3
_DIGITS = re.compile(r"\+?\d(?:[ ().\-/]{0,2}\d){5,}")
# Enough of a number to know it by, whether or not its country was written before it.
_TELLING = 7


class PackagePart(StrEnum):
    """One part of what another centre reads before it decides, in the order in which it reads them."""

    ABOUT = "about"
    SUMMARY = "summary"
    PLAN = "plan"
    DEADLINES = "deadlines"
    EVIDENCE = "evidence"
    CLAIMS = "claims"
    REFERRALS = "referrals"
    CONSENTS = "consents"


# Nobody can decide without these; what else is shown before the decision is the sender's choice.
ALWAYS = frozenset({PackagePart.ABOUT, PackagePart.PLAN, PackagePart.DEADLINES, PackagePart.CONSENTS})
CHOSEN = tuple(part for part in PackagePart if part not in ALWAYS)

# Agreed with the centre that asked, about what that centre does; the one that takes over asks for itself. Help, the
# case, its statistics and what named partners were given go on with the case.
LAPSES = frozenset(
    {
        Purpose.SHARE_WITH_EMPLOYER,
        Purpose.SHARE_WITH_CONSULATE,
        Purpose.SHARE_WITH_AUTHORITY,
        Purpose.CONTACT_LATER,
        Purpose.MEDIA,
    }
)


@dataclass(frozen=True)
class OfferFacts:
    """An offer as it was made: to whom, with which parts, on which consent, and what the sender had seen of it."""

    to_centre_id: int
    note: str
    parts: frozenset[PackagePart]
    consent: ConsentFacts | int | None
    seen: str | None = None


@dataclass(frozen=True)
class Known:
    """What would tell who somebody is: their names, and the numbers of their telephones and papers."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def without_names(text: str | None, known: Known) -> str:
    """A text in which the names and numbers that are known are left out, whole or in pieces."""
    found = text or ""
    for name in _by_length(known.names, 2):
        found = _left_out(found, name)
    for piece in _by_length((piece for name in known.names for piece in name.split()), _SHORTEST):
        found = _left_out(found, piece)
    for number in _by_length(known.numbers, _SHORTEST * 2):
        found = _left_out(found, number)
    endings = {_only_digits(number)[-_TELLING:] for number in known.numbers}
    endings = {ending for ending in endings if len(ending) >= _SHORTEST * 2}
    return _DIGITS.sub(lambda run: LEFT_OUT if _tells(run.group(), endings) else run.group(), found)


def _by_length(texts: Iterable[str], shortest: int) -> list[str]:
    """Texts that are long enough, the longest first, so that no piece is taken out of a whole one before it."""
    kept = {text.strip() for text in texts if len(text.strip()) >= shortest}
    return sorted(kept, key=lambda text: (-len(text), text))


def _left_out(text: str, piece: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)


def _only_digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _tells(run: str, endings: Collection[str]) -> bool:
    return any(_only_digits(run).endswith(ending) for ending in endings)
