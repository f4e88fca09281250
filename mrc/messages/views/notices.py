"""Notices to the worker on the page of a case, and the end of a STOP."""

from typing import Any

from flask import g, render_template, url_for

from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework.models import Case
from mrc.i18n import gettext as _
from mrc.messages import service
from mrc.messages.forms import LiftForm
from mrc.panels import panel


@panel("case_side", order=45)
def notices(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """What became of the newest notices of a case, and whether the worker stopped them."""
    if not may(actor, Permission.MESSAGE_READ, case.subject):
        return None
    found = service.notices_of(case)
    if not found.newest and found.stopped is None:
        return None
    may_lift = may(actor, Permission.MESSAGE_SEND, case.subject)
    return "messages/notices.html", {"notices": found, "case_ref": case.ref, "may_lift": may_lift}


@office.route("/cases/<ref:case_ref>/texts-again", methods=["GET", "POST"])
@requires(Permission.MESSAGE_SEND)
def lift_stop(case_ref: str) -> Any:
    """Record that the worker wants text messages again, by their own word."""
    case = service.stopped_case(g.actor, case_ref)
    form = LiftForm()
    answer = done(
        form,
        lambda: service.lift_stop(g.actor, case_ref, form.word.data),
        _("Text messages go out again."),
        url_for("office.show_case", case_ref=case_ref),
    )
    if answer is not None:
        return answer
    return render_template("messages/lift_stop.html", form=form, case_ref=case.ref), 422 if form.errors else 200
