"""Pages of the workers of a collective claim: a table of them, its empty sheet, and one worker at a time."""

from io import BytesIO
from typing import Any

import rustpy_xlsxwriter
from flask import Response, g, render_template, request, url_for

from mrc import clock, i18n
from mrc.access import Permission, may
from mrc.answers import done, say_and_go, show_refusal
from mrc.areas import office, requires
from mrc.casework.forms import PersonPick
from mrc.claims.forms import in_currency
from mrc.claims.forms.collective import WorkersForm, shown_facts, worker_form
from mrc.claims.forms.workers import fact_said, heading_of, label_of
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules.asking import questions
from mrc.claims.rules.collective import ListMode, RowTrouble, columns_for
from mrc.claims.rules.facts import PayBasis
from mrc.claims.rules.law_files import jurisdictions, law_of
from mrc.claims.service import collective as service
from mrc.claims.views.collective import claim_url, possible
from mrc.claims.views.rows import noting, said, told
from mrc.errors import Refused
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.people import service as people

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _columns(claim: CollectiveClaim) -> list[str]:
    """The columns that the law of the claim's country asks; in a country without one, name and amount alone."""
    if claim.country not in jurisdictions():
        return ["name", "person", "claimed"]
    basis = PayBasis((claim.facts or {}).get("pay", {}).get("basis", PayBasis.MONTHLY))
    asked = questions(law_of(claim.country), claim.scope, basis)
    return columns_for(asked, claim.facts, clock.today(g.actor.timezone))


@office.get("/collective/<ref:collective_ref>/workers/sheet")
@requires(Permission.CLAIM_READ)
def empty_sheet(collective_ref: str) -> Response:
    """An empty sheet to be filled in, with the columns that this claim needs, headed in the reader's language."""
    claim = service.get_collective(g.actor, collective_ref).claim
    file = BytesIO()
    rustpy_xlsxwriter.write_worksheet(
        [dict.fromkeys(map(heading_of, _columns(claim)))],
        file,
        sheet_view={"right_to_left": i18n.direction(i18n.language()) == "rtl"},
        freeze_row=1,
        freeze_col=1,
        bold_headers=True,
    )
    response = Response(file.getvalue(), content_type=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="workers.xlsx"'
    return response


@office.route("/collective/<ref:collective_ref>/workers/table", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def add_workers(collective_ref: str) -> Any:
    """A table of workers: looked at first, then saved as it was shown."""
    view = service.get_collective(g.actor, collective_ref, Permission.CLAIM_RECORD)
    form, troubles, seen = WorkersForm(), list[RowTrouble](), None

    def given() -> Any:
        mode, (workers, unread) = form.mode.data or ListMode.ADD, form.workers(view.claim)
        if unread:
            raise service.RowsRefused(
                [*unread, *service.troubles_beside(unread, g.actor, collective_ref, mode, workers)]
            )
        return mode, workers

    if request.form.get("do") == "save":
        deed = noting(troubles, lambda: service.save_workers(g.actor, collective_ref, *given()))
        answer = done(form, deed, _("The workers are on the list."), claim_url(collective_ref))
        if answer is not None:
            return answer
    elif form.validate_on_submit():
        seen = _preview(form, troubles, lambda: service.preview_workers(g.actor, collective_ref, *given()))
    page = render_template(
        "claims/add_workers.html",
        form=form,
        claim=view.claim,
        columns=[label_of(key) for key in _columns(view.claim)],
        seen=seen,
        troubles=[told(trouble) for trouble in troubles],
    )
    return page, 422 if form.errors else 200


def _preview(form: WorkersForm, troubles: list[RowTrouble], look: Any) -> Any:
    """What saving would do; None when something must be mended first."""
    try:
        return noting(troubles, look)()
    except Refused as error:
        show_refusal(form, error)
        return None


@office.route("/collective/<ref:collective_ref>/workers/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def add_worker(collective_ref: str) -> Any:
    """Put one worker on the list: somebody registered here, or a name alone."""
    claim = service.get_collective(g.actor, collective_ref, Permission.CLAIM_RECORD).claim
    form = in_currency(worker_form(_columns(claim), is_new=True), claim.currency)
    pick = PersonPick(form, "person")
    searched = request.form.get("search") is not None
    if request.method == "POST" and pick.query.data:
        pick.offer(people.find(g.actor, pick.query.data))
    troubles: list[RowTrouble] = []

    def deed() -> str:
        service.save_workers(g.actor, collective_ref, ListMode.ADD, [form.worker(pick.chosen(), {})])
        again = url_for("office.add_worker", collective_ref=collective_ref)
        return again if request.form.get("do") == "next" else claim_url(collective_ref)

    answer = None if searched else done(form, noting(troubles, deed), _("The worker is on the list."))
    if answer is not None:
        return answer
    form.show_troubles(troubles, said)
    page = render_template("claims/add_worker.html", form=form, claim=claim, pick=pick, searched=searched)
    return page, 422 if form.errors else 200


@office.get("/collective/<ref:collective_ref>/workers/<int:number>")
@requires(Permission.CLAIM_READ)
def show_worker(collective_ref: str, number: int) -> Any:
    """One worker of a collective claim: their own facts and their amounts."""
    claim, case, worker = service.get_worker(g.actor, collective_ref, possible(number))
    may_record = may(g.actor, Permission.CLAIM_RECORD, case.subject) and case.closed_at is None
    return render_template(
        "claims/show_worker.html",
        claim=claim,
        worker=worker,
        facts=[(label_of(key), fact_said(key, text, claim.currency)) for key, text in worker.facts.items()],
        may_record=may_record,
        tick=ConfirmForm(formdata=None),
    )


@office.route("/collective/<ref:collective_ref>/workers/<int:number>/change", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def change_worker(collective_ref: str, number: int) -> Any:
    """Change the own facts of one worker."""
    claim, _case, worker = service.get_worker(g.actor, collective_ref, possible(number), Permission.CLAIM_RECORD)
    columns = list(dict.fromkeys([*_columns(claim), *worker.facts]))
    shown = {"name": worker.name, "claimed": worker.stands.claimed, **shown_facts(worker.facts)}
    form = in_currency(worker_form(columns, is_new=False, data=shown), claim.currency)
    troubles: list[RowTrouble] = []

    def deed() -> None:
        given = form.worker(worker.person_ref, worker.facts)
        service.change_worker(g.actor, collective_ref, number, given)

    here = url_for("office.show_worker", collective_ref=collective_ref, number=number)
    answer = done(form, noting(troubles, deed), _("Saved."), here)
    if answer is not None:
        return answer
    form.show_troubles(troubles, said)
    page = render_template("claims/change_worker.html", form=form, claim=claim, worker=worker, back=here)
    return page, 422 if form.errors else 200


@office.post("/collective/<ref:collective_ref>/workers/<int:number>/take-off")
@requires(Permission.CLAIM_RECORD)
def take_off_worker(collective_ref: str, number: int) -> Any:
    """Take a worker off the list."""
    form, here = ConfirmForm(), claim_url(collective_ref)
    answer = done(
        form,
        lambda: service.take_off_worker(g.actor, collective_ref, possible(number)),
        _("The worker is no longer on the list."),
        here,
    )
    return answer or say_and_go(form, here)
