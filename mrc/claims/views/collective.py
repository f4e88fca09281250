"""Pages of a collective claim: begun, its shared facts, what the law gives its workers, its filing and its money."""

from dataclasses import replace
from typing import Any

from flask import flash, g, render_template, request, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.claims.forms import in_currency
from mrc.claims.forms.collective import BeginForm, CollectiveAmountForm, FilingForm
from mrc.claims.forms.facts import FactsForm, saved
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules import AmountKind, valid
from mrc.claims.rules.asking import Question, questions
from mrc.claims.rules.collective import RowTrouble
from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.facts_reader import BadFacts
from mrc.claims.rules.law_files import digest_of, jurisdictions, law_of
from mrc.claims.service import collective as service
from mrc.claims.service import evidence
from mrc.claims.service.collective import groups
from mrc.claims.views.assessing import asks_for_rows, why_not
from mrc.claims.views.rows import noting, told
from mrc.classifications import usual_currency
from mrc.db import row_id
from mrc.errors import NotFound
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.panels import panel
from mrc.wording import wages as wage_words

_KINDS = (AmountKind.AWARDED, AmountKind.RECEIVED)


def claim_url(collective_ref: str, **more: Any) -> str:
    """The address of a collective claim."""
    return url_for("office.show_collective", collective_ref=collective_ref, **more)


@office.route("/cases/<ref:case_ref>/collective/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def begin_collective(case_ref: str) -> Any:
    """Begin a collective claim on a case."""
    head = casework.head(g.actor, case_ref, Permission.CLAIM_RECORD)
    respondents = service.respondents_of(head.case.id)
    form = BeginForm().offer(respondents)
    if request.method == "GET":
        form.country.data = head.case.destination_country
        form.currency.data = usual_currency(head.case.destination_country)

    def deed() -> str:
        claim = service.begin_collective(g.actor, case_ref, form.facts())
        flash(_("The collective claim is begun. Enter next what holds for all workers."), "success")
        return claim_url(claim.ref)

    page = render_template(
        "claims/begin_collective.html", form=form, case=head.case, person=head.person, respondents=respondents
    )
    return done(form, deed) or (page, 422 if form.errors else 200)


@office.get("/collective/<ref:collective_ref>")
@requires(Permission.CLAIM_READ)
def show_collective(collective_ref: str) -> Any:
    """A collective claim: its totals, one page of its workers, what was computed, and its money."""
    return _shown(collective_ref), 200


def _shown(collective_ref: str, troubles: list[RowTrouble] | None = None) -> str:
    view = service.get_collective(g.actor, collective_ref, after=row_id(request.args.get("after")))
    claim = view.claim
    may_pay = may(g.actor, Permission.CLAIM_RECORD, view.case.subject)
    newest = digest_of(claim.country) if claim.country in jurisdictions() else None
    return render_template(
        "claims/show_collective.html",
        view=view,
        claim=claim,
        may_pay=may_pay,
        may_record=may_pay and view.case.closed_at is None,
        may_refer=may(g.actor, Permission.REFERRAL_SEND, view.case.subject),
        groups=groups.groups_of(claim.id),
        has_law=newest is not None,
        is_old_law=bool(view.assessments) and view.assessments[0].law_digest != newest,
        counting={entry.id for entry in valid(view.entries)},
        today=clock.today(g.actor.timezone),
        tick=ConfirmForm(formdata=None),
        first_url=claim_url(collective_ref) if request.args.get("after") else None,
        next_url=claim_url(collective_ref, after=view.following) if view.following else None,
        evidence_held=evidence.of_collective(view).held,
        troubles=[told(trouble) for trouble in troubles or ()],
    )


@office.route("/collective/<ref:collective_ref>/facts", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def ask_shared_facts(collective_ref: str) -> Any:
    """Ask what holds for all workers, as far as the law of the claim's country needs it."""
    view = service.get_collective(g.actor, collective_ref, Permission.CLAIM_RECORD)
    claim = view.claim
    if claim.country not in jurisdictions():
        return render_template("claims/no_law_for_all.html", claim=claim)
    shown = saved(claim.facts) if claim.facts else {"scope": claim.scope, "basis": PayBasis.MONTHLY}
    form = in_currency(FactsForm(data=shown), claim.currency)
    if request.method == "GET":
        form.version.data = str(claim.version)
    asked = questions(law_of(claim.country), form.scope.data or Scope.GENERAL, form.basis.data or PayBasis.MONTHLY)
    answer = None if asks_for_rows(form) else _keep_shared(form, claim, asked)
    if answer is not None:
        return answer
    page = render_template("claims/ask_shared_facts.html", form=form, claim=claim, asked=asked, Q=Question)
    return page, 422 if form.errors else 200


def _keep_shared(form: FactsForm, claim: CollectiveClaim, asked: frozenset[Question]) -> Any:
    if not form.validate_on_submit():
        return None
    data = form.facts(claim, asked)
    try:
        service.read(data, g.actor)
    except BadFacts as error:
        # What is missing here, each worker may still bring along.
        if form.show_faults(error, is_draft=True):
            return None
    given = (claim.ref, form.seen_version(), form.scope.data, data, _("Facts of the job"))
    said = _("Saved. Each worker's own facts overrule these.")
    return done(form, lambda: service.save_shared_facts(g.actor, *given), said, claim_url(claim.ref))


@office.post("/collective/<ref:collective_ref>/compute")
@requires(Permission.CLAIM_RECORD)
def compute_collective(collective_ref: str) -> Any:
    """Compute what the law gives every worker, or tell whose facts must be mended first."""
    form = ConfirmForm()
    prepared = service.prepare_collective(g.actor, collective_ref)

    def deed() -> str:
        record = service.compute_collective(g.actor, collective_ref, prepared)
        return url_for("office.show_collective_assessment", collective_ref=collective_ref, computation_ref=record.ref)

    troubles: list[RowTrouble] = []
    answer = done(form, noting(troubles, deed))
    if answer is not None:
        return answer
    if not troubles:
        return say_and_go(form, claim_url(collective_ref))
    return _shown(collective_ref, troubles), 422


@office.get("/collective/<ref:collective_ref>/assessments/<ref:computation_ref>")
@requires(Permission.CLAIM_READ)
def show_collective_assessment(collective_ref: str, computation_ref: str) -> Any:
    """What was computed for all workers at one moment, and what changed since the time before."""
    after = row_id(request.args.get("after"))
    found = service.get_collective_assessment(g.actor, collective_ref, computation_ref, after)
    here: dict[str, Any] = {"collective_ref": collective_ref, "computation_ref": computation_ref}
    country = found.claim.country
    return render_template(
        "claims/show_collective_assessment.html",
        found=found,
        claim=found.claim,
        record=found.record,
        is_old_law=found.record.law_digest != (digest_of(country) if country in jurisdictions() else None),
        today=clock.today(g.actor.timezone),
        first_url=url_for("office.show_collective_assessment", **here) if after else None,
        next_url=url_for("office.show_collective_assessment", **here, after=found.following)
        if found.following
        else None,
    )


@office.get("/collective/<ref:collective_ref>/assessments/<ref:computation_ref>/workers/<int:number>")
@requires(Permission.CLAIM_READ)
def show_worker_result(collective_ref: str, computation_ref: str, number: int) -> Any:
    """What was computed for one worker, line by line with its working."""
    found = service.get_worker_result(g.actor, collective_ref, computation_ref, possible(number))

    return render_template(
        "claims/show_worker_result.html",
        found=found,
        claim=found.claim,
        record=found.record,
        result=found.result,
        said=wage_words.said,
        why_not=why_not,
        filing=wage_words.filing,
    )


def possible(number: int) -> int:
    """A number that a row can have. Raises NotFound."""
    if row_id(str(number)) is None:
        raise NotFound(number)
    return number


@office.route("/collective/<ref:collective_ref>/filing", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def file_collective(collective_ref: str) -> Any:
    """Put on record where and when the claim of all workers was filed."""
    claim = service.get_collective(g.actor, collective_ref, Permission.CLAIM_RECORD).claim
    shown = {"filed_on": claim.filed_on, "forum": claim.forum, "file_number": claim.file_number}
    form = FilingForm(data=shown)
    if request.method == "GET":
        form.version.data = str(claim.version)

    def deed() -> None:
        label = form.forum.label.text
        service.file_collective(g.actor, collective_ref, form.seen_version(), form.facts(), label)

    page = render_template("claims/file_collective.html", form=form, claim=claim)
    return done(form, deed, _("Saved."), claim_url(collective_ref)) or (page, 422 if form.errors else 200)


@office.route("/collective/<ref:collective_ref>/amounts/<string:kind>", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_collective_amount(collective_ref: str, kind: str) -> Any:
    """Put an award or a payment on record: one total for all, or amounts by worker."""
    if kind not in _KINDS:
        raise NotFound(kind)
    amount_kind, troubles = AmountKind(kind), list[RowTrouble]()
    currency = service.get_collective(g.actor, collective_ref, Permission.CLAIM_RECORD).claim.currency
    form = in_currency(CollectiveAmountForm(), currency)
    if request.method == "GET":
        form.happened_on.data = clock.today(g.actor.timezone)

    def deed() -> None:
        given, row_of, unread = form.entry(amount_kind, currency)
        if unread:
            raise service.RowsRefused(unread)
        try:
            service.record_collective_amount(g.actor, collective_ref, given)
        except service.RowsRefused as error:
            # The service knows workers by number, the reader sees rows.
            raise service.RowsRefused(replace(one, row=row_of[one.row]) for one in error.troubles) from None

    said = _("Saved. The claim shows the new sums.")
    answer = done(form, noting(troubles, deed), said, claim_url(collective_ref))
    if answer is not None:
        return answer
    page = render_template(
        "claims/record_collective_amount.html",
        form=form,
        collective_ref=collective_ref,
        currency=currency,
        kind=amount_kind,
        troubles=[told(trouble) for trouble in troubles],
    )
    return page, 422 if form.errors else 200


@office.post("/collective/<ref:collective_ref>/entries/<int:shared_id>/take-back")
@requires(Permission.CLAIM_RECORD)
def take_back_collective_amount(collective_ref: str, shared_id: int) -> Any:
    """Take back an award or a payment that was put on record by mistake."""
    form, here = ConfirmForm(), claim_url(collective_ref)
    said = _("Taken back. The claim shows the new sums.")
    answer = done(
        form, lambda: service.take_back_collective_amount(g.actor, collective_ref, possible(shared_id)), said, here
    )
    return answer or say_and_go(form, here)


@panel("case_main", order=61)
def collectives_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The collective claims of a case with their totals, and the way to begin one."""
    if not may(actor, Permission.CLAIM_READ, case.subject):
        return None
    claims = service.collectives_of_case(case.id)
    may_record = may(actor, Permission.CLAIM_RECORD, case.subject) and case.closed_at is None
    if not claims and not may_record:
        return None
    shown = {"claims": claims, "case_ref": case.ref, "may_record": may_record}
    return "claims/collective_panel.html", {
        **shown,
        "today": clock.today(actor.timezone),
        "is_open": case.closed_at is None,
    }
