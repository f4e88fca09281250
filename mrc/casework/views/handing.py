"""Pages of handing a case over, to a colleague or to another centre, and of answering such an offer."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from mrc.access import Permission
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.forms import AssignForm, DeclineForm, HandOverForm, colleague_choices
from mrc.casework.rules.tasks import HandoverAnswer
from mrc.casework.views.answers import case_url, form_page, form_under
from mrc.errors import NotFound
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.staff import service as staff


@office.route("/cases/<ref:case_ref>/assign", methods=["GET", "POST"])
@requires(Permission.CASE_HAND_OVER)
def assign_case(case_ref: str) -> Any:
    """Give a case to a colleague."""
    form = AssignForm()
    head = service.head(g.actor, case_ref, Permission.CASE_HAND_OVER)
    others = [entry for entry in staff.colleagues(g.actor) if entry[0] != head.case.caseworker_id]
    form.to.choices = colleague_choices(others)

    def deed() -> str:
        given = service.assign(g.actor, case_ref, form.user_id(), form.note.data or None)
        name = dict(others).get(form.user_id(), "")
        flash(_("The case is now with %(person)s.", person=name), "success")
        # Who gives a restricted case away may not see it any more.
        return case_url(case_ref) if _still_sees(given) else url_for("office.my_work")

    return done(form, deed) or form_under(head, "casework/assign.html", form)


def _still_sees(case: Any) -> bool:
    try:
        service.get_case(g.actor, case.ref)
    except NotFound:
        return False
    return True


@office.route("/cases/<ref:case_ref>/hand-over", methods=["GET", "POST"])
@requires(Permission.CASE_HAND_OVER)
def hand_over_case(case_ref: str) -> Any:
    """Offer a case to another centre."""
    form = HandOverForm()
    centres = [(centre.id, centre.name) for centre in staff.centres() if centre.id != g.actor.centre_id]
    form.to.choices = colleague_choices(centres)
    answer = done(
        form,
        lambda: service.ask_hand_over(g.actor, case_ref, form.centre_id(), form.note.data),
        _("The case is offered. It stays yours until the other centre accepts it."),
        case_url(case_ref),
    )
    return answer or form_page(
        "casework/hand_over.html", form, case_ref, Permission.CASE_HAND_OVER, has_centres=bool(centres)
    )


@office.post("/cases/<ref:case_ref>/hand-over/withdraw")
@requires(Permission.CASE_HAND_OVER)
def withdraw_hand_over(case_ref: str) -> Any:
    """Take an offer back."""
    form, here = ConfirmForm(), case_url(case_ref)
    said = _("The offer is withdrawn. The case stays here.")
    return done(form, lambda: service.withdraw(g.actor, case_ref), said, here) or say_and_go(form, here)


@office.get("/hand-overs/<ref:handover_ref>")
@requires(Permission.CASE_HAND_OVER)
def show_hand_over(handover_ref: str) -> Any:
    """A case that another centre offers."""
    return _offer_page(handover_ref, ConfirmForm(), DeclineForm())


def _offer_page(handover_ref: str, form: ConfirmForm, declining: DeclineForm) -> Any:
    offer = service.get_offer(g.actor, handover_ref)
    if offer.handover.answer is HandoverAnswer.ACCEPTED:
        return redirect(case_url(offer.case.ref), 303)
    page = render_template("casework/offer.html", offer=offer, form=form, declining=declining)
    return page, 422 if form.errors or declining.errors else 200


@office.post("/hand-overs/<ref:handover_ref>/accept")
@requires(Permission.CASE_HAND_OVER)
def accept_hand_over(handover_ref: str) -> Any:
    """Take an offered case over."""
    form = ConfirmForm()

    def deed() -> str:
        case = service.accept(g.actor, handover_ref)
        flash(_("The case is yours now."), "success")
        return case_url(case.ref)

    return done(form, deed) or say_and_go(form, url_for("office.my_work"))


@office.post("/hand-overs/<ref:handover_ref>/decline")
@requires(Permission.CASE_HAND_OVER)
def decline_hand_over(handover_ref: str) -> Any:
    """Decline an offered case."""
    form = DeclineForm()
    answer = done(
        form,
        lambda: service.decline(g.actor, handover_ref, form.reason.data),
        _("Declined. The other centre reads your reason on the case."),
        url_for("office.my_work"),
    )
    return answer or _offer_page(handover_ref, ConfirmForm(formdata=None), form)
