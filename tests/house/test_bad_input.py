"""Whatever is typed, sent or asked for: a clear answer, nothing typed is lost, and never a fault of ours."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from mrc.access import Role
from mrc.casework.rules.events import EventCode
from mrc.db import db
from mrc.people.rules import Section
from tests import builders
from tests.house.bad_input import BROKEN, HIDDEN, HOSTILE, MARKUP, PLANTED, Form, encoded, forms_of
from tests.house.sample import Sample, make_sample
from tests.house.test_roles import ROLES, address, expected, readable, signed_in
from tests.page import Client, Page

URLENCODED = "application/x-www-form-urlencoded"
# Parameters that some view reads without a field for it on any page.
ASKED = ("after", "before", "q", "show", "name", "role", "centre", "case", "state", "published", "taking", "then")
BENT = {
    **{name: value for name, value in HOSTILE.items() if name != "long"},
    "long": "x" * 9_000,
    "two huge numbers": f"{'9' * 31}-{'9' * 31}",
    "huge number and name": f"{'9' * 31}:a\x00",
    "end of time": "0001-01-01T00:00:00+23:59~1~1",
    "places in hexadecimal": "ffff-ffffffffff",
    "one and big": "1.99999999999.99999999999",
    "big and name": "99999999999:a",
    "moment and huge number": f"2026-11-20T09:00:00+00:00_{'9' * 31}",
}
# What PostgreSQL refuses and SQLite does not, all at once and one after the other.
SPARE = ["big", "one and big", "places in hexadecimal", "big and name", "end of time"]
# One page stands for its like: the same view, whatever the value in the address.
VARIANTS = {
    "section": [section.value for section in Section],
    "kind": ["offered", "received"],
    "code": [EventCode.SPOKEN_WITH.value, EventCode.ASKED_RESPONDENT.value, EventCode.ANSWER_RECEIVED.value],
}
# These end the visit, or what the other forms are about, so on PostgreSQL they come last.
ENDING = (
    "sign-out",
    "/exit",
    "sessions/end",
    "password",
    "disable",
    "erase",
    "remove",
    "close",
    "recall",
    "hand-over",
)


@pytest.fixture
def sample(world: builders.World) -> Sample:
    return make_sample(world, world.origin, world.caseworker, world.destination)


class Visitor:
    """Somebody signed in, who notes every answer that breaks a promise."""

    def __init__(self, app: Flask, client: Client) -> None:
        self.app, self.client = app, client
        self.faults: list[str] = []
        self.tried = 0

    def ask(self, what: str, call: Callable[[], Page]) -> Page | None:
        """Send something; a fault of the server, a broken page or an element made from typed text is noted."""
        self.tried += 1
        try:
            page = call()
        except Exception as error:
            db.session.rollback()
            self.faults.append(f"{what}: {error!r:.300}")
            return None
        # A file that is handed out in pieces is read to its end.
        page.response.get_data()
        page.response.close()
        if page.status >= 500:
            self.faults.append(f"{what}: {page.status}")
        if page.text and PLANTED in page.response.data:
            self.faults.append(f"{what}: an element was made of what was typed")
        return page

    def get(self, path: str, values: dict[str, Any] | None = None) -> Page | None:
        """Open an address with bent parameters."""
        asked = f"{path}?{encoded(values).decode()}" if values else path
        return self.ask(f"GET {asked[:150]}", lambda: self.client.get(asked, follow=False))

    def send(self, form: Form, values: dict[str, Any], what: str) -> Page | None:
        """Send a form with bent values."""
        return self.ask(
            f"POST {form.action} {what}",
            lambda: self.client.post(form.action, encoded(values), follow=False, content_type=URLENCODED),  # type: ignore[arg-type]
        )


# A look is on record: in the audit, and where a reader, a worker or an organisation was first seen.
RECORD = {"audit_entries", "audit_heads", "sessions"}
FIRST_SEEN = {
    "messages.read_at",
    "cases.status_opened_at",
    "group_referrals.received_at",
    "group_referrals.state",
    "group_referrals.version",
    "referrals.received_at",
    "referrals.state",
    "referrals.version",
}


def kept_rows() -> dict[str, list[str]]:
    """Everything in the database that no look may change."""
    found = {}
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if f"{table.name}.{column.name}" not in FIRST_SEEN]
        if table.name not in RECORD:
            found[table.name] = sorted(map(repr, db.session.execute(sa.select(*columns)).all()))
    db.session.remove()
    return found


def addresses(app: Flask, rule: Rule, values: dict[str, Any]) -> list[str]:
    for name, variants in VARIANTS.items():
        if name in rule.arguments:
            return [address(app, rule, {**values, name: variant}) for variant in variants]
    return [address(app, rule, values)]


def house(app: Flask, visitor: Visitor, sample: Sample, role: Role | None) -> tuple[dict[str, set[str]], list[Form]]:
    """Every page that a role may open, with the parameters it knows, and every form on them, each once."""
    asked: dict[str, set[str]] = {}
    forms: dict[Any, Form] = {}
    for rule in readable(app):
        if 200 not in expected(app, rule, role):
            continue
        for path in addresses(app, rule, sample.values):
            page = visitor.get(path)
            asked.setdefault(path, set())
            if page is None or page.status != 200 or not page.text:
                continue
            look_round(page, path, asked, forms)
    return asked, sorted(forms.values(), key=lambda form: any(word in form.action for word in ENDING))


def look_round(page: Page, path: str, asked: dict[str, set[str]], forms: dict[Any, Form]) -> None:
    """Note what a page asks other pages for, and the forms on it."""
    for link in page.all("a"):
        parts = urlsplit(link.get("href", ""))
        if parts.path in asked:
            asked[parts.path] |= {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    for form in forms_of(page, path):
        if form.method == "get":
            asked.setdefault(urlsplit(form.action).path, set()).update(form.plain())
        elif form.method == "post":
            forms.setdefault(form.key(), form)


def test_no_row_has_an_endless_number(app: Flask, world: builders.World, sample: Sample) -> None:
    client = signed_in(app, world, sample, Role.SUPERVISOR)
    for number in (2**31, 10**30):
        path = f"/office/people/{sample.person.ref}/consents/{number}/withdraw"
        assert client.get(path, follow=False).status == 404


class Kept:
    """The database as it was, to begin again after a bad form was taken after all. SQLite only."""

    def __init__(self, app: Flask) -> None:
        self.path = app.config["SETTINGS"].instance / "test.db"
        self.copy = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as source:
            source.backup(self.copy)

    def bring_back(self) -> None:
        # The tests hold one context open; what it remembers is not there any more.
        db.session.remove()
        with closing(sqlite3.connect(self.path, timeout=5)) as target:
            self.copy.backup(target)


@pytest.fixture
def kept(app: Flask) -> Iterator[Callable[[], Kept | None]]:
    made: list[Kept] = []

    def keep() -> Kept | None:
        if not app.config["SETTINGS"].database.startswith("sqlite"):
            return None
        made.append(Kept(app))
        return made[-1]

    yield keep
    for one in made:
        one.copy.close()


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_address_can_be_bent_into_a_fault_or_a_change(
    app: Flask, world: builders.World, sample: Sample, role: Role | None
) -> None:
    visitor = Visitor(app, signed_in(app, world, sample, role))
    before = kept_rows()
    asked, _forms = house(app, visitor, sample, role)
    is_thorough = app.config["SETTINGS"].database.startswith("sqlite") and role is not Role.CASEWORKER
    bent = cycle(BENT.values())
    for path, names in asked.items():
        for value in [BROKEN, *(BENT[kind] for kind in (BENT if is_thorough else SPARE) if names)]:
            visitor.get(path, dict.fromkeys([*names, *ASKED], value))
        for name in sorted(names):
            visitor.get(path, {name: next(bent)})

    assert visitor.faults == [], "\n".join(visitor.faults)
    assert visitor.tried > 15
    assert kept_rows() == before


@pytest.mark.parametrize("role", [role for role in ROLES if role is not Role.CASEWORKER], ids=str)
def test_no_form_can_be_filled_into_a_fault(
    app: Flask,
    world: builders.World,
    sample: Sample,
    kept: Callable[[], Kept | None],
    role: Role | None,
) -> None:
    """A caseworker's forms are among a supervisor's."""
    visitor = Visitor(app, signed_in(app, world, sample, role))
    _asked, forms = house(app, visitor, sample, role)
    before = kept()
    value, together = cycle(HOSTILE.items()), cycle(("markup", "huge number", "empty"))
    refused = 0
    for form in forms:
        for values, what, spoiled in spoilings(form, value, next(together) if before is not None else None):
            page = visitor.send(form, values, what)
            if page is None or page.status < 400:
                if before is not None:
                    before.bring_back()
            elif page.status == 422 and len(spoiled) == 1:
                refused += 1
                visitor.faults += lost(form, page, spoiled, what)
        if before is not None and form.names():
            send_a_file_for_text(visitor, form)
            before.bring_back()

    assert visitor.faults == [], "\n".join(visitor.faults)
    assert before is None or refused > 0 or role in {None, Role.AUDITOR, Role.MIGRANT}


def spoilings(form: Form, value: Any, kind_of_all: str | None) -> Iterator[tuple[dict[str, Any], str, set[str]]]:
    """Ways to spoil a form: all fields at once, and, if thorough, one by one while the others are sensible."""
    plain, names = form.plain(), form.names()
    if not names:
        return
    for kind in ("broken", kind_of_all or "big"):
        # With its version right, what is written is reached as well.
        spoiled = [name for name in names if name != "version"]
        yield {**plain, **dict.fromkeys(spoiled, HOSTILE[kind])}, f"all {kind}", set(spoiled)
    if kind_of_all is None:
        return
    yield {**plain, **{name: ["", MARKUP, BROKEN] for name in names}}, "all repeated", set(names)
    for name in names:
        kind, hostile = next(value)
        yield {**plain, name: hostile}, f"{name} {kind}", {name}


def send_a_file_for_text(visitor: Visitor, form: Form) -> None:
    for name in form.names()[-1:]:
        values = {other: kept for other, kept in form.plain().items() if other != name}
        file = (io.BytesIO(b"x"), "x.txt")
        visitor.ask(
            f"POST {form.action} {name} as a file",
            lambda: visitor.client.post(form.action, {**values, name: file}, follow=False),  # noqa: B023
        )


def lost(form: Form, page: Page, spoiled: set[str], what: str) -> list[str]:
    """The other fields whose sensible text did not come back with a refused form."""
    shown = {
        control.get("value") if control.tag.endswith("input") else (control.text or "").strip()
        for control in [*page.all("input"), *page.all("textarea")]
    }
    return [
        f"POST {form.action} {what}: {field.name} is lost"
        for field in form.fields
        if field.kind in {"text", "textarea", "search", "email"}
        and field.name not in spoiled | HIDDEN
        and not field.name.startswith(("password", "code"))
        and field.values[0].startswith("Words ")
        and field.values[0] not in shown
    ]


METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "POST", "FOO")
TRICKS = ("/{}", "{}/", "{};x", "{}/.", "{}%2f", "{}%00", "{}%ff", "{}/%2e%2e/%2e%2e/", "{}/..;/", "{}\\", "{}'")
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL")
BODIES = (
    ("application/json", b'{"csrf_token": [1, null]}'),
    ("multipart/form-data", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n\x00"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-script+AD4-&%ff=%00&=&&;"),
    ("text/plain; charset=nonsense", b"\xff\xfe\x00"),
    ("\u00ff/\u00fe".encode().decode("latin-1"), b""),
)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [None, Role.SUPERVISOR], ids=str)
def test_no_method_path_or_body_opens_or_breaks_anything(
    app: Flask, world: builders.World, sample: Sample, role: Role | None
) -> None:
    visitor = Visitor(app, signed_in(app, world, sample, role))
    opened = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        path = address(app, rule, sample.values)
        opened += misused(visitor, path)
        if "POST" in rule.methods:
            opened += misfed(visitor, path)
        if "GET" in rule.methods:
            opened += tricked(visitor, path)

    assert opened == []


def misused(visitor: Visitor, path: str) -> list[tuple[str, str, int]]:
    """Methods that this address does not know, or not without a token, and that are answered all the same."""
    found = [(method, path, visitor.client.http.open(path, method=method).status_code) for method in METHODS]
    return [one for one in found if one[2] >= 500 or (one[0] not in {"HEAD", "OPTIONS"} and one[2] < 400)]


def misfed(visitor: Visitor, path: str) -> list[tuple[str, str, int]]:
    """Bodies that are no form of ours, and are taken for one."""
    http = visitor.client.http
    found = [(kind, path, http.post(path, data=body, content_type=kind).status_code) for kind, body in BODIES]
    return [one for one in found if one[2] not in {400, 413, 415}]


def tricked(visitor: Visitor, path: str) -> list[tuple[str, str, int]]:
    """Addresses and headers that pretend to be others, and are taken for what they pretend."""
    http, found = visitor.client.http, []
    plain = http.get(path).status_code
    for trick in TRICKS:
        # The client would read two slashes as the name of a host, so the path is put where the server puts it.
        bent = unquote_to_bytes(trick.format(path)).decode("latin-1")
        status = http.get("/", environ_overrides={"PATH_INFO": bent}).status_code
        if status >= 500 or (status == 200 and plain != 200):
            found.append((trick, path, status))
    for value in ("DELETE", "/admin/users"):
        status = http.get(path, headers=dict.fromkeys(OVERRIDES, value)).status_code
        if status != plain:
            found.append((value, path, status))
    return found


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("header", ["Accept-Language", "Cookie", "Referer", "User-Agent", "Range", "If-None-Match"])
@pytest.mark.parametrize("value", [b"\xff\xfe", b"w=s.\xed\xa0\x80", b"q=;,;q=9;q=NaN,en;q=1e999", b"x" * 9_000])
def test_no_header_breaks_anything(app: Flask, header: str, value: bytes) -> None:
    http = app.test_client(use_cookies=False)
    for path in ("/", "/en/status", "/sign-in", "/office/", "/health", "/nowhere"):
        status = http.get(path, headers={header: value.decode("latin-1")}).status_code
        assert status < 500 or status == 503, path


def test_an_old_version_is_answered_with_both_texts(
    app: Flask, world: builders.World, sample: Sample, kept: Callable[[], Kept | None]
) -> None:
    """Every form that carries a version, at each door that has one."""
    stale, wrong = 0, {}
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.PARTNER):
        visitor = Visitor(app, signed_in(app, world, sample, role))
        _asked, forms = house(app, visitor, sample, role)
        for form in forms:
            if "version" not in form.plain():
                continue
            page = visitor.send(form, {**form.plain(), "version": "987654"}, "old version")
            if page is not None and page.status == 409:
                stale += 1
                continue
            # A form that was not filled in rightly is told that first.
            if page is None or page.status not in {422, 400}:
                wrong[form.action] = page and page.status
        assert visitor.faults == [], "\n".join(visitor.faults)

    assert wrong == {}
    assert stale >= 7
