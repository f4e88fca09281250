"""Passwords and signing in, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.db import db, transaction
from mrc.staff import service
from mrc.staff.models import User
from tests.builders import PASSWORD, World, actor_of
from tests.conftest import NOW
from tests.staff.facts import HERE, events

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
