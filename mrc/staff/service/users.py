"""The administrator's accounts: finding, adding, changing, closing and opening them."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mrc import access, audit, outbox
from mrc.access import Actor, Permission, Role
from mrc.audit import Event
from mrc.classifications import own_name
from mrc.db import db, find_one, held, transaction
from mrc.errors import Refused
from mrc.i18n import gettext as _
from mrc.outbox import Letter, Medium
from mrc.sessions import end_all
from mrc.staff.models import Centre, User
from mrc.staff.rules import AccountFacts, UserFault, needs_organisation, place_fault
from mrc.staff.service.organisations import organisation_id_of, organisation_name
from mrc.staff.service.passwords import hash_password
from mrc.wording import words

# Letters and digits that nobody mistakes for one another when a password is read from a slip.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class OneTimePassword:
    """A first password to hand over: shown once, stored only as its hash, changed at the first sign-in."""

    plain: str = field(repr=False)
    hash: str = field(repr=False)

    @classmethod
    def fresh(cls) -> "OneTimePassword":
        """A new random one, in four groups."""
        groups = ("".join(secrets.choice(_ALPHABET) for _place in range(4)) for _group in range(4))
        plain = "-".join(groups)
        return cls(plain, hash_password(plain))


def get_user(actor: Actor, ref: str) -> User:
    """The account of a reference. Raises NotFound."""
    access.require(actor, Permission.USER_MANAGE)
    return find_one(sa.select(User).where(User.ref == ref), ref)


def _hold_user(actor: Actor, ref: str) -> User:
    access.require(actor, Permission.USER_MANAGE)
    return find_one(held(sa.select(User).where(User.ref == ref), User), ref)


def add_user(actor: Actor, facts: AccountFacts, password: OneTimePassword) -> User:
    """Open an account with a first password; its owner is told by a neutral e-mail that it is there."""
    with transaction():
        access.require(actor, Permission.USER_MANAGE)
        user = User(password_hash=password.hash, must_change_password=True)
        _write(user, facts)
        db.session.add(user)
        _flush(facts)
        audit.record(actor, Event.USER_CREATED, user, role=facts.role)
        outbox.put(Medium.EMAIL, Letter.ACCOUNT_OPENED, user.email, user.language)
    return user


def edit_user(actor: Actor, ref: str, version: int, facts: AccountFacts) -> User:
    """Change an account; when its rights change, its sessions end at once."""
    with transaction():
        user = _hold_user(actor, ref)
        user.still_at(version, _both(user, facts))
        before = _state(user)
        if facts.role != user.role:
            _may_lose_role(actor, user)
        _write(user, facts)
        _flush(facts)
        changed = sorted(name for name, value in _state(user).items() if value != before[name])
        if changed:
            audit.record(actor, Event.USER_CHANGED, user, fields=changed)
        if {"role", "centre_id", "organisation_id", "email"} & set(changed):
            end_all(user_id=user.id)
    return user


def disable_user(actor: Actor, ref: str) -> User:
    """Close an account: nobody signs in with it, and who is signed in is out at once."""
    with transaction():
        user = _hold_user(actor, ref)
        if user.is_active:
            _may_lose_role(actor, user)
            user.is_active = False
            end_all(user_id=user.id)
            audit.record(actor, Event.USER_DISABLED, user)
    return user


def enable_user(actor: Actor, ref: str) -> User:
    """Open a closed account again."""
    with transaction():
        user = _hold_user(actor, ref)
        if not user.is_active:
            user.is_active = True
            end_all(user_id=user.id)
            audit.record(actor, Event.USER_CHANGED, user, fields=["is_active"])
    return user


def reset_password(actor: Actor, ref: str, password: OneTimePassword) -> User:
    """Give an account a new first password; its sessions end at once."""
    with transaction():
        user = _hold_user(actor, ref)
        if user.id == actor.id:
            raise Refused(UserFault.OWN_ACCOUNT)
        user.password_hash, user.must_change_password = password.hash, True
        end_all(user_id=user.id)
        audit.record(actor, Event.PASSWORD_CHANGED, user)
    return user


def create_administrator(email: str, name: str, password: str) -> User:
    """Open the first administrator's account from the command line."""
    facts = AccountFacts(name=name, email=email, role=Role.ADMINISTRATOR, language="en")
    user = User(password_hash=hash_password(password))
    with transaction():
        _write(user, facts)
        db.session.add(user)
        _flush(facts)
        audit.record(None, Event.USER_CREATED, user, role=facts.role)
    return user


def _may_lose_role(actor: Actor, user: User) -> None:
    if user.id == actor.id:
        raise Refused(UserFault.OWN_ACCOUNT, field="role")
    if user.role is not Role.ADMINISTRATOR or not user.is_active:
        return
    # The rows are held, so that two administrators cannot remove each other at the same moment.
    query = sa.select(User.id).where(User.role == Role.ADMINISTRATOR, User.is_active).order_by(User.id)
    if set(db.session.scalars(query.with_for_update())) <= {user.id}:
        raise Refused(UserFault.LAST_ADMINISTRATOR, field="role")


def _write(user: User, facts: AccountFacts) -> None:
    centre = None
    if facts.centre_ref and not needs_organisation(facts.role):
        centre = db.session.scalar(sa.select(Centre).where(Centre.ref == facts.centre_ref))
    organisation_id = None
    if facts.organisation_ref and needs_organisation(facts.role):
        organisation_id = organisation_id_of(facts.organisation_ref)
    fault = place_fault(facts.role, centre is not None, organisation_id is not None)
    if fault is not None:
        raise Refused(fault, field="centre" if fault is UserFault.NEEDS_CENTRE else "organisation_search")
    user.name, user.email, user.language = facts.name, facts.email, facts.language
    user.role, user.centre, user.organisation_id = Role(facts.role), centre, organisation_id
    user.centre_id = centre.id if centre else None


def _flush(facts: AccountFacts) -> None:
    # Two administrators may choose one address at once; the constraint lets one of them through.
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(UserFault.EMAIL_TAKEN, field="email") from None


def _state(user: User) -> dict[str, Any]:
    names = ("name", "email", "role", "language", "centre_id", "organisation_id")
    return {name: getattr(user, name) for name in names}


def _both(user: User, facts: AccountFacts) -> list[tuple[str, object, object]]:
    chosen = db.session.scalar(sa.select(Centre.name).where(Centre.ref == (facts.centre_ref or "")))
    given = organisation_name(organisation_id_of(facts.organisation_ref)) if facts.organisation_ref else None
    pairs: list[tuple[str, object, object]] = [
        (_("Name"), facts.name, user.name),
        (_("E-mail address"), facts.email, user.email),
        (_("Role"), words(Role(facts.role)), words(user.role)),
        (_("Centre"), chosen, user.centre.name if user.centre else None),
        (_("Organisation"), given, organisation_name(user.organisation_id)),
        (_("Language"), own_name(facts.language), own_name(user.language)),
    ]
    return [pair for pair in pairs if str(pair[1] or "") != str(pair[2] or "")]
