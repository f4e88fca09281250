"""Keyed tokens of names: what is kept for each name, and who shares most with one that is asked for.

The number of statements and of rows read does not grow with the register: each token is one short walk in an index,
and of those who share most only so many are read as can be shown.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeVar

import sqlalchemy as sa

from mrc import vault
from mrc.db import db
from mrc.names.cutting import asked_tokens, tokens_of
from mrc.names.latin import romanise

CANDIDATES, PER_TOKEN = 100, 120
# A token that so few have tells more than many that are common, such as the one number in the name of a firm.
RARE = 10
# How many are read at first, and what two parts of a name, or a part and the year of birth, weigh at least.
FIRST, MUCH = 40, 10
# As many as a list shows.
ENOUGH = 20
# Who is so much less like than the best one found would only hide them in a list.
WORSE = 25
# Statements are made once for these numbers of tokens, so that neither we nor the database read a new one each time.
_STEPS = (4, 8, 12, 16, 24, 32, 64, 128)


class Sharing(NamedTuple):
    """Somebody who shares tokens with a name, and how much these say together."""

    id: int
    weight: int
    has_rare: bool


class NameIndex:
    """A table of tokens of one kind of names: `token` leads to `owner`, within one centre where each has its own."""

    def __init__(self, kind: str, token: Any, owner: Any, within: Any = None) -> None:
        self._kind, self._token, self._owner, self._within = kind, token, owner, within
        self._walks: dict[int, sa.Select[Any]] = {}

    def tokens(self, names: list[str], birth_year: int | None = None) -> set[int]:
        """The tokens to keep for all spellings of one name."""
        found = {text for name in names for text in tokens_of(romanise(name), birth_year)}
        return {vault.token(self._kind, text) for text in found}

    def likeliest(self, names: list[str], birth_year: int | None = None, within: int | None = None) -> list[Sharing]:
        """Who shares most with any of these spellings, the newest first among equals."""
        weights: dict[int, int] = {}
        for name in names:
            for text, weight in asked_tokens(romanise(name), birth_year).items():
                token = vault.token(self._kind, text)
                weights[token] = max(weight, weights.get(token, 0))
        asked = list(weights.items())[: _STEPS[-1]]
        if not asked:
            return []
        count = next(step for step in _STEPS if step >= len(asked))
        values: dict[str, int | None] = {"within": within}
        for place in range(count):
            values[f"token{place}"], values[f"weight{place}"] = asked[place] if place < len(asked) else (None, 0)
        return [Sharing(*row) for row in db.session.execute(self._walk(count), values)]

    def _walk(self, count: int) -> sa.Select[Any]:
        if count not in self._walks:
            steps = [self._step(place) for place in range(count)]
            found = sa.union_all(*steps).subquery()
            weight, is_rare = sa.func.sum(found.c.weight), sa.func.min(found.c.owners) <= RARE
            query = sa.select(found.c.owner, weight, is_rare).group_by(found.c.owner)
            self._walks[count] = query.order_by(is_rare.desc(), weight.desc(), found.c.owner.desc()).limit(CANDIDATES)
        return self._walks[count]

    def _step(self, place: int) -> sa.Select[Any]:
        """The newest who have one token."""
        token = sa.bindparam(f"token{place}", type_=sa.BigInteger)
        weight = sa.bindparam(f"weight{place}", type_=sa.Integer)
        query = sa.select(self._owner.label("owner")).where(self._token == token)
        if self._within is not None:
            query = query.where(self._within == sa.bindparam("within", type_=sa.Integer))
        newest = query.order_by(self._owner.desc()).limit(PER_TOKEN).subquery()
        return sa.select(newest.c.owner, weight.label("weight"), sa.func.count().over().label("owners"))


class Line(Protocol):
    """Somebody who was found, as a list shows them."""

    @property
    def id(self) -> int: ...

    @property
    def score(self) -> float: ...

    @property
    def nearest(self) -> float: ...

    @property
    def is_same(self) -> bool: ...


L = TypeVar("L", bound=Line)


def likest(sharing: list[Sharing], read: Callable[[list[int]], list[L]]) -> list[L]:
    """Those whose names come closest, the likest first.

    Opening and comparing names takes the most time, so those who share most are read first, and the others only while
    they could still be shown: beside the very name, or beside so many who have all that was typed, they would not be.
    """
    ids = [found.id for found in sharing]
    much = sum(found.has_rare or found.weight >= MUCH for found in sharing[:FIRST])
    lines: list[L] = []
    for part in (ids[:much], ids[much : much + FIRST], ids[much + FIRST :]):
        lines += read(part)
        if any(line.is_same for line in lines) or sum(line.nearest == 100 for line in lines) >= ENOUGH:
            break
    best = max((line.score for line in lines), default=0)
    shown = [line for line in lines if line.score >= best - WORSE]
    return sorted(shown, key=lambda line: (-line.score, -line.id))
