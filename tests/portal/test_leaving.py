"""Leaving the worker's pages: the visit ends, the browser forgets, and nobody else can end or keep a visit."""

from datetime import timedelta

import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.db import db
from mrc.sessions import SessionRow
from tests.conftest import NOW
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_views import leave, open_card


def test_leaving_ends_the_visit_and_clears_the_browser(client: Client, opened: Opened) -> None:
    open_card(client, opened)
    cookie = client.http.get_cookie("w").value

    page = leave(client)

    assert page.status == 200
    assert page.response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert 'content="0; url=https://worldweather.wmo.int/"' in page.text
    assert db.session.scalars(sa.select(SessionRow)).all() == []
    client.http.set_cookie("w", cookie)
    assert client.get("/en/case").response.request.path == "/en/status"


def test_leaving_is_on_record(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    leave(client)

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.STATUS_LEFT)).one()
    assert entry.subject_ref == opened.ref


def test_the_way_out_is_the_first_thing_one_reaches(client: Client, opened: Opened) -> None:
    page = open_card(client, opened)

    reachable = [element for element in page.all("body")[0].iter() if element.tag.endswith(("}a", "}button"))]
    assert reachable[0].text == "Leave this page"
    assert reachable[0].tag.endswith("}button")


def test_following_a_link_out_ends_nothing(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    answer = client.get("/exit", follow=False)

    assert (answer.status, answer.response.location) == (303, "https://worldweather.wmo.int/")
    assert client.get("/en/case").response.request.path == "/en/case"


def test_a_link_of_another_site_makes_a_browser_forget_no_visit(client: Client) -> None:
    told = [
        client.get("/exit", follow=False, headers={"Sec-Fetch-Site": site}).response.headers["Clear-Site-Data"]
        for site in ("cross-site", "same-origin")
    ]

    assert told == ['"cache"', '"cache", "cookies", "storage"']


def test_an_old_page_of_ours_ends_the_visit_that_began_after_it(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    page = client.post("/exit", {"csrf_token": "of an older visit"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert page.response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert db.session.scalars(sa.select(SessionRow)).all() == []


def test_whoever_wants_to_leave_with_a_page_that_is_over_is_led_away_too(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    page = client.post("/exit", {})

    assert page.status == 400
    assert 'content="0; url=https://worldweather.wmo.int/"' in page.text
    assert len(db.session.scalars(sa.select(SessionRow)).all()) == 1


def test_a_quarter_of_an_hour_without_a_touch_ends_the_visit(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    with clock.held_at(NOW + timedelta(minutes=15)):
        assert client.get("/en/case").response.request.path == "/en/status"
