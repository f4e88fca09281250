"""Migrations: one line of them, numbered, ending where the models are, and passable both ways with rows in."""

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from mrc.claims import service as claims
from mrc.claims.models import LedgerEntry
from mrc.claims.rules import AmountKind, ClaimFacts, Component, EntryFacts, LineFacts, PaymentMethod
from mrc.db import Amount, Moment, db, transaction
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


def tables_of(path: Path) -> set[str]:
    """The tables that a migration creates, as its text says."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    made = [call.args[0] for call in calls if ast.unparse(call.func) == "op.create_table"]
    return {name.value for name in made if isinstance(name, ast.Constant)}


def ledger() -> list[tuple[object, ...]]:
    """The entries of the ledger as every version of it has them."""
    columns = "id, line_id, kind, amount, currency, happened_on, method, takes_back_id, recorded_by_id, recorded_at"
    with db.engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT {columns} FROM ledger_entries ORDER BY id")).all()
    db.engine.dispose()
    return [tuple(row) for row in found]


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
        # Steps back take away the tables that came after the first step and no other; those keep their rows.
        taken = {name for name in before if name not in schema()}
        assert taken == set(before) - tables_of(VERSIONS[0])
        # What an organisation's service says goes into the organisation on the way back, and out of it again.
        folded = {"services", "service_areas", "locations"}
        before = {name: 0 if name in taken - folded else number for name, number in before.items()}
        for _path in VERSIONS[1:]:
            upgrade(revision="+1")

        assert counts() == before
        assert before["people"] > 0
        assert before["audit_entries"] > 0
        assert differences() == []


def test_the_ledger_keeps_what_was_taken_back_when_the_step_to_computed_amounts_is_undone(app: Flask) -> None:
    with app.app_context():
        world = builders.make_world()
        actor = builders.actor_of(world.caseworker)
        case = builders.make_case(world.origin, caseworker=world.caseworker)
        head = ClaimFacts(None, "KW", "KWD", is_still_employed=True)
        part = LineFacts(Component.UNPAID_WAGE, Decimal("120.500"))
        claim = claims.record_claim(actor, case.ref, head, [part])
        line, day = claim.lines[0], date(2026, 11, 1)
        with transaction():
            values = {"amount": Decimal(7), "currency": "KWD", "happened_on": day}
            db.session.add(LedgerEntry(line_id=line.id, kind=AmountKind.COMPUTED, **values))
        for paid in ("10", "1000.005"):
            facts = EntryFacts(AmountKind.RECEIVED, day, ((line.id, Decimal(paid)),), PaymentMethod.CASH)
            line = claims.record_amounts(actor, claim.ref, facts).lines[0]
        claims.take_back(actor, claim.ref, line.ledger[-1].id)
        db.session.remove()
        before = ledger()

        downgrade(revision="0002")
        undone = ledger()
        upgrade()

        assert [entry[2] for entry in before] == ["claimed", "computed", "received", "received", "received"]
        assert before[-1][7] == before[-2][0]
        assert undone == ledger() == [entry for entry in before if entry[2] != "computed"]
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
