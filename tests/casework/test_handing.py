"""Handing a case to a colleague and to another centre, and what stays behind."""

import pytest
import sqlalchemy as sa

from mrc import audit
from mrc.casework import service
from mrc.casework.models import Handover
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.package import OfferFacts
from mrc.casework.rules.stages import Party, Stage
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault, TaskFacts, TaskKind
from mrc.db import db
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Outgoing
from mrc.people import service as people
from tests.builders import actor_of, make_case, make_person
from tests.casework import offering
from tests.casework.test_service import TODAY, events_of, recorded


def offered(world, **values):
    """A case of the first centre, offered to the second."""
    case = make_case(world.origin, caseworker=world.caseworker, **values)
    offer = offering.offer(actor_of(world.caseworker), case, world.destination, "He flies on Monday.")
    return case, offer


class TestAssigning:
    def test_a_case_goes_to_a_colleague_at_once_with_the_open_tasks(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        task = service.add_task(actor, case.ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY))

        service.assign(actor, case.ref, world.colleague.id, "I am on leave.")

        db.session.refresh(task)
        assert (case.caseworker_id, task.assignee_id) == (world.colleague.id, world.colleague.id)
        assert events_of(case)[-1] is EventCode.ASSIGNED
        assert recorded(audit.Event.CASE_ASSIGNED)[0].detail == {"to": world.colleague.id}

    @pytest.mark.parametrize(
        ("who", "fault"),
        [("caseworker", HandoverFault.SAME_PLACE), ("other_caseworker", HandoverFault.NO_SUCH_PERSON)],
    )
    def test_it_goes_to_nobody_who_has_it_or_works_elsewhere(self, world, who, fault):
        case = make_case(world.origin, caseworker=world.caseworker)

        with pytest.raises(Refused) as refused:
            service.assign(actor_of(world.caseworker), case.ref, getattr(world, who).id)

        assert (refused.value.reason, refused.value.field) == (fault, "to")
        assert case.caseworker_id == world.caseworker.id

    def test_a_restricted_case_stays_restricted_and_leaves_who_gave_it_away(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)

        service.assign(actor_of(world.caseworker), case.ref, world.colleague.id)

        assert case.is_restricted
        with pytest.raises(NotFound):
            service.get_case(actor_of(world.caseworker), case.ref)

    def test_a_closed_case_is_given_to_nobody(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        service.close(actor_of(world.caseworker), case.ref, Resolution.GOALS_MET, "Done.")

        with pytest.raises(Refused) as refused:
            service.assign(actor_of(world.caseworker), case.ref, world.colleague.id)

        assert refused.value.reason is HandoverFault.CASE_CLOSED


class TestOffering:
    def test_an_offer_leaves_the_case_where_it_is_and_tells_the_supervisor_neutrally(self, world):
        case, offer = offered(world)

        assert (case.centre_id, offer.answer) == (world.origin.id, HandoverAnswer.OPEN)
        letters = db.session.scalars(sa.select(Outgoing)).all()
        assert [(letter.letter, letter.address) for letter in letters] == [
            (Letter.HAND_OVER_FOR_CENTRE, "salma@destination.example")
        ]
        assert recorded(audit.Event.CASE_HAND_OVER_ASKED)[0].detail == {"to": world.destination.id, "kind": "centre"}

    @pytest.mark.parametrize(
        ("centre", "fault"),
        [(lambda world: world.origin.id, HandoverFault.SAME_PLACE), (lambda world: 0, HandoverFault.NO_SUCH_PERSON)],
    )
    def test_it_goes_to_another_centre_that_there_is(self, world, centre, fault):
        case = make_case(world.origin, caseworker=world.caseworker)
        facts = OfferFacts(centre(world), "x", frozenset(), offering.AGREED)

        with pytest.raises(Refused) as refused:
            service.ask_hand_over(actor_of(world.caseworker), case.ref, facts)

        assert refused.value.reason is fault

    def test_it_is_offered_to_one_centre_at_a_time(self, world):
        case, _offer = offered(world)

        with pytest.raises(Refused) as refused:
            offering.offer(actor_of(world.caseworker), case, world.destination, "x")

        assert refused.value.reason is HandoverFault.ALREADY_OPEN

    def test_a_withdrawn_offer_cannot_be_accepted(self, world):
        case, offer = offered(world)

        service.withdraw(actor_of(world.caseworker), case.ref)
        with pytest.raises(Refused) as refused:
            service.accept(actor_of(world.other_caseworker), offer.ref)

        assert refused.value.reason is HandoverFault.NOT_OPEN
        assert case.centre_id == world.origin.id

    def test_there_is_nothing_to_withdraw_twice(self, world):
        case, _offer = offered(world)
        service.withdraw(actor_of(world.caseworker), case.ref)

        with pytest.raises(Refused):
            service.withdraw(actor_of(world.caseworker), case.ref)

    @pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "administrator"])
    def test_nobody_else_sees_the_offer(self, world, who):
        _case, offer = offered(world)

        with pytest.raises(NotFound):
            service.get_offer(actor_of(getattr(world, who)), offer.ref)

    def test_a_restricted_case_is_offered_to_supervisors_alone(self, world):
        _case, offer = offered(world, is_restricted=True)

        assert service.get_offer(actor_of(world.other_supervisor), offer.ref).handover is offer
        with pytest.raises(NotFound):
            service.accept(actor_of(world.other_caseworker), offer.ref)


class TestAccepting:
    def test_the_case_its_person_and_its_tasks_come_over(self, world):
        person = make_person(world.origin, "সালমা খাতুন", "Salma Khatun")
        case = make_case(world.origin, person, world.caseworker)
        task = service.add_task(actor_of(world.caseworker), case.ref, TaskFacts(TaskKind.CALL, "Ring back", TODAY))
        offer = offering.offer(actor_of(world.caseworker), case, world.destination, "Please.")
        receiver = actor_of(world.other_caseworker)
        unknown = people.find(receiver, "Salma")

        service.accept(receiver, offer.ref)

        db.session.refresh(task)
        assert unknown == []
        assert [found.ref for found in people.find(receiver, "Salma")] == [person.ref]
        assert (case.centre_id, case.caseworker_id) == (world.destination.id, world.other_caseworker.id)
        assert task.assignee_id == world.other_caseworker.id
        assert case.move is Party.CASEWORKER
        assert events_of(case)[-1] is EventCode.HANDED_OVER
        assert recorded(audit.Event.CASE_HAND_OVER_ANSWERED)[0].detail == {"answer": "accepted"}

    def test_a_restricted_case_stays_restricted_and_its_old_team_is_gone(self, world):
        case, offer = offered(world, is_restricted=True)

        service.accept(actor_of(world.other_supervisor), offer.ref)

        assert case.is_restricted
        assert case.subject.team == {world.other_supervisor.id}

    def test_the_old_centre_keeps_a_stub_and_nothing_more(self, world):
        case, offer = offered(world)
        service.accept(actor_of(world.other_caseworker), offer.ref)
        actor = actor_of(world.caseworker)

        stub = service.get_stub(actor, case.ref)

        assert (stub.ref, stub.stage, stub.centre) == (case.ref, Stage.WAGE_CLAIM, "Doha centre")
        with pytest.raises(NotFound):
            service.show_case(actor, case.ref)

    def test_a_centre_that_never_had_it_has_no_stub(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)

        with pytest.raises(NotFound):
            service.get_stub(actor_of(world.other_caseworker), case.ref)

    def test_a_case_can_come_back(self, world):
        case, offer = offered(world)
        service.accept(actor_of(world.other_caseworker), offer.ref)
        back = offering.offer(actor_of(world.other_caseworker), case, world.origin, "He is home.")

        service.accept(actor_of(world.caseworker), back.ref)

        assert (case.centre_id, case.caseworker_id) == (world.origin.id, world.caseworker.id)

    def test_it_is_accepted_once(self, world):
        _case, offer = offered(world)
        service.accept(actor_of(world.other_caseworker), offer.ref)

        with pytest.raises(Refused) as refused:
            service.accept(actor_of(world.other_supervisor), offer.ref)

        assert refused.value.reason is HandoverFault.NOT_OPEN

    def test_a_declined_case_stays_and_says_why(self, world):
        case, offer = offered(world)

        service.decline(actor_of(world.other_caseworker), offer.ref, "We have no Bangla speaker.")

        page = service.show_case(actor_of(world.caseworker), case.ref)
        assert case.centre_id == world.origin.id
        assert page.timeline.events[0].note == "We have no Bangla speaker."
        assert db.session.scalars(sa.select(Handover.answer)).all() == [HandoverAnswer.DECLINED]
