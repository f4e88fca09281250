"""Pages of the evidence for a claim: the checklist, its index on paper, and what is said of one kind of it."""

from typing import Any

from flask import g, render_template, url_for

from mrc import clock
from mrc.access import Actor, Permission, may
from mrc.answers import done
from mrc.areas import office, requires
from mrc.claims.forms.evidence import EvidenceForm, tone_of
from mrc.claims.rules.evidence import EvidenceItem, kind_for, proves
from mrc.claims.rules.law_files import jurisdictions
from mrc.claims.service import evidence
from mrc.claims.service.evidence import Evidence
from mrc.claims.service.recording import ClaimView
from mrc.errors import NotFound
from mrc.i18n import gettext as _
from mrc.panels import panel


@office.get("/claims/<ref:claim_ref>/evidence")
@requires(Permission.CLAIM_READ)
def show_evidence(claim_ref: str) -> Any:
    """Which evidence the claim needs, what is held, and who had the original since when."""
    found = evidence.get_evidence(g.actor, claim_ref)
    case = found.view.case
    is_open = case.closed_at is None
    return render_template(
        "claims/show_evidence.html",
        **_shown(found),
        may_record=is_open and may(g.actor, Permission.CLAIM_RECORD, case.subject),
        may_add=is_open and may(g.actor, Permission.DOCUMENT_ADD, case.subject),
        kind_for=kind_for,
        D=EvidenceItem.DIARY,
    )


@office.get("/claims/<ref:claim_ref>/evidence/print")
@requires(Permission.CLAIM_READ)
def print_evidence(claim_ref: str) -> Any:
    """The index of the evidence for a claim on paper: every file with its fingerprint and the time it came in."""
    found = evidence.get_evidence(g.actor, claim_ref)
    return render_template("claims/print_evidence.html", **_shown(found), today=clock.today(g.actor.timezone))


def _shown(found: Evidence) -> dict[str, Any]:
    return {
        "evidence": found,
        "claim": found.view.claim,
        "case_ref": found.view.case.ref,
        "tone_of": tone_of,
        "diary": found.diary,
    }


@office.route("/claims/<ref:claim_ref>/evidence/<string:item>", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_evidence(claim_ref: str, item: str) -> Any:
    """Say what is known of one kind of evidence."""
    if item not in {member.value for member in EvidenceItem}:
        raise NotFound(item)
    wanted = EvidenceItem(item)
    found = evidence.get_evidence(g.actor, claim_ref, Permission.CLAIM_RECORD)
    form = EvidenceForm().offer(*_offered(found, wanted))
    if not form.is_submitted():
        form.since.data = clock.today(g.actor.timezone)

    def deed() -> None:
        evidence.record_evidence(g.actor, claim_ref, wanted, form.facts())

    list_url = url_for("office.show_evidence", claim_ref=claim_ref)
    answer = done(form, deed, _("Saved. What was known before stays to be read."), list_url)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        found = evidence.get_evidence(g.actor, claim_ref, Permission.CLAIM_RECORD)
    page = render_template(
        "claims/record_evidence.html",
        form=form,
        claim=found.view.claim,
        line=found.line_of(wanted),
        names=found.names,
        list_url=list_url,
    )
    return page, 422 if form.errors else 200


def _offered(found: Evidence, item: EvidenceItem) -> tuple[Any, ...]:
    """The line of a kind of evidence, the files that may be named for it, and those that are."""
    line = found.line_of(item)
    linked = [document for document in line.documents if proves(document.kind) is not item]
    own = {document.id for document in line.documents}
    others = [document for document in found.documents if document.id not in own]
    return line, others, linked


@panel("claim", order=60)
def evidence_of_claim(view: ClaimView, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Of how many kinds of evidence a copy is held, and the ways to it and to the hours of the diary."""
    found = evidence.of_claim(view)
    held, wanted = found.held
    may_record = may(actor, Permission.CLAIM_RECORD, view.case.subject) and view.case.closed_at is None
    return "claims/evidence_panel.html", {
        "claim_ref": view.claim.ref,
        "case_ref": view.case.ref,
        "held": held,
        "wanted": wanted,
        "days": found.diary[0],
        "may_count": may_record and view.claim.country in jurisdictions(),
    }
