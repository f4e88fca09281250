"""Every page of every door, in every language it is offered in, on a desktop and on a phone: nothing serious for axe,
nothing wider than the screen, and the keyboard's place always to be seen."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from mrc.i18n import MIGRANT_LANGUAGES, STAFF_LANGUAGES
from tests.journeys.browser import (
    DESKTOP,
    NARROW,
    PHONE,
    Watch,
    grave_faults,
    is_wider_than_the_screen,
    unseen_focus,
    visit,
)
from tests.journeys.crawl import pages
from tests.journeys.people import open_card, sign_in, speak
from tests.journeys.server import Server

# Door -> (role of the demo account, where to begin, how many kinds of pages there are at least).
STAFF_DOORS = {
    "caseworker": (["/office/", "/office/search?q=a", "/account"], 40),
    "supervisor": (["/office/reports", "/office/cases", "/office/people", "/office/cases/assign"], 40),
    "administrator": (["/admin/", "/admin/users", "/admin/centres", "/admin/organisations"], 8),
    "auditor": (["/audit/"], 2),
    "partner": (["/partner/"], 3),
}
# What a supervisor sees like a caseworker is looked at once.
SEEN_BY_CASEWORKERS = (
    "/office/cases/<ref>/",
    "/office/claims",
    "/office/collective",
    "/office/directory",
    "/office/filings",
    "/office/hearings",
    "/office/law",
    "/office/people/",
    "/office/powers",
    "/office/respondents",
    "/office/search",
)


class Found:
    """The pages of each door, one address for each kind, looked for when first asked."""

    def __init__(self, chromium: Browser, server: Server) -> None:
        self.chromium, self.server = chromium, server
        self._doors: dict[str, dict[str, str]] = {}

    def __getitem__(self, role: str) -> dict[str, str]:
        if role not in self._doors:
            self._doors[role] = self._look(role)
        return self._doors[role]

    def _look(self, role: str) -> dict[str, str]:
        with visit(self.chromium, self.server.url) as (page, _watch):
            sign_in(page, account_of(self.server, role))
            door = pages(page.context, self.server.url, STAFF_DOORS[role][0])
        if role != "supervisor":
            return door
        alike = self["caseworker"]
        return {
            kind: path for kind, path in door.items() if kind not in alike or not kind.startswith(SEEN_BY_CASEWORKERS)
        }


@pytest.fixture(scope="module")
def found(chromium: Browser, server: Server) -> Found:
    """The pages of each door."""
    return Found(chromium, server)


def account_of(server: Server, role: str) -> dict[str, str]:
    return server.partner("Legal Clinic") if role == "partner" else server.staff(role)


# Pages in the language of the worker that they are about, whatever the reader speaks.
IN_THEIR_LANGUAGE = ("/read-back", "/slip/")


# How much axe looks at: what only words change is a matter of width, which is measured in every language.
ON_BOTH, ON_A_PHONE, NOT_AT_ALL = "both", "phone", "none"
STAFF_LOOKS = {"en": ON_BOTH, "ar": ON_A_PHONE, "fr": NOT_AT_ALL, "es": NOT_AT_ALL}


def faults_of(page: Page, axe: Axe, path: str, looked_at: str = ON_BOTH) -> Iterator[str]:
    """What is wrong with one page on a desktop and on a phone."""
    page.set_viewport_size(DESKTOP)
    page.goto(path)
    if looked_at == ON_BOTH:
        yield from (f"{path} desktop {fault}" for fault in grave_faults(page, axe))
    if is_wider_than_the_screen(page):
        yield f"{path} desktop is wider than the screen"
    page.set_viewport_size(PHONE)
    if looked_at != NOT_AT_ALL:
        rules = NARROW if looked_at == ON_BOTH else None
        yield from (f"{path} phone {fault}" for fault in grave_faults(page, axe, rules))
    if is_wider_than_the_screen(page):
        yield f"{path} phone is wider than the screen"


def faults_of_all(page: Page, axe: Axe, watch: Watch, paths: list[str], language: str, looked_at: str) -> list[str]:
    faults = []
    for path in paths:
        faults += list(faults_of(page, axe, path, looked_at))
        is_theirs = any(piece in path for piece in IN_THEIR_LANGUAGE)
        if not is_theirs and page.locator("html").get_attribute("lang") != language:
            faults.append(f"{path} is not in {language}")
    return faults + watch.faults


@pytest.mark.parametrize("language", STAFF_LANGUAGES)
@pytest.mark.parametrize("role", STAFF_DOORS)
def test_every_page_for_staff_and_partners(
    chromium: Browser, axe: Axe, server: Server, found: Found, role: str, language: str
) -> None:
    paths = list(found[role].values())
    with visit(chromium, server.url, language=language) as (page, watch):
        sign_in(page, account_of(server, role))
        speak(page, language)
        faults = faults_of_all(page, axe, watch, paths, language, STAFF_LOOKS[language])
        page.set_viewport_size(DESKTOP)
        # The last of the pages may be one for the printer, where no language can be chosen.
        page.goto("/account")
        speak(page, "en")

    assert faults == []


@pytest.mark.parametrize("role", STAFF_DOORS)
def test_there_are_pages_to_look_at(found: Found, role: str) -> None:
    least = STAFF_DOORS[role][1]
    assert len(found[role]) >= (least if role != "supervisor" else 12)


@pytest.mark.parametrize("role", STAFF_DOORS)
def test_the_same_pages_are_reached_in_arabic(chromium: Browser, server: Server, found: Found, role: str) -> None:
    with visit(chromium, server.url, language="ar") as (page, _watch):
        sign_in(page, account_of(server, role))
        speak(page, "ar")
        reached = pages(page.context, server.url, STAFF_DOORS[role][0])
        speak(page, "en")

    assert set(found[role]) - set(reached) == set()


@pytest.mark.parametrize("language", MIGRANT_LANGUAGES)
def test_every_page_for_workers(chromium: Browser, axe: Axe, server: Server, language: str) -> None:
    public = ["/", f"/{language}/", f"/{language}/status", f"/{language}/nothing"]
    own = [f"/{language}/case", f"/{language}/case/messages", f"/{language}/case/photo"]
    own += [f"/{language}/case/dates", f"/{language}/case/finish", f"/{language}/case/correct"]
    own += [f"/{language}/case/copy", f"/{language}/case/copy/whole", f"/{language}/case/day"]
    own += [f"/{language}/case/more", f"/{language}/case/agreed", f"/{language}/case/looks"]
    with visit(chromium, server.url, language=language) as (page, watch):
        faults = faults_of_all(page, axe, watch, public, language, ON_A_PHONE)
        open_card(page, language, server.migrant(language))
        faults += faults_of_all(page, axe, watch, own, language, ON_A_PHONE)

    assert faults == []


def look_for_unseen_focus(page: Page, paths: list[str]) -> dict[str, list[str]]:
    unseen = {}
    for path in paths:
        page.goto(path)
        unseen[path] = unseen_focus(page)
    return {path: names for path, names in unseen.items() if names}


@pytest.mark.parametrize("role", STAFF_DOORS)
def test_the_keyboards_place_is_seen_by_staff(chromium: Browser, server: Server, found: Found, role: str) -> None:
    with visit(chromium, server.url) as (page, _watch):
        sign_in(page, account_of(server, role))
        assert look_for_unseen_focus(page, list(found[role].values())) == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_keyboards_place_is_seen_by_workers(chromium: Browser, server: Server, language: str) -> None:
    with visit(chromium, server.url, viewport=PHONE) as (page, _watch):
        open_card(page, language, server.migrant(language))
        paths = [f"/{language}/case", f"/{language}/case/messages", f"/{language}/case/photo", f"/{language}/"]
        assert look_for_unseen_focus(page, paths) == {}


@pytest.mark.parametrize("path", ["/sign-in", "/office/nothing", "/ar/nothing"])
def test_pages_before_signing_in(chromium: Browser, axe: Axe, server: Server, path: str) -> None:
    with visit(chromium, server.url) as (page, _watch):
        assert list(faults_of(page, axe, path)) == []
        assert look_for_unseen_focus(page, [path]) == {}
