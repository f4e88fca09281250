"""Turns the tables of an Ohana directory into documents of HSDS: organisations, their places, and services there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mrc.access import Actor
from mrc.classifications import languages
from mrc.directory.rules import FileFault
from mrc.directory.service.files import FileRefused, read_table
from mrc.directory.service.hsds.importing import import_documents
from mrc.directory.service.hsds.laa import attribute
from mrc.directory.service.imports import ImportResult, Tell, id_of

SOURCE = "ohana"
TABLES = (
    "organizations",
    "locations",
    "services",
    "addresses",
    "phones",
    "regular_schedules",
    "taxonomy",
    "programs",
)
# What the first steps of the Open Eligibility taxonomy mean among our kinds.
KINDS = {"103": "shelter", "106": "health", "111": "legal_clinic"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# How people write languages that have another name where languages are listed.
_SPOKEN = {"mandarin": "zh", "chinese (mandarin)": "zh"}
Row = dict[str, str]
_SERVICE = {
    "description": "description",
    "application_process": "application_process",
    "eligibility": "eligibility_description",
    "fees": "fees_description",
    "interpretation_services": "interpretation_services",
    "wait_time": "wait_time",
    "email": "email",
    "website": "url",
    "alternate_name": "alternate_name",
}


def import_ohana(path: Path, tell: Tell, *, actor: Actor | None = None, dry_run: bool = False) -> ImportResult:
    """Read the tables in a folder, or in the one below it that has them. Raises FileRefused."""
    found = next((file.parent for file in sorted(path.rglob("organizations.csv"))), None)
    if found is None:
        raise FileRefused(FileFault.NOT_A_PACKAGE, "organizations.csv")
    tables = {name: _rows(found / f"{name}.csv") for name in TABLES}
    return import_documents(SOURCE, list(_documents(tables)), tell, actor=actor, dry_run=dry_run)


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    rows, troubles = read_table(path, ",", ("taxonomy_id",) if path.stem == "taxonomy" else ("id",))
    if troubles:
        raise FileRefused(FileFault.ROWS_REFUSED, path.name, troubles)
    return [cells for _line, cells in rows]


def _documents(tables: dict[str, list[Row]]) -> Iterator[dict[str, Any]]:
    named = {row["taxonomy_id"]: row["name"] for row in tables["taxonomy"]}
    for row in tables["organizations"]:
        own = _id("organization", row)
        places = [one for one in tables["locations"] if one["organization_id"] == row["id"]]
        services = [one for one in tables["services"] if one["location_id"] in {place["id"] for place in places}]
        by_id = {place["id"]: place for place in places}
        yield {
            "id": own,
            "name": row["name"],
            "description": row["description"],
            **{
                name: row[name]
                for name in ("alternate_name", "email", "website", "tax_id", "tax_status")
                if row[name]
            },
            "phones": _phones(tables, "organization_id", row["id"]),
            "locations": [_location(tables, place) for place in places],
            "programs": [
                {"id": _id("program", one), "name": one["name"], "description": ""}
                for one in tables["programs"]
                if one["organization_id"] == row["id"]
            ],
            "services": [_service(tables, one, by_id[one["location_id"]], named) for one in services],
        }


def _id(kind: str, row: Row) -> str:
    return id_of(SOURCE, kind, row["id"])


def _phones(tables: dict[str, list[Row]], column: str, id: str) -> list[dict[str, Any]]:
    return [
        {
            "id": _id("phone", row),
            "number": " ".join([row["country_prefix"], row["number"]]).strip(),
            "type": row["number_type"] or "voice",
        }
        for row in tables["phones"]
        if row[column] == id and row["number"]
    ]


def _location(tables: dict[str, list[Row]], row: Row) -> dict[str, Any]:
    is_virtual = row["virtual"].lower() == "true"
    point = {name: float(row[name]) for name in ("latitude", "longitude") if row[name]}
    return {
        "id": _id("location", row),
        "location_type": "virtual" if is_virtual else "physical",
        "name": row["name"],
        "description": row["description"],
        **({"transportation": row["transportation"]} if row["transportation"] else {}),
        **(point if len(point) == 2 else {}),
        "languages": _languages(_id("location", row), row["languages"]),
        "addresses": [
            {"id": _id("address", one), "address_type": "physical"}
            | {
                name: one[name]
                for name in ("address_1", "address_2", "city", "state_province", "postal_code", "country")
            }
            for one in tables["addresses"]
            if one["location_id"] == row["id"]
        ],
        "phones": _phones(tables, "location_id", row["id"]),
        "accessibility": [
            {"id": id_of(_id("location", row), one), "description": one} for one in _split(row["accessibility"])
        ],
    }


def _service(tables: dict[str, list[Row]], row: Row, place: Row, named: dict[str, str]) -> dict[str, Any]:
    own = _id("service", row)
    codes = [code for code in _split(row["taxonomy_ids"]) if code in named]
    kind = next((KINDS[code] for code in codes if code in KINDS), None)
    hours = [
        one
        for one in tables["regular_schedules"]
        if one["service_id"] == row["id"] or one["location_id"] == place["id"]
    ]
    states = {
        (one["country"], one["state_province"]) for one in tables["addresses"] if one["location_id"] == place["id"]
    }
    return {
        "id": own,
        "name": row["name"],
        "status": row["status"] or "active",
        **{name: row[column] for column, name in _SERVICE.items() if row[column]},
        "languages": _languages(own, row["languages"] or place["languages"]),
        "phones": _phones(tables, "service_id", row["id"]),
        "schedules": [_schedule(one) for one in hours if one["weekday"] in _DAYS],
        "required_documents": [
            {"id": id_of(own, "document", one), "document": one} for one in _split(row["required_documents"])
        ],
        "attributes": [
            *([attribute(own, "kind", kind)] if kind else []),
            *(attribute(own, "open_eligibility", code, named[code]) for code in codes),
        ],
        "service_areas": [
            *({"id": id_of(own, "area", one), "name": one} for one in _split(row["service_areas"])),
            *(
                {
                    "id": id_of(own, "area", f"{country}-{state}"),
                    "extent": f"{country}-{state}",
                    "extent_type": "iso3166",
                }
                for country, state in sorted(states)
            ),
        ],
    }


def _schedule(row: Row) -> dict[str, Any]:
    day = row["weekday"][:2].upper()
    return {
        "id": _id("schedule", row),
        "freq": "WEEKLY",
        "byday": day,
        "opens_at": row["opens_at"],
        "closes_at": row["closes_at"],
    }


def _languages(owner: str, text: str) -> list[dict[str, Any]]:
    codes = {name.lower(): code for code, name in languages("en")} | _SPOKEN
    found = []
    for name in _split(text):
        code = codes.get(name.lower())
        found.append({"id": id_of(owner, "language", name), "name": name, **({"code": code} if code else {})})
    return found


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]
