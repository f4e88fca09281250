"""How alike two names are, however they are spelled: what ranks those who were found and stops a second record."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

from mrc.names.cutting import parts_of, skeletons
from mrc.names.latin import romanise


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are: the share of each one's parts found in the other, and how close the spellings are.

    `nearest` compares part with part, so that Kiran and Gurung, whose consonants are one class, stay apart.
    """

    share: float = 0.0
    share_back: float = 0.0
    closeness: float = 0.0
    nearest: float = 0.0

    @property
    def score(self) -> float:
        """One figure up to 100 for ranking."""
        return 45 * self.share + 15 * self.share_back + 0.2 * self.closeness + 0.2 * self.nearest

    @property
    def is_same(self) -> bool:
        """The one name is the other, letter for letter, in whatever order its parts stand."""
        return self.closeness >= 99

    @property
    def is_whole(self) -> bool:
        """Every part of the one name is in the other, and most of the other in the one."""
        return self.share >= 0.99 and self.share_back >= 0.6

    @property
    def is_half(self) -> bool:
        """At least half of the parts agree and the spellings are close."""
        return self.share >= 0.5 and self.closeness >= 70


class Asked:
    """A name that is compared with many others: read once, and so is each part that many of them share."""

    def __init__(self, names: list[str]) -> None:
        self._spellings = [_Spelling(name) for name in names if name]

    def likeness(self, known: Iterable[str | None]) -> Likeness:
        """The best likeness between any spelling of this name and any of another."""
        best = Likeness()
        for name in dict.fromkeys(known):
            # Beside the very name no other spelling of it matters, and bringing one to Latin letters takes time.
            if not name or best.is_same:
                continue
            other = _cut(name)
            for one in self._spellings:
                best = max(best, one.likeness(other), key=_score)
        return best


def _score(found: Likeness) -> float:
    return found.score


class _Cut(NamedTuple):
    """A spelling as it is compared: whole, and in parts."""

    whole: str
    parts: list[str]


def _cut(name: str) -> _Cut:
    romanised = romanise(name)
    return _Cut(romanised.lower(), parts_of(romanised))


class _Spelling:
    """One spelling of the name asked for, and how each part it was compared with meets each of its own."""

    def __init__(self, name: str) -> None:
        self._whole, parts = _cut(name)
        self._parts = [(part.lower(), frozenset(skeletons(part))) for part in parts]
        self._met: dict[str, tuple[list[bool], list[float]]] = {}

    def likeness(self, known: _Cut) -> Likeness:
        if not self._parts or not known.parts:
            return Likeness()
        compared = [self._met.get(part) or self._meet(part) for part in known.parts]
        met = [row for row, _near in compared]
        nearest = sum(map(max, zip(*(near for _row, near in compared), strict=True)))
        return Likeness(
            share=sum(map(any, zip(*met, strict=True))) / len(self._parts),
            share_back=sum(map(any, met)) / len(met),
            closeness=fuzz.token_sort_ratio(self._whole, known.whole),
            nearest=nearest / len(self._parts),
        )

    def _meet(self, part: str) -> tuple[list[bool], list[float]]:
        """Whether each part of this spelling is that part or begins it, and how close the two are."""
        plain, keys = part.lower(), skeletons(part)
        begun = [len(one) >= 3 and plain.startswith(one) for one, _keys in self._parts]
        met = [begins or not known.isdisjoint(keys) for begins, (_one, known) in zip(begun, self._parts, strict=True)]
        near = [
            100.0 if begins else fuzz.ratio(one, plain)
            for begins, (one, _keys) in zip(begun, self._parts, strict=True)
        ]
        self._met[part] = met, near
        return self._met[part]
