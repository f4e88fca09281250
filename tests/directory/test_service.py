"""Looking up in the directory, and changing it by hand."""

from datetime import timedelta
from typing import Any

import pytest

from mrc import clock
from mrc.db import db, transaction
from mrc.directory import service
from mrc.directory.models import Location, ServiceArea
from mrc.directory.rules import (
    ContactFacts,
    ContactKind,
    DirectoryFault,
    Filters,
    Freshness,
    OrganisationFacts,
    OrganisationKind,
    OrganisationStatus,
)
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from tests import builders
from tests.builders import actor_of

FACTS = OrganisationFacts(
    kind=OrganisationKind.UNION,
    name="Builders’ Union",
    country="QA",
    languages=("ne",),
    jurisdictions=("BH",),
    contacts=(ContactFacts(ContactKind.PHONE, "+974 4444 5555"),),
)


def names(filters: Filters) -> list[str]:
    return [line.name for line in service.search(filters)]


@pytest.fixture
def directory(world: builders.World) -> builders.World:
    builders.make_organisation("Harbour Union", OrganisationKind.UNION, languages=["ne", "en"], city="Doha")
    builders.make_organisation("Aid 100%", country="KW", issue_codes=["NON_PAYMENT"])
    embassy = builders.make_organisation(
        "Embassy of Nepal", OrganisationKind.CONSULATE, country="KW", sending_country="NP", issue_codes=["HOUSING"]
    )
    builders.make_organisation("Closed desk", status=OrganisationStatus.INACTIVE, issue_codes=["HOUSING"])
    with transaction():
        embassy.services[0].areas.append(ServiceArea(country="QA", is_resident=False))
    return world


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["Aid 100%", "Clinic of the test", "Embassy of Nepal", "Harbour Union"]),
        (Filters(text="union harbour"), ["Harbour Union"]),
        (Filters(text="HÁRBOUR"), ["Harbour Union"]),
        (Filters(text="doha"), ["Harbour Union"]),
        (Filters(text="100%"), ["Aid 100%"]),
        (Filters(text="%"), ["Aid 100%", "Clinic of the test", "Embassy of Nepal", "Harbour Union"]),
        (Filters(text="نيبال"), ["Embassy of Nepal"]),
        (Filters(text="nowhere"), []),
        (Filters(kind=OrganisationKind.UNION), ["Harbour Union"]),
        (Filters(country="QA"), ["Clinic of the test", "Embassy of Nepal", "Harbour Union"]),
        (Filters(sending_country="NP"), ["Embassy of Nepal"]),
        (Filters(issue="NON_PAYMENT"), ["Aid 100%", "Clinic of the test", "Harbour Union"]),
        (Filters(language="ne"), ["Harbour Union"]),
        (
            Filters(only_active=False, issue="HOUSING"),
            ["Clinic of the test", "Closed desk", "Embassy of Nepal", "Harbour Union"],
        ),
    ],
)
def test_the_directory_is_narrowed(directory: builders.World, filters: Filters, expected: list[str]) -> None:
    assert names(filters) == expected


def test_the_list_is_read_page_by_page(directory: builders.World) -> None:
    first = service.search(Filters(), limit=2)
    rest = service.search(Filters(), after=(first[1].name_folded, first[1].id), limit=2)

    assert [line.name for line in first] == ["Aid 100%", "Clinic of the test", "Embassy of Nepal"]
    assert [line.name for line in rest] == ["Embassy of Nepal", "Harbour Union"]


def test_an_organisation_added_by_hand_counts_as_checked(world: builders.World) -> None:
    added = service.add_organisation(actor_of(world.administrator), FACTS)

    found = service.get_organisation(added.ref)
    assert service.facts_of(found) == FACTS
    assert service.places_of(found) == {"QA", "BH"}
    assert names(Filters(text="builders union")) == ["Builders’ Union"]
    assert service.search(Filters(text="builders"))[0].freshness is Freshness.VERIFIED


def test_a_consulate_without_a_state_is_refused(world: builders.World) -> None:
    facts = OrganisationFacts(kind=OrganisationKind.CONSULATE, name="Embassy", country="QA")

    with pytest.raises(Refused) as caught:
        service.add_organisation(actor_of(world.administrator), facts)

    assert (caught.value.reason, caught.value.field) == (DirectoryFault.SENDING_COUNTRY_MISSING, "sending_country")


def test_a_change_made_on_an_old_page_is_refused_with_both_texts(world: builders.World) -> None:
    admin = actor_of(world.administrator)
    added = service.add_organisation(admin, FACTS)
    moved = OrganisationFacts(**{**vars(FACTS), "city": "Doha"})
    service.change_organisation(admin, added.ref, moved, 1, lambda theirs: [])

    with pytest.raises(Stale) as caught:
        service.change_organisation(admin, added.ref, FACTS, 1, lambda theirs: [("City", FACTS.city, theirs.city)])

    assert caught.value.fields == [("City", "", "Doha")]
    assert service.get_organisation(added.ref).city == "Doha"


def test_a_change_by_hand_keeps_the_parts_of_countries_that_its_form_does_not_show(world: builders.World) -> None:
    admin = actor_of(world.administrator)
    added = builders.make_organisation("Consulate", OrganisationKind.CONSULATE, country="ES", sending_country="AR")
    with transaction():
        added.services[0].areas = [ServiceArea(country="ES", subdivision=name) for name in ("Catalonia", "Aragon")]
    facts = service.facts_of(service.get_organisation(added.ref))

    service.change_organisation(
        admin, added.ref, OrganisationFacts(**{**vars(facts), "city": "Barcelona"}), 1, lambda theirs: []
    )

    areas = service.get_organisation(added.ref).services[0].areas
    assert sorted(str(area.subdivision) for area in areas) == ["Aragon", "Catalonia"]


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "auditor"])
def test_only_administrators_change_the_directory(world: builders.World, who: str) -> None:
    actor, ref = actor_of(getattr(world, who)), world.partner_organisation.ref

    for deed in (
        lambda: service.add_organisation(actor, FACTS),
        lambda: service.change_organisation(actor, ref, FACTS, 1, lambda theirs: []),
        lambda: service.confirm_organisation(actor, ref),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_an_unknown_reference_is_not_found(world: builders.World) -> None:
    with pytest.raises(NotFound):
        service.get_organisation("1234567890")


def place(name: str, latitude: float, longitude: float, city: str = "", **values: Any) -> None:
    organisation = builders.make_organisation(name, **values)
    with transaction():
        point = {"latitude": latitude, "longitude": longitude}
        db.session.add(Location(organisation_id=organisation.id, city=city, **point))


@pytest.fixture
def places(world: builders.World) -> builders.World:
    place("Far", 26.2285, 50.5860)
    place("Near", 25.30, 51.53, "Doha")
    place("Here", 25.2854, 51.5310, "Doha", kind=OrganisationKind.UNION)
    place("Date line", 0.0, -179.95)
    return world


def test_the_nearest_come_first_and_what_is_out_of_reach_not_at_all(places: builders.World) -> None:
    doha = (25.2854, 51.5310)

    assert names(Filters(near=doha, within=50)) == ["Here", "Near"]
    assert names(Filters(near=doha, within=500)) == ["Here", "Near", "Far"]
    assert names(Filters(near=doha, within=50, kind=OrganisationKind.UNION)) == ["Here"]
    assert names(Filters(near=(0.0, 179.95), within=50)) == ["Date line"]
    assert [round(line.distance or 0) for line in service.search(Filters(near=doha, within=50))] == [0, 2]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("doha", (25.30, 51.53)),
        (" 25.5, 51.25 ", (25.5, 51.25)),
        ("-1;2", (-1.0, 2.0)),
        ("95, 0", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_point_is_named_by_a_city_that_is_known_or_by_its_degrees(
    places: builders.World, text: str, point: tuple[float, float] | None
) -> None:
    assert service.point_of(text) == point


def test_what_nobody_checked_for_180_days_must_be_checked(world: builders.World) -> None:
    today = clock.today()
    for name, days in (("Fresh", 180), ("Old", 181)):
        builders.make_organisation(name, verified_on=today - timedelta(days=days))

    assert names(Filters(is_to_check=True)) == ["Clinic of the test", "Old"]
