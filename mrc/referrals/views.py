"""The pages of referrals: choosing, showing and sending at the office's door, answering at the partner's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import flash, g, render_template, request, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, partner, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.issues import IssueCode
from mrc.db import row_id
from mrc.directory import rules as directory_rules
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import Filters
from mrc.errors import Refused
from mrc.forms import ConfirmForm
from mrc.i18n import date_with_distance, zone
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.referrals import rules, service
from mrc.referrals.forms import (
    DeclineForm,
    FindForm,
    ReportForm,
    SendForm,
    WhatForm,
    defaults_for,
)
from mrc.referrals.rules import Wanted
from mrc.referrals.service import Offer
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
    if request.method == "GET" or step == "back":
        return _what_page(offered, WhatForm(data={"shared": sorted(rules.SHARED_AT_FIRST)}).offer(offered.known))
    form = (SendForm if step == "send" else WhatForm)().offer(offered.known)
    if not form.validate_on_submit() or not _wish_is_told(offered, form):
        return _what_page(offered, form) if not isinstance(form, SendForm) else _consent_page(offered, form)
    if isinstance(form, SendForm):
        return _send(offered, form)
    return _consent_page(offered, form)


def _cannot(case_ref: str, organisation_ref: str, reason: Any) -> Any:
    case = casework.get_case(g.actor, case_ref, Permission.REFERRAL_SEND)
    organisation = directory.get_organisation(organisation_ref)
    page = render_template("referrals/cannot.html", case=case, organisation=organisation, reason=words(reason))
    return page, 422


def _wish_is_told(offered: Offer, form: WhatForm) -> bool:
    if offered.organisation.kind != "consulate":
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
    seen = service.preview(
        g.actor, offered.case.ref, offered.organisation.ref, form.purpose.data or "", form.wanted()
    )
    if not isinstance(form, SendForm):
        typed = {name: form[name].data for name in WhatForm.names}
        begins = defaults_for(offered.person.preferred_language, clock.today(g.actor.timezone) + CONSENT_LASTS)
        form = SendForm(formdata=None, data={**typed, **begins}).offer(offered.known)
    form.seen.data = seen.seen
    form.offer_consents(seen.consents)
    page = render_template("referrals/consent.html", offered=offered, form=form, packet=seen.packet)
    return page, 422 if form.errors else 200


def _send(offered: Offer, form: SendForm) -> Any:
    case, organisation = offered.case, offered.organisation
    seen = service.preview(g.actor, case.ref, organisation.ref, form.purpose.data or "", form.wanted())
    if not form.offer_consents(seen.consents).check_consent():
        return _consent_page(offered, form)

    def deed() -> str:
        sent = service.send(g.actor, case.ref, form.facts(organisation.ref))
        flash(_("Sent. The answer is due by %(date)s.", date=_day(sent.answer_due_at)), "success")
        return url_for("office.show_referral", referral_ref=sent.ref)

    answer = done(form, deed)
    if form.form_errors:
        # Whatever the person agreed to was another list; they are asked again.
        form.agreed.data = False
    return answer or _consent_page(offered, form)


def _day(moment: datetime) -> str:
    return date_with_distance(moment.astimezone(zone()).date())


@office.get("/referrals")
@requires(Permission.REFERRAL_SEND)
def list_referrals() -> str:
    """Everything that was sent, what waits longest first."""
    names = {wanted.value for wanted in Wanted}
    wanted = Wanted(request.args["state"]) if request.args.get("state") in names else Wanted.WAITING
    listed, has_more = service.list_referrals(g.actor, wanted, _after())
    older = None
    if has_more:
        last = listed[-1].line
        after = f"{int(last.answer_due_at.timestamp() * 1_000_000)}-{last.id}"
        older = url_for("office.list_referrals", state=wanted, after=after)
    return render_template(
        "referrals/list_referrals.html", listed=listed, wanted=wanted, states=list(Wanted), older_url=older
    )


def _after() -> tuple[datetime, int] | None:
    """Where the last page ended; an address that somebody bent starts at the beginning."""
    moment, _dash, number = request.args.get("after", "").partition("-")
    last = row_id(number)
    if last is None or not (moment.isdecimal() and len(moment) <= 16):
        return None
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(moment)), last
    except OverflowError:
        return None


@office.get("/referrals/<ref:referral_ref>")
@requires(Permission.REFERRAL_SEND)
def show_referral(referral_ref: str) -> str:
    """One referral: what was shared, and what came back."""
    return render_template("referrals/show_referral.html", view=service.show(g.actor, referral_ref))


@office.route("/referrals/<ref:referral_ref>/recall", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def recall_referral(referral_ref: str) -> Any:
    """Take a referral back, after a page that says what that means."""
    form, here = ConfirmForm(), url_for("office.show_referral", referral_ref=referral_ref)
    if request.method == "GET":
        view = service.show(g.actor, referral_ref)
        return render_template("referrals/recall_referral.html", view=view, form=form)
    said = _("Recalled. The organisation no longer sees anything of it.")
    return done(form, lambda: service.recall(g.actor, referral_ref), said, here) or say_and_go(form, here)


@panel("case_main", order=30)
def referrals_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The referrals of a case, and the way to a new one."""
    if not may(actor, Permission.REFERRAL_SEND, case.subject):
        return None
    return "referrals/panel.html", {"case": case, "lines": service.of_case(case.id)}


@panel("organisation", order=10)
def how_referrals_went(organisation: Organisation, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """How the centre's referrals to an organisation went."""
    if not may(actor, Permission.REFERRAL_SEND):
        return None
    counts = service.sent_to(actor, organisation.id)
    return "referrals/organisation_panel.html", {
        "counts": [(state, counts.get(state, 0)) for state in rules.ReferralState]
    }


@partner.get("/")
@requires(Permission.REFERRAL_ANSWER)
def inbox() -> str:
    """What the organisation was asked, what it took on, what it is done with."""
    return render_template(
        "referrals/inbox.html", inbox=service.inbox(g.actor), organisation=service.own_organisation(g.actor)
    )


@partner.get("/organisation")
@requires(Permission.REFERRAL_ANSWER)
def show_own_organisation() -> str:
    """What the directory says of the organisation."""
    organisation = service.own_organisation(g.actor)
    facts = directory.facts_of(organisation)
    return render_template(
        "referrals/own_organisation.html",
        organisation=organisation,
        facts=facts,
        issues=[issue for issue in IssueCode if issue in facts.issue_codes],
        freshness=directory_rules.freshness(organisation.verified_on, clock.today()),
    )


@partner.get("/referrals/<ref:referral_ref>")
@requires(Permission.REFERRAL_ANSWER)
def open_referral(referral_ref: str) -> str:
    """One referral: what was shared, and how to answer."""
    view = service.open_referral(g.actor, referral_ref)
    return render_template("referrals/open_referral.html", view=view, form=ConfirmForm(formdata=None))


@partner.post("/referrals/<ref:referral_ref>/accept")
@requires(Permission.REFERRAL_ANSWER)
def accept_referral(referral_ref: str) -> Any:
    """Take a referral on."""
    form, here = ConfirmForm(), url_for("partner.open_referral", referral_ref=referral_ref)
    said = _("Accepted. The centre has been told.")
    return done(form, lambda: service.accept(g.actor, referral_ref), said, here) or say_and_go(form, here)


@partner.route("/referrals/<ref:referral_ref>/decline", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def decline_referral(referral_ref: str) -> Any:
    """Turn a referral down."""
    form = DeclineForm()
    return _answer(
        "referrals/decline_referral.html",
        referral_ref,
        form,
        lambda: service.decline(g.actor, referral_ref, form.reason.data, form.note.data or None),
        _("Declined. The centre has been told; you no longer see what was shared."),
    )


@partner.route("/referrals/<ref:referral_ref>/report", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def report_referral(referral_ref: str) -> Any:
    """Report what came of a referral."""
    form = ReportForm()
    return _answer(
        "referrals/report_referral.html",
        referral_ref,
        form,
        lambda: service.report(g.actor, referral_ref, form.outcome.data, form.note.data or None),
        _("Reported. The centre has been told; you no longer see what was shared."),
    )


def _answer(template: str, referral_ref: str, form: Any, deed: Callable[[], Any], said: str) -> Any:
    """An answer that ends the partner's view of a referral, or the page to give it."""
    answer = done(form, deed, said, url_for("partner.inbox"))
    if answer is not None:
        return answer
    view = service.open_referral(g.actor, referral_ref)
    return render_template(template, view=view, form=form), 422 if form.errors else 200
