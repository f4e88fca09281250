"""Who opened the worker's file, for the worker to see."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc import i18n, typed
from mrc.access import Permission
from mrc.areas import harmless, migrant, requires
from mrc.portal import service
from mrc.wording.portal import LOOKED


@migrant.get("/looks")
@harmless
@requires(Permission.MIGRANT_RIGHTS)
def looks(language: str) -> Any:
    """Who opened the file, by day, newest first."""
    i18n.use(language, service.timezone_of(g.actor))
    found = service.who_looked(g.actor, typed.day(request.args.get("before", "")))
    older = found.older and url_for("migrant.looks", language=language, before=found.older.isoformat())
    return render_template("portal/looks.html", days=found.days, roles=LOOKED, older=older)
