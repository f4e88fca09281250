"""The worker's door in a real browser: leaving leaves nothing behind, with scripts or without; tiny screens do."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from mrc.i18n import MIGRANT_LANGUAGES
from tests.journeys.browser import PHONE, is_wider_than_the_screen, visit
from tests.journeys.main_job import path_of
from tests.journeys.server import Server

OUT = "/health"
TINY = {"width": 240, "height": 320}


def open_card(page: Page, account: dict[str, str]) -> None:
    page.goto("/en/status")
    page.fill("[name=reference]", account["reference"])
    page.fill("[name=code]", account["code"])
    page.click("main form button[type=submit]")
    page.wait_for_url("**/en/case")


def assert_nothing_is_left(page: Page) -> None:
    """Back, forward, reload and the address lead to no card and to empty fields; the browser keeps nothing."""
    # The browser forgets beside going away, so on a slow machine a moment later.
    for _look in range(100):
        if not page.context.cookies():
            break
        page.wait_for_timeout(50)
    assert page.context.cookies() == []
    for look in (page.go_back, page.reload, page.go_forward, lambda: page.goto("/en/case")):
        look()
        assert not page.locator(".steps").count()
        fields = page.locator("main input:not([type=hidden])")
        assert [box.input_value() for box in fields.all()] == [""] * fields.count()
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,"
        " (await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert kept == [0, 0, 0, 0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_leaving_leaves_nothing_behind(chromium: Browser, server: Server, scripts: bool) -> None:
    with visit(chromium, server.url, viewport=PHONE, scripts=scripts) as (page, _watch):
        open_card(page, server.migrant("en"))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{OUT}")

        assert_nothing_is_left(page)


def test_escape_thrice_leads_away_and_takes_the_place_of_the_page(chromium: Browser, server: Server) -> None:
    with visit(chromium, server.url, viewport=PHONE) as (page, _watch):
        open_card(page, server.migrant("en"))
        entries = page.evaluate("history.length")
        for _press in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url(f"**{OUT}")

        assert page.evaluate("history.length") == entries
        assert_nothing_is_left(page)


def test_escape_leads_away_before_signing_in_too(chromium: Browser, server: Server) -> None:
    with visit(chromium, server.url, viewport=PHONE) as (page, _watch):
        page.goto("/en/status")
        page.fill("[name=code]", "4000")
        for _press in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url(f"**{OUT}")

        assert_nothing_is_left(page)


def test_a_page_that_nobody_touches_empties_itself(chromium: Browser, server: Server) -> None:
    with visit(chromium, server.url, viewport=PHONE) as (page, _watch):
        page.clock.install()
        open_card(page, server.migrant("en"))
        page.clock.fast_forward("14:50")
        expect(page.locator(".steps")).to_be_visible()
        page.clock.fast_forward("00:15")
        page.wait_for_url(f"**{OUT}")

        assert_nothing_is_left(page)


def test_an_old_page_ends_the_newer_visit(chromium: Browser, server: Server) -> None:
    with visit(chromium, server.url, viewport=PHONE, scripts=False) as (page, watch):
        account = server.migrant("en")
        open_card(page, account)
        newer = page.context.new_page()
        newer.context.clear_cookies()
        open_card(newer, account)
        page.click(".exit")
        page.wait_for_url(f"**{OUT}")
        newer.goto("/en/case")

        assert path_of(newer) == "/en/status"
        assert [fault for fault in watch.faults if "400" not in fault] == []
        watch.faults.clear()


def bytes_of_first_load(page: Page, path: str) -> int:
    """What the server sends for a page and for everything on it, heads of the answers included, to somebody new."""
    address, cookies = (
        urlsplit(page.url),
        "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies()),
    )
    parts = page.evaluate(
        "[...document.querySelectorAll('link[rel=stylesheet], script')].map((one) => one.href || one.src)"
    )
    total = 0
    for part in (path, *(one.removeprefix(f"http://{address.netloc}") for one in parts)):
        connection = HTTPConnection(str(address.hostname), address.port)
        connection.request("GET", part, headers={"Accept-Encoding": "gzip, deflate, br", "Cookie": cookies})
        answer = connection.getresponse()
        assert answer.status == 200, part
        total += len(answer.read()) + sum(len(f"{name}: {value}\r\n") for name, value in answer.getheaders())
        connection.close()
    return total


def test_the_first_load_is_fourteen_thousand_bytes_at_most(chromium: Browser, server: Server) -> None:
    with visit(chromium, server.url, viewport=PHONE, scripts=False) as (page, _watch):
        page.goto("/en/status")
        paths = [f"/{language}/status" for language in MIGRANT_LANGUAGES]
        sizes = {path: bytes_of_first_load(page, path) for path in paths}
        open_card(page, server.migrant("en"))
        paths = [f"/{language}/case" for language in MIGRANT_LANGUAGES]
        sizes |= {path: bytes_of_first_load(page, path) for path in paths}

    assert {path: size for path, size in sizes.items() if size > 14_000} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_all_fits_a_tiny_screen_with_letters_twice_as_large(
    chromium: Browser, server: Server, language: str
) -> None:
    with visit(chromium, server.url, viewport=TINY, scripts=False) as (page, _watch):
        open_card(page, server.migrant("en"))
        for path in ("", "/messages", "/photo", "/shown", "/not-me"):
            page.goto(f"/{language}/case{path}")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert not is_wider_than_the_screen(page), path
            assert urlsplit(page.url).path.startswith(f"/{language}/case")
