"""Directories in HSDS: what comes in goes out as it came, as JSON and as tables, and others are turned into it."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mrc.db import db
from mrc.directory import service
from mrc.directory.models import Organisation, Service
from mrc.directory.rules import (
    Cost,
    OrganisationFacts,
    OrganisationKind,
    OrganisationStatus,
    StatusPolicy,
)
from mrc.directory.service import FileRefused
from mrc.directory.service.hsds.schemas import ARCHIVE, faults_of, schemas
from mrc.directory.service.hsds.tables import documents_of, rows_of
from tests import builders
from tests.directory.documents import FULL, Document, exported, load, named, offer, organisation, quiet, stored


def without(part: Document, name: str) -> Document:
    return {key: value for key, value in part.items() if key != name}


def published(name: str) -> Any:
    return json.loads((Path(__file__).parent / "hsds" / name).read_text())


def test_the_published_example_is_valid_and_comes_back_as_it_was(context: Any, tmp_path: Path) -> None:
    example = published("organization_full.json")

    load(tmp_path, [example])

    assert exported() == [example]
    assert documents_of(rows_of([example])) == [example]


def test_the_profile_relaxes_only_what_it_says() -> None:
    with_all = {"id": "1", "address_1": "x", "city": "Doha", "country": "QA"}
    place = {"id": "1", "location_type": "physical", "addresses": [with_all]}

    assert faults_of({"id": "1", "name": "A", "locations": [place]}) == []
    assert schemas()["service"]["required"] == ["id", "name", "status"]
    assert ARCHIVE.stat().st_size < 60_000


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_goes_out_comes_in_again_without_loss(context: Any, tmp_path: Path, form: str) -> None:
    shared = {"id": named("shared"), "location_type": "virtual", "name": "Online"}
    odd = organisation(
        'Ødd, "quoted"\nname',
        offer("S", service_at_locations=[{"id": named("at"), "location": shared}], url=None, x="", service_id="s"),
        locations=[shared | {"name": "Told otherwise"}],
        empty=[],
    )
    load(tmp_path, [FULL, odd])

    path = tmp_path / f"out.{'zip' if form == 'csv' else 'json'}"
    with path.open("wb") as file:
        service.export_hsds(file, form, quiet)
    again = service.import_hsds(path, quiet)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert exported() == [FULL, odd]


def test_what_was_changed_by_hand_goes_out_changed_and_the_rest_as_it_came(
    world: builders.World, tmp_path: Path
) -> None:
    load(tmp_path, [FULL])
    union = stored("Harbour Union")
    facts = service.facts_of(union)
    changes = {"languages": ("ne", "ar"), "cost": Cost.PAID, "status": OrganisationStatus.INACTIVE, "sectors": ()}
    changed = OrganisationFacts(**{**vars(facts), **changes})
    service.change_organisation(builders.actor_of(world.administrator), union.ref, changed, 1, lambda theirs: [])

    out = next(one for one in exported() if one["id"] == FULL["id"])

    assert {key: value for key, value in out.items() if key != "services"} == without(FULL, "services")
    (does,) = out["services"]
    assert (does["status"], [one["code"] for one in does["languages"]]) == ("inactive", ["ne", "ar"])
    codes = [(one["taxonomy_term"]["taxonomy"], one["taxonomy_term"]["code"]) for one in does["attributes"]]
    assert ("cost", "paid") in codes
    assert ("open_eligibility", "111") in codes
    assert not [taxonomy for taxonomy, _code in codes if taxonomy == "sector"]
    assert does["fees_description"] == "Members pay nothing"


def test_an_entry_of_our_own_goes_out_with_all_that_routing_needs(world: builders.World, tmp_path: Path) -> None:
    facts = OrganisationFacts(
        OrganisationKind.CONSULATE,
        "Embassy of Nepal",
        "QA",
        "Doha",
        "NP",
        languages=("ne",),
        jurisdictions=("BH",),
        status_policy=StatusPolicy.ANY_STATUS,
    )
    added = service.add_organisation(builders.actor_of(world.administrator), facts)
    out = [one for one in exported() if one["name"] == "Embassy of Nepal"]
    assert faults_of(out[0]) == []
    db.session.execute(sa.delete(Organisation).where(Organisation.id == added.id))

    load(tmp_path, out)

    found = stored("Embassy of Nepal")
    assert service.facts_of(found) == facts
    assert found.services[0].nationalities == ["NP"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NAMES = st.sampled_from(["a", "id", "phone_id"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(NAMES, below, max_size=3),
    max_leaves=6,
)
IDS = st.sampled_from(["1", "2", "3"])
PHONE = st.fixed_dictionaries({"id": IDS, "number": TEXTS}, optional={"extension": st.integers(0, 99)})
PHONES = st.lists(PHONE, max_size=2)
SERVICES = st.lists(
    st.fixed_dictionaries(
        {"id": st.uuids().map(str), "name": TEXTS, "status": st.sampled_from(["active", "defunct"])},
        optional={"phones": PHONES, "x_more": ANYTHING, "description": TEXTS, "organization_id": IDS},
    ),
    max_size=2,
)
ORGANISATIONS = st.lists(
    st.fixed_dictionaries(
        {"id": st.uuids().map(str), "name": TEXTS},
        optional={
            "services": SERVICES,
            "phones": PHONES,
            "x": ANYTHING,
            "year_incorporated": st.integers(0, 3000),
        },
    ),
    max_size=3,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ORGANISATIONS)
def test_tables_lose_nothing(documents: list[Document]) -> None:
    assert documents_of(rows_of(documents)) == documents


def test_services_have_ids_of_their_own(context: Any, tmp_path: Path) -> None:
    load(tmp_path, [organisation("A", offer("One"), offer("Two"))])

    assert set(db.session.scalars(sa.select(Service.hsds_id))) == {named("One"), named("Two")}


@pytest.fixture(name="laa")
def legal_aid(tmp_path: Path) -> Path:
    codes = ((1, "HOU"), (2, "CRM"))
    categories = [{"model": "advisers.category", "pk": n, "fields": {"code": code}} for n, code in codes]
    firm = {"firm": 7, "type": 4, "contracted": True}
    bristol = {"city": "Bristol", "point": "POINT (-2.58 51.45)", "postcode": "BS1", "address": "House\n51 Street"}
    rows = [
        ("organisation", 1, {"name": "Shelter Law", "website": "www.law.example", **firm}),
        ("organisation", 2, {"name": "Crime Law", "website": "", **firm}),
        ("location", 5, bristol),
        ("location", 6, {"city": "Bath", "point": None, "postcode": "BA1", "address": "Hall"}),
        ("office", 9, {"organisation": 1, "location": 5, "telephone": "01905 330066", "categories": [1, 2]}),
        ("office", 10, {"organisation": 2, "location": 5, "telephone": "", "categories": [2]}),
        ("outreachservice", 3, {"categories": [1], "type": 2, "location": 6, "office": 9}),
    ]
    advisers = [{"model": f"advisers.{model}", "pk": pk, "fields": fields} for model, pk, fields in rows]
    (tmp_path / "initial_categories.json").write_text(json.dumps(categories))
    (tmp_path / "initial_advisers.json").write_text(json.dumps(advisers))
    return tmp_path


@pytest.mark.parametrize("name", ["", "initial_advisers.json"])
def test_the_legal_aid_directory_is_read_and_known_again(context: Any, laa: Path, name: str) -> None:
    first, again = (service.import_laa(laa / name, quiet) for _time in range(2))

    assert (first.added, again.unchanged) == (2, 2)
    law, crime = stored("Shelter Law"), stored("Crime Law")
    assert (law.kind, law.country, law.city, law.website) == (
        "legal_clinic",
        "GB",
        "Bristol",
        "http://www.law.example",
    )
    assert [(place.city, place.latitude) for place in law.locations] == [("Bristol", 51.45), ("Bath", None)]
    assert (law.services[0].issue_codes, crime.services[0].issue_codes) == (["HOUSING"], ["OTHER"])
    assert [area.subdivision for area in law.services[0].areas] == ["GB-ENG", "GB-WLS"]
    assert [way.value for way in law.contacts] == ["01905 330066"]


def test_a_folder_that_is_no_directory_is_refused(context: Any, tmp_path: Path) -> None:
    for read in (service.import_laa, service.import_ohana, service.import_hsds):
        with pytest.raises(FileRefused):
            read(tmp_path, quiet)
