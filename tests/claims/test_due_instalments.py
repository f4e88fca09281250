"""Who is told of agreed money that did not come, or comes within days: those who must act, and nobody else."""

import pytest
import sqlalchemy as sa

from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case, CaseTeamMember
from mrc.casework.rules.work import LIMIT
from mrc.claims import service
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound
from tests.builders import actor_of
from tests.claims.settled import LATER, MISSED, SOON, case_ref, new_claim, settle
from tests.statements import statements_of


@pytest.fixture
def claim(world):
    return new_claim(world)


def told(user):
    """Whom my work tells of, by the day of the first instalment."""
    lines, _more = service.due_instalments(actor_of(user))
    return [(line.case_ref, line.plan.pressing[0].due_on) for line in lines]


def test_what_was_missed_and_what_comes_within_a_week_the_oldest_first(world):
    soon, later, missed = (new_claim(world) for _number in range(3))
    settle(world, soon, SOON)
    settle(world, later, LATER)
    settle(world, missed, MISSED)

    assert told(world.caseworker) == [(case_ref(missed), MISSED), (case_ref(soon), SOON)]
    lines, has_more = service.due_instalments(actor_of(world.caseworker))
    assert [line.plan.is_missed for line in lines] == [True, False]
    assert [line.person.name for line in lines] == ["सीता गुरुङ", "सीता गुरुङ"]
    assert has_more is False


def test_nobody_else_is_told(world, claim):
    settle(world, claim, MISSED)
    for user in (world.colleague, world.supervisor, world.other_caseworker, world.other_supervisor):
        assert told(user) == []


def test_partners_and_others_who_have_no_cases_are_told_nothing(world, claim):
    settle(world, claim, MISSED)
    for user in (world.partner, world.administrator, world.auditor):
        assert told(user) == []


def test_who_leads_is_told_of_what_nobody_works_on(world, claim):
    settle(world, claim, MISSED)
    with transaction():
        db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(caseworker_id=None))

    assert told(world.supervisor) == [(case_ref(claim), MISSED)]
    for user in (world.caseworker, world.colleague, world.other_supervisor):
        assert told(user) == []


def test_a_case_of_another_centre_is_not_told_even_to_its_worker(world, claim):
    settle(world, claim, MISSED)
    with transaction():
        db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(centre_id=world.destination.id))
    assert told(world.caseworker) == []


def test_a_restricted_case_is_told_to_its_own_worker_alone(world, claim):
    settle(world, claim, MISSED)
    with transaction():
        db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(is_restricted=True))
        db.session.add(CaseTeamMember(case_id=claim.case_id, user_id=world.supervisor.id))
    assert told(world.caseworker) == [(case_ref(claim), MISSED)]
    assert told(world.colleague) == []


def test_a_restricted_case_is_read_by_its_team_only(world, claim):
    settlement = settle(world, claim, MISSED)
    with transaction():
        db.session.execute(sa.update(Case).where(Case.id == claim.case_id).values(is_restricted=True))
    db.session.expire_all()
    with pytest.raises((NotFound, NotAllowed)):
        service.get_settlement(actor_of(world.colleague), claim.ref, settlement.ref)


def test_more_than_fit_are_said_to_be_more_and_cost_no_more_queries(world):
    actor = actor_of(world.caseworker)
    settle(world, new_claim(world), MISSED)
    db.session.expire_all()
    few = statements_of(lambda: service.due_instalments(actor))
    for _number in range(LIMIT):
        settle(world, new_claim(world), MISSED)
    db.session.expire_all()
    many = statements_of(lambda: service.due_instalments(actor))
    lines, has_more = service.due_instalments(actor)

    assert (len(lines), has_more) == (LIMIT, True)
    assert len(many) == len(few)


def test_the_look_is_on_record_when_there_is_something_to_see(world, claim):
    looks = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.event == Event.CASE_LISTED)
    told(world.caseworker)
    assert db.session.scalar(looks) == 0
    settle(world, claim, MISSED)
    told(world.caseworker)
    assert db.session.scalar(looks) == 1


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_my_work_walks_an_index_of_what_is_due(world):
    asked = statements_of(lambda: service.due_instalments(actor_of(world.caseworker)))
    (text, values) = next(statement for statement in asked if "instalment_due_on" in statement[0])
    plan = " ".join(row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values))
    assert "ix_cases_instalment_due" in plan
