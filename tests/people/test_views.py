"""The pages about people, through the office door, without scripts."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from mrc.db import db
from mrc.people import service
from mrc.people.models import Consent
from mrc.people.rules import ConsentFacts, ConsentForm, IdentityFacts, PhoneFacts, Purpose, Registration
from tests import builders
from tests.page import Client
from tests.people.facts import inputs, person_of, spoken_path

# Search


def test_a_name_in_the_bar_finds_a_person_and_their_cases(world: builders.World, office: Client) -> None:
    person = person_of(world)
    case = builders.make_case(world.origin, person, world.caseworker)

    page = office.get("/office/search?q=Seeta+Gurung")

    assert page.status == 200
    assert "सीता गुरुङ Sita Gurung" in page.words()
    assert f"{case.ref[:3]}-{case.ref[3:6]}-{case.ref[6:]}" in page.text


def test_the_reference_of_a_person_leads_straight_there(world: builders.World, office: Client) -> None:
    person = person_of(world)

    page = office.get(f"/office/search?q={person.ref}", follow=False)

    assert page.status == 303
    assert page.response.location.replace("-", "").endswith(f"/office/people/{person.ref}")


def test_the_reference_of_a_case_leads_straight_there(world: builders.World, office: Client) -> None:
    case = builders.make_case(world.origin, caseworker=world.caseworker)

    page = office.get(f"/office/search?q={case.ref}", follow=False)

    assert page.status == 303
    assert page.response.location.replace("-", "").endswith(f"/office/cases/{case.ref}")


def test_the_reference_of_a_hidden_case_says_nothing(world: builders.World, office: Client) -> None:
    case = builders.make_case(world.destination, caseworker=world.other_caseworker)

    page = office.get(f"/office/search?q={case.ref}")

    assert "Nobody was found." in page.words()


@pytest.mark.parametrize("text", ["zzz", "zz%00z", "<script>", "1234567890", "'; --", "%F0%9F%98%80"])
def test_finding_nobody_offers_to_take_somebody_in(world: builders.World, office: Client, text: str) -> None:
    page = office.get(f"/office/search?q={text}")

    assert page.status == 200
    assert "Nobody was found." in page.words()
    assert "Take somebody in" in page.words()


def test_search_without_a_text_explains_itself(office: Client) -> None:
    assert "Type a name in any script" in office.get("/office/search").words()
    assert "Type a name in any script" in office.get("/office/search?q=%00").words()


# The person


def test_the_page_of_a_person_says_first_how_not_to_harm_them(world: builders.World, office: Client) -> None:
    actor = builders.actor_of(world.caseworker)
    person = service.register(
        actor,
        Registration(
            IdentityFacts("Sita", is_alias=True, preferred_language="ne"),
            (ConsentFacts(Purpose.SERVICE, ConsentForm.WRITTEN, "ne"),),
            (PhoneFacts("+97455501234"),),
        ),
    )
    path = f"/office/people/{person.ref}"
    office.submit(spoken_path(person, "/details/contact"), {"may_call": "never_call", "contact_hours": "Fridays"})
    office.submit(
        spoken_path(person, "/details/papers"), {"papers-0-kind": "passport", "papers-0-holder": "employer"}
    )

    page = office.get(path)

    assert "Never call or write to this person. Safe times: Fridays" in page.words()
    assert "Not the real name" in page.words()
    assert "Employer holds it" in page.words()
    assert "Who looked" in page.words()
    assert '<bdi dir="ltr" class="num">+97455501234</bdi>' in page.text


@pytest.mark.parametrize(
    "part", ["", "/read-back", "/consents/new", "/details/identity", "/details/phones", "/details/papers?taking=1"]
)
def test_a_person_of_another_centre_is_not_there(world: builders.World, office: Client, part: str) -> None:
    person = builders.make_person(world.destination)

    assert office.get(f"/office/people/{person.ref}{part}").status == 404


def test_a_section_that_is_not_there(world: builders.World, office: Client) -> None:
    assert office.get(f"/office/people/{person_of(world).ref}/details/secrets").status == 404


def test_add_another_keeps_everything_typed(world: builders.World, office: Client) -> None:
    path = spoken_path(person_of(world), "/details/phones")

    page = office.submit(path, {"phones-0-number": "not a number", "phones-0-is_safe": "y", "add": "phones"})

    assert page.status == 200
    assert inputs(page, "phones-0-number") == ["not a number"]
    assert inputs(page, "phones-1-number") == [""]
    assert "Please look at these points" not in page.words()


@pytest.mark.parametrize("value", ["version", "csrf_token", "nothing", "validate", ""])
def test_add_of_anything_else_is_no_error(world: builders.World, office: Client, value: str) -> None:
    path = spoken_path(person_of(world), "/details/phones")

    assert office.submit(path, {"add": value}).status == 200


def test_no_more_rows_than_there_is_room_for(world: builders.World, office: Client) -> None:
    path = spoken_path(person_of(world), "/details/phones")
    many = {f"phones-{number}-number": "" for number in range(40)}

    page = office.submit(path, {**many, "add": "phones"})

    assert page.status == 200
    assert inputs(page, "phones-11-number") == [""]
    assert inputs(page, "phones-12-number") == []


@pytest.mark.parametrize(
    ("section", "values", "said"),
    [
        ("phones", {"phones-0-number": "1"}, "Write the number with its country code"),
        ("trusted", {"trusted-0-phone": "+97455501234"}, "Enter the name of this person."),
        ("papers", {"papers-0-number": "PA1"}, "Choose the kind of paper."),
        ("papers", {"papers-0-kind": "visa", "papers-0-holder_since": "2030-01-01"}, "This date lies in the future."),
        ("work", {"occupation": "astronaut of the sea"}, "Choose one of the suggestions"),
        ("contact", {"email": "nowhere"}, "Write the e-mail address as name@example.org."),
        ("languages", {"preferred_language": ""}, "Choose the person's language."),
        ("identity", {"name": ""}, "Enter the name, or an alias."),
        ("identity", {"birth-year": "2099"}, "The date of birth lies in the future."),
    ],
)
def test_a_mistake_in_a_section_is_said_at_its_field(
    world: builders.World, office: Client, section: str, values: dict[str, str], said: str
) -> None:
    page = office.submit(spoken_path(person_of(world), f"/details/{section}"), values)

    assert page.status == 422
    assert said in page.words()


def test_two_saves_at_once_show_both_texts(world: builders.World, office: Client) -> None:
    path = spoken_path(person_of(world), "/details/background")
    old = office.get(path).form_values(path)
    office.submit(path, {"origin_area": "Gorkha"})

    page = office.post(path, {**old, "origin_area": "Lamjung"})

    assert page.status == 409
    assert "Gorkha" in page.words()
    assert "Lamjung" in page.text


def test_a_tampered_version_is_refused(world: builders.World, office: Client) -> None:
    path = spoken_path(person_of(world), "/details/background")

    assert office.submit(path, {"origin_area": "Gorkha", "version": "x"}).status == 409


def test_the_list_of_people_filters_and_explains_itself(world: builders.World, office: Client) -> None:
    empty = office.get("/office/people")
    person_of(world)
    full = office.get("/office/people")
    none = office.get("/office/people?nationality=BD&sex=male&language=bn")
    wrong = office.get("/office/people?nationality=Atlantis")

    assert "Nobody is registered at this centre yet." in empty.words()
    assert "सीता गुरुङ" in full.words()
    assert "Nobody here fits this choice." in none.words()
    assert wrong.status == 422


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_a_tampered_place_in_the_list_is_no_error(world: builders.World, office: Client, before: str) -> None:
    assert office.get(f"/office/people?before={before}").status == 200


# Consent


def test_a_consent_is_recorded_and_taken_back(world: builders.World, office: Client) -> None:
    person = person_of(world)
    path = spoken_path(person, "/consents/new")

    page = office.submit(path, {"purpose": "share_with_consulate", "fields": ["name", "papers_held"]})
    assert "Sharing with the consulate Holds" in page.words()
    assert "May be shared: Name and Who holds the papers" in page.words()

    consent = db.session.scalars(sa.select(Consent)).one()
    page = office.submit(spoken_path(person, f"/consents/{consent.id}/withdraw"), {})

    assert "Sharing with the consulate Taken back" in page.words()


def test_sharing_without_saying_what_is_refused(world: builders.World, office: Client) -> None:
    page = office.submit(spoken_path(person_of(world), "/consents/new"), {"purpose": "share_with_employer"})

    assert page.status == 422
    assert "Tick what may be shared." in page.words()


def test_the_consent_of_somebody_else_cannot_be_taken_back(world: builders.World, office: Client) -> None:
    person = person_of(world)
    service.give_consent(
        builders.actor_of(world.caseworker), person, ConsentFacts(Purpose.SERVICE, ConsentForm.WRITTEN, "ne")
    )
    consent = db.session.scalars(sa.select(Consent)).one()

    assert office.get(spoken_path(person_of(world), f"/consents/{consent.id}/withdraw")).status == 404


# Erasing


def test_a_supervisor_erases_after_reading_what_it_destroys(world: builders.World, supervisor: Client) -> None:
    person = person_of(world)

    page = supervisor.submit(spoken_path(person, "/erase"), {"reason": "asked"})

    assert "The person is erased." in page.words()
    assert "This person was erased on" in supervisor.get(spoken_path(person, "")).words()


def test_an_open_case_stands_in_the_way(world: builders.World, supervisor: Client) -> None:
    person = person_of(world)
    builders.make_case(world.origin, person, world.caseworker)

    page = supervisor.submit(spoken_path(person, "/erase"), {"reason": "asked"})

    assert page.status == 422
    assert "A case of this person is still open." in page.words()


def test_a_caseworker_may_not_erase(world: builders.World, office: Client) -> None:
    assert office.get(spoken_path(person_of(world), "/erase")).status == 403


def test_a_number_that_somebody_else_has_is_said_when_it_is_saved(world: builders.World, office: Client) -> None:
    actor = builders.actor_of(world.caseworker)
    given = Registration(IdentityFacts("Ram"), (ConsentFacts(Purpose.SERVICE, ConsentForm.WRITTEN, "ne"),))
    service.register(actor, replace(given, phones=(PhoneFacts("+97455501234"),)))

    page = office.submit(spoken_path(person_of(world), "/details/phones"), {"phones-0-number": "+97455501234"})

    assert "This number or paper is also on file for: Ram." in page.words()
