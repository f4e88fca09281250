"""What anybody may see of the directory: contacts of organisations that are safe to show."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from mrc.db import db
from mrc.directory.models import Organisation, OrganisationContact, Service
from mrc.directory.rules import OrganisationKind, OrganisationStatus, ReportsToAuthorities


@dataclass(frozen=True)
class PublicContact:
    """One organisation as the public page shows it: who, where, and how it is reached."""

    id: int
    name: str
    name_folded: str
    city: str
    country: str
    website: str
    verified_on: date | None
    ways: tuple[tuple[str, str], ...] = ()


def _safe() -> list[sa.ColumnElement[bool]]:
    """Who may be named to workers, works now, tells no authority, and is no state's own office.

    A consulate is left to a conversation: for some people contact with it does harm.
    """
    reports = sa.select(Service.organisation_id).where(Service.reports_to_authorities == ReportsToAuthorities.YES)
    return [
        Organisation.is_public.is_(True),
        Organisation.status == OrganisationStatus.ACTIVE,
        Organisation.kind != OrganisationKind.CONSULATE,
        Organisation.country != "",
        Organisation.id.not_in(reports),
    ]


def public_countries() -> list[str]:
    """The countries of which there is somebody to show."""
    query = sa.select(Organisation.country).where(*_safe()).distinct().order_by(Organisation.country)
    return list(db.session.scalars(query))


def public_contacts(country: str, after: tuple[str, int] | None = None, limit: int = 30) -> list[PublicContact]:
    """One page of those in a country, in the order of names; one more than asked tells that there are more."""
    columns = ("id", "name", "name_folded", "city", "country", "website", "verified_on")
    query = sa.select(*(getattr(Organisation, name) for name in columns)).where(
        *_safe(), Organisation.country == country
    )
    if after is not None:
        query = query.where(sa.tuple_(Organisation.name_folded, Organisation.id) > sa.tuple_(*map(sa.literal, after)))
    order = (Organisation.name_folded, Organisation.id)
    rows = db.session.execute(query.order_by(*order).limit(limit + 1)).mappings().all()
    ways: dict[int, list[tuple[str, str]]] = {}
    known = sa.select(OrganisationContact.organisation_id, OrganisationContact.kind, OrganisationContact.value)
    known = known.where(OrganisationContact.organisation_id.in_([row["id"] for row in rows]))
    for organisation_id, kind, value in db.session.execute(known.order_by(OrganisationContact.id)):
        ways.setdefault(organisation_id, []).append((kind, value))
    return [PublicContact(**row, ways=tuple(ways.get(row["id"], ()))) for row in rows]
