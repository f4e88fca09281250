"""The services of an organisation, kept by administrators, and what a partner tells of its own."""

from dataclasses import replace

import pytest

from mrc import clock
from mrc.directory import service
from mrc.directory.rules import Cost, OrganisationKind, Population, ServiceFacts
from mrc.errors import NotAllowed, NotFound, Stale
from mrc.refs import spoken
from tests import builders
from tests.builders import actor_of
from tests.page import Client

SHELTER = ServiceFacts(
    kind=OrganisationKind.SHELTER,
    name="House",
    nationalities=("NP",),
    countries=("BH", "QA"),
    languages=("ne",),
    issue_codes=("HOUSING", "VIOLENCE_COERCION"),
    sectors=("97",),
    populations=(Population.WOMEN_ONLY,),
    cost=Cost.FREE,
    hours=("MO,TU 09:00–17:00",),
    timezone="Asia/Qatar",
    capacity=3,
)


def test_a_service_is_added_and_changed_as_it_was_said(world: builders.World) -> None:
    admin, ref = actor_of(world.administrator), world.partner_organisation.ref

    service.add_service(admin, ref, SHELTER)
    found = service.get_organisation(ref)
    assert service.service_facts(service.service_at(found, 2)) == SHELTER
    assert service.service_at(found, 2).capacity_on == clock.today()
    everywhere = replace(SHELTER, countries=(), capacity=None)
    service.change_service(admin, ref, 2, everywhere, found.version, lambda theirs: [])

    changed = service.service_at(service.get_organisation(ref), 2)
    assert service.service_facts(changed) == everywhere
    assert (changed.is_everywhere, changed.capacity_on, changed.areas) == (True, None, [])


def test_a_consulate_among_the_services_makes_the_organisation_one(world: builders.World) -> None:
    ref = world.partner_organisation.ref

    service.add_service(actor_of(world.administrator), ref, replace(SHELTER, kind=OrganisationKind.CONSULATE))

    assert service.get_organisation(ref).kind is OrganisationKind.CONSULATE


def test_an_old_page_changes_nothing(world: builders.World) -> None:
    admin, ref = actor_of(world.administrator), world.partner_organisation.ref
    service.add_service(admin, ref, SHELTER)

    with pytest.raises(Stale):
        service.change_service(admin, ref, 2, replace(SHELTER, name="Other"), 1, lambda theirs: [])

    assert service.service_at(service.get_organisation(ref), 2).name == "House"


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_service_that_is_not_there_is_not_found(world: builders.World, number: int) -> None:
    with pytest.raises(NotFound):
        service.service_at(service.get_organisation(world.partner_organisation.ref), number)


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "auditor"])
def test_only_administrators_keep_services(world: builders.World, who: str) -> None:
    actor, ref = actor_of(getattr(world, who)), world.partner_organisation.ref

    with pytest.raises(NotAllowed):
        service.add_service(actor, ref, SHELTER)
    with pytest.raises(NotAllowed):
        service.change_service(actor, ref, 1, SHELTER, 1, lambda theirs: [])


@pytest.mark.parametrize("who", ["caseworker", "administrator", "auditor"])
def test_only_a_partner_tells_of_its_free_places(world: builders.World, who: str) -> None:
    with pytest.raises(NotAllowed):
        service.tell_capacity(actor_of(getattr(world, who)), world.partner_organisation.ref, 1, 3, ())


def test_an_administrator_adds_and_changes_a_service(world: builders.World, client: Client) -> None:
    client.sign_in("adam@network.example")
    here = f"/admin/organisations/{spoken(world.partner_organisation.ref)}"
    values = {
        "name": "House",
        "kind": "shelter",
        "countries": "Qatar\nBahrain",
        "capacity": "٣",
        "populations": ["women_only"],
    }

    added = client.submit(f"{here}/services/new", {**values, "populations": ["women_only"]})
    wrong = client.submit(f"{here}/services/2", {"capacity": "many", "timezone": "Doha"})
    changed = client.submit(f"{here}/services/2", {"name": "Safe house", "capacity": "0"})

    assert "House" in added.words()
    assert "Only for" in added.words()
    assert wrong.status == 422
    assert "Write a whole number, 0 when no place is free." in wrong.words()
    assert "There is no such time zone." in wrong.words()
    assert "Safe house" in changed.words()
    assert service.service_at(service.get_organisation(world.partner_organisation.ref), 2).capacity == 0
    assert client.get(f"{here}/services/3").status == 404


def test_a_partner_tells_of_free_places_and_hours(world: builders.World, client: Client) -> None:
    client.sign_in("pat@clinic.example")
    own_ref, other = world.partner_organisation.ref, builders.make_organisation("Other")
    here = f"/partner/organisation/{spoken(own_ref)}/services"

    page = client.submit(f"{here}/1", {"capacity": "2", "hours": "MO 09:00–12:00"})
    nothing = client.submit(f"{here}/1", {"capacity": "x"})

    own = service.service_at(service.get_organisation(world.partner_organisation.ref), 1)
    assert "Monday 09:00–12:00" in page.words()
    assert nothing.status == 422
    assert (own.capacity, own.capacity_on, own.hours) == (2, clock.today(), ["MO 09:00–12:00"])
    assert client.get(f"{here}/2").status == 404
    assert client.get(f"/partner/organisation/{spoken(other.ref)}/services/1").status == 404
