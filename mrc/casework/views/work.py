"""My work: where everybody in the office begins the day."""

from typing import Any

from flask import current_app, g, render_template, url_for

from mrc import clock, panels
from mrc.access import Permission
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.rules.work import WorkGroup
from mrc.wording.casework import MOVES

# How the caseload list is asked for all of a group of which only the first lines are shown here.
_ALL_OF = {
    WorkGroup.DANGER: {"priority": "emergency"},
    WorkGroup.MESSAGES: {"unanswered": "1"},
    WorkGroup.DEADLINES: {"overdue": "1"},
    WorkGroup.UNASSIGNED: {"caseworker": "nobody"},
    WorkGroup.WAITING: {"status": "open"},
    WorkGroup.COLD: {"cold": "1"},
}


@office.get("/")
@requires(Permission.WORK_SEE)
def my_work() -> Any:
    """What to do now."""
    groups = service.my_work(g.actor)
    has_conversations = "office.show_conversation" in current_app.view_functions
    return render_template(
        "casework/my_work.html",
        groups=groups,
        moves=MOVES,
        today=clock.today(g.actor.timezone),
        more={group.kind: _all_of(group.kind) for group in groups if group.has_more},
        has_conversations=has_conversations,
        more_panels=panels.drawn("my_work", None, g.actor),
    )


def _all_of(kind: WorkGroup) -> str | None:
    if kind not in _ALL_OF or "office.list_cases" not in current_app.view_functions:
        return None
    return url_for("office.list_cases", **_ALL_OF[kind])
