"""Signing in: one answer and one duration for every failure, and guessing made slow before any hash runs."""

from datetime import timedelta

import sqlalchemy as sa

from mrc import audit, clock, throttle
from mrc.access import Actor
from mrc.audit import Event
from mrc.db import db, transaction
from mrc.staff.models import User
from mrc.staff.rules import SignInFailure, as_address
from mrc.staff.service.passwords import hash_password, is_outdated, nobodys_hash, verify_password

_MINUTE, _QUARTER, _HOUR, _DAY = (timedelta(minutes=count) for count in (1, 15, 60, 24 * 60))

# Tries allowed in each window. The longer somebody goes on, the longer the wait; none of them lasts for good.
_BY_ACCOUNT_HERE = ((5, _MINUTE), (10, _QUARTER), (40, 4 * _HOUR))
_BY_ACCOUNT = ((30, _QUARTER), (200, _DAY))
# Everybody in a building may share one address, so that it is only held back when it tries very often.
_BY_ADDRESS = ((100, _MINUTE), (600, _HOUR))
_OVERALL = ((600, _MINUTE),)


def sign_in(email: str, password: str, client_address: str) -> User | None:
    """The user who signs in; None, without a word why, when that address and password do not let anybody in."""
    email = as_address(email)
    with transaction():
        may_try = _may_try(email, client_address)
        user = db.session.scalar(sa.select(User).where(User.email == email))
        if not may_try:
            _record_throttled(user, email, client_address)
            return None
    is_right = verify_password(user.password_hash if user else nobodys_hash(), password)
    if user is None or not is_right or not user.is_active:
        with transaction():
            audit.record(None, Event.SIGN_IN_FAILED, user, why=_why(user, is_right))
        return None
    _welcome(user.id, password if is_outdated(user.password_hash) else None, email, client_address)
    return user


def sign_out(actor: Actor) -> None:
    """Put on record that somebody left."""
    with transaction():
        audit.record(actor, Event.SIGNED_OUT, db.session.get(User, actor.id))


def _why(user: User | None, is_right: bool) -> SignInFailure:
    if user is None:
        return SignInFailure.UNKNOWN
    return SignInFailure.INACTIVE if is_right else SignInFailure.PASSWORD


def _may_try(email: str, address: str) -> bool:
    # Every limit counts every try; a place where this account signed in lately is spared what strangers do elsewhere.
    here = f"{email} {address}"
    is_known_place = throttle.seen("sign-in place", here, within=_DAY)
    tries = [_allows("account here", here, _BY_ACCOUNT_HERE)]
    if not is_known_place:
        tries.append(_allows("account", email, _BY_ACCOUNT))
        tries.append(_allows("address", address, _BY_ADDRESS))
        tries.append(_allows("all", "", _OVERALL))
    return all(tries)


def _allows(kind: str, whom: str, limits: tuple[tuple[int, timedelta], ...]) -> bool:
    counts = [throttle.allows(_bucket(kind, window), whom, limit=limit, window=window) for limit, window in limits]
    return all(counts)


def _bucket(kind: str, window: timedelta) -> str:
    # Two windows may begin at the same moment; the name of the bucket keeps their counts apart.
    return f"sign-in {kind} {int(window.total_seconds())}"


def _record_throttled(user: User | None, email: str, address: str) -> None:
    # One entry a minute says it; a flood of tries must not become a flood of entries.
    if throttle.allows("sign-in noted", f"{email} {address}", limit=1, window=_MINUTE):
        audit.record(None, Event.SIGN_IN_FAILED, user, why=SignInFailure.THROTTLED)


def _welcome(user_id: int, password: str | None, email: str, address: str) -> None:
    renewed = hash_password(password) if password is not None else None
    here = f"{email} {address}"
    with transaction():
        # A set-based update, because signing in is no edit: it must not make an administrator's open form stale.
        values = {"signed_in_at": clock.now(), **({"password_hash": renewed} if renewed else {})}
        db.session.execute(sa.update(User).where(User.id == user_id).values(values))
        user = db.session.get(User, user_id)
        assert user is not None
        audit.record(actor_of(user), Event.SIGNED_IN, user)
        for _limit, window in _BY_ACCOUNT_HERE:
            throttle.forget(_bucket("account here", window), here)
        throttle.allows("sign-in place", here, limit=1, window=_DAY)


def actor_of(user: User) -> Actor:
    """The actor that a user is."""
    return Actor(
        role=user.role,
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        timezone=user.centre.timezone if user.centre else "UTC",
        centre_id=user.centre_id,
        organisation_id=user.organisation_id,
    )
