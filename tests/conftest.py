"""The application on both databases, each test on a fresh copy; one client per door; a still clock; no network."""

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings

import config
from mrc import clock, create_app, i18n, vault
from mrc.db import db
from tests import builders, postgres
from tests.page import Client

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEYS = vault.Keys.fresh()

# How long a test takes is never a fault of the code: the machine may be busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One throw-away PostgreSQL server for all tests of this process."""
    if postgres.binaries() is None and not os.environ.get("CI"):
        pytest.skip("no PostgreSQL binaries; install requirements-dev.txt")
    with postgres.server() as url:
        yield url


def _settings(folder: Path, url: str) -> config.Settings:
    return config.Settings(
        instance=folder, database_url=url, testing=True, argon2_memory_kib=64, argon2_rounds=1, log_level="ERROR"
    )


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on SQLite, migrated once; `template.db` is what each test starts from."""
    folder = tmp_path_factory.mktemp("sqlite")
    app = create_app(_settings(folder, f"sqlite:///{folder / 'test.db'}"), KEYS)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    shutil.copy(folder / "test.db", folder / "template.db")
    return app


@pytest.fixture(scope="session")
def postgres_app(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Flask]:
    """The application on PostgreSQL, migrated once into a template database."""
    folder = tmp_path_factory.mktemp("postgres")
    postgres.execute(postgres_url, "CREATE DATABASE test")
    app = create_app(_settings(folder, postgres_url.replace("/postgres", "/test")), KEYS)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    postgres.execute(postgres_url, "CREATE DATABASE pristine TEMPLATE test STRATEGY file_copy")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on a fresh copy of an empty database, once per kind of database."""
    if request.param == "sqlite":
        found: Flask = request.getfixturevalue("sqlite_app")
        folder = found.config["SETTINGS"].instance
        for leftover in folder.glob("test.db*"):
            leftover.unlink()
        shutil.copy(folder / "template.db", folder / "test.db")
    else:
        found = request.getfixturevalue("postgres_app")
        anew = request.node.get_closest_marker("fresh_database") is not None
        postgres.make_pristine(request.getfixturevalue("postgres_url"), anew)
    shutil.rmtree(found.config["SETTINGS"].files, ignore_errors=True)
    yield found
    with found.app_context():
        db.session.remove()
        # The file of SQLite is replaced; connections to PostgreSQL find out for themselves when theirs was.
        if request.param == "sqlite":
            db.engine.dispose()


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    """Time stands still at NOW unless a test moves it."""
    with clock.held_at(NOW):
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English and in UTC, whatever language the one before it was answered in."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context, for tests of services."""
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def world(context: Flask) -> builders.World:
    """Two centres with staff, a partner, an administrator and an auditor."""
    return builders.make_world()


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor who is not signed in."""
    return Client(app)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this computer may be talked to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"a test reached for {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
