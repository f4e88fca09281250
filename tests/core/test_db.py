"""transaction(): all or nothing, on both databases; the types for money and moments; versions."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc.audit import Event, record
from mrc.casework.models import Case
from mrc.claims.models import ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import AmountKind, Component
from mrc.db import Moment, afterwards, before_end, db, in_transaction, transaction, write
from mrc.errors import Stale
from mrc.staff.models import Centre
from mrc.staff.rules import HostType
from mrc.vault import DataKey
from tests import builders
from tests.conftest import NOW
from tests.core.threads import together
from tests.statements import statements_of


def a_centre(name: str) -> Centre:
    return Centre(name=name, country="NP", host_type=HostType.CSO)


def then_fail(deed: Callable[[], object]) -> None:
    deed()
    raise ZeroDivisionError


def add_and_flush(name: str) -> None:
    db.session.add(a_centre(name))
    db.session.flush()


def add_in_a_transaction(name: str) -> None:
    with transaction():
        db.session.add(a_centre(name))
    assert in_transaction()


def names() -> set[str]:
    db.session.expire_all()
    return set(db.session.scalars(sa.select(Centre.name)))


def test_what_happens_inside_is_kept(context: Flask) -> None:
    with transaction():
        db.session.add(a_centre("kept"))

    db.session.rollback()
    assert names() == {"kept"}


def test_an_error_undoes_all_of_it(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        then_fail(lambda: add_and_flush("lost"))

    assert names() == set()
    assert not in_transaction()


def test_an_inner_transaction_joins_the_outer_one(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        then_fail(lambda: add_in_a_transaction("inner"))

    assert names() == set()


def test_a_read_before_it_does_not_stand_in_its_way(context: Flask) -> None:
    assert names() == set()
    assert db.session().in_transaction()

    with transaction():
        db.session.add(a_centre("after a read"))

    assert names() == {"after a read"}


def test_writing_outside_is_found_out(context: Flask) -> None:
    names()
    db.session.add(a_centre("stray"))

    with pytest.raises(AssertionError, match="outside"), transaction():
        pass
    db.session.rollback()


def test_deeds_afterwards_run_once_and_only_after_the_commit(context: Flask) -> None:
    seen: list[set[str]] = []

    with transaction():
        db.session.add(a_centre("first"))
        afterwards(lambda: seen.append(names()))
        assert seen == []

    assert seen == [{"first"}]
    with transaction():
        db.session.add(a_centre("second"))
    assert len(seen) == 1


def test_deeds_afterwards_are_dropped_with_what_failed(context: Flask) -> None:
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction():
        then_fail(lambda: afterwards(lambda: seen.append("wrongly")))

    with transaction():
        db.session.add(a_centre("next"))

    assert seen == []


def test_steps_before_the_end_see_what_was_written_and_can_stop_it(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[object] = []
    monkeypatch.setattr(sys.modules["mrc.db"], "_before_end", steps)
    counted: list[int] = []

    @before_end
    def refuse() -> None:
        counted.append(db.session.scalar(sa.select(sa.func.count()).select_from(Centre)))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(a_centre("stopped"))

    assert counted == [1]
    steps.clear()
    counted.clear()
    assert names() == set()


def test_a_set_based_write_says_how_many_rows(context: Flask) -> None:
    with transaction():
        db.session.add_all([a_centre("a"), a_centre("b")])
        db.session.flush()
        assert write(sa.update(Centre).values(city="Pokhara")) == 2


def test_two_writers_who_read_first_lose_nothing(app: Flask) -> None:
    with app.app_context():
        centre = builders.make_centre(phone="0")
        centre_id = centre.id

    def add_one(number: int) -> None:
        for _time in range(10):
            # A page reads before it writes; the read must not make the writer fail or see old numbers.
            db.session.execute(sa.select(Centre.phone).where(Centre.id == centre_id)).scalar_one()
            with transaction():
                row = db.session.scalars(
                    sa.select(Centre)
                    .where(Centre.id == centre_id)
                    .with_for_update(of=Centre)
                    .execution_options(populate_existing=True)
                ).one()
                row.phone = str(int(row.phone) + 1)

    results = together(app, 4, add_one)

    assert results == [None] * 4
    with app.app_context():
        assert db.session.get(Centre, centre_id).phone == "40"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_sqlite_takes_its_lock_when_a_transaction_begins(app: Flask) -> None:
    def read_and_write() -> None:
        names()
        with transaction():
            names()
        db.session.rollback()

    with app.app_context():
        begun = [statement for statement, _values in statements_of(read_and_write) if statement.startswith("BEGIN")]

    assert begun == ["BEGIN", "BEGIN IMMEDIATE"]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_sqlite_keeps_nothing_it_deleted_and_holds_to_foreign_keys(app: Flask) -> None:
    with app.app_context():
        found = {
            name: db.session.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("secure_delete", "foreign_keys", "journal_mode", "busy_timeout")
        }
        db.session.rollback()

    assert found == {"secure_delete": 1, "foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 10000}


@pytest.mark.parametrize("text", ["0", "0.001", "1250.5", "999999999999.999", "12.345", "3"])
def test_amounts_come_back_exactly(context: Flask, text: str) -> None:
    claim = a_claim()
    with transaction():
        line = ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE, claimed=Decimal(text))
        db.session.add(line)
    db.session.expire(line)

    assert line.claimed == Decimal(text)
    assert isinstance(line.claimed, Decimal)


def test_amounts_add_up_in_sql_without_rounding(context: Flask) -> None:
    claim = a_claim()
    with transaction():
        for _time in range(10):
            db.session.add(ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE, claimed=Decimal("0.1")))

    total = db.session.scalar(sa.select(sa.func.sum(ClaimLine.claimed)))

    assert total == Decimal(1)


def test_an_amount_finer_than_a_thousandth_is_refused(context: Flask) -> None:
    claim = a_claim()
    with pytest.raises(sa.exc.StatementError, match="at most 3 decimals"), transaction():
        db.session.add(
            ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE, claimed=Decimal("0.0001")),
        )


def test_a_negative_amount_on_the_ledger_is_refused_by_the_database(context: Flask) -> None:
    claim = a_claim()
    with transaction():
        line = ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE)
        db.session.add(line)

    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(
            LedgerEntry(
                line_id=line.id,
                kind=AmountKind.RECEIVED,
                amount=Decimal("-1"),
                currency="QAR",
                happened_on=datetime(2026, 1, 1, tzinfo=UTC).date(),
            )
        )


def a_claim() -> WageClaim:
    case = builders.make_case(builders.make_centre())
    claim = WageClaim(data_key=case.data_key, case_id=case.id, country="QA", currency="QAR")
    with transaction():
        db.session.add(claim)
    return claim


def test_moments_come_back_aware_in_utc_whatever_zone_they_were_given_in(context: Flask) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 5, 1, 2, 0, 0, 123456, tzinfo=kathmandu)
    with transaction():
        centre = a_centre("moments")
        centre.created_at = moment
        db.session.add(centre)
    db.session.expire(centre)

    assert centre.created_at == moment
    assert centre.created_at.utcoffset() == timedelta(0)


def test_moments_compare_in_sql(context: Flask) -> None:
    with transaction():
        centre = a_centre("compared")
        centre.created_at = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
        db.session.add(centre)
    eastern = timezone(timedelta(hours=8))

    found = sa.select(Centre.name).where(Centre.created_at >= datetime(2026, 5, 1, 20, 0, tzinfo=eastern))
    missed = sa.select(Centre.name).where(Centre.created_at > datetime(2026, 5, 1, 20, 0, tzinfo=eastern))

    assert db.session.scalars(found).all() == ["compared"]
    assert db.session.scalars(missed).all() == []


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Moment().process_bind_param(NOW.replace(tzinfo=None), sa.create_engine("sqlite://").dialect)


def test_an_enum_column_refuses_what_is_not_a_member(context: Flask) -> None:
    case = builders.make_case(builders.make_centre())
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(
            sa.text("UPDATE cases SET stage = 'no such stage' WHERE id = :id"),
            {"id": case.id},
        )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "closed"),
        ("move", "migrant"),
        ("resolution", "goals_met"),
        ("move", "nobody"),
    ],
)
def test_a_case_that_contradicts_itself_is_refused(context: Flask, column: str, value: str) -> None:
    case = builders.make_case(builders.make_centre())
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(
            sa.text(f"UPDATE cases SET {column} = :value WHERE id = :id"), {"id": case.id, "value": value}
        )


def test_a_save_from_an_old_version_shows_both_texts(context: Flask) -> None:
    case = builders.make_case(builders.make_centre())
    seen = case.version
    with transaction():
        case.summary = "theirs"

    with pytest.raises(Stale) as caught:
        case.still_at(seen, [("Summary", "mine", case.summary)])

    assert caught.value.fields == [("Summary", "mine", "theirs")]
    assert caught.value.version == seen + 1
    case.still_at(seen + 1, [])


def test_of_two_who_save_the_same_version_at_once_one_is_refused(app: Flask) -> None:
    with app.app_context():
        case_id = builders.make_case(builders.make_centre()).id

    def save(number: int) -> str:
        row = db.session.get(Case, case_id)
        seen = row.version
        with transaction():
            row.still_at(seen, [])
            row.destination_city = f"city {number}"
        return "saved"

    results = together(app, 4, save)

    saved = [result for result in results if result == "saved"]
    refused = [result for result in results if isinstance(result, sa.orm.exc.StaleDataError)]
    assert saved
    assert len(saved) + len(refused) == 4
    with app.app_context():
        assert db.session.get(Case, case_id).version == 1 + len(saved)


def test_a_relationship_never_queries_by_itself(context: Flask) -> None:
    case = builders.make_case(builders.make_centre())
    db.session.expire_all()

    with pytest.raises(sa.exc.InvalidRequestError, match="raise_on_sql"):
        _ = db.session.get(Case, case.id).issues


def test_deleting_a_key_that_is_used_is_refused(context: Flask) -> None:
    case = builders.make_case(builders.make_centre())
    with pytest.raises(sa.exc.IntegrityError), transaction():
        write(sa.delete(DataKey).where(DataKey.id == case.data_key_id))


def test_an_entry_on_record_needs_a_transaction(context: Flask) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(None, Event.SIGNED_OUT)


def test_a_reference_that_another_row_has_is_drawn_anew(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([111_111_111, 111_111_111, 111_111_111, 222_222_222])
    monkeypatch.setattr("mrc.refs.secrets.randbelow", lambda below: next(drawn))
    with transaction():
        db.session.add(a_centre("first"))
    with transaction():
        db.session.add(a_centre("second"))

    bodies = db.session.scalars(sa.select(Centre.ref).order_by(Centre.id)).all()

    assert [ref[:9] for ref in bodies] == ["211111111", "322222222"]
