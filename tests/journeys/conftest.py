"""One server and one browser for all journeys; a second server on PostgreSQL for those that need it."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from tests import postgres
from tests.journeys import browser as browsing
from tests.journeys.server import Server, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey, and keep those that share a server in one of two processes."""
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            role = getattr(item, "callspec", None) and item.callspec.params.get("role")
            half = "journeys-1" if role in {"caseworker", "supervisor"} else "journeys-2"
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group(half))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    if browsing.executable() is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine: install it, or run .ci/run")
    assert browsing.executable() is not None, "no Chromium on this machine"
    with sync_playwright() as playwright:
        browser = browsing.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """The checker of accessibility."""
    return Axe()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Waymark on its embedded database."""
    with running(tmp_path_factory.mktemp("journeys")) as found:
        yield found


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Server]:
    """Waymark on PostgreSQL."""
    postgres.execute(postgres_url, "CREATE DATABASE journeys")
    url = postgres_url.replace("/postgres", "/journeys")
    with running(tmp_path_factory.mktemp("journeys-pg"), url, people=40) as found:
        yield found
