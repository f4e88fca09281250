"""Partner organisations as an account needs them: found by name, named by reference.

Staff is the lowest room and does not know the directory; it reads a few public columns of that table by name.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from mrc.db import db

TABLE = sa.table(
    "organisations",
    sa.column("id"),
    sa.column("ref"),
    sa.column("name"),
    sa.column("name_folded"),
    sa.column("country"),
    sa.column("status"),
    sa.column("verified_on", sa.Date),
    sa.column("as_of", sa.Date),
)


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation to choose."""

    ref: str
    name: str
    country: str


def find_organisations(text: str, limit: int = 20) -> list[OrganisationLine]:
    """Organisations that work now and have a text in their name."""
    wanted = text.strip().casefold()
    named = TABLE.c.name_folded.contains(wanted, autoescape=True) | TABLE.c.name.icontains(wanted, autoescape=True)
    query = _lines().where(named, TABLE.c.status == "active").order_by(TABLE.c.name_folded, TABLE.c.id).limit(limit)
    return [OrganisationLine(*row) for row in db.session.execute(query)] if wanted else []


def organisation_of(organisation_id: int | None) -> OrganisationLine | None:
    """The organisation of a partner's account."""
    if organisation_id is None:
        return None
    row = db.session.execute(_lines().where(TABLE.c.id == organisation_id)).one_or_none()
    return OrganisationLine(*row) if row else None


def organisation_id_of(ref: str) -> int | None:
    """The key of an organisation by its reference."""
    found: int | None = db.session.scalar(sa.select(TABLE.c.id).where(TABLE.c.ref == ref))
    return found


def organisation_by(ref: str) -> OrganisationLine | None:
    """The organisation of a reference."""
    return organisation_of(organisation_id_of(ref))


def organisation_name(organisation_id: int | None) -> str | None:
    """The name of an organisation by its key."""
    found = organisation_of(organisation_id)
    return found.name if found else None


def _lines() -> sa.Select[str, str, str]:
    return sa.select(TABLE.c.ref, TABLE.c.name, TABLE.c.country)
