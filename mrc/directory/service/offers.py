"""The services that somebody may be referred to, as plain values, read in a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc.db import db
from mrc.directory.models import Organisation, Service, ServiceArea
from mrc.directory.rules import (
    Area,
    Cost,
    OrganisationKind,
    OrganisationStatus,
    ReportsToAuthorities,
    StatusPolicy,
)

# How many services are weighed at most; those nearest to being of use come first.
MOST_WEIGHED = 200


@dataclass(frozen=True)
class Offered:
    """One service with what routing needs to know of its organisation. An empty list does not restrict."""

    id: int
    service_id: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    languages: list[str]
    nationalities: list[str]
    issue_codes: list[str]
    sectors: list[str]
    populations: list[str]
    cost: Cost
    status_policy: StatusPolicy
    reports_to_authorities: ReportsToAuthorities
    capacity: int | None
    capacity_on: date | None
    organisation_id: int
    organisation_ref: str
    organisation: str
    organisation_kind: OrganisationKind
    organisation_status: OrganisationStatus
    verified_on: date | None
    areas: tuple[Area, ...] = ()


_LISTS = ("languages", "nationalities", "issue_codes", "sectors", "populations")
_CHOICES = ("cost", "status_policy", "reports_to_authorities")
_COLUMNS = (
    Service.id,
    Service.hsds_id.label("service_id"),
    Service.name,
    Service.kind,
    Service.status,
    *(getattr(Service, name) for name in (*_LISTS, *_CHOICES)),
    Service.capacity,
    Service.capacity_on,
    Organisation.id.label("organisation_id"),
    Organisation.ref.label("organisation_ref"),
    Organisation.name.label("organisation"),
    Organisation.kind.label("organisation_kind"),
    Organisation.status.label("organisation_status"),
    Organisation.verified_on,
)


def services_of(organisation: Organisation) -> list[Offered]:
    """The services of an organisation that was loaded with them."""
    of_service = ("id", "name", "kind", "status", *_LISTS, *_CHOICES, "capacity", "capacity_on")
    return [
        Offered(
            **{name: getattr(service, name) for name in of_service},
            service_id=service.hsds_id,
            organisation_id=organisation.id,
            organisation_ref=organisation.ref,
            organisation=organisation.name,
            organisation_kind=organisation.kind,
            organisation_status=organisation.status,
            verified_on=organisation.verified_on,
            areas=tuple(Area(area.country, area.subdivision, area.is_resident) for area in service.areas),
        )
        for service in organisation.services
    ]


def all_services(kinds: Collection[OrganisationKind]) -> list[Offered]:
    """Every service of these kinds; without kinds, every service."""
    return _with_areas(_query().where(Service.kind.in_(kinds)) if kinds else _query(), is_for_all=True)


def languages_of(organisation_id: int) -> list[str]:
    """The languages of an organisation, those of all its services together."""
    query = sa.select(Service.languages).where(Service.organisation_id == organisation_id).order_by(Service.id)
    return list(dict.fromkeys(language for spoken in db.session.scalars(query) for language in spoken))


def services_for(
    kind: OrganisationKind,
    countries: Collection[str],
    nationalities: Collection[str],
    languages: Collection[str],
    issues: Collection[str],
    sectors: Collection[str] = (),
    limit: int = MOST_WEIGHED,
) -> list[Offered]:
    """Services of a kind that may act in one of these countries, closed ones included, the likeliest first.

    Of consulates only those that serve one of the nationalities: the others can never be asked.
    """
    there = sa.select(ServiceArea.service_id).where(ServiceArea.country.in_(countries))
    # Two ways in, each by an index; in one condition neither index would help.
    known = (
        sa.select(Service.id)
        .where(Service.kind == kind, Service.is_everywhere.is_(False), Service.id.in_(there))
        .union_all(sa.select(Service.id).where(Service.kind == kind, Service.is_everywhere.is_(True)))
    )
    query = _query().where(Service.id.in_(known))
    if kind is OrganisationKind.CONSULATE:
        query = query.where(
            sa.or_(*_any_of(Service.nationalities, nationalities), _as_text(Service.nationalities) == "[]")
        )
    likely = (
        sa.and_(Service.status == OrganisationStatus.ACTIVE, Organisation.status == OrganisationStatus.ACTIVE),
        sa.or_(_as_text(Service.issue_codes) == "[]", *_any_of(Service.issue_codes, issues)),
        # Unions alone are organised by industry: that of the trade, then general ones, then those of other trades.
        *_of_the_trade(sectors if kind is OrganisationKind.UNION else ()),
        sa.or_(sa.false(), *_any_of(Service.languages, languages)),
        Organisation.verified_on.is_not(None),
    )
    order = [sa.case((condition, 0), else_=1) for condition in likely]
    return _with_areas(query.order_by(*order, Service.id).limit(limit))


def _query() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*_COLUMNS).join(Organisation, Organisation.id == Service.organisation_id)


def _of_the_trade(sectors: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    if not sectors:
        return ()
    trade = sa.or_(*_any_of(Service.sectors, sectors))
    return trade, _as_text(Service.sectors) == "[]"


def _any_of(column: Any, codes: Iterable[str]) -> list[sa.ColumnElement[bool]]:
    text = _as_text(column)
    return [text.contains(f'"{code}"', autoescape=True) for code in sorted(codes)]


def _as_text(column: Any) -> sa.ColumnElement[str]:
    return sa.cast(column, sa.Text)


def _with_areas(query: Any, *, is_for_all: bool = False) -> list[Offered]:
    rows = db.session.execute(query).mappings().all()
    wanted = sa.select(ServiceArea.service_id, ServiceArea.country, ServiceArea.subdivision, ServiceArea.is_resident)
    if not is_for_all:
        wanted = wanted.where(ServiceArea.service_id.in_([row["id"] for row in rows]))
    areas: dict[int, list[Area]] = {}
    for service_id, country, subdivision, is_resident in db.session.execute(wanted.order_by(ServiceArea.id)):
        areas.setdefault(service_id, []).append(Area(country, subdivision, is_resident))
    return [Offered(**row, areas=tuple(areas.get(row["id"], ()))) for row in rows]
