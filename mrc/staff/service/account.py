"""One's own account."""

import sqlalchemy as sa

from mrc import access, audit
from mrc.access import Actor, Permission
from mrc.audit import Event
from mrc.db import db, transaction
from mrc.staff.models import User


def speak(actor: Actor, language: str) -> None:
    """Choose the language of one's own account."""
    with transaction():
        user = db.session.get_one(User, actor.id)
        access.require(actor, Permission.ACCOUNT_OWN)
        # Set-based, because choosing a language must not make an administrator's open form stale.
        db.session.execute(sa.update(User).where(User.id == user.id).values(language=language))
        audit.record(actor, Event.USER_CHANGED, user, fields=["language"])
