"""What other rooms ask about staff, and one's own account, on both databases."""

import pytest
import sqlalchemy as sa

from mrc.audit import Event
from mrc.db import db
from mrc.errors import NotFound, Refused, Stale
from mrc.staff import service
from mrc.staff.models import User
from mrc.staff.rules import (
    PasswordFault,
)
from tests.builders import PASSWORD, World, actor_of, make_centre
from tests.staff.facts import HERE, NEW, events, make_session, sessions_of

# Look-ups for other rooms


def test_colleagues_are_the_active_case_staff_of_the_same_centre(world: World) -> None:
    service.disable_user(actor_of(world.administrator), world.colleague.ref)

    found = service.colleagues(actor_of(world.caseworker))

    assert found == [(world.caseworker.id, "Ana"), (world.supervisor.id, "Sue")]


def test_centres_are_the_open_ones_by_name(world: World) -> None:
    make_centre("Closed centre", is_active=False)

    assert [centre.name for centre in service.centres()] == ["Doha centre", "Kathmandu centre"]


def test_names_by_id(world: World) -> None:
    assert service.names_of({world.caseworker.id, world.auditor.id}) == {
        world.caseworker.id: "Ana",
        world.auditor.id: "Aud",
    }
    assert service.names_of(set()) == {}


# One's own account


def test_a_new_password_ends_every_session(world: World) -> None:
    make_session(world.caseworker, b"a")
    make_session(world.caseworker, b"b")
    make_session(world.colleague, b"c")

    service.change_password(actor_of(world.caseworker), PASSWORD, NEW)

    assert sessions_of(world.caseworker) == 0
    assert sessions_of(world.colleague) == 1
    assert service.sign_in("ana@origin.example", NEW, HERE) is not None
    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is None
    assert Event.PASSWORD_CHANGED in events()


@pytest.mark.parametrize(
    ("present", "wanted", "fault", "field"),
    [
        ("wrong", NEW, PasswordFault.WRONG, "password_now"),
        (PASSWORD, PASSWORD, PasswordFault.SAME, "password_new"),
        (PASSWORD, "short", PasswordFault.TOO_SHORT, "password_new"),
        (PASSWORD, "Password123!", PasswordFault.COMMON, "password_new"),
        (PASSWORD, "origin of tired mules", PasswordFault.ABOUT_YOU, "password_new"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    world: World, present: str, wanted: str, fault: PasswordFault, field: str
) -> None:
    make_session(world.caseworker)

    with pytest.raises(Refused) as refused:
        service.change_password(actor_of(world.caseworker), present, wanted)

    assert (refused.value.reason, refused.value.field) == (fault, field)
    assert sessions_of(world.caseworker) == 1
    assert events() == []


def test_the_present_password_cannot_be_guessed_at_an_unattended_screen(world: World) -> None:
    for _guess in range(10):
        with pytest.raises(Refused):
            service.change_password(actor_of(world.caseworker), "wrong", NEW)

    with pytest.raises(Refused):
        service.change_password(actor_of(world.caseworker), PASSWORD, NEW)


def test_a_session_elsewhere_is_ended_by_its_owner_only(world: World) -> None:
    here, _there = make_session(world.caseworker, b"a"), make_session(world.caseworker, b"b")
    owner = actor_of(world.caseworker)
    [there] = [place for place in service.own_sessions(owner, here.id) if not place.is_this]

    with pytest.raises(NotFound):
        service.end_own_session(actor_of(world.colleague), there.key)
    service.end_own_session(owner, there.key)

    assert [place.is_this for place in service.own_sessions(owner, here.id)] == [True]


def test_choosing_a_language_leaves_an_open_form_fresh(world: World) -> None:
    version = world.caseworker.version

    service.speak(actor_of(world.caseworker), "ar")

    row = db.session.execute(sa.select(User.language, User.version).where(User.id == world.caseworker.id)).one()
    assert row == ("ar", version)


def test_a_new_own_name_is_saved_once(world: World) -> None:
    service.rename_oneself(actor_of(world.caseworker), 1, "Ana Lima")

    assert service.own(actor_of(world.caseworker)).name == "Ana Lima"
    with pytest.raises(Stale):
        service.rename_oneself(actor_of(world.caseworker), 1, "Ana Silva")
