"""Finding cases: which ones an actor may see, as a WHERE clause and for one case by its reference."""

import sqlalchemy as sa
from sqlalchemy.orm.interfaces import ORMOption

from mrc import access
from mrc.access import Actor, Permission, Role
from mrc.casework.models import Case, CaseTeamMember
from mrc.db import db, held
from mrc.errors import NotAllowed, NotFound


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """The cases an actor may see, as a condition on Case; it says in SQL what `access` says of one case."""
    if actor.role is Role.SUPERVISOR:
        return Case.centre_id == actor.centre_id
    if actor.role is Role.CASEWORKER:
        on_team = sa.exists().where(CaseTeamMember.case_id == Case.id, CaseTeamMember.user_id == actor.id)
        unrestricted = Case.is_restricted.is_(False)
        return sa.and_(
            Case.centre_id == actor.centre_id, sa.or_(unrestricted, Case.caseworker_id == actor.id, on_team)
        )
    return sa.false()


def get_case(
    actor: Actor,
    ref: str,
    permission: Permission = Permission.CASE_READ,
    options: tuple[ORMOption, ...] = (),
    for_update: bool = False,
) -> Case:
    """The case with a reference, for one purpose.

    Raises NotFound when there is none, or none that the actor may know of, and NotAllowed when the actor may know of
    it but not do this.
    """
    query: sa.Select[Case] = sa.select(Case).where(Case.ref == ref).options(*options)
    if for_update:
        query = held(query, Case)
    case = db.session.scalars(query).one_or_none()
    if case is None or not access.may(actor, Permission.CASE_READ, case.subject):
        raise NotFound(ref)
    if not access.may(actor, permission, case.subject):
        raise NotAllowed(permission)
    return case
