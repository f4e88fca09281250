"""What people, machines and attackers type: bad values, and every form of a page read as a browser would read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from tests.page import NS, Page

# An element of this name on any page was made from what somebody typed.
PLANTED = b"<x-planted"
MARKUP = "\"'><x-planted onload=alert(1)></textarea><x-planted><script>alert(1)</script>{{7*7}}${7*7}%(name)s"
# NUL, other controls, a lone surrogate as the bytes that no UTF-8 may have, and marks that turn the writing round.
BROKEN = b"a\x00b\x01\x1b[31m\x7f\xed\xa0\x80\xff\xe2\x80\xae\xe2\x81\xa6z"
HOSTILE: dict[str, str | bytes] = {
    "empty": "",
    "blank": " \t\u00a0\u2003 ",
    "nul": "\x00",
    "broken": BROKEN,
    "markup": MARKUP,
    "quotes": "' OR 1=1;--\\\"`%_[",
    "huge number": "9" * 31,
    "negative": "-1",
    "not a number": "NaN",
    "big": "99999999999",
    "other digits": "١٢٣٤٥٦٧٨٩٠",
    "superscript": "²³",
    "no such day": "2026-02-31",
    "year 0": "0000-00-00",
    "far year": "99999-12-31",
    "zone": "0001-01-01T00:00:00+23:59",
    "reference": "1000000008",
    "address": "//evil.example/\\..%2f\r\nSet-Cookie: a=b",
    "array": "[1,2]",
    "long": "ڪ" * 100_000,
}
HIDDEN = {"csrf_token", "once"}


@dataclass
class Field:
    """One field of a form, with the value that a sensible person would leave in it."""

    name: str
    kind: str
    values: list[str]


@dataclass
class Form:
    """One form of one page."""

    page: str
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    is_upload: bool = False

    def key(self) -> tuple[Any, ...]:
        """Forms with the same key are the same form, shown on several pages."""
        return (self.action, self.method, tuple(sorted({one.name for one in self.fields})))

    def plain(self) -> dict[str, list[str]]:
        """The form as filled in sensibly."""
        found: dict[str, list[str]] = {}
        for one in self.fields:
            found.setdefault(one.name, []).extend(one.values)
        return found

    def names(self) -> list[str]:
        """The fields a sender may spoil; without its token a form is not read at all."""
        return [name for name in self.plain() if name not in HIDDEN]


def forms_of(page: Page, path: str) -> Iterator[Form]:
    """Every form of a page."""
    suggestions = {
        listed.get("id"): [option.get("value", "") for option in listed.iter(NS + "option")]
        for listed in page.all("datalist")
    }
    for element in page.all("form"):
        form = Form(
            path,
            element.get("action") or path,
            (element.get("method") or "get").lower(),
            is_upload=element.get("enctype") == "multipart/form-data",
        )
        chosen: set[str] = set()
        for control in element.iter():
            name = control.get("name")
            if name:
                _add(form, control, name, suggestions, chosen)
        yield form


def _add(form: Form, control: Element, name: str, suggestions: dict[Any, list[str]], chosen: set[str]) -> None:
    kind = control.tag.removeprefix(NS)
    kind = control.get("type", "text") if kind == "input" else kind
    if kind == "select":
        options = [option.get("value", option.text or "") for option in control.iter(NS + "option")]
        picked = [
            option.get("value", option.text or "")
            for option in control.iter(NS + "option")
            if option.get("selected") is not None
        ]
        values = [value for value in picked if value] or [value for value in options if value][:1]
    elif kind in {"radio", "checkbox"}:
        # The first of a group is chosen, so that nothing is missing.
        values = [] if name in chosen else [control.get("value", "on")]
        chosen.add(name)
    elif kind in {"submit", "button", "file"}:
        values = []
    else:
        typed = control.text if kind == "textarea" else control.get("value")
        values = [typed or _typed(kind, name, suggestions.get(control.get("list"), []))]
    form.fields.append(Field(name, kind, values))


def _typed(kind: str, name: str, suggestions: list[str]) -> str:
    if suggestions:
        return suggestions[0]
    if kind == "hidden":
        return ""
    if kind == "email":
        return "new@example.org"
    if kind == "date" or name.endswith(("_on", "starts", "ends", "since", "until")):
        return "2026-11-20"
    if kind == "number" or "amount" in name:
        return "100"
    return f"Words {name}"


def encoded(values: dict[str, Any]) -> bytes:
    """A form's values as a browser sends them; bytes go out as they are, whatever they mean."""
    return urlencode(values, doseq=True, quote_via=quote).encode()
