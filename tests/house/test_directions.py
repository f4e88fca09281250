"""On a page that runs from right to left, references, telephone numbers and addresses keep their own order."""

import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from mrc.access import Role
from mrc.db import db, transaction
from mrc.staff.models import User
from tests import builders
from tests.house.sample import CODE, everybody, make_sample
from tests.page import NS, Client, Page

# A reference, a telephone number, or an address of the net; each must stand in an element or isolate of its own.
FRAGILE = re.compile(r"\d{3}-\d{3}-\d{4}|\+\d[\d ]{6,}|[\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+")
ISOLATE = re.compile("\u2066[^\u2069]*\u2069")
DOORS = {"office": Role.SUPERVISOR, "admin": Role.ADMINISTRATOR, "audit": Role.AUDITOR, "partner": Role.PARTNER}


def loose(element: Element) -> list[str]:
    """The texts with something fragile in them that nothing holds together."""
    if element.tag in {NS + "bdi", NS + "script", NS + "style"} or element.get("dir") in {"ltr", "auto"}:
        return []
    texts = [element.text or ""] if element.tag not in {NS + "textarea", NS + "option"} else []
    found = []
    for child in element:
        found += loose(child)
        texts.append(child.tail or "")
    return found + [text.strip()[:90] for text in texts if FRAGILE.search(ISOLATE.sub("", text))]


def unheld(page: Page) -> list[str]:
    return [text for body in page.all("body") for text in loose(body)] + [
        field.get("name") or ""
        for field in page.all("input")
        if field.get("type") in {"tel", "email", "url"} and field.get("dir") != "ltr"
    ]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_has_an_order_of_its_own_keeps_it(app: Flask, world: builders.World) -> None:
    with transaction():
        for user in db.session.query(User):
            user.language = "ar"
    sample = make_sample(world, world.origin, world.caseworker, world.destination)
    visitors = {"public": Client(app), "migrant": Client(app)}
    for door, role in DOORS.items():
        visitors[door] = Client(app)
        visitors[door].sign_in(everybody(world)[role].email)
    visitors["migrant"].submit("/ar/status", {"reference": sample.case.ref, "code": CODE})
    wrong, read = {}, 0
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        values = {name: {**sample.values, "language": "ar"}[name] for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, values)
        page = visitors[rule.endpoint.split(".")[0]].get(path, follow=False)
        if page.text and page.status == 200 and page.root.get("dir") == "rtl":
            read += 1
            if unheld(page):
                wrong[path] = unheld(page)

    assert wrong == {}
    assert read > 50
