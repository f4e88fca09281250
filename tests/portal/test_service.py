"""Opening one's own page: who gets in, who is held back, and what stands on record."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock, vault
from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.people.models import Person
from mrc.portal import service
from mrc.portal.rules import BY_ADDRESS, BY_REFERENCE, BY_REFERENCE_HERE
from mrc.portal.service import opening
from mrc.sessions import Session, SessionRow
from mrc.staff import service as staff
from mrc.staff.service import passwords
from tests import builders
from tests.conftest import NOW
from tests.portal.conftest import CODE, Opened, case_with_code

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.9"
WRONG = "9999999999999999"


def opens(ref: str, code: str = CODE, address: str = HERE) -> bool:
    return service.open_status(Session(), ref, code, address)


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each slow hash that is made, whoever's it is compared with."""
    made: list[str] = []
    hash_like = passwords.hash_like

    def counted(password_hash: str, password: str) -> str:
        made.append(password_hash)
        return hash_like(password_hash, password)

    monkeypatch.setattr(passwords, "hash_like", counted)
    return made


def test_number_and_code_open_the_case(opened: Opened) -> None:
    session = Session()

    assert service.open_status(session, opened.ref, CODE, HERE)
    assert session.row is not None
    assert session.row.case_id == opened.case.id


def test_being_opened_is_noted_without_making_a_form_of_the_office_stale(opened: Opened) -> None:
    version = opened.case.version

    opens(opened.ref)

    db.session.refresh(opened.case)
    assert opened.case.status_opened_at == NOW
    assert opened.case.version == version


def test_the_time_before_is_told(opened: Opened) -> None:
    opens(opened.ref)
    session = Session()

    with clock.held_at(NOW + timedelta(days=3)):
        service.open_status(session, opened.ref, CODE, HERE)

    assert session["last_opened"] == NOW.isoformat()


def test_opening_and_failing_are_on_record(opened: Opened, world: builders.World) -> None:
    opens(opened.ref, WRONG)
    opens(opened.ref)

    query = sa.select(AuditEntry).where(AuditEntry.subject_ref == opened.ref).order_by(AuditEntry.chain.desc())
    entries = {entry.event: entry for entry in db.session.scalars(query)}
    assert entries[Event.STATUS_FAILED].detail == {"why": "no match"}
    assert entries[Event.STATUS_OPENED].role == "migrant"
    assert entries[Event.STATUS_OPENED].centre_id == world.origin.id


@pytest.mark.parametrize("trouble", ["unknown", "wrong", "no_code", "erased_person", "destroyed_key"])
def test_nothing_else_opens_anything(opened: Opened, trouble: str) -> None:
    with transaction():
        if trouble == "no_code":
            opened.case.code_hash = None
        if trouble == "erased_person":
            db.session.get(Person, opened.case.person_id).erased_at = NOW
        if trouble == "destroyed_key":
            opened.case.data_key.destroy()

    ref = "1000000009" if trouble == "unknown" else opened.ref

    assert not opens(ref, WRONG if trouble == "wrong" else CODE)
    assert db.session.scalars(sa.select(SessionRow)).all() == []


def test_a_code_that_was_replaced_while_it_was_checked_opens_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_like = passwords.hash_like

    def replaced_meanwhile(password_hash: str, password: str) -> str:
        with transaction():
            renewed = staff.hash_password(vault.peppered(WRONG))
            db.session.execute(sa.update(Case).where(Case.id == opened.case.id).values(code_hash=renewed))
        return hash_like(password_hash, password)

    monkeypatch.setattr(passwords, "hash_like", replaced_meanwhile)

    assert not opens(opened.ref)


@pytest.mark.parametrize("ref", ["known", "unknown"])
def test_every_refusal_takes_one_slow_hash_or_its_time(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    hashed, waited = count_hashes(monkeypatch), []
    monkeypatch.setattr(passwords, "as_long_as_a_hash", lambda: waited.append(True))

    for _try in range(8):
        opens(opened.ref if ref == "known" else "1000000009", WRONG)

    assert (len(hashed), len(waited)) == (BY_REFERENCE_HERE.tries, 8 - BY_REFERENCE_HERE.tries)
    assert len({one.split("$")[3] for one in hashed}) == 1


def test_guessing_from_one_place_is_stopped(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = count_hashes(monkeypatch)

    for _try in range(30):
        opens(opened.ref, WRONG)

    assert len(hashed) == BY_REFERENCE_HERE.tries
    assert not opens(opened.ref)


def test_the_right_code_works_again_in_the_next_window(opened: Opened) -> None:
    for _try in range(30):
        opens(opened.ref, WRONG)

    with clock.held_at(NOW + timedelta(minutes=15)):
        assert opens(opened.ref)


def test_the_right_code_works_elsewhere_during_an_attack_from_one_place(opened: Opened) -> None:
    for _try in range(100):
        opens(opened.ref, WRONG)

    assert opens(opened.ref, CODE, ELSEWHERE)


def test_the_right_code_works_within_a_minute_of_an_attack_from_many_places(opened: Opened) -> None:
    for number in range(BY_REFERENCE.tries + 5):
        opens(opened.ref, WRONG, f"203.0.113.{number}")

    assert not opens(opened.ref, CODE, ELSEWHERE)
    with clock.held_at(NOW + timedelta(seconds=60)):
        assert opens(opened.ref, CODE, ELSEWHERE)


def test_a_success_forgives_the_mistakes_before_it(opened: Opened) -> None:
    for _round in range(4):
        opens(opened.ref, WRONG)
        opens(opened.ref, WRONG)
        assert opens(opened.ref)


def test_fifty_people_of_one_dormitory_get_in(world: builders.World) -> None:
    dormitory = [case_with_code(world, f"{number:016d}") for number in range(50)]

    let_in = [opens(entry.ref, entry.code) for entry in dormitory]

    assert let_in == [True] * 50


def test_trying_one_code_at_many_numbers_is_stopped(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BY_ADDRESS", type(BY_ADDRESS)(20, BY_ADDRESS.window))
    may_try = [opening._may_try(f"{number:010d}", HERE) for number in range(30)]

    assert may_try == [True] * 20 + [False] * 10


def test_whoever_opened_it_lately_is_not_held_back_by_guesses_from_elsewhere(opened: Opened) -> None:
    assert opens(opened.ref)

    for number in range(100):
        opens(opened.ref, WRONG, f"203.0.113.{number}")

    assert [opens(opened.ref) for _time in range(BY_REFERENCE.tries + 1)] == [True] * (BY_REFERENCE.tries + 1)
    assert not opens(opened.ref, CODE, ELSEWHERE)


@pytest.mark.parametrize("places", [1, 200])
def test_two_hundred_parallel_guesses_cost_at_most_ten_hashes(
    app: Flask, opened: Opened, monkeypatch: pytest.MonkeyPatch, places: int
) -> None:
    hashed = count_hashes(monkeypatch)
    start = threading.Barrier(20)

    def guess(thread: int) -> None:
        with app.app_context(), clock.held_at(NOW):
            start.wait()
            for number in range(10):
                opens(opened.ref, WRONG, f"10.0.0.{(thread * 10 + number) % places}")

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(hashed) == (BY_REFERENCE_HERE if places == 1 else BY_REFERENCE).tries
    with clock.held_at(NOW + timedelta(seconds=60)):
        assert opens(opened.ref, CODE, ELSEWHERE)
