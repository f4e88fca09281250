"""The list of accounts, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mrc import access, clock
from mrc.access import Actor, Permission, Role
from mrc.db import db
from mrc.staff.models import Centre, User
from mrc.staff.rules import IDLE_AFTER, UNUSED_AFTER, AccountState
from mrc.staff.service.organisations import TABLE as ORGANISATIONS


@dataclass(frozen=True)
class UserFilter:
    """Which accounts are wanted."""

    text: str = ""
    role: Role | None = None
    centre_ref: str = ""
    state: AccountState | None = None


@dataclass(frozen=True)
class UserLine:
    """One line of the list."""

    ref: str
    name: str
    email: str
    role: Role
    centre: str | None
    organisation: str | None
    is_active: bool
    must_change_password: bool
    signed_in_at: datetime | None


def list_users(
    actor: Actor, wanted: UserFilter, after: str | None = None, limit: int = 50
) -> tuple[list[UserLine], str | None]:
    """Accounts by name, from behind one reference on, and the reference to go on from."""
    access.require(actor, Permission.USER_MANAGE)
    query = (
        sa.select(
            User.ref,
            User.name,
            User.email,
            User.role,
            Centre.name.label("centre"),
            ORGANISATIONS.c.name.label("organisation"),
            User.is_active,
            User.must_change_password,
            User.signed_in_at,
        )
        .outerjoin(Centre, Centre.id == User.centre_id)
        .outerjoin(ORGANISATIONS, ORGANISATIONS.c.id == User.organisation_id)
        .where(*_conditions(wanted))
        .order_by(User.name, User.id)
        .limit(limit + 1)
    )
    if after:
        last = db.session.execute(sa.select(User.name, User.id).where(User.ref == after)).one_or_none()
        if last is not None:
            query = query.where(sa.tuple_(User.name, User.id) > sa.tuple_(last.name, last.id))
    lines = [UserLine(*row) for row in db.session.execute(query)]
    return lines[:limit], lines[limit - 1].ref if len(lines) > limit else None


def _conditions(wanted: UserFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.text:
        text = wanted.text.casefold()
        found.append(User.name.icontains(text, autoescape=True) | User.email.contains(text, autoescape=True))
    if wanted.role:
        found.append(User.role == wanted.role)
    if wanted.centre_ref:
        found.append(Centre.ref == wanted.centre_ref)
    if wanted.state:
        found.append(in_state(wanted.state))
    return found


def in_state(state: AccountState) -> Any:
    """The condition on accounts that stand so."""
    moment = clock.now()
    if state is AccountState.DISABLED:
        return ~User.is_active
    if state is AccountState.NEVER_USED:
        return User.is_active & User.signed_in_at.is_(None) & (User.created_at < moment - UNUSED_AFTER)
    if state is AccountState.IDLE:
        return User.is_active & (User.signed_in_at < moment - IDLE_AFTER)
    return User.is_active
