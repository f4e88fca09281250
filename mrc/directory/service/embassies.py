"""Reads the world's embassies and consulates into the directory.

The source is github.com/database-of-embassies, made from Wikidata (CC0), of 2022. Every entry says so, and stays
unverified until somebody has checked it.
"""

import math
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from mrc import audit
from mrc.access import Actor
from mrc.classifications import UnknownCode, country_from_name, country_name
from mrc.classifications.text import fold
from mrc.db import transaction
from mrc.directory import rules
from mrc.directory.rules import Area, ContactKind, FileFault, Mission, OrganisationKind, RowFault, RowTrouble
from mrc.directory.service import files
from mrc.directory.service.files import BadCell, FileRefused
from mrc.directory.service.imports import Entry, ImportResult, Tell, id_of, write

SOURCE = "wikidata"
AS_OF = date(2022, 11, 16)
COLUMNS = (
    "operator",
    "jurisdictions",
    "country",
    "city",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
    "type",
    "QID",
)
_ITEM = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q[1-9][0-9]{0,11})")

# Jurisdictions of the source that are neither a country nor a part of the host country.
_NO_PLACES = frozenset(
    {
        "Sovereign Military Order of Malta",
        "European Union",
        "European Parliament",
        "African Union",
        "Nordic countries",
        "United Nations",
    }
)
# A Brazilian city in the source; El Salvador is always written in full there.
_CITIES = frozenset({"Salvador"})


def import_embassies(
    path: Path,
    tell: Tell,
    *,
    actor: Actor | None = None,
    as_of: date = AS_OF,
    dry_run: bool = False,
    strict: bool = False,
) -> ImportResult:
    """Read a file of missions into the directory; bad rows are refused and told, good rows are written.

    `strict` refuses the whole file for one bad row. A dry run writes nothing and tells what would happen.
    Raises FileRefused when the file is no such table.
    """
    rows, troubles = files.read_table(path, ";", COLUMNS)
    missions: list[tuple[int, Mission]] = []
    for line, cells in rows:
        try:
            missions.append((line, _mission(cells, as_of)))
        except BadCell as bad:
            troubles.append(bad.at(line))
    entries = [_entry(mission) for mission in _told_apart(missions, troubles)]
    troubles.sort(key=lambda trouble: trouble.row)
    if strict and troubles:
        raise FileRefused(FileFault.ROWS_REFUSED, troubles=troubles)
    with transaction():
        result = write(SOURCE, entries, troubles, tell, dry_run)
        if not dry_run:
            audit.record(actor, audit.Event.DIRECTORY_IMPORTED, kind="embassies", **result.counts)
    return result


def _mission(cells: dict[str, str], as_of: date) -> Mission:
    item = _ITEM.fullmatch(files.needed(cells, "QID"))
    if item is None:
        raise BadCell("QID", cells["QID"], RowFault.NOT_AN_ITEM)
    sender, host = _country(cells, "operator"), _country(cells, "country")
    if sender == host:
        raise BadCell("country", cells["country"], RowFault.IN_ITS_OWN_COUNTRY)
    kind, city = files.needed(cells, "type"), files.plain(cells, "city")
    return Mission(
        source_id=item.group(1),
        name=rules.mission_name(kind, country_name(sender, "en"), city or country_name(host, "en")),
        sending_country=sender,
        country=host,
        city=city,
        latitude=_degrees(cells, "latitude", 90),
        longitude=_degrees(cells, "longitude", 180),
        website=files.website(cells),
        phone=files.phone(cells),
        email=files.email(cells),
        areas=_areas(files.plain(cells, "jurisdictions"), host),
        status=rules.mission_status(kind),
        as_of=as_of,
    )


def _country(cells: dict[str, str], column: str) -> str:
    text = files.needed(cells, column)
    try:
        return country_from_name(text)
    except UnknownCode:
        raise BadCell(column, text, RowFault.NOT_A_COUNTRY) from None


def _degrees(cells: dict[str, str], column: str, most: int) -> float | None:
    text = cells[column]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -most <= value <= most:
        raise BadCell(column, text, RowFault.NOT_A_PLACE_ON_EARTH)
    return value


def _areas(text: str, host: str) -> tuple[Area, ...]:
    """Where a mission has a say. A name that is no country is a part of the host country (Catalonia, Bavaria)."""
    found = {_area(name.strip(), host) for name in text.split("|") if name.strip() and name.strip() not in _NO_PLACES}
    if not any(area.country == host for area in found):
        found.add(Area(host))
    return tuple(sorted(found, key=lambda area: (not area.is_resident, area.country, area.subdivision or "")))


def _area(name: str, host: str) -> Area:
    try:
        country = host if name in _CITIES else country_from_name(name)
    except UnknownCode:
        return Area(host, name)
    return Area(host, name) if name in _CITIES else Area(country, is_resident=country == host)


def _told_apart(missions: list[tuple[int, Mission]], troubles: list[RowTrouble]) -> list[Mission]:
    """The missions, each under a name of its own. One item of the source may name two sending states."""
    senders: dict[str, set[str]] = {}
    for _line, mission in missions:
        senders.setdefault(mission.source_id, set()).add(mission.sending_country)
    kept: dict[str, Mission] = {}
    for line, mission in missions:
        is_shared = len(senders[mission.source_id]) > 1
        name = f"{mission.source_id}:{mission.sending_country}" if is_shared else mission.source_id
        if name in kept:
            troubles.append(RowTrouble(line, "QID", mission.source_id, RowFault.TWICE))
        else:
            kept[name] = Mission(**{**vars(mission), "source_id": name})
    return list(kept.values())


def _entry(mission: Mission) -> Entry:
    values = {
        "kind": OrganisationKind.CONSULATE,
        "status": mission.status,
        "name": mission.name,
        "name_folded": fold(mission.name),
        "country": mission.country,
        "city": mission.city,
        "sending_country": mission.sending_country,
        "website": mission.website,
        "as_of": mission.as_of,
    }
    ways = ((ContactKind.PHONE, mission.phone), (ContactKind.EMAIL, mission.email))
    service = {
        "kind": OrganisationKind.CONSULATE,
        "status": mission.status,
        "name": mission.name,
        "nationalities": [mission.sending_country],
        "areas": [asdict(area) for area in mission.areas],
    }
    return Entry(
        source_id=mission.source_id,
        values=values,
        contacts=tuple({"kind": str(kind), "value": value, "note": ""} for kind, value in ways if value),
        services=(service,),
        locations=_locations(mission),
    )


def _locations(mission: Mission) -> tuple[dict[str, Any], ...]:
    if mission.latitude is None or mission.longitude is None:
        return ()
    place = {"city": mission.city, "country": mission.country}
    point = {"latitude": mission.latitude, "longitude": mission.longitude}
    return ({**place, **point, "hsds_id": id_of(SOURCE, mission.source_id, "location")},)
