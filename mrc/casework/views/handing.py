"""Pages of handing a case over, to a colleague or to another centre, and of answering such an offer."""

from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from mrc import clock, panels
from mrc.access import Permission
from mrc.answers import done, done_before, say_and_go, show_refusal
from mrc.areas import office, requires
from mrc.casework import service
from mrc.casework.forms import AssignForm, DeclineForm, HandOverForm, OfferForm, colleague_choices
from mrc.casework.rules.tasks import HandoverAnswer
from mrc.casework.views.answers import case_url, form_under
from mrc.db import row_id
from mrc.errors import NotFound, Refused
from mrc.forms import ConfirmForm
from mrc.i18n import MIGRANT_LANGUAGES, direction, language, speaking
from mrc.i18n import gettext as _
from mrc.people.rules import Purpose
from mrc.staff import service as staff
from mrc.wording.people import EXPLAINED

CONSENT_LASTS = timedelta(days=30)


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
    """Offer a case to another centre: what it is shown, and then the consent on which it is offered."""
    head = service.head(g.actor, case_ref, Permission.CASE_HAND_OVER)
    step = request.form.get("step")
    centres = [(centre.id, centre.name) for centre in staff.centres() if centre.id != g.actor.centre_id]
    form = (OfferForm if step == "offer" else HandOverForm)()
    form.to.choices = colleague_choices(centres)
    if request.method == "GET":
        form.to.data = str(service.came_from(g.actor, case_ref) or "")
    if request.method == "GET" or step == "back" or not form.validate_on_submit():
        return _what_page(head, form, bool(centres)) if not isinstance(form, OfferForm) else _consent_page(head, form)
    return _offer(head, form) if isinstance(form, OfferForm) else _consent_page(head, form)


def _what_page(head: Any, form: HandOverForm, has_centres: bool = True) -> Any:
    return form_under(head, "casework/hand_over.html", form, has_centres=has_centres)


def _consent_page(head: Any, form: HandOverForm) -> Any:
    """The second step; what was typed in the first travels along in hidden fields."""
    try:
        seen = service.preview(g.actor, head.case.ref, form.centre_id(), form.wanted(), form.note.data or "")
    except Refused as error:
        show_refusal(form, error)
        return _what_page(head, form)
    if not isinstance(form, OfferForm):
        typed = {name: form[name].data for name in HandOverForm.names}
        begins = {"consent_language": head.language, "expires_on": clock.today(g.actor.timezone) + CONSENT_LASTS}
        form, choices = OfferForm(formdata=None, data={**typed, **begins}), form.to.choices
        form.to.choices = choices
    form.seen.data = seen.package.fingerprint
    form.offer_consents(seen.consents)
    spoken = head.language if head.language in MIGRANT_LANGUAGES else language()
    with speaking(spoken):
        explained = str(EXPLAINED[Purpose.HAND_OVER])
    return form_under(
        head,
        "casework/offer_consent.html",
        form,
        centre=seen.centre,
        package_panels=panels.drawn("package", seen.package, g.actor),
        explained=explained,
        spoken=spoken,
        direction=direction(spoken),
    )


def _offer(head: Any, form: OfferForm) -> Any:
    case_ref, here = head.case.ref, case_url(head.case.ref)
    answer = done_before(form)
    if answer is not None:
        return answer
    try:
        seen = service.preview(g.actor, case_ref, form.centre_id(), form.wanted(), form.note.data or "")
    except Refused as error:
        show_refusal(form, error)
        return _what_page(head, form)
    if form.offer_consents(seen.consents).check_consent():
        said = _("The case is offered. It stays yours until the other centre accepts it.")
        answer = done(form, lambda: service.ask_hand_over(g.actor, case_ref, form.facts()), said, here)
    if answer is None and form.form_errors:
        # Whatever the worker agreed to was another package; they are asked again.
        form.agreed.data = False
    return answer or _consent_page(head, form)


@office.post("/cases/<ref:case_ref>/hand-over/withdraw")
@requires(Permission.CASE_HAND_OVER)
def withdraw_hand_over(case_ref: str) -> Any:
    """Take an offer back."""
    form, here = ConfirmForm(), case_url(case_ref)
    said = _("The offer is withdrawn. The case stays here.")
    return done(form, lambda: service.withdraw(g.actor, case_ref), said, here) or say_and_go(form, here)


@office.get("/hand-overs")
@requires(Permission.CASE_STUB)
def list_hand_overs() -> str:
    """What this centre offered to others, and the way to what it keeps of it."""
    before = request.args.get("before")
    lines, has_more = service.list_offers(g.actor, row_id(before))
    here = url_for("office.list_hand_overs")
    return render_template(
        "casework/list_hand_overs.html",
        lines=lines,
        older=url_for("office.list_hand_overs", before=lines[-1].id) if has_more else None,
        newest=here if before else None,
    )


@office.get("/hand-overs/<ref:handover_ref>")
@requires(Permission.CASE_HAND_OVER)
def show_hand_over(handover_ref: str) -> Any:
    """A case that another centre offers."""
    return _offer_page(handover_ref, ConfirmForm(), DeclineForm())


def _offer_page(handover_ref: str, form: ConfirmForm, declining: DeclineForm) -> Any:
    offer = service.get_offer(g.actor, handover_ref)
    if offer.handover.answer is HandoverAnswer.ACCEPTED:
        return redirect(case_url(offer.case_ref), 303)
    drawn = panels.drawn("package", offer.package, g.actor) if offer.package else []
    page = render_template(
        "casework/offer.html", offer=offer, form=form, declining=declining, package_panels=drawn, now=clock.now()
    )
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


@office.get("/hand-overs/<ref:handover_ref>/package")
@requires(Permission.CASE_STUB)
def show_package(handover_ref: str) -> str:
    """What was offered or handed over, on paper, for either side."""
    kept = service.get_kept(g.actor, handover_ref)
    return render_template(
        "casework/print_package.html", kept=kept, package_panels=panels.drawn("package", kept.package, g.actor)
    )
