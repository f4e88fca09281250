"""Turns the directory of legal aid in England and Wales, as its agency publishes it, into documents of HSDS.

The source is a pair of JSON files: the categories of law, and organisations with offices, places and outreach. Every
organisation becomes one with one legal clinic, whose places are its offices and where they reach out.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mrc.access import Actor
from mrc.directory.rules import FileFault
from mrc.directory.service.files import FileRefused, read_json
from mrc.directory.service.hsds.importing import import_documents
from mrc.directory.service.imports import ImportResult, Tell, id_of

SOURCE = "laa"
ADVISERS, CATEGORIES = "initial_advisers.json", "initial_categories.json"
# What a category of law means among our issues. A category that is none of them is no reason to propose somebody for
# every issue, so that a firm with none of these takes only what has no name here.
ISSUES = {
    "DISC": "DISCRIMINATION",
    "FMED": "FAMILY_MATTER",
    "HOU": "HOUSING",
    "IMMAS": "DOCUMENTS_MOBILITY",
    "MAT": "FAMILY_MATTER",
    "WB": "SOCIAL_SECURITY_INSURANCE",
}
ELSE = "OTHER"
_POINT = re.compile(r"POINT \((-?[0-9.]+) (-?[0-9.]+)\)")
Table = dict[int, dict[str, Any]]


def import_laa(path: Path, tell: Tell, *, actor: Actor | None = None, dry_run: bool = False) -> ImportResult:
    """Read the two files, named by their folder or by that of the advisers. Raises FileRefused."""
    folder = path if path.is_dir() else path.parent
    tables = _tables([*read_json(folder / CATEGORIES), *read_json(folder / ADVISERS if path.is_dir() else path)])
    return import_documents(SOURCE, documents_of(tables), tell, actor=actor, dry_run=dry_run)


def _tables(rows: Iterable[Any]) -> dict[str, Table]:
    found: dict[str, Table] = {
        name: {} for name in ("category", "organisation", "location", "office", "outreachservice")
    }
    try:
        for row in rows:
            found.setdefault(str(row["model"]).rpartition(".")[2], {})[int(row["pk"])] = row["fields"]
    except (KeyError, TypeError, ValueError):
        raise FileRefused(FileFault.NOT_A_LIST) from None
    if not found["organisation"]:
        raise FileRefused(FileFault.EMPTY)
    return found


def documents_of(tables: dict[str, Table]) -> list[dict[str, Any]]:
    """The organisations with their offices, as documents."""
    offices: dict[int, list[int]] = {}
    for number, office in tables["office"].items():
        offices.setdefault(office["organisation"], []).append(number)
    reached: dict[int, list[dict[str, Any]]] = {}
    for outreach in tables["outreachservice"].values():
        reached.setdefault(outreach["office"], []).append(outreach)
    return [
        _document(tables, number, organisation, offices.get(number, []), reached)
        for number, organisation in tables["organisation"].items()
    ]


def _document(
    tables: dict[str, Table],
    number: int,
    organisation: dict[str, Any],
    offices: list[int],
    reached: dict[int, list[dict[str, Any]]],
) -> dict[str, Any]:
    own = id_of(SOURCE, "organisation", str(number))
    places = [
        (one["location"], office.get("telephone", "") if one is office else "", one)
        for key in offices
        for office in (tables["office"][key],)
        for one in (office, *reached.get(key, []))
    ]
    codes = sorted({tables["category"][key]["code"] for _place, _phone, one in places for key in one["categories"]})
    once: dict[int, dict[str, Any]] = {}
    for place, phone, _one in places:
        if place in tables["location"]:
            once.setdefault(place, _location(own, place, tables["location"][place], str(phone or "")))
    site = str(organisation.get("website") or "").strip()
    is_whole = site.lower().startswith(("http://", "https://"))
    return {
        "id": own,
        "name": organisation["name"].strip(),
        "description": "",
        **({"website": site if is_whole else f"http://{site}"} if site else {}),
        "laa": {"id": number, **{name: organisation.get(name) for name in ("firm", "type", "contracted")}},
        "locations": list(once.values()),
        "services": [_service(own, organisation["name"].strip(), codes)],
    }


def _location(own: str, number: int, place: dict[str, Any], phone: str) -> dict[str, Any]:
    id = id_of(own, "location", str(number))
    point = _POINT.fullmatch(str(place.get("point") or ""))
    address = {
        "id": id_of(id, "address"),
        "address_1": ", ".join(line.strip() for line in str(place["address"] or "").splitlines() if line.strip()),
        "city": str(place["city"] or ""),
        "state_province": "",
        "postal_code": str(place["postcode"] or ""),
        "country": "GB",
        "address_type": "physical",
    }
    return {
        "id": id,
        "location_type": "physical",
        **({"longitude": float(point.group(1)), "latitude": float(point.group(2))} if point else {}),
        "addresses": [address],
        **({"phones": [{"id": id_of(id, "phone"), "number": phone, "type": "voice"}]} if phone else {}),
    }


def _service(own: str, name: str, codes: list[str]) -> dict[str, Any]:
    id = id_of(own, "service")
    issues = sorted({ISSUES[code] for code in codes if code in ISSUES}) or [ELSE]
    terms = [("kind", "legal_clinic"), ("cost", "SLIDING"), *(("issue_codes", code) for code in issues)]
    return {
        "id": id,
        "name": name,
        "status": "active",
        "attributes": [
            attribute(id, taxonomy, code) for taxonomy, code in [*terms, *(("laa", one) for one in codes)]
        ],
        "service_areas": [
            {"id": id_of(id, "area", part), "name": part, "extent": part, "extent_type": "iso3166"}
            for part in ("GB-ENG", "GB-WLS")
        ],
    }


def attribute(owner: str, taxonomy: str, code: str, name: str = "") -> dict[str, Any]:
    """An attribute that names a term of a taxonomy."""
    term = {"id": id_of("term", taxonomy, code), "code": code, "name": name or code, "description": name or code}
    return {"id": id_of(owner, taxonomy, code), "taxonomy_term": {**term, "taxonomy": taxonomy}}
