"""Each role at each page: its own door opens, every other is shut, and a foreign record is as unknown as none."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mrc.access import MAY, Role
from mrc.areas import DOORS
from mrc.refs import new_ref
from tests import builders
from tests.house.sample import CODE, Sample, everybody, make_sample
from tests.page import Client

ROLES = [*(role for role in Role if role is not Role.MIGRANT), Role.MIGRANT, None]
# Public pages about an account, which a worker does not have.
ACCOUNTS = {"public.account", "public.change_password"}
# Records that belong to no centre, or whose page everybody of the door may open.
SHARED = {
    "organisation_ref",
    "respondent_ref",
    "user_ref",
    "centre_ref",
    "language",
    "jurisdiction",
    "day",
    "item",
    "place",
    "kind",
    "section",
    "code",
    "number",
    "key",
}


@pytest.fixture
def own(world: builders.World) -> Sample:
    return make_sample(world, world.origin, world.caseworker, world.destination)


@pytest.fixture
def foreign(world: builders.World) -> Sample:
    other = builders.make_organisation("दूसरो")
    # Many are referred together only where somebody has an account.
    builders.make_user("other@partner.example", Role.PARTNER, None, other)
    world.partner_organisation, kept = other, world.partner_organisation
    sample = make_sample(world, world.destination, world.other_caseworker, world.origin)
    world.partner_organisation = kept
    return sample


def signed_in(app: Flask, world: builders.World, sample: Sample, role: Role | None) -> Client:
    client = Client(app)
    if role is Role.MIGRANT:
        page = client.submit("/en/status", {"reference": sample.case.ref, "code": CODE})
        assert page.response.request.path == "/en/case"
    elif role is not None:
        client.sign_in(everybody(world)[role].email)
    return client


def readable(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]


def address(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    return app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})


def expected(app: Flask, rule: Rule, role: Role | None) -> set[int]:
    """The answers that are right for a page without parameters."""
    door = next(door for door in DOORS if door.name == rule.endpoint.split(".")[0])
    if door.roles is None:
        return {403} if role is Role.MIGRANT and rule.endpoint in ACCOUNTS else {200, 303}
    if role is None:
        return {303}
    if role not in door.roles:
        return {403}
    return {200, 303} if role in MAY[app.view_functions[rule.endpoint].permission] else {403}


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_page_without_parameters(app: Flask, world: builders.World, own: Sample, role: Role | None) -> None:
    client = signed_in(app, world, own, role)
    wrong = {}
    for rule in readable(app):
        if rule.arguments - {"language"}:
            continue
        path = address(app, rule, own.values)
        status = client.get(path, follow=False).status
        if status not in expected(app, rule, role):
            wrong[path] = status

    assert wrong == {}


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_page_of_an_own_record(app: Flask, world: builders.World, own: Sample, role: Role | None) -> None:
    client = signed_in(app, world, own, role)
    wrong = {}
    for rule in readable(app):
        if not rule.arguments - {"language"}:
            continue
        path = address(app, rule, own.values)
        status = client.get(path, follow=False).status
        right = expected(app, rule, role)
        # A page may lead on, say that something is over, or not fit this record; never a fault, never a wrong door.
        if status not in right and not (right == {200, 303} and status in {404, 410, 422}):
            wrong[path] = status

    assert wrong == {}


def same_but_for_the_address(text: str, path: str) -> str:
    text = text.replace(path, "")
    return re.sub(r'(name="csrf_token" value)="[^"]*"', r"\1", text)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.PARTNER], ids=str)
def test_a_foreign_record_is_answered_like_none(
    app: Flask, world: builders.World, own: Sample, foreign: Sample, role: Role
) -> None:
    client = signed_in(app, world, own, role)
    door = "partner" if role is Role.PARTNER else "office"
    tried, wrong = 0, {}
    for rule in readable(app):
        records = rule.arguments - SHARED
        if not rule.endpoint.startswith(f"{door}.") or not records or rule.endpoint in STUBS:
            continue
        tried += 1
        theirs = address(app, rule, {**own.values, **{name: foreign.values[name] for name in records}})
        nobodys = address(
            app, rule, {**own.values, **{name: 987654 if name.endswith("_id") else new_ref() for name in records}}
        )
        found, missing = client.get(theirs, follow=False), client.get(nobodys, follow=False)
        permission_missing = role not in MAY[app.view_functions[rule.endpoint].permission]
        right = 403 if permission_missing else 404
        is_same = same_but_for_the_address(found.text, theirs) == same_but_for_the_address(missing.text, nobodys)
        if (found.status, missing.status) != (right, right) or not is_same:
            wrong[theirs] = (found.status, missing.status, is_same)

    assert wrong == {}
    assert tried >= (3 if role is Role.PARTNER else 25)


# The centre that an offer went to may see the offer: that is what it is for.
STUBS = {"office.show_hand_over"}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.PARTNER], ids=str)
def test_a_foreign_record_cannot_be_changed(
    app: Flask, world: builders.World, own: Sample, foreign: Sample, role: Role
) -> None:
    client = signed_in(app, world, own, role)
    token = client.get("/account").form_values("/sign-out")["csrf_token"]
    door = "partner" if role is Role.PARTNER else "office"
    wrong = {}
    for rule in app.url_map.iter_rules():
        records = rule.arguments - SHARED
        is_offer = "handover_ref" in records
        if "POST" not in rule.methods or not rule.endpoint.startswith(f"{door}.") or not records or is_offer:
            continue
        path = address(app, rule, {**own.values, **{name: foreign.values[name] for name in records}})
        status = client.post(path, {"csrf_token": token, "version": "1", "role": "employer"}, follow=False).status
        right = 403 if role not in MAY[app.view_functions[rule.endpoint].permission] else 404
        if status != right:
            wrong[path] = status

    assert wrong == {}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR], ids=str)
def test_a_record_of_ones_own_case_does_not_open_another_one(
    app: Flask, world: builders.World, own: Sample, foreign: Sample, role: Role
) -> None:
    """An own case in the address with somebody else's child record behind it."""
    client = signed_in(app, world, own, role)
    token = client.get("/account").form_values("/sign-out")["csrf_token"]
    wrong = {}
    for rule in app.url_map.iter_rules():
        children = rule.arguments - SHARED - {"case_ref", "person_ref"}
        parents = rule.arguments & {"case_ref", "person_ref"}
        if not children or not parents:
            continue
        values = {**own.values, **{name: foreign.values[name] for name in children}}
        path = address(app, rule, values)
        if "GET" in rule.methods:
            status = client.get(path, follow=False).status
        else:
            status = client.post(path, {"csrf_token": token}, follow=False).status
        if status != 404:
            wrong[path] = status

    assert wrong == {}
