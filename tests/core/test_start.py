"""One command from nothing to a served Waymark."""

import json

import pytest
from click.testing import CliRunner

from mrc import cli, server


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Run `mrc start` in an empty instance folder, up to where the server would take over."""
    served = []
    monkeypatch.setattr(server, "run", lambda *where: served.append(where))
    monkeypatch.setenv("MRC_INSTANCE", str(tmp_path))
    monkeypatch.setenv("MRC_PORT", "8999")
    monkeypatch.setenv("MRC_ARGON2_MEMORY_KIB", "64")
    monkeypatch.setenv("MRC_ARGON2_ROUNDS", "1")

    def start(*options):
        result = CliRunner().invoke(cli.main, ["start", *options], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    start.served = served
    return start


def test_it_makes_keys_and_tables_and_serves_an_empty_house(started, tmp_path):
    said = started()

    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "http://127.0.0.1:8999" in said
    assert started.served == [("127.0.0.1", 8999, 2)]
    assert not (tmp_path / "demo-accounts.json").exists()


def test_it_loads_the_demo_world_once(started, tmp_path):
    started("--demo")
    first = (tmp_path / "demo-accounts.json").read_text()

    said = started("--demo")

    assert json.loads(first)["url"] == "http://127.0.0.1:8999"
    assert (tmp_path / "demo-accounts.json").read_text() == first
    assert "The accounts of the demo are in" in said
    assert len(started.served) == 2
