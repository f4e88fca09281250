"""Every page, whoever opens it: one look on record at most, and nobody kept from writing while it reads."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from mrc.access import Role
from mrc.audit import AuditEntry
from mrc.db import db
from tests import builders
from tests.house.sample import Sample, make_sample
from tests.house.test_roles import address as plain_address
from tests.house.test_roles import readable, signed_in

# What these show they also mark as seen, so that they read and write as one.
ALSO_WRITE = {
    "office.show_conversation",
    "migrant.messages",
    "partner.open_referral",
    "partner.open_group",
    "partner.decline_group",
    "partner.report_group",
    "partner.print_referral",
    "partner.download_shared",
    "partner.decline_referral",
    "partner.report_referral",
    "partner.give_back_referral",
    "partner.waitlist_referral",
    "partner.write_back",
    "partner.attach_file",
}
READERS = [Role.SUPERVISOR, Role.PARTNER, Role.AUDITOR, Role.MIGRANT]


def address(app: Flask, rule: Rule, sample: Sample) -> str:
    path = plain_address(app, rule, sample.values)
    return f"{path}?q={quote(sample.person.name or '')}" if rule.endpoint == "office.search" else path


@pytest.fixture
def sample(world: builders.World) -> Sample:
    return make_sample(world, world.origin, world.caseworker, world.destination)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent, and the ends of transactions."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: sa.Connection, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    def end(connection: sa.Connection) -> None:
        sent.append("END")

    heard: dict[str, Callable[..., None]] = {"before_cursor_execute": note, "commit": end, "rollback": end}
    for name, hear in heard.items():
        sa.event.listen(engine, name, hear)
    yield sent
    for name, hear in heard.items():
        sa.event.remove(engine, name, hear)


def read_under_lock(sent: list[str]) -> list[str]:
    """The reads that were made while SQLite's write lock was held, but for the head of the record."""
    found, is_held = [], False
    for statement in sent:
        is_held = (is_held or statement == "BEGIN IMMEDIATE") and statement != "END"
        if is_held and re.match(r"SELECT(?!.*FROM audit_heads)", statement, re.DOTALL):
            found.append(statement)
    return found


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", READERS, ids=str)
def test_no_page_holds_the_lock_while_it_reads(app: Flask, world: builders.World, sample: Sample, role: Role) -> None:
    client = signed_in(app, world, sample, role)
    wrong, recorded = {}, 0
    for rule in readable(app):
        path = address(app, rule, sample)
        with statements(app) as sent:
            client.get(path, follow=False)
        recorded += any("audit_heads" in statement for statement in sent)
        if rule.endpoint not in ALSO_WRITE and (held := read_under_lock(sent)):
            wrong[path] = held

    assert wrong == {}
    assert recorded


def entries() -> list[tuple[str, str | None, str]]:
    found = [(row.event, row.subject_ref, str(row.detail)) for row in db.session.scalars(sa.select(AuditEntry))]
    db.session.remove()
    return found


@pytest.mark.parametrize("role", READERS, ids=str)
def test_no_page_puts_the_same_look_on_record_twice(
    app: Flask, world: builders.World, sample: Sample, role: Role
) -> None:
    client = signed_in(app, world, sample, role)
    wrong, looks = {}, 0
    for rule in readable(app):
        path, before = address(app, rule, sample), Counter(entries())
        client.get(path, follow=False)
        new = Counter(entries()) - before
        looks += bool(new)
        if any(times > 1 for times in new.values()):
            wrong[path] = new

    assert wrong == {}
    assert looks
