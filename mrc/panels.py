"""Panels that upper rooms hang on pages of lower ones, so that the case page shows claims without knowing them."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from markupsafe import Markup

# A panel gets what the page is about and who reads it, and gives the name of its template and what that needs;
# None when it has nothing to show to this reader.
Panel = Callable[[Any, Any], tuple[str, dict[str, Any]] | None]

_panels: dict[str, list[tuple[int, Panel]]] = {}


def panel(page: str, order: int) -> Callable[[Panel], Panel]:
    """Hang a panel on a page ('case_main', 'case_side', 'claim', 'my_work', 'organisation', 'package',
    'partner_inbox').

    Lower orders come first.
    """

    def hang(found: Panel) -> Panel:
        _panels.setdefault(page, []).append((order, found))
        _panels[page].sort(key=lambda entry: entry[0])
        return found

    return hang


def panels_of(page: str, subject: Any, actor: Any) -> list[tuple[str, dict[str, Any]]]:
    """The panels of a page for one subject and reader, in order."""
    shown = (found(subject, actor) for _order, found in _panels.get(page, []))
    return [entry for entry in shown if entry is not None]


def drawn(page: str, subject: Any, actor: Any) -> list[Markup]:
    """The panels of a page, rendered, each with nothing but its own values and what every template has."""
    found = panels_of(page, subject, actor)
    # What a template of ours rendered is escaped already; nothing else comes in here.
    return [Markup(render_template(template, **values)) for template, values in found]  # noqa: S704
