"""Every page in the made-up language: what stands outside its brackets is a word that no translator can reach.

English itself is replaced by the made-up language, so that pages are read exactly as they are written.
"""

import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mrc import i18n
from mrc.access import Role
from mrc.db import db, transaction
from tests import builders
from tests.house.pseudo import bare_words, without_brackets
from tests.house.sample import CODE, Sample, everybody, make_sample
from tests.page import Client, Page

DOORS = {"office": Role.SUPERVISOR, "admin": Role.ADMINISTRATOR, "audit": Role.AUDITOR, "partner": Role.PARTNER}
SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def made_up_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = i18n._catalogue
    forget_drawn_words()
    monkeypatch.setattr(i18n, "_catalogue", lambda code: i18n._Pseudo() if code == "en" else real(code))
    yield
    forget_drawn_words()


def forget_drawn_words() -> None:
    """Lists keep words that they drew once in a language; here English means two different things."""
    for name, module in list(sys.modules.items()):
        if name.startswith("mrc.reports"):
            for thing in vars(module).values():
                # Asked of the type, since proxies of a request answer only inside one.
                if hasattr(type(thing), "cache_clear"):
                    thing.cache_clear()


@pytest.fixture
def sample(world: builders.World) -> Sample:
    """One of everything, without a Latin letter in it."""
    with transaction():
        for number, thing in enumerate((world.origin, world.destination, world.partner_organisation)):
            thing.name = f"नाम {number}"
        for user in db.session.query(type(world.caseworker)):
            user.name = "आना"
    return make_sample(world, world.origin, world.caseworker, world.destination)


@pytest.fixture
def visitors(app: Flask, world: builders.World, sample: Sample) -> dict[str, Client]:
    """Somebody at each door who reads the made-up language."""
    found = {"public": Client(app), "migrant": Client(app)}
    for door, role in DOORS.items():
        found[door] = Client(app)
        found[door].sign_in(everybody(world)[role].email)
    found["migrant"].submit("/en/status", {"reference": sample.case.ref, "code": CODE})
    return found


def pages(app: Flask, sample: Sample, method: str) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if {method, "GET"} <= rule.methods and rule.endpoint != "static":
            values = {name: sample.values[name] for name in rule.arguments}
            yield rule, app.url_map.bind("localhost").build(rule.endpoint, values)


def readable(page: Page) -> bool:
    return bool(page.text) and page.status != 303


@SQLITE
def test_no_page_shows_a_bare_word(app: Flask, visitors: dict[str, Client], sample: Sample) -> None:
    bare, read = {}, 0
    for rule, path in pages(app, sample, "GET"):
        visitor = visitors[rule.endpoint.split(".")[0]]
        page = visitor.get(path, follow=False)
        if readable(page):
            read += 1
            found = bare_words(page)
            if found:
                bare[path] = found

    assert bare == {}
    assert read > 60


@SQLITE
def test_no_error_of_an_empty_form_shows_a_bare_word(app: Flask, visitors: dict[str, Client], sample: Sample) -> None:
    bare, refused, faults = {}, 0, {}
    for rule, path in pages(app, sample, "POST"):
        visitor = visitors[rule.endpoint.split(".")[0]]
        form = visitor.get(path)
        token = next((field.get("value") for field in form.all("input") if field.get("name") == "csrf_token"), "")
        page = visitor.post(path, {"csrf_token": token}, follow=False)
        if page.status >= 500:
            faults[path] = page.status
        if readable(page):
            refused += page.status == 422
            found = bare_words(page)
            if found:
                bare[path] = found

    assert faults == {}
    assert bare == {}
    assert refused > 20


@SQLITE
def test_no_answer_to_nonsense_shows_a_bare_word_or_is_a_fault(
    app: Flask, visitors: dict[str, Client], sample: Sample
) -> None:
    bare, faults = {}, {}
    for rule, path in pages(app, sample, "POST"):
        visitor = visitors[rule.endpoint.split(".")[0]]
        form = visitor.get(path)
        names = {field.get("name") for tag in ("input", "select", "textarea") for field in form.all(tag)} - {None}
        token = next((field.get("value") for field in form.all("input") if field.get("name") == "csrf_token"), "")
        kinds = {field.get("name") for field in form.all("input") if field.get("type") == "file"}
        values = {**dict.fromkeys(names - kinds, "ऽऽ"), "csrf_token": token}
        page = visitor.post(path, values, follow=False)
        if page.status >= 500:
            faults[path] = page.status
        if readable(page) and bare_words(page):
            bare[path] = bare_words(page)

    assert faults == {}
    assert bare == {}


@SQLITE
def test_no_error_page_shows_a_bare_word(app: Flask, visitors: dict[str, Client], sample: Sample) -> None:
    answers = [
        visitors["office"].get("/office/nothing"),
        visitors["office"].get("/admin/"),
        visitors["office"].post("/office/people/new", {"name": "नाम"}),
        visitors["public"].get("/en/nothing"),
        visitors["public"].post("/en/status", {"reference": "x"}),
        visitors["migrant"].get("/office/"),
    ]

    assert [page.status for page in answers] == [404, 403, 400, 404, 400, 403]
    assert [bare_words(page) for page in answers[:5]] == [[]] * 5


def page_of(html: str) -> Page:
    page = Page.__new__(Page)
    page.__dict__.update(Page.__dict__)
    import html5lib

    page.root = html5lib.HTMLParser().parse(f"<!doctype html><html lang='en'><body>{html}</body></html>")
    return page


@pytest.mark.parametrize(
    "html",
    [
        "<p>Save</p>",
        "<p>⟦Save⟧ now</p>",
        "<button aria-label='Close'>⟦x⟧</button>",
        "<input placeholder='Name'>",
        "<p><bdi>Sita</bdi> owes</p>",
        "<option>Yes</option>",
        "<p>⟦a ⟦b⟧ c⟧ d ef</p>",
    ],
)
def test_a_bare_word_is_found(html: str) -> None:
    assert bare_words(page_of(html)) != []


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Save⟧</p>",
        "<p>⟦in ⟦3⟧ days⟧ · Waymark</p>",
        "<p><bdi>Sita Gurung</bdi></p>",
        "<p lang='fr'>Français</p>",
        "<p class='own-words' dir='auto'>I was not paid</p>",
        "<p>Nov 20, 2026</p>",
        "<p>1,250.00 QAR</p>",
    ],
)
def test_what_is_nobodys_to_translate_is_let_pass(html: str) -> None:
    assert bare_words(page_of(html)) == []


def test_brackets_may_stand_in_brackets() -> None:
    assert without_brackets("a⟦b⟦c⟧d⟧e") == "ae"
