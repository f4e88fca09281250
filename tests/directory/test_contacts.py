"""The public page of contacts: whom it shows, and whom it never does."""

from typing import Any

import pytest

from mrc.db import db, transaction
from mrc.directory.models import OrganisationContact
from mrc.directory.rules import OrganisationKind, OrganisationStatus, ReportsToAuthorities
from tests import builders
from tests.page import Client


def test_who_may_be_named_is_shown_with_the_ways_to_reach_them(world: builders.World, client: Client) -> None:
    own = world.partner_organisation.id
    ways = (("phone", "+974 4444 5555"), ("email", "desk@clinic.example"), ("address", "Pier 1"))
    with transaction():
        db.session.add_all(OrganisationContact(organisation_id=own, kind=kind, value=value) for kind, value in ways)

    page = client.get("/en/help")

    assert "Clinic of the test" in page.words()
    assert all(value in page.words() for _kind, value in ways)
    assert 'href="tel:+97444445555"' in page.text


@pytest.mark.parametrize(
    "values",
    [
        {"is_public": False},
        {"status": OrganisationStatus.INACTIVE},
        {"reports_to_authorities": ReportsToAuthorities.YES},
        {"kind": OrganisationKind.CONSULATE, "sending_country": "NP"},
    ],
)
def test_who_is_not_safe_to_show_is_not_shown(world: builders.World, client: Client, values: dict[str, Any]) -> None:
    builders.make_organisation("Hidden office", **values)

    assert "Hidden office" not in client.get("/en/help?country=QA").words()


def test_a_country_is_chosen_first_and_a_bent_address_is_harmless(world: builders.World, client: Client) -> None:
    builders.make_organisation("Elsewhere", country="KW")

    choice = client.get("/ar/help").words()
    chosen = client.get("/en/help?country=KW").words()

    assert "Elsewhere" not in choice
    assert ("Elsewhere" in chosen, "Clinic of the test" in chosen) == (True, False)
    for query in ("?country=XX", "?country=KW&after=1:x", "?country=%00", "?after=99999999999999999999:x&country=KW"):
        assert client.get(f"/en/help{query}").status == 200


def test_a_long_list_goes_on(world: builders.World, client: Client) -> None:
    for number in range(31):
        builders.make_organisation(f"Office {number:02}", country="KW")

    first = client.get("/en/help?country=KW")
    more = next(link.get("href") for link in first.all("a") if "after=" in str(link.get("href")))

    assert "Office 29" in first.words()
    assert "Office 30" not in first.words()
    assert "Office 30" in client.get(str(more)).words()
