"""When somebody may be written to: days, hours and clocks, over midnight and over a change of the clocks."""

from datetime import datetime

import pytest

from mrc.db import db
from mrc.people.rules import SafeHours, Weekday, next_safe, quiet_nights
from tests import builders
from tests.page import Client
from tests.people.facts import inputs, spoken_path


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("days", "starts", "ends", "now", "leaves"),
    [
        # 12:00 in Doha on a Friday.
        (tuple(Weekday), 540, 1200, "2026-11-20T09:00+00:00", "2026-11-20T09:00+00:00"),
        ((Weekday.FRIDAY,), 840, 1080, "2026-11-20T09:00+00:00", "2026-11-20T11:00+00:00"),
        ((Weekday.FRIDAY,), 840, 1080, "2026-11-20T14:59+00:00", "2026-11-20T14:59+00:00"),
        ((Weekday.FRIDAY,), 840, 1080, "2026-11-20T15:00+00:00", "2026-11-27T11:00+00:00"),
        ((Weekday.MONDAY, Weekday.SUNDAY), 0, 1440, "2026-11-20T09:00+00:00", "2026-11-21T21:00+00:00"),
        # Over midnight: the hours of Thursday last into Friday, and those of Friday into Saturday.
        ((Weekday.THURSDAY,), 1320, 360, "2026-11-20T02:00+00:00", "2026-11-20T02:00+00:00"),
        ((Weekday.THURSDAY,), 1320, 360, "2026-11-20T03:00+00:00", "2026-11-26T19:00+00:00"),
        ((Weekday.FRIDAY,), 1320, 360, "2026-11-20T09:00+00:00", "2026-11-20T19:00+00:00"),
    ],
)
def test_the_next_safe_moment(days: tuple[Weekday, ...], starts: int, ends: int, now: str, leaves: str) -> None:
    assert next_safe(SafeHours(days, starts, ends, "Asia/Qatar"), moment(now)) == moment(leaves)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        # The clocks of Rome go back on 25 October 2026 and forward on 28 March 2027.
        ("2026-10-24T20:00+00:00", "2026-10-25T08:00+00:00"),
        ("2027-03-27T20:00+00:00", "2027-03-28T07:00+00:00"),
    ],
)
def test_the_clocks_of_the_place_count(now: str, leaves: str) -> None:
    assert next_safe(quiet_nights("Europe/Rome"), moment(now)) == moment(leaves)


def test_hours_are_read_as_they_were_written() -> None:
    hours = SafeHours((Weekday.FRIDAY, Weekday.SUNDAY), 0, 1440, "Asia/Kathmandu")

    assert SafeHours.parse(str(hours)) == hours


@pytest.fixture
def office(client: Client) -> Client:
    client.sign_in("ana@origin.example")
    return client


def test_safe_hours_are_typed_shown_and_typed_again(world: builders.World, office: Client) -> None:
    person = builders.make_person(world.origin)
    address = spoken_path(person, "/details/contact")
    typed = {
        "safe_days": ["friday", "sunday"],
        "safe_from": "14.00",
        "safe_until": "१८:३०",
        "safe_zone": "Asia/Qatar",
    }

    shown = office.submit(address, {**typed, "safe_zone": "Asia/Qatar"}).words()

    db.session.refresh(person)
    assert person.safe_hours == SafeHours((Weekday.FRIDAY, Weekday.SUNDAY), 840, 1110, "Asia/Qatar")
    assert "14:00 to 18:30, Friday and Sunday (time in Qatar" in shown
    again = office.get(address)
    assert (inputs(again, "safe_from"), inputs(again, "safe_zone")) == (["14:00"], ["Asia/Qatar"])
    office.submit(address, {"safe_days": [], "safe_from": "", "safe_until": ""})
    db.session.refresh(person)
    assert person.safe_hours is None


def test_days_alone_are_whole_days_by_the_clocks_of_the_centre(world: builders.World, office: Client) -> None:
    person = builders.make_person(world.origin)
    office.submit(spoken_path(person, "/details/contact"), {"safe_days": ["friday"], "safe_zone": ""})

    db.session.refresh(person)
    assert person.safe_hours == SafeHours((Weekday.FRIDAY,), 0, 1440, "Asia/Kathmandu")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"safe_from": "14:00"}, "Enter both hours"),
        ({"safe_from": "14:00", "safe_until": "14:00"}, "Both hours are the same"),
        ({"safe_from": "25:00", "safe_until": "14:00"}, "as it stands on a clock of 24 hours"),
        ({"safe_from": "09:00", "safe_until": "14:00", "safe_zone": "Mars/Olympus"}, "There is no such time zone"),
    ],
)
def test_hours_that_cannot_be_are_told_at_the_field(
    world: builders.World, office: Client, typed: dict[str, str], said: str
) -> None:
    person = builders.make_person(world.origin)

    page = office.submit(spoken_path(person, "/details/contact"), typed)

    assert (page.status, said in page.words()) == (422, True)
    assert inputs(page, "safe_from") == [typed["safe_from"]]
