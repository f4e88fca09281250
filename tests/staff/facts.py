"""What the tests of this room look at and start from."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry
from mrc.db import db, transaction
from mrc.sessions import SessionRow
from mrc.staff.models import User
from mrc.staff.rules import (
    AccountFacts,
    CentreFacts,
    HostType,
)

HERE = "192.0.2.7"
NEW = "three tired mules sing"

CENTRE = CentreFacts(
    name="Doha desk",
    host_type=HostType.UNION,
    country="QA",
    city="Doha",
    address="Street 1",
    phone="+97444001122",
    opening_hours="Sun to Thu, 8 to 14",
    timezone="Asia/Qatar",
    is_active=True,
)


def events() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.chain, AuditEntry.seq)))


def make_session(user: User, mark: bytes = b"a") -> SessionRow:
    later = clock.now() + timedelta(hours=1)
    row = SessionRow(id_hash=mark * 32, user_id=user.id, data={}, idle_ends_at=later, ends_at=later)
    with transaction():
        db.session.add(row)
    return row


def sessions_of(user: User) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(SessionRow.user_id == user.id)) or 0


def facts_of(user: User, **changes: object) -> AccountFacts:
    centre = user.centre.ref if user.centre else None
    return replace(AccountFacts(user.name, user.email, user.role, user.language, centre), **changes)


def one(query: Any) -> Any:
    """What a query finds, read afresh."""
    db.session.rollback()
    return db.session.scalar(query)


def address_of(user: User) -> str:
    """Where an administrator finds an account."""
    return f"/admin/users/{user.ref[:3]}-{user.ref[3:6]}-{user.ref[6:]}"
