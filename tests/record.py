"""What a test finds on record."""

import sqlalchemy as sa

from mrc.audit import AuditEntry
from mrc.db import db


def events() -> list[str]:
    """Everything on record, oldest first."""
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.seq)))
