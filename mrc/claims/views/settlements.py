"""Pages of settlements, and where a missed instalment is told: on the case and in my work."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode, may_happen
from mrc.claims import service
from mrc.claims.forms import in_currency
from mrc.claims.forms.settlements import BreakOffForm, SettlementForm
from mrc.claims.service import ClaimView
from mrc.i18n import gettext as _
from mrc.panels import panel


@office.route("/claims/<ref:claim_ref>/settlement/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_settlement(claim_ref: str) -> Any:
    """Record what was agreed for a claim, in the place of the settlement that stands, if any."""
    claim = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD).claim
    standing, form = service.standing_of(claim), in_currency(SettlementForm(), claim.currency)
    newest = standing.ref if standing else None
    if request.method == "GET":
        form.agreed_on.data, form.replaces.data = clock.today(g.actor.timezone), newest

    def deed() -> None:
        seen = form.replaces.data or None
        # When another one stands by now, this attempt says so, and the next one knows of it.
        form.replaces.data = newest
        service.record_settlement(g.actor, claim_ref, form.facts(claim.currency), seen)

    said, claim_url = _("The settlement is saved."), url_for("office.show_claim", claim_ref=claim_ref)
    answer = None if _works_on_rows(form, claim.currency) else done(form, deed, said, claim_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        claim = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD).claim
        standing = service.standing_of(claim)
    page = render_template("claims/record_settlement.html", form=form, claim=claim, standing=standing)
    return page, 422 if form.errors else 200


def _works_on_rows(form: SettlementForm, currency: str) -> bool:
    """Whether a button was pressed that only changes the rows of the form."""
    wanted = request.form.get("add") if request.method == "POST" else None
    if wanted == "rows":
        form.add_row()
    elif wanted == "parts":
        form.fill_rows(currency)
    return wanted in {"rows", "parts"}


@office.get("/claims/<ref:claim_ref>/settlement/<ref:settlement_ref>")
@requires(Permission.CLAIM_READ)
def show_settlement(claim_ref: str, settlement_ref: str) -> Any:
    """A settlement with its terms, whether it stands or not."""
    view, settlement = service.get_settlement(g.actor, claim_ref, settlement_ref)
    may_end = may(g.actor, Permission.CLAIM_RECORD, view.case.subject) and settlement.stands
    return render_template(
        "claims/show_settlement.html",
        claim=view.claim,
        case=view.case,
        settlement=settlement,
        record=settlement.record,
        may_end=may_end,
    )


@office.route("/claims/<ref:claim_ref>/settlement/<ref:settlement_ref>/break-off", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def break_off_settlement(claim_ref: str, settlement_ref: str) -> Any:
    """End a settlement that was not kept."""
    view, settlement = service.get_settlement(g.actor, claim_ref, settlement_ref)
    form = BreakOffForm()
    if request.method == "GET":
        form.happened_on.data = clock.today(g.actor.timezone)

    def deed() -> None:
        service.break_off(g.actor, claim_ref, settlement_ref, form.happened_on.data, form.why.data)

    said = _("The settlement is broken off. It stays to be read.")
    claim_url = url_for("office.show_claim", claim_ref=claim_ref)
    answer = done(form, deed, said, claim_url)
    if answer is not None:
        return answer
    if form.errors:
        view, settlement = service.get_settlement(g.actor, claim_ref, settlement_ref)
    page = render_template("claims/break_off.html", form=form, claim=view.claim, record=settlement.record)
    return page, 422 if form.errors else 200


def settled(view: ClaimView) -> dict[str, Any]:
    """What the page of a claim shows of its settlements."""
    case = view.case
    found = service.settlements_of(view.claim, clock.today(g.actor.timezone))
    can_sign = case.closed_at is None and may_happen(EventCode.SETTLEMENT_SIGNED, case.stage, case.step)
    return {
        "standing": next((one for one in found if one.stands), None),
        "earlier": [one for one in found if not one.stands],
        "can_sign": can_sign,
        "signed": EventCode.SETTLEMENT_SIGNED,
    }


@panel("case_main", order=12)
def instalments_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The instalments of a case that were missed or fall due soon, also when the case is closed."""
    if case.instalment_due_on is None or not may(actor, Permission.CLAIM_READ, case.subject):
        return None
    plans = [plan for plan in service.plans_of([case.id], clock.today(actor.timezone)) if plan.pressing]
    may_pay = may(actor, Permission.CLAIM_RECORD, case.subject)
    return ("claims/instalments_panel.html", {"plans": plans, "may_pay": may_pay}) if plans else None


@panel("my_work", order=20)
def due_instalments(subject: None, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Whose agreed money did not come, or comes soon."""
    lines, has_more = service.due_instalments(actor)
    return ("claims/instalments_work.html", {"lines": lines, "has_more": has_more}) if lines else None
