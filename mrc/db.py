"""The database: session, naming convention, column types, and transaction(), the only place that commits."""

import enum
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry

from mrc import refs
from mrc.errors import NotFound, Stale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "Amount",
    "Base",
    "Moment",
    "Versioned",
    "afterwards",
    "before_end",
    "db",
    "find_one",
    "held",
    "new_ref_column",
    "one_of",
    "row_id",
    "transaction",
    "write",
]

Found = TypeVar("Found")
Query = TypeVar("Query", bound="sa.Select[*tuple[Any, ...]]")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment in UTC. PostgreSQL keeps the zone; SQLite keeps naive UTC, made aware again on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(sa.types.TypeDecorator[Decimal]):
    """Money as an exact Decimal with up to three decimals, stored as an integer number of thousandths.

    An integer adds up exactly in SQL on both databases; SQLite would turn a NUMERIC into a float.
    """

    impl = sa.BigInteger
    cache_ok = True
    places = 3

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        units = value.scaleb(self.places)
        if units != units.to_integral_value():
            raise ValueError(f"it has at most {self.places} decimals")
        return int(units)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 10**self.places


def one_of(kind: type[enum.StrEnum], name: str) -> sa.Enum:
    """A column type for a StrEnum: stored as its value, held to it by a CHECK with the given name."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Base of all models."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Moment, Decimal: Amount, dict[str, Any]: sa.JSON, list[str]: sa.JSON},
    )
    metadata = registry.metadata


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


if TYPE_CHECKING:
    # Type checkers cannot follow the class that the extension builds; at run time it is that class.
    Model = Base
else:
    Model = db.Model


class Versioned:
    """A record that people edit: a save made from an old version is refused, nothing is overwritten unseen."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def still_at(self, version: int, fields: list[tuple[str, object, object]]) -> None:
        """Raise Stale with (label, yours, theirs) when the record moved on since `version` was shown."""
        if self.version != version:
            raise Stale(fields, self.version)


# PostgreSQL refuses to compare the id of a row with a greater number.
LAST_ID = 2**31 - 1


def row_id(text: str | None) -> int | None:
    """The id of a row as an address names it; None when it is not one that a row can have."""
    if text is None or not text.isdecimal() or len(text) > len(str(LAST_ID)):
        return None
    return int(text) if int(text) <= LAST_ID else None


def find_one(query: "sa.Select[Found]", named: object) -> Found:
    """The one record that a query finds. Raises NotFound."""
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(named)
    return found


def held(query: Query, record: type[Any]) -> Query:
    """A query whose rows of this record are held until the transaction ends, and read anew.

    Of two saves at once, the second one sees what the first one wrote. Rows that merely point at a held row may still
    be written, so that two who hold different things do not wait for each other.
    """
    return query.with_for_update(of=record, key_share=True).execution_options(populate_existing=True)


def new_ref_column() -> Mapped[str]:
    """The reference of a record: drawn at random when its row is written, and drawn anew if another row has it."""
    return mapped_column(unique=True, default=_free_ref)


def _free_ref(writing: Any) -> str:
    column = writing.current_column

    def is_taken(ref: str) -> bool:
        return writing.connection.execute(sa.select(column).where(column == ref)).first() is not None

    return refs.new_ref(is_taken)


_writing: ContextVar[bool] = ContextVar("writing", default=False)
_before_end: "list[Callable[[], None]]" = []


def before_end(step: "Callable[[], None]") -> "Callable[[], None]":
    """Register a step that every transaction runs just before it commits (the audit chain does)."""
    _before_end.append(step)
    return step


def afterwards(deed: "Callable[[], None]") -> None:
    """Run a deed once the present transaction has committed, and never when it rolls back."""
    db.session().info.setdefault("afterwards", []).append(deed)


def if_undone(deed: "Callable[[], None]") -> None:
    """Run a deed when the present transaction rolls back, such as removing a file that was written for it."""
    db.session().info.setdefault("if_undone", []).append(deed)


@contextmanager
def transaction() -> "Iterator[None]":
    """Everything inside happens, or nothing. Joins an open transaction(); the outermost one commits.

    Reads made before it in the same request belong to a snapshot of their own, which ends here, so that on
    SQLite the writer can take its lock at once and never meets "database is locked".
    """
    session = db.session()
    if session.info.get("depth", 0):
        session.info["depth"] += 1
        try:
            yield
        finally:
            session.info["depth"] -= 1
        return
    if session.in_transaction():
        is_clean = not (session.new or session.dirty or session.deleted)
        assert is_clean, "written outside a transaction()"
        session.commit()
    token = _writing.set(True)
    session.info["depth"] = 1
    try:
        session.connection()
        yield
        session.flush()
        for step in _before_end:
            step()
        session.commit()
    except BaseException:
        session.rollback()
        session.info.pop("afterwards", None)
        session.info.pop("pending_audit", None)
        for deed in session.info.pop("if_undone", []):
            deed()
        raise
    finally:
        session.info["depth"] = 0
        _writing.reset(token)
    session.info.pop("if_undone", None)
    for deed in session.info.pop("afterwards", []):
        deed()


def in_transaction() -> bool:
    """Whether a transaction() is open, so that a write that must share it can insist."""
    return bool(db.session().info.get("depth", 0))


def write(statement: sa.UpdateBase) -> int:
    """Run one set-based insert, update or delete in the present transaction. Returns how many rows it touched."""
    result = cast("sa.CursorResult[Any]", db.session.execute(statement))
    return int(result.rowcount)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, entry: ConnectionPoolEntry) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        # The driver's own begin is switched off, because it would let two writers read before either locks.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-65536",
            "temp_store=MEMORY",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
