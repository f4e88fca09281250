"""Pages of remedies that are not money, and of sanctions."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc import clock
from mrc.access import Permission
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.claims import service
from mrc.claims.forms.remedies import RemedyForm, SanctionForm, StepForm
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _


@office.route("/claims/<ref:claim_ref>/remedies/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_remedy(claim_ref: str) -> Any:
    """Put on record what a person asks for or got beside money."""
    claim = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD).claim
    form = _today(RemedyForm())
    answer = done(
        form, lambda: service.record_remedy(g.actor, claim_ref, form.facts()), _("Saved."), _back(claim_ref)
    )
    return answer or _page("claims/record_remedy.html", form, claim=claim)


@office.route("/claims/<ref:claim_ref>/remedies/<ref:remedy_ref>", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_remedy_step(claim_ref: str, remedy_ref: str) -> Any:
    """Put on record that a remedy came further."""
    claim, remedy = service.get_remedy(g.actor, claim_ref, remedy_ref)
    form = _today(StepForm())

    def deed() -> None:
        service.record_step(g.actor, claim_ref, remedy_ref, form.step_facts())

    answer = done(form, deed, _("Saved."), _back(claim_ref))
    return answer or _page("claims/record_remedy_step.html", form, claim=claim, remedy=remedy)


@office.post("/claims/<ref:claim_ref>/remedies/<ref:remedy_ref>/steps/<int:remedy_step_id>/take-back")
@requires(Permission.CLAIM_RECORD)
def take_back_remedy_step(claim_ref: str, remedy_ref: str, remedy_step_id: int) -> Any:
    """Take back a step that was put on record by mistake."""
    form, claim_url = ConfirmForm(), _back(claim_ref)

    def deed() -> None:
        service.take_back_step(g.actor, claim_ref, remedy_ref, remedy_step_id)

    return done(form, deed, _("Taken back. It stays to be read."), claim_url) or say_and_go(form, claim_url)


@office.route("/claims/<ref:claim_ref>/sanctions/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_sanction(claim_ref: str) -> Any:
    """Put on record what an authority did to the offender."""
    claim = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD).claim
    form = _today(SanctionForm())
    answer = done(
        form, lambda: service.record_sanction(g.actor, claim_ref, form.facts()), _("Saved."), _back(claim_ref)
    )
    return answer or _page("claims/record_sanction.html", form, claim=claim)


@office.post("/claims/<ref:claim_ref>/sanctions/<ref:sanction_ref>/take-back")
@requires(Permission.CLAIM_RECORD)
def take_back_sanction(claim_ref: str, sanction_ref: str) -> Any:
    """Take back a sanction that was put on record by mistake."""
    form, claim_url = ConfirmForm(), _back(claim_ref)

    def deed() -> None:
        service.take_back_sanction(g.actor, claim_ref, sanction_ref)

    return done(form, deed, _("Taken back. It stays to be read."), claim_url) or say_and_go(form, claim_url)


def _today(form: Any) -> Any:
    """A form whose day is today until another one is typed."""
    if request.method == "GET":
        form.happened_on.data = clock.today(g.actor.timezone)
    return form


def _back(claim_ref: str) -> str:
    return url_for("office.show_claim", claim_ref=claim_ref)


def _page(template: str, form: Any, **values: Any) -> Any:
    return render_template(template, form=form, **values), 422 if form.errors else 200
