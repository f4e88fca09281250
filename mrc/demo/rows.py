"""Rows of many tables, made with their ids and seals beforehand and written together in sets.

The demo world may have a hundred thousand people; one object for each row would take hours.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from mrc import refs, vault
from mrc.db import Base, db
from mrc.vault import DataKey

# References go from the smallest on; there are half times half of them.
_SMALLEST_REF, _HALF = 10**8, 30_000
_PRIME = 2**31 - 1


def random_code(random: Random) -> str:
    """A secret code of the usual form from a seeded generator."""
    return f"{random.randrange(10**refs.CODE_LENGTH):0{refs.CODE_LENGTH}d}"


class RefSource:
    """References of the usual form in a seeded order that comes to none twice, and to none that is taken.

    Drawing them freely would need a memory of all that were drawn: among 100,000 some would meet. So a counter is
    scrambled instead: its two halves are mixed in rounds (a Feistel network), each of which can be undone.
    """

    def __init__(self, random: Random, taken: frozenset[str]) -> None:
        self._taken = taken
        self._mixers = [(random.randrange(1, _PRIME), random.randrange(_PRIME)) for _round in range(4)]
        self._at = -1

    def next(self) -> str:
        """The next reference with its check digit."""
        while True:
            self._at += 1
            body = str(_SMALLEST_REF + self._scrambled(self._at))
            ref = body + refs.check_digit(body)
            if ref not in self._taken:
                return ref

    def _scrambled(self, number: int) -> int:
        high, low = divmod(number, _HALF)
        for factor, addend in self._mixers:
            high, low = low, (high + (factor * (low + 1) * (low + 1) + addend) % _PRIME) % _HALF
        return high * _HALF + low


class Rows:
    """Rows waiting to be written, with ids given out in advance."""

    def __init__(self, seed: int, moment: datetime) -> None:
        self.moment = moment
        self._seed = seed
        self._tables = {table.name: table for table in Base.metadata.sorted_tables}
        self._blanks: dict[str, dict[str, Any]] = {}
        self._next_ids: dict[str, int] = {}
        self._refs: dict[str, RefSource] = {}
        self._waiting: dict[str, list[dict[str, Any]]] = {}

    def add(self, model: Any, **values: Any) -> int:
        """Let a row wait; columns not named hold their plain default. Returns its id, 0 when it has none."""
        name: str = model.__tablename__
        if name not in self._blanks:
            self._open(name)
        row = {**self._blanks[name], **values}
        if name in self._next_ids and "id" not in values:
            row["id"] = self.next_id(model)
        self._waiting.setdefault(name, []).append(row)
        return int(row.get("id", 0))

    def next_id(self, model: Any) -> int:
        """Take an id of a table, for a row that others point to before it is complete."""
        name: str = model.__tablename__
        if name not in self._blanks:
            self._open(name)
        taken = self._next_ids[name]
        self._next_ids[name] += 1
        return taken

    def ref(self, model: Any) -> str:
        """The next reference of a table."""
        name: str = model.__tablename__
        if name not in self._refs:
            taken = db.session.scalars(sa.select(self._tables[name].c.ref))
            self._refs[name] = RefSource(Random(f"{self._seed}/{name}"), frozenset(taken))
        return self._refs[name].next()

    def write(self) -> int:
        """Write what waits, owners before what they own. Returns how many rows there were."""
        count = 0
        for name, table in self._tables.items():
            rows = self._waiting.pop(name, [])
            if rows:
                db.session.execute(sa.insert(table), rows)
                count += len(rows)
        return count

    def settle(self) -> None:
        """Tell PostgreSQL which ids are taken, and what the filled tables hold; SQLite looks for itself."""
        if db.engine.dialect.name != "postgresql":
            return
        for name, following in sorted(self._next_ids.items()):
            sequence = sa.func.pg_get_serial_sequence(name, "id")
            db.session.execute(sa.select(sa.func.setval(sequence, following, False)))
        db.session.execute(sa.text("ANALYZE"))

    def _open(self, name: str) -> None:
        table = self._tables[name]
        self._blanks[name] = dict(_plain_defaults(table.columns))
        if "id" in table.columns:
            newest = db.session.execute(sa.select(sa.func.max(table.c.id))).scalar_one()
            self._next_ids[name] = (newest or 0) + 1


def _plain_defaults(columns: Iterable[sa.Column[Any]]) -> Iterable[tuple[str, Any]]:
    for column in columns:
        default = column.default
        if default is None:
            if column.nullable:
                yield column.name, None
        elif isinstance(default, sa.ColumnDefault) and default.is_scalar:
            yield column.name, default.arg


class Seal:
    """A data key of one person, case or respondent, and the sealing of their texts under it."""

    def __init__(self, rows: Rows) -> None:
        keys = vault.keys()
        self.key = secrets.token_bytes(32)
        wrapped = vault.seal(keys.masters[keys.current], self.key, "data_keys.wrapped")
        self.id = rows.add(DataKey, master_id=keys.current, wrapped=wrapped, created_at=rows.moment)

    def __call__(self, place: str, text: str | None) -> bytes | None:
        """A text sealed for 'table.column'; an empty one stays empty."""
        return vault.seal(self.key, text.encode(), place) if text else None
