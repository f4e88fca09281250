"""Which centre agreed with which organisation, for centres that refer cases to nobody else."""

from datetime import date

import sqlalchemy as sa

from mrc import access, audit, clock
from mrc.access import Actor, Permission
from mrc.db import db, find_one, transaction
from mrc.directory.models import Agreement, Organisation
from mrc.directory.service.entries import get_organisation
from mrc.staff.models import Centre

Agreed = tuple[Centre, date | None]


def agreements_of(organisation: Organisation) -> list[Agreed]:
    """The centres with which an organisation has an agreement, and the last day of each."""
    query = (
        sa.select(Centre, Agreement.ends_on)
        .join(Agreement, Agreement.centre_id == Centre.id)
        .where(Agreement.organisation_id == organisation.id)
    )
    return [(centre, ends_on) for centre, ends_on in db.session.execute(query.order_by(Centre.name, Centre.id))]


def agreed_with(centre_id: int) -> frozenset[str] | None:
    """The references of the organisations with which a centre has an agreement today; None when it demands none."""
    if not db.session.scalar(sa.select(Centre.demands_agreements).where(Centre.id == centre_id)):
        return None
    lasts = sa.or_(Agreement.ends_on.is_(None), Agreement.ends_on >= clock.today())
    query = sa.select(Organisation.ref).join(Agreement, Agreement.organisation_id == Organisation.id)
    return frozenset(db.session.scalars(query.where(Agreement.centre_id == centre_id, lasts)))


def agree(actor: Actor, organisation_ref: str, centre_ref: str, ends_on: date | None) -> None:
    """Put on record that a centre and an organisation have an agreement, or when the one they have ends."""
    with transaction():
        access.require(actor, Permission.DIRECTORY_MANAGE)
        organisation = get_organisation(organisation_ref)
        centre = find_one(sa.select(Centre).where(Centre.ref == centre_ref), centre_ref)
        agreement = db.session.get(Agreement, (organisation.id, centre.id))
        if agreement is None:
            agreement = Agreement(organisation_id=organisation.id, centre_id=centre.id)
            db.session.add(agreement)
        agreement.ends_on = ends_on
        audit.record(actor, audit.Event.DIRECTORY_CHANGED, organisation, fields=["agreements"])
