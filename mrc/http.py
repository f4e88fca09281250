"""What is the same for every request: who asks and in which language, the headers of every answer, and errors.

Refusals are answered in the reader's language with what to do; nothing tells a stranger whether a thing exists.
"""

import re
from typing import Any

from flask import Flask, Response, abort, current_app, g, jsonify, render_template, request, session
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

from mrc import audit, i18n, refs, sessions
from mrc.access import Actor, Role
from mrc.db import LAST_ID, db, transaction
from mrc.errors import NotAllowed, NotFound, Stale
from mrc.i18n import gettext as _
from mrc.once import SentTwice

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}
# What a browser is told to forget when somebody leaves.
FORGET = '"cache", "cookies", "storage"'
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_STAFF_PATHS = ("/office", "/admin", "/partner", "/audit", "/sign-in", "/account", "/letter")


class RefConverter(BaseConverter):
    """A reference in an address: ten digits, dashes allowed; a mistyped one is an unknown address."""

    regex = r"[0-9][0-9-]{8,14}"

    def to_python(self, value: str) -> str:
        """The ten digits."""
        try:
            return refs.read_ref(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: str) -> str:
        """Digits in groups."""
        return refs.spoken(value)


class RowIdConverter(IntegerConverter):
    """A number of a row in an address; one that no row can have is an unknown address."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=0, max=LAST_ID)


class LanguageConverter(BaseConverter):
    """The language in a migrant's address: one of those that the door offers."""

    regex = "[a-z]{2,3}(?:-[A-Z]{2})?"

    def to_python(self, value: str) -> str:
        """A known language code."""
        if i18n.is_one_of(value, i18n.MIGRANT_LANGUAGES):
            return value
        raise ValidationError


def prepare(app: Flask) -> None:
    """Teach the application all of this."""
    app.url_map.converters.update(ref=RefConverter, lang=LanguageConverter, int=RowIdConverter)
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load_user)
    app.before_request(_meet)
    app.before_request(_same_origin_only)
    app.after_request(_add_headers)
    for kind, answer in (
        (NotAllowed, _refuse),
        (NotFound, lambda error: _page(404)),
        (Stale, _show_both),
        (SentTwice, _follow_first),
        (CSRFError, _form_expired),
        (HTTPException, _known_error),
        (DBAPIError, _no_database),
        (PoolTimeout, _no_database),
    ):
        app.register_error_handler(kind, answer)
    app.register_error_handler(500, lambda error: _page(500))


def _load_user(user_id: str) -> Any:
    from mrc.staff.models import User

    row = sessions.current().row
    if row is None or str(row.user_id) != user_id:
        return None
    user = db.session.get(User, row.user_id)
    return user if user is not None and user.is_active else None


def _meet() -> None:
    """Find out who asks, and speak their language."""
    g.actor = None
    g.language = "en"
    if request.path.startswith("/static/") or request.path == "/health":
        i18n.use("en")
        return
    if sessions.current().is_unreadable:
        g.language = _language_for(None)
        i18n.use(g.language)
        abort(503)
    if request.routing_exception is not None and not request.path.startswith(_STAFF_PATHS):
        g.language = _language_for(None)
        i18n.use(g.language)
        return
    g.actor = _actor()
    g.language = _language_for(g.actor)
    i18n.use(g.language, g.actor.timezone if g.actor else "UTC")


def _actor() -> Actor | None:
    row = sessions.current().row
    if row is not None and row.case_id is not None:
        return Actor(role=Role.MIGRANT, case_id=row.case_id, by_second_code=bool(session.get("second")))
    if row is not None and row.link_id is not None:
        from mrc.referrals.service import actor_by_link

        return actor_by_link(row.link_id)
    if not current_user.is_authenticated:
        return None
    from mrc.staff.service import actor_of

    return actor_of(current_user)


def _language_for(actor: Actor | None) -> str:
    # An unknown address below a language is answered in that language too.
    named = (request.view_args or {}).get("language") or request.path.split("/")[1]
    if i18n.is_one_of(named, i18n.MIGRANT_LANGUAGES):
        return str(named)
    if actor is not None and actor.id is not None:
        return actor.language
    door = "office" if request.path.startswith(_STAFF_PATHS) else "public"
    chosen = session.get("language")
    if i18n.is_one_of(chosen, i18n.offered(door)):
        return str(chosen)
    return i18n.best_language(request.accept_languages, i18n.offered(door))


def _same_origin_only() -> None:
    """Refuse a form that was sent from another site, whatever token it carries."""
    if request.method in _SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(400)
    origin = request.headers.get("Origin")
    if origin is not None and origin not in {"null", request.host_url.rstrip("/")}:
        abort(400)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SETTINGS"].https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload")
    if not request.path.startswith("/static/") or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Cookie"
    response.headers.pop("Server", None)
    return response


def _page(code: int, **options: Any) -> tuple[str, int, dict[str, str]]:
    db.session.rollback()
    heading, text = _said(code)
    page = "errors/office.html" if _is_for_staff() else "errors/migrant.html"
    headers = {"Retry-After": "30"} if code == 503 else {}
    return (
        render_template(page, code=code, heading=heading, text=text, retry_url=options.get("retry_url")),
        code,
        headers,
    )


def _is_for_staff() -> bool:
    """Whether an error is answered in the dress of the office: staff asks, or an address of theirs was asked for."""
    is_known = g.get("actor") is not None and g.actor.role is not Role.MIGRANT
    return is_known or request.path.startswith(_STAFF_PATHS)


def _said(code: int) -> tuple[str, str]:
    sentences = {
        400: (_("This was not understood"), _("Go back, load the page again, and try once more.")),
        403: (_("This is not open to you"), _("If you need it for your work, ask your supervisor.")),
        404: (_("There is nothing here"), _("Check the address, or go back to the start.")),
        405: (_("This was not understood"), _("Go back, load the page again, and try once more.")),
        413: (
            _("The file is too large"),
            _("Send a smaller file, or take the photo again at a lower quality."),
        ),
        429: (_("Please wait a little"), _("There were many tries. Wait a minute and try again.")),
        503: (_("Not available for a moment"), _("Nothing was lost. Wait half a minute and try again.")),
    }
    general = (
        _("Something went wrong on our side"),
        _("Nothing was saved by this step. Go back and try again."),
    )
    return sentences.get(code, general if code >= 500 else sentences[400])


def _refuse(error: NotAllowed) -> Any:
    answer = _page(403)
    with transaction():
        audit.record(g.get("actor"), audit.Event.ACCESS_DENIED, permission=str(error))
    return answer


def _show_both(error: Stale) -> Any:
    db.session.rollback()
    hidden = [*_sent_fields(), ("version", str(error.version))]
    page = render_template(
        "errors/stale.html",
        heading=_("Somebody else saved this meanwhile"),
        fields=error.fields,
        action=request.full_path.rstrip("?"),
        hidden=hidden,
    )
    return page, 409


def _sent_fields() -> list[tuple[str, str]]:
    hidden = {"csrf_token", "version", "once"}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in hidden]


def _follow_first(error: SentTwice) -> Any:
    # Only our own path comes out of the table, and a redirect to nowhere becomes one to the start.
    target = error.location if re.fullmatch(r"/[^/\\].*|/", error.location or "") else "/"
    return Response(status=303, headers={"Location": target})


def _form_expired(error: CSRFError) -> Any:
    db.session.rollback()
    if request.endpoint == "public.leave":
        return _led_away()
    typed = [
        (name, value) for name, value in _sent_fields() if value.strip() and not name.startswith(("password", "code"))
    ]
    layout = "layouts/plain.html" if _is_for_staff() else "layouts/migrant.html"
    return render_template("errors/expired.html", typed=typed, layout=layout), 400


def _led_away() -> Any:
    """Lead away whoever wants to leave from an old page; if the browser says that it was ours, the visit ends too.

    Whoever opened their page anew in another window must not stay signed in because the first one is older.
    """
    answer = Response(render_template("layouts/leave.html"), 400)
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        sessions.end(sessions.current())
        answer.headers["Clear-Site-Data"] = FORGET
    return answer


def _known_error(error: HTTPException) -> Any:
    code = error.code or 500
    if 300 <= code < 400:
        return error.get_response()
    if request.path == "/health":
        return jsonify(status="error"), code
    page, code, headers = _page(code)
    # An answer of 405 must say what is allowed.
    allowed = dict(error.get_headers()).get("Allow")
    return page, code, {**headers, "Allow": allowed} if allowed else headers


def _no_database(error: DBAPIError | PoolTimeout) -> Any:
    current_app.logger.error("database: %s", type(getattr(error, "orig", error)).__name__)
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.remove()
    unavailable = getattr(error, "connection_invalidated", False) or type(error).__name__ in {
        "OperationalError",
        "TimeoutError",
        "InterfaceError",
    }
    g.actor = None
    return _page(503 if unavailable else 500)
