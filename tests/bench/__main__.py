"""Measures Waymark and writes docs/performance.md: `python -m tests.bench --help`."""

import argparse
import gzip
import re
import tempfile
import urllib.request
from pathlib import Path

import click
import psycopg
from flask import Flask

from tests.bench import capture, report, scenarios
from tests.bench.clients import Load, Measured, measure
from tests.bench.ground import POSTGRESQL, ROOT, SQLITE, Ground, Serving, app_server, floor_server, ground, plain_url
from tests.bench.report import Result, Setting
from tests.bench.scenarios import Scenario, SignedIn

_TAKES = 5
_STYLES = re.compile(r'<(?:link|script)[^>]+(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"')


def main() -> None:
    """Measure what is asked for and write it down."""
    asked = _options()
    results, postgresql = [], ""
    for people in asked.sizes:
        for database in asked.databases:
            click.echo(f"{database}, {people:,} people: loading …")
            with ground(database, people, seed=1) as place:
                postgresql = _postgresql_of(place) or postgresql
                result, first_load = _measured(place, asked.seconds, asked.warm_up)
            results.append(result)
            # Written after each world, so that a run that breaks off leaves what it found.
            setting = Setting(asked.seconds, asked.warm_up, postgresql, first_load)
            report.write(asked.out, results, setting)
    click.echo(f"Written to {asked.out}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="people in each demo world")
    parser.add_argument("--databases", nargs="+", choices=[SQLITE, POSTGRESQL], default=[SQLITE, POSTGRESQL])
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each scenario is measured")
    parser.add_argument("--warm-up", type=float, default=2.0, help="how long it runs before")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "performance.md")
    return parser.parse_args()


def _postgresql_of(place: Ground) -> str:
    if place.database != POSTGRESQL:
        return ""
    with psycopg.connect(plain_url(place.url)) as connection:
        return f"{connection.info.server_version // 10_000}.{connection.info.server_version % 10_000}"


def _measured(place: Ground, seconds: float, warm_up: float) -> tuple[Result, dict[str, int]]:
    result = Result(place.database, place.people, place.load_seconds, place.load_megabytes, place.size_megabytes)
    takes: dict[str, list[capture.Take]] = {}
    with tempfile.TemporaryDirectory(prefix="waymark-tape-") as folder, capture.app_of(place) as app:
        found = _scenarios(place, app)
        for scenario, who in found:
            result.order.append(scenario.name)
            if scenario.has_floor:
                takes[scenario.name] = capture.takes_of(app, who.client, scenario, _TAKES)
                result.statements[scenario.name] = capture.count_of(takes[scenario.name])
        with app_server(place) as serving:
            first_load = _first_load(serving)
            for scenario, _who in found:
                result.app[scenario.name] = _told(scenario.name, measure(serving, scenario.load, seconds, warm_up))
        tape = Path(folder) / "tape"
        capture.write_tape(tape, {str(number): takes[name] for number, name in enumerate(takes)})
        with floor_server(place, tape) as serving:
            for number, name in enumerate(takes):
                load = Load((f"/{number}",))
                result.floor[name] = _told(f"floor: {name}", measure(serving, load, seconds, warm_up))
    return result, first_load


def _scenarios(place: Ground, app: Flask) -> list[tuple[Scenario, SignedIn]]:
    supervisor = scenarios.supervisor_of(place, app)
    worker, language = scenarios.worker_of(place, app)
    # Nobody is signed in where the form is shown that signs in.
    stranger = SignedIn(app.test_client(), {})
    form, card = scenarios.worker_scenarios(worker, language)
    office = [(scenario, supervisor) for scenario in scenarios.office_scenarios(place, app, supervisor)]
    return [*office[:-1], (form, stranger), (card, worker), office[-1]]


def _told(name: str, measured: Measured) -> Measured:
    click.echo(
        f"  {name}: {measured.rate:,.0f}/s, p50 {measured.p50:.1f} ms, p95 {measured.p95:.1f} ms, "
        f"{measured.cpu_ms:.2f} ms CPU, {measured.size:,} bytes"
        + (f", {measured.failed} failed" if measured.failed else "")
    )
    return measured


def _first_load(serving: Serving) -> dict[str, int]:
    """The bytes of the worker's sign-in page in Nepali and of all that it loads."""
    page, size = _fetched(serving, "/ne/status")
    found = {"the page": size}
    for address in dict.fromkeys(_STYLES.findall(page)):
        found[address.partition("?")[0].rpartition("/")[2]] = _fetched(serving, address)[1]
    return found


def _fetched(serving: Serving, path: str) -> tuple[str, int]:
    request = urllib.request.Request(f"http://127.0.0.1:{serving.port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        content = answer.read()
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(content) if is_packed else content).decode(), len(content)


if __name__ == "__main__":
    main()
