"""The record of who did what, for the auditor: found, read in pages, taken out as a file, and verified."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mrc import access, audit
from mrc.access import Actor, Permission, Role
from mrc.audit import AuditEntry, Event
from mrc.db import db, transaction
from mrc.staff.models import Centre, User
from mrc.staff.rules import RecordFilter

_BATCH = 1000
# A typed name may fit many people; more than so many are better told apart by a longer text.
_MOST_ACTORS = 50


@dataclass(frozen=True)
class Entry:
    """One entry as it is shown. `position` is where to go on from behind it."""

    chain: int
    seq: int
    at: datetime
    event: str
    role: Role | None
    actor_name: str | None
    actor_email: str | None
    centre: str | None
    subject_kind: str | None
    subject_ref: str | None
    detail: dict[str, Any]

    @property
    def position(self) -> str:
        """The place of this entry in the whole record."""
        return f"{self.at.isoformat()}~{self.chain}~{self.seq}"


@dataclass(frozen=True)
class Verification:
    """What the latest verification found, and when."""

    at: datetime
    entries: int
    faults: int


def show_log(
    actor: Actor, wanted: RecordFilter, after: str | None = None, limit: int = 50
) -> tuple[list[Entry], str | None]:
    """Entries, newest first, from behind one position on, and the position to go on from. Looking is recorded."""
    access.require(actor, Permission.AUDIT_READ)
    found = _entries(_conditions(wanted, actor), after, limit + 1)
    audit.look(actor, Event.AUDIT_SHOWN, filters=wanted.said())
    return found[:limit], found[limit - 1].position if len(found) > limit else None


def take_out(actor: Actor, wanted: RecordFilter) -> Iterator[list[Entry]]:
    """The entries that are wanted, newest first, a batch at a time. That they are taken out is recorded first."""
    with transaction():
        access.require(actor, Permission.AUDIT_READ)
        audit.record(actor, Event.EXPORT_MADE, report="audit", format="csv", filters=wanted.said())
    return _batches(_conditions(wanted, actor))


def verify_record(actor: Actor) -> tuple[int, list[audit.Fault]]:
    """Read the whole record, say how many entries it has and where it was tampered with, and record the result."""
    access.require(actor, Permission.AUDIT_READ)
    count, faults = audit.verify()
    with transaction():
        audit.record(actor, Event.AUDIT_VERIFIED, entries=count, faults=len(faults))
    return count, faults


def latest_verification(actor: Actor) -> Verification | None:
    """When somebody last verified the record here, and what came of it."""
    access.require(actor, Permission.AUDIT_READ)
    query = (
        sa.select(AuditEntry.at, AuditEntry.detail)
        .where(AuditEntry.event == str(Event.AUDIT_VERIFIED))
        .order_by(AuditEntry.at.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return Verification(row.at, row.detail["entries"], row.detail["faults"]) if row else None


def centre_choices(actor: Actor) -> list[tuple[str, str]]:
    """All centres, closed ones too, as (reference, name)."""
    access.require(actor, Permission.AUDIT_READ)
    return [(ref, name) for ref, name in db.session.execute(sa.select(Centre.ref, Centre.name).order_by(Centre.name))]


def _batches(conditions: list[Any]) -> Iterator[list[Entry]]:
    after = None
    while True:
        batch = _entries(conditions, after, _BATCH)
        # The connection goes back between two batches, so that a slow reader holds nothing.
        db.session.rollback()
        if batch:
            yield batch
        if len(batch) < _BATCH:
            return
        after = batch[-1].position


def _entries(conditions: list[Any], after: str | None, limit: int) -> list[Entry]:
    query = (
        sa.select(
            AuditEntry.chain,
            AuditEntry.seq,
            AuditEntry.at,
            AuditEntry.event,
            AuditEntry.role,
            User.name,
            User.email,
            Centre.name,
            AuditEntry.subject_kind,
            AuditEntry.subject_ref,
            AuditEntry.detail,
        )
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .outerjoin(Centre, Centre.id == AuditEntry.centre_id)
        .where(*conditions, *_behind(after))
        .order_by(AuditEntry.at.desc(), AuditEntry.chain.desc(), AuditEntry.seq.desc())
        .limit(limit)
    )
    return [_entry(row) for row in db.session.execute(query)]


def _entry(row: Any) -> Entry:
    chain, seq, at, event, role, name, email, centre, kind, ref, detail = row
    return Entry(chain, seq, at, event, Role(role) if role else None, name, email, centre, kind, ref, detail)


def _behind(position: str | None) -> list[Any]:
    """The condition of lying behind a position; a position that somebody made up is none."""
    try:
        at, chain, seq = (position or "").split("~")
        moment, place = datetime.fromisoformat(at), (int(chain), int(seq))
        # At the very ends of time a moment has no counterpart in another zone.
        in_utc = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return []
    if in_utc is None or max(place) >= 2**31 or min(place) < 0:
        return []
    key = sa.tuple_(AuditEntry.at, AuditEntry.chain, AuditEntry.seq)
    # The first condition lets both databases begin in the index at the right moment.
    return [AuditEntry.at <= in_utc, key < sa.tuple_(sa.literal(in_utc, AuditEntry.at.type), *place)]


def _conditions(wanted: RecordFilter, actor: Actor) -> list[Any]:
    found: list[Any] = []
    if wanted.event:
        found.append(AuditEntry.event == str(wanted.event))
    if wanted.role:
        found.append(AuditEntry.role == str(wanted.role))
    if wanted.subject:
        found.append(AuditEntry.subject_ref == wanted.subject)
    if wanted.centre:
        found.append(AuditEntry.centre_id.in_(sa.select(Centre.id).where(Centre.ref == wanted.centre)))
    if wanted.actor:
        found.append(AuditEntry.actor_id.in_(_actors(wanted.actor)))
    zone = ZoneInfo(actor.timezone)
    if wanted.from_day:
        found.append(AuditEntry.at >= datetime.combine(wanted.from_day, time(), zone))
    if wanted.to_day:
        found.append(AuditEntry.at < datetime.combine(wanted.to_day + timedelta(days=1), time(), zone))
    return found


def _actors(text: str) -> list[int]:
    named = User.name.icontains(text, autoescape=True) | User.email.contains(text.casefold(), autoescape=True)
    query = sa.select(User.id).where(named | (User.ref == text)).order_by(User.id).limit(_MOST_ACTORS)
    return list(db.session.scalars(query))
