"""The services of an organisation: kept by administrators, and their hours and free places by the partner itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.db import db, transaction
from mrc.directory.models import Organisation, Service, ServiceArea
from mrc.directory.rules import OrganisationKind, Population, ServiceFacts
from mrc.directory.service.entries import Told, get_organisation
from mrc.errors import NotFound

_PLAIN = ("kind", "name", "status", "cost", "status_policy", "reports_to_authorities", "timezone", "capacity")
_LISTS = ("nationalities", "languages", "issue_codes", "sectors", "populations", "hours")


def service_at(organisation: Organisation, number: int) -> Service:
    """A service by its place in the list of an organisation, counted from 1. Raises NotFound."""
    if not 1 <= number <= len(organisation.services):
        raise NotFound(str(number))
    return organisation.services[number - 1]


def service_facts(service: Service) -> ServiceFacts:
    """What is known of a service, as its form shows it."""
    countries = dict.fromkeys(area.country for area in service.areas)
    lists: dict[str, Any] = {name: tuple(getattr(service, name)) for name in _LISTS if name != "populations"}
    plain: dict[str, Any] = {name: getattr(service, name) for name in _PLAIN}
    return ServiceFacts(
        **plain,
        **lists,
        populations=tuple(Population(name) for name in service.populations),
        countries=tuple(countries),
    )


def add_service(actor: Actor, organisation_ref: str, facts: ServiceFacts) -> Organisation:
    """Add a service to an organisation."""
    with transaction():
        organisation = get_organisation(organisation_ref)
        access.require(actor, Permission.DIRECTORY_MANAGE)
        service = Service(areas=[])
        organisation.services.append(service)
        _write(service, facts)
        _changed(actor, organisation)
    return organisation


def change_service(
    actor: Actor,
    organisation_ref: str,
    number: int,
    facts: ServiceFacts,
    version: int,
    told: Callable[[ServiceFacts], Told],
) -> Organisation:
    """Change a service by hand; from then on no file changes the entry. `told` compares with what is saved."""
    with transaction():
        organisation = get_organisation(organisation_ref)
        access.require(actor, Permission.DIRECTORY_MANAGE)
        service = service_at(organisation, number)
        before = service_facts(service)
        organisation.still_at(version, told(before))
        if facts != before:
            _write(service, facts)
            _changed(actor, organisation)
    return organisation


def own_organisation(actor: Actor, organisation_ref: str) -> Organisation:
    """The organisation that a partner answers for; any other does not exist for them. Raises NotFound."""
    access.require(actor, Permission.ORGANISATION_OWN)
    organisation = get_organisation(organisation_ref)
    if organisation.id != actor.organisation_id:
        raise NotFound(organisation_ref)
    return organisation


def tell_capacity(
    actor: Actor, organisation_ref: str, number: int, capacity: int | None, hours: tuple[str, ...]
) -> Organisation:
    """A partner tells how many places are free today in one of its services, and when it is open."""
    with transaction():
        organisation = own_organisation(actor, organisation_ref)
        service = service_at(organisation, number)
        service.capacity, service.hours = capacity, list(hours)
        service.capacity_on = None if capacity is None else clock.today()
        # Lists that are read in later still change the rest of the entry.
        audit.record(actor, audit.Event.DIRECTORY_CHANGED, organisation, fields=["capacity", "hours"])
    return organisation


def _write(service: Service, facts: ServiceFacts) -> None:
    if facts.capacity != service.capacity:
        service.capacity_on = None if facts.capacity is None else clock.today()
    for name in _PLAIN:
        setattr(service, name, getattr(facts, name))
    for name in _LISTS:
        setattr(service, name, [str(code) for code in getattr(facts, name)])
    if set(facts.countries) != {area.country for area in service.areas}:
        kept = [area for area in service.areas if area.country in facts.countries]
        known = {area.country for area in kept}
        service.areas = [*kept, *(ServiceArea(country=code) for code in facts.countries if code not in known)]
    service.is_everywhere = not facts.countries


def _changed(actor: Actor, organisation: Organisation) -> None:
    """A consulate among the services makes the whole organisation one: what protects people depends on it."""
    if any(service.kind is OrganisationKind.CONSULATE for service in organisation.services):
        organisation.kind = OrganisationKind.CONSULATE
    organisation.source_digest = None
    # The row itself must change, so that its version moves on and an older page is refused.
    flag_modified(organisation, "updated_at")
    db.session.flush()
    audit.record(actor, audit.Event.DIRECTORY_CHANGED, organisation, fields=["services"])
