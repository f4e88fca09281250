"""Addresses: readable, typed, and none vanishes by accident, because people keep them on paper and in bookmarks.

python -m tests.house.test_routes            writes the list anew, after a decision
"""

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

LIST = Path(__file__).parent / "routes.txt"
TYPED = {"ref", "lang", "int", "path"}
# A word out of a short fixed list, checked by its view.
WORDS = {"code", "item", "jurisdiction", "key", "kind", "section"}
# A calendar day, read by its view.
DAYS = {"day"}
# A random secret, whose shape is checked by its view.
SECRETS = {"token"}
PROMISED = {
    "/",
    "/<lang:language>/",
    "/<lang:language>/status",
    "/sign-in",
    "/office/",
    "/office/cases",
    "/office/people",
    "/office/reports",
    "/partner/",
    "/admin/",
    "/audit/",
    "/health",
}


def addresses(app: Flask) -> list[str]:
    """Every address with its methods, in order."""
    rules = app.url_map.iter_rules()
    return sorted(f"{rule} {' '.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}" for rule in rules)


@pytest.fixture
def rules(sqlite_app: Flask) -> list[Rule]:
    return [rule for rule in sqlite_app.url_map.iter_rules() if rule.endpoint != "static"]


def test_no_address_vanishes(sqlite_app: Flask) -> None:
    gone = set(LIST.read_text().splitlines()) - set(addresses(sqlite_app))
    assert sorted(gone) == []


def test_every_address_is_on_the_list(sqlite_app: Flask) -> None:
    fresh = set(addresses(sqlite_app)) - set(LIST.read_text().splitlines())
    assert sorted(fresh) == [], "run `python -m tests.house.test_routes`"


def test_the_promised_addresses_are_there(rules: list[Rule]) -> None:
    assert PROMISED - {str(rule) for rule in rules} == set()


def test_addresses_are_in_kebab_case(rules: list[Rule]) -> None:
    pieces = {piece for rule in rules for piece in re.sub("<[^>]+>", "", str(rule)).split("/")}
    assert [piece for piece in pieces if not re.fullmatch(r"[a-z0-9]*(-[a-z0-9]+)*(\.[a-z]+)?", piece)] == []


def test_every_parameter_has_a_type(rules: list[Rule]) -> None:
    parameters = {(str(rule), found) for rule in rules for found in re.findall("<([^>]+)>", str(rule))}
    untyped = [
        (rule, parameter)
        for rule, parameter in parameters
        if parameter.split(":")[0] not in TYPED
        and not (parameter.startswith("string:") and parameter.split(":")[1] in WORDS | DAYS | SECRETS)
    ]
    assert untyped == []


def test_no_address_holds_a_key_of_the_database(rules: list[Rule]) -> None:
    """A number of ours would tell how many there are; what belongs to one record may be numbered within it."""
    numbered = {str(rule) for rule in rules if re.search("<int:", str(rule))}
    assert all(re.search(r"<ref:\w+>/.*<int:", rule) for rule in numbered)


def test_reading_and_writing_are_told_apart(rules: list[Rule]) -> None:
    assert {method for rule in rules for method in rule.methods} <= {"GET", "HEAD", "OPTIONS", "POST"}


if __name__ == "__main__":
    import tempfile

    import config
    from mrc import create_app, vault

    with tempfile.TemporaryDirectory() as folder:
        found = create_app(config.Settings(instance=Path(folder), testing=True), vault.Keys.fresh())
    LIST.write_text("\n".join(addresses(found)) + "\n")
