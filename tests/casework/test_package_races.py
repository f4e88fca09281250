"""Two at once about one offer: one of them wins, and the case is where the offer says it is."""

from functools import partial

from mrc.casework import service
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault
from mrc.db import db
from mrc.errors import Refused
from mrc.people import service as people
from tests.builders import actor_of, make_case
from tests.casework import offering
from tests.casework.test_packages import person_of
from tests.core.threads import together


class TestAtOnce:
    def test_accepting_against_taking_back(self, app, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        deeds = (
            partial(service.accept, actor_of(world.other_caseworker), offer.ref),
            partial(service.withdraw, actor_of(world.caseworker), case.ref),
        )

        accepted, _taken_back = self.at_once(app, deeds)

        assert_whole(world, case, offer, isinstance(accepted, Refused))

    def test_accepting_against_taking_the_consent_back(self, app, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        person_ref = person_of(case).ref
        deeds = (
            partial(service.accept, actor_of(world.other_caseworker), offer.ref),
            partial(people.withdraw_consent, actor_of(world.caseworker), person_ref, offer.consent_id),
        )

        accepted, _taken_back = self.at_once(app, deeds)

        assert_whole(world, case, offer, isinstance(accepted, Refused))

    def test_two_accept(self, app, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        deeds = [
            partial(service.accept, actor_of(user), offer.ref)
            for user in (world.other_caseworker, world.other_supervisor)
        ]

        results = self.at_once(app, deeds)

        assert [result.reason for result in results if isinstance(result, Refused)] == [HandoverFault.NOT_OPEN]
        assert_whole(world, case, offer, False)

    def at_once(self, app, deeds):
        db.session.rollback()
        return together(app, len(deeds), lambda number: deeds[number]())


def assert_whole(world, case, offer, stays):
    """The case is where its offer says it is."""
    db.session.rollback()
    db.session.refresh(case)
    db.session.refresh(offer)
    expected = (
        (world.origin.id, HandoverAnswer.WITHDRAWN) if stays else (world.destination.id, HandoverAnswer.ACCEPTED)
    )
    assert (case.centre_id, offer.answer) == expected
