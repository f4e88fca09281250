"""The record as auditors find, take out and verify it, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from mrc import audit, clock
from mrc.access import Role
from mrc.audit import Event
from mrc.db import transaction
from mrc.errors import NotAllowed
from mrc.staff import service
from mrc.staff.models import User
from mrc.staff.rules import (
    RecordFilter,
)
from tests.builders import PASSWORD, World, actor_of
from tests.conftest import NOW
from tests.staff.facts import HERE, events

# The record


def record(world: World, user: User, event: Event, subject: object, minutes: int) -> None:
    with clock.held_at(NOW + timedelta(minutes=minutes)), transaction():
        audit.record(actor_of(user), event, subject)


def seen(world: World, **wanted: object) -> list[str]:
    entries, _after = service.show_log(actor_of(world.auditor), RecordFilter(**wanted))
    return [entry.event for entry in entries if entry.event != Event.AUDIT_SHOWN]


@pytest.fixture
def kept(world: World) -> World:
    """Four entries in three chains."""
    record(world, world.caseworker, Event.SIGNED_IN, world.caseworker, 1)
    record(world, world.other_caseworker, Event.SIGNED_IN, world.other_caseworker, 2)
    record(world, world.administrator, Event.CENTRE_CHANGED, world.origin, 3)
    record(world, world.caseworker, Event.SIGNED_OUT, world.caseworker, 60 * 24)
    return world


def test_the_record_is_newest_first_over_all_chains_and_looking_is_recorded(kept: World) -> None:
    assert seen(kept) == [Event.SIGNED_OUT, Event.CENTRE_CHANGED, Event.SIGNED_IN, Event.SIGNED_IN]
    assert Event.AUDIT_SHOWN in events()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"event": Event.SIGNED_OUT}, 1),
        ({"actor": "ana"}, 2),
        ({"actor": "omar@destination.example"}, 1),
        ({"actor": "nobody"}, 0),
        ({"role": Role.ADMINISTRATOR}, 1),
        ({"to_day": NOW.date()}, 3),
        ({"from_day": (NOW + timedelta(days=1)).date()}, 1),
    ],
)
def test_the_record_is_filtered(kept: World, wanted: dict[str, object], found: int) -> None:
    assert len(seen(kept, **wanted)) == found


def test_the_record_of_one_subject_and_of_one_centre(kept: World) -> None:
    assert seen(kept, subject=kept.caseworker.ref) == [Event.SIGNED_OUT, Event.SIGNED_IN]
    assert seen(kept, centre=kept.destination.ref) == [Event.SIGNED_IN]


def test_the_record_goes_on_behind_a_page(kept: World) -> None:
    auditor = actor_of(kept.auditor)
    wanted = RecordFilter(to_day=NOW.date())

    first, after = service.show_log(auditor, wanted, limit=2)
    second, _after = service.show_log(auditor, wanted, after, limit=10)

    assert [entry.event for entry in first] == [Event.CENTRE_CHANGED, Event.SIGNED_IN]
    assert [entry.actor_name for entry in second][:1] == ["Ana"]


@pytest.mark.parametrize("position", ["", "x", "2026-11-20~1~1", "2026-11-20T09:00:00+00:00~-1~1", "a~b~c"])
def test_a_made_up_position_begins_at_the_start(kept: World, position: str) -> None:
    entries, _after = service.show_log(actor_of(kept.auditor), RecordFilter(event=Event.SIGNED_OUT), position)

    assert len(entries) == 1


def test_the_record_is_taken_out_in_batches_and_that_is_recorded(
    kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.record, "_BATCH", 2)

    batches = list(service.take_out(actor_of(kept.auditor), RecordFilter(role=Role.CASEWORKER)))

    assert [len(batch) for batch in batches] == [2, 1]
    assert Event.EXPORT_MADE in events()


def test_the_record_is_verified_and_the_result_kept(kept: World) -> None:
    auditor = actor_of(kept.auditor)
    assert service.latest_verification(auditor) is None

    count, faults = service.verify_record(auditor)

    assert (count, faults) == (4, [])
    latest = service.latest_verification(auditor)
    assert latest is not None
    assert (latest.entries, latest.faults) == (4, 0)


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "administrator"])
def test_only_auditors_read_the_record(world: World, who: str) -> None:
    actor = actor_of(getattr(world, who))

    with pytest.raises(NotAllowed):
        service.show_log(actor, RecordFilter())
    with pytest.raises(NotAllowed):
        service.take_out(actor, RecordFilter())
    with pytest.raises(NotAllowed):
        service.verify_record(actor)
    with pytest.raises(NotAllowed):
        service.latest_verification(actor)
    with pytest.raises(NotAllowed):
        service.centre_choices(actor)


def test_work_that_goes_on_while_the_record_is_verified_is_no_fault(
    app: Flask, kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify_chain = audit._verify_chain

    def sign_in_meanwhile() -> None:
        with clock.held_at(NOW), app.app_context():
            service.sign_in("ana@origin.example", PASSWORD, HERE)

    def verify_slowly(*arguments: object) -> object:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(sign_in_meanwhile).result()
        return verify_chain(*arguments)

    monkeypatch.setattr(audit, "_verify_chain", verify_slowly)

    assert service.verify_record(actor_of(kept.auditor)) == (4, [])
    assert events().count(Event.SIGNED_IN) > 2
