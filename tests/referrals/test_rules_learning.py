"""What earlier referrals tell of a partner, and how little a few of them do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.referrals.rules import Mark, RecordOrder, TrackRecord
from mrc.referrals.rules.learning import hours_worked, likely, marks_of, place_of, shown_count, shown_share
from mrc.staff.rules import Opening

DAY = ((time(9), time(13)), (time(14), time(18)))
# Sunday to Thursday, as in Doha.
DOHA = Opening("Asia/Qatar", {6: DAY, **dict.fromkeys(range(4), DAY)}, frozenset({date(2026, 12, 18)}))
MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "points"),
    [
        (TrackRecord(), 0),
        (TrackRecord(sent=1, accepted=1), 0),
        (TrackRecord(sent=2, accepted=2), 2),
        (TrackRecord(sent=9, accepted=1, declined=8), 0),
        (TrackRecord(sent=9, hours=(24.0, 1.0, 300.0)), 1),
        (TrackRecord(sent=9, hours=(25.0, 1.0, 300.0)), 0),
        (TrackRecord(sent=9, hours=(1.0, 1.0)), 0),
        (TrackRecord(sent=9, completed=9, returned=1), 1),
        (TrackRecord(sent=9, accepted=9, completed=9, hours=(1.0,) * 9), 4),
    ],
)
def test_points_are_earned_by_more_than_one_answer_and_never_taken_away(record: TrackRecord, points: int) -> None:
    assert record.points == points


def test_who_did_not_come_is_not_held_against_the_partner() -> None:
    assert TrackRecord(accepted=9, completed=4, no_shows=5).points == TrackRecord(accepted=9, completed=4).points


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_rate_lies_between_what_was_and_what_is_usual_and_grows_with_each_yes(yes: int, no: int) -> None:
    assert min(0.6, yes / (yes + no or 1)) - 1e-9 <= likely(yes, yes + no) <= 1
    assert likely(yes + 1, yes + no + 1) > likely(yes, yes + no) > likely(yes, yes + no + 1)


def test_only_hours_at_which_the_centre_works_are_counted() -> None:
    # It is nine o'clock in Doha; the day has eight hours, and Friday and Saturday none.
    assert hours_worked(MONDAY, MONDAY + timedelta(hours=3), DOHA) == 3
    assert hours_worked(MONDAY, MONDAY + timedelta(hours=4, minutes=30), DOHA) == 4
    assert hours_worked(MONDAY, MONDAY + timedelta(days=1), DOHA) == 8
    assert hours_worked(MONDAY, MONDAY + timedelta(days=7), DOHA) == 40
    assert hours_worked(MONDAY + timedelta(days=4), MONDAY + timedelta(days=5), DOHA) == 0
    assert hours_worked(MONDAY, MONDAY + timedelta(days=35, hours=2), DOHA) == 202


def test_a_day_off_is_not_counted() -> None:
    closed = Opening(DOHA.zone, DOHA.hours, frozenset({date(2026, 11, 17), date(2026, 11, 23)}))

    assert hours_worked(MONDAY, MONDAY + timedelta(days=2), closed) == 8
    # On the last day, which is off, nothing was worked; nor on the first.
    assert hours_worked(MONDAY, MONDAY + timedelta(days=7, hours=4), closed) == 32
    assert hours_worked(MONDAY + timedelta(days=1, hours=1), MONDAY + timedelta(days=2), closed) == 0


@given(st.integers(0, 80_000), st.integers(0, 80_000))
def test_working_hours_add_up(first: int, second: int) -> None:
    between, end = MONDAY + timedelta(minutes=first), MONDAY + timedelta(minutes=first + second)

    parts = hours_worked(MONDAY, between, DOHA) + hours_worked(between, end, DOHA)

    assert hours_worked(MONDAY, end, DOHA) == pytest.approx(parts)


def test_where_no_hours_are_known_a_day_counts_as_eight_hours() -> None:
    assert hours_worked(MONDAY, MONDAY + timedelta(days=3)) == 24
    assert hours_worked(MONDAY, MONDAY + timedelta(days=3), Opening("UTC", {})) == 24


def test_a_few_are_not_counted_out() -> None:
    assert [shown_count(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]
    assert [shown_share(3, of) for of in (4, 5)] == [None, 60]


def test_stale_and_slow_partners_are_marked() -> None:
    assert marks_of(TrackRecord(hours=(41.0,) * 3), is_stale=True) == (Mark.STALE, Mark.SLOW)
    assert marks_of(TrackRecord(hours=(40.0,) * 3), is_stale=False) == ()


def test_whoever_has_nothing_to_be_ordered_by_comes_last() -> None:
    new, good = TrackRecord(sent=9), TrackRecord(sent=3, accepted=3, completed=3, hours=(9.0,) * 3)
    poor = TrackRecord(sent=6, declined=3, returned=3, accepted=3, no_shows=1, hours=(50.0,) * 3)

    def order(by: RecordOrder) -> list[TrackRecord]:
        return sorted([new, poor, good], key=lambda record: place_of(record, by))

    assert order(RecordOrder.SENT) == [new, poor, good]
    for by in set(RecordOrder) - {RecordOrder.SENT}:
        assert order(by) == [good, poor, new], by
