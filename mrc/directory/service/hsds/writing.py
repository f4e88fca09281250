"""Writes the directory as HSDS: what came in goes out as it came, changed only where the entry says otherwise now."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import selectinload, undefer

from mrc.classifications import language_name
from mrc.db import db
from mrc.directory.models import Organisation, Service
from mrc.directory.rules import Cost, ReportsToAuthorities, StatusPolicy
from mrc.directory.service.hsds import terms
from mrc.directory.service.hsds.reading import entry_of
from mrc.directory.service.hsds.tables import write_package
from mrc.directory.service.imports import Entry, Tell, id_of

BATCH = 500
_PLAIN = {"name": "name", "description": "description", "website": "website"}
_UNSAID = {None, "", Cost.UNKNOWN, StatusPolicy.UNKNOWN, ReportsToAuthorities.UNKNOWN}
_TERM_NAMES = {column: taxonomy for taxonomy, column in terms.COLUMN_OF.items()}


def export_hsds(file: BinaryIO, form: str, tell: Tell) -> int:
    """Write every organisation to a file: a JSON list, or a zip of tables ("csv"). Returns how many there are."""
    documents = all_documents(tell)
    _put(documents, form, file)
    return len(documents)


def _put(documents: list[dict[str, Any]], form: str, file: BinaryIO) -> None:
    if form == "csv":
        write_package(documents, file)
    else:
        file.write(json.dumps(documents, ensure_ascii=False, indent=1).encode() + b"\n")


def all_documents(tell: Tell) -> list[dict[str, Any]]:
    """Every organisation as a document, in the order in which they came into the directory."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) or 0
    found: list[dict[str, Any]] = []
    for organisations in _batches():
        found += [document_of(organisation) for organisation in organisations]
        tell(len(found), total)
        for organisation in organisations:
            # Documents are long; what was written is not kept for the rest of the directory.
            db.session.expunge(organisation)
    return found


def _batches() -> Iterator[list[Organisation]]:
    last = 0
    while True:
        query = (
            sa.select(Organisation)
            .where(Organisation.id > last)
            .order_by(Organisation.id)
            .limit(BATCH)
            .options(
                undefer(Organisation.document),
                selectinload(Organisation.contacts),
                selectinload(Organisation.locations),
                selectinload(Organisation.services).selectinload(Service.areas),
            )
        )
        organisations = list(db.session.scalars(query))
        if not organisations:
            return
        last = organisations[-1].id
        yield organisations


def document_of(organisation: Organisation) -> dict[str, Any]:
    """One organisation, loaded whole with its document, as HSDS."""
    document = copy.deepcopy(organisation.document)
    if document is None:
        document = {"id": organisation.hsds_id, "name": "", "description": "", "services": []}
    said = entry_of(document | {"name": document["name"] or organisation.name})
    for name, column in _PLAIN.items():
        value = getattr(organisation, column)
        if value != said.values[column] or name not in document:
            _say(document, name, value)
    document["name"] = document["name"] or organisation.name
    if organisation.services or document.get("services"):
        document["services"] = _services(organisation, document, said)
    _write_contacts(organisation, document, said)
    _write_places(organisation, document, said)
    return document


def _say(part: dict[str, Any], name: str, value: Any) -> None:
    """Write a value; nothing is left out where nothing stood before."""
    if value or part.get(name) or name in {"name", "description"}:
        part[name] = value


def _services(organisation: Organisation, document: dict[str, Any], said: Entry) -> list[dict[str, Any]]:
    before = {str(one["id"]): one for one in document.get("services") or ()}
    known = {one["hsds_id"]: one for one in said.services}
    found = []
    for service in organisation.services:
        part = before.get(service.hsds_id, {"id": service.hsds_id})
        _write_service(service, part, known.get(service.hsds_id, {}))
        if organisation.verified_on != said.values["verified_on"]:
            _write_terms(part, "verified_on", [])
            _say(part, "assured_date", organisation.verified_on.isoformat() if organisation.verified_on else "")
        found.append(part)
    return found


def _write_service(service: Service, part: dict[str, Any], said: dict[str, Any]) -> None:
    for name in ("name", "status"):
        if getattr(service, name) != said.get(name):
            part[name] = str(getattr(service, name))
    if service.languages != said.get("languages", []):
        part["languages"] = [
            {"id": id_of(service.hsds_id, "language", code), "name": language_name(code, "en"), "code": code}
            for code in service.languages
        ]
    for column in _TERM_NAMES:
        value = getattr(service, column, None)
        if column != "verified_on" and value != said.get(column, [] if isinstance(value, list) else None):
            _write_terms(part, column, _codes(value))
    areas = {(area.country, area.subdivision) for area in service.areas}
    if areas != {(area["country"], area["subdivision"]) for area in said.get("areas", [])}:
        _write_areas(service, part)
    if (service.capacity, service.capacity_on) != (said.get("capacity"), said.get("capacity_on")):
        _write_capacity(service, part)


def _codes(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(code) for code in value]
    return [] if value in _UNSAID else [value.isoformat() if isinstance(value, date) else str(value)]


def _write_terms(part: dict[str, Any], column: str, codes: list[str]) -> None:
    """Say one of our attributes anew; the attributes of other taxonomies stay as they are."""
    taxonomy = _TERM_NAMES[column]
    before = part.get("attributes") or []
    others = [one for one in before if terms.term_of(one)[0] != taxonomy]
    ours = [
        {
            "id": id_of(str(part["id"]), taxonomy, code),
            "taxonomy_term": {
                "id": id_of("term", taxonomy, code),
                "code": code,
                "name": code,
                "description": f"{taxonomy}: {code}",
                "taxonomy": taxonomy,
            },
        }
        for code in codes
    ]
    if others or ours or before:
        part["attributes"] = [*others, *ours]


def _write_areas(service: Service, part: dict[str, Any]) -> None:
    before = part.get("service_areas") or []
    others = [one for one in before if str(one.get("extent_type", "")).lower() != "iso3166"]
    ours = []
    for area in service.areas:
        # A part that has a name and no code is told as text, within its country.
        is_coded = area.subdivision is None or area.subdivision.startswith(f"{area.country}-")
        extent = area.subdivision if area.subdivision and is_coded else area.country
        ours.append(
            {
                "id": id_of(service.hsds_id, "area", area.country, area.subdivision or ""),
                "name": area.subdivision or area.country,
                "extent": extent,
                "extent_type": "iso3166",
            }
        )
    part["service_areas"] = [*others, *ours]


def _write_capacity(service: Service, part: dict[str, Any]) -> None:
    if service.capacity is None or service.capacity_on is None:
        part.pop("capacities", None)
        return
    unit = {"id": id_of("unit", "places"), "name": "places"}
    told = {"available": service.capacity, "updated": service.capacity_on.isoformat()}
    part["capacities"] = [{"id": id_of(service.hsds_id, "capacity"), "unit": unit, **told}]


def _write_contacts(organisation: Organisation, document: dict[str, Any], said: Entry) -> None:
    ways = [(way.kind, way.value) for way in organisation.contacts if way.kind != "address"]
    if ways == [(way["kind"], way["value"]) for way in said.contacts]:
        return
    kinds = {"phone": "voice", "whatsapp": "cell"}
    document["phones"] = [
        {"id": id_of(organisation.hsds_id, kind, value), "number": value, "type": kinds[kind]}
        for kind, value in ways
        if kind in kinds
    ]
    _say(document, "email", next((value for kind, value in ways if kind == "email"), ""))


def _write_places(organisation: Organisation, document: dict[str, Any], said: Entry) -> None:
    seat = (organisation.country, organisation.city)
    if seat == (said.values["country"], said.values["city"]) and len(organisation.locations) == len(said.locations):
        return
    before = {str(one["id"]): one for one in document.get("locations") or ()}
    places = [before.get(place.hsds_id, _place(place)) for place in organisation.locations]
    if not any(place.country == seat[0] and place.city == seat[1] for place in organisation.locations):
        lines = [way.value for way in organisation.contacts if way.kind == "address"]
        places.insert(0, _seat(organisation, lines[0] if lines else ""))
    document["locations"] = places


def _place(place: Any) -> dict[str, Any]:
    point = {} if place.latitude is None else {"latitude": place.latitude, "longitude": place.longitude}
    address = {"id": id_of(place.hsds_id, "address"), "address_1": place.address, "city": place.city}
    where = {"country": place.country or "", "address_type": "physical", "state_province": "", "postal_code": ""}
    found = {"id": place.hsds_id, "location_type": "physical", "name": place.name, **point}
    return {**found, "addresses": [address | where]}


def _seat(organisation: Organisation, line: str) -> dict[str, Any]:
    id = id_of(organisation.hsds_id, "seat")
    where = {"country": organisation.country, "address_type": "physical", "state_province": "", "postal_code": ""}
    address = {"id": id_of(id, "address"), "address_1": line, "city": organisation.city, **where}
    return {"id": id, "location_type": "physical", "name": "", "addresses": [address]}
