"""Giving many cases to one caseworker."""

from typing import Any

import pytest
import sqlalchemy as sa

from mrc import audit
from mrc.audit import AuditEntry
from mrc.casework.models import Case, CaseEvent, Task
from mrc.casework.rules.events import EventCode
from mrc.db import db, transaction
from mrc.errors import NotAllowed, Refused
from mrc.reports import service
from mrc.reports.rules.caseload import AT_ONCE, AssignFault, Chosen
from mrc.vault import DataKey
from tests.builders import World, actor_of, make_case, make_person
from tests.reports.many import closed, make_many


def caseworkers(*cases: Case) -> list[int | None]:
    query = sa.select(Case.__table__.c.caseworker_id).where(Case.__table__.c.id.in_([case.id for case in cases]))
    return list(db.session.execute(query.order_by(Case.__table__.c.id)).scalars())


def chosen(*cases: Case) -> list[Chosen]:
    return [Chosen(case.ref, case.caseworker_id) for case in cases]


def test_all_chosen_cases_go_to_one_caseworker_with_event_and_record(world: World) -> None:
    mine, nobodys = make_case(world.origin, caseworker=world.caseworker), make_case(world.origin)

    assigned = service.assign_cases(actor_of(world.supervisor), chosen(mine, nobodys), world.colleague.id)

    assert (assigned.count, assigned.left) == (2, [])
    assert caseworkers(mine, nobodys) == [world.colleague.id, world.colleague.id]
    events = db.session.scalars(sa.select(CaseEvent).where(CaseEvent.code == EventCode.ASSIGNED)).all()
    assert {event.case_id for event in events} == {mine.id, nobodys.id}
    assert {(event.stage, event.step, event.actor_id) for event in events} == {
        (mine.stage, mine.step, world.supervisor.id)
    }
    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.event == str(audit.Event.CASE_ASSIGNED))
    ).all()
    assert {entry.subject_ref for entry in entries} == {mine.ref, nobodys.ref}
    assert {entry.detail["to"] for entry in entries} == {world.colleague.id}


def test_a_form_opened_before_on_a_given_case_is_stale(world: World) -> None:
    case = make_case(world.origin)

    service.assign_cases(actor_of(world.supervisor), chosen(case), world.colleague.id)

    version = sa.select(Case.__table__.c.version).where(Case.__table__.c.id == case.id)
    assert db.session.execute(version).scalar_one() == 2


def test_open_tasks_of_the_former_caseworker_go_along(world: World) -> None:
    case = make_case(world.origin, caseworker=world.caseworker)
    owners = [world.caseworker.id, world.supervisor.id, world.caseworker.id]
    with transaction():
        key = DataKey.fresh()
        for owner, done_at in zip(owners, [None, None, case.opened_at], strict=True):
            task = Task(
                data_key=key, case_id=case.id, due_on=case.opened_at.date(), assignee_id=owner, done_at=done_at
            )
            db.session.add(task)

    service.assign_cases(actor_of(world.supervisor), chosen(case), world.colleague.id)

    query = sa.select(Task.__table__.c.assignee_id).order_by(Task.__table__.c.id)
    assert list(db.session.execute(query).scalars()) == [world.colleague.id, world.supervisor.id, world.caseworker.id]


@pytest.mark.parametrize(
    "values", [{"caseworker_id": 3}, closed(), {"centre_id": 2}], ids=["given to another", "closed", "handed over"]
)
def test_a_case_that_changed_meanwhile_is_left_and_named(world: World, values: dict[str, Any]) -> None:
    stays, changed = make_case(world.origin), make_case(world.origin)
    seen = chosen(stays, changed)
    with transaction():
        db.session.execute(sa.update(Case).where(Case.id == changed.id).values(**values))
    before = caseworkers(changed)

    assigned = service.assign_cases(actor_of(world.supervisor), seen, world.colleague.id)

    assert (assigned.count, assigned.left) == (1, [changed.ref])
    assert caseworkers(stays) == [world.colleague.id]
    assert caseworkers(changed) == before


def test_a_case_that_is_theirs_already_is_neither_moved_nor_left(world: World) -> None:
    case = make_case(world.origin, caseworker=world.colleague)

    assigned = service.assign_cases(actor_of(world.supervisor), chosen(case), world.colleague.id)

    assert (assigned.count, assigned.left) == (0, [])
    assert db.session.scalars(sa.select(CaseEvent).where(CaseEvent.code == EventCode.ASSIGNED)).all() == []


@pytest.mark.parametrize(
    ("count", "to", "fault"),
    [
        (1, "other_caseworker", AssignFault.NO_SUCH_PERSON),
        (0, "colleague", AssignFault.NO_CASES),
        (AT_ONCE + 1, "colleague", AssignFault.TOO_MANY),
    ],
)
def test_what_cannot_be_given_is_refused_whole(world: World, count: int, to: str, fault: AssignFault) -> None:
    make_many(world.origin, make_person(world.origin), count)
    seen = [Chosen(ref, None) for ref in db.session.scalars(sa.select(Case.ref))]

    with pytest.raises(Refused) as refused:
        service.assign_cases(actor_of(world.supervisor), seen, getattr(world, to).id)

    assert refused.value.reason is fault
    assert set(db.session.scalars(sa.select(Case.__table__.c.caseworker_id))) <= {None}


@pytest.mark.parametrize("who", ["caseworker", "partner", "auditor"])
def test_only_a_supervisor_gives_cases_away(world: World, who: str) -> None:
    case = make_case(world.origin, caseworker=world.caseworker)

    with pytest.raises(NotAllowed):
        service.assign_cases(actor_of(getattr(world, who)), chosen(case), world.colleague.id)

    assert caseworkers(case) == [world.caseworker.id]


def test_choosing_shows_only_open_cases_of_the_own_centre(world: World) -> None:
    mine = make_case(world.origin)
    others = [make_case(world.destination), make_case(world.origin, **closed())]

    lines = service.choose_cases(actor_of(world.supervisor), [case.ref for case in (mine, *others)])

    assert [case.ref for case, _line in lines] == [mine.ref]


def test_choosing_nothing_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        service.choose_cases(actor_of(world.supervisor), ["1234567890"])
