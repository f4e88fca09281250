"""Pages of the path of a claim: what it shows of its own, a filing, and what happens to it."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.claims import service
from mrc.claims.forms import in_currency
from mrc.claims.forms.path import FilingForm, step_form
from mrc.claims.service import ClaimView
from mrc.forms import ConfirmForm
from mrc.i18n import date
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.wording import words
from mrc.wording.law import note_of
from mrc.wording.path import forum_called, next_said


@panel("claim", order=10)
def path_of_claim(view: ClaimView, actor: Actor) -> tuple[str, dict[str, Any]]:
    """How far a claim came, its filings with their hearings, and who may act for the worker."""
    path, case = service.path_of(view.claim), view.case
    today = clock.today(actor.timezone)
    may_write = may(actor, Permission.CLAIM_RECORD, case.subject)
    powers = service.powers_of(case.id, today, view.claim.id)
    return "claims/_path.html", {
        "claim": view.claim,
        "case": case,
        "path": path,
        "steps": [_place(place) for place in path.places],
        "next_said": next_said(path.coming),
        "note_of": note_of,
        "powers": powers,
        "more_powers": service.powers_not_shown(case.id, powers, view.claim.id),
        "may_record": may_write and case.closed_at is None,
        "may_revoke": may_write,
        "now": clock.now(),
        "today": today,
        "tick": ConfirmForm(formdata=None),
    }


def _place(place: Any) -> dict[str, Any]:
    """A forum on the line of steps, with how far the claim came there."""
    note = words(place.forum.kind)
    if place.status is not None:
        note = _("%(status)s, %(date)s", status=words(place.status), date=date(place.since))
    elif place.forum.is_draft:
        note = _("%(kind)s, check with a lawyer", kind=words(place.forum.kind))
    return {"label": forum_called(place.forum), "is_name": True, "state": place.state, "note": note}


@office.route("/claims/<ref:claim_ref>/filings/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_filing(claim_ref: str) -> Any:
    """Record that a claim was brought to a forum."""
    view = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD)
    forums = service.forums_for(view.claim)
    form = in_currency(FilingForm().offer(forums), view.claim.currency)
    if request.method == "GET":
        coming = service.path_of(view.claim).coming
        form.forum.data = coming.forum.id if coming.forum else ""
        form.asked.data = view.sums.claimed
        form.filed_on.data = clock.today(g.actor.timezone)
    claim_url = url_for("office.show_claim", claim_ref=claim_ref, _anchor="path")
    said = _("The filing is saved. The claim shows what comes next.")
    answer = done(form, lambda: service.record_filing(g.actor, claim_ref, form.facts()), said, claim_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        view = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD)
    page = render_template("claims/record_filing.html", form=form, claim=view.claim, forums=forums)
    return page, 422 if form.errors else 200


@office.route("/filings/<ref:filing_ref>/events", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_filing_step(filing_ref: str) -> Any:
    """Record what happened to a filing."""
    found, claim, _case = service.get_filing(g.actor, filing_ref, Permission.CLAIM_RECORD)
    form = in_currency(step_form(found.may_follow), claim.currency)
    if request.method == "GET":
        form.happened_on.data = clock.today(g.actor.timezone)
    claim_url = url_for("office.show_claim", claim_ref=claim.ref, _anchor="path")
    said = _("Saved. The claim shows what comes next.")
    answer = done(form, lambda: service.record_filing_step(g.actor, filing_ref, form.facts()), said, claim_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        found, claim, _case = service.get_filing(g.actor, filing_ref, Permission.CLAIM_RECORD)
    page = render_template("claims/record_filing_step.html", form=form, claim=claim, found=found)
    return page, 422 if form.errors else 200


@office.post("/filings/<ref:filing_ref>/events/<int:step_id>/take-back")
@requires(Permission.CLAIM_RECORD)
def take_back_filing_step(filing_ref: str, step_id: int) -> Any:
    """Take back what was put on record about a filing by mistake."""
    form = ConfirmForm()
    _found, claim, _case = service.get_filing(g.actor, filing_ref, Permission.CLAIM_RECORD)
    claim_url = url_for("office.show_claim", claim_ref=claim.ref, _anchor="path")
    said = _("Taken back. Both entries stay to be read.")
    answer = done(form, lambda: service.take_back_filing_step(g.actor, filing_ref, step_id), said, claim_url)
    return answer or say_and_go(form, claim_url)
