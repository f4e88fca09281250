"""Looking up partner organisations: by name, place, kind, issue, language, distance, and what must be checked."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.classifications import UnknownCode, country_from_name
from mrc.classifications.text import fold
from mrc.db import db
from mrc.directory import rules
from mrc.directory.models import Location, Organisation, Service, ServiceArea
from mrc.directory.rules import Filters, Freshness, OrganisationKind, OrganisationStatus

After = tuple[str, int]
Point = tuple[float, float]
# How many of the nearest are weighed against the other filters.
MOST_NEAR = 800
_POINT = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]+)?)\s*[,;]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)")


@dataclass(frozen=True)
class Line:
    """One line of the directory's list."""

    id: int
    ref: str
    name: str
    name_folded: str
    kind: OrganisationKind
    status: OrganisationStatus
    country: str
    city: str
    sending_country: str | None
    languages: list[str]
    verified_on: date | None
    as_of: date | None
    freshness: Freshness
    distance: float | None = None


def search(filters: Filters, after: After | None = None, limit: int = 50) -> list[Line]:
    """One page of the directory in the order of names; one line more than asked tells that there is more.

    Near a point it is one page alone, the nearest first.
    """
    if filters.near is not None:
        return _nearest(filters, filters.near, limit)
    query = _query(filters).order_by(Organisation.name_folded, Organisation.id)
    if after is not None:
        query = query.where(sa.tuple_(Organisation.name_folded, Organisation.id) > sa.tuple_(*map(sa.literal, after)))
    return _lines(query.limit(limit + 1))


def _nearest(filters: Filters, near: Point, limit: int) -> list[Line]:
    """The organisations with a place within reach: bounded by a box first, which an index finds, then measured."""
    south, north, aside = rules.box_around(near, filters.within)
    query = sa.select(Location.organisation_id, Location.latitude, Location.longitude).where(
        Location.latitude.between(south, north)
    )
    if aside < 180:
        # Across the line where the days change, the box lies on both ends of the map.
        turned = [near[1], near[1] - 360, near[1] + 360]
        query = query.where(sa.or_(*(Location.longitude.between(one - aside, one + aside) for one in turned)))
    found: dict[int, float] = {}
    for organisation_id, latitude, longitude in db.session.execute(query):
        if latitude is None or longitude is None:
            continue
        away = rules.distance(near, (latitude, longitude))
        if away <= min(filters.within, found.get(organisation_id, away)):
            found[organisation_id] = away
    nearest = sorted(found, key=lambda id: (found[id], id))[:MOST_NEAR]
    lines = [
        replace(line, distance=found[line.id]) for line in _lines(_query(filters).where(Organisation.id.in_(nearest)))
    ]
    return sorted(lines, key=lambda line: (line.distance, line.id))[:limit]


def point_of(text: str) -> Point | None:
    """The point that a text names: "25.29, 51.53", or a city in which the directory knows a place."""
    match = _POINT.fullmatch(text.strip())
    if match:
        point = float(match.group(1)), float(match.group(2))
        return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None
    if not text.strip():
        return None
    known = sa.select(Location.latitude, Location.longitude).where(
        sa.func.lower(Location.city) == text.strip().lower(), Location.latitude.is_not(None)
    )
    row = db.session.execute(known.order_by(Location.id).limit(1)).first()
    return (float(row[0]), float(row[1])) if row and row[0] is not None and row[1] is not None else None


def _query(filters: Filters) -> sa.Select[*tuple[Any, ...]]:
    columns = (
        Organisation.id,
        Organisation.ref,
        Organisation.name,
        Organisation.name_folded,
        Organisation.kind,
        Organisation.status,
        Organisation.country,
        Organisation.city,
        Organisation.sending_country,
        Organisation.verified_on,
        Organisation.as_of,
    )
    return sa.select(*columns).where(*_narrowed(filters))


def _lines(query: sa.Select[*tuple[Any, ...]]) -> list[Line]:
    today = clock.today()
    rows = db.session.execute(query).mappings().all()
    spoken = _spoken([row["id"] for row in rows])
    return [
        Line(**row, languages=spoken.get(row["id"], []), freshness=rules.freshness(row["verified_on"], today))
        for row in rows
    ]


def _spoken(organisation_ids: Collection[int]) -> dict[int, list[str]]:
    """The languages of each organisation, those of all its services together."""
    query = sa.select(Service.organisation_id, Service.languages).where(Service.organisation_id.in_(organisation_ids))
    found: dict[int, list[str]] = {}
    for organisation_id, languages in db.session.execute(query.order_by(Service.id)):
        known = found.setdefault(organisation_id, [])
        known.extend(language for language in languages if language not in known)
    return found


def _narrowed(filters: Filters) -> list[sa.ColumnElement[bool]]:
    takes_all = _as_text(Service.issue_codes) == "[]"
    last = clock.today() - rules.STALE_AFTER
    ways: tuple[tuple[Any, Callable[[], sa.ColumnElement[bool]]], ...] = (
        (filters.only_active, lambda: Organisation.status == OrganisationStatus.ACTIVE),
        (filters.is_to_check, lambda: sa.or_(Organisation.verified_on.is_(None), Organisation.verified_on < last)),
        (filters.kind, lambda: sa.or_(Organisation.kind == filters.kind, _offers(Service.kind == filters.kind))),
        (filters.country, lambda: works_in([str(filters.country)])),
        (filters.sending_country, lambda: Organisation.sending_country == filters.sending_country),
        (filters.issue, lambda: _offers(sa.or_(takes_all, _names(Service.issue_codes, str(filters.issue))))),
        (filters.language, lambda: _offers(_names(Service.languages, str(filters.language)))),
        (filters.text, lambda: _said(filters.text)),
    )
    return [condition() for wanted, condition in ways if wanted]


def _offers(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """One of its services is so."""
    return Organisation.id.in_(sa.select(Service.organisation_id).where(condition))


def _said(text: str) -> sa.ColumnElement[bool]:
    """Every word stands in the name, or in the name of the city; or the text names a country, in any language."""
    words = fold(text).split()[:8]
    named = sa.and_(sa.true(), *(Organisation.name_folded.contains(word, autoescape=True) for word in words))
    ways = [named, Organisation.city.icontains(text, autoescape=True)]
    try:
        country = country_from_name(text)
    except UnknownCode:
        return sa.or_(*ways)
    return sa.or_(*ways, Organisation.country == country, Organisation.sending_country == country)


def works_in(countries: Collection[str]) -> sa.ColumnElement[bool]:
    """An organisation sits in one of these countries, or one of its services may act there."""
    has_a_say = (
        sa.select(Service.organisation_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(ServiceArea.country.in_(countries))
    )
    return sa.or_(Organisation.country.in_(countries), Organisation.id.in_(has_a_say))


def _as_text(column: Any) -> sa.ColumnElement[str]:
    return sa.cast(column, sa.Text)


def _names(column: Any, code: str) -> sa.ColumnElement[bool]:
    return _as_text(column).contains(f'"{code}"', autoescape=True)
