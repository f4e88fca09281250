"""Server-side sessions: an opaque random id in the cookie, the rest in a row that can be revoked at once.

Before anyone signs in there is nothing to keep but the form token; it travels in the cookie itself, encrypted, so
that reading a public page writes nothing.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response, current_app
from flask.globals import request_ctx
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CallbackDict

from mrc import clock, vault
from mrc.db import Model, db, transaction, write
from mrc.errors import Unreadable

_TOUCH = timedelta(seconds=60)
_PLACE = "cookie.anonymous"


class SessionRow(Model):
    """One signed-in session of a member of staff, a partner's member, a migrant, or of who came by a link."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    id_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("referral_links.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    idle_ends_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        sa.CheckConstraint(
            "CASE WHEN user_id IS NULL THEN 0 ELSE 1 END + CASE WHEN case_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN link_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_owner",
        ),
    )


class Session(CallbackDict[str, Any], SessionMixin):
    """The session of one request: anonymous, or backed by a row."""

    def __init__(self, initial: dict[str, Any] | None = None, row: SessionRow | None = None) -> None:
        super().__init__(initial or {}, lambda changed: setattr(changed, "modified", True))
        self.row = row
        self.modified = False
        self.new_id: str | None = None
        self.is_over = False
        self.is_unreadable = False


class ServerSessions(SessionInterface):
    """Flask's door to the sessions table."""

    def cookie_name(self, app: Flask) -> str:
        """`__Host-` binds the cookie to this host over TLS; plain http on one's own computer cannot have it."""
        return "__Host-w" if app.config["SETTINGS"].https else "w"

    def get_cookie_name(self, app: Flask) -> str:
        """The name Flask asks for."""
        return self.cookie_name(app)

    def open_session(self, app: Flask, request: Request) -> Session:
        """The session of this request; a forged, ended or revoked one is an empty one."""
        if request.path.startswith("/static/"):
            return Session()
        cookie = request.cookies.get(self.cookie_name(app), "")
        if cookie.startswith("s."):
            return self._signed_in_if_possible(cookie[2:])
        if cookie.startswith("a."):
            return self._anonymous(cookie[2:])
        return Session()

    def _signed_in_if_possible(self, session_id: str) -> Session:
        try:
            return self._signed_in(session_id)
        except (DBAPIError, PoolTimeout):
            # Nothing may raise this early in a request, or the answer would be a fault and not "in a moment".
            db.session.remove()
            found = Session()
            found.is_unreadable = True
            return found

    def _signed_in(self, session_id: str) -> Session:
        row = db.session.execute(
            sa.select(SessionRow).where(SessionRow.id_hash == _hash(session_id))
        ).scalar_one_or_none()
        if row is None or min(row.ends_at, row.idle_ends_at) <= clock.now():
            return Session()
        # Kept apart from the database session, so that a rollback of the request leaves it readable.
        db.session.expunge(row)
        return Session(dict(row.data), row)

    def _anonymous(self, text: str) -> Session:
        try:
            sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return Session(json.loads(vault.unseal(vault.keys().purposes["session"], sealed, _PLACE)))
        except (ValueError, Unreadable):
            return Session()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write back what changed, and set or clear the cookie."""
        assert isinstance(session, Session)
        name = self.cookie_name(app)
        if session.is_over:
            response.delete_cookie(
                name, path="/", secure=app.config["SETTINGS"].https, httponly=True, samesite="Strict"
            )
            return
        if session.row is not None:
            # After a fault of ours nothing is written back: the database may be what is at fault.
            if response.status_code < 500:
                self._save_row(session)
            if session.new_id is not None:
                self._set_cookie(app, response, "s." + session.new_id)
        elif session.modified:
            plain = json.dumps(dict(session)).encode()
            sealed = vault.seal(vault.keys().purposes["session"], plain, _PLACE)
            self._set_cookie(app, response, "a." + urlsafe_b64encode(sealed).decode().rstrip("="))

    def _save_row(self, session: Session) -> None:
        row, moment = session.row, clock.now()
        assert row is not None
        if not session.modified and moment - row.seen_at < _TOUCH:
            return
        idle_ends = moment + timedelta(minutes=_idle_minutes(row.case_id))
        # A set-based update of a row that still exists: a session that was revoked meanwhile is not written back.
        with transaction():
            db.session.execute(
                sa.update(SessionRow)
                .where(SessionRow.id == row.id)
                .values(data=dict(session), seen_at=moment, idle_ends_at=idle_ends)
            )

    def _set_cookie(self, app: Flask, response: Response, value: str) -> None:
        response.set_cookie(
            self.cookie_name(app),
            value,
            path="/",
            secure=app.config["SETTINGS"].https,
            httponly=True,
            samesite="Strict",
        )


def current() -> Session:
    """The session of this request itself, where Flask's `session` is a stand-in for it."""
    found = request_ctx.session
    assert isinstance(found, Session)
    return found


def _hash(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


def _idle_minutes(case_id: int | None) -> int:
    settings = current_app.config["SETTINGS"]
    return int(settings.staff_idle_minutes if case_id is None else settings.migrant_idle_minutes)


def begin(
    session: Session,
    *,
    user_id: int | None = None,
    case_id: int | None = None,
    link_id: int | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Sign in: a new session id and row, nothing carried over from before but what the caller puts in.

    `ends_at` ends it earlier than usual, with what it stands on.
    """
    session_id = secrets.token_urlsafe(32)
    moment = clock.now()
    usual_end = moment + timedelta(hours=current_app.config["SETTINGS"].staff_hours)
    for key in list(session):
        del session[key]
    with transaction():
        if session.row is not None:
            db.session.execute(sa.delete(SessionRow).where(SessionRow.id == session.row.id))
        session.row = SessionRow(
            id_hash=_hash(session_id),
            user_id=user_id,
            case_id=case_id,
            link_id=link_id,
            data={},
            idle_ends_at=moment + timedelta(minutes=_idle_minutes(case_id)),
            ends_at=min(usual_end, ends_at or usual_end),
        )
        db.session.add(session.row)
        db.session.flush()
        db.session.expunge(session.row)
    session.new_id = session_id


def end(session: Session) -> None:
    """Sign out: the row is gone, and the cookie with it."""
    if session.row is not None:
        with transaction():
            db.session.execute(sa.delete(SessionRow).where(SessionRow.id == session.row.id))
    session.clear()
    session.is_over = True


def end_all(
    *, user_id: int | None = None, case_id: int | None = None, link_id: int | None = None, but: int | None = None
) -> None:
    """End every session of a user, a case or a link, as when rights or the code changed; `but` one row."""
    owners = {SessionRow.user_id: user_id, SessionRow.case_id: case_id, SessionRow.link_id: link_id}
    ((column, owner),) = ((column, owner) for column, owner in owners.items() if owner is not None)
    query = sa.delete(SessionRow).where(column == owner)
    if but is not None:
        query = query.where(SessionRow.id != but)
    db.session.execute(query)


def sweep() -> int:
    """Remove sessions that are over. Returns how many."""
    moment = clock.now()
    with transaction():
        over = sa.or_(SessionRow.ends_at <= moment, SessionRow.idle_ends_at <= moment)
        return write(sa.delete(SessionRow).where(over))
