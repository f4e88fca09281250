"""Who opened the file of a worker, as they read it: by day, role and organisation, never with a name of staff."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mrc import audit, clock
from mrc.access import Actor, Permission, Role
from mrc.casework.rules.timeline import LOOKS
from mrc.db import Model, db
from mrc.people import service as people
from mrc.people.models import Person
from mrc.portal.service.own import centre_of, own_case
from mrc.staff.models import Centre, User

# More than any day has; a day of which not all was read begins the next page.
BATCH = 300
FIRST_DAY = date(2000, 1, 1)
_LOOKS = (*LOOKS, str(audit.Event.PERSON_READ))
_SHOWN = (Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.PARTNER)


@dataclass(frozen=True)
class DayOfLooks:
    """A day on which a file was opened, and by whom: a role, and the centre or organisation where that is known."""

    day: date
    by: list[tuple[Role, str]]


@dataclass(frozen=True)
class Looks:
    """Some days, newest first; `older` is the day before which the next page begins."""

    days: list[DayOfLooks] = field(default_factory=list)
    older: date | None = None


def who_looked(actor: Actor, before: date | None = None) -> Looks:
    """Who opened the file of a worker. By the second code, nobody did."""
    if actor.by_second_code:
        return Looks()
    case = own_case(actor, Permission.MIGRANT_RIGHTS)
    zone = ZoneInfo(centre_of(case).timezone)
    person_ref = sa.select(Person.ref).where(Person.id == case.person_id).scalar_subquery()
    if before is not None:
        # Whatever stands in the address, no clock runs out of years.
        before = max(FIRST_DAY, min(before, clock.today(zone.key) + timedelta(days=1)))
    rows = _rows([case.ref, person_ref], datetime.combine(before, time.min, zone) if before else None)
    by_day = [(day, list(some)) for day, some in groupby(rows, lambda row: row.at.astimezone(zone).date())]
    older = None
    if len(rows) == BATCH:
        by_day = by_day[:-1] or by_day
        older = by_day[-1][0]
    names = _names([row for _day, some in by_day for row in some])
    days = [DayOfLooks(day, sorted({(Role(row.role), names(row)) for row in some})) for day, some in by_day]
    audit.look(actor, audit.Event.CASE_READ, case)
    return Looks(days, older)


def _rows(refs: Sequence[Any], before: datetime | None) -> Sequence[Any]:
    entry = audit.AuditEntry
    query = sa.select(entry.at, entry.role, entry.actor_id, entry.detail).where(
        entry.subject_ref.in_(refs), entry.event.in_(_LOOKS), entry.role.in_(_SHOWN)
    )
    if before is not None:
        query = query.where(entry.at < before)
    return db.session.execute(query.order_by(entry.at.desc(), entry.seq.desc()).limit(BATCH)).all()


def _names(rows: Sequence[Any]) -> Any:
    """The centre or organisation behind a look. Who came by a link has no account, but a referral that it opened."""
    actors = {row.actor_id for row in rows}
    users = sa.select(User.id, User.centre_id, User.organisation_id).where(User.id.in_(actors))
    members = {row.id: row for row in db.session.execute(users)}
    referrals = Model.metadata.tables["referrals"]
    by_link = sa.select(referrals.c.ref, referrals.c.organisation_id).where(
        referrals.c.ref.in_({row.detail.get("referral") for row in rows if row.actor_id is None})
    )
    linked = {row.ref: row.organisation_id for row in db.session.execute(by_link)}
    partners = people.organisation_names({*linked.values(), *(row.organisation_id for row in members.values())})
    wanted = {row.centre_id for row in members.values()} - {None}
    named = sa.select(Centre.id, Centre.name).where(Centre.id.in_(wanted))
    centres = {row.id: row.name for row in db.session.execute(named)}

    def name(row: Any) -> str:
        member = members.get(row.actor_id)
        if member is None:
            return partners.get(linked.get(row.detail.get("referral")) or 0, "")
        return partners.get(member.organisation_id or 0) or centres.get(member.centre_id or 0, "")

    return name
