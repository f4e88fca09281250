"""Agreements of centres with organisations, and whom a centre that demands them refers cases to."""

from datetime import date, timedelta

import pytest

from mrc import clock
from mrc.db import transaction
from mrc.directory import service
from mrc.directory.rules import OrganisationKind
from mrc.errors import NotAllowed
from mrc.referrals import service as referrals
from mrc.referrals.rules import Refusal
from mrc.refs import spoken
from tests import builders
from tests.builders import actor_of
from tests.page import Client


def refusals(world: builders.World) -> list[tuple[Refusal, ...]]:
    case = builders.make_case(world.origin, builders.make_person(world.origin), world.caseworker)
    found = referrals.propose(actor_of(world.caseworker), case.ref, OrganisationKind.LEGAL_CLINIC)
    return [one.refusals for one in (*found.proposed, *found.refused)]


def demand(world: builders.World) -> None:
    with transaction():
        world.origin.demands_agreements = True


def test_a_new_centre_demands_none(world: builders.World) -> None:
    assert service.agreed_with(world.origin.id) is None
    assert refusals(world) == [()]


@pytest.mark.parametrize(("days", "is_refused"), [(None, False), (0, False), (-1, True)])
def test_where_agreements_are_demanded_only_one_in_force_counts(
    world: builders.World, days: int | None, is_refused: bool
) -> None:
    demand(world)
    assert refusals(world) == [(Refusal.NO_AGREEMENT,)]
    ends_on: date | None = None if days is None else clock.today() + timedelta(days=days)
    own = world.partner_organisation

    service.agree(actor_of(world.administrator), own.ref, world.origin.ref, ends_on)
    service.agree(actor_of(world.administrator), own.ref, world.destination.ref, None)

    assert refusals(world) == [(Refusal.NO_AGREEMENT,) if is_refused else ()]
    assert [(centre.id, last) for centre, last in service.agreements_of(own)] == [
        (world.destination.id, None),
        (world.origin.id, ends_on),
    ]


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "partner", "auditor"])
def test_only_administrators_keep_agreements(world: builders.World, who: str) -> None:
    with pytest.raises(NotAllowed):
        service.agree(actor_of(getattr(world, who)), world.partner_organisation.ref, world.origin.ref, None)


def test_an_administrator_keeps_agreements_and_turns_the_demand_on(world: builders.World, client: Client) -> None:
    client.sign_in("adam@network.example")
    here = f"/admin/organisations/{spoken(world.partner_organisation.ref)}/agreements"
    centre = f"/admin/centres/{spoken(world.origin.ref)}"

    before = client.get(here).words()
    saved = client.submit(here, {"centre": world.origin.ref, "ends_on": "2027-01-31"})
    wrong = client.submit(here, {"centre": world.origin.ref, "ends_on": "soon"})
    client.submit(centre, {"demands_agreements": "y"})

    assert "No centre has an agreement with this organisation." in before
    assert world.origin.name in saved.words()
    assert "2027" in saved.words()
    assert wrong.status == 422
    assert service.agreed_with(world.origin.id) == {world.partner_organisation.ref}
