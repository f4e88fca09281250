"""Finds the pages of a door by following its links, one address for each kind of page."""

import re
from urllib.parse import urljoin, urlsplit

import html5lib
from playwright.sync_api import BrowserContext

NS = "{http://www.w3.org/1999/xhtml}"
# Answers with a file, or leads away.
NO_PAGE = re.compile(r"/static/|\.csv$|/exit$|/organisations/export$|/office/documents/[0-9-]+$|/health$")
# Addresses that differ only in a word of a list; one of them stands for all.
ALIKE = re.compile(r"(/events/|/amounts/|/slip/)[^/]+$")


def kind_of(path: str) -> str:
    """The kind of page that an address opens: the address without its references and numbers."""
    path = re.sub(r"\d{3}-\d{3}-\d{4}", "<ref>", path)
    path = re.sub(r"/\d+(?=/|$)", "/<int>", path)
    return ALIKE.sub(r"\1<word>", path)


def pages(context: BrowserContext, url: str, starts: list[str], limit: int = 120) -> dict[str, str]:
    """One address for each kind of page that can be reached from some starts, by kind."""
    found: dict[str, str] = {}
    waiting, seen = list(starts), set()
    while waiting and len(found) < limit:
        path = waiting.pop(0)
        kind = kind_of(path.split("?")[0])
        if kind in seen or NO_PAGE.search(path.split("?")[0]):
            continue
        seen.add(kind)
        response = context.request.get(urljoin(url, path), max_redirects=5)
        if not response.headers.get("content-type", "").startswith("text/html"):
            continue
        assert response.ok, f"{response.status} at {path}"
        if urlsplit(response.url).path == path.split("?")[0]:
            found[kind] = path
        waiting += links(response.text(), url, response.url)
    return found


def links(text: str, url: str, base: str) -> list[str]:
    """The addresses of this server that a page links to, without fragments."""
    root = html5lib.parse(text)
    targets = [urlsplit(urljoin(base, anchor.get("href") or "")) for anchor in root.iter(NS + "a")]
    own = urlsplit(url).netloc
    return [target.path + (f"?{target.query}" if target.query else "") for target in targets if target.netloc == own]
