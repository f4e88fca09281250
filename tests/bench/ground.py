"""What the measurements stand on: a demo world on a fresh database, the real server before it, and its CPU time."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, THREADS = 2, 4
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Ground:
    """A loaded world: how to reach it, whom to sign in as, how long loading took and how large it became."""

    database: str
    people: int
    environment: dict[str, str]
    accounts: dict[str, Any]
    url: str
    load_seconds: float
    load_megabytes: float
    size_megabytes: float
    database_processes: tuple[psutil.Process, ...]


@contextmanager
def ground(database: str, people: int, seed: int) -> Iterator[Ground]:
    """A demo world of that many people on one kind of database; all of it is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        instance = Path(folder)
        if database == SQLITE:
            yield _loaded(database, people, seed, instance, f"sqlite:///{instance / 'waymark.db'}", ())
        else:
            with postgres.server() as url:
                yield _loaded(database, people, seed, instance, url, (_postmaster(url),))


def _loaded(
    database: str, people: int, seed: int, instance: Path, url: str, processes: tuple[psutil.Process, ...]
) -> Ground:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MRC_")},
        "MRC_INSTANCE": str(instance),
        "MRC_DATABASE_URL": url,
        "MRC_LOG_LEVEL": "ERROR",
    }
    _mrc(environment, "keys", "create")
    _mrc(environment, "db", "upgrade")
    began = time.monotonic()
    peak = _mrc(environment, "demo", "--people", str(people), "--seed", str(seed))
    seconds = time.monotonic() - began
    accounts = json.loads((instance / "demo-accounts.json").read_text())
    return Ground(
        database, people, environment, accounts, url, seconds, peak, _megabytes(database, instance, url), processes
    )


def _mrc(environment: dict[str, str], *words: str) -> float:
    """Run one `mrc` command. Gives the most memory it held, in megabytes."""
    command = [sys.executable, "-c", "from mrc.cli import main; main()", *words]
    with tempfile.TemporaryFile() as said:
        process = psutil.Popen(command, env=environment, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _memory(process))
            time.sleep(0.2)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"mrc {' '.join(words)} failed: {said.read()[-3000:].decode(errors='replace')}")
    return peak


def _memory(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def _megabytes(database: str, instance: Path, url: str) -> float:
    if database == SQLITE:
        return sum(path.stat().st_size for path in instance.glob("waymark.db*")) / 1e6
    with psycopg.connect(plain_url(url)) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return float(row[0]) / 1e6


def plain_url(url: str) -> str:
    """The address of a PostgreSQL database as its own driver reads it."""
    return url.replace("+psycopg", "")


def _postmaster(url: str) -> psutil.Process:
    with psycopg.connect(plain_url(url)) as connection:
        parent = psutil.Process(connection.info.backend_pid).parent()
    assert parent is not None
    return parent


@dataclass(frozen=True)
class Serving:
    """A server that answers at a port, and the processes whose CPU time a request costs."""

    port: int
    processes: tuple[psutil.Process, ...]

    def cpu_seconds(self) -> float:
        """CPU time so far, of the server's processes and the database's, those that ended included."""
        return sum(_cpu_of(process) for process in self.processes)


def _cpu_of(root: psutil.Process) -> float:
    spent = sum(root.cpu_times()[:4])
    for child in root.children(recursive=True):
        try:
            spent += sum(child.cpu_times()[:2])
        except psutil.Error:
            continue
    return float(spent)


@contextmanager
def app_server(place: Ground) -> Iterator[Serving]:
    """`mrc serve` with two processes on a free port."""
    port = _free_port()
    words = ["-c", "from mrc.cli import main; main()", "serve", "--port", str(port), "--processes", str(PROCESSES)]
    with _running([sys.executable, *words], place.environment, port, "/health") as process:
        yield Serving(port, (process, *place.database_processes))


@contextmanager
def floor_server(place: Ground, tape: Path) -> Iterator[Serving]:
    """The same server in front of a bare program that replays the statements on a tape."""
    port = _free_port()
    environment = {**place.environment, "BENCH_TAPE": str(tape), "BENCH_DATABASE": place.url}
    words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    words += ["--workers", str(PROCESSES), "--blocking-threads", str(THREADS), "--no-log", "--no-access-log"]
    words += ["tests.bench.floor:application"]
    with _running([sys.executable, *words], environment, port, "/") as process:
        yield Serving(port, (process, *place.database_processes))


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int, probe: str) -> Iterator[psutil.Process]:
    with tempfile.TemporaryFile() as said:
        process = psutil.Popen(
            command, env=environment, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(port, probe, process)
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except psutil.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def _wait_for(port: int, probe: str, process: psutil.Process) -> None:
    for _attempt in range(150):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("the server did not answer within half a minute")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
