"""The partner's door: what the organisation was asked, one referral of it, and every way to answer."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, render_template, request, url_for

from mrc import clock, panels
from mrc.access import Permission
from mrc.answers import done, say_and_go
from mrc.areas import partner, requires
from mrc.directory import rules as directory_rules
from mrc.directory import service as directory
from mrc.directory.forms import offers_of
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.referrals import service
from mrc.referrals.forms import (
    AttachForm,
    DeclineForm,
    GiveBackForm,
    InboxForm,
    NoteForm,
    ReportForm,
    WriteForm,
)


@partner.get("/")
@requires(Permission.ORGANISATION_OWN)
def inbox() -> str:
    """What the organisation was asked, what it took on, what it is done with."""
    form = InboxForm(request.args)
    form.validate()
    return render_template(
        "referrals/inbox.html",
        inbox=service.inbox(g.actor, form.wanted()),
        organisation=service.own_organisation(g.actor),
        form=form,
        panels=panels.drawn("partner_inbox", None, g.actor),
    )


@partner.get("/referral")
@requires(Permission.REFERRAL_ANSWER)
def own_referral() -> Any:
    """The one referral that a link opens; whoever has an account finds theirs in the inbox."""
    ref = service.referral_of(g.actor)
    if ref is None:
        return redirect(url_for("partner.inbox"), 303)
    return redirect(url_for("partner.open_referral", referral_ref=ref), 303)


@partner.get("/members")
@requires(Permission.ORGANISATION_OWN)
def list_members() -> str:
    """Who answers for the organisation."""
    return render_template(
        "referrals/members.html",
        members=service.members(g.actor),
        organisation=service.own_organisation(g.actor),
    )


@partner.get("/organisation")
@requires(Permission.ORGANISATION_OWN)
def show_own_organisation() -> str:
    """What the directory says of the organisation."""
    organisation = service.own_organisation(g.actor)
    facts = directory.facts_of(organisation)
    return render_template(
        "referrals/own_organisation.html",
        organisation=organisation,
        facts=facts,
        offers=offers_of(organisation),
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


@partner.post("/referrals/<ref:referral_ref>/start")
@requires(Permission.REFERRAL_ANSWER)
def start_referral(referral_ref: str) -> Any:
    """Tell that the work has begun."""
    form, here = ConfirmForm(), url_for("partner.open_referral", referral_ref=referral_ref)
    said = _("Noted. The centre has been told.")
    return done(form, lambda: service.start(g.actor, referral_ref), said, here) or say_and_go(form, here)


@partner.route("/referrals/<ref:referral_ref>/waitlist", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def waitlist_referral(referral_ref: str) -> Any:
    """Put a referral on the waiting list."""
    form = NoteForm()
    return _answer(
        "referrals/waitlist_referral.html",
        referral_ref,
        form,
        lambda: service.waitlist(g.actor, referral_ref, form.note.data or None),
        _("It is on your waiting list. The centre has been told."),
        is_last=False,
    )


@partner.route("/referrals/<ref:referral_ref>/write", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def write_back(referral_ref: str) -> Any:
    """Write to the centre."""
    form = WriteForm()
    return _answer(
        "referrals/write_back.html",
        referral_ref,
        form,
        lambda: service.write_back(g.actor, referral_ref, form.text.data or ""),
        _("Written. The centre has been told."),
        is_last=False,
    )


@partner.route("/referrals/<ref:referral_ref>/file", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def attach_file(referral_ref: str) -> Any:
    """Send a file for the case."""
    form, here = AttachForm(), url_for("partner.open_referral", referral_ref=referral_ref)
    answer = done(
        form,
        lambda file: service.attach(g.actor, referral_ref, file, form.facts()),
        _("The centre has your file."),
        here,
        before=lambda: service.ready_file(g.actor, referral_ref, form.upload(), form.facts()),
    )
    return answer or _form_page("referrals/attach_file.html", referral_ref, form)


@partner.route("/referrals/<ref:referral_ref>/give-back", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def give_back_referral(referral_ref: str) -> Any:
    """Give back a referral that was taken on."""
    form = GiveBackForm()
    return _answer(
        "referrals/turn_away_referral.html",
        referral_ref,
        form,
        lambda: service.give_back(g.actor, referral_ref, form.reason.data, form.note.data or None),
        _("Given back. The centre has been told; you no longer see what was shared."),
    )


@partner.route("/referrals/<ref:referral_ref>/decline", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def decline_referral(referral_ref: str) -> Any:
    """Turn a referral down."""
    form = DeclineForm()
    return _answer(
        "referrals/turn_away_referral.html",
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
        lambda: service.report(g.actor, referral_ref, form.outcome.data, form.note.data or None, form.feedback()),
        _("Reported. The centre has been told; you no longer see what was shared."),
    )


def _answer(
    template: str, referral_ref: str, form: Any, deed: Callable[[], Any], said: str, *, is_last: bool = True
) -> Any:
    """An answer with a form of its own; the last one ends the partner's view of a referral."""
    there = _after_last() if is_last else url_for("partner.open_referral", referral_ref=referral_ref)
    return done(form, deed, said, there) or _form_page(template, referral_ref, form)


def _after_last() -> str:
    """Where somebody is led once a referral is over; a session by a link is over with it."""
    return url_for("partner.inbox" if g.actor.referral_id is None else "public.letter_over")


def _form_page(template: str, referral_ref: str, form: Any) -> Any:
    view = service.open_referral(g.actor, referral_ref)
    return render_template(template, view=view, form=form), 422 if form.errors else 200
