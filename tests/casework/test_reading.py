"""Reading a case: who may see it, what the page shows, and that every look is put on record."""

import pytest
import sqlalchemy as sa

from mrc import audit
from mrc.access import Permission
from mrc.casework import service
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.opening import TeamFacts
from mrc.casework.rules.tasks import TaskFacts, TaskKind
from mrc.casework.rules.timeline import Kind, Look
from mrc.db import db
from mrc.errors import NotFound
from tests.builders import actor_of, make_case
from tests.casework.test_service import TODAY, recorded
from tests.statements import statements_of


class TestReading:
    def test_looking_is_put_on_record_and_shown_to_who_looks_next(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        service.show_case(actor_of(world.colleague), case.ref)

        page = service.show_case(actor_of(world.caseworker), case.ref, Kind.LOOKS)

        assert [(look.look, look.actor_id) for look in page.timeline.looks] == [(Look.CASE, world.colleague.id)]
        assert len(recorded(audit.Event.CASE_READ)) == 2

    def test_the_looks_are_paged_without_losing_or_repeating_one(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        for _ in range(45):
            service.show_case(actor, case.ref)

        seen, before = [], None
        for _ in range(4):
            page = service.show_case(actor, case.ref, Kind.LOOKS, before)
            seen.append(len(page.timeline.looks))
            before = page.timeline.older or before

        assert seen[:2] == [20, 20]
        assert sum(seen[:3]) == 45

    def test_the_timeline_is_filtered_and_paged(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        for number in range(25):
            service.add_note(actor, case.ref, f"Note {number}")

        first = service.show_case(actor, case.ref, Kind.NOTES)
        second = service.show_case(actor, case.ref, Kind.NOTES, first.timeline.older)
        steps = service.show_case(actor, case.ref, Kind.STEPS)

        assert [event.note for event in first.timeline.events][:2] == ["Note 24", "Note 23"]
        assert [event.note for event in second.timeline.events] == [f"Note {number}" for number in (4, 3, 2, 1, 0)]
        assert second.timeline.older is None
        assert [event.code for event in steps.timeline.events] == [EventCode.OPENED]

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1.2", "99999999999999999.1.1", ""])
    def test_a_made_up_place_in_the_timeline_is_the_beginning_or_nothing(self, world, before):
        case = make_case(world.origin, caseworker=world.caseworker)

        page = service.show_case(actor_of(world.caseworker), case.ref, Kind.ALL, before)
        looks = service.show_case(actor_of(world.caseworker), case.ref, Kind.LOOKS, before)

        assert len(page.timeline.events) == 1
        assert len(looks.timeline.looks) == 1


ROLES = ("caseworker", "colleague", "supervisor", "other_caseworker", "other_supervisor", "partner", "administrator")


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("is_restricted", [False, True])
@pytest.mark.parametrize("on_team", [False, True])
def test_the_list_and_the_single_case_agree_on_who_may_see(world, who, is_restricted, on_team):
    case = make_case(world.origin, caseworker=world.caseworker, is_restricted=is_restricted)
    if on_team:
        members = frozenset({world.colleague.id})
        service.change_team(actor_of(world.supervisor), case.ref, TeamFacts(is_restricted, members))
    actor = actor_of(getattr(world, who))

    listed = db.session.scalar(sa.select(Case.ref).where(Case.ref == case.ref, service.visible(actor)))
    expected = who in {"caseworker", "supervisor"} or (who == "colleague" and (on_team or not is_restricted))

    assert (listed is not None) is expected
    if expected:
        assert service.get_case(actor, case.ref, Permission.CASE_WORK) is case
    else:
        with pytest.raises(NotFound):
            service.get_case(actor, case.ref)


def test_the_number_of_queries_of_a_page_does_not_grow(world):
    case = make_case(world.origin, caseworker=world.caseworker)
    actor = actor_of(world.caseworker)
    ref = case.ref
    service.show_case(actor, ref)
    few = queries(lambda: service.show_case(actor, ref))
    for number in range(30):
        service.add_note(actor, ref, f"Note {number}")
        service.add_task(actor, ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY))

    assert queries(lambda: service.show_case(actor, ref)) == few


def queries(deed):
    """How many statements a deed sends."""
    db.session.expire_all()
    db.session.expunge_all()
    return len(statements_of(deed))
