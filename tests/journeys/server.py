"""The product as an operator runs it: a fresh instance with a demo world, served by its own command."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import config
from mrc import create_app
from mrc.db import db

ROOT = Path(__file__).resolve().parent.parent.parent
MRC = Path(sys.executable).parent / "mrc"


@dataclass(frozen=True)
class Server:
    """A running Waymark and the accounts of its demo world."""

    url: str
    instance: Path
    accounts: dict[str, Any]

    def staff(self, role: str, place: str = "kathmandu") -> dict[str, str]:
        """The first account of a role at a place."""
        return next(
            account for account in self.accounts["staff"] if account["role"] == role and place in account["email"]
        )

    def partner(self, words: str) -> dict[str, str]:
        """The account of a partner organisation whose name holds some words."""
        return next(account for account in self.accounts["partners"] if words in account["organisation"])

    def migrant(self, language: str, stage: str | None = None) -> dict[str, str]:
        """A worker who reads a language, at a stage if one is named."""
        return next(
            account
            for account in self.accounts["migrants"]
            if account["language"] == language and stage in {None, account["stage"]}
        )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run([MRC, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"mrc {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


@contextmanager
def running(instance: Path, database_url: str = "", people: int = 120) -> Iterator[Server]:
    """Make an instance, fill it, serve it; stopped at the end."""
    port = free_port()
    environment = {
        **os.environ,
        "MRC_INSTANCE": str(instance),
        "MRC_DATABASE_URL": database_url,
        "MRC_LOG_LEVEL": "WARNING",
        "MRC_EXIT_URL": f"http://127.0.0.1:{port}/health",
    }
    instance.mkdir(parents=True, exist_ok=True)
    for arguments in (["keys", "create"], ["db", "upgrade"], ["demo", "--people", str(people)]):
        _run(environment, *arguments)
    command = [MRC, "serve", "--port", str(port), "--processes", "1"]
    with (instance / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, instance / "server.log")
        yield Server(url, instance, json.loads((instance / "demo-accounts.json").read_text()))
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
        try:
            with urlopen(f"{url}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within thirty seconds")


@contextmanager
def beside(server: Server) -> Iterator[None]:
    """In the same instance, beside the running server."""
    with create_app(config.Settings(instance=server.instance, testing=True)).app_context():
        yield
        db.session.remove()
        db.engine.dispose()
