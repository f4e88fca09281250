"""The worker's copy of what is held about them: first a warning, then the page."""

from typing import Any

from flask import g, render_template

from mrc import i18n
from mrc.access import Permission
from mrc.areas import harmless, migrant, requires
from mrc.portal import service
from mrc.wording.migrant import stage_words
from mrc.wording.people import EXPLAINED


@migrant.get("/copy")
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def copy(language: str) -> Any:
    """Before anything is shown: somebody else may see it."""
    return render_template("portal/copy.html")


@migrant.get("/copy/whole")
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def whole_copy(language: str) -> Any:
    """Everything that is held about the worker, to read or to print."""
    i18n.use(language, service.timezone_of(g.actor))
    found = service.own_copy(g.actor)
    return render_template("portal/whole_copy.html", copy=found, explained=EXPLAINED, stages=stage_words)
