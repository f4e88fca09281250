"""A form that is sent twice acts once: double clicks, a reload, or a retry on a bad network."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock
from mrc.db import Model, db, transaction, write


class UsedForm(Model):
    """A form that was sent, and the address its sender was led to."""

    __tablename__ = "used_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    location: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class Once:
    """The outcome of one form: `location` is set when it was already dealt with, else to be set by the view.

    `ready` is what was made for the deed before its transaction.
    """

    def __init__(self, location: str | None = None, ready: Any = None) -> None:
        self.is_done = location is not None
        self.location = location
        self.ready = ready


def new_key() -> str:
    """A key for the hidden field of a fresh form."""
    return secrets.token_urlsafe(18)


@contextmanager
def once(key: str | None, before: Callable[[], AbstractContextManager[Any]] = nullcontext) -> Iterator[Once]:
    """Do a form's deed in one transaction, once per key.

    When the key was used before, `is_done` is true and `location` is where the first sending led. A second
    sending that arrives while the first still works waits for it, and then finds its location.

    What takes long is made by `before`, because on SQLite a transaction keeps every other writer waiting. A form that
    was dealt with already makes nothing; one that turns out to be sent twice leaves it to the context to clean up.
    """
    earlier = location_of(key)
    if earlier is not None:
        yield Once(earlier)
        return
    with before() as ready, transaction():
        outcome = Once(ready=ready)
        if key:
            _claim(key)
        yield outcome
        if key:
            db.session.execute(sa.update(UsedForm).where(UsedForm.key == key).values(location=outcome.location or ""))


class SentTwice(Exception):
    """The same form arrived twice at once; the first one did the deed and led to `location`."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def location_of(key: str | None) -> str | None:
    """Where a form that did its deed led; None when it did not do it yet."""
    if not key:
        return None
    return db.session.execute(sa.select(UsedForm.location).where(UsedForm.key == key)).scalar_one_or_none()


def _claim(key: str) -> None:
    try:
        db.session.execute(sa.insert(UsedForm).values(key=key, at=clock.now()))
    except IntegrityError:
        db.session.rollback()
        raise SentTwice(location_of(key) or "") from None


def sweep(older_than: timedelta = timedelta(days=2)) -> int:
    """Forget forms that nobody will send again. Returns how many."""
    with transaction():
        return write(sa.delete(UsedForm).where(UsedForm.at < clock.now() - older_than))
