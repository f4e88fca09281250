"""Every address that changes something refuses a form without its token, and changes nothing."""

import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.access import Role
from mrc.areas import DOORS
from mrc.db import db
from tests import builders
from tests.house.sample import CODE, Sample, everybody, make_sample
from tests.page import Client

ROLE_OF_DOOR = {
    "office": Role.SUPERVISOR,
    "admin": Role.ADMINISTRATOR,
    "audit": Role.AUDITOR,
    "partner": Role.PARTNER,
}
# Being seen moves these; they say nothing of what was done.
RESTLESS = {"sessions", "attempts"}


def everything(app: Flask) -> str:
    """A fingerprint of the whole database."""
    digest = hashlib.sha256()
    with app.app_context():
        for table in db.metadata.sorted_tables:
            if table.name not in RESTLESS:
                rows = db.session.execute(sa.select(table)).all()
                digest.update(repr(sorted(map(repr, rows))).encode())
        db.session.rollback()
    return digest.hexdigest()


@pytest.fixture
def sample(world: builders.World) -> Sample:
    return make_sample(world, world.origin, world.caseworker, world.destination)


@pytest.fixture
def visitors(app: Flask, world: builders.World, sample: Sample) -> dict[str, Client]:
    """Somebody signed in at each door."""
    found = {"public": Client(app)}
    for door, role in ROLE_OF_DOOR.items():
        found[door] = Client(app)
        found[door].sign_in(everybody(world)[role].email)
    found["migrant"] = Client(app)
    found["migrant"].submit("/en/status", {"reference": sample.case.ref, "code": CODE})
    return found


def test_no_form_is_taken_without_its_token(app: Flask, visitors: dict[str, Client], sample: Sample) -> None:
    before = everything(app)
    tried = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        tried += 1
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(
                rule.endpoint, {name: sample.values[name] for name in rule.arguments}
            )
        visitor = visitors[rule.endpoint.split(".")[0]]
        for values in ({}, {"csrf_token": "x"}):
            assert visitor.post(path, values, follow=False).status == 400, path

    assert tried > 40
    assert everything(app) == before


def test_each_visitor_was_really_signed_in(visitors: dict[str, Client]) -> None:
    """Otherwise the test above would prove nothing."""
    homes = {
        "office": "/office/",
        "admin": "/admin/",
        "audit": "/audit/",
        "partner": "/partner/",
        "migrant": "/en/case",
    }
    assert set(homes) == {door.name for door in DOORS} - {"public"}
    for door, path in homes.items():
        assert visitors[door].get(path, follow=False).status == 200


def test_reading_changes_nothing_but_the_record(app: Flask, visitors: dict[str, Client], sample: Sample) -> None:
    """Opening any page leaves every table as it was, save the record of who looked."""
    kept = sorted(set(db.metadata.tables) - RESTLESS - {"audit_entries", "audit_heads", *LOOKED_AT})

    def counts() -> dict[str, list[tuple[object, ...]]]:
        with app.app_context():
            found = {
                name: sorted(map(repr, db.session.execute(sa.select(db.metadata.tables[name])).all()))
                for name in kept
            }
            db.session.rollback()
        return found

    before = counts()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        path = app.url_map.bind("localhost").build(
            rule.endpoint, {name: sample.values[name] for name in rule.arguments}
        )
        visitors[rule.endpoint.split(".")[0]].get(path, follow=False)

    assert counts() == before


# Tables in which a look itself is a fact: a message is read, a referral was received, a page was opened.
LOOKED_AT = {"messages", "referrals", "group_referrals", "cases"}
