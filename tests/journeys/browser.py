"""A browser that notices what a person would: errors in its console, broken policies, requests to strangers, faults
of the server, pages that cannot be used by keyboard or screen reader, and pages wider than the screen."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, Response

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
GRAVE = {"serious", "critical"}
# The rules of axe whose answer depends on the width of the screen.
NARROW = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "meta-viewport"]
# Refusals that a journey asks for on purpose are told to the console by the browser itself.
ASKED_FOR = ("status of 422", "status of 409", "status of 403", "status of 404", "status of 410")

# What a page looks like when the keyboard stands on the present element, and when it does not.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const look = (style) => [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
    style.borderColor, style.backgroundColor, style.textDecorationLine].join('|');
  const focused = look(getComputedStyle(element));
  const box = element.getBoundingClientRect();
  element.blur();
  const plain = look(getComputedStyle(element));
  element.focus();
  const has_size = box.width > 0 && box.height > 0;
  return {name: element.outerHTML.slice(0, 120), is_seen: focused !== plain, has_size};
}"""


def executable() -> str | None:
    """The Chromium of this machine."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    return playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)


class Watch:
    """What went wrong in one context, as the browser saw it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.faults: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(words in text for words in ASKED_FOR):
            self.faults.append(f"console: {text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"request to a stranger: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} at {response.url}")

    def assert_nothing_went_wrong(self) -> None:
        """Fail with everything that was seen so far."""
        found, self.faults = self.faults, []
        assert found == []


@contextmanager
def visit(
    browser: Browser, url: str, *, viewport: dict[str, int] = DESKTOP, scripts: bool = True, language: str = "en"
) -> Iterator[tuple[Page, Watch]]:
    """A visitor with a browser of their own; at the end nothing may have gone wrong."""
    context = browser.new_context(
        base_url=url, viewport=viewport, java_script_enabled=scripts, locale=language, color_scheme="light"
    )
    context.set_default_timeout(15_000)
    watch = Watch(context, url)
    try:
        yield context.new_page(), watch
        watch.assert_nothing_went_wrong()
    finally:
        context.close()


def grave_faults(page: Page, axe: Axe, rules: list[str] | None = None) -> list[str]:
    """What axe finds serious or critical on a page, by all rules or by some."""
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules is not None:
        options["runOnly"] = {"type": "rule", "values": rules}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe.axe_script)
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:150]} {fault['nodes'][0].get('failureSummary', '')[:200]}"
        for fault in found
        if fault["impact"] in GRAVE
    ]


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether somebody would have to scroll sideways to read the page."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def unseen_focus(page: Page, steps: int = 25) -> list[str]:
    """The elements, among the first that the keyboard reaches, on which it cannot be seen where it stands."""
    unseen = []
    page.evaluate("document.activeElement && document.activeElement.blur()")
    for _step in range(steps):
        page.keyboard.press("Tab")
        where = page.evaluate(FOCUS)
        if where is None:
            break
        if not (where["is_seen"] and where["has_size"]):
            unseen.append(where["name"])
    return unseen


def picture(page: Page, path: Path) -> None:
    """A picture of the whole page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
