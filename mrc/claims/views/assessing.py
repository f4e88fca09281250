"""Pages of what the law gives for a claim: the interview, an assessment, and its take-over into the claim."""

from dataclasses import replace
from typing import Any

from flask import flash, g, render_template, request, url_for

from mrc.access import Permission, may
from mrc.answers import done, say_and_go
from mrc.areas import office, requires
from mrc.claims import service
from mrc.claims.forms import in_currency
from mrc.claims.forms.facts import FactsForm, label_of, missing, proposed, saved
from mrc.claims.models import WageClaim
from mrc.claims.rules.asking import Question, questions
from mrc.claims.rules.assessment import Assessment, NotIncluded, WhyNot
from mrc.claims.rules.engine import assess
from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.facts_reader import BadFacts
from mrc.claims.rules.law_files import digest_of, jurisdictions, law_of
from mrc.errors import NotFound
from mrc.forms import ConfirmForm
from mrc.i18n import gettext as _
from mrc.wording import wages as wage_words

_ROWS = ("unpaid", "overtime", "history")


@office.route("/claims/<ref:claim_ref>/facts", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def ask_facts(claim_ref: str) -> Any:
    """Ask what the law of the claim's country needs, save it as it comes, and compute."""
    claim = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD).claim
    if claim.country not in jurisdictions():
        return render_template("claims/no_law.html", claim=claim)
    form = in_currency(FactsForm(data=saved(claim.facts) if claim.facts else proposed(claim)), claim.currency)
    if request.method == "GET":
        form.version.data = str(claim.version)
    asked = _asked(form, claim)
    answer = None if asks_for_rows(form) else _answer(form, claim, asked)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        claim = service.get_claim(g.actor, claim_ref, Permission.CLAIM_RECORD).claim
    so_far, lacking = (None, []) if claim.facts is None else _so_far(claim.facts)
    page = render_template(
        "claims/ask_facts.html",
        form=form,
        claim=claim,
        asked=asked,
        so_far=so_far,
        lacking=lacking,
        is_typing=False,
        Q=Question,
    )
    return page, 422 if form.errors else 200


def asks_for_rows(form: FactsForm) -> bool:
    """Whether a button asked for more rows, which are there now."""
    name = request.form.get("add")
    if request.method == "POST" and name in _ROWS:
        form.add_rows(name)
        return True
    return False


def _answer(form: FactsForm, claim: WageClaim, asked: frozenset[Question]) -> Any:
    """Save what was typed, and compute when that is asked for; None shows the form with what to mend."""
    is_draft = request.form.get("do") != "compute"
    if not form.validate_on_submit():
        return None
    data, label = form.facts(claim, asked), _("Facts of the job")
    try:
        service.read(data, g.actor)
    except BadFacts as error:
        if form.show_faults(error, is_draft):
            return None
    facts = (claim.ref, form.seen_version(), form.scope.data, data, label)
    days, claim_ref = _days(claim), claim.ref

    def deed() -> str:
        if is_draft:
            service.save_facts(g.actor, *facts)
            flash(_("Saved. Go on whenever you like."), "success")
            then = url_for("office.ask_facts", claim_ref=claim_ref)
        else:
            record = service.compute(g.actor, *facts)
            then = url_for("office.show_assessment", claim_ref=claim_ref, assessment_ref=record.ref)
        if _days(claim) != days:
            flash(_("The claim has the same first and last day now."), "info")
        return then

    return done(form, deed)


def _days(claim: WageClaim) -> tuple[Any, ...]:
    return claim.employed_from, claim.employed_to, claim.is_still_employed


@office.post("/claims/<ref:claim_ref>/facts/count")
@requires(Permission.CLAIM_RECORD)
def count_facts(claim_ref: str) -> Any:
    """A piece of the page while facts are typed: what they give so far. Nothing is saved."""
    claim = service.claim_alone(g.actor, claim_ref)
    if claim.country not in jurisdictions():
        raise NotFound(claim_ref)
    form = in_currency(FactsForm(), claim.currency)
    form.validate()
    so_far, lacking = _so_far(form.facts(claim, _asked(form, claim)))
    return render_template("claims/_so_far.html", so_far=so_far, lacking=lacking, is_typing=True)


def _asked(form: FactsForm, claim: WageClaim) -> frozenset[Question]:
    law = law_of(claim.country)
    return questions(law, form.scope.data or Scope.GENERAL, form.basis.data or PayBasis.MONTHLY)


def _so_far(facts: dict[str, Any]) -> tuple[Assessment | None, list[str]]:
    """What facts give already, or what they lack."""
    try:
        return assess(service.read(facts, g.actor)), []
    except BadFacts as error:
        return None, missing(error)


@office.get("/claims/<ref:claim_ref>/assessments/<ref:assessment_ref>")
@requires(Permission.CLAIM_READ)
def show_assessment(claim_ref: str, assessment_ref: str) -> Any:
    """An assessment, line by line with its working, and what changed since the one before."""
    found = service.get_assessment(g.actor, claim_ref, assessment_ref)
    case = found.view.case
    may_record = may(g.actor, Permission.CLAIM_RECORD, case.subject) and case.closed_at is None
    country = found.record.facts["jurisdiction"]
    return render_template(
        "claims/show_assessment.html",
        found=found,
        claim=found.view.claim,
        record=found.record,
        result=found.result,
        country=country,
        is_old_law=found.record.law_digest != (digest_of(country) if country in jurisdictions() else None),
        may_record=may_record,
        said=wage_words.said,
        why_not=why_not,
        filing=wage_words.filing,
        tick=ConfirmForm(formdata=None),
    )


def why_not(entry: NotIncluded, currency: str) -> str:
    """Why a component is left out; a fact that is missing is called what the interview calls it."""
    if entry.why is WhyNot.FACT_LACKING:
        name = str(entry.values["field"])
        entry = replace(entry, values={"field": label_of(name) or name})
    return wage_words.why_not(entry, currency)


@office.post("/claims/<ref:claim_ref>/assessments/<ref:assessment_ref>/take-over")
@requires(Permission.CLAIM_RECORD)
def take_over_assessment(claim_ref: str, assessment_ref: str) -> Any:
    """Put the amounts of an assessment on record as computed."""
    form, claim_url = ConfirmForm(), url_for("office.show_claim", claim_ref=claim_ref)
    said = _("The computed amounts are on record. The claim shows the new sums.")
    answer = done(form, lambda: service.take_over(g.actor, claim_ref, assessment_ref), said, claim_url)
    return answer or say_and_go(form, claim_url)
