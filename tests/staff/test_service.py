"""What happens to accounts and centres, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import audit, clock
from mrc.access import Role
from mrc.audit import AuditEntry, Event
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from mrc.outbox import Outgoing
from mrc.sessions import SessionRow
from mrc.staff import service
from mrc.staff.models import Centre, User
from mrc.staff.rules import (
    AccountFacts,
    AccountState,
    CentreFacts,
    CentreFault,
    Chore,
    HostType,
    PasswordFault,
    RecordFilter,
    UserFault,
)
from tests.builders import PASSWORD, World, actor_of, make_centre, make_user
from tests.conftest import NOW

HERE = "192.0.2.7"
NEW = "three tired mules sing"


def events() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.chain, AuditEntry.seq)))


def make_session(user: User, mark: bytes = b"a") -> SessionRow:
    later = clock.now() + timedelta(hours=1)
    row = SessionRow(id_hash=mark * 32, user_id=user.id, data={}, idle_ends_at=later, ends_at=later)
    with transaction():
        db.session.add(row)
    return row


def sessions_of(user: User) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(SessionRow.user_id == user.id)) or 0


def facts_of(user: User, **changes: object) -> AccountFacts:
    centre = user.centre.ref if user.centre else None
    return replace(AccountFacts(user.name, user.email, user.role, user.language, centre), **changes)


CENTRE = CentreFacts(
    name="Doha desk",
    host_type=HostType.UNION,
    country="QA",
    city="Doha",
    address="Street 1",
    phone="+97444001122",
    opening_hours="Sun to Thu, 8 to 14",
    timezone="Asia/Qatar",
    is_active=True,
)


# Passwords


def test_a_password_opens_its_own_hash_only(context: Flask) -> None:
    hashed = service.hash_password("mule " * 25)

    assert hashed.startswith("$argon2id$")
    assert service.verify_password(hashed, "mule " * 25)
    assert not service.verify_password(hashed, "mule " * 24 + "mule")
    assert not service.verify_password("not a hash", "mule")


def test_wide_letters_are_the_same_password(context: Flask) -> None:
    assert service.verify_password(service.hash_password("mule 12"), "ｍｕｌｅ　１２")


# Signing in


def test_the_right_password_signs_in(world: World) -> None:
    user = service.sign_in(" Ana@Origin.example", PASSWORD, HERE)

    assert user is not None
    assert user.id == world.caseworker.id
    assert db.session.scalar(sa.select(User.signed_in_at).where(User.id == user.id)) == NOW
    assert events() == [Event.SIGNED_IN]


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [
        ("ana@origin.example", "wrong", "password"),
        ("nobody@origin.example", PASSWORD, "unknown"),
        ("ben@origin.example", PASSWORD, "inactive"),
    ],
)
def test_a_failure_is_on_record_and_says_nothing(world: World, email: str, password: str, why: str) -> None:
    service.disable_user(actor_of(world.administrator), world.colleague.ref)

    user = service.sign_in(email, password, HERE)

    assert user is None
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.SIGN_IN_FAILED)).one()
    assert entry.detail == {"why": why}


def test_every_failure_runs_one_hash(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []
    verify = service.signing_in.verify_password
    monkeypatch.setattr(
        service.signing_in, "verify_password", lambda kept, typed: hashes.append(kept) or verify(kept, typed)
    )
    service.disable_user(actor_of(world.administrator), world.colleague.ref)

    service.sign_in("ana@origin.example", "wrong", HERE)
    service.sign_in("nobody@origin.example", "wrong", HERE)
    service.sign_in("ben@origin.example", "wrong", HERE)

    assert [kept.split("$")[1:4] for kept in hashes] == [["argon2id", "v=19", "m=64,t=1,p=1"]] * 3


def test_guessing_is_stopped_before_any_hash(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _guess in range(5):
        service.sign_in("ana@origin.example", "wrong", HERE)
    monkeypatch.setattr(service.signing_in, "verify_password", lambda kept, typed: pytest.fail("a hash ran"))

    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is None
    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is None

    whys = db.session.scalars(sa.select(AuditEntry.detail).where(AuditEntry.event == Event.SIGN_IN_FAILED)).all()
    assert [detail["why"] for detail in whys].count("throttled") == 1


def test_the_wait_ends_and_grows(world: World) -> None:
    for _guess in range(6):
        service.sign_in("ana@origin.example", "wrong", HERE)

    with clock.held_at(NOW + timedelta(minutes=1)):
        for _guess in range(6):
            service.sign_in("ana@origin.example", "wrong", HERE)
    with clock.held_at(NOW + timedelta(minutes=2)):
        in_two_minutes = service.sign_in("ana@origin.example", PASSWORD, HERE)
    with clock.held_at(NOW + timedelta(minutes=15)):
        in_a_quarter = service.sign_in("ana@origin.example", PASSWORD, HERE)

    assert in_two_minutes is None
    assert in_a_quarter is not None


def test_others_at_the_same_address_are_not_held_back(world: World) -> None:
    for _guess in range(20):
        service.sign_in("ana@origin.example", "wrong", HERE)

    assert service.sign_in("ben@origin.example", PASSWORD, HERE) is not None


def test_the_owner_gets_in_where_she_works_while_strangers_guess_elsewhere(world: World) -> None:
    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is not None
    for number in range(60):
        service.sign_in("ana@origin.example", "wrong", f"198.51.100.{number}")

    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is not None
    assert service.sign_in("ana@origin.example", PASSWORD, "203.0.113.9") is None


def test_one_address_cannot_try_everybody(world: World) -> None:
    for number in range(101):
        service.sign_in(f"user{number}@origin.example", "wrong", HERE)

    assert service.sign_in("ana@origin.example", PASSWORD, HERE) is None
    assert service.sign_in("ana@origin.example", PASSWORD, "203.0.113.9") is not None


def test_a_success_forgives_what_was_mistyped(world: World) -> None:
    for _round in range(4):
        for _guess in range(4):
            service.sign_in("ana@origin.example", "wrong", HERE)
        assert service.sign_in("ana@origin.example", PASSWORD, HERE) is not None


def test_parallel_guesses_all_count(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []
    monkeypatch.setattr(service.signing_in, "verify_password", lambda kept, typed: hashes.append(kept) or False)

    def guess(number: int) -> None:
        with clock.held_at(NOW), app.app_context():
            service.sign_in("ana@origin.example", f"guess {number}", HERE)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(guess, range(24)))

    assert len(hashes) == 5


def test_a_hash_of_other_cost_is_renewed(world: World) -> None:
    old = service.passwords._hasher(2, 128).hash(service.passwords._secret(PASSWORD))
    with transaction():
        db.session.execute(sa.update(User).where(User.id == world.caseworker.id).values(password_hash=old))

    service.sign_in("ana@origin.example", PASSWORD, HERE)

    renewed = db.session.scalar(sa.select(User.password_hash).where(User.id == world.caseworker.id)) or ""
    assert "m=64,t=1,p=1" in renewed
    assert service.verify_password(renewed, PASSWORD)


def test_leaving_is_on_record(world: World) -> None:
    service.sign_out(actor_of(world.caseworker))

    assert events() == [Event.SIGNED_OUT]


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


# Centres


def test_a_centre_is_added_and_changed(world: World) -> None:
    administrator = actor_of(world.administrator)

    centre = service.add_centre(administrator, CENTRE)
    service.edit_centre(administrator, centre.ref, 1, replace(CENTRE, city="Lusail", is_active=False))

    saved = service.get_centre(administrator, centre.ref)
    assert (saved.city, saved.is_active, saved.version) == ("Lusail", False, 2)
    details = db.session.scalars(sa.select(AuditEntry.detail).order_by(AuditEntry.seq)).all()
    assert details == [{}, {"fields": ["city", "is_active"]}]


def test_two_centres_cannot_have_one_name(world: World) -> None:
    with pytest.raises(Refused) as refused:
        service.add_centre(actor_of(world.administrator), replace(CENTRE, name="Kathmandu centre"))

    assert refused.value.reason is CentreFault.NAME_TAKEN
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Centre)) == 2


def test_a_centre_with_staff_is_not_closed(world: World) -> None:
    with pytest.raises(Refused) as refused:
        service.edit_centre(actor_of(world.administrator), world.origin.ref, 1, replace(CENTRE, is_active=False))

    assert refused.value.reason is CentreFault.HAS_STAFF


def test_a_stale_centre_shows_both(world: World) -> None:
    administrator = actor_of(world.administrator)
    centre = service.add_centre(administrator, CENTRE)
    service.edit_centre(administrator, centre.ref, 1, replace(CENTRE, city="Lusail"))

    with pytest.raises(Stale) as stale:
        service.edit_centre(administrator, centre.ref, 1, replace(CENTRE, city="Wakra"))

    assert stale.value.fields == [("City", "Wakra", "Lusail")]


def test_what_needs_doing(world: World) -> None:
    with clock.held_at(NOW + timedelta(days=8)):
        found = service.to_do(actor_of(world.administrator))

    chores = [(line.chore, line.centre_name) for line in found]
    assert (Chore.ONE_ADMINISTRATOR, None) in chores
    assert (Chore.ACCOUNTS_UNUSED, None) in chores
    assert (Chore.CENTRE_INCOMPLETE, "Doha centre") in chores
    assert (Chore.DIRECTORY_EMPTY, None) not in chores


def test_nothing_needs_doing_when_all_is_in_order(world: World) -> None:
    make_user("second@network.example", Role.ADMINISTRATOR)
    with transaction():
        db.session.execute(sa.update(Centre).values(phone="+9771", opening_hours="always"))
        db.session.execute(sa.update(User).values(signed_in_at=NOW))

    assert service.to_do(actor_of(world.administrator)) == []


def test_an_empty_house_needs_a_centre_an_auditor_and_a_directory(context: Flask) -> None:
    administrator = service.create_administrator("adam@network.example", "Adam", PASSWORD)

    chores = [line.chore for line in service.to_do(actor_of(administrator))]

    assert chores == [Chore.ONE_ADMINISTRATOR, Chore.NO_AUDITOR, Chore.NO_CENTRE, Chore.DIRECTORY_EMPTY]


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
