"""What is known of the evidence for a claim, change by change, on both databases."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mrc import clock
from mrc.access import Actor
from mrc.audit import AuditEntry
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.claims import service as claims
from mrc.claims.models import EvidenceDocument, EvidenceStep, WageClaim
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.rules.evidence import EvidenceFault, EvidenceItem, EvidenceState, SaidBy
from mrc.claims.service import evidence
from mrc.claims.service.evidence import StepFacts
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.employment import service as employment
from mrc.employment.rules import DayFacts
from mrc.errors import NotFound, Refused
from mrc.people.rules import Holder
from tests import builders
from tests.conftest import NOW
from tests.documents import samples
from tests.documents.adding import add
from tests.statements import statements_of

E, S = EvidenceItem, EvidenceState
TODAY = date(2026, 11, 20)
FACTS = StepFacts(S.WITH_EMPLOYER, Holder.EMPLOYER, TODAY, SaidBy.WORKER, "बाकस में")


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def claim(actor: Actor, case: Case) -> WageClaim:
    facts = ClaimFacts(None, "KW", "KWD", date(2021, 1, 1), is_still_employed=True)
    return claims.record_claim(actor, case.ref, facts, [LineFacts(Component.OVERTIME, Decimal(500))])


def file(actor: Actor, case: Case, kind: EvidenceKind) -> Document:
    content = samples.pdf()
    return add(actor, case, Upload(io.BytesIO(content), len(content), "scan.pdf"), DocumentFacts(kind))


def line(actor: Actor, claim: WageClaim, item: E) -> evidence.EvidenceLine:
    return evidence.get_evidence(actor, claim.ref).line_of(item)


def test_a_claim_begins_with_all_to_be_asked_for(actor: Actor, claim: WageClaim) -> None:
    found = evidence.get_evidence(actor, claim.ref)

    assert {entry.state for entry in found.lines} == {S.TO_ASK}
    assert found.held == (0, len(found.lines))
    assert found.lines[0].wanted.weighs_most


def test_who_had_it_since_when_can_be_read_from_the_steps(actor: Actor, claim: WageClaim) -> None:
    evidence.record_evidence(actor, claim.ref, E.CONTRACT, replace(FACTS, since=date(2026, 10, 1)))
    with clock.held_at(NOW + timedelta(hours=1)):
        later = StepFacts(S.WITH_WORKER, Holder.SELF, TODAY, SaidBy.EMPLOYER)
        evidence.record_evidence(actor, claim.ref, E.CONTRACT, later)

    found = line(actor, claim, E.CONTRACT)
    assert found.state is S.WITH_WORKER
    assert [(step.holder, step.since, step.said_by, step.note, step.recorded_by_id) for step in found.steps] == [
        (Holder.SELF, TODAY, SaidBy.EMPLOYER, None, actor.id),
        (Holder.EMPLOYER, date(2026, 10, 1), SaidBy.WORKER, "बाकस में", actor.id),
    ]
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "claim:changed"))
    assert [entry.detail for entry in entries] == [{"claim": claim.ref, "fields": ["evidence"]}] * 2


def test_the_database_keeps_a_step_as_it_was(actor: Actor, claim: WageClaim) -> None:
    evidence.record_evidence(actor, claim.ref, E.CONTRACT, FACTS)

    with pytest.raises(DBAPIError, match="never changed"), transaction():
        db.session.execute(sa.update(EvidenceStep).values(holder=Holder.SELF))
    assert line(actor, claim, E.CONTRACT).state is S.WITH_EMPLOYER


def test_a_file_of_its_kind_counts_by_itself_and_is_gone_with_the_file(
    actor: Actor, case: Case, claim: WageClaim
) -> None:
    evidence.record_evidence(actor, claim.ref, E.CONTRACT, FACTS)
    with clock.held_at(NOW + timedelta(hours=1)):
        contract = file(actor, case, EvidenceKind.CONTRACT)

    assert line(actor, claim, E.CONTRACT).state is S.COPY_HELD
    assert [document.ref for document in line(actor, claim, E.CONTRACT).documents] == [contract.ref]
    assert evidence.get_evidence(actor, claim.ref).held[0] == 1
    documents.remove(actor, contract.ref)
    assert line(actor, claim, E.CONTRACT).state is S.WITH_EMPLOYER


def test_another_file_is_named_for_what_it_proves(actor: Actor, case: Case, claim: WageClaim) -> None:
    photo = file(actor, case, EvidenceKind.PHOTO)
    assert [document.ref for document in evidence.get_evidence(actor, claim.ref).others] == [photo.ref]
    held = StepFacts(S.COPY_HELD, Holder.SELF, TODAY, SaidBy.CASEWORKER, document_refs=(photo.ref, photo.ref))
    evidence.record_evidence(actor, claim.ref, E.ATTENDANCE, held)

    found = evidence.get_evidence(actor, claim.ref)
    assert [document.ref for document in found.line_of(E.ATTENDANCE).documents] == [photo.ref]
    assert found.others == []
    assert found.line_of(E.ATTENDANCE).state is S.COPY_HELD
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EvidenceDocument)) == 1
    documents.remove(actor, photo.ref)
    assert line(actor, claim, E.ATTENDANCE).state is S.TO_ASK


def test_the_diary_of_the_case_is_evidence_of_its_own(actor: Actor, case: Case, claim: WageClaim) -> None:
    assert line(actor, claim, E.DIARY).state is S.TO_ASK
    employment.keep_days(actor, case, [DayFacts(TODAY, hours=600)])

    assert line(actor, claim, E.DIARY).state is S.COPY_HELD
    assert evidence.get_evidence(actor, claim.ref).diary == (1, TODAY, TODAY)
    evidence.record_evidence(actor, claim.ref, E.DIARY, StepFacts(S.COPY_HELD, Holder.SELF, TODAY, SaidBy.WORKER))


def test_what_is_on_record_stays_when_the_claim_no_longer_wants_it(actor: Actor, claim: WageClaim) -> None:
    assert E.TICKET not in [entry.item for entry in evidence.get_evidence(actor, claim.ref).lines]
    evidence.record_evidence(actor, claim.ref, E.TICKET, FACTS)

    assert evidence.get_evidence(actor, claim.ref).lines[-1].item is E.TICKET


@pytest.mark.parametrize(
    ("change", "fault", "field"),
    [
        ({"since": TODAY + timedelta(days=1)}, EvidenceFault.SINCE_IN_FUTURE, "since"),
        ({"document_refs": ("1000000005",)}, EvidenceFault.NOT_A_DOCUMENT, "documents"),
        ({"state": S.COPY_HELD}, EvidenceFault.COPY_WITHOUT_FILE, "state"),
    ],
)
def test_what_cannot_be_so_is_refused(
    actor: Actor, claim: WageClaim, change: dict[str, object], fault: EvidenceFault, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        evidence.record_evidence(actor, claim.ref, E.DIARY, replace(FACTS, **change))

    assert (refused.value.reason, refused.value.field) == (fault, field)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EvidenceStep)) == 0


def test_a_file_of_another_case_is_not_named(actor: Actor, world: builders.World, claim: WageClaim) -> None:
    other = builders.make_case(world.origin, caseworker=world.caseworker)
    photo = file(actor, other, EvidenceKind.PHOTO)

    with pytest.raises(Refused) as refused:
        evidence.record_evidence(actor, claim.ref, E.CONTRACT, replace(FACTS, document_refs=(photo.ref,)))
    assert refused.value.reason is EvidenceFault.NOT_A_DOCUMENT


def test_only_the_team_of_an_open_case_says_something(actor: Actor, world: builders.World, claim: WageClaim) -> None:
    stranger = builders.actor_of(world.other_caseworker)
    with pytest.raises(NotFound):
        evidence.get_evidence(stranger, claim.ref)
    with pytest.raises(NotFound):
        evidence.record_evidence(stranger, claim.ref, E.CONTRACT, FACTS)
    case = db.session.get(Case, claim.case_id)
    assert case is not None
    casework.close(builders.actor_of(world.supervisor), case.ref, Resolution.WITHDRAWN, "x")

    with pytest.raises(Refused):
        evidence.record_evidence(actor, claim.ref, E.CONTRACT, FACTS)
    assert evidence.get_evidence(actor, claim.ref).held[0] == 0


def test_the_evidence_is_read_with_as_many_queries_whatever_there_is(
    actor: Actor, case: Case, claim: WageClaim
) -> None:
    def read() -> int:
        db.session.expire_all()
        return len(statements_of(lambda: evidence.get_evidence(actor, claim.ref)))

    photo = file(actor, case, EvidenceKind.PHOTO)
    evidence.record_evidence(actor, claim.ref, E.CONTRACT, replace(FACTS, document_refs=(photo.ref,)))
    few = read()
    for item in (E.CONTRACT, E.ATTENDANCE, E.NOTICE, E.TICKET):
        again = file(actor, case, EvidenceKind.PAY_SLIP)
        evidence.record_evidence(actor, claim.ref, item, replace(FACTS, document_refs=(photo.ref, again.ref)))

    assert read() == few
