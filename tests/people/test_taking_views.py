"""Taking somebody in through the office door, without scripts: in a hurry, with mistakes, and twice."""

from typing import Any

import pytest
import sqlalchemy as sa

from mrc.db import db
from mrc.people.models import Person
from tests import builders
from tests.page import Client
from tests.people.facts import inputs, person_of, spoken_path

NEW = "/office/people/new"
TAKEN = {
    "purposes": ["service", "case_management"],
    "consent_form": "written",
    "consent_language": "ne Nepali",
    "name": "सीता गुरुङ",
    "preferred_language": "ne",
}


def test_somebody_is_taken_in_and_read_back(office: Client) -> None:
    page = office.submit(NEW, TAKEN)
    assert page.words().count("is registered.") == 1
    person = db.session.scalars(sa.select(Person)).one()
    steps = ["languages", "phones", "contact", "trusted", "papers", "work", "background"]

    for step in steps:
        path = spoken_path(person, f"/details/{step}?taking=1")
        page = office.submit(path, {})

    assert page.status == 200
    assert page.response.request.path.endswith("/read-back")
    assert "Open a case" in page.words()
    assert page.root.get("lang") == "ne"


def test_a_name_and_consent_are_enough(office: Client) -> None:
    office.submit(NEW, {**TAKEN, "preferred_language": ""})

    assert db.session.scalars(sa.select(Person.preferred_language)).all() == ["ne"]


def test_without_consent_nothing_is_saved_and_nothing_typed_is_lost(office: Client) -> None:
    page = office.submit(NEW, {**TAKEN, "purposes": []})

    assert page.status == 422
    assert "Without consent to advice and help nothing may be kept." in page.words()
    assert inputs(page, "name") == ["सीता गुरुङ"]
    assert db.session.scalars(sa.select(Person)).all() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the name, or an alias."),
        ({"preferred_language": "Klingon"}, "Choose one of the suggestions"),
        ({"consent_form": "verbal_certified"}, "Enter who witnessed it"),
        ({"consent_form": "telepathy"}, "Choose one of the list."),
        ({"purposes": ["service", "everything"]}, "Choose from the list."),
        ({"birth-year": "94"}, "Write the year in four figures"),
        ({"birth-year": "1994", "birth-month": "13"}, "Choose the month"),
        ({"birth-year": "1994", "birth-day": "3"}, "Choose the month"),
        ({"birth-year": "1994", "birth-month": "2", "birth-day": "30"}, "There is no such day."),
        ({"birth-month": "2"}, "Write the year in four figures"),
        ({"birth-year": "2099"}, "The date of birth lies in the future."),
        ({"phone": "12"}, "Write the number with its country code"),
        ({"paper_number": "PA1"}, "Choose the kind of paper"),
        ({"expires_on": "2020-01-01"}, "The last day of the consent has passed."),
        ({"name": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_a_mistake_is_said_at_its_field(office: Client, wrong: dict[str, Any], said: str) -> None:
    page = office.submit(NEW, {**TAKEN, **wrong})

    assert page.status == 422
    assert page.words().count(said) >= 2
    assert db.session.scalars(sa.select(Person)).all() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"birth-year": "१९९४"}, ("1994-01-01", "year")),
        ({"birth-year": "1994", "birth-month": "5"}, ("1994-05-01", "month")),
        ({"birth-year": "1994", "birth-month": "5", "birth-day": "٢"}, ("1994-05-02", "day")),
        ({"birth-year": "1994", "birth-is_estimated": "y"}, ("1994-01-01", "estimated")),
    ],
)
def test_a_birth_date_is_kept_as_exactly_as_it_is_known(
    office: Client, typed: dict[str, str], kept: tuple[str, str]
) -> None:
    office.submit(NEW, {**TAKEN, **typed})

    person = db.session.scalars(sa.select(Person)).one()
    assert (person.birth_date_text, person.birth_precision) == kept


def test_somebody_like_them_is_shown_before_anything_is_saved(world: builders.World, office: Client) -> None:
    person_of(world)

    shown = office.submit(NEW, {**TAKEN, "name": "Seeta Gurung"})
    assert "Is it one of these?" in shown.words()
    assert "Same or like name" in shown.words()
    assert len(db.session.scalars(sa.select(Person)).all()) == 1

    office.post(NEW, shown.form_values(NEW))

    assert len(db.session.scalars(sa.select(Person)).all()) == 2


def test_another_name_typed_afterwards_is_looked_up_again(world: builders.World, office: Client) -> None:
    person_of(world)
    person_of(world, name="राम थापा", latin_name="Ram Thapa")
    shown = office.submit(NEW, {**TAKEN, "name": "Seeta Gurung"})

    again = office.post(NEW, {**shown.form_values(NEW), "name": "Ram Thapa"})

    assert "Ram Thapa" in again.words()
    assert len(db.session.scalars(sa.select(Person)).all()) == 2


def test_sent_twice_registers_once(office: Client) -> None:
    values = {**office.get(NEW).form_values(NEW), **TAKEN}

    first, second = (office.post(NEW, values, follow=False) for _time in range(2))

    person = db.session.scalars(sa.select(Person)).one()
    assert [page.status for page in (first, second)] == [303, 303]
    assert first.response.location == second.response.location == spoken_path(person, "/details/languages?taking=1")


def test_a_new_one_beside_somebody_like_them_is_registered_once(world: builders.World, office: Client) -> None:
    person_of(world)
    shown = office.submit(NEW, {**TAKEN, "name": "Seeta Gurung"})

    first, second = (office.post(NEW, shown.form_values(NEW), follow=False) for _time in range(2))

    person = db.session.scalars(sa.select(Person).order_by(Person.id.desc())).first()
    assert first.response.location == second.response.location == spoken_path(person, "/details/languages?taking=1")
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 2


def test_the_same_name_on_a_fresh_page_is_asked_about(office: Client) -> None:
    office.submit(NEW, TAKEN)

    again = office.submit(NEW, TAKEN)

    assert again.status == 200
    assert "Is it one of these?" in again.words()
    assert len(db.session.scalars(sa.select(Person)).all()) == 1


def test_the_texts_are_shown_in_another_language_without_saving(office: Client) -> None:
    page = office.submit(NEW, {**TAKEN, "name": "", "consent_language": "ar", "show": "1"})

    assert page.status == 200
    assert "Please look at these points" not in page.words()
    assert inputs(page, "consent_language") == ["ar Arabic"]


def test_what_is_proposed_while_typing(world: builders.World, office: Client) -> None:
    person_of(world)
    form = office.get(NEW).form_values(NEW)

    answer = office.http.post(f"{NEW}/proposals", data={**form, "name": "सीता गुरुङ"})
    early = office.http.post(f"{NEW}/proposals", data={**form, "name": "स"})

    assert answer.status_code == 200
    assert "Sita Gurung" in answer.get_data(as_text=True)
    assert "Is it one of these?" in answer.get_data(as_text=True)
    assert early.get_data(as_text=True).strip() == ""
