"""Pages of claims: record one, its ledger, its list, and what the page of a case shows of it."""

from functools import lru_cache
from typing import Any

from flask import flash, g, render_template, request, url_for
from markupsafe import Markup

from mrc import panels, refs
from mrc.access import Actor, Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.claims import service
from mrc.claims.forms import (
    ChangeClaimForm,
    ClaimFilterForm,
    ClaimForm,
    LinesForm,
    amounts_form,
    in_currency,
)
from mrc.claims.rules import AmountKind, ClaimFault, valid
from mrc.claims.rules.dollars import PEGS
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.service import collective
from mrc.claims.views.settlements import settled
from mrc.classifications import currencies, usual_currency
from mrc.errors import NotFound, Refused
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.i18n import language
from mrc.panels import panel
from mrc.wording.settlements import figures

# Any reference will do: the address of a claim is built once for a page and filled with each reference.
_SAMPLE = "1000000005"


@office.get("/claims")
@requires(Permission.CLAIM_READ)
def list_claims() -> Any:
    """The claims of the centre, newest first: those of single workers, or those of many."""
    form = ClaimFilterForm(request.args)
    form.validate()
    filters = form.filters()
    are_many = form.many.data
    listed: Any = collective.list_collectives if are_many else service.list_claims
    page = listed(g.actor, filters, form.before_id())
    kept: dict[str, Any] = {
        "currency": filters.currency,
        "unpaid": "y" if filters.is_unpaid else None,
        "against": filters.respondent_ref,
    }
    here = {**kept, "many": "y" if are_many else None}
    older = url_for("office.list_claims", **here, before=page.older) if page.older else None
    newer = url_for("office.list_claims", **here) if form.before_id() is not None else None
    return render_template(
        "claims/list_collectives.html" if are_many else "claims/list_claims.html",
        form=form,
        page=page,
        currencies=_currency_options(language()),
        claim_address=url_for("office.show_claim", claim_ref=_SAMPLE).removesuffix(refs.spoken(_SAMPLE)),
        older_url=older,
        newer_url=newer,
        kept=kept,
    )


@lru_cache(maxsize=16)
def _currency_options(code: str) -> Markup:
    """All currencies as options of a list, drawn once for each language."""
    option = Markup('<option value="{}">{} {}</option>')
    return Markup("").join(option.format(currency, currency, name) for currency, name in currencies(code))


@office.route("/cases/<ref:case_ref>/claims/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_claim(case_ref: str) -> Any:
    """Record a claim."""
    case = casework.get_case(g.actor, case_ref, Permission.CLAIM_RECORD)
    respondents = service.respondents_of(case.id)
    form = ClaimForm().offer(respondents)
    if request.method == "GET":
        _propose(form, case, respondents)

    def deed() -> str:
        claim = service.record_claim(g.actor, case_ref, form.head(form.currency.data), form.line_facts())
        flash(_("The claim is saved. Offers, awards and payments can be added as they come."), "success")
        return url_for("office.show_claim", claim_ref=claim.ref)

    answer = None if _asks_for_row(form) else done(form, deed)
    if answer is not None:
        return answer
    return render_template("claims/record_claim.html", form=form, case_ref=case_ref), 422 if form.errors else 200


def _propose(form: ClaimForm, case: Case, respondents: list[tuple[str, str]]) -> None:
    """Fill in what the case knows: the country, its currency, and the only respondent when there is one."""
    form.country.data = case.destination_country
    form.currency.data = usual_currency(case.destination_country)
    if len(respondents) == 1:
        form.respondent.data = respondents[0][0]


def _asks_for_row(form: Any) -> bool:
    if request.method == "POST" and request.form.get("add") == "lines":
        form.add_row()
        return True
    return False


@office.get("/claims/<ref:claim_ref>")
@requires(Permission.CLAIM_READ)
def show_claim(claim_ref: str) -> Any:
    """A claim, its lines side by side, and the ledger behind them."""
    view = service.get_claim(g.actor, claim_ref)
    # Money may still arrive when the case is closed, and a mistake may still come to light.
    may_pay = may(g.actor, Permission.CLAIM_RECORD, view.case.subject)
    return render_template(
        "claims/show_claim.html",
        view=view,
        claim=view.claim,
        may_pay=may_pay,
        may_record=may_pay and view.case.closed_at is None,
        assessments=service.assessments_of(view.claim.id),
        has_law=view.claim.country in jurisdictions(),
        counting={entry.id for line in view.claim.lines for entry in valid(line.ledger)},
        tick=ConfirmForm(formdata=None),
        dollars=service.dollars_of(view.claim),
        figures=figures,
        beside=service.beside_money(view.claim),
        **settled(view),
        claim_panels=panels.drawn("claim", view, g.actor),
    )


@office.route("/claims/<ref:claim_ref>/change", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def change_claim(claim_ref: str) -> Any:
    """Change the head of a claim."""
    view = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD)
    claim = view.claim
    form = in_currency(ChangeClaimForm().offer(service.respondents_of(claim.case_id)), claim.currency)
    if request.method == "GET":
        form.show(service.facts_of(claim), claim.version)

    job = (claim.facts or {}).get("employment")

    def deed() -> None:
        names = ("country", "employed_from", "employed_to", "is_still_employed", "monthly_wage", "note")
        labels = {"respondent_ref": form.respondent.label.text, **{name: form[name].label.text for name in names}}
        service.change_claim(g.actor, claim_ref, form.seen_version(), form.head(claim.currency), labels)
        if (claim.facts or {}).get("employment") != job:
            flash(_("The facts of the job have the same days now. Compute again to see what they give."), "info")

    return done(form, deed, _("Saved."), url_for("office.show_claim", claim_ref=claim_ref)) or (
        render_template("claims/change_claim.html", form=form, claim=claim),
        422 if form.errors else 200,
    )


@office.route("/claims/<ref:claim_ref>/lines", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def add_claim_lines(claim_ref: str) -> Any:
    """Add parts to a claim."""
    view = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD)
    form, claim_url = in_currency(LinesForm(), view.claim.currency), url_for("office.show_claim", claim_ref=claim_ref)
    if not _asks_for_row(form):
        answer = done(form, lambda: service.add_lines(g.actor, claim_ref, form.line_facts()), _("Saved."), claim_url)
        if answer is not None:
            return answer
    return render_template("claims/add_lines.html", form=form, claim=view.claim), 422 if form.errors else 200


@office.route("/claims/<ref:claim_ref>/amounts/<string:kind>", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_amounts(claim_ref: str, kind: str) -> Any:
    """Put an offer, an award or a payment on record, or correct what is claimed."""
    # What the law gives is taken over from an assessment and never typed.
    if kind not in set(AmountKind) - {AmountKind.COMPUTED}:
        raise NotFound(kind)
    view = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD)
    form, amount_kind = amounts_form(view.claim), AmountKind(kind)

    def deed() -> None:
        if form.has_both(view.claim):
            raise Refused(ClaimFault.TOTAL_AND_LINES, field="total")
        try:
            facts = form.entry(amount_kind, view.claim)
        except ValueError:
            raise Refused(ClaimFault.NOTHING_TO_SPREAD_OVER, field="total") from None
        service.record_amounts(g.actor, claim_ref, facts)

    said, claim_url = _("Saved. The claim shows the new sums."), url_for("office.show_claim", claim_ref=claim_ref)
    answer = done(form, deed, said, claim_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        view = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD)
    page = render_template(
        "claims/record_amounts.html",
        form=form,
        claim=view.claim,
        kind=amount_kind,
        peg=PEGS.get(view.claim.currency),
        figures=figures,
    )
    return page, 422 if form.errors else 200


@office.post("/claims/<ref:claim_ref>/entries/<int:entry_id>/take-back")
@requires(Permission.CLAIM_RECORD)
def take_back_amount(claim_ref: str, entry_id: int) -> Any:
    """Take back an amount that was put on record by mistake."""
    form, claim_url = ConfirmForm(), url_for("office.show_claim", claim_ref=claim_ref)
    said = _("Taken back. The claim shows the new sums.")
    answer = done(form, lambda: service.take_back(g.actor, claim_ref, entry_id), said, claim_url)
    return answer or say_and_go(form, claim_url)


@panel("case_main", order=60)
def claims_of_case(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The claims of a case with their sums."""
    if not may(actor, Permission.CLAIM_READ, case.subject):
        return None
    may_record = may(actor, Permission.CLAIM_RECORD, case.subject) and case.closed_at is None
    claims = service.of_case(case.id)
    return "claims/panel.html", {
        "claims": claims,
        "totals": service.totals_of(claims) if len(claims) > 1 else {},
        "case_ref": case.ref,
        "may_record": may_record,
    }
