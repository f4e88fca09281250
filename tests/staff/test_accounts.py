"""The administrator's accounts, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.access import Role
from mrc.audit import AuditEntry, Event
from mrc.db import db
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from mrc.outbox import Outgoing
from mrc.staff import service
from mrc.staff.models import User
from mrc.staff.rules import (
    AccountFacts,
    AccountState,
    UserFault,
)
from tests.builders import PASSWORD, World, actor_of, make_user
from tests.conftest import NOW
from tests.staff.facts import CENTRE, HERE, events, facts_of, make_session, sessions_of

# Accounts


def test_a_new_account_has_a_first_password_and_a_neutral_letter(world: World) -> None:
    facts = AccountFacts("Eva", "eva@origin.example", Role.CASEWORKER, "ar", world.origin.ref)
    password = service.OneTimePassword.fresh()

    user = service.add_user(actor_of(world.administrator), facts, password)

    assert user.must_change_password
    assert user.centre_id == world.origin.id
    assert service.sign_in("eva@origin.example", password.plain, HERE) is not None
    [letter] = db.session.scalars(sa.select(Outgoing))
    assert (letter.address, letter.language) == ("eva@origin.example", "ar")
    assert password.plain not in repr(password)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"email": "ana@origin.example"}, UserFault.EMAIL_TAKEN),
        ({"centre_ref": None}, UserFault.NEEDS_CENTRE),
        ({"centre_ref": "0000000000"}, UserFault.NEEDS_CENTRE),
        ({"role": Role.PARTNER}, UserFault.NEEDS_ORGANISATION),
    ],
)
def test_an_account_that_cannot_be_leaves_nothing(world: World, changes: dict[str, object], fault: UserFault) -> None:
    facts = AccountFacts("Eva", "eva@origin.example", Role.CASEWORKER, "en", world.origin.ref)

    with pytest.raises(Refused) as refused:
        service.add_user(actor_of(world.administrator), replace(facts, **changes), service.OneTimePassword.fresh())

    assert refused.value.reason is fault
    assert db.session.scalar(sa.select(User.id).where(User.name == "Eva")) is None
    assert db.session.scalar(sa.select(Outgoing.id)) is None
    assert events() == []


def test_a_partner_belongs_to_an_organisation_and_to_no_centre(world: World) -> None:
    facts = AccountFacts(
        "Pia", "pia@clinic.example", Role.PARTNER, "en", world.origin.ref, world.partner_organisation.ref
    )

    user = service.add_user(actor_of(world.administrator), facts, service.OneTimePassword.fresh())

    assert (user.organisation_id, user.centre_id) == (world.partner_organisation.id, None)


@pytest.mark.parametrize(
    "changes",
    [{"role": Role.SUPERVISOR}, {"email": "ana2@origin.example"}, {"role": Role.AUDITOR, "centre_ref": None}],
)
def test_a_change_of_rights_ends_the_sessions(world: World, changes: dict[str, object]) -> None:
    make_session(world.caseworker)

    service.edit_user(actor_of(world.administrator), world.caseworker.ref, 1, facts_of(world.caseworker, **changes))

    assert sessions_of(world.caseworker) == 0
    assert events() == [Event.USER_CHANGED]


def test_a_move_to_another_centre_ends_the_sessions(world: World) -> None:
    make_session(world.caseworker)
    facts = facts_of(world.caseworker, centre_ref=world.destination.ref)

    service.edit_user(actor_of(world.administrator), world.caseworker.ref, 1, facts)

    assert sessions_of(world.caseworker) == 0


def test_a_new_name_ends_no_session(world: World) -> None:
    make_session(world.caseworker)

    service.edit_user(
        actor_of(world.administrator), world.caseworker.ref, 1, facts_of(world.caseworker, name="Ana Lima")
    )

    assert sessions_of(world.caseworker) == 1
    assert db.session.scalars(sa.select(AuditEntry.detail)).one() == {"fields": ["name"]}


def test_a_stale_edit_shows_both(world: World) -> None:
    administrator = actor_of(world.administrator)
    service.edit_user(administrator, world.caseworker.ref, 1, facts_of(world.caseworker, name="Ana Lima"))

    with pytest.raises(Stale) as stale:
        service.edit_user(administrator, world.caseworker.ref, 1, facts_of(world.caseworker, name="Ana Silva"))

    assert stale.value.fields == [("Name", "Ana Silva", "Ana Lima")]
    assert stale.value.version == 2


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(world: World) -> None:
    administrator = actor_of(world.administrator)
    make_session(world.caseworker)

    service.disable_user(administrator, world.caseworker.ref)

    assert sessions_of(world.caseworker) == 0
    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is None
    service.enable_user(administrator, world.caseworker.ref)
    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is not None


def test_a_reset_password_works_once_handed_over(world: World) -> None:
    make_session(world.caseworker)
    password = service.OneTimePassword.fresh()

    service.reset_password(actor_of(world.administrator), world.caseworker.ref, password)

    assert sessions_of(world.caseworker) == 0
    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is None
    user = service.sign_in("ana@origin.example", password.plain, HERE)
    assert user is not None
    assert user.must_change_password


def test_nobody_takes_their_own_rights_away(world: World) -> None:
    administrator = actor_of(world.administrator)

    with pytest.raises(Refused) as closed:
        service.disable_user(administrator, world.administrator.ref)
    with pytest.raises(Refused) as demoted:
        service.edit_user(administrator, world.administrator.ref, 1, facts_of(world.administrator, role=Role.AUDITOR))
    with pytest.raises(Refused) as reset:
        service.reset_password(administrator, world.administrator.ref, service.OneTimePassword.fresh())

    assert {closed.value.reason, demoted.value.reason, reset.value.reason} == {UserFault.OWN_ACCOUNT}


def test_the_last_administrator_stays(world: World) -> None:
    second = actor_of(make_user("second@network.example", Role.ADMINISTRATOR))
    service.disable_user(actor_of(world.administrator), db.session.get_one(User, second.id).ref)

    # The second one's request was under way when the account was closed.
    with pytest.raises(Refused) as refused:
        service.disable_user(second, world.administrator.ref)

    assert refused.value.reason is UserFault.LAST_ADMINISTRATOR


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "auditor"])
def test_only_administrators_manage_accounts_and_centres(world: World, who: str) -> None:
    actor = actor_of(getattr(world, who))

    with pytest.raises(NotAllowed):
        service.get_user(actor, world.caseworker.ref)
    with pytest.raises(NotAllowed):
        service.disable_user(actor, world.caseworker.ref)
    with pytest.raises(NotAllowed):
        service.add_user(actor, facts_of(world.caseworker), service.OneTimePassword.fresh())
    with pytest.raises(NotAllowed):
        service.list_users(actor, service.UserFilter())
    with pytest.raises(NotAllowed):
        service.to_do(actor)
    with pytest.raises(NotAllowed):
        service.list_centres(actor)
    with pytest.raises(NotAllowed):
        service.add_centre(actor, CENTRE)


def test_an_unknown_account_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        service.get_user(actor_of(world.administrator), "0000000000")


def test_accounts_are_listed_in_pages_by_name(world: World) -> None:
    administrator = actor_of(world.administrator)

    first, after = service.list_users(administrator, service.UserFilter(), limit=5)
    second, end = service.list_users(administrator, service.UserFilter(), after, limit=5)

    assert [line.name for line in first] == ["Adam", "Ana", "Aud", "Ben", "Omar"]
    assert [line.name for line in second] == ["Pat", "Salma", "Sue"]
    assert end is None
    assert second[0].organisation == "Clinic of the test"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"text": "ANA@"}, ["Ana"]),
        ({"text": "100%"}, []),
        ({"role": Role.SUPERVISOR}, ["Salma", "Sue"]),
        ({"state": AccountState.DISABLED}, ["Ben"]),
        ({"state": AccountState.NEVER_USED, "role": Role.AUDITOR}, ["Aud"]),
        ({"state": AccountState.IDLE}, ["Ana"]),
        ({"state": AccountState.ACTIVE, "text": "origin"}, ["Ana", "Sue"]),
    ],
)
def test_accounts_are_filtered(world: World, changes: dict[str, object], names: list[str]) -> None:
    service.sign_in("ana@origin.example", PASSWORD, HERE)
    administrator = actor_of(world.administrator)
    service.disable_user(administrator, world.colleague.ref)

    with clock.held_at(NOW + timedelta(days=91)):
        lines, _after = service.list_users(administrator, service.UserFilter(**changes))

    assert [line.name for line in lines] == names


def test_accounts_of_one_centre(world: World) -> None:
    lines, _after = service.list_users(
        actor_of(world.administrator), service.UserFilter(centre_ref=world.destination.ref)
    )

    assert [line.name for line in lines] == ["Omar", "Salma"]


def test_organisations_are_found_by_a_piece_of_their_name(world: World) -> None:
    assert [found.name for found in service.find_organisations("CLINIC of")] == ["Clinic of the test"]
    assert service.find_organisations("%") == []
    assert service.find_organisations(" ") == []
