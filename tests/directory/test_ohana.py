"""The tables of an Ohana directory, turned into organisations with places and services."""

from pathlib import Path
from typing import Any

import pytest

from mrc.directory import service
from mrc.directory.rules import OrganisationStatus
from tests.directory.documents import quiet, stored

TABLES = {
    "organizations": [
        "id,alternate_name,description,email,name,tax_id,tax_status,website",
        '1,Aid,"Helps, daily",office@aid.example,County Aid,,,https://aid.example',
    ],
    "locations": [
        "id,organization_id,accessibility,description,languages,latitude,longitude,name,transportation,virtual",
        '7,1,"ramp, wheelchair",Hall,"Cantonese, Spanish, Klingon",37.5,-122.3,Town Hall,,false',
        "8,1,,Online,,,,Online,,true",
    ],
    "services": [
        "id,location_id,alternate_name,application_process,description,eligibility,email,fees,interpretation_services,"
        "languages,name,required_documents,service_areas,status,wait_time,website,taxonomy_ids",
        '3,7,,Call,Advice,Anybody,,None,,,Law Desk,Passport,"San Mateo County",active,A day,,"105, 111, 999"',
        "4,8,,,Chat,,,,,Spanish,Chat,,,defunct,,,",
    ],
    "addresses": [
        "id,location_id,address_1,address_2,city,state_province,postal_code,country",
        "1,7,2600 Road,,Redwood City,CA,94063,US",
    ],
    "phones": [
        "id,contact_id,location_id,organization_id,service_id,country_prefix,department,extension,number,number_type",
        "1,,7,,,,,,650 780-7525,voice",
    ],
    "regular_schedules": ["id,location_id,service_id,weekday,opens_at,closes_at", "1,7,,Monday,08:00,17:00"],
    "taxonomy": ["taxonomy_id,name,parent_id,parent_name", "105,Transit,,", "111,Legal,,"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "data" / "sample-csv"
    below.mkdir(parents=True)
    for name, lines in TABLES.items():
        (below / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_it_is_read_with_its_places_services_and_terms_and_known_again(context: Any, folder: Path) -> None:
    first, again = (service.import_ohana(folder, quiet) for _time in range(2))

    aid = stored("County Aid")
    law, chat = aid.services
    assert (first.added, again.added, again.unchanged) == (1, 0, 1)
    assert (aid.country, aid.city, aid.website) == ("US", "Redwood City", "https://aid.example")
    assert (law.name, law.kind, law.languages) == ("Law Desk", "legal_clinic", ["es"])
    assert law.hours == ["MO 08:00–17:00"]
    assert [(area.country, area.subdivision) for area in law.areas] == [("US", "US-CA")]
    assert (chat.status, chat.kind, chat.languages) == (OrganisationStatus.DEFUNCT, "other", ["es"])
    assert [(way.kind, way.value) for way in aid.contacts] == [
        ("email", "office@aid.example"),
        ("phone", "650 780-7525"),
    ]
    assert [(place.name, place.latitude) for place in aid.locations] == [("Town Hall", 37.5), ("Online", None)]


def test_a_dry_run_writes_nothing(context: Any, folder: Path) -> None:
    assert service.import_ohana(folder, quiet, dry_run=True).added == 1
    assert service.import_ohana(folder, quiet, dry_run=True).added == 1
