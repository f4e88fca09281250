"""One request in this process, and every statement it sends to the database."""

import json
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from psycopg.types.json import Json, Jsonb
from sqlalchemy import event

from tests.bench.ground import Ground
from tests.bench.scenarios import Scenario

Take = list[tuple[str, Any, bool]]
_FRAMES = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def app_of(place: Ground) -> Iterator[Flask]:
    """The application of the measured world in this process."""
    from mrc import create_app
    from mrc.db import db

    kept = dict(os.environ)
    os.environ.update(place.environment)
    try:
        app = create_app()
        try:
            yield app
        finally:
            # A connection that stays open would keep a PostgreSQL server from stopping.
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    finally:
        os.environ.clear()
        os.environ.update(kept)


def takes_of(app: Flask, client: FlaskClient, scenario: Scenario, count: int) -> list[Take]:
    """The statements of some requests of a scenario, one list for each; the first request only warms up."""
    addresses = [scenario.load.addresses[place % len(scenario.load.addresses)] for place in range(count + 1)]
    found = []
    for address in addresses:
        with _listening(app) as take:
            answer = client.get(address)
        assert answer.status_code == scenario.load.expected, (address, answer.status_code)
        found.append(take)
    return found[1:]


def count_of(takes: list[Take]) -> int:
    """How many statements a request sends, not counting the frames of transactions; the most of any take."""
    return max(sum(not statement.startswith(_FRAMES) for statement, _parameters, _many in take) for take in takes)


def write_tape(path: Path, takes: dict[str, list[Take]]) -> None:
    """Keep the statements for the bare program."""
    path.write_bytes(pickle.dumps(takes))


@contextmanager
def _listening(app: Flask) -> Iterator[Take]:
    from mrc.db import db

    take: Take = []

    def sent(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        take.append((statement, _plain(parameters), many))

    def framed(word: str) -> Any:
        return lambda connection: take.append((word, None, False))

    with app.app_context():
        engine = db.engine
    frames = [("commit", framed("COMMIT")), ("rollback", framed("ROLLBACK"))]
    # On SQLite the application sends its own BEGIN, which is heard as a statement.
    frames += [] if engine.dialect.name == "sqlite" else [("begin", framed("BEGIN"))]
    event.listen(engine, "before_cursor_execute", sent)
    for name, listener in frames:
        event.listen(engine, name, listener)
    try:
        yield take
    finally:
        event.remove(engine, "before_cursor_execute", sent)
        for name, listener in frames:
            event.remove(engine, name, listener)


def _plain(parameters: Any) -> Any:
    """Parameters as the driver takes them, without the wrappers that belong to this process."""
    if isinstance(parameters, dict):
        return {name: _value(value) for name, value in parameters.items()}
    if isinstance(parameters, list):
        return [_plain(row) for row in parameters]
    return tuple(map(_value, parameters or ()))


def _value(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value.obj) if isinstance(value, Json | Jsonb) else value
