"""Looking up partner organisations, and changing their entries by hand."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.classifications import UnknownCode, country_from_name
from mrc.classifications.text import fold
from mrc.db import db, transaction
from mrc.directory import rules
from mrc.directory.models import Jurisdiction, Organisation, OrganisationContact
from mrc.directory.rules import (
    ContactFacts,
    ContactKind,
    Filters,
    Freshness,
    OrganisationFacts,
    OrganisationKind,
    OrganisationStatus,
)
from mrc.errors import NotFound, refuse_any

After = tuple[str, int]
Told = list[tuple[str, object, object]]


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


def search(filters: Filters, after: After | None = None, limit: int = 50) -> list[Line]:
    """One page of the directory in the order of names; one line more than asked tells that there is more."""
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
        Organisation.languages,
        Organisation.verified_on,
        Organisation.as_of,
    )
    query = sa.select(*columns).where(*_narrowed(filters)).order_by(Organisation.name_folded, Organisation.id)
    if after is not None:
        query = query.where(sa.tuple_(Organisation.name_folded, Organisation.id) > sa.tuple_(*map(sa.literal, after)))
    today = clock.today()
    rows = db.session.execute(query.limit(limit + 1)).mappings()
    return [Line(**row, freshness=rules.freshness(row["verified_on"], today)) for row in rows]


def _narrowed(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.only_active:
        found.append(Organisation.status == OrganisationStatus.ACTIVE)
    if filters.kind is not None:
        found.append(Organisation.kind == filters.kind)
    if filters.country:
        found.append(works_in([filters.country]))
    if filters.sending_country:
        found.append(Organisation.sending_country == filters.sending_country)
    if filters.issue:
        takes_all = _as_text(Organisation.issue_codes) == "[]"
        found.append(sa.or_(takes_all, _names(Organisation.issue_codes, filters.issue)))
    if filters.language:
        found.append(_names(Organisation.languages, filters.language))
    if filters.text:
        found.append(_said(filters.text))
    return found


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
    """An organisation sits in one of these countries or has a say there."""
    has_a_say = sa.select(Jurisdiction.organisation_id).where(Jurisdiction.country.in_(countries))
    return sa.or_(Organisation.country.in_(countries), Organisation.id.in_(has_a_say))


def _as_text(column: Any) -> sa.ColumnElement[str]:
    return sa.cast(column, sa.Text)


def _names(column: Any, code: str) -> sa.ColumnElement[bool]:
    return _as_text(column).contains(f'"{code}"', autoescape=True)


def get_organisation(ref: str) -> Organisation:
    """The organisation with a reference, its contacts and its jurisdictions. Raises NotFound."""
    return _one(Organisation.ref == ref)


def get_organisation_by_id(organisation_id: int) -> Organisation:
    """The same by its inner key. Raises NotFound."""
    return _one(Organisation.id == organisation_id)


def _one(condition: sa.ColumnElement[bool]) -> Organisation:
    query = sa.select(Organisation).where(condition)
    parts = (selectinload(Organisation.contacts), selectinload(Organisation.jurisdictions))
    found = db.session.scalars(query.options(*parts).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound("organisation")
    return found


def possible_partners(
    kind: OrganisationKind, countries: Sequence[str], sending_countries: Collection[str], limit: int = 200
) -> list[Organisation]:
    """Organisations of a kind that might take a case in one of these countries, closed ones included.

    Of consulates only those of the given sending states: the others can never be asked.
    """
    query = sa.select(Organisation).where(Organisation.kind == kind, works_in(countries))
    if kind is OrganisationKind.CONSULATE:
        query = query.where(Organisation.sending_country.in_(sending_countries))
    query = query.options(selectinload(Organisation.jurisdictions), selectinload(Organisation.contacts))
    # Those nearest to being of use come first, so that the limit cuts off the others.
    verified_first = sa.case((Organisation.verified_on.is_(None), 1), else_=0)
    home_first = sa.case((Organisation.country.in_(countries), 0), else_=1)
    return list(db.session.scalars(query.order_by(home_first, verified_first, Organisation.id).limit(limit)))


def places_of(organisation: Organisation) -> frozenset[str]:
    """The countries in which an organisation, loaded with its jurisdictions, has a say."""
    return frozenset({organisation.country, *(area.country for area in organisation.jurisdictions)})


def facts_of(organisation: Organisation) -> OrganisationFacts:
    """What is known of an organisation, as its form shows it."""
    others = {area.country for area in organisation.jurisdictions} - {organisation.country}
    return OrganisationFacts(
        kind=organisation.kind,
        name=organisation.name,
        country=organisation.country,
        city=organisation.city,
        sending_country=organisation.sending_country,
        description=organisation.description,
        website=organisation.website,
        languages=tuple(organisation.languages),
        issue_codes=tuple(organisation.issue_codes),
        sectors=tuple(organisation.sectors),
        jurisdictions=tuple(sorted(others)),
        contacts=tuple(ContactFacts(ContactKind(way.kind), way.value) for way in organisation.contacts),
        cost=organisation.cost,
        status_policy=organisation.status_policy,
        reports_to_authorities=organisation.reports_to_authorities,
        status=organisation.status,
        is_public=organisation.is_public,
    )


def add_organisation(actor: Actor, facts: OrganisationFacts) -> Organisation:
    """Add an organisation, checked today by whoever adds it."""
    with transaction():
        access.require(actor, Permission.DIRECTORY_MANAGE)
        refuse_any(rules.fault_of(facts))
        organisation = Organisation(verified_on=clock.today())
        _fill(organisation, facts)
        db.session.add(organisation)
        db.session.flush()
        audit.record(actor, audit.Event.DIRECTORY_CHANGED, organisation, fields=["added"])
    return organisation


def change_organisation(
    actor: Actor, ref: str, facts: OrganisationFacts, version: int, told: Callable[[OrganisationFacts], Told]
) -> Organisation:
    """Change an entry by hand; from then on no file changes it. `told` compares with what is saved, in words."""
    with transaction():
        organisation = get_organisation(ref)
        access.require(actor, Permission.DIRECTORY_MANAGE)
        before = facts_of(organisation)
        organisation.still_at(version, told(before))
        refuse_any(rules.fault_of(facts))
        changed = sorted(name for name, value in vars(facts).items() if value != getattr(before, name))
        if changed:
            _fill(organisation, facts)
            organisation.source_digest = None
            audit.record(actor, audit.Event.DIRECTORY_CHANGED, organisation, fields=changed)
    return organisation


def confirm_organisation(actor: Actor, ref: str) -> Organisation:
    """Put on record that somebody checked an entry today and found it right."""
    with transaction():
        organisation = get_organisation(ref)
        access.require(actor, Permission.DIRECTORY_MANAGE)
        organisation.verified_on = clock.today()
        audit.record(actor, audit.Event.DIRECTORY_CHANGED, organisation, fields=["verified_on"])
    return organisation


def _fill(organisation: Organisation, facts: OrganisationFacts) -> None:
    for name in ("kind", "name", "country", "city", "sending_country", "description", "website", "cost"):
        setattr(organisation, name, getattr(facts, name))
    for name in ("status_policy", "reports_to_authorities", "status", "is_public"):
        setattr(organisation, name, getattr(facts, name))
    for name in ("languages", "issue_codes", "sectors"):
        setattr(organisation, name, list(getattr(facts, name)))
    organisation.name_folded = fold(facts.name)
    organisation.contacts = [OrganisationContact(kind=str(way.kind), value=way.value) for way in facts.contacts]
    parts = {} if organisation.id is None else _parts(organisation)
    organisation.jurisdictions = [
        Jurisdiction(country=area.country, subdivision=part, is_resident=area.is_resident)
        for area in rules.areas_of(facts.country, facts.jurisdictions)
        for part in parts.get(area.country, (None,))
    ]


def _parts(organisation: Organisation) -> dict[str, list[str | None]]:
    """The parts of countries that an entry came with: the form does not show them, so a save must not lose them."""
    found: dict[str, list[str | None]] = {}
    for area in organisation.jurisdictions:
        found.setdefault(area.country, []).append(area.subdivision)
    return found
