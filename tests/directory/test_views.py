"""The directory's pages at the office's and the administrators' door."""

from dataclasses import replace
from pathlib import Path

import pytest

from mrc import clock
from mrc.db import db, transaction
from mrc.directory import service
from mrc.directory.models import Location
from mrc.directory.rules import Filters, OrganisationKind
from mrc.refs import spoken
from tests import builders
from tests.directory.documents import FULL, load, stored
from tests.page import Client


def test_the_office_searches_and_reads_an_entry(world: builders.World, client: Client) -> None:
    union = builders.make_organisation("Harbour Union", OrganisationKind.UNION, sectors=["41"], languages=["ne"])
    client.sign_in("ana@origin.example")

    listed = client.get("/office/directory?q=harbour&kind=union&country=Qatar&issue=NON_PAYMENT&language=ne")
    shown = client.get(f"/office/directory/{spoken(union.ref)}")

    assert "Harbour Union" in listed.words()
    assert "Clinic of the test" not in listed.words()
    assert "Nobody has checked this entry yet." in shown.words()
    assert "Construction of buildings" in shown.words()
    assert "How our referrals went" in shown.words()


@pytest.mark.parametrize(
    "query",
    [
        "?after=1:x&q=a",
        "?after=nonsense",
        "?after=99999999999999999999:x",
        "?kind=nonsense&country=Atlantis",
        "?q=%00%27%25_",
        "?endpoint=x&_external=1&_method=POST&after=0:",
    ],
)
def test_a_bent_address_is_harmless(world: builders.World, client: Client, query: str) -> None:
    client.sign_in("ana@origin.example")

    assert client.get(f"/office/directory{query}").status == 200


def test_an_administrator_adds_confirms_and_changes(world: builders.World, client: Client) -> None:
    client.sign_in("adam@network.example")
    values = {
        "kind": "union",
        "name": "Builders’ Union",
        "country": "QA Qatar",
        "languages": "Nepali\nar",
        "sectors": "41",
        "jurisdictions": "Bahrain",
        "phones": "+974 4444 5555",
        "emails": "office@union.example",
        "issue_codes": ["NON_PAYMENT"],
    }

    added = client.submit("/admin/organisations/new", values)
    found = service.search(Filters(text="builders"))[0]
    here = f"/admin/organisations/{spoken(found.ref)}"
    confirmed = client.submit(here, {}, action=f"{here}/confirm")
    changed = client.submit(f"{here}/change", {"city": "Doha", "status": "inactive"})

    assert "Saved. The entry counts as checked today." in added.words()
    assert "Nepali and Arabic" in added.words()
    assert "Saved: checked today." in confirmed.words()
    assert "Doha" in changed.words()
    assert "Inactive" in client.get("/admin/organisations?q=builders").words()
    client.get("/sign-out")


def test_what_cannot_be_read_comes_back_as_typed_with_an_error_at_its_field(
    world: builders.World, client: Client
) -> None:
    client.sign_in("adam@network.example")
    values = {
        "kind": "consulate",
        "name": "Embassy",
        "country": "Qatar",
        "languages": "Nepali\nKlingonish",
        "phones": "call us",
        "website": "javascript:alert(1)",
    }

    page = client.submit("/admin/organisations/new", values)

    assert page.status == 422
    assert "Not found in the list: Klingonish" in page.words()
    assert "Klingonish" in str(page.form_values("/admin/organisations/new")["languages"])
    assert "Write each number on a line of its own" in page.words()
    assert "Write the whole address" in page.words()
    assert service.search(Filters(text="embassy")) == []


def test_a_consulate_without_a_state_is_told_at_the_field(world: builders.World, client: Client) -> None:
    client.sign_in("adam@network.example")

    page = client.submit("/admin/organisations/new", {"kind": "consulate", "name": "Embassy", "country": "Qatar"})

    assert page.status == 422
    assert "Say which state the embassy or consulate speaks for." in page.words()


def test_an_old_page_shows_both_texts(world: builders.World, client: Client) -> None:
    here = f"/admin/organisations/{spoken(world.partner_organisation.ref)}"
    client.sign_in("adam@network.example")
    old = client.get(f"{here}/change").form_values(f"{here}/change")
    with transaction():
        world.partner_organisation.city = "Lusail"

    page = client.post(f"{here}/change", {**old, "city": "Doha"})

    assert page.status == 409
    assert "Lusail" in page.words()
    assert "Doha" in page.text


def test_the_administrators_page_shows_no_case_data(world: builders.World, client: Client) -> None:
    client.sign_in("adam@network.example")

    page = client.get(f"/admin/organisations/{spoken(world.partner_organisation.ref)}")

    assert "How our referrals went" not in page.words()


@pytest.mark.parametrize("email", ["ana@origin.example", "pat@clinic.example", "aud@network.example"])
def test_nobody_else_enters_the_administrators_directory(world: builders.World, client: Client, email: str) -> None:
    client.sign_in(email)

    assert client.get("/admin/organisations").status == 403
    assert client.get("/admin/organisations/new").status == 403


def test_what_must_be_checked_is_a_list_of_its_own(world: builders.World, client: Client) -> None:
    builders.make_organisation("Checked today", verified_on=clock.today())
    client.sign_in("adam@network.example")

    listed = client.get("/admin/organisations?to_check=y").words()

    assert "Clinic of the test" in listed
    assert "Checked today" not in listed


def test_somebody_near_is_found_and_an_unknown_place_is_told(world: builders.World, client: Client) -> None:
    with transaction():
        own = world.partner_organisation.id
        db.session.add(Location(organisation_id=own, latitude=25.3, longitude=51.5, city="Doha"))
    client.sign_in("ana@origin.example")

    found = client.get("/office/directory?near=Doha&within=5")
    unknown = client.get("/office/directory?near=Atlantis&within=nonsense")

    assert "0 km away" in found.words()
    assert "No place of this name is known here" in unknown.words()


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("csv", "application/zip")])
def test_an_administrator_takes_the_directory_along(
    world: builders.World, client: Client, form: str, kind: str
) -> None:
    client.sign_in("adam@network.example")

    answer = client.http.get(f"/admin/organisations/export?form={form}")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_saving_the_form_loses_nothing_of_an_entry_from_a_file(
    world: builders.World, client: Client, tmp_path: Path
) -> None:
    load(tmp_path, [FULL])
    ref = stored("Harbour Union").ref
    before = service.facts_of(service.get_organisation(ref))
    client.sign_in("adam@network.example")

    page = client.submit(f"/admin/organisations/{spoken(ref)}/change", {"city": "Lusail"})

    found = service.get_organisation(ref)
    assert page.status == 200
    assert "Monday and Tuesday 09:00–17:00" in client.get(f"/admin/organisations/{spoken(ref)}").words()
    assert service.facts_of(found) == replace(before, city="Lusail")
    assert (found.services[0].nationalities, found.services[0].name) == (["NP", "BD"], "Advice")
    assert (found.services[0].hours, found.services[0].capacity) == (["MO,TU 09:00–17:00"], 4)
    assert [(area.country, area.subdivision) for area in found.services[0].areas] == [("BH", "BH-13"), ("QA", None)]
