"""Diaries kept, on both databases: a week at a time, or a table at once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mrc import clock
from mrc.access import Actor
from mrc.audit import AuditEntry
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.db import db, transaction
from mrc.documents.rules.sheets import SheetRefused, text_lines
from mrc.employment import service
from mrc.employment.models import DiaryDay
from mrc.employment.rules import DayFacts, DayKind, DiaryFault
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from tests import builders
from tests.conftest import NOW
from tests.statements import statements_of

# The country of the case has weeks from Saturday on.
SATURDAY = date(2026, 11, 14)


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


def week(*changes: DayFacts) -> list[DayFacts]:
    told = {facts.day: facts for facts in changes}
    return [told.get(day, DayFacts(day)) for day in (SATURDAY + timedelta(days=number) for number in range(7))]


def save(actor: Actor, case: Case, days: list[DayFacts]) -> None:
    seen = service.get_week(actor, case.ref, days[0].day).seen
    service.save_week(actor, case.ref, days, seen, lambda theirs: [])


WORKED = DayFacts(SATURDAY, starts=480, ends=1050, break_minutes=30, note="दिनभर")
PAID = DayFacts(SATURDAY + timedelta(days=1), hours=450, night=60, pay=Decimal("50.50"), currency="QAR")
REST = DayFacts(SATURDAY + timedelta(days=2), kind=DayKind.REST_DAY)


def test_a_week_is_kept_as_it_was_typed(actor: Actor, case: Case) -> None:
    save(actor, case, week(WORKED, PAID, REST))

    found = service.get_week(actor, case.ref, SATURDAY + timedelta(days=6))
    assert found.first == SATURDAY
    assert found.days == week(WORKED, PAID, REST)
    row = db.session.scalars(sa.select(DiaryDay).order_by(DiaryDay.day)).first()
    assert row is not None
    assert (row.told_by_id, row.told_by_role) == (actor.id, actor.role)


def test_a_day_left_blank_is_taken_out_and_the_others_stay(actor: Actor, case: Case) -> None:
    save(actor, case, week(WORKED, PAID))
    before = db.session.scalars(sa.select(DiaryDay).where(DiaryDay.day == PAID.day)).one().told_at
    save(actor, case, week(PAID))

    assert [facts.day for facts in service.days_of(case.id)] == [PAID.day]
    assert db.session.scalars(sa.select(DiaryDay)).one().told_at == before


def test_two_who_type_one_week_see_each_other(actor: Actor, case: Case) -> None:
    seen = service.get_week(actor, case.ref, SATURDAY).seen
    service.save_week(actor, case.ref, week(WORKED), seen, lambda theirs: [])

    with pytest.raises(Stale) as stale:
        service.save_week(actor, case.ref, week(PAID), seen, lambda theirs: [("day", "", repr(theirs[0].starts))])
    assert stale.value.fields == [("day", "", "480")]
    assert service.days_of(case.id) == [replace(WORKED, note="")]
    service.save_week(actor, case.ref, week(PAID), stale.value.version, lambda theirs: [])
    assert [facts.day for facts in service.days_of(case.id)] == [PAID.day]


def test_another_week_that_was_typed_meanwhile_is_no_matter(actor: Actor, case: Case) -> None:
    seen = service.get_week(actor, case.ref, SATURDAY).seen
    service.keep_days(actor, case, [DayFacts(SATURDAY - timedelta(days=7), hours=60)])

    service.save_week(actor, case.ref, week(WORKED), seen, lambda theirs: [])
    assert len(service.days_of(case.id)) == 2


def test_all_that_is_wrong_with_a_week_is_told_and_nothing_is_kept(actor: Actor, case: Case) -> None:
    wrong = (replace(WORKED, ends=60), replace(PAID, pay=Decimal("1.555")), replace(REST, day=date(2026, 11, 20)))
    with pytest.raises(service.DaysRefused) as refused:
        save(actor, case, week(*wrong[:2], DayFacts(date(2026, 11, 18), starts=60)))

    assert refused.value.reason is DiaryFault.HAS_FAULTS
    assert refused.value.faults == [
        (SATURDAY, DiaryFault.END_BEFORE_START, "ends"),
        (PAID.day, DiaryFault.TOO_MANY_DECIMALS, "pay"),
        (date(2026, 11, 18), DiaryFault.OTHER_TIME_MISSING, "ends"),
    ]
    assert service.days_of(case.id) == []


def test_a_night_that_runs_into_a_day_of_the_week_before_or_after_is_told(actor: Actor, case: Case) -> None:
    service.keep_days(
        actor, case, [DayFacts(SATURDAY - timedelta(days=1), starts=1320, ends=480, ends_next_day=True)]
    )

    with pytest.raises(service.DaysRefused) as refused:
        save(actor, case, week(replace(WORKED, starts=420)))
    assert refused.value.faults == [(SATURDAY, DiaryFault.OVERLAPS, "starts")]
    save(actor, case, week(WORKED))


def test_a_night_that_runs_into_a_day_that_is_there_already_is_told_at_the_night(actor: Actor, case: Case) -> None:
    following = SATURDAY + timedelta(days=7)
    with clock.held_at(NOW + timedelta(days=7)):
        service.keep_days(actor, case, [DayFacts(following, starts=60, ends=480)])
        night = DayFacts(following - timedelta(days=1), starts=1320, ends=120, ends_next_day=True)

        with pytest.raises(service.DaysRefused) as refused:
            save(actor, case, week(night))
        assert refused.value.faults == [(night.day, DiaryFault.OVERLAPS, "ends")]
        text = f"day,start,end,ends next day\n{night.day},22,2,x\n"
        with pytest.raises(SheetRefused) as sheet:
            service.add_table(actor, case.ref, text_lines(text), False)
    assert [(found.row, found.column, found.fault) for found in sheet.value.troubles] == [
        (2, "ends", DiaryFault.OVERLAPS)
    ]


def test_days_that_are_there_are_replaced_only_when_that_is_meant(actor: Actor, case: Case) -> None:
    service.keep_days(actor, case, [WORKED])

    with pytest.raises(service.DaysRefused) as refused:
        service.keep_days(actor, case, [replace(WORKED, break_minutes=0), PAID])
    assert refused.value.faults == [(SATURDAY, DiaryFault.DAY_ALREADY_THERE, "day")]
    assert service.keep_days(actor, case, [replace(WORKED, break_minutes=0), PAID], is_replacing=True) == 2
    assert [facts.break_minutes for facts in service.days_of(case.id)] == [0, 0]


def test_a_diary_by_months(actor: Actor, case: Case) -> None:
    october = DayFacts(date(2026, 10, 5), hours=600, pay=Decimal(10), currency="USD")
    service.keep_days(actor, case, [WORKED, PAID, october])

    diary = service.get_diary(actor, case.ref)
    assert [(month.first, month.days, month.minutes, month.pay) for month in diary.months] == [
        (date(2026, 11, 1), 2, 990, {"QAR": Decimal("50.50")}),
        (date(2026, 10, 1), 1, 600, {"USD": Decimal(10)}),
    ]
    assert diary.week == SATURDAY
    assert service.span_of(case.id) == (3, october.day, PAID.day)


def test_a_diary_is_shown_with_as_many_queries_whatever_its_length(actor: Actor, case: Case) -> None:
    service.keep_days(actor, case, [WORKED])
    few = len(statements_of(lambda: service.get_diary(actor, case.ref)))
    service.keep_days(actor, case, [DayFacts(date(2025, 1, 1) + timedelta(days=n), hours=480) for n in range(300)])

    assert len(statements_of(lambda: service.get_diary(actor, case.ref))) == few


def test_a_table_is_put_into_the_diary(actor: Actor, case: Case) -> None:
    text = (
        "Jour,Start,End,ends_next_day,Break, minutes\n".replace("Break, minutes", '"Break, minutes"')
        + "2026-11-14,٢٢:٠٠,6:00,yes,30\n2026-11-15,,,,\n"
    )

    assert service.add_table(actor, case.ref, text_lines(text.replace("Jour", "Day")), False) == 1
    assert service.days_of(case.id) == [
        DayFacts(SATURDAY, starts=1320, ends=360, ends_next_day=True, break_minutes=30)
    ]


def test_a_table_says_of_each_cell_what_is_wrong_and_is_refused_whole(actor: Actor, case: Case) -> None:
    text = (
        (
            "day;start;end;or hours;kind;pay;currency;ends next day\n"
            "2026-11-14;8;17;;;;;\n"
            "2026-02-31;;;8;;;;\n"
            ";;;8;;;;\n"
            "2026-11-15;8.5;25;x;feast;-1;KUW;perhaps\n"
        )
        .replace("kind", "kind of day")
        .replace("pay;", "pay received;")
    )
    with pytest.raises(SheetRefused) as refused:
        service.add_table(actor, case.ref, text_lines(text), False)

    assert [(found.row, found.column, found.fault) for found in refused.value.troubles] == [
        (3, "day", DiaryFault.NOT_A_DAY),
        (4, "day", DiaryFault.DAY_MISSING),
        (5, "starts", DiaryFault.NOT_A_TIME),
        (5, "ends", DiaryFault.NOT_A_TIME),
        (5, "ends_next_day", DiaryFault.NOT_YES_OR_NO),
        (5, "hours", DiaryFault.NOT_HOURS),
        (5, "kind", DiaryFault.NOT_A_KIND),
        (5, "pay", DiaryFault.NOT_AN_AMOUNT),
        (5, "currency", DiaryFault.NOT_A_CURRENCY),
    ]
    assert service.days_of(case.id) == []


def test_a_table_whose_days_cannot_be_kept_says_so_at_their_rows(actor: Actor, case: Case) -> None:
    text = "day,hours\n2026-11-14,8\n2026-11-14,9\n2026-11-21,8\n2026-11-15,25\n"
    with pytest.raises(SheetRefused) as refused:
        service.add_table(actor, case.ref, text_lines(text), False)

    assert [(found.row, found.column, found.fault) for found in refused.value.troubles] == [
        (3, "day", DiaryFault.DAY_TWICE),
        (4, "day", DiaryFault.DAY_IN_FUTURE),
        (5, "hours", DiaryFault.TOO_MANY_HOURS),
    ]


def test_a_table_without_a_day_in_it_is_refused(actor: Actor, case: Case) -> None:
    with pytest.raises(Refused) as refused:
        service.add_table(actor, case.ref, text_lines("day,hours\n2026-11-14,\n"), False)
    assert refused.value.reason is DiaryFault.NO_DAYS


def test_only_the_team_of_an_open_case_writes_its_diary(world: builders.World, actor: Actor, case: Case) -> None:
    stranger = builders.actor_of(world.other_caseworker)
    with pytest.raises(NotFound):
        service.get_week(stranger, case.ref, SATURDAY)
    with pytest.raises(NotAllowed):
        service.keep_days(stranger, case, [WORKED])
    casework.close(builders.actor_of(world.supervisor), case.ref, Resolution.WITHDRAWN, "x")

    with pytest.raises(Refused) as refused:
        service.keep_days(actor, case, [WORKED])
    assert refused.value.reason is DiaryFault.CASE_CLOSED
    with pytest.raises(Refused):
        save(actor, case, week(WORKED))
    assert service.get_week(actor, case.ref, SATURDAY).days == week()


def test_reading_and_writing_a_diary_are_on_record(actor: Actor, case: Case) -> None:
    save(actor, case, week(WORKED))

    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.seq)).all()
    assert ("case:read", case.ref) in [(entry.event, entry.subject_ref) for entry in entries]
    assert [entry.detail for entry in entries if entry.event == "case:changed"] == [{"fields": ["diary"]}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": 60},
        {"starts": 60, "ends": 120, "hours": 1},
        {"starts": 120, "ends": 60},
        {"starts": 60, "ends": 120, "ends_next_day": True},
        {"starts": 60, "ends": 120, "break_minutes": 60},
        {"hours": 1441},
        {"pay": Decimal(1)},
        {"pay": Decimal(-1), "currency": "QAR"},
        {"night": -1},
    ],
)
def test_the_database_holds_a_day_to_its_rules(case: Case, wrong: dict[str, object]) -> None:
    def write() -> None:
        with transaction():
            day = DiaryDay(data_key=case.data_key, case_id=case.id, day=SATURDAY, told_by_role="caseworker", **wrong)
            db.session.add(day)

    with pytest.raises(IntegrityError):
        write()


def test_the_template_can_be_filled_in_and_brought_back(actor: Actor, case: Case) -> None:
    import io

    from mrc.documents.sheets import read_file

    content = service.template(date(2026, 11, 20))
    lines = read_file(io.BytesIO(content), len(content))
    assert len(lines) == 32
    hours = lines[0][1].index("Or hours")
    lines[-1][1][hours] = "7:30"

    assert service.add_table(actor, case.ref, lines, False) == 1
    assert service.days_of(case.id) == [DayFacts(date(2026, 11, 20), hours=450)]
