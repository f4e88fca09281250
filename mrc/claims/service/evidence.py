"""The evidence for a claim: what is wanted, what is known of each kind of it, and which files prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework.models import Case
from mrc.casework.rules.stages import Stage
from mrc.claims.models import (
    CollectiveEvidenceDocument,
    CollectiveEvidenceStep,
    EvidenceDocument,
    EvidenceStep,
)
from mrc.claims.rules import Component
from mrc.claims.rules.evidence import (
    EvidenceFault,
    EvidenceItem,
    EvidenceState,
    SaidBy,
    Told,
    Wanted,
    held_of,
    proves,
    state_of,
    wanted,
)
from mrc.claims.service.collective import CollectiveView, get_collective, load_collective
from mrc.claims.service.recording import ClaimView, get_claim, load_claim, refuse_closed
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.employment import service as employment
from mrc.errors import Refused
from mrc.people.rules import Holder
from mrc.staff import service as staff

# Steps, and the files that they name, are kept apart for the claims of one worker and those of many.
Step = EvidenceStep | CollectiveEvidenceStep
_FILES: dict[type[Step], Any] = {
    EvidenceStep: EvidenceDocument,
    CollectiveEvidenceStep: CollectiveEvidenceDocument,
}


@dataclass(frozen=True)
class StepFacts:
    """What somebody says of a kind of evidence."""

    state: EvidenceState
    holder: Holder
    since: date
    said_by: SaidBy
    note: str = ""
    document_refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceLine:
    """A kind of evidence for a claim: how it stands, the files that prove it, and its steps, newest first."""

    wanted: Wanted
    state: EvidenceState
    documents: list[Document]
    steps: Sequence[Step]

    @property
    def item(self) -> EvidenceItem:
        """Which kind it is."""
        return self.wanted.item

    @property
    def last(self) -> Step | None:
        """What was said of it last."""
        return self.steps[0] if self.steps else None


@dataclass(frozen=True)
class Evidence:
    """All the evidence for a claim, all files of its case, and how many days its diary has, from when to when."""

    view: ClaimView | CollectiveView
    lines: list[EvidenceLine]
    documents: list[Document]
    names: dict[int, str]
    diary: tuple[int, date | None, date | None]

    @property
    def others(self) -> list[Document]:
        """The files of the case that prove nothing of this claim so far."""
        used = {document.id for line in self.lines for document in line.documents}
        return [document for document in self.documents if document.id not in used]

    @property
    def held(self) -> tuple[int, int]:
        """Of how many kinds a copy is held, and of how many at all."""
        return held_of(line.state for line in self.lines)

    def line_of(self, item: EvidenceItem) -> EvidenceLine:
        """One kind of evidence, wanted for this claim or not."""
        blank = EvidenceLine(Wanted(item, False, ()), EvidenceState.TO_ASK, [], [])
        return next((line for line in self.lines if line.item is item), blank)


def get_evidence(actor: Actor, claim_ref: str, permission: Permission = Permission.CLAIM_READ) -> Evidence:
    """The evidence for a claim. The look at the case is on record."""
    return of_claim(get_claim(actor, claim_ref, permission))


def of_claim(view: ClaimView) -> Evidence:
    """The evidence for a claim that was read."""
    return _of(view, EvidenceStep, [line.component for line in view.claim.lines])


def get_collective_evidence(
    actor: Actor, collective_ref: str, permission: Permission = Permission.CLAIM_READ
) -> Evidence:
    """The evidence for a collective claim. The look at the case is on record."""
    return of_collective(get_collective(actor, collective_ref, permission))


def of_collective(view: CollectiveView) -> Evidence:
    """The evidence for a collective claim that was read: what its parts want, and until they are known, wages."""
    parts = view.assessments[0].parts if view.assessments else {}
    components = [component for component in Component if component.value in parts]
    return _of(view, CollectiveEvidenceStep, components or [Component.UNPAID_WAGE])


def _of(view: ClaimView | CollectiveView, kind: type[Step], components: list[Component]) -> Evidence:
    claim = view.claim
    files = documents.of_case(claim.case_id)
    steps = _steps(kind, claim.id)
    named = _named(_FILES[kind], [step.id for step in steps])
    diary = employment.span_of(claim.case_id)
    wants = _wanted(view, components, steps)
    lines = [_line(want, files, steps, named, diary) for want in wants]
    people = {step.recorded_by_id for step in steps} | {document.added_by_id for document in files}
    return Evidence(
        view,
        lines,
        files,
        staff.names_of({person for person in people if person is not None}),
        diary,
    )


def record_evidence(actor: Actor, claim_ref: str, item: EvidenceItem, facts: StepFacts) -> EvidenceStep:
    """Put on record what is known of a kind of evidence; what was known before stays to be read."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        step = EvidenceStep(data_key=case.data_key, claim_id=claim.id)
        _keep(actor, case, claim.ref, step, item, facts)
    return step


def record_collective_evidence(
    actor: Actor, collective_ref: str, item: EvidenceItem, facts: StepFacts
) -> CollectiveEvidenceStep:
    """The same for a collective claim, whose key outlasts that of the person the case is kept under."""
    with transaction():
        claim, case = load_collective(actor, collective_ref, Permission.CLAIM_RECORD)
        step = CollectiveEvidenceStep(data_key=claim.data_key, claim_id=claim.id)
        _keep(actor, case, claim.ref, step, item, facts)
    return step


def _keep(actor: Actor, case: Case, claim_ref: str, step: Step, item: EvidenceItem, facts: StepFacts) -> None:
    refuse_closed(case)
    files = {document.ref: document for document in documents.of_case(case.id)}
    _check(actor, case.id, item, facts, files)
    step.item, step.state, step.holder = item, facts.state, facts.holder
    step.since, step.said_by, step.recorded_by_id = facts.since, facts.said_by, actor.id
    step.note = facts.note
    db.session.add(step)
    db.session.flush()
    for ref in dict.fromkeys(facts.document_refs):
        db.session.add(_FILES[type(step)](step_id=step.id, document_id=files[ref].id))
    audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim_ref, fields=["evidence"])


def _check(actor: Actor, case_id: int, item: EvidenceItem, facts: StepFacts, files: dict[str, Document]) -> None:
    if facts.since > clock.today(actor.timezone):
        raise Refused(EvidenceFault.SINCE_IN_FUTURE, field="since")
    if not set(facts.document_refs) <= files.keys():
        raise Refused(EvidenceFault.NOT_A_DOCUMENT, field="documents")
    has_file = facts.document_refs or any(proves(document.kind) is item for document in files.values())
    # The diary of a case is kept with it and needs no file.
    has_copy = has_file or (item is EvidenceItem.DIARY and employment.span_of(case_id)[0] > 0)
    if facts.state is EvidenceState.COPY_HELD and not has_copy:
        raise Refused(EvidenceFault.COPY_WITHOUT_FILE, field="state")


def _wanted(view: ClaimView | CollectiveView, components: list[Component], steps: Sequence[Step]) -> list[Wanted]:
    """What the parts of a claim want, and whatever else something is on record of."""
    is_returning = view.case.stage is Stage.RETURN
    found = wanted(components, view.claim.country, view.claim.scope, is_returning)
    known = {want.item for want in found}
    extra = {step.item for step in steps} - known
    return found + [Wanted(item, False, ()) for item in EvidenceItem if item in extra]


def _line(
    want: Wanted,
    files: list[Document],
    steps: Sequence[Step],
    named: dict[int, set[int]],
    diary: tuple[int, date | None, date | None],
) -> EvidenceLine:
    own = [step for step in steps if step.item is want.item]
    linked = named.get(own[0].id, set()) if own else set()
    proving = [document for document in files if proves(document.kind) is want.item or document.id in linked]
    told = [Told(step.item, step.state, step.holder, step.since, step.said_by, step.recorded_at) for step in own]
    has_copy = bool(proving) or (want.item is EvidenceItem.DIARY and diary[0] > 0)
    state = state_of(told, [document.added_at for document in proving], has_copy)
    return EvidenceLine(want, state, proving, own)


def _steps(kind: type[Step], claim_id: int) -> Sequence[Step]:
    """What is on record of the evidence for a claim, newest first."""
    told: Any = kind
    return db.session.scalars(sa.select(told).where(told.claim_id == claim_id).order_by(told.id.desc())).all()


def _named(files: Any, step_ids: list[int]) -> dict[int, set[int]]:
    """The files that steps name, by step."""
    found: dict[int, set[int]] = {}
    for link in db.session.scalars(sa.select(files).where(files.step_id.in_(step_ids))):
        found.setdefault(link.step_id, set()).add(link.document_id)
    return found
