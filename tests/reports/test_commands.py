"""Reports for the operator, without a browser."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import current_app
from python_calamine import CalamineWorkbook

from mrc import audit, clock, i18n
from mrc.audit import AuditEntry
from mrc.db import db
from mrc.reports.commands import command
from tests.builders import World, make_case


def run(*arguments: str) -> tuple[int, str]:
    result = current_app.test_cli_runner().invoke(command, ["caseload", *arguments])
    return result.exit_code, result.output


def test_the_caseload_of_one_centre_is_written_to_a_file(world: World, tmp_path: Path) -> None:
    case = make_case(world.origin)
    make_case(world.destination)
    path = tmp_path / "caseload.csv"

    code, said = run("--centre", i18n.ref(world.origin.ref), "--output", str(path))

    assert (code, said.strip()) == (0, "1 cases exported.")
    assert i18n.ref(case.ref) in path.read_text("utf-8-sig")
    assert list(tmp_path.iterdir()) == [path]


def test_it_goes_to_the_terminal_without_a_file(world: World) -> None:
    case = make_case(world.origin)

    code, said = run("--stage", "wage_claim")

    assert code == 0
    assert i18n.ref(case.ref) in said


def test_a_workbook_follows_from_the_name_and_speaks_the_language_asked_for(world: World, tmp_path: Path) -> None:
    make_case(world.origin)
    path = tmp_path / "caseload.xlsx"

    code, _said = run("--output", str(path), "--language", "fr", "--names-because", "data_check")

    assert code == 0
    assert len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) == 2


def test_the_cases_that_must_act_soon_are_asked_for_by_days(world: World) -> None:
    today = clock.today()
    soon, later = (make_case(world.origin, act_by=today + timedelta(days=days)) for days in (30, 31))

    code, said = run("--act-within", "30")

    assert code == 0
    assert i18n.ref(soon.ref) in said
    assert i18n.ref(later.ref) not in said


def test_the_operators_export_is_on_record_without_an_actor(world: World) -> None:
    make_case(world.origin)

    run("--issue", "NON_PAYMENT")

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == str(audit.Event.EXPORT_MADE))).one()
    assert (entry.actor_id, entry.role) == (None, None)
    assert entry.detail == {"report": "caseload", "format": "csv", "filters": {"issue": "NON_PAYMENT"}, "rows": 1}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "xlsx"], "A workbook needs a file"),
        (["--centre", "12"], "12 is not a reference"),
        (["--centre", "1000000005"], "There is no centre 1000000005."),
        (["--destination", "XX"], "XX is not a country code"),
        (["--status", "odd"], "Invalid value"),
        (["--act-within", "31"], "Invalid value"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(world: World, arguments: list[str], sentence: str) -> None:
    code, said = run(*arguments)

    assert code != 0
    assert sentence in said
