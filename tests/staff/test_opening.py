"""When a centre works: entered by an administrator in any script, kept whole, and refused when it makes no sense."""

from datetime import date, time

import pytest

from mrc.errors import NotAllowed, Stale
from mrc.staff import service
from mrc.staff.rules import Opening
from tests.builders import World, actor_of
from tests.page import Client

NINE_TO_FIVE = ((time(9), time(12, 30)), (time(13, 30), time(17)))


def address(world: World) -> str:
    ref = world.origin.ref
    return f"/admin/centres/{ref[:3]}-{ref[3:6]}-{ref[6:]}/hours"


def test_a_centre_without_hours_has_none(world: World) -> None:
    assert service.opening_of(world.origin.id) == Opening("Asia/Kathmandu", {})


def test_hours_are_typed_and_shown_again(world: World, client: Client) -> None:
    client.sign_in("adam@network.example")
    typed = {
        "day_0": "9:00-12:30, 13:30-17:00",
        "day_6": "\u0669:00\u20131700\u060c 18.00-24:00",
        "holidays": "2026-12-25 Christmas\n\n2026-11-20",
    }

    saved = client.submit(address(world), typed)

    assert "Saved." in saved.words()
    opening = service.opening_of(world.origin.id)
    assert opening.hours == {0: NINE_TO_FIVE, 6: ((time(9), time(17)), (time(18), time(23, 59)))}
    assert opening.holidays == {date(2026, 11, 20), date(2026, 12, 25)}
    shown = client.get(address(world)).form_values(address(world))
    assert (shown["day_0"], shown["day_1"]) == ("09:00-12:30, 13:30-17:00", "")
    assert shown["holidays"].split("\n") == ["2026-11-20", "2026-12-25 Christmas"]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("day_0", "17:00-9:00", "Write hours as"),
        ("day_0", "nine to five", "Write hours as"),
        ("day_0", "9:00", "Write hours as"),
        ("day_0", "9:00-12:00, 11:00-17:00", "overlap"),
        ("holidays", "Christmas", "Begin each line with a date"),
    ],
)
def test_what_makes_no_sense_comes_back(world: World, client: Client, field: str, text: str, said: str) -> None:
    client.sign_in("adam@network.example")

    page = client.submit(address(world), {field: text})

    assert page.status == 422
    assert said in page.words()
    assert page.form_values(address(world))[field].strip() == text
    assert service.opening_of(world.origin.id).hours == {}


def test_a_stale_form_overwrites_nothing(world: World) -> None:
    actor, centre = actor_of(world.administrator), world.origin
    version = centre.version
    service.set_opening(actor, centre.ref, version, {0: NINE_TO_FIVE}, {})

    with pytest.raises(Stale):
        service.set_opening(actor, centre.ref, version, {}, {})

    assert service.opening_of(centre.id).hours == {0: NINE_TO_FIVE}


@pytest.mark.parametrize("who", ["supervisor", "caseworker", "partner", "auditor"])
def test_only_an_administrator_enters_hours(world: World, who: str) -> None:
    stranger = actor_of(getattr(world, who))

    with pytest.raises(NotAllowed):
        service.set_opening(stranger, world.origin.ref, 1, {}, {})
    with pytest.raises(NotAllowed):
        service.read_opening(stranger, world.origin.ref)
