"""What every answer promises: headers, refusals in the reader's language, and forms from nowhere else."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response, abort, g, request, session
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mrc import create_app, sessions
from mrc.access import Permission, Role
from mrc.audit import AuditEntry
from mrc.db import db
from mrc.errors import NotAllowed, NotFound, Stale
from mrc.http import CSP, HEADERS
from mrc.once import SentTwice
from tests import builders
from tests.conftest import KEYS, _settings
from tests.page import Client


def fail(what: str) -> None:
    """Fail in one of the ways that a view can."""
    faults: dict[str, Exception] = {
        "not-allowed": NotAllowed(Permission.CASE_READ),
        "not-found": NotFound("x"),
        "stale": Stale([("City", "mine", "theirs")], 7),
        "sent-twice": SentTwice("/en/"),
        "sent-twice-elsewhere": SentTwice("//evil.example/"),
        "bug": ZeroDivisionError(),
        "database": OperationalError("SELECT 1", {}, Exception("gone")),
        "pool": PoolTimeout("no connection"),
    }
    if what.isdecimal():
        abort(int(what))
    if what in faults:
        raise faults[what]


def probe(what: str) -> Response:
    fail(what)
    return Response(f"{g.language} {request.form.get('text', '')}", mimetype="text/plain")


def sign_in_as(user_id: int) -> Response:
    sessions.begin(sessions.current(), user_id=user_id)
    session["_user_id"] = str(user_id)
    return Response("in", mimetype="text/plain")


@pytest.fixture(scope="module")
def probe_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with pages of the test's own, which fail on demand."""
    folder = tmp_path_factory.mktemp("http")
    app = create_app(_settings(folder, f"sqlite:///{folder / 'http.db'}"), KEYS)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for prefix in ("", "/<lang:language>", "/office"):
        view = (lambda what, language=None: probe(what)) if prefix else probe
        app.add_url_rule(f"{prefix}/probe/<what>", f"probe{prefix}", view, methods=["GET", "POST"])
    app.add_url_rule("/become/<int:user_id>", "become", sign_in_as)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(probe_app: Flask) -> Client:
    return Client(probe_app)


def a_user(app: Flask, role: Role, language: str = "en") -> int:
    with app.app_context():
        number = db.session.scalar(sa.text("SELECT count(*) FROM users"))
        centre = builders.make_centre(f"Centre {number}")
        user = builders.make_user(f"{role}-{number}@origin.example", role, centre)
        user.language = language
        db.session.commit()
        return user.id


ANSWERS = [
    ("/sign-in", 200),
    ("/become/1", 200),
    ("/office/nothing", 404),
    ("/nothing", 404),
    ("/ar/nothing", 404),
    ("/probe/sent-twice", 303),
    ("/probe/400", 400),
    ("/probe/not-allowed", 403),
    ("/probe/not-found", 404),
    ("/probe/stale", 409),
    ("/probe/413", 413),
    ("/probe/429", 429),
    ("/probe/418", 418),
    ("/probe/bug", 500),
    ("/probe/503", 503),
    ("/probe/database", 503),
    ("/probe/pool", 503),
    ("/static/css/office.css", 200),
    ("/static/nothing.css", 404),
    ("/static/../config.py", 404),
]


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_carries_the_headers(probe_app: Flask, path: str, status: int) -> None:
    a_user(probe_app, Role.CASEWORKER)
    with probe_app.test_client().get(path) as response:
        pass

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers


@pytest.mark.parametrize(
    ("path", "status"), [entry for entry in ANSWERS if entry[1] != 200 or "static" not in entry[0]]
)
def test_nothing_but_static_files_is_kept_by_the_browser(probe_app: Flask, path: str, status: int) -> None:
    a_user(probe_app, Role.CASEWORKER)
    assert probe_app.test_client().get(path).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept(probe_app: Flask) -> None:
    with probe_app.test_client().get("/static/css/office.css") as response:
        assert "max-age=31536000" in response.headers["Cache-Control"]


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    sources = {part.split()[0]: part.split()[1:] for part in CSP.split("; ")}

    assert sources["default-src"] == ["'none'"]
    assert sources["script-src"] == ["'self'"]
    assert sources["style-src"] == ["'self'"]
    assert not any(word in CSP for word in ("unsafe", "*", "http:", "https:", "blob:"))
    for name in ("base-uri", "frame-ancestors", "object-src"):
        assert sources[name] == ["'none'"]


def test_over_tls_browsers_are_told_to_stay_there(tmp_path: Any) -> None:
    settings = _settings(tmp_path, f"sqlite:///{tmp_path / 'tls.db'}")
    app = create_app(type(settings)(**{**vars(settings), "https": True}), KEYS)

    response = app.test_client().get("/static/nothing.css", base_url="https://localhost")

    assert response.headers["Strict-Transport-Security"].startswith("max-age=63072000; includeSubDomains")
    assert app.session_interface.cookie_name(app) == "__Host-w"


@pytest.mark.parametrize(
    ("path", "language", "direction"),
    [
        ("/ar/nothing", "ar", "rtl"),
        ("/ur/nothing", "ur", "rtl"),
        ("/ne/nothing/at/all", "ne", "ltr"),
        ("/fil/probe/503", "fil", "ltr"),
        ("/ar/probe/bug", "ar", "rtl"),
        ("/ar/probe/database", "ar", "rtl"),
    ],
)
def test_an_error_below_a_language_is_answered_in_it(
    visitor: Client, path: str, language: str, direction: str
) -> None:
    page = visitor.get(path, headers={"Accept-Language": "es"})

    assert (page.root.get("lang"), page.root.get("dir")) == (language, direction)


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/nothing", "ne,en;q=0.5", "ne"),
        ("/nothing", "xx", "en"),
        ("/nothing", "", "en"),
        ("/office/nothing", "ne,ar;q=0.5", "ar"),
        ("/sign-in", "fr-CH", "fr"),
        ("/sign-in", "ne", "en"),
        ("/probe/bug", "ur", "ur"),
    ],
)
def test_without_a_language_the_browser_is_asked(visitor: Client, path: str, accepted: str, language: str) -> None:
    assert visitor.get(path, headers={"Accept-Language": accepted}).root.get("lang") == language


def test_an_error_is_answered_in_the_language_of_the_account(probe_app: Flask, visitor: Client) -> None:
    visitor.get(f"/become/{a_user(probe_app, Role.CASEWORKER, 'ar')}")

    for path in ("/office/nothing", "/probe/not-allowed", "/probe/stale", "/probe/bug"):
        assert visitor.get(path).root.get("lang") == "ar"
    assert visitor.post("/probe/ok", {"text": "typed"}).root.get("lang") == "ar"


def test_no_error_says_what_went_wrong_inside(visitor: Client) -> None:
    for what in ("bug", "database", "pool"):
        text = visitor.get(f"/probe/{what}").text
        assert not any(word in text for word in ("Traceback", "ZeroDivision", "SELECT", "sqlalchemy", "gone"))


def test_a_database_that_is_away_asks_for_patience(visitor: Client) -> None:
    response = visitor.get("/probe/database").response

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"


def test_a_database_that_is_away_at_the_start_of_a_visit_asks_for_patience(
    probe_app: Flask, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.get(f"/become/{a_user(probe_app, Role.CASEWORKER)}")

    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(sessions.ServerSessions, "_signed_in", away)
    page = visitor.get("/ar/probe/ok")

    assert page.status == 503
    assert page.root.get("lang") == "ar"
    assert page.response.headers["Retry-After"] == "30"


@pytest.mark.parametrize("app", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_visit_goes_on_after_the_database_was_restarted(app: Flask, client: Client) -> None:
    with app.app_context():
        builders.make_world()
    client.sign_in("ana@origin.example")
    with app.app_context():
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        db.session.execute(sa.text(f"{query} AND pid <> pg_backend_pid()"))
        db.session.rollback()

    assert client.get("/account").status == 200


def test_a_method_that_is_not_offered_is_refused_with_what_is(probe_app: Flask) -> None:
    response = probe_app.test_client().delete("/static/css/office.css")

    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_odd_methods_are_refused(probe_app: Flask, method: str) -> None:
    assert probe_app.test_client().open("/sign-in", method=method).status_code in {400, 404, 405}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(probe_app: Flask) -> None:
    limit = probe_app.config["MAX_CONTENT_LENGTH"]
    response = probe_app.test_client().post(
        "/ar/probe/ok", data=b"x" * (limit + 1), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    assert 'lang="ar"' in response.get_data(as_text=True)


def test_a_form_without_its_token_is_refused_and_shows_what_was_typed(visitor: Client) -> None:
    page = visitor.post("/ar/probe/ok", {"text": "half a story", "password": "hidden words", "code": "1234"})

    assert page.status == 400
    assert page.root.get("lang") == "ar"
    assert "half a story" in page.words()
    assert "hidden words" not in page.text
    assert "1234" not in page.text


def token_of(client: Client) -> str:
    return str(client.get("/sign-in").form_values("/sign-in")["csrf_token"])


def test_a_form_with_its_token_is_taken(visitor: Client) -> None:
    page = visitor.post("/probe/ok", {"csrf_token": token_of(visitor), "text": "story"})
    assert page.response.get_data(as_text=True) == "en story"


def test_a_token_of_another_visitor_is_refused(probe_app: Flask, visitor: Client) -> None:
    stranger = token_of(Client(probe_app))
    token_of(visitor)

    assert visitor.post("/probe/ok", {"csrf_token": stranger}).status == 400


@pytest.mark.parametrize("token", ["", "x", "ImEi.aaaa.bbbb", "\x00", "é" * 2000])
def test_a_made_up_token_is_refused(visitor: Client, token: str) -> None:
    token_of(visitor)
    assert visitor.post("/probe/ok", {"csrf_token": token}).status == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_from_another_site_is_refused_in_spite_of_its_token(visitor: Client, headers: dict[str, str]) -> None:
    page = visitor.post("/probe/ok", {"csrf_token": token_of(visitor)}, headers=headers)
    assert page.status == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_form_is_taken(visitor: Client, headers: dict[str, str]) -> None:
    page = visitor.post("/probe/ok", {"csrf_token": token_of(visitor)}, headers=headers)
    assert page.status == 200


def test_a_stale_save_shows_both_and_keeps_everything_that_was_sent(visitor: Client) -> None:
    sent = {"csrf_token": token_of(visitor), "city": "mine", "other": "too", "version": "6", "once": "k"}
    page = visitor.post("/probe/stale?a=1", sent)

    again = page.form_values("/probe/stale?a=1")
    assert page.status == 409
    assert "theirs" in page.words()
    assert again["city"] == "mine"
    assert again["other"] == "too"
    assert again["version"] == "7"
    assert again["csrf_token"] != ""


def test_a_form_sent_twice_follows_the_first(visitor: Client) -> None:
    assert visitor.get("/probe/sent-twice", follow=False).response.headers["Location"] == "/en/"


def test_a_form_sent_twice_never_leads_elsewhere(visitor: Client) -> None:
    assert visitor.get("/probe/sent-twice-elsewhere", follow=False).response.headers["Location"] == "/"


def denials(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        query = sa.select(AuditEntry.detail).where(AuditEntry.event == "session:denied").order_by(AuditEntry.at)
        return list(db.session.scalars(query))


def test_a_refusal_is_put_on_record(probe_app: Flask, visitor: Client) -> None:
    visitor.get(f"/become/{a_user(probe_app, Role.CASEWORKER)}")
    before = len(denials(probe_app))

    visitor.get("/probe/not-allowed")

    assert denials(probe_app)[before:] == [{"permission": "case:read"}]


def test_a_wrong_door_is_refused_and_put_on_record(app: Flask, client: Client) -> None:
    with app.app_context():
        builders.make_world()
    client.sign_in("ana@origin.example")
    addresses = list(app.url_map.iter_rules("admin.list_users"))

    page = client.get(str(addresses[0]))

    assert page.status == 403
    assert denials(app)[-1] == {"permission": "door:admin"}


def test_a_session_that_names_another_account_is_nobody(probe_app: Flask, visitor: Client) -> None:
    first, second = a_user(probe_app, Role.CASEWORKER), a_user(probe_app, Role.SUPERVISOR, "fr")
    visitor.get(f"/become/{first}")
    with probe_app.app_context():
        row = db.session.scalars(sa.select(sessions.SessionRow).where(sessions.SessionRow.user_id == first)).one()
        row.data = {**row.data, "_user_id": str(second)}
        db.session.commit()

    assert visitor.get("/account", follow=False).response.status_code == 303


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/ar/nothing", "/office/nothing", "/probe/bug"])
def test_reading_changes_nothing_in_the_database(probe_app: Flask, path: str) -> None:
    with probe_app.app_context():
        tables = {name: db.session.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in db.metadata.tables}
        db.session.rollback()

    Client(probe_app).get(path)

    with probe_app.app_context():
        after = {name: db.session.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in db.metadata.tables}
        db.session.rollback()
    assert after == tables
