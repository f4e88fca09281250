"""What other rooms ask about staff: who works where, which centres there are, and how somebody is called."""

import sqlalchemy as sa

from mrc.access import Actor, Role
from mrc.db import db
from mrc.staff.models import Centre, User


def colleagues(actor: Actor) -> list[tuple[int, str]]:
    """The active caseworkers and supervisors of the actor's centre as (id, name), by name."""
    query = (
        sa.select(User.id, User.name)
        .where(
            User.centre_id == actor.centre_id,
            User.is_active,
            User.role.in_((Role.CASEWORKER, Role.SUPERVISOR)),
        )
        .order_by(User.name, User.id)
    )
    return [(user_id, name) for user_id, name in db.session.execute(query)]


def centres() -> list[Centre]:
    """All active centres, by name."""
    return list(db.session.scalars(sa.select(Centre).where(Centre.is_active).order_by(Centre.name)))


def names_of(user_ids: set[int]) -> dict[int, str]:
    """The names of users, former ones too, by id."""
    if not user_ids:
        return {}
    return dict(db.session.execute(sa.select(User.id, User.name).where(User.id.in_(user_ids))).all())
