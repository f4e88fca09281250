"""Texts to the number of a centre: whose they may be, who may say so, and that nothing is answered by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor
from mrc.casework import service as casework
from mrc.casework.models import Case, Task
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.tasks import TaskKind
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.messages import service
from mrc.messages.models import ReceivedText
from mrc.messages.rules import DOTS, Direction, Inlet, SenderCheck, TextFault, TextState
from mrc.outbox import Medium, Outgoing, SendingState, StoppedNumber, WordGiven, phone_mark
from mrc.people.models import Person, Phone
from mrc.people.rules import ErasureReason
from mrc.people.service.erasing import erase
from mrc.vault import DataKey
from tests import builders
from tests.conftest import NOW

NUMBER = "+9779800000001"


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, with_number(world.origin), world.caseworker)


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def supervisor(world: builders.World) -> Actor:
    return builders.actor_of(world.supervisor)


def with_number(centre: builders.Centre, name: str = "Sita", number: str = NUMBER) -> Person:
    person = builders.make_person(centre, name, name)
    phone = Phone(data_key=person.data_key, person_id=person.id, number_blind=phone_mark(number))
    phone.number = number
    with transaction():
        db.session.add(phone)
    return person


def comes(world: builders.World, text: str = "भुक्तानी भएन", name: str = "1", sender: str = "9779800000001") -> None:
    service.receive_text(world.origin.ref, Inlet.SMS, sender, text, name)


def only() -> ReceivedText:
    return db.session.scalars(sa.select(ReceivedText).execution_options(populate_existing=True)).one()


def tasks(case: Case) -> list[Task]:
    return list(db.session.scalars(sa.select(Task).where(Task.case_id == case.id)))


def test_a_text_from_a_known_number_waits_for_the_caseworker(world: builders.World, case: Case, actor: Actor) -> None:
    comes(world)

    (shown,) = service.texts_for(actor).known
    assert [(line.case_ref, line.name) for line in shown.candidates] == [(case.ref, "Sita")]
    assert service.conversation(case.id) == []
    assert (shown.row.number, shown.row.text) == (NUMBER, "भुक्तानी भएन")


def test_confirmed_it_is_in_the_conversation_and_forgotten_here(
    world: builders.World, case: Case, actor: Actor
) -> None:
    comes(world)

    with clock.held_at(NOW + timedelta(hours=2)):
        assert service.judge(actor, only().ref, case.ref, SenderCheck.CALLED_BACK) == case.ref

    (message,) = service.conversation(case.id)
    assert (message.text, message.direction, message.came_by_phone) == ("भुक्तानी भएन", Direction.FROM_MIGRANT, True)
    assert (message.language, message.written_at) == ("ne", NOW)
    row = only()
    assert (row.state, row.number_blind, row.text, row.data_key.wrapped) == (TextState.TAKEN, None, None, None)
    assert db.session.get(Case, case.id).unanswered_since is not None
    with pytest.raises(NotFound):
        service.judge(actor, row.ref, case.ref, SenderCheck.CALLED_BACK)


def test_nothing_is_ever_answered_by_itself(world: builders.World, case: Case, actor: Actor) -> None:
    comes(world)
    service.judge(actor, only().ref, case.ref, SenderCheck.SAFE_WORD)
    comes(world, "stop", "2")

    assert db.session.scalar(sa.select(sa.func.count(Outgoing.id))) == 0


def test_it_needs_a_check(world: builders.World, case: Case, actor: Actor) -> None:
    comes(world)

    with pytest.raises(Refused) as refusal:
        service.judge(actor, only().ref, case.ref, None)
    assert (refusal.value.reason, only().state) == (TextFault.NEEDS_CHECK, TextState.WAITING)


def test_two_people_with_one_number_are_chosen_between(world: builders.World, case: Case, actor: Actor) -> None:
    other = builders.make_case(world.origin, with_number(world.origin, "Maya"), world.colleague)
    third = builders.make_case(world.origin, builders.make_person(world.origin), world.caseworker)
    comes(world)

    (shown,) = service.texts_for(actor).known
    assert {line.case_ref for line in shown.candidates} == {case.ref, other.ref}
    with pytest.raises(Refused):
        service.judge(actor, shown.row.ref, third.ref, SenderCheck.IN_PERSON)
    service.judge(actor, shown.row.ref, other.ref, SenderCheck.IN_PERSON)
    assert len(service.conversation(other.id)) == 1


def test_who_may_not_see_everyone_with_the_number_sees_nothing_of_it(
    world: builders.World, case: Case, actor: Actor, supervisor: Actor
) -> None:
    hidden = builders.make_case(world.origin, with_number(world.origin, "Maya"), world.colleague)
    with transaction():
        hidden.is_restricted = True
    comes(world)

    assert len(service.texts_for(actor)) == 0
    with pytest.raises(NotFound):
        service.read_text(actor, only().ref)
    assert len(service.texts_for(supervisor).known) == 1


def test_an_unknown_number_is_for_who_leads_the_centre(
    world: builders.World, case: Case, actor: Actor, supervisor: Actor
) -> None:
    comes(world, sender="+4915112345678")
    ref = only().ref

    assert (len(service.texts_for(actor)), len(service.texts_for(supervisor).unknown)) == (0, 1)
    for stranger in (actor, builders.actor_of(world.other_supervisor)):
        with pytest.raises(NotFound):
            service.judge(stranger, ref, case.ref, SenderCheck.IN_PERSON)
    with pytest.raises(Refused):
        service.judge(supervisor, ref, "1234567890", SenderCheck.IN_PERSON)
    service.judge(supervisor, ref, case.ref, SenderCheck.IN_PERSON)
    assert len(service.conversation(case.id)) == 1


def test_what_none_of_them_wrote_goes_to_who_leads_and_is_put_aside(
    world: builders.World, case: Case, actor: Actor, supervisor: Actor
) -> None:
    comes(world)
    service.judge(actor, only().ref, None, None)

    assert only().state is TextState.UNKNOWN
    service.judge(supervisor, only().ref, None, None)
    assert (only().state, only().text, service.conversation(case.id)) == (TextState.PUT_ASIDE, None, [])


def test_a_number_known_at_two_centres_is_for_who_leads_the_one_that_was_written_to(
    world: builders.World, case: Case, actor: Actor
) -> None:
    builders.make_case(world.destination, with_number(world.destination, "Maya"), world.other_caseworker)
    comes(world)

    assert (only().state, only().centre_id) == (TextState.UNKNOWN, world.origin.id)


def test_the_same_text_is_kept_once_and_a_code_is_never_shown(world: builders.World, case: Case) -> None:
    for _time in range(2):
        comes(world, "code 4000 1234 1234 5678")

    assert only().text == f"code {DOTS}"


def test_a_closed_case_still_hears(world: builders.World, case: Case, actor: Actor, supervisor: Actor) -> None:
    casework.close(supervisor, case.ref, Resolution.WITHDRAWN, "said so")
    comes(world)

    (shown,) = service.texts_for(actor).known
    assert [line.is_closed for line in shown.candidates] == [True]
    service.judge(actor, shown.row.ref, case.ref, SenderCheck.IN_PERSON)
    assert len(service.conversation(case.id)) == 1


def test_a_stop_is_told_to_the_caseworker_once(world: builders.World, case: Case) -> None:
    for name in ("1", "2"):
        comes(world, "रुको", name)

    (task,) = tasks(case)
    assert (task.kind, task.assignee_id) == (TaskKind.CALL, world.caseworker.id)
    assert task.title == "Text messages were stopped from a telephone of the worker. Agree on another way."
    assert db.session.scalar(sa.select(sa.func.count(ReceivedText.id))) == 0
    assert service.notices_of(case).stopped is not None


def test_only_a_word_of_the_person_lifts_a_stop(world: builders.World, case: Case, actor: Actor) -> None:
    with pytest.raises(Refused):
        service.lift_stop(actor, case.ref, WordGiven.IN_PERSON)
    comes(world, "STOP")
    # No text does, whatever it says.
    comes(world, "START", "2")
    assert service.notices_of(case).stopped is not None

    service.lift_stop(actor, case.ref, WordGiven.ON_THE_PHONE)

    stop = db.session.scalars(sa.select(StoppedNumber)).one()
    assert (stop.word, stop.lifted_by_id, stop.lifted_at) == (WordGiven.ON_THE_PHONE, actor.id, NOW)
    with pytest.raises(NotFound):
        service.lift_stop(builders.actor_of(world.other_caseworker), case.ref, WordGiven.IN_PERSON)


def notice(case: Case, state: SendingState) -> Outgoing:
    with transaction():
        found = Outgoing(
            data_key=DataKey.fresh(),
            medium=Medium.SMS,
            letter="news_for_migrant",
            language="ne",
            person_id=case.person_id,
            case_id=case.id,
            state=state,
        )
        db.session.add(found)
    return found


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (SendingState.FAILED, 1),
        (SendingState.UNKNOWN, 1),
        (SendingState.EXPIRED, 1),
        (SendingState.DELIVERED, 0),
        (SendingState.QUEUED, 0),
    ],
)
def test_what_did_not_arrive_becomes_a_task_once(case: Case, state: SendingState, told: int) -> None:
    notice(case, state)
    notice(case, state)

    assert [service.follow_up(), service.follow_up()] == [told, 0]
    assert [(task.kind, task.title) for task in tasks(case)] == [
        (TaskKind.CALL, "Make contact in a safe way: a notice may not have arrived.")
    ] * told


def test_texts_of_nobody_are_forgotten_after_thirty_days(world: builders.World, case: Case) -> None:
    comes(world)
    with clock.held_at(NOW + timedelta(days=29)):
        assert service.sweep_texts() == 0
    with clock.held_at(NOW + timedelta(days=31)):
        assert service.sweep_texts() == 1


def test_erasing_a_person_forgets_their_texts_and_stops_but_nobody_elses(
    world: builders.World, supervisor: Actor
) -> None:
    shared = "+9779800000002"
    person = with_number(world.origin)
    for centre_name in ("Sita", "Maya"):
        with_number(world.origin, centre_name, shared)
    with transaction():
        phone = Phone(data_key=person.data_key, person_id=person.id, number_blind=phone_mark(shared))
        phone.number = shared
        db.session.add_all([phone, *(StoppedNumber(number_blind=phone_mark(found)) for found in (NUMBER, shared))])
    comes(world)
    comes(world, name="2", sender=shared)

    erase(supervisor, person.ref, ErasureReason.ASKED)

    left = set(db.session.scalars(sa.select(StoppedNumber.number_blind)))
    assert left == {phone_mark(shared)}
    assert only().number == shared
