"""A worker types a day of work; it stands in the diary as told by them, and what was there stays."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc.access import Role
from mrc.db import db
from mrc.employment.models import DiaryDay
from tests import builders
from tests.conftest import NOW
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_second import give, kinds
from tests.portal.test_views import open_card

DAY = {"days_ago": "0", "starts": "8", "ends": "17:30", "break_minutes": "30", "pay": "60"}


def days() -> list[DiaryDay]:
    return list(db.session.scalars(sa.select(DiaryDay)))


def test_a_day_is_kept_as_told_by_the_worker_and_once(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    assert "Saved" in client.submit("/en/case/day", DAY).words()
    assert "written down already" in client.submit("/en/case/day", {**DAY, "ends": "20:00"}).words()

    (day,) = days()
    assert (day.day, day.starts, day.ends, day.break_minutes) == (NOW.date(), 480, 1050, 30)
    assert (day.pay, day.currency, day.told_by_role) == (Decimal(60), "QAR", Role.MIGRANT)


def test_an_end_before_the_start_is_on_the_next_day(client: Client, opened: Opened) -> None:
    open_card(client, opened)

    client.submit("/en/case/day", {**DAY, "days_ago": "1", "starts": "20:00", "ends": "4:00"})

    (day,) = days()
    assert (day.starts, day.ends, day.ends_next_day) == (1200, 240, True)


@pytest.mark.parametrize("wrong", [{"starts": ""}, {"starts": "early"}, {"break_minutes": "900"}, {"days_ago": "7"}])
def test_what_cannot_be_is_told(client: Client, opened: Opened, wrong: dict[str, str]) -> None:
    open_card(client, opened)

    assert client.submit("/en/case/day", {**DAY, **wrong}).status == 422
    assert days() == []


def test_by_the_second_code_it_is_kept_apart(client: Client, opened: Opened, world: builders.World) -> None:
    open_card(client, opened, give(world, opened))

    assert "Saved" in client.submit("/en/case/day", DAY).words()

    assert days() == []
    assert "second_wrote" in kinds(opened.case)
