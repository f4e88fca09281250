"""Finds words on a page that nobody can translate: in the made-up language every message stands in brackets."""

import re
from functools import cache
from xml.etree.ElementTree import Element

from babel import Locale

from mrc import pickers
from mrc.classifications import own_name
from mrc.i18n import PAPER_LANGUAGES, STAFF_LANGUAGES
from tests.page import NS, Page

SPOKEN_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "data-confirm", "data-label", "content")
# Names and codes that are the same in every language.
SAME = {"waymark", "isco", "isic", "isced", "iso", "csv", "xlsx", "pdf", "kb", "mb", "qr", "esc", "tab"}
SAME |= {"pm", "am", "utc", "jpg", "png", "txt", "https", "http", "localhost", "example"}
SILENT_TAGS = {NS + name for name in ("script", "style", "code", "kbd", "svg", "template")}


@cache
def cldr_words() -> frozenset[str]:
    """The months and days of the language that the made-up one borrows its dates from."""
    locale = Locale("en")
    words = set()
    for names in (locale.months, locale.days):
        for form in names.values():
            for width in ("wide", "abbreviated"):
                words |= {str(word).lower() for word in form.get(width, {}).values()}
    return frozenset(
        words | {"and", "ago", "in", "days", "day", "hours", "hour", "minutes", "minute", "seconds", "second"}
    )


@cache
def titles() -> frozenset[str]:
    """Titles of classifications, and names of countries, languages and currencies: these have lists of their own."""
    found = set()
    lists = (
        pickers.OCCUPATIONS,
        pickers.INDUSTRIES,
        pickers.EDUCATION,
        pickers.COUNTRIES,
        pickers.CURRENCIES,
        pickers.LANGUAGES,
    )
    for picker in lists:
        for code, title in picker.choices("en"):
            found |= {title, f"{code} {title}", f"{title} ({code})"}
    return frozenset(found | {own_name(code) for code in (*STAFF_LANGUAGES, *PAPER_LANGUAGES)})


def without_brackets(text: str) -> str:
    """What stands outside all brackets."""
    kept, depth = [], 0
    for character in text:
        if character == "⟦":
            depth += 1
        elif character == "⟧":
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def is_somebodys_own(element: Element) -> bool:
    """Whether an element holds what somebody wrote, a reference, a number, or another language."""
    if element.tag in SILENT_TAGS or element.tag in {NS + "bdi", NS + "time"}:
        return True
    if element.get("dir") in {"auto", "ltr"} and element.tag != NS + "html":
        return True
    return element.get("lang") not in {None, "en"}


def texts(element: Element) -> list[str]:
    """The texts of an element and of those in it that are ours to translate."""
    if is_somebodys_own(element):
        return []
    attributes = [] if element.tag == NS + "meta" else [element.get(name) or "" for name in SPOKEN_ATTRIBUTES]
    if element.tag == NS + "input" and element.get("type") in {"submit", "button"}:
        attributes.append(element.get("value") or "")
    found = [*attributes, element.text or ""] if element.tag != NS + "textarea" else attributes
    for child in element:
        found += texts(child)
        found.append(child.tail or "")
    return found


def bare_words(page: Page) -> list[str]:
    """The words of a page that stand outside brackets and should not."""
    found = []
    for text in texts(page.root):
        rest = without_brackets(text).strip()
        if not rest or rest in titles():
            continue
        for title in ("Nepal", "Qatar", "Nepali", "Kathmandu", "Doha", "English", "Arabic"):
            rest = rest.replace(title, "")
        rest = re.sub(r"\S+@\S+|https?://\S+|\b[A-Z]{2,3}\b", "", rest)
        words = [word for word in re.findall(r"[A-Za-zÀ-ɏ]{2,}", rest) if word.lower() not in SAME | cldr_words()]
        if words:
            found.append(f"{' '.join(words)} | {text.strip()[:80]}")
    return found
