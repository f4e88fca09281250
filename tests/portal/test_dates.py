"""The worker's appointments: seen with place and what to bring, confirmed, or another time asked for, once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from mrc.access import Actor, Role
from mrc.casework.models import CaseEvent, Task
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.tasks import TaskKind
from mrc.casework.service import put_task
from mrc.claims import service as claims
from mrc.db import db, transaction
from mrc.messages import service as messages
from mrc.portal import service
from mrc.portal.models import Wish
from mrc.portal.rules import WishKind
from tests import builders
from tests.claims.filings import LATER, filed
from tests.conftest import NOW
from tests.page import Client, Page
from tests.portal.conftest import Opened
from tests.portal.test_second import give
from tests.portal.test_views import open_card

IN_TEN_DAYS: date = NOW.date() + timedelta(days=10)


@pytest.fixture
def meeting(opened: Opened) -> Task:
    with transaction():
        return put_task(opened.case, TaskKind.MEETING, "talk about the employer", IN_TEN_DAYS)


def answer(client: Client, deed: str, task: Task) -> Page:
    """Press a button about an appointment, as from a page that was opened before."""
    token = client.get("/en/case").form_values("/exit")
    return client.post(f"/en/case/dates/{deed}", {**token, "about": task.ref})


def wishes() -> list[WishKind]:
    return list(db.session.scalars(sa.select(Wish.kind).order_by(Wish.id)))


def test_an_appointment_is_confirmed_once(client: Client, opened: Opened, meeting: Task) -> None:
    open_card(client, opened)
    page = client.get("/en/case/dates")
    assert "in 10 days" in page.words()
    assert "employer" not in page.words()

    assert "You said that you will come" in answer(client, "come", meeting).words()
    answer(client, "come", meeting)

    assert wishes() == [WishKind.WILL_COME]
    assert len(db.session.scalars(sa.select(Task)).all()) == 1


def test_another_time_makes_a_task_and_an_event_and_no_double(
    client: Client, opened: Opened, meeting: Task, world: builders.World
) -> None:
    with transaction():
        world.caseworker.language = "fr"
    open_card(client, opened)

    assert "Write here when you can come" in answer(client, "other", meeting).words()
    answer(client, "other", meeting)

    assert wishes() == [WishKind.OTHER_TIME]
    assert len(db.session.scalars(sa.select(Task)).all()) == 2
    wrote = sa.select(CaseEvent).where(CaseEvent.code == EventCode.MIGRANT_WROTE)
    assert len(db.session.scalars(wrote).all()) == 1
    (message,) = messages.conversation(opened.case.id)
    assert (message.language, message.translation_language) == ("en", "fr")
    assert "You asked for another time" in client.get("/en/case/dates").words()


def test_an_appointment_of_somebody_else_is_none(client: Client, opened: Opened, world: builders.World) -> None:
    other = builders.make_case(world.origin)
    with transaction():
        task = put_task(other, TaskKind.MEETING, "x", IN_TEN_DAYS)
    open_card(client, opened)

    assert answer(client, "come", task).status == 404
    assert wishes() == []


def test_the_second_code_sees_no_appointment(
    client: Client, opened: Opened, world: builders.World, meeting: Task
) -> None:
    open_card(client, opened, give(world, opened))

    assert "in 10 days" not in client.get("/en/case/dates").words()
    assert answer(client, "come", meeting).response.request.path == "/en/case"
    assert wishes() == []


def test_a_hearing_shows_its_place_and_what_to_bring_and_its_day_once(world: builders.World) -> None:
    case, _claim, filing = filed(world)
    hearing = claims.set_hearing(builders.actor_of(world.caseworker), filing.ref, LATER)
    with transaction():
        put_task(case, TaskKind.HEARING, "go there", date(2026, 12, 9))

    (found,) = service.appointments(Actor(role=Role.MIGRANT, case_id=case.id))

    assert (found.day, found.at, found.place, found.to_bring) == (date(2026, 12, 9), hearing.at, "Room 4", "passport")
