"""Pages of the gate before return: what is settled and what is open, on the screen, on paper, and on the case."""

from typing import Any

from flask import g, render_template, request, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode, may_happen
from mrc.casework.rules.stages import Stage, Step
from mrc.claims import service
from mrc.claims.forms.path import GateForm
from mrc.claims.rules.gate import GateItem
from mrc.claims.views.forms_under import under_case
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.panels import panel


@office.get("/cases/<ref:case_ref>/before-return")
@requires(Permission.CLAIM_READ)
def show_gate(case_ref: str) -> Any:
    """What should be settled before a worker travels, and what of it is open."""
    head = casework.head(g.actor, case_ref, Permission.CLAIM_READ)
    case = head.case
    may_record = may(g.actor, Permission.CLAIM_RECORD, case.subject) and case.closed_at is None
    return render_template(
        "claims/show_gate.html",
        case=case,
        person=head.person,
        gate=service.gate_of(case.id),
        may_record=may_record,
        may_travel=may_record and may_happen(EventCode.READY_TO_TRAVEL, case.stage, case.step),
        tick=ConfirmForm(formdata=None),
    )


@office.get("/cases/<ref:case_ref>/before-return/print")
@requires(Permission.CLAIM_READ)
def print_gate(case_ref: str) -> Any:
    """The same on paper."""
    head = casework.head(g.actor, case_ref, Permission.CLAIM_READ)
    return render_template(
        "claims/print_gate.html",
        case=head.case,
        person=head.person,
        gate=service.gate_of(head.case.id),
        today=clock.today(g.actor.timezone),
    )


@office.route("/cases/<ref:case_ref>/before-return/answer", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def answer_gate(case_ref: str) -> Any:
    """Settle one item: done on a day, or waived for a reason."""
    case = casework.get_case(g.actor, case_ref, Permission.CLAIM_RECORD)
    form = GateForm().offer(service.documents_of(case.id))
    wanted = request.args.get("item")
    if request.method == "GET":
        form.done_on.data = clock.today(g.actor.timezone)
        form.item.data = GateItem(wanted) if wanted in set(GateItem) else form.item.data
    said = _("Saved. The list shows what is still open.")
    gate_url = url_for("office.show_gate", case_ref=case_ref)
    answer = done(form, lambda: service.answer_item(g.actor, case_ref, form.facts()), said, gate_url)
    return answer or under_case("claims/answer_gate.html", form, case_ref)


@office.post("/cases/<ref:case_ref>/before-return/<int:answer_id>/take-back")
@requires(Permission.CLAIM_RECORD)
def take_back_gate_answer(case_ref: str, answer_id: int) -> Any:
    """Open an item again that was settled by mistake."""
    form, gate_url = ConfirmForm(), url_for("office.show_gate", case_ref=case_ref)
    said = _("Taken back. This is open again.")
    answer = done(form, lambda: service.take_back_answer(g.actor, case_ref, answer_id), said, gate_url)
    return answer or say_and_go(form, gate_url)


@panel("case_main", order=20)
def gate_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The gate of a case, from the wage claim on until the worker has returned."""
    is_before = case.stage is Stage.WAGE_CLAIM or case.step in {Step.RETURN_NOTIFIED, Step.READY_TO_TRAVEL}
    if case.closed_at is not None or not is_before or not may(actor, Permission.CLAIM_READ, case.subject):
        return None
    is_near = case.stage is Stage.RETURN
    return "claims/gate_panel.html", {
        "case": case,
        "open_items": service.open_items(case.id),
        "is_near": is_near,
    }
