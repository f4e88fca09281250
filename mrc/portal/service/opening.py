"""Opening one's own pages with a reference and a code, and leaving them."""

import hmac
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mrc import audit, clock, sessions, throttle, vault
from mrc.access import Actor, Role
from mrc.casework.models import Case
from mrc.db import db, transaction, write
from mrc.people.models import Person
from mrc.portal.models import OwnPage
from mrc.portal.rules import (
    BY_ADDRESS,
    BY_REFERENCE,
    BY_REFERENCE_HERE,
    FAMILIAR,
    FAMILIAR_FOR,
    OVERALL,
    Limit,
    place_of,
)
from mrc.sessions import Session
from mrc.staff.service import passwords
from mrc.vault import DataKey


@dataclass(frozen=True)
class _Typed:
    """A reference as somebody typed it, for the record; whether there is such a case is not told."""

    ref: str
    __tablename__ = "cases"


@dataclass(frozen=True)
class _Found:
    """The case of a reference, with both of its codes and when each was last used."""

    id: int
    centre_id: int
    code_hash: str | None
    opened_at: datetime | None
    second_hash: str | None
    second_opened_at: datetime | None


def open_status(session: Session, ref: str, code: str, address: str) -> bool:
    """Sign a worker in by reference and code. False without a word why; every refusal takes the same time.

    Both codes of a case are tried by one hash, so that neither the work nor the time tells which of them was typed.
    """
    place = place_of(address)
    with transaction():
        may_try = _may_try(ref, place)
        row = db.session.execute(_who_has(ref)).one_or_none()
    found = _Found(*row) if row is not None else None
    if may_try:
        known = found.code_hash if found is not None else None
        hashed = passwords.hash_like(known or passwords.nobodys_hash(), vault.peppered(code))
    else:
        passwords.as_long_as_a_hash()
        hashed = ""
    with transaction():
        is_first = _same(hashed, found.code_hash if found else None)
        is_second = _same(hashed, found.second_hash if found else None)
        if found is None or not (is_first or is_second) or not _still_has(found, is_second):
            _record_failure(ref, place, "no match" if may_try else "throttled")
            return False
        _welcome(session, found, ref, place, is_second)
    return True


def _same(hashed: str, known: str | None) -> bool:
    return known is not None and hmac.compare_digest(hashed, known)


def _who_has(ref: str) -> sa.Select[int, int, str | None, datetime | None, str | None, datetime | None]:
    """The case that a reference opens; one whose person or key was erased opens no more."""
    return (
        sa.select(
            Case.id,
            Case.centre_id,
            Case.code_hash,
            Case.status_opened_at,
            OwnPage.second_hash,
            OwnPage.second_opened_at,
        )
        .join(DataKey, DataKey.id == Case.data_key_id)
        .join(Person, Person.id == Case.person_id)
        .outerjoin(OwnPage, OwnPage.case_id == Case.id)
        .where(Case.ref == ref, DataKey.wrapped.is_not(None), Person.erased_at.is_(None))
    )


def _may_try(ref: str, place: str) -> bool:
    is_familiar = throttle.seen("status familiar", f"{ref} {place}", within=FAMILIAR_FOR)
    limits = (
        (BY_REFERENCE_HERE, "here", f"{ref} {place}"),
        (BY_ADDRESS, "address", place),
        (BY_ADDRESS, "reference", f"{ref} {place}") if is_familiar else (BY_REFERENCE, "reference", ref),
        (OVERALL, "all", ""),
    )
    may_try = True
    for limit, kind, whom in limits:
        # Who knocks in vain at one door is not counted at the others, only as long in counting.
        may_try = _within(limit, kind if may_try else "in vain", whom) and may_try
    return may_try


def _within(limit: Limit, kind: str, whom: str) -> bool:
    return throttle.allows(f"status {kind}", whom, limit=limit.tries, window=limit.window)


def _still_has(found: _Found, is_second: bool) -> bool:
    """Whether the code was not replaced while it was being checked; holds its row so that it cannot be now."""
    moment = clock.now()
    # A set-based update, because being looked at is no edit: it must not make a caseworker's open form stale.
    if is_second:
        first = sa.exists().where(Case.id == found.id, Case.code_hash == found.code_hash)
        which = (OwnPage.case_id == found.id, OwnPage.second_hash == found.second_hash, first)
        opened = sa.update(OwnPage).where(*which).values(second_opened_at=moment)
    else:
        opened = sa.update(Case).where(Case.id == found.id, Case.code_hash == found.code_hash)
        opened = opened.values(status_opened_at=moment)
    return write(opened.execution_options(synchronize_session=False)) == 1


def _record_failure(ref: str, place: str, why: str) -> None:
    # One entry a minute says that somebody tries; a flood of tries must not become a flood of entries.
    if throttle.allows(
        f"status noted {why}", f"{ref} {place}", limit=BY_REFERENCE_HERE.tries, window=BY_REFERENCE.window
    ):
        audit.record(None, audit.Event.STATUS_FAILED, _Typed(ref), why=why)


def _welcome(session: Session, found: _Found, ref: str, place: str, is_second: bool) -> None:
    throttle.forget("status here", f"{ref} {place}")
    _within(FAMILIAR, "familiar", f"{ref} {place}")
    sessions.begin(session, case_id=found.id)
    before = found.second_opened_at if is_second else found.opened_at
    session["last_opened"] = before.isoformat() if before else None
    session["second"] = is_second
    actor = Actor(role=Role.MIGRANT, case_id=found.id, by_second_code=is_second)
    audit.record(actor, audit.Event.STATUS_OPENED, _Typed(ref), centre_id=found.centre_id)


def leave(actor: Actor | None, session: Session) -> None:
    """End the visit on the server, so that going back shows nothing."""
    with transaction():
        if actor is not None and actor.case_id is not None:
            query = sa.select(Case.ref, Case.centre_id).where(Case.id == actor.case_id)
            for ref, centre_id in db.session.execute(query):
                audit.record(actor, audit.Event.STATUS_LEFT, _Typed(ref), centre_id=centre_id)
        sessions.end(session)
