"""The facts of a claim, its assessments and their take-over, as services; snapshots that read back as they were."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry
from mrc.claims import service
from mrc.claims.models import ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import AmountKind, ClaimFacts, Component, EntryFacts, LineFacts
from mrc.claims.rules.asking import Question, questions
from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.facts_reader import BadFacts
from mrc.claims.rules.law_files import jurisdictions, law_of
from mrc.claims.rules.snapshots import differences, packed, unpacked
from mrc.db import db
from mrc.errors import NotFound, Refused, Stale
from tests import builders
from tests.claims.employments import assessed, data

WHOLE = {"unpaid": [{"month": "2024-12", "due": "1000"}], "unused_leave_days": "5"}


@pytest.fixture
def claim(world: builders.World) -> WageClaim:
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    head = ClaimFacts(None, "KW", "KWD", date(2021, 1, 1), date(2024, 12, 31))
    lines = [
        LineFacts(Component.UNPAID_WAGE, Decimal(500), date(2024, 11, 1), date(2024, 11, 30)),
        LineFacts(Component.UNPAID_WAGE, Decimal(500), date(2024, 12, 1), date(2024, 12, 31)),
    ]
    return service.record_claim(builders.actor_of(world.caseworker), case.ref, head, lines)


def compute(world: builders.World, claim: WageClaim, facts_of_job: dict[str, Any]) -> Any:
    actor = builders.actor_of(world.caseworker)
    return service.compute(actor, claim.ref, claim.version, Scope.GENERAL, facts_of_job, "Facts")


@pytest.mark.parametrize("where", jurisdictions())
def test_a_snapshot_reads_back_as_it_was(where: str) -> None:
    result = assessed(where, **WHOLE)

    assert unpacked(packed(result)) == result
    assert differences(result, result) == []


def test_what_is_computed_for_several_months_gets_a_line_of_its_own(world: builders.World, claim: WageClaim) -> None:
    record = compute(world, claim, data("KW", **WHOLE))
    service.take_over(builders.actor_of(world.caseworker), claim.ref, record.ref)
    service.take_over(builders.actor_of(world.caseworker), claim.ref, record.ref)

    db.session.expire_all()
    lines = list(db.session.scalars(sa.select(ClaimLine).where(ClaimLine.component == Component.UNPAID_WAGE)))
    assert [(line.claimed, line.computed) for line in lines] == [(500, None), (500, None), (None, 1000)]


def test_a_computed_amount_is_neither_typed_nor_taken_back(world: builders.World, claim: WageClaim) -> None:
    actor = builders.actor_of(world.caseworker)
    service.take_over(actor, claim.ref, compute(world, claim, data("KW", **WHOLE)).ref)
    entry = db.session.scalars(sa.select(LedgerEntry).where(LedgerEntry.kind == AmountKind.COMPUTED)).first()
    line = db.session.scalars(sa.select(ClaimLine)).first()
    assert entry is not None
    assert line is not None

    with pytest.raises(Refused):
        service.take_back(actor, claim.ref, entry.id)
    with pytest.raises(Refused):
        service.record_amounts(
            actor, claim.ref, EntryFacts(AmountKind.COMPUTED, date(2026, 11, 1), ((line.id, Decimal(5)),))
        )


def test_facts_that_cannot_be_read_are_never_computed(world: builders.World, claim: WageClaim) -> None:
    with pytest.raises(BadFacts):
        compute(world, claim, data("KW", ended_on="2020-01-01"))
    db.session.expire_all()
    assert claim.facts is None


def test_a_save_from_an_old_version_is_refused(world: builders.World, claim: WageClaim) -> None:
    actor, old = builders.actor_of(world.caseworker), claim.version
    service.save_facts(actor, claim.ref, old, Scope.GENERAL, data("KW"), "Facts")

    with pytest.raises(Stale):
        service.save_facts(actor, claim.ref, old, Scope.GENERAL, data("KW", wage="5"), "Facts")


def test_saving_computing_and_taking_over_are_on_record(world: builders.World, claim: WageClaim) -> None:
    service.take_over(builders.actor_of(world.caseworker), claim.ref, compute(world, claim, data("KW")).ref)

    details = [row.detail for row in db.session.scalars(sa.select(AuditEntry)) if row.event == "claim:changed"]
    assert [detail["fields"] for detail in details] == [["facts"], ["assessment"], ["computed"]]


def test_the_time_limits_follow_the_facts(world: builders.World, claim: WageClaim) -> None:
    starts = {limit.deadline.starts for limit in service.limits_of(claim.case_id)}
    compute(world, claim, data("KW", ended_on="2024-06-30"))

    assert starts == {date(2024, 12, 31)}
    assert {limit.deadline.starts for limit in service.limits_of(claim.case_id)} == {date(2024, 6, 30)}


def test_a_stranger_computes_and_takes_over_nothing(world: builders.World, claim: WageClaim) -> None:
    record = compute(world, claim, data("KW"))
    stranger = builders.actor_of(world.other_caseworker)

    with pytest.raises(NotFound):
        service.save_facts(stranger, claim.ref, claim.version, Scope.GENERAL, data("KW"), "Facts")
    with pytest.raises(NotFound):
        service.get_assessment(stranger, claim.ref, record.ref)
    with pytest.raises(NotFound):
        service.take_over(stranger, claim.ref, record.ref)


def test_an_assessment_of_another_claim_is_not_found(world: builders.World, claim: WageClaim) -> None:
    record = compute(world, claim, data("KW"))
    actor = builders.actor_of(world.caseworker)
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    head = ClaimFacts(None, "KW", "KWD", is_still_employed=True)
    other = service.record_claim(actor, case.ref, head, [LineFacts(Component.LEAVE, Decimal(1))])

    with pytest.raises(NotFound):
        service.get_assessment(actor, other.ref, record.ref)


def test_a_basis_other_than_the_month_asks_what_months_brought() -> None:
    law = law_of("KW")

    assert Question.HISTORY not in questions(law, Scope.GENERAL, PayBasis.MONTHLY)
    assert Question.HISTORY in questions(law, Scope.GENERAL, PayBasis.DAILY)
