"""Sealing, keys and their rotation, and the tokens by which sealed things are found again."""

import json
import os
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from hypothesis import given, settings
from hypothesis import strategies as st

from mrc import vault
from mrc.db import db, transaction
from mrc.errors import Misconfigured, Unreadable
from mrc.people.models import Person
from mrc.vault import DataKey, Keys, blind, open_text, peppered, rewrap_all, seal, token, unseal
from tests import builders

KEY = bytes(range(32))


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_what_is_sealed_can_be_opened(plain: bytes) -> None:
    assert unseal(KEY, seal(KEY, plain, "people.name_sealed"), "people.name_sealed") == plain


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal(KEY, b"same", "people.name_sealed") != seal(KEY, b"same", "people.name_sealed")


def test_sealed_bytes_cannot_be_moved_to_another_place() -> None:
    sealed = seal(KEY, b"Sita", "people.name_sealed")
    with pytest.raises(Unreadable):
        unseal(KEY, sealed, "people.notes_sealed")


def test_a_wrong_key_opens_nothing() -> None:
    sealed = seal(KEY, b"Sita", "people.name_sealed")
    with pytest.raises(Unreadable):
        unseal(bytes(32), sealed, "people.name_sealed")


def test_every_altered_byte_shows() -> None:
    sealed = seal(KEY, b"Sita", "people.name_sealed")
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(Unreadable):
            unseal(KEY, bytes(altered), "people.name_sealed")


def test_every_shortened_form_shows() -> None:
    sealed = seal(KEY, b"Sita", "people.name_sealed")
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            unseal(KEY, sealed[:length], "people.name_sealed")


def test_a_person_is_sealed_in_the_database_and_open_on_the_model(context: Flask) -> None:
    person = builders.make_person(builders.make_centre(), name="सीता गुरुङ")
    raw = db.session.execute(sa.select(Person.__table__.c.name_sealed)).scalar_one()

    assert "सीता".encode() not in raw
    assert db.session.get(Person, person.id).name == "सीता गुरुङ"


def test_an_empty_text_empties_the_column(context: Flask) -> None:
    person = builders.make_person(builders.make_centre())
    with transaction():
        person.notes = ""

    assert person.notes_sealed is None
    assert person.notes is None


def test_a_sealed_value_copied_to_another_person_cannot_be_read(context: Flask) -> None:
    centre = builders.make_centre()
    sita = builders.make_person(centre)
    ram = builders.make_person(centre, name="राम", latin_name="Ram")
    with transaction():
        db.session.execute(
            sa.update(Person.__table__).where(Person.__table__.c.id == ram.id).values(name_sealed=sita.name_sealed)
        )
    db.session.expire_all()

    with pytest.raises(Unreadable):
        _ = db.session.get(Person, ram.id).name


def test_a_destroyed_key_reads_as_nothing_and_stays_destroyed(context: Flask) -> None:
    person = builders.make_person(builders.make_centre())
    sealed = person.name_sealed
    with transaction():
        person.data_key.destroy()
    db.session.expire_all()

    person = db.session.get(Person, person.id)
    assert person.name is None
    assert person.latin_name is None
    assert open_text(person.data_key.master_id, person.data_key.wrapped, sealed, "people.name_sealed") is None
    with pytest.raises(Unreadable):
        _ = person.data_key.plain


def test_a_destroyed_key_is_either_whole_or_gone_in_the_database(context: Flask) -> None:
    person = builders.make_person(builders.make_centre())
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.update(DataKey).where(DataKey.id == person.data_key_id).values(wrapped=None))


def test_a_column_read_with_its_key_opens_without_the_model(context: Flask) -> None:
    builders.make_person(builders.make_centre())
    row = db.session.execute(
        sa.select(DataKey.master_id, DataKey.wrapped, Person.name_sealed, Person.notes_sealed).join(Person.data_key)
    ).one()

    assert open_text(row.master_id, row.wrapped, row.name_sealed, "people.name_sealed") == "सीता गुरुङ"
    assert open_text(row.master_id, row.wrapped, row.notes_sealed, "people.notes_sealed") is None


def test_a_master_key_that_is_not_in_the_file_is_named(context: Flask) -> None:
    with pytest.raises(Unreadable, match="no-such"):
        vault.unwrap("no-such", b"x")


@pytest.fixture
def rotating(context: Flask) -> Flask:
    """An application whose keys a test may replace."""
    before = context.extensions["mrc_keys"]
    yield context
    context.extensions["mrc_keys"] = before


def people_of_the_test(count: int) -> None:
    centre = builders.make_centre()
    for number in range(count):
        builders.make_person(centre, latin_name=f"Person {number}")


def masters_in_use() -> set[str]:
    return set(db.session.scalars(sa.select(DataKey.master_id).where(DataKey.wrapped.is_not(None))))


def test_rotation_brings_every_key_under_the_new_master(rotating: Flask) -> None:
    people_of_the_test(5)
    renewed = vault.keys().with_new_master()
    rotating.extensions["mrc_keys"] = renewed
    told: list[int] = []

    count = rewrap_all(2, told.append)

    assert count == 5
    assert told == [2, 4, 5]
    assert masters_in_use() == {renewed.current}
    rotating.extensions["mrc_keys"] = renewed.only_current()
    db.session.expire_all()
    assert {person.latin_name for person in db.session.scalars(sa.select(Person))} == {
        f"Person {number}" for number in range(5)
    }


def test_a_rotation_that_breaks_off_loses_nothing_and_can_go_on(rotating: Flask) -> None:
    people_of_the_test(5)
    renewed = vault.keys().with_new_master()
    rotating.extensions["mrc_keys"] = renewed

    def pull_the_plug(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rewrap_all(2, pull_the_plug)

    assert len(masters_in_use()) == 2
    assert all(person.latin_name for person in db.session.scalars(sa.select(Person)))
    assert rewrap_all(2, lambda done: None) == 3
    assert masters_in_use() == {renewed.current}


def test_rotation_leaves_destroyed_keys_destroyed(rotating: Flask) -> None:
    person = builders.make_person(builders.make_centre())
    with transaction():
        person.data_key.destroy()
    rotating.extensions["mrc_keys"] = vault.keys().with_new_master()

    assert rewrap_all(10, lambda done: None) == 0
    db.session.expire_all()
    assert db.session.get(DataKey, person.data_key_id).wrapped is None


def test_rotation_waits_for_a_key_that_is_in_use_elsewhere(rotating: Flask) -> None:
    people_of_the_test(2)
    renewed = vault.keys().with_new_master()
    rotating.extensions["mrc_keys"] = renewed
    db.session.rollback()

    def rewrap() -> None:
        with rotating.app_context():
            rewrap_all(10, lambda done: None)
            db.session.remove()

    rotation, has_asked = Thread(target=rewrap), Event()

    def note(connection: sa.Connection, cursor: object, statement: str, *rest: object) -> None:
        if current_thread() is rotation and ("FOR UPDATE" in statement or statement == "BEGIN IMMEDIATE"):
            has_asked.set()

    with transaction():
        # A note that is just being written keeps the key of its person.
        db.session.execute(sa.select(DataKey.id).limit(1).with_for_update(key_share=True, read=True)).all()
        sa.event.listen(db.engine, "before_cursor_execute", note)
        rotation.start()
        assert has_asked.wait(20)
    rotation.join(20)
    sa.event.remove(db.engine, "before_cursor_execute", note)

    assert masters_in_use() == {renewed.current}


def test_a_server_that_runs_on_reads_the_new_master_key_from_the_file(rotating: Flask, tmp_path: Path) -> None:
    person = builders.make_person(builders.make_centre())
    old = vault.keys()
    renewed = old.with_new_master()
    renewed.save(rotating.config["SETTINGS"].keys)
    rotating.extensions["mrc_keys"] = renewed
    rewrap_all(10, lambda done: None)

    rotating.extensions["mrc_keys"] = old
    name = db.session.get(Person, person.id).name
    rotating.config["SETTINGS"].keys.unlink()

    assert name == "सीता गुरुङ"
    assert vault.keys().current == renewed.current


def test_search_still_finds_after_a_rotation(rotating: Flask) -> None:
    before = blind("phone", "+97455501234")
    rotating.extensions["mrc_keys"] = vault.keys().with_new_master().only_current()

    assert blind("phone", "+97455501234") == before


def test_blind_indexes_and_tokens_are_stable_and_apart_by_kind(context: Flask) -> None:
    assert blind("phone", "123") == blind("phone", "123")
    assert blind("phone", "123") != blind("paper", "123")
    assert blind("phone", "123") != blind("phone", "124")
    assert len(blind("phone", "123")) == 16
    assert token("name", "sita") == token("name", "sita")
    assert -(2**63) <= token("name", "sita") < 2**63


def test_blind_indexes_change_with_the_key(rotating: Flask) -> None:
    before, pepper = blind("phone", "123"), peppered("secret")
    rotating.extensions["mrc_keys"] = Keys.fresh()

    assert blind("phone", "123") != before
    assert peppered("secret") != pepper
    assert "secret" not in peppered("secret")


def test_keys_are_saved_for_their_owner_alone_and_come_back(tmp_path: Path) -> None:
    keys = Keys.fresh().with_new_master()
    path = tmp_path / "deep" / "keys.json"
    previous = os.umask(0)
    try:
        keys.save(path)
    finally:
        os.umask(previous)

    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys.load(path) == keys
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_keys_are_never_printed() -> None:
    keys = Keys.fresh()
    said = repr(keys)
    assert all(key.hex() not in said and repr(key) not in said for key in keys.masters.values())
    assert "purposes" not in said


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    Keys.fresh().save(path)
    path.chmod(mode)

    with pytest.raises(Misconfigured, match="chmod 600"):
        Keys.load(path)


def test_a_missing_key_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="mrc keys create"):
        Keys.load(tmp_path / "none.json")


def test_a_folder_in_place_of_the_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        Keys.load(tmp_path)


DAMAGED = {
    "empty": lambda good: "",
    "not json": lambda good: "{",
    "a list": lambda good: "[]",
    "a number": lambda good: "7",
    "cut": lambda good: json.dumps(good)[:-40],
    "no masters": lambda good: json.dumps({**good, "masters": {}}),
    "masters is text": lambda good: json.dumps({**good, "masters": "x"}),
    "current unknown": lambda good: json.dumps({**good, "current": "ffff"}),
    "no current": lambda good: json.dumps({"masters": good["masters"], "purposes": good["purposes"]}),
    "a purpose is missing": lambda good: json.dumps(
        {**good, "purposes": {name: key for name, key in good["purposes"].items() if name != "audit"}}
    ),
    "a short key": lambda good: json.dumps({**good, "purposes": {**good["purposes"], "audit": "c2hvcnQ="}}),
    "not base64": lambda good: json.dumps({**good, "masters": {good["current"]: "é"}}),
    "not text": lambda good: json.dumps({**good, "masters": {good["current"]: 5}}),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_key_file_is_refused_in_words(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "keys.json"
    Keys.fresh().save(path)
    path.write_text(DAMAGED[damage](json.loads(path.read_text())))

    with pytest.raises(Misconfigured, match="damaged"):
        Keys.load(path)


def test_fresh_keys_differ_and_are_of_256_bits() -> None:
    one, other = Keys.fresh(), Keys.fresh()
    every = [*one.masters.values(), *one.purposes.values(), *other.masters.values(), *other.purposes.values()]

    assert len(set(every)) == len(every)
    assert {len(key) for key in every} == {32}


def test_the_running_application_has_its_keys(context: Flask) -> None:
    assert vault.keys() is current_app.extensions["mrc_keys"]
