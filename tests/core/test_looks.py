"""A look is on record before it is shown, and keeps nobody from writing while it reads."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.access import Actor, Role
from mrc.audit import AuditEntry, Event, look, record, verify
from mrc.casework import service as casework
from mrc.db import db, transaction
from mrc.errors import NotFound
from tests import builders

WORKER = Actor(role=Role.CASEWORKER, id=7, centre_id=3)


def events() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.chain, AuditEntry.seq)))


def look_and_fail() -> None:
    look(WORKER, Event.PERSON_FOUND, results=1)
    raise ZeroDivisionError


def test_a_look_is_committed_when_it_returns(context: Flask) -> None:
    look(WORKER, Event.PERSON_FOUND, results=2)
    db.session.rollback()

    assert events() == ["person:found"]
    assert verify() == (1, [])


def test_a_look_within_a_transaction_joins_it(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        look_and_fail()
    assert events() == []

    with transaction():
        record(WORKER, Event.CASE_CHANGED, fields=["note"])
        look(WORKER, Event.CASE_READ)
        assert events() == []

    assert events() == ["case:changed", "case:read"]


def test_what_is_not_the_readers_to_see_is_no_look(world: builders.World) -> None:
    case = builders.make_case(world.destination)

    with pytest.raises(NotFound):
        casework.show_case(builders.actor_of(world.caseworker), case.ref)

    assert events() == []


def is_free(path: Path) -> bool:
    """Whether somebody else can take SQLite's one write lock at this moment."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
    return True


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("read", [casework.show_case, casework.head])
def test_a_page_holds_the_lock_while_it_records_and_not_while_it_reads(
    app: Flask, world: builders.World, read: Callable[[Actor, str], object]
) -> None:
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    actor, path = builders.actor_of(world.caseworker), app.config["SETTINGS"].instance / "test.db"
    db.session.expunge_all()
    reading: list[str] = []
    recording: list[str] = []

    def note(connection: sa.Connection, cursor: object, statement: str, *rest: object) -> None:
        (reading if is_free(path) else recording).append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    read(actor, case.ref)
    sa.event.remove(db.engine, "before_cursor_execute", note)

    assert events() == ["case:read"]
    assert len([statement for statement in reading if statement.startswith("SELECT")]) > 2
    assert recording
    assert all("audit_" in statement for statement in recording)
