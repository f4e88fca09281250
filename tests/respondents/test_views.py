"""The pages of the register of employers and recruiters, through the office door, without scripts."""

import pytest
import sqlalchemy as sa

from mrc.db import db
from mrc.refs import spoken
from mrc.respondents import service
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentFacts
from tests import builders
from tests.page import Client

NEW = "/office/respondents/new"
NOOR = {"name": "Al Noor Contracting", "country": "QA", "usual_role": "employer"}


@pytest.fixture
def office(world: builders.World, client: Client) -> Client:
    """A caseworker of the origin centre, signed in."""
    client.sign_in("ana@origin.example")
    return client


def add(world: builders.World, name: str = "Al Noor Contracting") -> Respondent:
    """One that is already in the register."""
    return service.add(builders.actor_of(world.caseworker), RespondentFacts(name, "QA", city="Doha"))


def address(respondent: Respondent, rest: str = "") -> str:
    """Its address as the pages write it."""
    return f"/office/respondents/{spoken(respondent.ref)}{rest}"


def everybody() -> list[str | None]:
    """The names in the register, oldest first."""
    return [found.name for found in db.session.scalars(sa.select(Respondent).order_by(Respondent.id))]


def test_one_is_added_and_shown(office: Client) -> None:
    page = office.submit(NEW, {**NOOR, "is_household": "y", "industry": "97"})

    assert "Al Noor Contracting is in the register." in page.words()
    assert "Private household" in page.words()
    assert "Not known yet" in page.words()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the name of the firm or of the family."),
        ({"country": ""}, "Choose the country it is in."),
        ({"country": "Atlantis"}, "Choose one of the suggestions"),
        ({"usual_role": "king"}, "Choose one of the list."),
        ({"is_household": "y", "licence": "1"}, "A household has no licence."),
        ({"notes": "x" * 10_001}, "Use at most 10,000 characters."),
    ],
)
def test_a_mistake_is_said_at_its_field(office: Client, wrong: dict[str, str], said: str) -> None:
    page = office.submit(NEW, {**NOOR, **wrong})

    assert page.status == 422
    assert page.words().count(said) >= 2
    assert everybody() == []


def test_a_like_one_is_shown_before_anything_is_saved(world: builders.World, office: Client) -> None:
    add(world)

    shown = office.submit(NEW, {**NOOR, "name": "Alnoor Contracting Co."})
    assert "Is it one of these?" in shown.words()
    assert everybody() == ["Al Noor Contracting"]

    office.post(NEW, shown.form_values(NEW))

    assert everybody() == ["Al Noor Contracting", "Alnoor Contracting Co."]


def test_one_that_is_sent_twice_is_added_once_and_both_times_shown(office: Client) -> None:
    values = {**office.get(NEW).form_values(NEW), **NOOR}

    first, second = (office.post(NEW, values, follow=False) for _time in range(2))

    respondent = db.session.scalars(sa.select(Respondent)).one()
    assert [page.status for page in (first, second)] == [303, 303]
    assert first.response.location == second.response.location == address(respondent)


def test_a_new_one_beside_a_like_one_is_added_once(world: builders.World, office: Client) -> None:
    add(world)
    shown = office.submit(NEW, {**NOOR, "name": "Alnoor Contracting Co."})

    pages = [office.post(NEW, shown.form_values(NEW)) for _time in range(2)]

    assert ["".join(page.all("h1")[0].itertext()).strip() for page in pages] == ["Alnoor Contracting Co."] * 2
    assert everybody() == ["Al Noor Contracting", "Alnoor Contracting Co."]


def test_the_register_is_searched_and_narrowed(world: builders.World, office: Client) -> None:
    empty = office.get("/office/respondents")
    add(world)

    assert "The register is empty." in empty.words()
    assert "Al Noor Contracting" in office.get("/office/respondents").words()
    assert "Al Noor Contracting" in office.get("/office/respondents?q=alnor&country=QA").words()
    assert "None was found." in office.get("/office/respondents?q=alnor&country=AE").words()
    assert "None was found." in office.get("/office/respondents?country=AE").words()
    assert office.get("/office/respondents?country=Atlantis").status == 422


@pytest.mark.parametrize("query", ["before=x", f"before={'9' * 40}", "q=%00", "q=%27%3B--"])
def test_tampered_addresses_are_no_error(office: Client, query: str) -> None:
    assert office.get(f"/office/respondents?{query}").status == 200


def test_one_is_changed(world: builders.World, office: Client) -> None:
    found = add(world)

    page = office.submit(address(found, "/edit"), {"city": "Al Khor"})

    assert "Saved." in page.words()
    assert "Al Khor" in page.words()


def test_two_saves_at_once_show_both_texts(world: builders.World, office: Client) -> None:
    path = address(add(world), "/edit")
    old = office.get(path).form_values(path)
    office.submit(path, {"city": "Al Khor"})

    page = office.post(path, {**old, "city": "Lusail"})

    assert page.status == 409
    assert "Al Khor" in page.words()
    assert "Lusail" in page.text


def test_a_refused_change_is_said_at_its_field(world: builders.World, office: Client) -> None:
    page = office.submit(address(add(world), "/edit"), {"is_household": "y", "licence": "1"})

    assert page.status == 422
    assert "A household has no licence." in page.words()


def test_search_from_every_page_finds_employers_too(world: builders.World, office: Client) -> None:
    add(world)

    page = office.get("/office/search?q=al+nor")

    assert "Employers and recruiters Al Noor Contracting" in page.words()


def test_what_is_not_there(office: Client) -> None:
    assert office.get("/office/respondents/1000000007").status == 404


def test_an_administrator_has_another_door(world: builders.World, client: Client) -> None:
    client.sign_in("adam@network.example")

    assert client.get("/office/respondents").status == 403
