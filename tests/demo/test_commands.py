"""The command that loads the demo world, and that it does so once, the same each time, and never in production."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.casework.models import Case
from mrc.db import db
from mrc.demo import loading
from mrc.demo.commands import command
from mrc.people.models import Person
from tests import builders
from tests.demo.conftest import fresh_app


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the ten thousand embassies, which have tests of their own."""
    monkeypatch.setattr(loading, "load_embassies", lambda: None)


def _names_and_accounts(app: Flask, people: int, seed: int) -> tuple[list[str | None], list[str], dict]:
    with app.app_context():
        loaded = loading.load_world(people, seed, lambda line: None)
        names = [person.name for person in db.session.scalars(sa.select(Person).order_by(Person.id))]
        refs = list(db.session.scalars(sa.select(Case.ref).order_by(Case.id)))
        db.session.remove()
        db.engine.dispose()
    return names, refs, loaded.accounts.content()


def test_the_same_seed_gives_the_same_world(sqlite_app: Flask, tmp_path: Path) -> None:
    once = _names_and_accounts(fresh_app(sqlite_app, tmp_path / "once"), 12, 5)
    again = _names_and_accounts(fresh_app(sqlite_app, tmp_path / "again"), 12, 5)

    assert once == again


def test_another_seed_gives_another_world(sqlite_app: Flask, tmp_path: Path) -> None:
    names, refs, accounts = _names_and_accounts(fresh_app(sqlite_app, tmp_path / "one"), 12, 5)
    other_names, other_refs, other_accounts = _names_and_accounts(fresh_app(sqlite_app, tmp_path / "other"), 12, 6)

    assert names != other_names
    assert set(refs).isdisjoint(other_refs)
    assert accounts["migrants"][0]["code"] != other_accounts["migrants"][0]["code"]


def test_a_larger_world_begins_with_the_same_people(sqlite_app: Flask, tmp_path: Path) -> None:
    names, refs, _accounts = _names_and_accounts(fresh_app(sqlite_app, tmp_path / "small"), 8, 5)
    more_names, more_refs, _more = _names_and_accounts(fresh_app(sqlite_app, tmp_path / "large"), 20, 5)

    assert more_names[:8] == names
    assert more_refs[:8] == refs


def test_the_accounts_are_printed_and_kept_in_a_file(app: Flask, quick: None) -> None:
    result = app.test_cli_runner().invoke(command, ["--people", "3"])

    assert result.exit_code == 0, result.output
    assert "http://127.0.0.1:8000" in result.output
    assert "caseworker1@kathmandu.example" in result.output
    assert str(app.config["SETTINGS"].instance / "demo-accounts.json") in result.output


def test_a_database_with_people_is_left_alone(app: Flask, quick: None) -> None:
    with app.app_context():
        builders.make_person(builders.make_centre())

    result = app.test_cli_runner().invoke(command, ["--people", "3"])

    assert result.exit_code != 0
    assert "needs an empty one" in result.output


def test_if_empty_says_where_the_accounts_are(app: Flask, quick: None) -> None:
    runner = app.test_cli_runner()
    runner.invoke(command, ["--people", "3"])

    result = runner.invoke(command, ["--people", "3", "--if-empty"])

    with app.app_context():
        count = db.session.scalar(sa.select(sa.func.count()).select_from(Person))
    assert result.exit_code == 0
    assert "demo-accounts.json" in result.output
    assert count == 3


def test_a_production_system_takes_no_demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], production=True))

    result = app.test_cli_runner().invoke(command, ["--if-empty"])

    assert result.exit_code != 0
    assert "production" in result.output
