"""Pages of group referrals: whom the workers of a claim are referred to, who consented, and what came back."""

from datetime import timedelta
from typing import Any

from flask import flash, g, render_template, request, url_for

from mrc import clock
from mrc.access import Actor, Permission
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.claims.forms.referring import GroupForm, GroupSendForm, defaults_for
from mrc.claims.service.collective import groups, referring, watching
from mrc.claims.service.collective.referring import Ground
from mrc.directory import service as directory
from mrc.directory.rules import OrganisationKind
from mrc.errors import Refused
from mrc.forms import ConfirmForm
from mrc.i18n import date_with_distance, zone
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.wording import words

CONSENTS_LAST = timedelta(days=90)
_SHOWN = 50
# Contact with a consulate is each person's own wish.
_KINDS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.CONSULATE)


@office.get("/collective/<ref:collective_ref>/referrals/new")
@requires(Permission.REFERRAL_SEND)
def refer_workers(collective_ref: str) -> str:
    """The first step: who could help all of them."""
    ground = referring.begin_group(g.actor, collective_ref)
    names = {kind.value for kind in _KINDS}
    asked = request.args.get("kind")
    kind = OrganisationKind(asked) if asked in names else OrganisationKind.LEGAL_CLINIC
    return render_template(
        "claims/refer_workers.html",
        claim=ground.claim,
        ground=ground,
        kinds=_KINDS,
        proposal=referring.propose_for_group(ground, kind) if ground.registered else None,
    )


@office.route("/collective/<ref:collective_ref>/referrals/new/<ref:organisation_ref>", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def prepare_group(collective_ref: str, organisation_ref: str) -> Any:
    """The second and third step: what is shared of whom, exactly as the organisation will see it, and who agreed."""
    ground = referring.begin_group(g.actor, collective_ref)
    organisation = directory.get_organisation(organisation_ref)
    shown = {"claim": ground.claim, "ground": ground, "organisation": organisation}
    try:
        referring.check_group(organisation, ground.seeker)
    except Refused as error:
        return render_template("claims/cannot_refer_workers.html", **shown, reason=words(error.reason)), 422
    step = request.form.get("step")
    if request.method == "GET" or step == "back":
        form = GroupForm() if step == "back" else GroupForm(formdata=None, data={"priority": ground.case.priority})
        return render_template("claims/refer_workers_what.html", **shown, form=form)
    form = GroupSendForm() if step == "send" else GroupForm()
    if not form.validate_on_submit() and not isinstance(form, GroupSendForm):
        return render_template("claims/refer_workers_what.html", **shown, form=form), 422
    if isinstance(form, GroupSendForm) and form.check_consents() and not form.errors:
        answer = done(form, lambda: _send(ground, organisation_ref, form))
        if answer is not None:
            return answer
    return _look(ground, organisation_ref, form, shown)


def _send(ground: Ground, organisation_ref: str, form: GroupSendForm) -> str:
    sent = referring.send_group(g.actor, ground.claim.ref, form.facts(organisation_ref))
    day = date_with_distance(sent.answer_due_at.astimezone(zone()).date())
    flash(_("Sent. The answer is due by %(date)s.", date=day), "success")
    return url_for("office.show_group", group_referral_ref=sent.ref)


def _look(ground: Ground, organisation_ref: str, form: GroupForm, shown: dict[str, Any]) -> Any:
    """The third step; what was typed in the second travels along in hidden fields."""
    try:
        look = referring.look_at_group(g.actor, ground.claim.ref, form.facts(organisation_ref))
    except Refused as error:
        form.numbers.errors = [str(words(error.reason))]
        return render_template("claims/refer_workers_what.html", **shown, form=form), 422
    if not isinstance(form, GroupSendForm):
        typed = {name: form[name].data for name in GroupForm.names}
        begins = defaults_for(g.actor.language, clock.today(g.actor.timezone) + CONSENTS_LAST)
        form = GroupSendForm(formdata=None, data={**typed, **begins})
    form.seen.data = look.seen
    page = render_template(
        "claims/refer_workers_look.html", **shown, form=form, look=look, shown=list(look.slices.items())[:_SHOWN]
    )
    return page, 422 if form.errors else 200


@panel("my_work", order=6)
def waiting_groups(_subject: None, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The group referrals that need somebody."""
    lines = watching.waiting_groups(actor)
    return ("claims/groups_waiting.html", {"lines": lines}) if lines else None


@office.get("/collective/referrals/<ref:group_referral_ref>")
@requires(Permission.REFERRAL_SEND)
def show_group(group_referral_ref: str) -> str:
    """One group referral: what went out of whom, and what came back."""
    view = groups.show_group(g.actor, group_referral_ref, request.args.get("after"))
    here: dict[str, Any] = {"group_referral_ref": group_referral_ref}
    return render_template(
        "claims/show_group.html",
        view=view,
        first_url=url_for("office.show_group", **here) if request.args.get("after") else None,
        next_url=url_for("office.show_group", **here, after=view.following) if view.following else None,
    )


@office.route("/collective/referrals/<ref:group_referral_ref>/recall", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def recall_group(group_referral_ref: str) -> Any:
    """Take a group referral back, after a page that says what that means."""
    form, here = ConfirmForm(), url_for("office.show_group", group_referral_ref=group_referral_ref)
    if request.method == "GET":
        view = groups.show_group(g.actor, group_referral_ref)
        return render_template("claims/recall_group.html", view=view, form=form)
    said = _("Recalled. The organisation no longer sees anything of it.")
    return done(form, lambda: groups.recall_group(g.actor, group_referral_ref), said, here) or say_and_go(form, here)
