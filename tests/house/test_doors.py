"""Every page hangs on a door; every door but the public one has a guard; every page behind one names a permission."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mrc.access import MAY, Permission
from mrc.areas import DOORS, HOME, Door, office, public
from mrc.pages import NAVIGATION

# What anybody may open without signing in, each for its reason. A new one is a decision.
PUBLIC = {
    "public.account",  # Sends to sign-in itself; the same page for every role.
    "public.change_password",  # The same.
    "public.choose_language",  # Sets the language of this visitor alone.
    "public.end_session",  # Sends to sign-in itself.
    "public.follow_letter",  # Keeps what stands in the address in the sealed cookie, and leads on.
    "public.letter_over",  # Says thank you.
    "public.open_letter",  # Where a partner without an account enters their code.
    "public.exit_page",  # Leads away.
    "public.health",  # Says "ok" to a monitor.
    "public.home",  # What the centres do and where they are.
    "public.languages",  # Choose a language.
    "public.list_contacts",  # Public contacts of organisations that are safe to show.
    "public.leave",  # Ends the visit and leads away.
    "public.sign_in",
    "public.take_delivery",  # A gateway says what became of a message; its signature lets it in.
    "public.take_text",  # The same, when a text came.
    "public.sign_out",
    "public.status",  # Where a worker enters their number and code.
    "static",
}
# Of these, the pages that only make sense for somebody who is signed in.
OWN = {"public.account", "public.change_password", "public.end_session"}


@pytest.fixture
def rules(sqlite_app: Flask) -> list[Rule]:
    return list(sqlite_app.url_map.iter_rules())


def test_every_page_hangs_on_a_door(rules: list[Rule]) -> None:
    doors = {door.name for door in DOORS}
    assert [
        rule.endpoint for rule in rules if rule.endpoint != "static" and rule.endpoint.split(".")[0] not in doors
    ] == []


def test_what_is_open_to_anybody_is_on_the_list(rules: list[Rule]) -> None:
    found = {rule.endpoint for rule in rules if rule.endpoint.split(".")[0] in {"public", "static"}}
    assert found == PUBLIC


def test_every_door_but_the_public_one_has_a_guard(sqlite_app: Flask) -> None:
    for door in DOORS:
        guards = sqlite_app.before_request_funcs.get(door.name, [])
        assert (door.guard in guards) is (door is not public)


def test_every_page_behind_a_guard_names_a_permission(sqlite_app: Flask, rules: list[Rule]) -> None:
    nameless = [
        rule.endpoint
        for rule in rules
        if rule.endpoint not in PUBLIC
        and not isinstance(getattr(sqlite_app.view_functions[rule.endpoint], "permission", None), Permission)
    ]
    assert nameless == []


def test_every_page_can_be_opened_by_a_role_of_its_door(sqlite_app: Flask, rules: list[Rule]) -> None:
    roles = {door.name: door.roles for door in DOORS}
    shut = []
    for rule in rules:
        if rule.endpoint not in PUBLIC:
            allowed = MAY[sqlite_app.view_functions[rule.endpoint].permission]
            if not set(allowed) & roles[rule.endpoint.split(".")[0]]:
                shut.append(rule.endpoint)

    assert shut == []


def test_a_page_without_a_permission_is_refused_when_it_is_hung() -> None:
    door = Door("test", "/test", office.roles)
    with pytest.raises(RuntimeError, match="names no permission"):
        door.add_url_rule("/x", view_func=lambda: "x")


def test_every_permission_opens_or_allows_something(sqlite_app: Flask) -> None:
    from tests.house.tree import sources

    code = "\n".join(source.text for source in sources("mrc") if source.name != "mrc/access.py")
    assert [permission.name for permission in Permission if f"Permission.{permission.name}" not in code] == []


def test_each_role_has_a_first_page(sqlite_app: Flask) -> None:
    assert {endpoint for endpoint in HOME.values() if endpoint not in sqlite_app.view_functions} == set()


def test_every_line_of_the_side_list_leads_somewhere_its_reader_may_go(sqlite_app: Flask) -> None:
    for door, places in NAVIGATION.items():
        for _label, endpoint, permission in places:
            assert endpoint.split(".")[0] == door
            assert sqlite_app.view_functions[endpoint].permission is permission


@pytest.mark.parametrize("endpoint", sorted(OWN))
def test_ones_own_pages_ask_to_sign_in(sqlite_app: Flask, rules: list[Rule], endpoint: str) -> None:
    (rule,) = [rule for rule in rules if rule.endpoint == endpoint]
    client = sqlite_app.test_client()
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    try:
        response = client.open(str(rule), method="GET" if "GET" in rule.methods else "POST")
    finally:
        sqlite_app.config["WTF_CSRF_ENABLED"] = True

    assert response.status_code == 303
    assert response.headers["Location"].endswith("/sign-in")
