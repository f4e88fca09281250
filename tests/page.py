"""A client that reads every page it gets as a browser would, and holds it to what all pages promise."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NS = "{http://www.w3.org/1999/xhtml}"
_NEEDS_LABEL = {"input", "select", "textarea"}
_UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}


class Page:
    """One parsed page."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(strict=False)
        self.root: Element = parser.parse(self.text)
        self.faults = [f"{fault[0]} {fault[1]}" for fault in parser.errors]

    def all(self, tag: str) -> list[Element]:
        """Every element of a kind, in order."""
        return list(self.root.iter(NS + tag))

    def words(self) -> str:
        """The readable text of the body, with single spaces."""
        pieces = []
        for element in self.all("body")[0].iter():
            if element.tag not in {NS + "script", NS + "style"}:
                pieces.append(element.text or "")
            pieces.append(element.tail or "")
        return re.sub(r"\s+", " ", " ".join(pieces)).strip()

    def promises(self) -> list[str]:
        """What this page breaks of what every page promises; empty when all is well."""
        html = self.root
        broken = list(self.faults)
        if not html.get("lang") or html.get("dir") not in {"ltr", "rtl"}:
            broken.append("no lang or dir")
        if len(self.all("h1")) != 1:
            broken.append(f"{len(self.all('h1'))} h1")
        title = self.all("title")
        if not title or not (title[0].text or "").strip():
            broken.append("no title")
        ids = [element.get("id") for element in html.iter() if element.get("id")]
        broken += [f"id {name} twice" for name in {name for name in ids if ids.count(name) > 1}]
        broken += [f"no label for {name}" for name in self._unlabelled()]
        broken += self._unsafe_forms()
        broken += [f"inline style on {element.tag}" for element in html.iter() if element.get("style")]
        broken += ["inline script" for script in self.all("script") if not script.get("src")]
        broken += [f"handler {name}" for element in html.iter() for name in element.attrib if name.startswith("on")]
        return broken

    def _unlabelled(self) -> list[str]:
        labelled = {label.get("for") for label in self.all("label")}
        inside = {id(child) for label in self.all("label") for child in label.iter()}
        found = []
        for tag in _NEEDS_LABEL:
            for element in self.all(tag):
                named = element.get("aria-label") or element.get("aria-labelledby")
                if element.get("type") in _UNLABELLED_TYPES or named:
                    continue
                if element.get("id") not in labelled and id(element) not in inside:
                    found.append(str(element.get("name")))
        return found

    def _unsafe_forms(self) -> list[str]:
        found = []
        for form in self.all("form"):
            names = {field.get("name") for field in form.iter(NS + "input")}
            if (form.get("method") or "get").lower() == "post" and "csrf_token" not in names:
                found.append(f"form {form.get('action')} without token")
        return found

    def form_values(self, action: str) -> dict[str, Any]:
        """The hidden and prefilled fields of the form that posts to an address, ready to be filled in and sent."""
        for form in self.all("form"):
            if (form.get("action") or "") == action:
                return _values(form)
        raise AssertionError(f"no form to {action}; there are {[form.get('action') for form in self.all('form')]}")


def _values(form: Element) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == NS + "input":
            _add_input(values, name, element)
        elif element.tag == NS + "textarea":
            values[name] = element.text or ""
        elif element.tag == NS + "select":
            options = list(element.iter(NS + "option"))
            chosen = [option.get("value", option.text) for option in options if option.get("selected") is not None]
            values[name] = chosen or ([options[0].get("value", "")] if options else [])
    return values


def _begin_afresh() -> None:
    """Forget what an earlier request left in a context that the test keeps open: who it was, and its token."""
    if has_app_context():
        for name in list(g):
            g.pop(name)


def _add_input(values: dict[str, Any], name: str, element: Element) -> None:
    kind = element.get("type", "text")
    if kind in {"checkbox", "radio"}:
        if element.get("checked") is not None:
            values.setdefault(name, []).append(element.get("value", "on"))
    elif kind not in {"submit", "button", "file"}:
        values[name] = element.get("value", "")


class Client:
    """A browser without scripts. Every HTML answer is held to the promises of all pages."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()

    def get(self, path: str, *, follow: bool = True, **options: Any) -> Page:
        """Open an address."""
        _begin_afresh()
        return self._read(self.http.get(path, follow_redirects=follow, **options))

    def post(self, path: str, data: dict[str, Any], *, follow: bool = True, **options: Any) -> Page:
        """Send values to an address as they are, without a token of their own."""
        _begin_afresh()
        return self._read(self.http.post(path, data=data, follow_redirects=follow, **options))

    def submit(self, path: str, values: dict[str, Any], *, action: str | None = None, **options: Any) -> Page:
        """Open a page, fill in the form on it that posts to `action` (by default the page itself), and send it."""
        action = action or path
        form = self.get(path).form_values(action)
        return self.post(action, {**form, **values}, **options)

    def sign_in(self, email: str, password: str = "correct horse battery") -> Page:
        """Sign in as a member of staff or of a partner."""
        page = self.submit("/sign-in", {"email": email, "password": password})
        assert page.status == 200, page.words()
        return page

    def _read(self, response: TestResponse) -> Page:
        if not response.content_type.startswith("text/html") or not response.data:
            page = Page.__new__(Page)
            page.response, page.status, page.text = response, response.status_code, ""
            return page
        page = Page(response)
        if response.status_code not in range(300, 400):
            assert page.promises() == [], (response.request.path, page.promises())
        return page
