"""The `mrc` command: keys, the record, the doctor, and refusals in words that say what to do."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from mrc import printing
from mrc.cli import main
from mrc.vault import Keys

Run = Callable[..., Result]


@pytest.fixture
def instance(tmp_path: Path, sqlite_app: Flask) -> Path:
    """The folder of an installation with keys and a migrated, empty database."""
    shutil.copy(sqlite_app.config["SETTINGS"].instance / "template.db", tmp_path / "waymark.db")
    Keys.fresh().save(tmp_path / "keys.json")
    return tmp_path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run the command with an instance folder of the test's own."""
    for name, value in {"MRC_INSTANCE": str(tmp_path), "MRC_LOG_LEVEL": "ERROR"}.items():
        monkeypatch.setenv(name, value)

    def with_settings(*arguments: str, **settings: str) -> Result:
        return CliRunner(env=settings).invoke(main, list(arguments))

    return with_settings


def in_database(instance: Path, *statements: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(f"sqlite:///{instance / 'waymark.db'}")
    with engine.begin() as connection:
        results = [connection.execute(sa.text(statement)) for statement in statements]
        found = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return found


def test_keys_are_made_once(run: Run, tmp_path: Path) -> None:
    made = run("keys", "create")
    first = (tmp_path / "keys.json").read_bytes()
    again = run("keys", "create")

    assert made.exit_code == 0
    assert "Keep a copy" in made.output
    assert again.exit_code == 1
    assert "not overwritten" in again.output
    assert run("keys", "create", "--if-missing").exit_code == 0
    assert (tmp_path / "keys.json").read_bytes() == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_nothing_of_the_keys_is_printed(run: Run, tmp_path: Path) -> None:
    output = run("keys", "create").output
    content = json.loads((tmp_path / "keys.json").read_text())

    assert not any(key in output for key in (*content["masters"].values(), *content["purposes"].values()))


def test_rotating_keeps_the_older_key_until_it_is_forgotten(run: Run, instance: Path) -> None:
    before = Keys.load(instance / "keys.json")

    rotated = run("keys", "rotate")
    between = Keys.load(instance / "keys.json")
    forgotten = run("keys", "forget")
    after = Keys.load(instance / "keys.json")

    assert rotated.exit_code == 0, rotated.output
    assert forgotten.exit_code == 0, forgotten.output
    assert set(between.masters) == {before.current, between.current}
    assert set(after.masters) == {between.current}
    assert after.purposes == before.purposes
    assert in_database(instance, "SELECT event FROM audit_entries") == [("keys:rotated",)]


@pytest.mark.parametrize("command", [("keys", "rotate"), ("audit", "verify"), ("serve",), ("worker", "--once")])
def test_without_keys_nothing_runs_and_says_how_to_make_them(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command)

    assert result.exit_code == 1
    assert "mrc keys create" in result.output
    assert "Traceback" not in result.output


def test_a_record_in_order_is_said_to_be(run: Run, instance: Path) -> None:
    run("keys", "rotate")
    result = run("audit", "verify")

    assert result.exit_code == 0
    assert "1 entries, all in order" in result.output


def test_a_tampered_record_is_told_with_its_place(run: Run, instance: Path) -> None:
    run("keys", "rotate")
    in_database(instance, "DROP TRIGGER audit_entries_no_update", "UPDATE audit_entries SET actor_id = 5")

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "chain 0, entry 1" in result.output


def test_a_record_is_compared_with_a_checkpoint(run: Run, instance: Path, tmp_path: Path) -> None:
    run("keys", "rotate")
    checkpoint = tmp_path / "elsewhere.json"

    assert run("audit", "checkpoint", str(checkpoint)).exit_code == 0
    assert run("audit", "verify", "--checkpoint", str(checkpoint)).exit_code == 0
    in_database(
        instance, "DROP TRIGGER audit_entries_no_delete", "DELETE FROM audit_entries", "DELETE FROM audit_heads"
    )
    assert run("audit", "verify").exit_code == 0
    assert run("audit", "verify", "--checkpoint", str(checkpoint)).exit_code == 1


def test_a_checkpoint_that_is_not_there_is_named(run: Run, instance: Path) -> None:
    result = run("audit", "verify", "--checkpoint", "no-such-file.json")

    assert result.exit_code == 1
    assert "no-such-file.json" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("content", ["", "{", "[]", '{"0": 5}', '{"0": {"seq": "x"}}'])
def test_a_damaged_checkpoint_is_refused_in_words(run: Run, instance: Path, content: str) -> None:
    run("keys", "rotate")
    (instance / "checkpoint.json").write_text(content)

    result = run("audit", "verify", "--checkpoint", str(instance / "checkpoint.json"))

    assert result.exit_code == 1
    assert "checkpoint" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_the_server_does_not_start_on_an_old_database(run: Run, tmp_path: Path) -> None:
    Keys.fresh().save(tmp_path / "keys.json")
    result = run("serve")

    assert result.exit_code == 1
    assert "mrc db upgrade" in result.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"MRC_PORT": "eighty"}, "MRC_PORT must be a whole number"),
        ({"MRC_HTTPS": "maybe"}, "MRC_HTTPS must be yes or no"),
        ({"MRC_MAIL": "pigeon"}, "MRC_MAIL must be"),
        ({"MRC_PRODUCTION": "yes"}, "MRC_HTTPS must be yes in production"),
        ({"MRC_PRODUCTION": "yes", "MRC_HTTPS": "yes", "MRC_PUBLIC_URL": "http://x.example"}, "MRC_PUBLIC_URL"),
        (
            {"MRC_PRODUCTION": "yes", "MRC_HTTPS": "yes", "MRC_PUBLIC_URL": "https://x.example"},
            "mrc keys create",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(run: Run, settings: dict[str, str], said: str) -> None:
    result = run("audit", "verify", **settings)

    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_key_file_open_to_others_stops_everything(run: Run, instance: Path) -> None:
    (instance / "keys.json").chmod(0o644)
    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "chmod 600" in result.output


def test_the_doctor_finds_a_missing_key_file(run: Run, tmp_path: Path) -> None:
    result = run("doctor")

    assert result.exit_code == 1
    assert "FAIL keys" in result.output
    assert "mrc keys create" in result.output


def test_the_doctor_finds_a_database_that_was_not_migrated(run: Run, tmp_path: Path) -> None:
    Keys.fresh().save(tmp_path / "keys.json")
    result = run("doctor")

    assert result.exit_code == 1
    assert "FAIL database" in result.output
    assert "mrc db upgrade" in result.output


def test_the_doctor_says_what_is_well(run: Run, instance: Path) -> None:
    output = run("doctor").output

    for what in ("settings", "fonts", "papers", "keys", "database"):
        assert f"ok   {what}" in output


def test_the_doctor_says_by_what_messages_leave(run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "text messages: not set up" in run("doctor").output
    assert "ok   notices: one text message in" in run("doctor").output
    monkeypatch.setenv("MRC_SMS", "http")
    monkeypatch.setenv("MRC_SMS_URL", "https://sms.example/send?key=abc")
    monkeypatch.setenv("MRC_HOOK_SECRET", "h" * 32)

    output = run("doctor").output

    assert "ok   text messages: by sms.example" in output
    assert "ok   texts to the centre: calls of a gateway are taken" in output
    assert "hhh" not in output
    assert "abc" not in output


def test_the_doctor_finds_a_font_of_papers_that_is_gone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(printing.FONTS / "SHA256SUMS", tmp_path)
    monkeypatch.setattr(printing, "FONTS", tmp_path)
    output = run("doctor").output

    assert "FAIL papers" in output
    assert "NotoSansThai-Bold.ttf" in output


def test_the_doctor_finds_a_database_that_cannot_be_reached(run: Run, instance: Path) -> None:
    result = run("doctor", MRC_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/none")

    assert result.exit_code == 1
    assert "FAIL database" in result.output
    assert "MRC_DATABASE_URL" in result.output
    assert "Traceback" not in result.output


def test_an_unknown_command_is_refused(run: Run, instance: Path) -> None:
    assert run("dance").exit_code == 2
