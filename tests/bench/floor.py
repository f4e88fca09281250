"""The limit of the machine: the statements of a page through the bare driver, their rows as plain text.

Served by the same server as the application, with as many processes. A tape holds, for each scenario, the
statements that the application sent for some of its requests, with their parameters.
"""

import itertools
import os
import pickle
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.ground import plain_url

_TAPE: dict[str, list[list[tuple[str, Any, bool]]]] = pickle.loads(Path(os.environ["BENCH_TAPE"]).read_bytes())
_DATABASE = os.environ["BENCH_DATABASE"]
_LOCAL = threading.local()
_TURNS = {name: itertools.cycle(takes) for name, takes in _TAPE.items()}
# Far beyond what the application wrote, and in a range of its own for each process, so that no two rows meet.
_SEQUENCES = itertools.count(10**9 + os.getpid() % 100 * 10**7)
_AUDIT = "INSERT INTO audit_entries "


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Replay the statements of the scenario that the address names."""
    name = environ["PATH_INFO"].strip("/")
    lines = _replay(next(_TURNS[name])) if name in _TURNS else []
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["\n".join(lines).encode()]


def _replay(statements: list[tuple[str, Any, bool]]) -> list[str]:
    lines: list[str] = []
    cursor = _connection().cursor()
    for statement, parameters, is_many in statements:
        if statement.startswith(_AUDIT):
            parameters = _renumbered(statement, parameters, is_many)
        if is_many:
            cursor.executemany(statement, parameters)
        else:
            cursor.execute(statement, parameters or None if _is_postgresql() else parameters or ())
        if cursor.description is not None:
            lines += ["\t".join(map(str, row)) for row in cursor.fetchall()]
    return lines


def _is_postgresql() -> bool:
    return _DATABASE.startswith("postgresql")


def _connection() -> Any:
    if not hasattr(_LOCAL, "connection"):
        _LOCAL.connection = _connect_postgresql() if _is_postgresql() else _connect_sqlite()
    return _LOCAL.connection


def _connect_postgresql() -> Any:
    # BEGIN and COMMIT stand on the tape.
    return psycopg.connect(plain_url(_DATABASE), autocommit=True)


def _connect_sqlite() -> Any:
    connection = sqlite3.connect(_DATABASE.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    pragmas = (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "cache_size=-65536",
        "secure_delete=ON",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _renumbered(statement: str, parameters: Any, is_many: bool) -> Any:
    """The same entry of the record under a number of its own, since a number may be there only once."""
    columns = statement.removeprefix(_AUDIT).partition(")")[0].strip("(").split(", ")
    rows = parameters if is_many else [parameters]
    found = [_with_number(columns, row) for row in rows]
    return found if is_many else found[0]


def _with_number(columns: list[str], row: Any) -> Any:
    if isinstance(row, dict):
        return {**row, "seq": next(_SEQUENCES)}
    place = columns.index("seq")
    return (*row[:place], next(_SEQUENCES), *row[place + 1 :])
