"""The page on which the hours of a diary are looked at, beside what was typed, and taken over into the facts."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc.access import Permission
from mrc.answers import done
from mrc.areas import office, requires
from mrc.claims import service
from mrc.claims.forms.hours import HoursForm
from mrc.claims.rules.asking import Question
from mrc.claims.rules.diary_hours import in_hours
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.service import hours
from mrc.i18n import gettext as _
from mrc.wording.employment import clock_words


@office.route("/claims/<ref:claim_ref>/hours", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def show_hours(claim_ref: str) -> Any:
    """The extra hours of the diary with their working, and the way into the facts."""
    claim = service.claim_alone(g.actor, claim_ref)
    if claim.country not in jurisdictions():
        return render_template("claims/no_law.html", claim=claim)
    form, is_counting = HoursForm(), request.form.get("do") == "count"

    def deed() -> None:
        hours.take_over_diary(g.actor, claim_ref, form.seen_version(), form.chosen(), _("Facts of the job"))

    if is_counting:
        form.validate_on_submit()
    else:
        said = _("Taken over. Look at the facts, then compute.")
        answer = done(form, deed, said, url_for("office.ask_facts", claim_ref=claim_ref))
        if answer is not None:
            return answer
    view, proposal = hours.propose(g.actor, claim_ref, *form.agreed())
    form.show(proposal, view.claim.version, is_fresh=is_counting or request.method == "GET")
    page = render_template(
        "claims/show_hours.html",
        form=form,
        claim=view.claim,
        case_ref=view.case.ref,
        proposal=proposal,
        Q=Question,
        clock=clock_words,
        in_hours=in_hours,
    )
    return page, 422 if form.errors else 200
