"""The administrator's centres."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mrc import access, audit
from mrc.access import Actor, Permission
from mrc.audit import Event
from mrc.classifications import country_name
from mrc.db import db, find_one, held, transaction
from mrc.errors import Refused
from mrc.i18n import gettext as _
from mrc.i18n import language, pgettext
from mrc.staff.models import Centre, User
from mrc.staff.rules import CentreFacts, CentreFault
from mrc.wording import words

_FIELDS = (
    "name",
    "host_type",
    "country",
    "city",
    "address",
    "phone",
    "opening_hours",
    "timezone",
    "is_active",
    "demands_agreements",
    "names_caseworker",
)


def list_centres(actor: Actor) -> list[Centre]:
    """All centres, closed ones last, by name."""
    access.require(actor, Permission.CENTRE_MANAGE)
    return list(db.session.scalars(sa.select(Centre).order_by(Centre.is_active.desc(), Centre.name)))


def get_centre(actor: Actor, ref: str) -> Centre:
    """The centre of a reference. Raises NotFound."""
    access.require(actor, Permission.CENTRE_MANAGE)
    return find_one(sa.select(Centre).where(Centre.ref == ref), ref)


def add_centre(actor: Actor, facts: CentreFacts) -> Centre:
    """Add a centre."""
    with transaction():
        access.require(actor, Permission.CENTRE_MANAGE)
        centre = Centre()
        _write(centre, facts)
        db.session.add(centre)
        _flush()
        audit.record(actor, Event.CENTRE_CREATED, centre, centre_id=centre.id)
    return centre


def edit_centre(actor: Actor, ref: str, version: int, facts: CentreFacts) -> Centre:
    """Change a centre. One that still has active staff cannot be closed."""
    with transaction():
        access.require(actor, Permission.CENTRE_MANAGE)
        centre = find_one(held(sa.select(Centre).where(Centre.ref == ref), Centre), ref)
        centre.still_at(version, _both(centre, facts))
        if centre.is_active and not facts.is_active:
            _may_close(centre)
        changed = [name for name in _FIELDS if getattr(centre, name) != getattr(facts, name)]
        if changed:
            _write(centre, facts)
            _flush()
            audit.record(actor, Event.CENTRE_CHANGED, centre, centre_id=centre.id, fields=changed)
    return centre


def _may_close(centre: Centre) -> None:
    query = sa.select(User.id).where(User.centre_id == centre.id, User.is_active).limit(1)
    if db.session.scalar(query) is not None:
        raise Refused(CentreFault.HAS_STAFF, field="is_active")


def _write(centre: Centre, facts: CentreFacts) -> None:
    for name in _FIELDS:
        setattr(centre, name, getattr(facts, name))


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(CentreFault.NAME_TAKEN, field="name") from None


def _both(centre: Centre, facts: CentreFacts) -> list[tuple[str, object, object]]:
    state = {True: pgettext("centre", "Open"), False: pgettext("centre", "Closed")}
    demand = {True: pgettext("agreements", "Needed"), False: pgettext("agreements", "Not needed")}
    named = {True: pgettext("caseworker", "By first name"), False: pgettext("caseworker", "Not by name")}
    pairs: list[tuple[str, object, object]] = [
        (_("Name"), facts.name, centre.name),
        (_("Host"), words(facts.host_type), words(centre.host_type)),
        (_("Country"), country_name(facts.country, language()), country_name(centre.country, language())),
        (_("City"), facts.city, centre.city),
        (_("Address"), facts.address, centre.address),
        (_("Telephone"), facts.phone, centre.phone),
        (_("Opening hours"), facts.opening_hours, centre.opening_hours),
        (_("Time zone"), facts.timezone, centre.timezone),
        (_("State"), state[facts.is_active], state[centre.is_active]),
        (_("Agreements"), demand[facts.demands_agreements], demand[centre.demands_agreements]),
        (_("Who is in charge"), named[facts.names_caseworker], named[centre.names_caseworker]),
    ]
    return [pair for pair in pairs if str(pair[1]) != str(pair[2])]
