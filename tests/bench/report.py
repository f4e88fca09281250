"""Writes the measurements down: docs/performance.md."""

import platform
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from mrc import clock
from tests.bench.clients import CLIENTS, Measured
from tests.bench.ground import PROCESSES

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Result:
    """All measurements of one world on one database."""

    database: str
    people: int
    load_seconds: float
    load_megabytes: float
    size_megabytes: float
    order: list[str] = field(default_factory=list)
    app: dict[str, Measured] = field(default_factory=dict)
    floor: dict[str, Measured] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """How it was measured."""

    seconds: float
    warm_up: float
    postgresql: str
    first_load: dict[str, int]


def write(path: Path, results: list[Result], setting: Setting) -> None:
    """Write the whole page anew."""
    parts = [_head(setting), _first_load(setting)]
    parts += [_table(result) for result in sorted(results, key=lambda one: one.database, reverse=True)]
    parts += [_growth(results), _worlds(results), _repeat()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def _head(setting: Setting) -> str:
    memory = psutil.virtual_memory().total / 2**30
    postgresql = f", PostgreSQL {setting.postgresql}" if setting.postgresql else ""
    return f"""# Performance

Written by `make bench` on {clock.today().isoformat()}; do not edit by hand.

**Machine:** {_processor()}, {psutil.cpu_count()} logical cores, {memory:.0f} GiB of memory, {platform.system()},
Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}{postgresql}. The clients and the database run on
the same cores as the server, and the machine was not otherwise idle: compare within this page, by CPU before rate.

**What is measured:** `mrc serve` with {PROCESSES} processes in front of a demo world (`mrc demo`), and {CLIENTS}
clients in processes of their own, each asking again as soon as it was answered, for {setting.seconds:g} s after
a warm-up of {setting.warm_up:g} s. The supervisor of one of the two centres asks, so that about half of the world is
their caseload. CPU is that of the server and of PostgreSQL, for one request. Names, cases and people vary
from request to request. *Statements* are the SQL statements of one request, sessions and the record included.

**The floor** is the limit of the machine: the very statements of the page, replayed through the bare driver in a bare
WSGI program on the same server with as many processes, its rows as plain text: no names opened, no page drawn, no
permission asked. *App ÷ floor* compares CPU. Opening a case has no floor, since its statements may be sent only once;
most of its time is the slow hash (Argon2id) that guards the worker's code.

PostgreSQL runs with the settings of the tests: no waiting for the disk, 64 MB of shared buffers."""


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _first_load(setting: Setting) -> str:
    total = sum(setting.first_load.values())
    lines = "\n".join(f"| {name} | {size:,} |" for name, size in setting.first_load.items())
    return f"""## The worker's page, first load

Bytes over the network with an empty cache, as a browser asks (gzip or brotli where the server has it). The budget is
14,000 bytes in all.

| what | bytes |
|---|---:|
{lines}
| **all** | **{total:,}** |"""


def _table(result: Result) -> str:
    head = f"""## {NAMES[result.database]}, {result.people:,} people

| scenario | requests/s | p50 ms | p95 ms | CPU ms | statements | floor: requests/s | floor: CPU ms | app ÷ floor |
|---|---:|---:|---:|---:|---:|---:|---:|---:|"""
    return "\n".join([head, *(_line(result, name) for name in result.order)])


def _line(result: Result, name: str) -> str:
    app, floor = result.app[name], result.floor.get(name)
    beside = f"{floor.rate:,.0f} | {floor.cpu_ms:.2f} | {app.cpu_ms / floor.cpu_ms:.1f}" if floor else "– | – | –"
    statements = result.statements.get(name, "–")
    rate = f"{app.rate:,.0f}" + (f" ({app.failed} failed)" if app.failed else "")
    cells = f"{rate} | {app.p50:.1f} | {app.p95:.1f} | {app.cpu_ms:.2f} | {statements}"
    return f"| {_plain(name)} | {cells} | {beside} |"


def _plain(name: str) -> str:
    return name.replace("|", "/")


def _growth(results: list[Result]) -> str:
    """How CPU and the slow end grow from the smallest world to the largest, on each database."""
    parts = []
    for database in dict.fromkeys(result.database for result in results):
        mine = sorted((one for one in results if one.database == database), key=lambda one: one.people)
        if len(mine) < 2:
            continue
        small, large = mine[0], mine[-1]
        head = f"""### {NAMES[database]}, {small.people:,} → {large.people:,} people

| scenario | CPU | p95 | floor's CPU |
|---|---:|---:|---:|"""
        pairs = zip(small.order, large.order, strict=True)
        parts.append("\n".join([head, *(_growth_line(small, large, *pair) for pair in pairs)]))
    title = "## Growth (1.0 is flat; the budget for list, search and case page is 1.5)"
    return "\n\n".join([title, *parts]) if parts else ""


def _growth_line(small: Result, large: Result, before: str, after: str) -> str:
    cpu = large.app[after].cpu_ms / small.app[before].cpu_ms
    slow = large.app[after].p95 / small.app[before].p95
    floors = small.floor.get(before), large.floor.get(after)
    floor = f"×{floors[1].cpu_ms / floors[0].cpu_ms:.1f}" if floors[0] and floors[1] else "–"
    return f"| {_plain(after)} | ×{cpu:.1f} | ×{slow:.1f} | {floor} |"


def _worlds(results: list[Result]) -> str:
    lines = [
        f"| {NAMES[one.database]} | {one.people:,} | {one.load_seconds:,.0f} | {one.load_megabytes:,.0f} |"
        f" {one.size_megabytes:,.0f} |"
        for one in results
    ]
    head = """## Making the demo worlds

Seconds and memory of `mrc demo`, and the size of the database. The memory grows with the list of employers alone.

| database | people | seconds | most memory MB | database MB |
|---|---:|---:|---:|---:|"""
    return "\n".join([head, *lines])


def _repeat() -> str:
    return """## How to repeat

`make bench` measures 10,000 and 100,000 people on both databases and takes about half an hour. For less:

```
.venv/bin/python -m tests.bench --sizes 1000 --databases sqlite --seconds 3 --out performance.md
```"""
