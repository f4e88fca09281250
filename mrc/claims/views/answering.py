"""Pages of group referrals at the partners' door: those that are open, and one of them with its workers."""

from collections.abc import Callable
from typing import Any

from flask import g, render_template, request, url_for

from mrc.access import Actor, Permission
from mrc.answers import done, say_and_go
from mrc.areas import partner, requires
from mrc.claims.forms.referring import GroupReportForm
from mrc.claims.service.collective import groups as service
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.referrals.forms import DeclineForm


@panel("partner_inbox", order=10)
def groups_for_partner(_subject: None, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The group referrals that are open to the organisation."""
    lines = service.group_inbox(actor)
    return ("claims/groups_inbox.html", {"lines": lines}) if lines else None


@partner.get("/collective/<ref:group_referral_ref>")
@requires(Permission.REFERRAL_ANSWER)
def open_group(group_referral_ref: str) -> str:
    """One group referral: what was shared, and how to answer."""
    view = service.open_group(g.actor, group_referral_ref, request.args.get("after"))
    here: dict[str, Any] = {"group_referral_ref": group_referral_ref}
    return render_template(
        "claims/open_group.html",
        view=view,
        form=ConfirmForm(formdata=None),
        first_url=url_for("partner.open_group", **here) if request.args.get("after") else None,
        next_url=url_for("partner.open_group", **here, after=view.following) if view.following else None,
    )


@partner.post("/collective/<ref:group_referral_ref>/accept")
@requires(Permission.REFERRAL_ANSWER)
def accept_group(group_referral_ref: str) -> Any:
    """Take all workers on."""
    form, here = ConfirmForm(), url_for("partner.open_group", group_referral_ref=group_referral_ref)
    said = _("Accepted. The centre has been told.")
    return done(form, lambda: service.accept_group(g.actor, group_referral_ref), said, here) or say_and_go(form, here)


@partner.route("/collective/<ref:group_referral_ref>/decline", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def decline_group(group_referral_ref: str) -> Any:
    """Turn a group referral down."""
    form = DeclineForm()
    return _answer(
        "claims/decline_group.html",
        group_referral_ref,
        form,
        lambda: service.decline_group(g.actor, group_referral_ref, form.reason.data, form.note.data or None),
        _("Declined. The centre has been told; you no longer see what was shared."),
    )


@partner.route("/collective/<ref:group_referral_ref>/report", methods=["GET", "POST"])
@requires(Permission.REFERRAL_ANSWER)
def report_group(group_referral_ref: str) -> Any:
    """Report what came of a group referral."""
    form = GroupReportForm()
    return _answer(
        "claims/report_group.html",
        group_referral_ref,
        form,
        lambda: service.report_group(g.actor, group_referral_ref, form.outcome.data, form.note.data or None),
        _("Reported. The centre has been told; you no longer see what was shared."),
    )


def _answer(template: str, group_referral_ref: str, form: Any, deed: Callable[[], Any], said: str) -> Any:
    """An answer with a form of its own; it ends the organisation's view."""
    answer = done(form, deed, said, url_for("partner.inbox"))
    if answer is not None:
        return answer
    view = service.open_group(g.actor, group_referral_ref)
    return render_template(template, view=view, form=form), 422 if form.errors else 200
