"""One's own account: name, language, password, and the places where one is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from mrc import access, audit, clock, throttle
from mrc.access import Actor, Permission
from mrc.audit import Event
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.i18n import gettext as _
from mrc.sessions import SessionRow, end_all
from mrc.staff.models import User
from mrc.staff.rules import PasswordFault, password_fault
from mrc.staff.service.passwords import hash_password, verify_password

_TRIES, _WINDOW = 10, timedelta(minutes=15)


@dataclass(frozen=True)
class OwnSession:
    """One place where somebody is signed in."""

    key: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def own(actor: Actor) -> User:
    """The account of the actor."""
    access.require(actor, Permission.ACCOUNT_OWN)
    return db.session.get_one(User, actor.id)


def rename_oneself(actor: Actor, version: int, name: str) -> None:
    """Change the name under which others see the actor."""
    with transaction():
        user = own(actor)
        user.still_at(version, [(_("Name"), name, user.name)])
        if user.name != name:
            user.name = name
            audit.record(actor, Event.USER_CHANGED, user, fields=["name"])


def speak(actor: Actor, language: str) -> None:
    """Choose the language of one's own account."""
    with transaction():
        user = own(actor)
        # Set-based, because choosing a language must not make an administrator's open form stale.
        db.session.execute(sa.update(User).where(User.id == user.id).values(language=language))
        audit.record(actor, Event.USER_CHANGED, user, fields=["language"])


def change_password(actor: Actor, present: str, wanted: str) -> User:
    """Choose a new password by the present one. Every session of this account ends, the present one too."""
    user = own(actor)
    # Counted first, so that somebody at an unattended screen cannot try out passwords.
    may_try = throttle.allows("own password", str(user.id), limit=_TRIES, window=_WINDOW)
    if not may_try or not verify_password(user.password_hash, present):
        raise Refused(PasswordFault.WRONG, field="password_now")
    fault = PasswordFault.SAME if wanted == present else password_fault(wanted, user.name, user.email)
    if fault is not None:
        raise Refused(fault, field="password_new")
    hashed = hash_password(wanted)
    with transaction():
        values = {"password_hash": hashed, "must_change_password": False}
        db.session.execute(sa.update(User).where(User.id == user.id).values(values))
        end_all(user_id=user.id)
        audit.record(actor, Event.PASSWORD_CHANGED, user)
    return user


def own_sessions(actor: Actor, present_id: int) -> list[OwnSession]:
    """Where the actor is signed in, the latest first."""
    access.require(actor, Permission.ACCOUNT_OWN)
    moment = clock.now()
    query = (
        sa.select(SessionRow.id, SessionRow.id_hash, SessionRow.created_at, SessionRow.seen_at)
        .where(SessionRow.user_id == actor.id, SessionRow.ends_at > moment, SessionRow.idle_ends_at > moment)
        .order_by(SessionRow.seen_at.desc(), SessionRow.id.desc())
        .limit(50)
    )
    return [
        OwnSession(_key(row.id_hash), row.created_at, row.seen_at, row.id == present_id)
        for row in db.session.execute(query)
    ]


def end_own_session(actor: Actor, key: str) -> None:
    """End one of the actor's own sessions. Raises NotFound when it is over already or somebody else's."""
    access.require(actor, Permission.ACCOUNT_OWN)
    with transaction():
        rows = db.session.scalars(sa.select(SessionRow).where(SessionRow.user_id == actor.id)).all()
        found = next((row for row in rows if _key(row.id_hash) == key), None)
        if found is None:
            raise NotFound
        db.session.execute(sa.delete(SessionRow).where(SessionRow.id == found.id))
        audit.record(actor, Event.SIGNED_OUT, db.session.get(User, actor.id))


def _key(id_hash: bytes) -> str:
    # A piece of the hash names a session without saying anything of the secret in its cookie.
    return id_hash.hex()[:20]
