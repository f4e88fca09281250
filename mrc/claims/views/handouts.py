"""The page of papers to hand over: choose one, and get it as a file."""

from typing import Any

from flask import Response, g, render_template, request

from mrc.access import Permission
from mrc.answers import show_refusal
from mrc.areas import office, requires
from mrc.claims.forms.handouts import HandoutForm
from mrc.claims.rules.handouts import Asked, Handout
from mrc.claims.service import handouts
from mrc.errors import Refused


@office.route("/claims/<ref:claim_ref>/letters", methods=["GET", "POST"])
@requires(Permission.CLAIM_READ)
def make_handout(claim_ref: str) -> Any:
    """Choose a paper and its languages, and get it as PDF."""
    choice = handouts.choice_of(g.actor, claim_ref)
    form = HandoutForm().offer(choice.assessments)
    if request.method == "GET":
        form.handout.data = Handout.COMPUTATION if choice.assessments else Handout.FILING
        form.asked.data = Asked.COMPUTED if choice.assessments else Asked.CLAIMED
        form.worker_language.data, form.forum_language.data = choice.worker_language, choice.forum_language
    elif form.validate_on_submit():
        try:
            return _file(*handouts.make(g.actor, claim_ref, form.facts()))
        except Refused as error:
            show_refusal(form, error)
            # A refusal rolled back, and with it what was loaded before.
            choice = handouts.choice_of(g.actor, claim_ref)
    page = render_template(
        "claims/make_handout.html",
        form=form,
        claim=choice.claim,
        has_law=bool(choice.assessments),
    )
    return page, 422 if form.errors else 200


def _file(name: str, content: bytes) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
