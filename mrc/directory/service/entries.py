"""Looking up partner organisations, and changing their entries by hand."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.classifications.text import fold
from mrc.db import db, transaction
from mrc.directory import rules
from mrc.directory.models import Organisation, OrganisationContact, Service, ServiceArea
from mrc.directory.rules import (
    Area,
    ContactFacts,
    ContactKind,
    OrganisationFacts,
    OrganisationKind,
)
from mrc.errors import NotFound, refuse_any

After = tuple[str, int]
# What the form says of the organisation itself, and what of its first service.
OF_ORGANISATION = (
    "kind",
    "name",
    "country",
    "city",
    "sending_country",
    "description",
    "website",
    "status",
    "is_public",
)
_CHOICES = ("kind", "status", "name", "cost", "status_policy", "reports_to_authorities")
_OF_BOTH = frozenset({"kind", "status", "name", "nationalities"})
_LISTS = ("languages", "issue_codes", "sectors", "populations")
Told = list[tuple[str, object, object]]


def get_organisation(ref: str) -> Organisation:
    """The organisation with a reference, its contacts, places, and services with their areas. Raises NotFound."""
    return _one(Organisation.ref == ref)


def get_organisation_by_id(organisation_id: int) -> Organisation:
    """The same by its inner key. Raises NotFound."""
    return _one(Organisation.id == organisation_id)


def _one(condition: sa.ColumnElement[bool]) -> Organisation:
    query = sa.select(Organisation).where(condition)
    parts = (
        selectinload(Organisation.contacts),
        selectinload(Organisation.locations),
        selectinload(Organisation.services).selectinload(Service.areas),
    )
    found = db.session.scalars(query.options(*parts).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound("organisation")
    return found


def places_of(organisation: Organisation) -> frozenset[str]:
    """The countries in which an organisation, loaded with its services, has a seat or may act."""
    areas = (area.country for service in organisation.services for area in service.areas)
    return frozenset({organisation.country, *areas})


def facts_of(organisation: Organisation) -> OrganisationFacts:
    """What is known of an organisation and of its first service, as its form shows it."""
    main = organisation.services[0] if organisation.services else Service(**service_values(_BARE))
    others = {area.country for area in main.areas} - {organisation.country}
    said: dict[str, Any] = {name: getattr(organisation, name) for name in OF_ORGANISATION}
    lists: dict[str, Any] = {name: tuple(getattr(main, name) or ()) for name in _LISTS}
    return OrganisationFacts(
        **said,
        **lists,
        jurisdictions=tuple(sorted(others)),
        contacts=tuple(ContactFacts(ContactKind(way.kind), way.value) for way in organisation.contacts),
        cost=main.cost,
        status_policy=main.status_policy,
        reports_to_authorities=main.reports_to_authorities,
    )


_BARE = OrganisationFacts(OrganisationKind.OTHER, "", "")


def service_values(facts: OrganisationFacts) -> dict[str, Any]:
    """The columns of the service that carries what is said of an organisation."""
    nationalities = [facts.sending_country] if facts.sending_country else []
    lists = {name: [str(code) for code in getattr(facts, name)] for name in _LISTS}
    return {**{name: getattr(facts, name) for name in _CHOICES}, **lists, "nationalities": nationalities}


def areas_of(facts: OrganisationFacts) -> tuple[Area, ...]:
    """Where the service of an organisation may act, as its form says it."""
    return rules.areas_of(facts.country, facts.jurisdictions)


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
    is_new = organisation.id is None
    before = _BARE if is_new else facts_of(organisation)
    for name in OF_ORGANISATION:
        setattr(organisation, name, getattr(facts, name))
    organisation.name_folded = fold(facts.name)
    organisation.contacts = [OrganisationContact(kind=str(way.kind), value=way.value) for way in facts.contacts]
    if is_new or not organisation.services:
        organisation.services = [Service(areas=[])]
        before = _BARE
    main = organisation.services[0]
    said, was = service_values(facts), service_values(before)
    if before is not _BARE and main.name != before.name:
        said["name"] = was["name"] = main.name
    for name, value in said.items():
        # What the form says of the organisation goes to its service when it changes; a service may differ in it.
        if name not in _OF_BOTH or before is _BARE or value != was[name]:
            setattr(main, name, value)
    if (facts.country, facts.jurisdictions) != (before.country, before.jurisdictions):
        parts = _parts(main)
        main.is_everywhere = False
        main.areas = [
            ServiceArea(country=area.country, subdivision=part, is_resident=area.is_resident)
            for area in areas_of(facts)
            for part in parts.get(area.country, (None,))
        ]


def _parts(service: Service) -> dict[str, list[str | None]]:
    """The parts of countries that an entry came with: the form does not show them, so a save must not lose them."""
    found: dict[str, list[str | None]] = {}
    for area in service.areas:
        found.setdefault(area.country, []).append(area.subdivision)
    return found
