"""One filing and one ledger for all workers of a collective claim, as services."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mrc.claims.models.collective import CollectiveAssessment, CollectiveClaim
from mrc.claims.rules import AmountKind, PaymentMethod
from mrc.claims.rules.collective import CollectiveFault, EntryGiven, FilingFacts, GivenWorker, ListMode
from mrc.claims.service import collective as service
from mrc.errors import Refused, Stale
from tests import builders
from tests.claims.together import TODAY, amounts, listed, make_claim, rows


@pytest.fixture
def claim(world: builders.World) -> CollectiveClaim:
    return make_claim(world)


def compute(world: builders.World, claim: CollectiveClaim) -> CollectiveAssessment:
    return service.compute_collective(builders.actor_of(world.caseworker), claim.ref)


def test_whoever_was_awarded_or_paid_something_stays_on_the_list(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(2))
    compute(world, claim)
    actor = builders.actor_of(world.caseworker)
    service.record_collective_amount(
        actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, shares=((1, Decimal(5)),))
    )

    with pytest.raises(Refused):
        service.take_off_worker(actor, claim.ref, 1)
    with pytest.raises(Refused):
        service.save_workers(actor, claim.ref, ListMode.REPLACE, rows(1, first=9))
    service.take_off_worker(actor, claim.ref, 2)
    assert [one.number for one in service.all_workers(claim)] == [1]


def test_filing_fixes_what_each_worker_claims(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, [*rows(1), GivenWorker(3, "Typed", None, {}, Decimal(9))])
    compute(world, claim)
    actor = builders.actor_of(world.caseworker)
    before = amounts(claim)
    version = service.get_collective(actor, claim.ref).claim.version
    service.file_collective(actor, claim.ref, version, FilingFacts(date(2026, 11, 1), "Court", None), "F")
    service.change_worker(
        actor, claim.ref, 1, GivenWorker(1, "Worker 1", None, {"total": "1", "basic": "1"}, before[0][0])
    )
    compute(world, claim)

    assert amounts(claim) == before
    assert before[1][0] == 9
    with pytest.raises(Stale):
        service.file_collective(actor, claim.ref, version, FilingFacts(date(2026, 11, 2), "Other", None), "F")


def test_a_filing_lies_not_in_the_future(world: builders.World, claim: CollectiveClaim) -> None:
    facts = FilingFacts(TODAY + timedelta(days=3), "Court")
    with pytest.raises(Refused):
        service.file_collective(builders.actor_of(world.caseworker), claim.ref, claim.version, facts, "F")


def test_an_award_is_spread_by_what_is_claimed_and_a_payment_by_what_is_owed(
    world: builders.World, claim: CollectiveClaim
) -> None:
    given = [GivenWorker(2, "A", None, {}, Decimal(100)), GivenWorker(3, "B", None, {}, Decimal(300))]
    listed(world, claim, given)
    actor = builders.actor_of(world.caseworker)
    service.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.AWARDED, TODAY, Decimal(200)))
    service.record_collective_amount(
        actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, shares=((1, Decimal(50)),))
    )
    paid = EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(75), method=PaymentMethod.CASH)
    service.record_collective_amount(actor, claim.ref, paid)

    assert amounts(claim) == [(100, 50, 50), (300, 150, 75)]
    totals = service.get_collective(actor, claim.ref).totals
    assert (totals.workers, totals.asked, totals.awarded, totals.received, totals.outstanding) == (
        2,
        400,
        200,
        125,
        75,
    )


def test_a_mistake_is_taken_back_once(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, [GivenWorker(2, "A", None, {}, Decimal(100))])
    actor = builders.actor_of(world.caseworker)
    for amount in (30, 20):
        service.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(amount)))
    first = service.get_collective(actor, claim.ref).entries[0]
    service.take_back_collective_amount(actor, claim.ref, first.id)

    assert amounts(claim) == [(100, None, 20)]
    assert len(service.get_collective(actor, claim.ref).entries) == 3
    with pytest.raises(Refused):
        service.take_back_collective_amount(actor, claim.ref, first.id)


@pytest.mark.parametrize(
    "given",
    [
        EntryGiven(AmountKind.RECEIVED, TODAY),
        EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(5), ((1, Decimal(5)),)),
        EntryGiven(AmountKind.RECEIVED, TODAY + timedelta(days=2), Decimal(5)),
        EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(5)),
        EntryGiven(AmountKind.RECEIVED, TODAY, None, ((9, Decimal(5)),)),
        EntryGiven(AmountKind.RECEIVED, TODAY, None, ((1, Decimal(5)), (1, Decimal(6)))),
    ],
)
def test_an_amount_that_cannot_be_is_refused(
    world: builders.World, claim: CollectiveClaim, given: EntryGiven
) -> None:
    listed(world, claim, rows(1))
    with pytest.raises(Refused):
        service.record_collective_amount(builders.actor_of(world.caseworker), claim.ref, given)
    assert amounts(claim) == [(None, None, None)]


def test_an_award_of_nothing_stands_and_a_payment_of_nothing_is_refused(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(2))
    compute(world, claim)
    actor = builders.actor_of(world.caseworker)
    for total in (Decimal(900), Decimal(0)):
        service.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.AWARDED, TODAY, total))
    assert [awarded for _asked, awarded, _received in amounts(claim)] == [0, 0]
    service.take_back_collective_amount(actor, claim.ref, service.get_collective(actor, claim.ref).entries[-1].id)

    with pytest.raises(Refused) as refused:
        service.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(0)))

    assert (refused.value.reason, refused.value.field) == (CollectiveFault.NO_AMOUNT, "total")
    assert [one.stands.awarded for one in service.all_workers(claim)] == [450, 450]


def test_what_is_outstanding_is_added_up_worker_by_worker(world: builders.World, claim: CollectiveClaim) -> None:
    given = [GivenWorker(number, f"Worker {number}", None, {}, Decimal(100)) for number in (1, 2, 3)]
    listed(world, claim, [*given, *rows(1, first=4)])
    actor = builders.actor_of(world.caseworker)
    for kind, shares in ((AmountKind.AWARDED, ((1, 50),)), (AmountKind.RECEIVED, ((1, 80), (2, Decimal("0.001"))))):
        each = tuple((number, Decimal(amount)) for number, amount in shares)
        service.record_collective_amount(actor, claim.ref, EntryGiven(kind, TODAY, shares=each))

    found = service.totals_of([claim.id])[claim.id]

    outstanding = [one.stands.outstanding for one in service.all_workers(claim)]
    assert outstanding == [0, Decimal("99.999"), 100, None]
    assert (found.workers, found.asked, found.awarded) == (4, 300, 50)
    assert (found.received, found.outstanding) == (Decimal("80.001"), Decimal("199.999"))
