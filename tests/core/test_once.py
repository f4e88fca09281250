"""A form that is sent twice acts once, also when both arrive together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc import once as once_module
from mrc.db import db, in_transaction
from mrc.once import SentTwice, UsedForm, new_key, once
from mrc.staff.models import Centre
from mrc.staff.rules import HostType
from tests.conftest import NOW
from tests.core.threads import together


def send(key: str | None, name: str) -> str | None:
    """What a view does with a form."""
    with once(key) as outcome:
        if not outcome.is_done:
            db.session.add(Centre(name=name, country="NP", host_type=HostType.CSO))
            db.session.flush()
            outcome.location = f"/made/{name}"
    return outcome.location


def send_and_fail(key: str) -> None:
    with once(key) as outcome:
        db.session.add(Centre(name="half", country="NP", host_type=HostType.CSO))
        outcome.location = "/never"
        db.session.flush()
        raise ZeroDivisionError


def centres() -> list[str]:
    return list(db.session.scalars(sa.select(Centre.name).order_by(Centre.id)))


def test_a_form_sent_again_leads_where_it_led(context: Flask) -> None:
    key = new_key()

    assert send(key, "first") == "/made/first"
    assert send(key, "second") == "/made/first"
    assert centres() == ["first"]


def test_two_forms_act_twice(context: Flask) -> None:
    assert send(new_key(), "first") == "/made/first"
    assert send(new_key(), "second") == "/made/second"


@pytest.mark.parametrize("key", [None, ""])
def test_a_form_without_a_key_acts_each_time(context: Flask, key: str | None) -> None:
    send(key, "first")
    send(key, "second")

    assert centres() == ["first", "second"]


def test_a_form_whose_deed_failed_may_be_sent_again(context: Flask) -> None:
    key = new_key()
    with pytest.raises(ZeroDivisionError):
        send_and_fail(key)

    assert send(key, "whole") == "/made/whole"
    assert centres() == ["whole"]


@contextmanager
def noted(steps: list[str], then: Callable[[], object] = lambda: None) -> Iterator[str]:
    """Something made before a deed, which notes how it fared and whether a transaction was open."""
    steps.append(f"made {in_transaction()}")
    then()
    try:
        yield "ready"
    finally:
        steps.append(f"over {in_transaction()}")


def test_what_is_made_before_is_made_outside_the_transaction_and_once(context: Flask) -> None:
    key, steps = new_key(), list[str]()

    for _time in range(2):
        with once(key, lambda: noted(steps)) as outcome:
            if not outcome.is_done:
                steps.append(f"{outcome.ready} {in_transaction()}")
                outcome.location = "/made"

    assert outcome.location == "/made"
    assert steps == ["made False", "ready True", "over False"]


def test_what_was_made_for_a_form_that_another_sending_overtook_is_cleaned_up(context: Flask) -> None:
    key, steps = new_key(), list[str]()

    with pytest.raises(SentTwice) as twice, once(key, lambda: noted(steps, lambda: send(key, "first"))):
        steps.append("deed")

    assert twice.value.location == "/made/first"
    assert steps == ["made False", "over False"]


def test_of_several_that_arrive_together_one_acts_and_all_are_led_there(app: Flask) -> None:
    key = new_key()

    results = together(app, 5, lambda number: send(key, f"centre-{number}"))

    with app.app_context():
        (made,) = centres()
    places = [result.location if isinstance(result, SentTwice) else result for result in results]
    assert places == [f"/made/{made}"] * 5


def test_keys_cannot_be_guessed() -> None:
    found = {new_key() for _time in range(100)}
    assert len(found) == 100
    assert min(len(key) for key in found) >= 24


def test_sweeping_forgets_old_forms_only(context: Flask) -> None:
    send(new_key(), "first")
    assert once_module.sweep() == 0

    with clock.held_at(NOW + timedelta(days=3)):
        assert once_module.sweep() == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(UsedForm)) == 0
