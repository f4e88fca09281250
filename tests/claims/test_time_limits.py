"""Time limits kept beside a claim, on both databases: from head and facts, moved, cleared, and their reminders."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor
from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, Task
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.tasks import TaskFacts, TaskKind
from mrc.claims import service
from mrc.claims.models import WageClaim
from mrc.claims.rules import AmountKind, ClaimFacts, Component, EntryFacts, LineFacts, PaymentMethod
from mrc.claims.rules.facts import Scope
from mrc.db import db, transaction
from tests.builders import actor_of, make_case
from tests.claims.employments import data
from tests.statements import statements_of

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LABELS = {"employed_to": "Last day of work"}


def facts(**values):
    """The head of a claim in Qatar, where everything lapses a year after the job."""
    head = {"respondent_ref": None, "country": "QA", "currency": "QAR", "employed_from": date(2024, 1, 1)}
    return ClaimFacts(**{**head, "employed_to": date(2026, 6, 30), **values})


def lines(component=Component.UNPAID_WAGE, first=date(2026, 5, 1), last=date(2026, 6, 30)):
    return [LineFacts(component, Decimal(500), first, last)]


@pytest.fixture
def actor(world) -> Actor:
    return actor_of(world.caseworker)


@pytest.fixture
def case(world) -> Case:
    return make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


def shown(claim):
    found = [limit.deadline for limit in service.limits_of(claim.case_id) if limit.claim_ref == claim.ref]
    return {(limit.claim.name if limit.claim else "ALL", limit.act_by) for limit in found}


def act_by(case):
    return db.session.execute(sa.select(Case.act_by).where(Case.id == case.id)).scalar_one()


def reminders(case):
    query = sa.select(Task.due_on, Task.done_at.is_(None)).where(Task.case_id == case.id).order_by(Task.id)
    return [tuple(row) for row in db.session.execute(query)]


def run_on(day):
    with clock.held_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        service.refresh_all_limits()


def pay(actor, claim, amount=500):
    service.record_amounts(
        actor,
        claim.ref,
        EntryFacts(
            AmountKind.RECEIVED, date(2026, 11, 20), ((claim.lines[0].id, Decimal(amount)),), PaymentMethod.CASH
        ),
    )


def test_a_claim_has_limits_from_its_head_alone(actor, case):
    claim = service.record_claim(actor, case.ref, facts(), lines())

    assert shown(claim) == {("ALL", date(2027, 6, 29))}
    assert act_by(case) == date(2027, 6, 29)


def test_unpaid_months_start_the_clock_where_the_due_date_does(actor, case):
    head = facts(country="KR", currency="KRW", employed_to=None, is_still_employed=True)
    claim = service.record_claim(actor, case.ref, head, lines(first=date(2026, 2, 10), last=date(2026, 3, 5)))

    assert act_by(case) == date(2029, 2, 27)
    assert all(day is None or day == date(2029, 2, 27) for _claim, day in shown(claim))


def test_complete_facts_count_before_the_head(actor, case):
    claim = service.record_claim(actor, case.ref, facts(), lines())
    with transaction():
        db.session.get(WageClaim, claim.id).facts = {
            "jurisdiction": "QA",
            "scope": "general",
            "employment": {"started_on": "2024-01-01", "ended_on": "2026-05-31", "exit": "resigned"},
            "pay": {"currency": "QAR", "basis": "monthly", "basic": "1000"},
        }

    service.refresh_all_limits()

    assert act_by(case) == date(2027, 5, 30)


def test_facts_that_are_a_draft_leave_it_to_the_head(actor, case):
    claim = service.record_claim(actor, case.ref, facts(), lines())
    with transaction():
        db.session.get(WageClaim, claim.id).facts = {"jurisdiction": "QA"}

    service.refresh_all_limits()

    assert act_by(case) == date(2027, 6, 29)


def test_a_country_without_a_law_on_record_has_no_limit(actor, case):
    claim = service.record_claim(actor, case.ref, facts(country="NP", currency="NPR"), lines())

    assert shown(claim) == set()
    assert act_by(case) is None


def test_the_limit_moves_with_the_last_day_of_work(actor, case):
    claim = service.record_claim(actor, case.ref, facts(), lines())

    service.change_claim(actor, claim.ref, claim.version, facts(employed_to=date(2026, 7, 31)), LABELS)

    assert act_by(case) == date(2027, 7, 30)
    assert shown(claim) == {("ALL", date(2027, 7, 30))}


def test_the_limits_are_those_of_the_country_that_the_claim_stands_under_now(actor, case):
    claim = service.record_claim(actor, case.ref, facts(), lines())
    asked = data("QA", started_on="2024-01-01", ended_on="2026-06-30")
    service.save_facts(actor, claim.ref, claim.version, Scope.GENERAL, asked, "Facts")

    service.change_claim(actor, claim.ref, claim.version, facts(country="AE"), LABELS)

    rules = {limit.deadline.rule for limit in service.limits_of(case.id)}
    assert rules
    assert all(rule.startswith("AE.") for rule in rules)
    assert claim.facts == {**asked, "jurisdiction": "AE"}


def test_the_nearest_open_claim_counts_until_it_is_paid(actor, case):
    near = service.record_claim(actor, case.ref, facts(employed_to=date(2026, 1, 31)), lines())
    service.record_claim(actor, case.ref, facts(), lines())
    assert act_by(case) == date(2027, 1, 30)

    pay(actor, near)

    assert act_by(case) == date(2027, 6, 29)


def test_a_closed_case_has_no_limit_and_no_reminder_and_gets_them_back(world, case):
    lead = actor_of(world.supervisor)
    service.record_claim(lead, case.ref, facts(employed_to=date(2026, 1, 31)), lines())

    casework.close(lead, case.ref, Resolution.WITHDRAWN, "Asked to stop")

    assert act_by(case) is None
    assert [is_open for _day, is_open in reminders(case)] == [False]
    casework.reopen(lead, case.ref, "New facts")

    assert act_by(case) == date(2027, 1, 30)
    assert reminders(case) == [(date(2027, 1, 30), True)]


def test_a_short_limit_for_what_nobody_claims_counts_while_it_can_still_be_claimed(actor, case):
    head = facts(country="BH", currency="BHD", employed_to=date(2026, 11, 10))
    service.record_claim(actor, case.ref, head, lines())
    assert act_by(case) == date(2026, 12, 9)

    run_on(date(2026, 12, 10))

    assert act_by(case) == date(2027, 11, 9)


def test_reminders_come_at_90_30_and_7_days_once_each(actor, case):
    service.record_claim(actor, case.ref, facts(), lines())
    day, made = date(2027, 6, 29), []

    for left in (91, 90, 89, 31, 30, 30, 29, 8, 7, 6, 0, -1, -30):
        run_on(day - timedelta(days=left))
        made.append(len(reminders(case)))

    assert made == [0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3]
    assert reminders(case) == [(day, False), (day, False), (day, True)]


def test_a_reminder_that_was_ticked_off_does_not_come_again_before_the_next(actor, case):
    service.record_claim(actor, case.ref, facts(employed_to=date(2026, 1, 31)), lines())
    [ref] = db.session.scalars(sa.select(Task.ref).where(Task.case_id == case.id))

    casework.finish_task(actor, case.ref, ref)
    service.refresh_all_limits()

    assert reminders(case) == [(date(2027, 1, 30), False)]


def test_a_limit_that_passed_before_anybody_knew_it_gets_no_reminder(actor, case):
    service.record_claim(actor, case.ref, facts(employed_to=date(2025, 1, 31)), lines())

    assert act_by(case) == date(2026, 1, 30)
    assert reminders(case) == []


def test_a_reminder_goes_when_the_claim_is_paid_and_comes_back_when_the_payment_was_a_mistake(actor, case):
    claim = service.record_claim(actor, case.ref, facts(employed_to=date(2026, 1, 31)), lines())
    pay(actor, claim)
    assert reminders(case) == [(date(2027, 1, 30), False)]
    assert casework.get_case(actor, case.ref).next_due_on != date(2027, 1, 30)

    entry = next(
        entry for entry in service.get_claim(actor, claim.ref).claim.lines[0].ledger if entry.kind == "received"
    )
    service.take_back(actor, claim.ref, entry.id)

    assert reminders(case) == [(date(2027, 1, 30), True)]


def test_a_reminder_goes_when_the_limit_moves_and_tasks_of_people_stay(actor, case):
    claim = service.record_claim(actor, case.ref, facts(employed_to=date(2026, 1, 31)), lines())
    casework.add_task(actor, case.ref, TaskFacts(TaskKind.DEADLINE, "File it", date(2027, 1, 30)))

    service.change_claim(actor, claim.ref, claim.version, facts(), LABELS)

    assert reminders(case) == [(date(2027, 1, 30), False), (date(2027, 1, 30), True)]


def test_the_next_date_of_a_case_is_its_reminder_when_nothing_comes_before(actor, case):
    service.record_claim(actor, case.ref, facts(employed_to=date(2025, 12, 1)), lines())

    assert casework.get_case(actor, case.ref).next_due_on == date(2026, 11, 30)


def recorded():
    """The cases that reminders are on record for, with their centres and with who made them."""
    query = sa.select(AuditEntry).where(AuditEntry.event == str(Event.TASK_ADDED)).order_by(AuditEntry.subject_ref)
    return [
        (entry.subject_kind, entry.subject_ref, entry.centre_id, entry.actor_id)
        for entry in db.session.scalars(query)
    ]


def test_each_case_that_gets_a_reminder_is_on_record_once(world, actor, case):
    elsewhere = make_case(world.destination, caseworker=world.other_caseworker)
    quiet = make_case(world.origin, caseworker=world.caseworker)
    soon = {"employed_to": date(2026, 1, 31)}
    day, other_day = date(2027, 1, 30), date(2027, 2, 27)
    with clock.held_at(datetime(2026, 6, 1, tzinfo=UTC)):
        service.record_claim(actor, case.ref, facts(**soon), lines())
        service.record_claim(actor, case.ref, facts(employed_to=date(2026, 2, 28)), lines())
        service.record_claim(actor_of(world.other_caseworker), elsewhere.ref, facts(**soon), lines())
        service.record_claim(actor, quiet.ref, facts(), lines())
    assert recorded() == []

    run_on(date(2026, 12, 1))
    run_on(date(2026, 12, 2))

    assert [sorted(reminders(one)) for one in (case, elsewhere, quiet)] == [
        [(day, True), (other_day, True)],
        [(day, True)],
        [],
    ]
    assert recorded() == sorted(("cases", one.ref, one.centre_id, None) for one in (case, elsewhere))


def test_the_nightly_run_asks_no_more_of_many_cases_than_of_one(world, actor):
    def count():
        found = statements_of(service.refresh_all_limits)
        # Each new reminder looks once whether its reference is free.
        return len([text for text, _values in found if not text.startswith("SELECT tasks.ref")])

    def add(number):
        for _index in range(number):
            one = make_case(world.origin, caseworker=world.caseworker)
            service.record_claim(actor, one.ref, facts(employed_to=date(2026, 1, 31)), lines())
        with transaction():
            db.session.execute(sa.delete(Task))
            db.session.execute(sa.update(Case).values(act_by=None))

    add(1)
    few = count()
    add(6)
    assert count() <= few
