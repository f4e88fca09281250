"""Pages of the evidence for a claim: the checklist, its index on paper, and what is said of one kind of it."""

from collections.abc import Callable
from dataclasses import dataclass
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
from mrc.claims.service.evidence import Evidence, StepFacts
from mrc.claims.service.recording import ClaimView
from mrc.errors import NotFound
from mrc.i18n import gettext as _
from mrc.i18n import ref
from mrc.panels import panel


@dataclass(frozen=True)
class _Pages:
    """Where the evidence of a claim is read and told, and what it is called there."""

    title: str
    claim_url: str
    here: str
    print_url: str
    record_url: Callable[[EvidenceItem], str]


def _pages(claim_ref: str) -> _Pages:
    return _Pages(
        _("Claim %(ref)s", ref=ref(claim_ref)),
        url_for("office.show_claim", claim_ref=claim_ref),
        url_for("office.show_evidence", claim_ref=claim_ref),
        url_for("office.print_evidence", claim_ref=claim_ref),
        lambda item: url_for("office.record_evidence", claim_ref=claim_ref, item=item.value),
    )


def _collective_pages(collective_ref: str) -> _Pages:
    return _Pages(
        _("Collective claim %(ref)s", ref=ref(collective_ref)),
        url_for("office.show_collective", collective_ref=collective_ref),
        url_for("office.show_collective_evidence", collective_ref=collective_ref),
        url_for("office.print_collective_evidence", collective_ref=collective_ref),
        lambda item: url_for("office.record_collective_evidence", collective_ref=collective_ref, item=item.value),
    )


@office.get("/claims/<ref:claim_ref>/evidence")
@requires(Permission.CLAIM_READ)
def show_evidence(claim_ref: str) -> Any:
    """Which evidence the claim needs, what is held, and who had the original since when."""
    return _checklist(evidence.get_evidence(g.actor, claim_ref), _pages(claim_ref))


@office.get("/collective/<ref:collective_ref>/evidence")
@requires(Permission.CLAIM_READ)
def show_collective_evidence(collective_ref: str) -> Any:
    """The same for a collective claim."""
    found = evidence.get_collective_evidence(g.actor, collective_ref)
    return _checklist(found, _collective_pages(collective_ref))


@office.get("/claims/<ref:claim_ref>/evidence/print")
@requires(Permission.CLAIM_READ)
def print_evidence(claim_ref: str) -> Any:
    """The index of the evidence for a claim on paper: every file with its fingerprint and the time it came in."""
    return _index(evidence.get_evidence(g.actor, claim_ref), _pages(claim_ref))


@office.get("/collective/<ref:collective_ref>/evidence/print")
@requires(Permission.CLAIM_READ)
def print_collective_evidence(collective_ref: str) -> Any:
    """The same for a collective claim."""
    found = evidence.get_collective_evidence(g.actor, collective_ref)
    return _index(found, _collective_pages(collective_ref))


@office.route("/claims/<ref:claim_ref>/evidence/<string:item>", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_evidence(claim_ref: str, item: str) -> Any:
    """Say what is known of one kind of evidence."""
    return _tell(
        item,
        lambda: evidence.get_evidence(g.actor, claim_ref, Permission.CLAIM_RECORD),
        lambda wanted, facts: evidence.record_evidence(g.actor, claim_ref, wanted, facts),
        _pages(claim_ref),
    )


@office.route("/collective/<ref:collective_ref>/evidence/<string:item>", methods=["GET", "POST"])
@requires(Permission.CLAIM_RECORD)
def record_collective_evidence(collective_ref: str, item: str) -> Any:
    """The same for a collective claim."""
    return _tell(
        item,
        lambda: evidence.get_collective_evidence(g.actor, collective_ref, Permission.CLAIM_RECORD),
        lambda wanted, facts: evidence.record_collective_evidence(g.actor, collective_ref, wanted, facts),
        _collective_pages(collective_ref),
    )


def _checklist(found: Evidence, pages: _Pages) -> str:
    case = found.view.case
    is_open = case.closed_at is None
    return render_template(
        "claims/show_evidence.html",
        **_shown(found, pages),
        may_record=is_open and may(g.actor, Permission.CLAIM_RECORD, case.subject),
        may_add=is_open and may(g.actor, Permission.DOCUMENT_ADD, case.subject),
        kind_for=kind_for,
        D=EvidenceItem.DIARY,
    )


def _index(found: Evidence, pages: _Pages) -> str:
    return render_template("claims/print_evidence.html", **_shown(found, pages), today=clock.today(g.actor.timezone))


def _shown(found: Evidence, pages: _Pages) -> dict[str, Any]:
    return {
        "evidence": found,
        "pages": pages,
        "case_ref": found.view.case.ref,
        "tone_of": tone_of,
        "diary": found.diary,
    }


def _tell(
    item: str, read: Callable[[], Evidence], keep: Callable[[EvidenceItem, StepFacts], Any], pages: _Pages
) -> Any:
    if item not in {member.value for member in EvidenceItem}:
        raise NotFound(item)
    wanted = EvidenceItem(item)
    found = read()
    form = EvidenceForm().offer(*_offered(found, wanted))
    if not form.is_submitted():
        form.since.data = clock.today(g.actor.timezone)
    said = _("Saved. What was known before stays to be read.")
    answer = done(form, lambda: keep(wanted, form.facts()), said, pages.here)
    if answer is not None:
        return answer
    if form.errors:
        # A refusal rolled back, and with it what was loaded before.
        found = read()
    line = found.line_of(wanted)
    page = render_template("claims/record_evidence.html", form=form, line=line, names=found.names, pages=pages)
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
