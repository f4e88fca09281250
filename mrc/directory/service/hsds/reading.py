"""Reads one organisation of HSDS into the columns and parts that the directory keeps of it."""

import re
from datetime import date
from typing import Any

from mrc.classifications import is_country
from mrc.classifications.text import fold
from mrc.directory.rules import (
    ContactKind,
    Cost,
    OrganisationKind,
    OrganisationStatus,
    ReportsToAuthorities,
    RowFault,
    StatusPolicy,
)
from mrc.directory.service import files
from mrc.directory.service.files import BadCell
from mrc.directory.service.hsds import terms
from mrc.directory.service.hsds.schemas import without_nulls
from mrc.directory.service.imports import Entry

ISO = "iso3166"
MOST_CONTACTS = 20
_EXTENT = re.compile(r"([A-Z]{2})(?:-[A-Z0-9]{1,3})?")
_DEFAULTS: dict[str, Any] = {
    "kind": OrganisationKind.OTHER,
    "nationalities": [],
    "issue_codes": [],
    "sectors": [],
    "populations": [],
    "cost": Cost.UNKNOWN,
    "status_policy": StatusPolicy.UNKNOWN,
    "reports_to_authorities": ReportsToAuthorities.UNKNOWN,
    "timezone": "",
}


def entry_of(document: dict[str, Any]) -> Entry:
    """What the directory keeps of a valid document, which goes along whole. Raises BadCell at what cannot be read."""
    known = without_nulls(document)
    services, checked = [], []
    for place, service in enumerate(known.get("services", ())):
        values = service_of(service, f"services[{place}]")
        checked.append(values.pop("verified_on"))
        services.append(values)
    places = _locations(known)
    kind = _kind(services)
    country = _country(services, places)
    return Entry(
        source_id=str(known["id"]),
        values={
            "hsds_id": str(known["id"]),
            "kind": kind,
            "status": _status(services),
            "name": known["name"].strip(),
            "name_folded": fold(known["name"]),
            "description": known.get("description", ""),
            "website": _website(known),
            "country": country,
            "city": next((place["city"] for place in places if place["city"]), ""),
            "sending_country": _sender(kind, services, country),
            "verified_on": min(checked) if checked and all(checked) else None,
            "document": document,
        },
        contacts=_contacts(known),
        services=tuple(services),
        locations=tuple(places),
    )


def service_of(service: dict[str, Any], place: str) -> dict[str, Any]:
    """The columns of a service, its areas under "areas", and the day on which it was last checked."""
    areas = _areas(service, place)
    capacity, told_on = _capacity(service, place)
    spoken = (terms.language(entry) for entry in service.get("languages", ()))
    return {
        **{name: list(value) if isinstance(value, list) else value for name, value in _DEFAULTS.items()},
        "verified_on": _day(service.get("assured_date"), f"{place}.assured_date"),
        **terms.of_service(service, place),
        "hsds_id": str(service["id"]),
        "name": service["name"].strip(),
        "status": OrganisationStatus(service["status"]),
        "languages": list(dict.fromkeys(code for code in spoken if code)),
        "hours": hours_of(service),
        "capacity": capacity,
        "capacity_on": told_on,
        "is_everywhere": not areas,
        "areas": areas,
    }


def hours_of(service: dict[str, Any]) -> list[str]:
    """The weekly opening hours as lines: the days, and from when to when."""
    found = []
    for schedule in service.get("schedules", ()):
        opens, closes = (str(schedule.get(name, ""))[:5] for name in ("opens_at", "closes_at"))
        if opens and closes:
            found.append(f"{schedule.get('byday', '')} {opens}–{closes}".strip())
    return found


def _areas(service: dict[str, Any], place: str) -> list[dict[str, Any]]:
    found = []
    for number, area in enumerate(service.get("service_areas", ())):
        if str(area.get("extent_type", "")).lower().replace(" ", "").replace("-", "") != ISO:
            continue
        extent = str(area.get("extent", "")).strip().upper()
        matched = _EXTENT.fullmatch(extent)
        if matched is None or not is_country(matched.group(1)):
            raise BadCell(f"{place}.service_areas[{number}].extent", extent, RowFault.NOT_A_COUNTRY)
        part = extent if "-" in extent else None
        found.append({"country": matched.group(1), "subdivision": part, "is_resident": True})
    return found


def _capacity(service: dict[str, Any], place: str) -> tuple[int | None, date | None]:
    """The free places that were told last, all units together."""
    told: dict[date, int] = {}
    for number, capacity in enumerate(service.get("capacities", ())):
        where = f"{place}.capacities[{number}]"
        if not isinstance(capacity, dict):
            raise BadCell(where, str(capacity), RowFault.WRONG_TYPE)
        free = capacity.get("available")
        if isinstance(free, bool) or not isinstance(free, int | float) or free < 0:
            raise BadCell(f"{where}.available", str(free), RowFault.WRONG_TYPE)
        day = _day(capacity.get("updated"), f"{where}.updated")
        if day is None:
            raise BadCell(f"{where}.updated", "", RowFault.MISSING)
        told[day] = told.get(day, 0) + int(free)
    return (told[max(told)], max(told)) if told else (None, None)


def _day(given: object, place: str) -> date | None:
    """The day of a date or of a moment; an empty text is none."""
    if not given:
        return None
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        raise BadCell(place, str(given), RowFault.NOT_A_DAY) from None


def _locations(known: dict[str, Any]) -> list[dict[str, Any]]:
    """The places of an organisation, and those at which its services are found, each once."""
    everywhere = list(known.get("locations", ()))
    for service in known.get("services", ()):
        everywhere += [one["location"] for one in service.get("service_at_locations", ()) if "location" in one]
    once = {str(place["id"]): place for place in reversed(everywhere)}
    return [_location(place) for place in reversed(once.values())]


def _location(place: dict[str, Any]) -> dict[str, Any]:
    addresses = place.get("addresses", ())
    # The physical address is where somebody goes; a postal one is taken where there is no other.
    address = next((one for one in addresses if one.get("address_type") == "physical"), (*addresses, {})[0])
    lines = (str(address.get(name, "")).strip() for name in ("address_1", "address_2"))
    country = str(address.get("country", "")).strip().upper()
    latitude, longitude = _point(place)
    return {
        "hsds_id": str(place["id"]),
        "name": str(place.get("name", "")).strip(),
        "address": ", ".join(line for line in lines if line),
        "city": str(address.get("city", "")).strip(),
        "country": country if is_country(country) else None,
        "latitude": latitude,
        "longitude": longitude,
    }


def _point(place: dict[str, Any]) -> tuple[float | None, float | None]:
    """Where a place is. A point that is not on Earth stays in the document alone; the published example has one."""
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None, None
    return float(latitude), float(longitude)


def _kind(services: list[dict[str, Any]]) -> OrganisationKind:
    """A consulate is one whatever else it offers: what protects people from it must not depend on the order."""
    kinds = [service["kind"] for service in services]
    if OrganisationKind.CONSULATE in kinds:
        return OrganisationKind.CONSULATE
    return kinds[0] if kinds else OrganisationKind.OTHER


def _status(services: list[dict[str, Any]]) -> OrganisationStatus:
    statuses = [service["status"] for service in services]
    return OrganisationStatus.ACTIVE if not statuses or OrganisationStatus.ACTIVE in statuses else statuses[0]


def _country(services: list[dict[str, Any]], places: list[dict[str, Any]]) -> str:
    """Where an organisation sits: by its address, else where its first service acts; empty when nothing says so."""
    seats = [place["country"] for place in places if place["country"]]
    areas = [area["country"] for service in services for area in service["areas"]]
    return next(iter([*seats, *areas]), "")


def _sender(kind: OrganisationKind, services: list[dict[str, Any]], country: str) -> str | None:
    served = {code for one in services if one["kind"] is OrganisationKind.CONSULATE for code in one["nationalities"]}
    is_clear = kind is OrganisationKind.CONSULATE and len(served) == 1 and country not in served
    return next(iter(served)) if is_clear else None


def _website(known: dict[str, Any]) -> str:
    address = str(known.get("website", "")).strip()
    return address if files.is_website(address) else ""


def _contacts(known: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The telephones and mail addresses of an organisation, its services and places; those of people stay unread."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for owner in (known, *known.get("services", ()), *known.get("locations", ())):
        numbers = [(ContactKind.PHONE, str(phone["number"]).strip(' "')) for phone in owner.get("phones", ())]
        addresses = [(ContactKind.EMAIL, str(owner.get("email", "")).strip())]
        for kind, value in (*numbers, *addresses):
            is_right = files.is_phone(value) if kind is ContactKind.PHONE else files.is_email(value)
            if is_right:
                found.setdefault((kind, value), {"kind": str(kind), "value": value, "note": ""})
    return tuple(found.values())[:MOST_CONTACTS]
