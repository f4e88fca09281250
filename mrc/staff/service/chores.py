"""What an administrator ought to look at: accounts, centres and the directory, and never a case."""

from dataclasses import dataclass

import sqlalchemy as sa

from mrc import access, clock
from mrc.access import Actor, Permission, Role
from mrc.db import db
from mrc.staff.models import Centre, User
from mrc.staff.rules import DIRECTORY_STALE_AFTER, AccountState, Chore
from mrc.staff.service.organisations import TABLE as ORGANISATIONS
from mrc.staff.service.user_list import in_state


@dataclass(frozen=True)
class ToDo:
    """One thing to look at: how many accounts, or which centre."""

    chore: Chore
    count: int = 0
    centre_ref: str | None = None
    centre_name: str | None = None


def to_do(actor: Actor) -> list[ToDo]:
    """What needs doing, the weightiest first."""
    access.require(actor, Permission.USER_MANAGE)
    return [*_accounts(), *_centres(), *_directory()]


def _accounts() -> list[ToDo]:
    found = []
    roles = dict(
        db.session.execute(sa.select(User.role, sa.func.count()).where(User.is_active).group_by(User.role)).all()
    )
    if roles.get(Role.ADMINISTRATOR, 0) < 2:
        found.append(ToDo(Chore.ONE_ADMINISTRATOR))
    if not roles.get(Role.AUDITOR):
        found.append(ToDo(Chore.NO_AUDITOR))
    for chore, state in (
        (Chore.ACCOUNTS_UNUSED, AccountState.NEVER_USED),
        (Chore.ACCOUNTS_IDLE, AccountState.IDLE),
    ):
        count = db.session.scalar(sa.select(sa.func.count()).select_from(User).where(in_state(state)))
        if count:
            found.append(ToDo(chore, count=count))
    return found


def _centres() -> list[ToDo]:
    supervised = sa.exists().where(User.centre_id == Centre.id, User.is_active, User.role == Role.SUPERVISOR)
    query = (
        sa.select(Centre.ref, Centre.name, Centre.phone, Centre.opening_hours, supervised.label("is_supervised"))
        .where(Centre.is_active)
        .order_by(Centre.name)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return [ToDo(Chore.NO_CENTRE)]
    bare = [row for row in rows if not row.is_supervised]
    incomplete = [row for row in rows if not (row.phone and row.opening_hours)]
    return [
        *(ToDo(Chore.CENTRE_WITHOUT_SUPERVISOR, centre_ref=row.ref, centre_name=row.name) for row in bare),
        *(ToDo(Chore.CENTRE_INCOMPLETE, centre_ref=row.ref, centre_name=row.name) for row in incomplete),
    ]


def _directory() -> list[ToDo]:
    active = sa.select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.status == "active")
    if db.session.scalar(active.limit(1)) is None:
        return [ToDo(Chore.DIRECTORY_EMPTY)]
    checked_on = sa.func.coalesce(ORGANISATIONS.c.verified_on, ORGANISATIONS.c.as_of)
    stale = active.where(checked_on < clock.today() - DIRECTORY_STALE_AFTER)
    return [ToDo(Chore.DIRECTORY_STALE)] if db.session.scalar(stale.limit(1)) is not None else []
