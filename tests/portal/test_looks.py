"""The worker reads who opened their file, by day and role, and no name of staff."""

from datetime import timedelta

import pytest

from mrc import clock
from mrc.access import Actor, Role
from mrc.casework import service as casework
from mrc.db import db
from mrc.people import service as people
from mrc.people.models import Person
from mrc.portal import service
from mrc.portal.service import looks
from mrc.referrals import service as referrals
from tests import builders
from tests.conftest import NOW
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_second import give
from tests.portal.test_views import open_card
from tests.referrals import scenes


def test_looks_are_told_by_day_role_and_organisation(client: Client, opened: Opened, world: builders.World) -> None:
    caseworker = builders.actor_of(world.caseworker)
    referral = scenes.sent(world, opened.case)
    with clock.held_at(NOW - timedelta(days=2)):
        people.read_person(caseworker, db.session.get_one(Person, opened.case.person_id).ref)
    for _time in range(2):
        casework.show_case(builders.actor_of(world.supervisor), opened.ref)
    referrals.open_referral(builders.actor_of(world.partner), referral.ref)
    open_card(client, opened)

    page = client.get("/en/case/looks")

    found = service.who_looked(Actor(role=Role.MIGRANT, case_id=opened.case.id)).days
    here, there = world.origin.name, world.partner_organisation.name
    assert [entry.by for entry in found] == [
        [(Role.PARTNER, there), (Role.SUPERVISOR, here)],
        [(Role.CASEWORKER, here)],
    ]
    assert there in page.words()
    assert world.supervisor.name not in page.words()
    assert opened.ref not in page.text
    assert client.get("/en/case/looks?before=9999-12-31").status == 200
    assert client.get("/en/case/looks?before=0001-01-01").status == 200


def test_a_day_that_did_not_fit_begins_the_next_page(
    opened: Opened, world: builders.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "BATCH", 3)
    for days in range(4):
        with clock.held_at(NOW - timedelta(days=days)):
            casework.show_case(builders.actor_of(world.supervisor), opened.ref)
    worker = Actor(role=Role.MIGRANT, case_id=opened.case.id)

    first = service.who_looked(worker)
    second = service.who_looked(worker, first.older)

    assert len({entry.day for entry in (*first.days, *second.days)}) == 4
    assert second.older is None


def test_the_second_code_sees_no_looks(client: Client, opened: Opened, world: builders.World) -> None:
    casework.show_case(builders.actor_of(world.supervisor), opened.ref)
    open_card(client, opened, give(world, opened))

    assert world.origin.name not in client.get("/en/case/looks").words()
