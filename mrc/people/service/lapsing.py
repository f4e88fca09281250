"""What lapses when a case goes to another centre, and which centres know a person."""

from collections.abc import Collection

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor
from mrc.db import db
from mrc.people.models import Consent, Person, PersonCentre
from mrc.people.rules import Purpose
from mrc.people.service.indexing import index_names
from mrc.staff.models import User


def let_lapse(actor: Actor, person_id: int, purposes: Collection[Purpose], centre_id: int) -> list[Purpose]:
    """End the consents to some purposes that a centre asked for, for callers who have asked whether they may.

    Gives the purposes, in the order of the list, to be asked anew.
    """
    query = (
        sa.select(Consent)
        .join(User, User.id == Consent.recorded_by_id, isouter=True)
        .where(
            Consent.person_id == person_id,
            Consent.purpose.in_(sorted(purposes)),
            Consent.withdrawn_at.is_(None),
            sa.or_(Consent.expires_on.is_(None), Consent.expires_on >= clock.today()),
            sa.or_(User.centre_id == centre_id, User.id.is_(None)),
        )
    )
    person = db.session.get_one(Person, person_id)
    ended = list(db.session.scalars(query.order_by(Consent.id)))
    for consent in ended:
        consent.withdrawn_at, consent.has_lapsed = clock.now(), True
        audit.record(actor, audit.Event.CONSENT_WITHDRAWN, person, purpose=consent.purpose)
    return [purpose for purpose in Purpose if purpose in {consent.purpose for consent in ended}]


def make_known(person_id: int, centre_id: int) -> None:
    """Let a centre know a person from now on."""
    if db.session.get(PersonCentre, (person_id, centre_id)) is None:
        db.session.add(PersonCentre(person_id=person_id, centre_id=centre_id))
        db.session.flush()
        index_names(db.session.get_one(Person, person_id))


def make_unknown(person_id: int, centre_id: int) -> None:
    """Let a centre know a person no longer: who it was stays on record, what becomes of them does not concern it."""
    known = db.session.get(PersonCentre, (person_id, centre_id))
    if known is not None:
        db.session.delete(known)
        db.session.flush()
        index_names(db.session.get_one(Person, person_id))
