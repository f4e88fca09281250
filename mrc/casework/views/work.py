"""My work: where everybody in the office begins the day."""

from typing import Any

from flask import g, render_template, url_for

from mrc import clock, panels
from mrc.access import Permission
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.rules.work import WorkGroup
from mrc.wording.casework import MOVES

# How the caseload list is asked for all of a group of which only the first lines are shown here.
_ALL_OF: dict[WorkGroup, dict[str, Any]] = {
    WorkGroup.DANGER: {"priority": "emergency"},
    WorkGroup.MESSAGES: {"unanswered": "1", "worker": "me"},
    WorkGroup.DEADLINES: {"sort": "due", "worker": "me"},
    WorkGroup.UNASSIGNED: {"worker": "none"},
    WorkGroup.WAITING: {"status": "open", "worker": "me"},
    WorkGroup.COLD: {"cold": "1", "worker": "me"},
}


@office.get("/")
@requires(Permission.WORK_SEE)
def my_work() -> Any:
    """What to do now."""
    groups = service.my_work(g.actor)
    return render_template(
        "casework/my_work.html",
        groups=groups,
        moves=MOVES,
        today=clock.today(g.actor.timezone),
        now=clock.now(),
        more={
            group.kind: url_for("office.list_cases", **_ALL_OF[group.kind])
            for group in groups
            if group.has_more and group.kind in _ALL_OF
        },
        more_panels=panels.drawn("my_work", None, g.actor),
    )
