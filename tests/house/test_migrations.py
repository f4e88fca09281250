"""Migrations: one line of them, numbered, ending where the models are, and passable both ways with rows in."""

import ast
import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from mrc.db import Amount, Moment, db
from tests import builders
from tests.house.sample import make_sample
from tests.house.tree import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1


def test_migrations_are_numbered_without_a_gap() -> None:
    names = [path.stem for path in VERSIONS]

    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names)


def test_each_follows_the_one_before_it() -> None:
    chain = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
    assert chain == [path.stem[:4] for path in VERSIONS]


def test_migrations_import_nothing_of_ours() -> None:
    for path in VERSIONS:
        tree = ast.parse(path.read_text())
        modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {module for module in modules if module.split(".")[0] in {"mrc", "config"}} == set()


def test_each_goes_both_ways() -> None:
    for path in VERSIONS:
        functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        bodies = {node.name: node.body for node in functions}
        assert {"upgrade", "downgrade"} <= set(bodies)
        assert not any(isinstance(statement, ast.Pass) for body in bodies.values() for statement in body)


def same_type(
    context: object, inspected: object, metadata: object, old: object, new: sa.types.TypeEngine
) -> bool | None:
    """Whether a column must change: our own types as what they are in the database, others as usual."""
    if isinstance(new, Moment | Amount):
        return not isinstance(old, type(new.impl_instance))
    return None


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        found = compare_metadata(context, db.metadata)
    db.engine.dispose()
    return found


def schema() -> dict[str, object]:
    """The schema as the database tells it, save the tables of the migrations themselves."""
    inspector = sa.inspect(db.engine)
    told = {}
    for name in sorted(inspector.get_table_names()):
        if name != "alembic_version":
            told[name] = {
                "columns": [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in inspector.get_columns(name)
                ],
                "indexes": sorted(described(index) for index in inspector.get_indexes(name)),
                "checks": sorted(check["name"] or "" for check in inspector.get_check_constraints(name)),
                "keys": sorted(str(key) for key in inspector.get_foreign_keys(name)),
            }
    db.engine.dispose()
    return told


def described(index: Any) -> str:
    """An index in words; the condition of a partial one is an object, whose text is what counts."""
    return str({key: _texts(value) if isinstance(value, dict) else value for key, value in index.items()})


def _texts(options: dict[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in options.items()}


def counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        found = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in db.metadata.tables}
    db.engine.dispose()
    return found


def test_the_head_is_what_the_models_say(app: Flask) -> None:
    with app.app_context():
        assert differences() == []


def test_up_down_up_gives_the_same_schema(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        first = schema()
        downgrade(revision="base")
        emptied = schema()
        upgrade()

        assert emptied == {}
        assert schema() == first
        assert len(first) > 20


def test_every_step_back_and_forth_keeps_the_rows(app: Flask) -> None:
    with app.app_context():
        world = builders.make_world()
        make_sample(world, world.origin, world.caseworker, world.destination)
        db.session.remove()
        before = counts()
        for _path in VERSIONS[1:]:
            downgrade(revision="-1")
        # A step back may take a table away; rows of every other one are kept.
        taken = {name for name in before if name not in schema()}
        before = {name: 0 if name in taken else number for name, number in before.items()}
        for _path in VERSIONS[1:]:
            upgrade(revision="+1")

        assert counts() == before
        assert before["people"] > 0
        assert before["audit_entries"] > 0
        assert differences() == []


def test_the_first_step_back_is_possible_with_rows(app: Flask) -> None:
    with app.app_context():
        world = builders.make_world()
        make_sample(world, world.origin, world.caseworker, world.destination)
        db.session.remove()

        downgrade(revision="base")

        assert schema() == {}


def test_the_script_folder_is_where_the_application_looks(sqlite_app: Flask) -> None:
    assert Path(sqlite_app.extensions["migrate"].directory) == ROOT / "migrations"
