"""Where reports read: one moment of the database, on a replica when the settings name one."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from mrc.db import db, in_transaction


@contextmanager
def snapshot() -> Iterator[sa.Connection]:
    """A connection of its own that sees one moment from its first query on, so that all numbers agree.

    It is opened outside of transaction(): on SQLite a writer would wait for itself.
    """
    assert not in_transaction(), "a report reads before it is put on record, not within"
    engine = db.engines.get("reports", db.engine)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection
