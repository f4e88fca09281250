"""Counting attempts: exact when many come at once, and never a lock for good."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock, throttle
from mrc.db import db
from mrc.throttle import Attempt, allows
from tests.conftest import NOW
from tests.core.threads import together

MINUTE = timedelta(minutes=1)


def test_as_many_as_the_limit_are_allowed(context: Flask) -> None:
    assert [allows("code", "1", limit=3, window=MINUTE) for _time in range(5)] == [True, True, True, False, False]


def test_attempts_at_one_do_not_hold_back_another(context: Flask) -> None:
    allows("code", "1", limit=1, window=MINUTE)

    assert not allows("code", "1", limit=1, window=MINUTE)
    assert allows("code", "2", limit=1, window=MINUTE)
    assert allows("password", "1", limit=1, window=MINUTE)


def test_the_next_window_begins_anew(context: Flask) -> None:
    allows("code", "1", limit=1, window=MINUTE)
    with clock.held_at(NOW + timedelta(seconds=59)):
        assert not allows("code", "1", limit=1, window=MINUTE)

    with clock.held_at(NOW + MINUTE):
        assert allows("code", "1", limit=1, window=MINUTE)


def test_parallel_attempts_all_count(app: Flask) -> None:
    def try_five(number: int) -> list[bool]:
        return [allows("code", "1", limit=7, window=MINUTE) for _time in range(5)]

    results = together(app, 6, try_five)

    assert sum(sum(result) for result in results) == 7
    with app.app_context():
        assert db.session.scalars(sa.select(Attempt.count)).all() == [30]


def test_a_success_clears_the_count_of_that_one(context: Flask) -> None:
    allows("code", "1", limit=1, window=MINUTE)
    allows("code", "2", limit=1, window=MINUTE)
    throttle.forget("code", "1")

    assert allows("code", "1", limit=1, window=MINUTE)
    assert not allows("code", "2", limit=1, window=MINUTE)


def test_nothing_of_whom_is_stored(context: Flask) -> None:
    allows("password", "ana@origin.example", limit=1, window=MINUTE)
    row = db.session.execute(sa.select(Attempt.__table__)).one()

    assert all(isinstance(value, int) or value == NOW for value in row)


def test_an_attempt_counts_even_when_what_follows_fails(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        assert allows("code", "1", limit=1, window=MINUTE) / 0

    assert not allows("code", "1", limit=1, window=MINUTE)


def test_sweeping_removes_old_counts_only(context: Flask) -> None:
    allows("code", "1", limit=1, window=MINUTE)
    assert throttle.sweep() == 0

    with clock.held_at(NOW + timedelta(days=1, minutes=2)):
        assert throttle.sweep() == 1
