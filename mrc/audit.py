"""Who did what to which case: written in the transaction of the action, a look in its own, chained by keyed hashes.

Every entry carries the hash of the one before it, so an edit, a deletion, an insertion, a swap or a cut tail shows.
Entries never hold personal data: they name records by reference and say which fields were touched, not their values.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from mrc import clock, vault
from mrc.access import Actor
from mrc.db import Model, before_end, db, in_transaction, transaction
from mrc.errors import Misconfigured

CHAINS = 8
_FIRST = b"\0" * 32


class Event(StrEnum):
    """Everything that is put on record. The detail keys that each may carry are in DETAIL."""

    SIGNED_IN = "session:signed-in"
    SIGN_IN_FAILED = "session:failed"
    SIGNED_OUT = "session:signed-out"
    ACCESS_DENIED = "session:denied"
    USER_CREATED = "user:created"
    USER_CHANGED = "user:changed"
    USER_DISABLED = "user:disabled"
    PASSWORD_CHANGED = "user:password-changed"  # noqa: S105
    CENTRE_CREATED = "centre:created"
    CENTRE_CHANGED = "centre:changed"
    PERSON_FOUND = "person:found"
    PERSON_REGISTERED = "person:registered"
    PERSON_READ = "person:read"
    PERSON_CHANGED = "person:changed"
    PERSON_ERASED = "person:erased"
    CONSENT_GIVEN = "consent:given"
    CONSENT_WITHDRAWN = "consent:withdrawn"
    CASE_OPENED = "case:opened"
    CASE_READ = "case:read"
    CASE_LISTED = "case:listed"
    CASE_CHANGED = "case:changed"
    CASE_EVENT_RECORDED = "case:event-recorded"
    CASE_NOTE_ADDED = "case:note-added"
    CASE_ASSIGNED = "case:assigned"
    CASE_CLOSED = "case:closed"
    CASE_REOPENED = "case:reopened"
    CASE_HAND_OVER_ASKED = "case:hand-over-asked"
    CASE_HAND_OVER_ANSWERED = "case:hand-over-answered"
    CASE_TEAM_CHANGED = "case:team-changed"
    TASK_ADDED = "task:added"
    TASK_DONE = "task:done"
    CODE_ISSUED = "code:issued"
    STATUS_OPENED = "status:opened"
    STATUS_FAILED = "status:failed"
    STATUS_LEFT = "status:left"
    DOCUMENT_ADDED = "document:added"
    DOCUMENT_READ = "document:read"
    DOCUMENT_REMOVED = "document:removed"
    MESSAGE_SENT = "message:sent"
    MESSAGE_RECEIVED = "message:received"
    MESSAGES_READ = "message:read"
    TEXT_RECEIVED = "text:received"
    TEXT_READ = "text:read"
    TEXT_JUDGED = "text:judged"
    STOP_HEARD = "stop:heard"
    STOP_LIFTED = "stop:lifted"
    RESPONDENT_ADDED = "respondent:added"
    RESPONDENT_CHANGED = "respondent:changed"
    RESPONDENT_READ = "respondent:read"
    DIRECTORY_IMPORTED = "directory:imported"
    DIRECTORY_CHANGED = "directory:changed"
    REFERRAL_DRAFTED = "referral:drafted"
    REFERRAL_DISCARDED = "referral:discarded"
    REFERRAL_SENT = "referral:sent"
    REFERRAL_READ = "referral:read"
    REFERRAL_ACCEPTED = "referral:accepted"
    REFERRAL_DECLINED = "referral:declined"
    REFERRAL_REPORTED = "referral:reported"
    REFERRAL_RECALLED = "referral:recalled"
    REFERRAL_STOPPED = "referral:stopped"
    REFERRAL_WAITLISTED = "referral:waitlisted"
    REFERRAL_STARTED = "referral:started"
    REFERRAL_RETURNED = "referral:returned"
    REFERRAL_WRITTEN = "referral:written"
    REFERRAL_JUDGED = "referral:judged"
    LINK_MADE = "link:made"
    LINK_OPENED = "link:opened"
    LINK_FAILED = "link:failed"
    LINK_ENDED = "link:ended"
    CLAIM_RECORDED = "claim:recorded"
    CLAIM_CHANGED = "claim:changed"
    REPORT_SHOWN = "report:shown"
    EXPORT_MADE = "export:made"
    AUDIT_SHOWN = "audit:shown"
    AUDIT_VERIFIED = "audit:verified"
    KEYS_ROTATED = "keys:rotated"
    DEMO_LOADED = "demo:loaded"


DETAIL: dict[Event, frozenset[str]] = {
    Event.SIGN_IN_FAILED: frozenset({"why"}),
    Event.ACCESS_DENIED: frozenset({"permission"}),
    Event.USER_CREATED: frozenset({"role"}),
    Event.USER_CHANGED: frozenset({"fields"}),
    Event.CENTRE_CHANGED: frozenset({"fields"}),
    Event.PERSON_FOUND: frozenset({"results"}),
    Event.PERSON_CHANGED: frozenset({"fields"}),
    Event.PERSON_ERASED: frozenset({"reason"}),
    Event.CONSENT_GIVEN: frozenset({"purpose", "fields", "organisation"}),
    Event.CONSENT_WITHDRAWN: frozenset({"purpose", "organisation"}),
    Event.CASE_LISTED: frozenset({"filters", "results"}),
    Event.CASE_CHANGED: frozenset({"fields"}),
    Event.CASE_EVENT_RECORDED: frozenset({"code", "before", "after"}),
    Event.CASE_ASSIGNED: frozenset({"to"}),
    Event.CASE_CLOSED: frozenset({"resolution"}),
    Event.CASE_HAND_OVER_ASKED: frozenset({"to", "kind"}),
    Event.CASE_HAND_OVER_ANSWERED: frozenset({"answer"}),
    Event.CASE_TEAM_CHANGED: frozenset({"members", "restricted"}),
    Event.STATUS_FAILED: frozenset({"why"}),
    Event.DOCUMENT_ADDED: frozenset({"document", "kind"}),
    Event.DOCUMENT_READ: frozenset({"document", "referral", "link"}),
    Event.DOCUMENT_REMOVED: frozenset({"document"}),
    Event.TEXT_READ: frozenset({"results"}),
    Event.TEXT_JUDGED: frozenset({"outcome"}),
    Event.STOP_LIFTED: frozenset({"reason"}),
    Event.RESPONDENT_CHANGED: frozenset({"fields"}),
    Event.DIRECTORY_IMPORTED: frozenset({"kind", "added", "changed", "unchanged", "refused"}),
    Event.DIRECTORY_CHANGED: frozenset({"fields"}),
    Event.REFERRAL_DRAFTED: frozenset({"referral", "organisation"}),
    Event.REFERRAL_DISCARDED: frozenset({"referral"}),
    Event.REFERRAL_SENT: frozenset({"referral", "organisation", "fields"}),
    Event.REFERRAL_READ: frozenset({"referral", "link"}),
    Event.REFERRAL_ACCEPTED: frozenset({"referral", "link"}),
    Event.REFERRAL_DECLINED: frozenset({"referral", "reason", "link"}),
    Event.REFERRAL_REPORTED: frozenset({"referral", "outcome", "link"}),
    Event.REFERRAL_RECALLED: frozenset({"referral"}),
    Event.REFERRAL_STOPPED: frozenset({"referral"}),
    Event.REFERRAL_WAITLISTED: frozenset({"referral", "link"}),
    Event.REFERRAL_STARTED: frozenset({"referral", "link"}),
    Event.REFERRAL_RETURNED: frozenset({"referral", "reason", "link"}),
    Event.REFERRAL_WRITTEN: frozenset({"referral", "link"}),
    Event.REFERRAL_JUDGED: frozenset({"referral"}),
    Event.LINK_MADE: frozenset({"referral", "link"}),
    Event.LINK_OPENED: frozenset({"referral", "link"}),
    Event.LINK_FAILED: frozenset({"referral", "link", "why"}),
    Event.LINK_ENDED: frozenset({"referral", "link", "why"}),
    Event.CLAIM_RECORDED: frozenset({"claim"}),
    Event.CLAIM_CHANGED: frozenset({"claim", "fields"}),
    Event.REPORT_SHOWN: frozenset({"report", "filters"}),
    Event.EXPORT_MADE: frozenset({"report", "format", "filters", "rows"}),
    Event.AUDIT_SHOWN: frozenset({"filters"}),
    Event.AUDIT_VERIFIED: frozenset({"entries", "faults"}),
    Event.KEYS_ROTATED: frozenset({"rewrapped"}),
    Event.DEMO_LOADED: frozenset({"people", "seed"}),
}


class AuditEntry(Model):
    """One line of the record. Never changed, never removed: the database refuses both."""

    __tablename__ = "audit_entries"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[str]
    role: Mapped[str | None]
    actor_id: Mapped[int | None]
    centre_id: Mapped[int | None]
    subject_kind: Mapped[str | None]
    subject_ref: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    hash: Mapped[bytes]

    __table_args__ = (
        sa.Index("ix_audit_entries_at", "at"),
        sa.Index("ix_audit_entries_subject", "subject_ref", "at"),
        sa.Index("ix_audit_entries_actor", "actor_id", "at"),
        sa.Index("ix_audit_entries_event", "event", "at"),
        sa.Index("ix_audit_entries_centre", "centre_id", "at"),
    )


class AuditHead(Model):
    """The newest entry of each chain, itself under a keyed hash, so that a cut tail shows."""

    __tablename__ = "audit_heads"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes]
    seal: Mapped[bytes]


def record(
    actor: Actor | None,
    event: Event,
    subject: Any = None,
    *,
    centre_id: int | None = None,
    **detail: object,
) -> None:
    """Put an event on record with the present transaction. `subject` is a model with `ref`, or None.

    Raises KeyError for a detail that the event does not declare, so that nobody logs a name by accident.
    """
    if not in_transaction():
        raise RuntimeError("an audit entry shares the transaction of its action")
    unknown = detail.keys() - DETAIL.get(event, frozenset())
    if unknown:
        raise KeyError(f"{event} declares no detail {sorted(unknown)}")
    if centre_id is None:
        centre_id = getattr(subject, "centre_id", None) or (actor.centre_id if actor else None)
    entry = {
        "at": clock.now(),
        "event": str(event),
        "role": str(actor.role) if actor else None,
        "actor_id": actor.id if actor else None,
        "centre_id": centre_id,
        "subject_kind": None if subject is None else subject.__tablename__,
        "subject_ref": None if subject is None else str(subject.ref),
        "detail": json.loads(json.dumps(detail, default=str)),
    }
    db.session().info.setdefault("pending_audit", []).append(entry)


def look(
    actor: Actor | None,
    event: Event,
    subject: Any = None,
    *,
    centre_id: int | None = None,
    **detail: object,
) -> None:
    """Put a look on record, committed before this returns. Call it after the reads and before anything is shown.

    A look opens a transaction of its own just to record, because SQLite has one writer's lock, and a page that held
    it while it read and decrypted would keep every other writer waiting. Within an open transaction() it joins that.
    """
    with transaction():
        record(actor, event, subject, centre_id=centre_id, **detail)


def entry_hash(before: bytes, chain: int, seq: int, entry: dict[str, Any]) -> bytes:
    """The keyed hash of one entry and of everything before it in its chain."""
    said = {**entry, "at": entry["at"].isoformat(), "chain": chain, "seq": seq}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(vault.keys().purposes["audit"], before + text.encode(), hashlib.sha256)


def _head_seal(chain: int, seq: int, newest: bytes) -> bytes:
    return hmac.digest(
        vault.keys().purposes["audit"], b"head" + bytes([chain]) + str(seq).encode() + newest, hashlib.sha256
    )


# Built once and on plain tables: nearly every request puts something on record.
_HEADS = cast("sa.Table", AuditHead.__table__)
_ADD = sa.insert(cast("sa.Table", AuditEntry.__table__))
_HOLD_HEAD = sa.select(_HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.chain == sa.bindparam("held")).with_for_update()
_MOVE_HEAD = (
    sa.update(_HEADS)
    .where(_HEADS.c.chain == sa.bindparam("held"))
    .values({name: sa.bindparam(name) for name in ("seq", "hash", "seal")})
)


@before_end
def seal_pending() -> None:
    """Write the entries of this transaction into their chains. Runs last, so that the chain is held briefly."""
    pending = db.session().info.pop("pending_audit", [])
    by_chain: dict[int, list[dict[str, Any]]] = {}
    for entry in pending:
        by_chain.setdefault((entry["centre_id"] or 0) % CHAINS, []).append(entry)
    for chain in sorted(by_chain):
        head = _hold_head(chain)
        seq, newest, rows = head.seq, head.hash, []
        for entry in by_chain[chain]:
            seq += 1
            newest = entry_hash(newest, chain, seq, entry)
            rows.append({**entry, "chain": chain, "seq": seq, "hash": newest})
        connection = db.session.connection()
        connection.execute(_ADD, rows)
        moved = {"held": chain, "seq": seq, "hash": newest, "seal": _head_seal(chain, seq, newest)}
        connection.execute(_MOVE_HEAD, moved)


def _hold_head(chain: int) -> Any:
    connection = db.session.connection()
    head = connection.execute(_HOLD_HEAD, {"held": chain}).one_or_none()
    if head is None:
        # Two first writers of a chain would both insert its head; the primary key lets one of them through.
        fresh = {"chain": chain, "seq": 0, "hash": _FIRST, "seal": _head_seal(chain, 0, _FIRST)}
        insert: Any = (pg_insert if db.engine.dialect.name == "postgresql" else sqlite_insert)(AuditHead)
        connection.execute(insert.values(fresh).on_conflict_do_nothing())
        head = connection.execute(_HOLD_HEAD, {"held": chain}).one()
    return head


@dataclass(frozen=True)
class Fault:
    """A place where the record was tampered with: chain, sequence number, and what is wrong there."""

    chain: int
    seq: int
    what: str


def verify(checkpoint: Path | None = None) -> tuple[int, list[Fault]]:
    """Read every chain from its start and compare. Returns the number of entries and the faults found.

    A checkpoint file, written earlier and kept elsewhere, also shows a record that was cut and sealed anew
    or replaced by an older copy of itself. Raises Misconfigured when that file is damaged.
    """
    kept = _read_checkpoint(checkpoint) if checkpoint and checkpoint.exists() else {}
    _see_one_moment()
    heads = {row.chain: row for row in db.session.execute(sa.select(AuditHead)).scalars()}
    chains = set(heads) | {int(chain) for chain in kept}
    chains |= set(db.session.execute(sa.select(AuditEntry.chain).distinct()).scalars())
    count, faults = 0, []
    for chain in sorted(chains):
        found, chain_faults = _verify_chain(chain, heads.get(chain), kept.get(str(chain)))
        count += found
        faults += chain_faults
    return count, faults


def _read_checkpoint(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
        return {chain: {"seq": int(kept["seq"]), "hash": str(kept["hash"])} for chain, kept in content.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Misconfigured(f"The checkpoint file {path} is damaged. Use another copy of it.") from None


def _see_one_moment() -> None:
    # Entries written while this reads would otherwise look like a tail that nobody sealed. SQLite always reads so.
    if db.engine.dialect.name == "postgresql":
        db.session.rollback()
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _verify_chain(chain: int, head: AuditHead | None, kept: dict[str, Any] | None) -> tuple[int, list[Fault]]:
    faults: list[Fault] = []
    before, expected, count = _FIRST, 1, 0
    table = AuditEntry.__table__
    query = sa.select(table).where(table.c.chain == chain).order_by(table.c.seq)
    for row in db.session.execute(query.execution_options(yield_per=2000)).mappings():
        count += 1
        if row["seq"] != expected:
            faults.append(Fault(chain, expected, f"entries {expected} to {row['seq'] - 1} are missing"))
        entry = {key: row[key] for key in row if key not in {"chain", "seq", "hash"}}
        if not hmac.compare_digest(entry_hash(before, chain, row["seq"], entry), row["hash"]):
            faults.append(Fault(chain, row["seq"], "the entry or the one before it was changed"))
        if kept and row["seq"] == kept["seq"] and row["hash"].hex() != kept["hash"]:
            faults.append(Fault(chain, row["seq"], "the entry differs from the checkpoint"))
        before, expected = row["hash"], row["seq"] + 1
    newest = expected - 1
    if kept and newest < kept["seq"]:
        faults.append(Fault(chain, newest, f"the checkpoint knows {kept['seq']} entries"))
    if head is None:
        faults.append(Fault(chain, newest, "the head of the chain is missing"))
    elif (head.seq, head.hash) != (newest, before) or head.seal != _head_seal(chain, head.seq, head.hash):
        faults.append(Fault(chain, newest, f"the head says {head.seq} entries: the tail was cut or added to"))
    return count, faults


def write_checkpoint(path: Path) -> int:
    """Write the newest sequence number and hash of each chain to a file to be kept elsewhere. Returns entries."""
    heads = db.session.execute(sa.select(AuditHead)).scalars().all()
    content = {str(head.chain): {"seq": head.seq, "hash": head.hash.hex()} for head in heads}
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=1))
    draft.replace(path)
    return sum(head.seq for head in heads)
