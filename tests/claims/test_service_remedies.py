"""Remedies and sanctions on both databases: on record, sealed, taken back with a trace, and kept apart."""

from datetime import date

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry, Event
from mrc.claims import service
from mrc.claims.rules import ClaimFault
from mrc.claims.rules.remedies import (
    RemedyFacts,
    RemedyFault,
    RemedyKind,
    RemedyStep,
    SanctionFacts,
    SanctionKind,
    StepFacts,
)
from mrc.db import db
from mrc.errors import NotFound, Refused
from tests.builders import actor_of
from tests.claims.settled import TODAY, close, new_claim

DAY, TOMORROW = date(2026, 11, 2), date(2026, 11, 21)
ASKED = StepFacts(RemedyStep.ASKED, DAY)
PAPERS = RemedyFacts(RemedyKind.DOCUMENTS, ASKED)
FINE = SanctionFacts(SanctionKind.FINE, "Labour office", DAY, "20,000")


@pytest.fixture
def claim(world):
    return new_claim(world)


def on_record():
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.CLAIM_CHANGED))
    return [entry.detail["fields"] for entry in entries]


def test_a_remedy_goes_from_asked_to_received(world, claim):
    actor = actor_of(world.caseworker)
    remedy = service.record_remedy(actor, claim.ref, PAPERS)
    service.record_step(actor, claim.ref, remedy.ref, StepFacts(RemedyStep.RECEIVED, TODAY))

    beside = service.beside_money(claim)
    assert [(step.step, step.happened_on) for step in beside.remedies[0].steps] == [
        (RemedyStep.ASKED, DAY),
        (RemedyStep.RECEIVED, TODAY),
    ]
    assert beside.names == {world.caseworker.id: world.caseworker.name}
    assert on_record() == [["remedies"], ["remedies"]]


def test_a_step_is_taken_back_once_and_stays_with_who_did_it(world, claim):
    remedy = service.record_remedy(actor_of(world.caseworker), claim.ref, PAPERS)
    supervisor = actor_of(world.supervisor)
    entry = remedy.steps[0].id
    service.take_back_step(supervisor, claim.ref, remedy.ref, entry)

    (step,) = service.beside_money(claim).remedies[0].steps
    assert (step.taken_back_by_id, step.step) == (supervisor.id, RemedyStep.ASKED)
    with pytest.raises(Refused) as refused:
        service.take_back_step(supervisor, claim.ref, remedy.ref, entry)
    assert refused.value.reason is RemedyFault.NOTHING_TO_TAKE_BACK
    assert on_record() == [["remedies"], ["remedies"]]


def test_a_step_of_another_remedy_is_not_taken_back(world, claim):
    actor = actor_of(world.caseworker)
    one, other = (service.record_remedy(actor, claim.ref, PAPERS) for _number in range(2))
    foreign = other.steps[0].id
    with pytest.raises(Refused):
        service.take_back_step(actor, claim.ref, one.ref, foreign)
    assert service.beside_money(claim).remedies[1].steps[0].taken_back_at is None


def test_a_sanction_is_sealed_and_taken_back_once(world, claim):
    actor = actor_of(world.caseworker)
    sanction = service.record_sanction(actor, claim.ref, FINE)
    assert b"Labour" not in sanction.authority_sealed
    service.take_back_sanction(actor, claim.ref, sanction.ref)

    (kept,) = service.beside_money(claim).sanctions
    assert (kept.authority, kept.note, kept.taken_back_by_id) == ("Labour office", "20,000", actor.id)
    with pytest.raises(Refused) as refused:
        service.take_back_sanction(actor, claim.ref, sanction.ref)
    assert refused.value.reason is RemedyFault.NOTHING_TO_TAKE_BACK
    assert on_record() == [["sanctions"], ["sanctions"]]


@pytest.mark.parametrize(
    ("facts", "fault", "field"),
    [
        (RemedyFacts(RemedyKind.OTHER, ASKED), RemedyFault.NEEDS_WORDS, "note"),
        (
            RemedyFacts(RemedyKind.TICKET, StepFacts(RemedyStep.ASKED, TOMORROW)),
            ClaimFault.DATE_IN_FUTURE,
            "happened_on",
        ),
    ],
)
def test_a_bad_remedy_leaves_nothing(world, claim, facts, fault, field):
    with pytest.raises(Refused) as refused:
        service.record_remedy(actor_of(world.caseworker), claim.ref, facts)
    assert (refused.value.reason, refused.value.field) == (fault, field)
    assert service.beside_money(claim).remedies == []


@pytest.mark.parametrize(
    ("facts", "fault", "field"),
    [
        (SanctionFacts(SanctionKind.FINE, "", DAY), RemedyFault.NEEDS_AUTHORITY, "authority"),
        (SanctionFacts(SanctionKind.OTHER, "Court", DAY), RemedyFault.NEEDS_WORDS, "note"),
        (SanctionFacts(SanctionKind.FINE, "Court", TOMORROW), ClaimFault.DATE_IN_FUTURE, "happened_on"),
    ],
)
def test_a_bad_sanction_leaves_nothing(world, claim, facts, fault, field):
    with pytest.raises(Refused) as refused:
        service.record_sanction(actor_of(world.caseworker), claim.ref, facts)
    assert (refused.value.reason, refused.value.field) == (fault, field)
    assert service.beside_money(claim).sanctions == []


def test_both_may_come_after_a_case_is_closed(world, claim):
    close(world, claim)
    actor = actor_of(world.caseworker)
    service.record_remedy(actor, claim.ref, PAPERS)
    service.record_sanction(actor, claim.ref, FINE)
    beside = service.beside_money(claim)
    assert (len(beside.remedies), len(beside.sanctions)) == (1, 1)


def test_another_centre_knows_of_none(world, claim):
    actor = actor_of(world.caseworker)
    remedy, sanction = (
        service.record_remedy(actor, claim.ref, PAPERS),
        service.record_sanction(actor, claim.ref, FINE),
    )
    stranger, step_id = actor_of(world.other_caseworker), remedy.steps[0].id
    for deed in (
        lambda: service.record_remedy(stranger, claim.ref, PAPERS),
        lambda: service.record_step(stranger, claim.ref, remedy.ref, ASKED),
        lambda: service.get_remedy(stranger, claim.ref, remedy.ref),
        lambda: service.take_back_step(stranger, claim.ref, remedy.ref, step_id),
        lambda: service.record_sanction(stranger, claim.ref, FINE),
        lambda: service.take_back_sanction(stranger, claim.ref, sanction.ref),
    ):
        with pytest.raises(NotFound):
            deed()
