"""A demo world of three hundred people on either database, made once for all tests of a file."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from mrc import clock, create_app
from mrc.db import db
from mrc.demo.loading import Loaded, load_world
from tests import postgres
from tests.conftest import KEYS, NOW

PEOPLE, SEED = 300, 7


@dataclass(frozen=True)
class Demo:
    """A loaded demo world and the application that serves it."""

    kind: str
    app: Flask
    loaded: Loaded


def fresh_app(sqlite_app: Flask, folder: Path) -> Flask:
    """The application on an empty SQLite database of its own."""
    folder.mkdir(exist_ok=True)
    settings = sqlite_app.config["SETTINGS"]
    shutil.copy(settings.instance / "template.db", folder / "own.db")
    return create_app(replace(settings, instance=folder, database_url=f"sqlite:///{folder / 'own.db'}"), KEYS)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo world, for those who ask for its pages."""
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        app = fresh_app(request.getfixturevalue("sqlite_app"), folder)
    else:
        settings = request.getfixturevalue("postgres_app").config["SETTINGS"]
        url = request.getfixturevalue("postgres_url")
        postgres.execute(
            url,
            "DROP DATABASE IF EXISTS demo WITH (FORCE)",
            "CREATE DATABASE demo TEMPLATE pristine STRATEGY file_copy",
        )
        own_url = url.replace("/postgres", "/demo")
        app = create_app(replace(settings, instance=folder, database_url=own_url), KEYS)
    with app.app_context(), clock.held_at(NOW):
        loaded = load_world(PEOPLE, SEED, lambda line: None)
    yield Demo(request.param, app, loaded)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def demo(served: Demo) -> Iterator[Demo]:
    """The demo world in an application context, for those who ask its database. Requests want a fresh context."""
    with served.app.app_context():
        yield served
