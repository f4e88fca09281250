"""Looking up in the directory, and changing it by hand."""

import pytest

from mrc.db import db, transaction
from mrc.directory import service
from mrc.directory.models import Jurisdiction
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
        db.session.add(Jurisdiction(organisation_id=embassy.id, country="QA", is_resident=False))
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
        db.session.add_all(
            [
                Jurisdiction(organisation_id=added.id, country="ES", subdivision="Catalonia"),
                Jurisdiction(organisation_id=added.id, country="ES", subdivision="Aragon"),
            ]
        )
    facts = service.facts_of(service.get_organisation(added.ref))

    service.change_organisation(
        admin, added.ref, OrganisationFacts(**{**vars(facts), "city": "Barcelona"}), 1, lambda theirs: []
    )

    areas = service.get_organisation(added.ref).jurisdictions
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
