"""Counting attempts, so that guessing is slow. Counted before any secret is checked, and never a lock for good.

A bucket is a keyed hash: neither a reference, an e-mail address nor an IP address is stored.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock, vault
from mrc.db import Model, db, transaction, write


class Attempt(Model):
    """How often one bucket was tried in one window of time."""

    __tablename__ = "attempts"

    bucket: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    window_start: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]


def allows(kind: str, whom: str, *, limit: int, window: timedelta) -> bool:
    """Count one attempt of a kind by or against somebody; whether it is still within the limit of the window.

    The count is one atomic upsert in a transaction of its own, so parallel guesses all count.
    """
    moment = clock.now()
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=moment.tzinfo)
    values = {"bucket": vault.token(f"attempt:{kind}", whom), "window_start": start, "count": 1}
    insert = pg_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    statement = (
        insert(Attempt)
        .values(values)
        .on_conflict_do_update(index_elements=["bucket", "window_start"], set_={"count": Attempt.count + 1})
        .returning(Attempt.count)
    )
    with transaction():
        return int(db.session.execute(statement).scalar_one()) <= limit


def seen(kind: str, whom: str, *, within: timedelta) -> bool:
    """Whether an attempt of a kind by or against somebody was counted lately."""
    bucket, since = vault.token(f"attempt:{kind}", whom), clock.now() - within
    query = sa.select(Attempt.count).where(Attempt.bucket == bucket, Attempt.window_start >= since).limit(1)
    return db.session.scalar(query) is not None


def forget(kind: str, whom: str) -> None:
    """Clear the count after a success, so that an honest person who mistyped is not held back."""
    with transaction():
        db.session.execute(sa.delete(Attempt).where(Attempt.bucket == vault.token(f"attempt:{kind}", whom)))


def sweep(older_than: timedelta = timedelta(days=1)) -> int:
    """Remove old counts. Returns how many."""
    with transaction():
        return write(sa.delete(Attempt).where(Attempt.window_start < clock.now() - older_than))
