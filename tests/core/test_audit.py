"""The record: written with its action, chained, and loud about every kind of tampering."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import audit, clock
from mrc.access import Actor, Role
from mrc.audit import AuditEntry, AuditHead, Event, record, verify, write_checkpoint
from mrc.db import db, transaction
from tests import builders
from tests.core.threads import together

ENTRIES = AuditEntry.__table__
HEADS = AuditHead.__table__
WORKER = Actor(role=Role.CASEWORKER, id=7, centre_id=3)
OTHER = Actor(role=Role.SUPERVISOR, id=8, centre_id=4)


def put(count: int, actor: Actor = WORKER) -> None:
    for number in range(count):
        with transaction():
            record(actor, Event.PERSON_FOUND, results=number)


def record_and_fail() -> None:
    record(WORKER, Event.CASE_CLOSED, resolution="withdrawn")
    raise ZeroDivisionError


def without_triggers(*statements: sa.Executable) -> None:
    """What somebody who owns the database file can do: switch the triggers off, and write."""
    with transaction():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(sa.text("DROP TRIGGER audit_entries_no_update"))
            db.session.execute(sa.text("DROP TRIGGER audit_entries_no_delete"))
        else:
            db.session.execute(sa.text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        for statement in statements:
            db.session.execute(statement)
    db.session.expunge_all()


def at(seq: int, chain: int = 3) -> sa.ColumnElement[bool]:
    return sa.and_(ENTRIES.c.chain == chain, ENTRIES.c.seq == seq)


def faults() -> list[tuple[int, int]]:
    return [(fault.chain, fault.seq) for fault in verify()[1]]


def rows() -> list[dict[str, Any]]:
    query = sa.select(ENTRIES).order_by(ENTRIES.c.chain, ENTRIES.c.seq)
    return [dict(row) for row in db.session.execute(query).mappings()]


def test_an_untouched_record_is_in_order(context: Flask) -> None:
    put(3)
    put(2, OTHER)

    assert verify() == (5, [])


def test_an_entry_says_who_did_what_to_which_case(context: Flask) -> None:
    case = builders.make_case(builders.make_centre())
    with transaction():
        record(WORKER, Event.CASE_EVENT_RECORDED, case, code="closed", before="intake", after="paid")

    row = rows()[-1]

    assert {key: row[key] for key in row if key not in {"hash", "chain", "seq"}} == {
        "at": clock.now(),
        "event": "case:event-recorded",
        "role": "caseworker",
        "actor_id": 7,
        "centre_id": case.centre_id,
        "subject_kind": "cases",
        "subject_ref": case.ref,
        "detail": {"code": "closed", "before": "intake", "after": "paid"},
    }


def test_an_event_of_nobody_can_be_recorded(context: Flask) -> None:
    with transaction():
        record(None, Event.KEYS_ROTATED, rewrapped=4)

    assert verify() == (1, [])
    assert rows()[0]["role"] is None


def test_an_undeclared_detail_is_refused(context: Flask) -> None:
    with pytest.raises(KeyError, match="name"), transaction():
        record(WORKER, Event.PERSON_READ, name="Sita")

    assert rows() == []


def test_every_declared_detail_belongs_to_an_event() -> None:
    assert set(audit.DETAIL) <= set(Event)
    assert all(not keys & {"name", "text", "note", "phone", "email", "code_value"} for keys in audit.DETAIL.values())


def test_without_a_transaction_nothing_is_recorded(context: Flask) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(WORKER, Event.SIGNED_OUT)


def test_what_failed_leaves_no_entry(context: Flask) -> None:
    put(1)
    with pytest.raises(ZeroDivisionError), transaction():
        record_and_fail()
    put(1)

    assert [row["event"] for row in rows()] == ["person:found", "person:found"]
    assert verify() == (2, [])


def test_several_entries_of_one_transaction_keep_their_order(context: Flask) -> None:
    with transaction():
        record(WORKER, Event.CASE_READ)
        record(OTHER, Event.CASE_CLOSED)
        record(WORKER, Event.CASE_REOPENED)

    assert [(row["chain"], row["seq"], row["event"]) for row in rows()] == [
        (3, 1, "case:read"),
        (3, 2, "case:reopened"),
        (4, 1, "case:closed"),
    ]
    assert verify() == (3, [])


def test_parallel_transactions_all_get_their_entry(app: Flask) -> None:
    def work(number: int) -> None:
        for _time in range(8):
            with transaction():
                record(WORKER if number % 2 else OTHER, Event.PERSON_FOUND, results=number)

    results = together(app, 6, work)

    assert results == [None] * 6
    with app.app_context():
        assert verify() == (48, [])
        assert [row["seq"] for row in rows()] == [*range(1, 25), *range(1, 25)]


def test_the_first_entries_of_a_chain_may_come_at_once(app: Flask) -> None:
    def work(number: int) -> None:
        with transaction():
            record(WORKER, Event.SIGNED_OUT)

    assert together(app, 4, work) == [None] * 4
    with app.app_context():
        assert verify() == (4, [])


@pytest.mark.parametrize(
    "values",
    [
        {"event": "person:read"},
        {"actor_id": 8},
        {"role": "supervisor"},
        {"centre_id": 4},
        {"subject_ref": "1234567890"},
        {"subject_kind": "cases"},
        {"detail": {"results": 99}},
        {"hash": bytes(32)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_an_update_shows(context: Flask, values: dict[str, Any]) -> None:
    put(4)

    without_triggers(sa.update(ENTRIES).where(at(2)).values(values))

    assert (3, 2) in faults()


def test_a_moved_moment_shows(context: Flask) -> None:
    put(3)

    without_triggers(sa.update(ENTRIES).where(at(2)).values(at=clock.now() + timedelta(microseconds=1)))

    assert (3, 2) in faults()


def test_a_deletion_shows(context: Flask) -> None:
    put(4)

    without_triggers(sa.delete(ENTRIES).where(at(2)))

    assert (3, 2) in faults()


def test_a_deletion_with_the_numbers_closed_up_shows(context: Flask) -> None:
    put(4)

    without_triggers(
        sa.delete(ENTRIES).where(at(2)),
        sa.update(ENTRIES).where(at(3)).values(seq=2),
        sa.update(ENTRIES).where(at(4)).values(seq=3),
        sa.update(HEADS).values(seq=3),
    )

    assert (3, 2) in faults()


def test_an_insertion_shows(context: Flask) -> None:
    put(3)
    stranger = {**rows()[1], "seq": 4, "detail": {"results": 1000}}

    without_triggers(sa.insert(ENTRIES).values(stranger))

    assert (3, 4) in faults()


def test_a_swap_shows(context: Flask) -> None:
    put(4)

    without_triggers(
        sa.update(ENTRIES).where(at(2)).values(seq=200),
        sa.update(ENTRIES).where(at(3)).values(seq=2),
        sa.update(ENTRIES).where(at(200)).values(seq=3),
    )

    assert {(3, 2), (3, 3)} <= set(faults())


def test_an_entry_moved_to_another_chain_shows(context: Flask) -> None:
    put(2)

    without_triggers(sa.update(ENTRIES).where(at(2)).values(chain=5, seq=1))

    assert {chain for chain, _seq in faults()} == {3, 5}


def test_a_cut_tail_shows(context: Flask) -> None:
    put(4)

    without_triggers(sa.delete(ENTRIES).where(at(4)))

    assert faults() == [(3, 3)]


def test_a_cut_tail_shows_though_the_head_was_set_to_match(context: Flask) -> None:
    put(4)
    third = rows()[2]

    without_triggers(
        sa.delete(ENTRIES).where(at(4)),
        sa.update(HEADS).values(seq=3, hash=third["hash"]),
    )

    assert faults() == [(3, 3)]


def test_a_whole_chain_that_vanished_shows(context: Flask) -> None:
    put(2)

    without_triggers(sa.delete(ENTRIES))

    assert faults() == [(3, 0)]


def test_a_head_that_vanished_shows(context: Flask) -> None:
    put(2)

    without_triggers(sa.delete(HEADS))

    assert faults() == [(3, 2)]


def test_an_old_record_played_back_passes_for_whole_but_not_against_a_checkpoint(
    context: Flask, tmp_path: Path
) -> None:
    put(2)
    old = [dict(row) for row in db.session.execute(sa.select(HEADS)).mappings()]
    put(2)
    checkpoint = tmp_path / "checkpoint.json"
    assert write_checkpoint(checkpoint) == 4

    without_triggers(
        sa.delete(ENTRIES).where(ENTRIES.c.seq > 2),
        sa.delete(HEADS),
        sa.insert(HEADS).values(old),
    )

    assert verify() == (2, [])
    assert [(fault.chain, fault.seq) for fault in verify(checkpoint)[1]] == [(3, 2)]


def test_a_record_written_anew_differs_from_the_checkpoint(context: Flask, tmp_path: Path) -> None:
    put(3)
    checkpoint = tmp_path / "checkpoint.json"
    write_checkpoint(checkpoint)
    without_triggers(sa.delete(ENTRIES), sa.delete(HEADS))
    put(3, Actor(role=Role.CASEWORKER, id=99, centre_id=3))

    assert verify() == (3, [])
    assert [(fault.chain, fault.seq) for fault in verify(checkpoint)[1]] == [(3, 3)]


def test_a_chain_that_only_the_checkpoint_knows_shows(context: Flask, tmp_path: Path) -> None:
    put(1)
    put(2, OTHER)
    checkpoint = tmp_path / "checkpoint.json"
    write_checkpoint(checkpoint)

    without_triggers(sa.delete(ENTRIES).where(ENTRIES.c.chain == 4), sa.delete(HEADS).where(HEADS.c.chain == 4))

    assert {fault.chain for fault in verify(checkpoint)[1]} == {4}


def test_a_checkpoint_of_an_unchanged_record_agrees(context: Flask, tmp_path: Path) -> None:
    put(2)
    checkpoint = tmp_path / "checkpoint.json"
    write_checkpoint(checkpoint)
    put(2)

    assert verify(checkpoint) == (4, [])
    assert json.loads(checkpoint.read_text())["3"]["seq"] == 2


def test_the_chain_needs_the_key(context: Flask) -> None:
    put(1)
    row = rows()[0]
    entry = {key: row[key] for key in row if key not in {"chain", "seq", "hash"}}
    right = audit.entry_hash(bytes(32), 3, 1, entry)
    before = context.extensions["mrc_keys"]
    try:
        context.extensions["mrc_keys"] = type(before).fresh()
        forged = audit.entry_hash(bytes(32), 3, 1, entry)
    finally:
        context.extensions["mrc_keys"] = before

    assert row["hash"] == right != forged


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor_id = 1",
        "DELETE FROM audit_entries",
        "DELETE FROM audit_entries WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_the_record(context: Flask, statement: str) -> None:
    put(2)

    with pytest.raises(sa.exc.DBAPIError, match="only be added to"), transaction():
        db.session.execute(sa.text(statement))

    assert verify() == (2, [])


@pytest.mark.parametrize("app", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_database_refuses_to_empty_the_record(context: Flask) -> None:
    put(2)

    with pytest.raises(sa.exc.DBAPIError, match="only be added to"), transaction():
        db.session.execute(sa.text("TRUNCATE audit_entries"))

    assert verify() == (2, [])
