"""Sessions: opaque, short-lived, gone at once when they are revoked, and silent for who is not signed in."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, session
from werkzeug.http import parse_cookie

from mrc import clock, sessions
from mrc.access import Role
from mrc.db import db, transaction
from mrc.sessions import SessionRow, current
from tests import builders
from tests.conftest import NOW

COOKIE = "w"


def visit(app: Flask, cookie: str | None, deed: Callable[[], Any] = lambda: None, path: str = "/en/") -> Any:
    """One request: open the session, do a deed, write it back. Gives (what the deed gave, Set-Cookie or None)."""
    headers = {} if cookie is None else {"Cookie": f"{COOKIE}={cookie}"}
    with app.test_request_context(path, headers=headers):
        result = deed()
        response = app.make_response("page")
        app.session_interface.save_session(app, current(), response)
        return result, response.headers.get("Set-Cookie")


def value_of(set_cookie: str | None) -> str:
    assert set_cookie is not None
    return str(parse_cookie(set_cookie.split(";")[0])[COOKIE])


@pytest.fixture
def user_id(app: Flask) -> int:
    with app.app_context():
        return builders.make_user("ana@origin.example", Role.CASEWORKER, builders.make_centre()).id


@pytest.fixture
def cookie(app: Flask, user_id: int) -> str:
    """The cookie of somebody who has signed in."""
    _nothing, set_cookie = visit(app, None, lambda: sessions.begin(current(), user_id=user_id))
    return value_of(set_cookie)


def who(app: Flask, cookie: str | None) -> int | None:
    return visit(app, cookie, lambda: current().row and current().row.user_id)[0]


def rows(app: Flask) -> list[SessionRow]:
    with app.app_context():
        return list(db.session.scalars(sa.select(SessionRow)))


def test_a_signed_in_session_is_known_again(app: Flask, cookie: str, user_id: int) -> None:
    assert who(app, cookie) == user_id


def test_the_cookie_is_bound_to_this_site_and_out_of_reach_of_scripts(app: Flask, user_id: int) -> None:
    _nothing, set_cookie = visit(app, None, lambda: sessions.begin(current(), user_id=user_id))

    assert "HttpOnly" in set_cookie
    assert "SameSite=Strict" in set_cookie
    assert "Path=/" in set_cookie
    assert "Domain" not in set_cookie
    assert "Expires" not in set_cookie
    assert "Max-Age" not in set_cookie


def test_the_cookie_says_nothing_and_the_table_does_not_hold_it(app: Flask, cookie: str) -> None:
    session_id = cookie.removeprefix("s.")
    (row,) = rows(app)

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", session_id)
    assert session_id.encode() not in row.id_hash
    assert urlsafe_b64decode(session_id + "=") not in row.id_hash
    assert len(row.id_hash) == 32


def test_no_two_ids_are_alike(app: Flask, user_id: int) -> None:
    found = {value_of(visit(app, None, lambda: sessions.begin(current(), user_id=user_id))[1]) for _time in range(20)}
    assert len(found) == 20


@pytest.mark.parametrize("forged", ["s.", "s.x", "s.1", "s." + "A" * 43, "x.y", "", "s.\u0661", "' OR 1=1 --"])
def test_a_forged_id_is_nobody(app: Flask, cookie: str, forged: str) -> None:
    assert who(app, forged.encode().decode("latin-1")) is None


def test_a_session_ends_when_it_is_idle(app: Flask, cookie: str, user_id: int) -> None:
    with clock.held_at(NOW + timedelta(minutes=19, seconds=59)):
        assert who(app, cookie) == user_id
    with clock.held_at(NOW + timedelta(minutes=40)):
        assert who(app, cookie) is None


def test_use_keeps_a_session_alive_until_its_last_hour(app: Flask, cookie: str, user_id: int) -> None:
    for minutes in range(0, 8 * 60, 15):
        with clock.held_at(NOW + timedelta(minutes=minutes)):
            assert who(app, cookie) == user_id

    with clock.held_at(NOW + timedelta(hours=8)):
        assert who(app, cookie) is None


def test_a_migrants_session_is_shorter(app: Flask) -> None:
    with app.app_context():
        case_id = builders.make_case(builders.make_centre()).id
    cookie = value_of(visit(app, None, lambda: sessions.begin(current(), case_id=case_id))[1])

    with clock.held_at(NOW + timedelta(minutes=14)):
        assert visit(app, cookie, lambda: current().row.case_id)[0] == case_id
    with clock.held_at(NOW + timedelta(minutes=31)):
        assert visit(app, cookie, lambda: current().row)[0] is None


def test_signing_in_gives_a_new_id_and_carries_nothing_over(app: Flask, cookie: str, user_id: int) -> None:
    visit(app, cookie, lambda: session.update(secret="of the visitor before"))

    _nothing, set_cookie = visit(app, cookie, lambda: sessions.begin(current(), user_id=user_id))
    fresh = value_of(set_cookie)

    assert fresh != cookie
    assert who(app, cookie) is None
    assert visit(app, fresh, lambda: dict(session))[0] == {}
    assert len(rows(app)) == 1


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(app: Flask, user_id: int) -> None:
    before = value_of(visit(app, None, lambda: session.update(csrf_token="t"))[1])
    visit(app, before, lambda: sessions.begin(current(), user_id=user_id))

    assert who(app, before) is None


def test_what_is_kept_in_a_session_comes_back(app: Flask, cookie: str) -> None:
    visit(app, cookie, lambda: session.update(language="ar"))

    assert visit(app, cookie, lambda: session.get("language"))[0] == "ar"


def test_reading_writes_only_once_a_minute(app: Flask, cookie: str) -> None:
    (before,) = rows(app)
    with clock.held_at(NOW + timedelta(seconds=59)):
        visit(app, cookie)
    (soon,) = rows(app)
    with clock.held_at(NOW + timedelta(seconds=61)):
        visit(app, cookie)
    (later,) = rows(app)

    assert soon.seen_at == before.seen_at
    assert later.seen_at == NOW + timedelta(seconds=61)
    assert later.idle_ends_at == later.seen_at + timedelta(minutes=20)


def test_signing_out_removes_the_row_and_the_cookie(app: Flask, cookie: str) -> None:
    _nothing, set_cookie = visit(app, cookie, lambda: sessions.end(current()))

    assert "Expires=Thu, 01 Jan 1970" in set_cookie
    assert rows(app) == []
    assert who(app, cookie) is None


def test_a_revoked_session_is_over_at_once(app: Flask, cookie: str, user_id: int) -> None:
    with app.app_context(), transaction():
        sessions.end_all(user_id=user_id)

    assert who(app, cookie) is None


def test_one_session_may_outlive_the_revocation_it_asked_for(app: Flask, cookie: str, user_id: int) -> None:
    other = value_of(visit(app, None, lambda: sessions.begin(current(), user_id=user_id))[1])

    def keep_mine() -> None:
        with transaction():
            sessions.end_all(user_id=user_id, but=current().row.id)

    visit(app, cookie, keep_mine)

    assert who(app, cookie) == user_id
    assert who(app, other) is None


def test_writing_back_does_not_bring_a_revoked_session_to_life(app: Flask, cookie: str, user_id: int) -> None:
    def revoked_meanwhile() -> None:
        session["language"] = "fr"
        with app.app_context(), transaction():
            sessions.end_all(user_id=user_id)

    visit(app, cookie, revoked_meanwhile)

    assert rows(app) == []
    assert who(app, cookie) is None


def test_a_session_revoked_while_its_request_fails_does_no_harm(app: Flask, cookie: str, user_id: int) -> None:
    def revoked_then_rolled_back() -> None:
        session["language"] = "fr"
        with app.app_context(), transaction():
            sessions.end_all(user_id=user_id)
        db.session.rollback()

    visit(app, cookie, revoked_then_rolled_back)

    assert rows(app) == []


def test_a_session_survives_a_rollback_of_its_request(app: Flask, cookie: str, user_id: int) -> None:
    visit(app, cookie, lambda: (session.update(language="fr"), db.session.rollback()))

    assert visit(app, cookie, lambda: session.get("language"))[0] == "fr"


def test_disabling_an_account_takes_its_sessions_along(app: Flask, cookie: str, user_id: int) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.text("DELETE FROM users WHERE id = :id"), {"id": user_id})

    assert rows(app) == []


def test_a_session_belongs_to_one_owner(context: Flask) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(SessionRow(id_hash=b"x", data={}, idle_ends_at=NOW, ends_at=NOW))


def test_a_visitor_who_only_reads_gets_no_cookie_and_no_row(app: Flask) -> None:
    assert visit(app, None) == (None, None)
    assert rows(app) == []


def test_what_an_anonymous_visitor_keeps_travels_encrypted(app: Flask) -> None:
    cookie = value_of(visit(app, None, lambda: session.update(csrf_token="plain-to-see"))[1])

    sealed = urlsafe_b64decode(cookie[2:] + "=" * (-len(cookie[2:]) % 4))

    assert cookie.startswith("a.")
    assert b"plain-to-see" not in sealed
    assert b"csrf" not in sealed
    assert visit(app, cookie, lambda: session.get("csrf_token"))[0] == "plain-to-see"
    assert rows(app) == []


def test_a_forged_anonymous_cookie_is_ignored(app: Flask) -> None:
    cookie = value_of(visit(app, None, lambda: session.update(csrf_token="t"))[1])

    for position in range(2, len(cookie)):
        altered = cookie[:position] + ("A" if cookie[position] != "A" else "B") + cookie[position + 1 :]
        found = visit(app, altered, lambda: session.get("csrf_token"))[0]
        # The last character of base64 may carry bits that say nothing.
        assert found is None or position == len(cookie) - 1


@pytest.mark.parametrize("forged", ["a.", "a.x", "a.AAAA", "a.%00", "a.é", "a." + "A" * 5000])
def test_nonsense_in_an_anonymous_cookie_is_ignored(app: Flask, forged: str) -> None:
    assert visit(app, forged, lambda: dict(session))[0] == {}


def test_an_anonymous_cookie_cannot_claim_to_be_somebody(app: Flask, user_id: int) -> None:
    cookie = value_of(visit(app, None, lambda: session.update(_user_id=str(user_id)))[1])

    assert who(app, cookie) is None


def test_static_files_know_nobody(app: Flask, cookie: str) -> None:
    assert visit(app, cookie, lambda: current().row, path="/static/css/office.css") == (None, None)


def test_sweeping_removes_what_is_over_and_nothing_else(app: Flask, cookie: str) -> None:
    with app.app_context():
        with clock.held_at(NOW + timedelta(minutes=19)):
            assert sessions.sweep() == 0
        with clock.held_at(NOW + timedelta(minutes=21)):
            assert sessions.sweep() == 1

    assert rows(app) == []
