"""How people are found: by a name in any script, a number or a paper; and who may be somebody already known."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mrc.audit import Event
from mrc.casework.models import CaseTeamMember
from mrc.db import db, transaction
from mrc.errors import NotAllowed
from mrc.people import service
from mrc.people.rules import (
    DocumentKind,
    MatchReason,
    PaperFacts,
    PhoneFacts,
    Registration,
)
from tests import builders
from tests.people.facts import facts, names
from tests.record import events
from tests.statements import statements_of

PAIRS = Path(__file__).parent.parent / "names" / "pairs"


@pytest.mark.parametrize(
    "text",
    [
        "Sita Gurung",
        "gurung sita",
        "Seeta Gurang",
        "सीता",
        "सीता गुरुङ",
        "Gur",
        "Sita 1994",
        "Sita 1995",
        "سيتا غورونغ",
    ],
)
def test_a_person_is_found_by_many_spellings(world: builders.World, text: str) -> None:
    builders.make_person(world.origin, birth_year=1994)

    found = service.find(builders.actor_of(world.caseworker), text)

    assert names(found) == ["Sita Gurung"]
    assert events()[-1] == Event.PERSON_FOUND


def test_a_full_name_comes_before_those_who_share_a_part(world: builders.World) -> None:
    builders.make_person(world.origin, "राम गुरुङ", "Ram Gurung")
    builders.make_person(world.origin)
    builders.make_person(world.origin, "सीता थापा", "Sita Thapa")
    actor = builders.actor_of(world.caseworker)

    assert names(service.find(actor, "Sita Gurung")) == ["Sita Gurung"]
    assert set(names(service.find(actor, "Gurung"))) == {"Ram Gurung", "Sita Gurung"}


def test_one_class_of_consonants_is_not_one_name(world: builders.World) -> None:
    builders.make_person(world.origin, "किरण थापा", "Kiran Thapa")
    builders.make_person(world.origin)
    actor = builders.actor_of(world.caseworker)

    assert names(service.find(actor, "Kiran")) == ["Kiran Thapa"]
    assert names(service.find(actor, "Gurung")) == ["Sita Gurung"]
    assert service.find(actor, "Qqq Ttt") == []


def test_real_names_are_found_by_their_latin_spelling(world: builders.World) -> None:
    lines = (PAIRS / "devanagari.tsv").read_text().splitlines()
    pairs = [line.split("\t") for line in lines if "-" not in line]
    people = [
        (f"{one[0]} {two[0]}", f"{one[1]} {two[1]}") for one, two in zip(pairs[:60], pairs[60:120], strict=True)
    ]
    made = [builders.make_person(world.origin, native, native) for native, _latin in people]
    actor = builders.actor_of(world.caseworker)

    found = [[line.ref for line in service.find(actor, latin)] for _native, latin in people]

    first = sum(person.ref == refs[0] for person, refs in zip(made, found, strict=True) if refs)
    assert first >= 57
    assert sum(map(len, found)) <= 90


def test_nobody_is_found_by_a_name_that_nobody_has(world: builders.World) -> None:
    builders.make_person(world.origin)

    assert service.find(builders.actor_of(world.caseworker), "Khin Maung Win") == []


@pytest.mark.parametrize("text", ["", "   ", "...", "%", "1994", "\u200b", "'" * 300])
def test_text_that_is_no_name_finds_nobody(world: builders.World, text: str) -> None:
    builders.make_person(world.origin)

    assert service.find(builders.actor_of(world.caseworker), text) == []


def test_a_reference_finds_its_person_in_any_digits(world: builders.World) -> None:
    person = builders.make_person(world.origin)
    typed = person.ref.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert [found.ref for found in service.find(builders.actor_of(world.caseworker), typed)] == [person.ref]


@pytest.mark.parametrize("text", ["+974 5550 1234", "0097455501234", "5550 1234", "٥٥٥٠١٢٣٤", "+97455501234"])
def test_a_number_finds_its_person_with_and_without_country_code(world: builders.World, text: str) -> None:
    actor = builders.actor_of(world.caseworker)
    service.register(actor, replace(facts(), phones=(PhoneFacts("+97455501234"),)))
    service.register(actor, replace(facts("राम"), phones=(PhoneFacts("+97455509999"),)))

    assert names(service.find(actor, text)) == ["Sita Gurung"]


@pytest.mark.parametrize("text", ["PA 123-4567", "pa1234567"])
def test_a_paper_finds_its_person(world: builders.World, text: str) -> None:
    actor = builders.actor_of(world.caseworker)
    service.register(actor, replace(facts(), papers=(PaperFacts(DocumentKind.PASSPORT, "PA1234567"),)))

    assert names(service.find(actor, text)) == ["Sita Gurung"]


def test_people_of_another_centre_are_not_found(world: builders.World) -> None:
    person = builders.make_person(world.destination)
    actor = builders.actor_of(world.caseworker)

    assert service.find(actor, "Sita Gurung") == []
    assert service.find(actor, person.ref) == []


def test_restricted_people_are_found_by_their_team_alone(world: builders.World) -> None:
    person = builders.make_person(world.origin, is_restricted=True)
    case = builders.make_case(world.origin, person, world.caseworker)
    outsider = builders.make_user("eva@origin.example", world.caseworker.role, world.origin)
    with transaction():
        db.session.add(CaseTeamMember(case_id=case.id, user_id=world.colleague.id))

    may = [world.caseworker, world.colleague, world.supervisor]
    seen = [names(service.find(builders.actor_of(user), "Sita Gurung")) for user in may]

    assert seen == [["Sita Gurung"]] * 3
    assert service.find(builders.actor_of(outsider), "Sita Gurung") == []
    assert service.find(builders.actor_of(outsider), person.ref) == []


def test_who_is_found_comes_with_the_cases_that_the_reader_may_see(world: builders.World) -> None:
    person = builders.make_person(world.origin)
    shown = builders.make_case(world.origin, person, world.caseworker)
    hidden = builders.make_case(world.origin, person, world.colleague, is_restricted=True)

    found = service.find(builders.actor_of(world.caseworker), "Sita Gurung")
    found_by_supervisor = service.find(builders.actor_of(world.supervisor), "Sita Gurung")

    assert found[0].case_refs == (shown.ref,)
    assert found_by_supervisor[0].case_refs == (hidden.ref, shown.ref)


def test_the_reference_of_a_case_is_known_to_who_may_open_it(world: builders.World) -> None:
    case = builders.make_case(world.origin, caseworker=world.caseworker, is_restricted=True)

    assert service.find_everywhere(builders.actor_of(world.caseworker), case.ref) == ([], case.ref)
    assert service.find_everywhere(builders.actor_of(world.colleague), case.ref) == ([], None)
    assert service.find_everywhere(builders.actor_of(world.other_caseworker), case.ref) == ([], None)


def test_searching_costs_the_same_however_many_are_found(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    builders.make_person(world.origin)
    service.find(actor, "the first entry of the record")
    one = len(statements_of(lambda: service.find(actor, "Sita Gurung")))
    for _number in range(30):
        builders.make_person(world.origin)

    assert len(statements_of(lambda: service.find(actor, "Sita Gurung"))) == one
    assert len(service.find(actor, "Sita Gurung")) == 20


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_is_read_of_those_found_is_looked_up_and_never_searched_through(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    for _number in range(3):
        builders.make_case(world.origin, builders.make_person(world.origin), world.caseworker)
    sent = statements_of(lambda: service.find(actor, "Sita Gurung"))
    reads = [(text, values) for text, values in sent if text.startswith("SELECT") and "audit" not in text]

    with db.engine.connect() as connection:
        plans = [connection.exec_driver_sql("EXPLAIN QUERY PLAN " + text, values).all() for text, values in reads]
    plan = [row[-1] for rows in plans for row in rows]
    walked = [line for line in plan if line.split()[1] in {"cases", "people", "person_centres", "name_tokens"}]

    assert len(walked) > 3
    assert [line for line in walked if line.startswith("SCAN")] == []
    assert [line for line in walked if " cases " in line and "person_id=?" not in line] == []


def test_an_administrator_may_not_search(world: builders.World) -> None:
    with pytest.raises(NotAllowed):
        service.find(builders.actor_of(world.administrator), "Sita")


@pytest.mark.parametrize(
    ("registration", "reasons"),
    [
        (facts("Sita Gurung"), (MatchReason.NAME,)),
        (facts("Sita Gurung", birth_date=date(1995, 1, 1)), (MatchReason.NAME, MatchReason.BIRTH_YEAR)),
        (facts("سيتا غورونغ"), (MatchReason.NAME,)),
        (replace(facts("Rita Rai"), phones=(PhoneFacts("+97455501234"),)), (MatchReason.PHONE,)),
        (replace(facts("Rita"), papers=(PaperFacts(DocumentKind.VISA, "pa 1234567"),)), (MatchReason.DOCUMENT,)),
    ],
)
def test_who_may_be_the_same_person_is_shown_with_the_reason(
    world: builders.World, registration: Registration, reasons: tuple[MatchReason, ...]
) -> None:
    actor = builders.actor_of(world.caseworker)
    known = replace(
        facts(birth_date=date(1994, 5, 1)),
        phones=(PhoneFacts("+97455501234"),),
        papers=(PaperFacts(DocumentKind.PASSPORT, "PA1234567"),),
    )
    service.register(actor, known)

    found = service.possible_duplicates(actor, registration)

    assert [line.reasons for line in found] == [reasons]


@pytest.mark.parametrize(
    "registration",
    [facts("Ram Thapa"), facts("Sita Gurung", birth_date=date(1970, 1, 1)), facts("Gurung Kumari Devi Maya")],
)
def test_a_weak_likeness_stops_nobody(world: builders.World, registration: Registration) -> None:
    actor = builders.actor_of(world.caseworker)
    service.register(actor, facts(birth_date=date(1994, 5, 1)))

    assert service.possible_duplicates(actor, registration) == []
