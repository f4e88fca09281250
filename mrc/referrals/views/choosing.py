"""The steps of a referral at the office's door: whom, what is shared, and the consent; or a draft of it meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from mrc import clock
from mrc.access import Permission
from mrc.answers import done, say_and_go, show_refusal
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.directory import rules as directory_rules
from mrc.directory import service as directory
from mrc.directory.rules import Filters, OrganisationKind
from mrc.documents.service import ReadyFile
from mrc.errors import Refused
from mrc.forms import ConfirmForm
from mrc.i18n import date_with_distance, zone
from mrc.i18n import gettext as _
from mrc.referrals import rules, service
from mrc.referrals.forms import FindForm, SendForm, WhatForm, defaults_for, typed_of
from mrc.referrals.service import Offer, Preview
from mrc.referrals.views.asking import sheet_for, spoken_to
from mrc.referrals.views.seeing import as_they_see_it
from mrc.wording import words

CONSENT_LASTS = timedelta(days=90)
FOUND = 20


@office.get("/cases/<ref:case_ref>/referrals/new")
@requires(Permission.REFERRAL_SEND)
def refer_case(case_ref: str) -> str:
    """The first step: who could help, with reasons; or somebody found in the directory."""
    case = casework.get_case(g.actor, case_ref, Permission.REFERRAL_SEND)
    form = FindForm(request.args)
    form.validate()
    kind = form.kind.data or directory_rules.OrganisationKind.LEGAL_CLINIC
    text = form.text()
    found = directory.search(Filters(text=text), limit=FOUND)[:FOUND] if text else []
    return render_template(
        "referrals/refer_case.html",
        case=case,
        form=form,
        text=text,
        found=found,
        kinds=list(directory_rules.OrganisationKind),
        proposal=service.propose(g.actor, case_ref, kind),
    )


@office.route("/cases/<ref:case_ref>/referrals/new/<ref:organisation_ref>", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def prepare_referral(case_ref: str, organisation_ref: str) -> Any:
    """The second and third step: what is shared, exactly as the partner will see it, and the consent for it."""
    step = request.form.get("step")
    try:
        offered = service.offer(g.actor, case_ref, organisation_ref)
    except Refused as error:
        return _cannot(case_ref, organisation_ref, error.reason)
    if offered.is_open_already and step != "send":
        return _cannot(case_ref, organisation_ref, rules.ReferralFault.ALREADY_OPEN)
    if request.method == "GET":
        return _begin(offered)
    if step in _SHOWN:
        # None of these saves anything, so that nothing is judged yet.
        return _SHOWN[step](offered)
    form = (SendForm if step == "send" else WhatForm)().offer(offered.known, offered.files)
    if not form.validate_on_submit() or not _wish_is_told(offered, form):
        return _what_page(offered, form) if not isinstance(form, SendForm) else _consent_page(offered, form)
    if step == "save":
        return _save(offered, form)
    if isinstance(form, SendForm):
        return _send(offered, form)
    return _consent_page(offered, form)


def _begin(offered: Offer) -> Any:
    """The second step, filled in from a draft if there is one; or its third, when the last one asked the same."""
    draft = offered.draft
    if draft is None:
        shared = sorted(rules.SHARED_AT_FIRST)
        begun = {"priority": offered.case.priority, "shared": shared, **typed_of(offered.asked)}
        return _what_page(offered, WhatForm(formdata=None, data=begun).offer(offered.known, offered.files))
    typed = {
        "purpose": draft.purpose,
        "priority": draft.priority,
        "shared": [name for name in offered.known if name in draft.fields],
        **typed_of(offered.asked),
    }
    form = WhatForm(formdata=None, data=typed).offer(offered.known, offered.files)
    goes_on = request.args.get("go") == "consent" and offered.organisation.kind is not OrganisationKind.CONSULATE
    return _consent_page(offered, form) if goes_on else _what_page(offered, form)


def _save(offered: Offer, form: WhatForm) -> Any:
    """Keep it as a draft; saving one twice keeps one."""
    try:
        service.save_draft(g.actor, offered.case.ref, form.draft(offered.organisation.ref))
    except Refused as error:
        show_refusal(form, error)
        return _what_page(offered, form)
    flash(_("Saved as a draft. Nobody was told and nothing is shared until you send it."), "success")
    return redirect(url_for("office.show_case", case_ref=offered.case.ref), 303)


def _cannot(case_ref: str, organisation_ref: str, reason: Any) -> Any:
    case = casework.get_case(g.actor, case_ref, Permission.REFERRAL_SEND)
    organisation = directory.get_organisation(organisation_ref)
    page = render_template("referrals/cannot.html", case=case, organisation=organisation, reason=words(reason))
    return page, 422


def _wish_is_told(offered: Offer, form: WhatForm) -> bool:
    if offered.organisation.kind != "consulate" or request.form.get("step") == "save":
        return True
    if not form.is_safe_to_ask_consulate.data:
        form.is_safe_to_ask_consulate.errors = [str(words(rules.ReferralFault.CONSULATE_NEEDS_REASON))]
    if not form.consulate_reason.data:
        form.consulate_reason.errors = [str(words(rules.ReferralFault.CONSULATE_NEEDS_REASON))]
    return not form.errors


def _what_page(offered: Offer, form: WhatForm) -> Any:
    return render_template("referrals/what.html", offered=offered, form=form), 422 if form.errors else 200


def _consent_page(offered: Offer, form: WhatForm) -> Any:
    """The third step; what was typed in the second travels along in hidden fields."""
    seen = _seen(offered, form)
    if not isinstance(form, SendForm):
        typed = {name: form[name].data for name in WhatForm.names}
        begins = defaults_for(offered.person.preferred_language, clock.today(g.actor.timezone) + CONSENT_LASTS)
        form = SendForm(formdata=None, data={**typed, **begins}).offer(offered.known, offered.files)
    form.seen.data = seen.seen
    form.offer_consents(seen.consents)
    spoken = spoken_to(offered, form, seen.packet)
    page = render_template(
        "referrals/consent.html",
        offered=offered,
        form=form,
        seen=seen,
        packet=seen.packet,
        spoken=spoken,
        theirs=as_they_see_it(offered, form, seen),
    )
    return page, 422 if form.errors else 200


def _seen(offered: Offer, form: WhatForm) -> Preview:
    purpose, fields, asked = form.purpose.data or "", form.wanted(), form.asked()
    return service.preview(g.actor, offered.case.ref, offered.organisation.ref, purpose, fields, asked)


def _sheet(offered: Offer) -> str:
    """The list of the third step as a sheet of paper, in the language that was chosen."""
    form = SendForm().offer(offered.known, offered.files)
    return sheet_for(offered, form, _seen(offered, form).packet)


_SHOWN: dict[str, Callable[[Offer], Any]] = {
    "back": lambda offered: _what_page(offered, WhatForm().offer(offered.known, offered.files)),
    "speak": lambda offered: _consent_page(offered, SendForm().offer(offered.known, offered.files)),
    "print": _sheet,
}


def _send(offered: Offer, form: SendForm) -> Any:
    case, organisation = offered.case, offered.organisation
    seen = _seen(offered, form)
    if not form.offer_consents(seen.consents).check_consent():
        return _consent_page(offered, form)

    def deed(recording: ReadyFile | None) -> str:
        sent = service.send(g.actor, case.ref, form.facts(organisation.ref), recording)
        flash(_("Sent. The answer is due by %(date)s.", date=_day(sent.answer_due_at)), "success")
        return url_for("office.show_referral", referral_ref=sent.ref)

    answer = done(form, deed, before=lambda: service.ready_recording(g.actor, case.ref, form.upload()))
    if form.form_errors:
        # Whatever the person agreed to was another list; they are asked again.
        form.agreed.data = False
    return answer or _consent_page(offered, form)


def _day(moment: datetime) -> str:
    return date_with_distance(moment.astimezone(zone()).date())


@office.route("/referrals/drafts/<ref:referral_ref>/discard", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def discard_draft(referral_ref: str) -> Any:
    """Throw a draft away, after a page that says so."""
    form = ConfirmForm()
    said = _("The draft is thrown away.")

    def deed() -> str:
        return url_for("office.show_case", case_ref=service.discard_draft(g.actor, referral_ref).ref)

    answer = done(form, deed, said)
    if answer is not None:
        return answer
    draft, case, organisation = service.get_draft(g.actor, referral_ref)
    return render_template(
        "referrals/discard_draft.html", draft=draft, case=case, organisation=organisation, form=form
    )


@office.post("/referrals/<ref:referral_ref>/next")
@requires(Permission.REFERRAL_SEND)
def ask_next(referral_ref: str) -> Any:
    """Begin a referral to the next candidate, with what the last one asked; the person is asked anew."""
    form, here = ConfirmForm(), url_for("office.show_referral", referral_ref=referral_ref)

    def deed() -> str:
        _draft, case, organisation = service.get_draft(g.actor, service.ask_next(g.actor, referral_ref).ref)
        return url_for("office.prepare_referral", case_ref=case.ref, organisation_ref=organisation.ref, go="consent")

    return done(form, deed) or say_and_go(form, here)
