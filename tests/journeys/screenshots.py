"""Pictures of the ten main pages, in English and Arabic, on a desktop and on a phone.

python -m tests.journeys.screenshots [FOLDER]     into screenshots/ unless a folder is named
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import DESKTOP, PHONE, launch, picture, visit
from tests.journeys.people import open_card, sign_in, speak
from tests.journeys.server import ROOT, Server, running

SIZES = {"desktop": DESKTOP, "phone": PHONE}
LANGUAGES = ("en", "ar")


def first_of(page: Page, listing: str, beginning: str) -> str:
    """The address of the first entry of a list that begins in some way."""
    page.goto(listing)
    return str(page.locator(f'main tbody a[href^="{beginning}"]').first.get_attribute("href"))


def office_pages(page: Page) -> dict[str, str]:
    """The main pages of the office, by the names of their pictures."""
    person = first_of(page, "/office/people", "/office/people/")
    return {
        "01-my-work": "/office/",
        "02-take-somebody-in": "/office/people/new",
        "03-person": person,
        "04-cases": "/office/cases?status=live&worker=all",
        "05-case": first_of(page, "/office/cases?status=live&worker=all", "/office/cases/"),
        "06-claim": first_of(page, "/office/claims", "/office/claims/"),
        "07-referrals": "/office/referrals",
        "08-directory": "/office/directory",
    }


def take(page: Page, folder: Path, name: str, path: str, language: str) -> None:
    """One page at each size."""
    page.goto(path)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        picture(page, folder / f"{name}-{language}-{size}.png")


def staff(browser: Browser, server: Server, folder: Path, language: str) -> None:
    """The pages of a caseworker and of a supervisor."""
    for role in ("caseworker", "supervisor"):
        with visit(browser, server.url, language=language) as (page, _watch):
            sign_in(page, server.staff(role))
            speak(page, language)
            wanted = office_pages(page) if role == "caseworker" else {"09-reports": "/office/reports/caseload"}
            for name, path in wanted.items():
                take(page, folder, name, path, language)
            page.set_viewport_size(DESKTOP)
            speak(page, "en")


def worker(browser: Browser, server: Server, folder: Path, language: str) -> None:
    """The card of a worker."""
    with visit(browser, server.url, language=language) as (page, _watch):
        open_card(page, language, server.migrant(language, "wage_claim"))
        take(page, folder, "10-card", f"/{language}/case", language)


def main(folder: Path, say: Callable[[str], object]) -> None:
    """Make an instance, take all pictures, and say where they are."""
    with (
        tempfile.TemporaryDirectory() as instance,
        running(Path(instance), people=400) as server,
        sync_playwright() as p,
    ):
        browser = launch(p)
        for language in LANGUAGES:
            staff(browser, server, folder, language)
            worker(browser, server, folder, language)
        browser.close()
    say(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots", sys.stdout.write)
