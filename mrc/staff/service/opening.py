"""When a centre works: the administrator enters its week and its days off, and others count time by them."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from mrc import access, audit
from mrc.access import Actor, Permission
from mrc.audit import Event
from mrc.db import db, find_one, held, transaction
from mrc.staff.models import Centre, CentreHoliday, CentreHours
from mrc.staff.rules import Holidays, Opening, Week


def opening_of(centre_id: int) -> Opening:
    """When a centre works, for counting; without hours where nobody entered any."""
    zone = db.session.scalars(sa.select(Centre.timezone).where(Centre.id == centre_id)).one()
    week, holidays = _week_of(centre_id), _holidays_of(centre_id)
    return Opening(zone, week, frozenset(holidays))


def openings_of(centre_ids: Collection[int]) -> dict[int, Opening]:
    """When each of some centres works, in as many statements whatever their number."""
    weeks: dict[int, Week] = {}
    spans = sa.select(CentreHours).where(CentreHours.centre_id.in_(centre_ids))
    for span in db.session.scalars(spans.order_by(CentreHours.weekday, CentreHours.opens)):
        week = weeks.setdefault(span.centre_id, {})
        week[span.weekday] = (*week.get(span.weekday, ()), (span.opens, span.closes))
    holidays: dict[int, set[date]] = {}
    days = sa.select(CentreHoliday.centre_id, CentreHoliday.day).where(CentreHoliday.centre_id.in_(centre_ids))
    for centre_id, day in db.session.execute(days):
        holidays.setdefault(centre_id, set()).add(day)
    zones = db.session.execute(sa.select(Centre.id, Centre.timezone).where(Centre.id.in_(centre_ids)))
    return {
        one.id: Opening(one.timezone, weeks.get(one.id, {}), frozenset(holidays.get(one.id, ()))) for one in zones
    }


def _week_of(centre_id: int) -> Week:
    query = sa.select(CentreHours).where(CentreHours.centre_id == centre_id)
    found: Week = {}
    for span in db.session.scalars(query.order_by(CentreHours.weekday, CentreHours.opens)):
        found[span.weekday] = (*found.get(span.weekday, ()), (span.opens, span.closes))
    return found


def _holidays_of(centre_id: int) -> Holidays:
    query = sa.select(CentreHoliday.day, CentreHoliday.name).where(CentreHoliday.centre_id == centre_id)
    return dict(db.session.execute(query.order_by(CentreHoliday.day)).all())


def read_opening(actor: Actor, ref: str) -> tuple[Centre, Week, Holidays]:
    """A centre with its week and its days off, for changing them. Raises NotFound."""
    access.require(actor, Permission.CENTRE_MANAGE)
    centre = find_one(sa.select(Centre).where(Centre.ref == ref), ref)
    return centre, _week_of(centre.id), _holidays_of(centre.id)


def set_opening(actor: Actor, ref: str, version: int, week: Week, holidays: Holidays) -> Centre:
    """Write the week and the days off of a centre. What is due already stays due when it was."""
    with transaction():
        access.require(actor, Permission.CENTRE_MANAGE)
        centre = find_one(held(sa.select(Centre).where(Centre.ref == ref), Centre), ref)
        centre.still_at(version, [])
        if (week, holidays) == (_week_of(centre.id), _holidays_of(centre.id)):
            return centre
        for model in (CentreHours, CentreHoliday):
            db.session.execute(sa.delete(model).where(model.centre_id == centre.id))
        spans = [(weekday, opens, closes) for weekday, day in week.items() for opens, closes in day]
        db.session.add_all(
            CentreHours(centre_id=centre.id, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in spans
        )
        db.session.add_all(CentreHoliday(centre_id=centre.id, day=day, name=name) for day, name in holidays.items())
        # The centre itself counts as changed, so that a form opened before is told of it.
        db.session.execute(sa.update(Centre).where(Centre.id == centre.id).values(version=Centre.version + 1))
        audit.record(actor, Event.CENTRE_CHANGED, centre, centre_id=centre.id, fields=["hours"])
    return centre
