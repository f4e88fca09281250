"""Collective claims as services: workers on the list, computed together, filed once, and paid in shares."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mrc.casework import service as casework
from mrc.casework.models import Case, CasePerson
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.opening import CaseFault
from mrc.casework.service import joining
from mrc.claims.models.collective import CollectiveAssessment, CollectiveClaim, CollectiveResult, CollectiveWorker
from mrc.claims.rules import AmountKind, Component
from mrc.claims.rules.collective import EntryGiven, FilingFacts, GivenWorker, ListMode
from mrc.claims.rules.facts import Scope
from mrc.claims.service import collective as service
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused
from tests import builders, record
from tests.claims.employments import assessed, data
from tests.claims.together import TODAY, UNPAID, bare_claim, listed, make_claim, rows
from tests.statements import statements_of


@pytest.fixture
def claim(world: builders.World) -> CollectiveClaim:
    return make_claim(world)


def refused_rows(error: pytest.ExceptionInfo[service.RowsRefused]) -> list[tuple[int, str, str]]:
    found = error.value.troubles
    return [(one.row, one.column, str(getattr(one.fault, "code", one.fault))) for one in found]


def compute(world: builders.World, claim: CollectiveClaim) -> CollectiveAssessment:
    return service.compute_collective(builders.actor_of(world.caseworker), claim.ref)


def test_each_worker_is_computed_by_shared_facts_and_their_own(world: builders.World, claim: CollectiveClaim) -> None:
    own = GivenWorker(4, "Own", None, {"total": "2000", "basic": "2000", "due:2024-12": "2000"})
    listed(world, claim, [*rows(2), own])
    record_ = compute(world, claim)

    shared = assessed("KW", unpaid=UNPAID)
    theirs = assessed("KW", wage="2000", unpaid=[UNPAID[0], {"month": "2024-12", "due": "2000"}])
    results = db.session.scalars(sa.select(CollectiveResult.total).order_by(CollectiveResult.worker_id)).all()
    assert results == [shared.total, shared.total, theirs.total]
    assert record_.total == shared.total * 2 + theirs.total
    assert record_.workers == 3
    assert record_.parts[Component.UNPAID_WAGE] == "7000.000"
    assert record_.act_by == min(limit.act_by for limit in shared.deadlines if limit.act_by)


def test_names_and_file_numbers_are_sealed(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, [GivenWorker(2, "Sealed Somebody")])
    actor = builders.actor_of(world.caseworker)
    service.file_collective(actor, claim.ref, claim.version, FilingFacts(date(2026, 11, 1), "Court", "77/26"), "F")

    with db.engine.connect() as connection:
        found = [repr(tuple(row)) for row in connection.execute(sa.text("SELECT * FROM collective_workers"))]
        found += [repr(tuple(row)) for row in connection.execute(sa.text("SELECT * FROM collective_claims"))]
    assert not any("Sealed Somebody" in row or "77/26" in row for row in found)
    assert service.get_collective(actor, claim.ref).workers[0].name == "Sealed Somebody"


def test_somebody_registered_is_linked_and_joins_the_case(world: builders.World, claim: CollectiveClaim) -> None:
    person = builders.make_person(world.origin, "राम", "Ram")
    listed(world, claim, [GivenWorker(2, None, person.ref), GivenWorker(3, "By name")])

    found = service.all_workers(claim)
    assert [(one.number, one.name, one.person_ref) for one in found] == [(1, "राम", person.ref), (2, "By name", None)]
    assert db.session.scalars(sa.select(CasePerson.person_id)).all() == [person.id]


def test_nobody_of_another_centre_or_behind_a_restriction_is_linked(
    world: builders.World, claim: CollectiveClaim
) -> None:
    foreign = builders.make_person(world.destination, "विदेशी", "Foreign")
    hidden = builders.make_person(world.origin, "गुप्त", "Hidden", is_restricted=True)

    with pytest.raises(service.RowsRefused) as error:
        listed(world, claim, [GivenWorker(2, None, foreign.ref), GivenWorker(3, None, hidden.ref), GivenWorker(4)])
    assert refused_rows(error) == [
        (2, "person", "no_such_person"),
        (3, "person", "no_such_person"),
        (4, "name", "nobody"),
    ]


def test_all_rows_are_refused_together_and_what_stood_stays(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    bad = [
        GivenWorker(2, "New"),
        GivenWorker(3, "Backwards", None, {"started_on": "2024-05-01", "ended_on": "2024-04-01"}),
        GivenWorker(4, "Long ago", None, {"started_on": "1900-01-01"}),
        GivenWorker(5, "new"),
        GivenWorker(6, "WORKER  1"),
        GivenWorker(7, "Outside", None, {"due:2019-01": "5"}),
    ]
    with pytest.raises(service.RowsRefused) as error:
        listed(world, claim, bad)

    assert refused_rows(error) == [
        (3, "ended_on", "end_before_start"),
        (4, "started_on", "too_long"),
        (5, "name", "twice"),
        (6, "name", "on_the_list"),
        (7, "due:2019-01", "outside_job"),
    ]
    assert [one.name for one in service.all_workers(claim)] == ["Worker 1"]


def test_a_wage_without_its_period_is_refused(world: builders.World) -> None:
    claim = bare_claim(world.origin, world.caseworker)
    own = {"started_on": "2021-01-01", "total": "100"}

    with pytest.raises(service.RowsRefused) as error:
        listed(world, claim, [GivenWorker(2, "Somebody", None, own)])
    assert refused_rows(error) == [(2, "basis", "no_period")]
    listed(world, claim, [GivenWorker(2, "Somebody", None, {**own, "basis": "monthly"})])


def test_a_list_that_takes_the_place_of_another_keeps_whom_it_names(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(3))
    actor = builders.actor_of(world.caseworker)
    new = [GivenWorker(2, "worker 2", None, {"total": "1500"}), GivenWorker(3, "Fourth")]
    seen = service.preview_workers(actor, claim.ref, ListMode.REPLACE, new)
    service.save_workers(actor, claim.ref, ListMode.REPLACE, new)

    assert (seen.added, seen.changed, seen.taken_off) == (1, 1, 2)
    found = service.all_workers(claim)
    assert [(one.number, one.name) for one in found] == [(2, "Worker 2"), (4, "Fourth")]
    assert found[0].facts == {"total": "1500"}


def test_whoever_is_taken_off_is_kept_only_where_something_was_computed_for_them(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(1))
    compute(world, claim)
    listed(world, claim, rows(1, first=2))
    actor = builders.actor_of(world.caseworker)
    for number in (1, 2):
        service.take_off_worker(actor, claim.ref, number)

    assert service.all_workers(claim) == []
    assert db.session.scalars(sa.select(CollectiveWorker.number)).all() == [1]
    listed(world, claim, rows(1))
    assert [one.number for one in service.all_workers(claim)] == [3]


def test_a_preview_tells_the_sum_and_writes_nothing(world: builders.World, claim: CollectiveClaim) -> None:
    given = [*rows(2), GivenWorker(4, "Typed", None, {}, Decimal(7))]
    seen = service.preview_workers(builders.actor_of(world.caseworker), claim.ref, ListMode.ADD, given)

    assert seen.owed == assessed("KW", unpaid=UNPAID).total * 2 + 7
    assert service.all_workers(claim) == []


def test_a_new_computation_stands_beside_the_old_with_the_difference(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(2))
    first = compute(world, claim)
    actor = builders.actor_of(world.caseworker)
    service.change_worker(actor, claim.ref, 2, GivenWorker(1, "Worker 2", None, {"due:2024-12": "400"}))
    listed(world, claim, rows(1, first=3))
    second = compute(world, claim)
    found = service.get_collective_assessment(actor, claim.ref, second.ref)

    whole = assessed("KW", unpaid=UNPAID).total
    assert [(line.before, line.total) for line in found.lines] == [
        (whole, whole),
        (whole, whole - 600),
        (None, whole),
    ]
    assert found.before is not None
    assert found.before.ref == first.ref
    assert found.is_newest
    assert not service.get_collective_assessment(actor, claim.ref, first.ref).is_newest
    (wages,) = [part for part in found.parts if part.component is Component.UNPAID_WAGE]
    assert (wages.before, wages.now) == (4000, 5400)
    theirs = service.get_worker_result(actor, claim.ref, second.ref, 2)
    assert [(change.before, change.now) for change in theirs.changes] == [(2000, 1400)]


def test_a_snapshot_is_never_changed(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    compute(world, claim)
    for table in ("collective_assessments", "collective_results"):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(sa.text(f"UPDATE {table} SET total = 1"))


def test_nothing_is_computed_while_a_worker_lacks_a_fact(world: builders.World) -> None:
    claim = bare_claim(world.origin, world.caseworker)
    whole = {"started_on": "2021-01-01", "total": "100", "basis": "monthly"}
    listed(world, claim, [replace(row, own=whole) for row in rows(3)])
    with transaction():
        worker = db.session.scalars(sa.select(CollectiveWorker).where(CollectiveWorker.number == 2)).one()
        worker.facts = {"total": "100", "basis": "monthly"}

    with pytest.raises(service.RowsRefused) as error:
        compute(world, claim)
    assert refused_rows(error) == [(2, "started_on", "missing")]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CollectiveAssessment)) == 0


def test_what_was_prepared_before_the_facts_changed_is_computed_anew(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(2))
    actor = builders.actor_of(world.caseworker)
    prepared = service.prepare_collective(actor, claim.ref)
    service.change_worker(actor, claim.ref, 2, GivenWorker(1, "Worker 2", None, {"due:2024-12": "400"}))
    found = service.compute_collective(actor, claim.ref, prepared)

    assert found.total == assessed("KW", unpaid=UNPAID).total * 2 - 600


def test_the_case_must_act_by_the_nearest_day_until_the_claim_is_filed(
    world: builders.World, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(1))
    record_ = compute(world, claim)
    actor = builders.actor_of(world.caseworker)
    case = db.session.get(Case, claim.case_id)
    assert case is not None
    db.session.refresh(case)
    assert case.act_by == record_.act_by

    version = service.get_collective(actor, claim.ref).claim.version
    service.file_collective(actor, claim.ref, version, FilingFacts(date(2026, 11, 1), "Court"), "F")
    db.session.refresh(case)
    assert case.act_by is None


def test_a_stranger_does_nothing_with_it(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    record_ = compute(world, claim)
    stranger = builders.actor_of(world.other_caseworker)
    for deed in (
        lambda: service.get_collective(stranger, claim.ref),
        lambda: service.save_workers(stranger, claim.ref, ListMode.ADD, rows(1, first=5)),
        lambda: service.preview_workers(stranger, claim.ref, ListMode.ADD, rows(1, first=5)),
        lambda: service.compute_collective(stranger, claim.ref),
        lambda: service.get_collective_assessment(stranger, claim.ref, record_.ref),
        lambda: service.get_worker_result(stranger, claim.ref, record_.ref, 1),
        lambda: service.take_off_worker(stranger, claim.ref, 1),
        lambda: service.record_collective_amount(
            stranger, claim.ref, EntryGiven(AmountKind.AWARDED, TODAY, Decimal(1))
        ),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            deed()


def test_a_closed_case_takes_money_and_nothing_else(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    compute(world, claim)
    actor = builders.actor_of(world.caseworker)
    case = casework.get_case(actor, str(db.session.scalar(sa.select(Case.ref).where(Case.id == claim.case_id))))
    casework.close(builders.actor_of(world.supervisor), case.ref, Resolution.WITHDRAWN, "Why")

    service.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(5)))
    for deed in (
        lambda: listed(world, claim, rows(1, first=5)),
        lambda: compute(world, claim),
        lambda: service.take_off_worker(actor, claim.ref, 1),
        lambda: service.record_collective_amount(actor, claim.ref, EntryGiven(AmountKind.AWARDED, TODAY, Decimal(5))),
        lambda: service.save_shared_facts(actor, claim.ref, claim.version, Scope.GENERAL, data("KW"), "F"),
    ):
        with pytest.raises(Refused):
            deed()


def test_every_change_is_on_record(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    compute(world, claim)
    assert [event for event in record.events() if event.startswith("claim:")] == [
        "claim:recorded",
        "claim:changed",
        "claim:changed",
        "claim:changed",
    ]


def test_statements_do_not_grow_with_the_workers(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    counts = []
    for count in (10, 60):
        claim = make_claim(world)
        deeds = [
            lambda claim=claim, count=count: listed(world, claim, rows(count)),
            lambda claim=claim: compute(world, claim),
            lambda claim=claim: service.record_collective_amount(
                actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, Decimal(500))
            ),
            lambda claim=claim: service.get_collective(actor, claim.ref),
        ]
        counts.append([len(statements_of(deed)) for deed in deeds])

    assert counts[0] == counts[1]
    assert max(counts[0]) < 30


def test_a_thousand_workers_are_listed_and_computed_together(world: builders.World, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1000))
    compute(world, claim)

    assert service.get_collective(builders.actor_of(world.caseworker), claim.ref).totals.workers == 1000


def test_who_is_on_the_list_leaves_the_case_only_after_the_list(world: builders.World) -> None:
    actor, claim = builders.actor_of(world.caseworker), make_claim(world)
    person = builders.make_person(world.origin, "राम", "Ram")
    listed(world, claim, [GivenWorker(2, None, person.ref)])
    case = db.session.get_one(Case, claim.case_id)

    with pytest.raises(Refused) as refused:
        joining.remove_person(actor, case.ref, person.ref)
    assert refused.value.reason is CaseFault.ON_A_CLAIM
    assert [worker.person_ref for worker in service.all_workers(claim)] == [person.ref]
    service.take_off_worker(actor, claim.ref, 1)
    joining.remove_person(actor, case.ref, person.ref)
    assert db.session.scalars(sa.select(CasePerson.person_id)).all() == []
