"""What the office sees of its referrals: the list, and one of them with its link, what was written, and its end."""

import secrets
from base64 import b64decode, b64encode
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import g, render_template, request, session, url_for

from mrc import vault
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework.models import Case
from mrc.db import row_id
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.referrals import rules, service
from mrc.referrals.forms import JudgeForm, LinkForm, WriteForm
from mrc.referrals.rules import Wanted
from mrc.referrals.service import NewLink

_PLACE = "session.letter"


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
    view = service.show(g.actor, referral_ref)
    return render_template(
        "referrals/show_referral.html",
        view=view,
        form=ConfirmForm(formdata=None),
        copies=service.copies_of(view.referral),
        present=service.present_among(view.packet.files) if view.packet else frozenset(),
    )


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
        "counts": [
            (state, counts.get(state, 0)) for state in rules.ReferralState if state is not rules.ReferralState.DRAFT
        ]
    }


@panel("my_work", order=5)
def overdue_referrals(_subject: None, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The referrals that nobody answered in time: those of the centre for who leads it, else of one's own cases."""
    lines, has_more = service.overdue(actor)
    return ("referrals/overdue_panel.html", {"lines": lines, "has_more": has_more}) if lines else None


@office.route("/referrals/<ref:referral_ref>/link", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def send_link(referral_ref: str) -> Any:
    """Send a link to a partner without an account, and show the code that is told by telephone."""
    form = LinkForm()

    def deed(ready: NewLink) -> str:
        service.make_link(g.actor, referral_ref, form.email.data or "", ready)
        return _code_url(referral_ref, ready.code)

    answer = done(form, deed, before=lambda: nullcontext(NewLink.fresh()))
    if answer is not None:
        return answer
    view = service.show(g.actor, referral_ref)
    if request.method == "GET":
        ways = directory.get_organisation(view.organisation.ref).contacts
        form.email.data = next((way.value for way in ways if way.kind == "email"), "")
    page = render_template("referrals/send_link.html", view=view, form=form)
    return page, 422 if form.errors else 200


def _code_url(referral_ref: str, code: str) -> str:
    """Keep the code for one showing, sealed, in the session of whoever tells it."""
    key = secrets.token_urlsafe(12)
    sealed = vault.seal(vault.keys().purposes["session"], code.encode(), _PLACE)
    session[f"letter:{key}"] = [referral_ref, b64encode(sealed).decode()]
    return url_for("office.show_link_code", referral_ref=referral_ref, key=key)


@office.get("/referrals/<ref:referral_ref>/link/<string:key>")
@requires(Permission.REFERRAL_SEND)
def show_link_code(referral_ref: str, key: str) -> Any:
    """The code to tell by telephone; a second look finds it no more."""
    view = service.show(g.actor, referral_ref)
    kept = session.pop(f"letter:{key}", None)
    if kept is None or kept[0] != referral_ref:
        return render_template("referrals/link_code_gone.html", view=view), 410
    code = vault.unseal(vault.keys().purposes["session"], b64decode(kept[1]), _PLACE).decode()
    return render_template("referrals/link_code.html", view=view, code=code)


@office.route("/referrals/<ref:referral_ref>/link/end", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def end_link(referral_ref: str) -> Any:
    """End the link of a referral, after a page that says what that means."""
    form, here = ConfirmForm(), url_for("office.show_referral", referral_ref=referral_ref)
    said = _("The link opens nothing any more.")
    answer = done(form, lambda: service.end_link(g.actor, referral_ref), said, here)
    return answer or render_template("referrals/end_link.html", view=service.show(g.actor, referral_ref), form=form)


@office.route("/referrals/<ref:referral_ref>/write", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def write_to_partner(referral_ref: str) -> Any:
    """Write to the partner about a referral."""
    form, here = WriteForm(), url_for("office.show_referral", referral_ref=referral_ref)
    answer = done(
        form,
        lambda: service.write_to_partner(g.actor, referral_ref, form.text.data or ""),
        _("Written. The organisation reads it with the referral."),
        here,
    )
    if answer is not None:
        return answer
    page = render_template("referrals/write_to_partner.html", view=service.show(g.actor, referral_ref), form=form)
    return page, 422 if form.errors else 200


@office.route("/referrals/<ref:referral_ref>/judge", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def judge_help(referral_ref: str) -> Any:
    """Say whether a partner's help was of use."""
    form, here = JudgeForm(), url_for("office.show_referral", referral_ref=referral_ref)
    answer = done(
        form, lambda: service.judge_help(g.actor, referral_ref, form.feedback()), _("Saved. Thank you."), here
    )
    if answer is not None:
        return answer
    page = render_template("referrals/judge_help.html", view=service.show(g.actor, referral_ref), form=form)
    return page, 422 if form.errors else 200
