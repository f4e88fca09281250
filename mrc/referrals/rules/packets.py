"""What is true of packets: what is in one, what is left out under a code, and who gets which copy of the form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mrc.casework.rules.issues import DANGEROUS
from mrc.documents.rules import EvidenceKind
from mrc.people.rules.kinds import ConsentScope
from mrc.referrals.rules.sides import Flag, Seeker

# Under a code neither goes out: a name says who it is, and the number of the case is half the key to their own page.
HIDDEN_BY_CODE = frozenset({ConsentScope.NAME, ConsentScope.CASE_REFERENCE})
MOST_FILES = 20
_SHORTEST = 3
_WORDS = re.compile(r"\w+")


class ServiceAsked(StrEnum):
    """A service that one organisation asks of another, as inter-agency referral forms list them."""

    LEGAL_ASSISTANCE = "legal_assistance"
    SHELTER = "shelter"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    WOMENS_SERVICES = "womens_services"
    CHILD_SUPPORT = "child_support"
    FAMILY_TRACING = "family_tracing"
    DISABILITY = "disability"
    FOOD = "food"
    ITEMS = "items"
    CASH = "cash"
    LIVELIHOOD = "livelihood"
    OTHER = "other"


class Copy(StrEnum):
    """Whom a copy of the referral form is for."""

    RECEIVING = "receiving"
    REFERRING = "referring"
    PERSON = "person"


@dataclass(frozen=True)
class ShownField:
    """One line of a packet, ready to be shown: codes have become enum members that can be spoken."""

    field: ConsentScope
    value: Any


@dataclass(frozen=True)
class SharedFile:
    """A file that goes with a packet. Only the office is told its reference; its own name is in no packet."""

    document_ref: str
    kind: EvidenceKind
    dated: date | None
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Packet:
    """What a partner sees: what is asked in the caseworker's words, the shared fields in their usual order, files.

    `code` stands in for the name and the number of the case where they are left out.
    """

    purpose: str
    fields: tuple[ShownField, ...]
    services: tuple[ServiceAsked, ...] = ()
    given: str = ""
    code: str | None = None
    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What goes with a referral beside the fields of the file: services, files by their reference, and the code."""

    services: tuple[ServiceAsked, ...] = ()
    given: str = ""
    documents: tuple[str, ...] = ()
    is_coded: bool = False


NOTHING_ASKED = Asked()


def code_is_advised(seeker: Seeker) -> bool:
    """Whether a referral of this case goes out under a code unless somebody decides otherwise."""
    return seeker.is_restricted or bool(seeker.issues & DANGEROUS) or Flag.TRAFFICKING in seeker.flags


def hidden_by(asked: Asked) -> frozenset[ConsentScope]:
    """The fields that do not go out, whatever was ticked."""
    return HIDDEN_BY_CODE if asked.is_coded else frozenset()


def names_somebody(names: Iterable[str | None], texts: Iterable[str | None]) -> bool:
    """Whether a word of a name stands in one of the texts that are meant to go out under a code."""
    parts = {part for name in names if name for part in _words(name) if len(part) >= _SHORTEST}
    return any(parts & _words(text) for text in texts if text)


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def copies_while(is_open: bool) -> tuple[Copy, ...]:
    """The copies that may be printed: once the organisation may see nothing any more, the centre's own alone."""
    return tuple(Copy) if is_open else (Copy.REFERRING,)
