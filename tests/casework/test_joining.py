"""The people of a case of several: joining it, leaving it, and who may know of it."""

import pytest
import sqlalchemy as sa

from mrc.casework.models import Case, CasePerson
from mrc.casework.rules.opening import CaseFault
from mrc.casework.service import joining
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people.models import Person
from tests import builders, record
from tests.page import Client
from tests.statements import statements_of


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def other(world: builders.World) -> Person:
    return builders.make_person(world.origin, "राम थापा", "Ram Thapa")


def joined() -> list[int]:
    return list(db.session.scalars(sa.select(CasePerson.person_id)))


def path(case: Case, rest: str = "") -> str:
    return f"/office/cases/{case.ref[:3]}-{case.ref[3:6]}-{case.ref[6:]}/people{rest}"


def test_somebody_joins_once_and_it_is_on_record(world: builders.World, case: Case, other: Person) -> None:
    actor = builders.actor_of(world.caseworker)
    joining.add_person(actor, case.ref, other.ref)

    assert joined() == [other.id]
    assert record.events()[-1] == "case:changed"
    with pytest.raises(Refused) as error:
        joining.add_person(actor, case.ref, other.ref)
    assert error.value.reason is CaseFault.IN_THE_CASE


def test_the_one_it_is_kept_under_is_in_it_already(world: builders.World, case: Case) -> None:
    person = db.session.get(Person, case.person_id)
    assert person is not None
    with pytest.raises(Refused):
        joining.add_person(builders.actor_of(world.caseworker), case.ref, person.ref)


@pytest.mark.parametrize("who", ["nobody", "foreign", "erased", "restricted"])
def test_who_may_not_be_named_here_does_not_join(world: builders.World, case: Case, who: str) -> None:
    centre = world.destination if who == "foreign" else world.origin
    person = builders.make_person(centre, is_restricted=who == "restricted")
    with transaction():
        person.erased_at = case.opened_at if who == "erased" else None
    with pytest.raises(Refused) as error:
        joining.add_person(builders.actor_of(world.supervisor), case.ref, None if who == "nobody" else person.ref)
    assert error.value.reason is CaseFault.NO_SUCH_PERSON
    assert joined() == []


def test_somebody_restricted_joins_a_restricted_case(world: builders.World) -> None:
    case = builders.make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
    person = builders.make_person(world.origin, is_restricted=True)
    joining.add_person(builders.actor_of(world.supervisor), case.ref, person.ref)

    assert joined() == [person.id]


def test_somebody_leaves_the_case_and_stays_registered(world: builders.World, case: Case, other: Person) -> None:
    actor = builders.actor_of(world.caseworker)
    joining.add_person(actor, case.ref, other.ref)
    joining.remove_person(actor, case.ref, other.ref)

    assert joined() == []
    assert db.session.get(Person, other.id) is not None
    with pytest.raises(NotFound):
        joining.remove_person(actor, case.ref, other.ref)


def test_a_stranger_neither_sees_nor_changes_them(world: builders.World, case: Case, other: Person) -> None:
    stranger = builders.actor_of(world.other_caseworker)
    for deed in (
        lambda: joining.people_of_case(stranger, case.ref),
        lambda: joining.add_person(stranger, case.ref, other.ref),
        lambda: joining.remove_person(stranger, case.ref, other.ref),
    ):
        with pytest.raises(NotFound):
            deed()


def test_they_are_looked_for_added_listed_and_removed(
    world: builders.World, client: Client, case: Case, other: Person
) -> None:
    client.sign_in(world.caseworker.email)
    found = client.submit(path(case), {"person_query": "Ram Thapa", "search": "1"})
    assert "Ram Thapa" in found.words()
    page = client.post(path(case), {**found.form_values(path(case)), "person_choice": other.ref})

    assert "The person is in the case." in page.words()
    assert "राम थापा" in page.words()
    assert "राम थापा" in client.get(path(case).removesuffix("/people")).words()
    remove = next(form.get("action") for form in page.all("form") if str(form.get("action")).endswith("/remove"))
    values = page.form_values(str(remove))
    assert "stays registered" in client.post(str(remove), values).words()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"person_query": ""}, "Type the name or the number"),
        ({"person_query": "Nobody at all"}, "Choose one of those found"),
        ({"person_query": "Ram", "person_choice": "1234567890"}, "Choose one of those found"),
        ({"person_query": "Ram", "person_choice": "x' OR 1=1"}, "Choose one of those found"),
    ],
)
def test_a_choice_that_is_none_is_refused(
    world: builders.World, client: Client, case: Case, values: dict[str, str], said: str
) -> None:
    client.sign_in(world.caseworker.email)
    page = client.submit(path(case), values)

    assert page.status == 422
    assert said in page.words()
    assert page.form_values(path(case))["person_query"] == values["person_query"]


def test_the_page_asks_as_often_for_many_people_and_turns_over(
    world: builders.World, client: Client, case: Case
) -> None:
    client.sign_in(world.caseworker.email)
    client.get(path(case))
    counts = []
    for count in (3, 52):
        people = [builders.make_person(world.origin, f"राम {count} {number}") for number in range(count)]
        with transaction():
            db.session.add_all(CasePerson(case_id=case.id, person_id=person.id) for person in people)
        counts.append(len(statements_of(lambda: client.get(path(case)))))

    assert counts[0] == counts[1]
    page = client.get(path(case))
    (following,) = [link.get("href") for link in page.all("a") if link.get("rel") == "next"]
    assert "राम 52 51" in client.get(str(following)).words()
