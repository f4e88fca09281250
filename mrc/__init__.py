"""Waymark: case management for migrant resource centres. create_app is the only place that wires things together."""

import logging
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from mrc import areas, http, pages, sessions, vault
from mrc.claims.rules.forums import all_forums
from mrc.claims.rules.law_files import all_laws
from mrc.db import db
from mrc.documents.spool import UploadRequest

ROOT = Path(__file__).resolve().parent.parent

# Importing a room's views hangs its pages on their doors.
ROOMS = (
    "staff",
    "people",
    "respondents",
    "directory",
    "casework",
    "documents",
    "employment",
    "messages",
    "claims",
    "referrals",
    "reports",
    "portal",
)

# Importing these fills the metadata, for the migrations and for queries across rooms.
MODELS = (
    "mrc.audit",
    "mrc.once",
    "mrc.outbox",
    "mrc.sessions",
    "mrc.throttle",
    "mrc.staff.models",
    "mrc.people.models",
    "mrc.respondents.models",
    "mrc.directory.models",
    "mrc.casework.models",
    "mrc.documents.models",
    "mrc.employment.models",
    "mrc.messages.models",
    "mrc.claims.models",
    "mrc.referrals.models",
    "mrc.portal.models",
)


# Calls of other machines, which are let in by their signature instead of the token of a form.
SIGNED = ("mrc.messages.views.hooks.take_text", "mrc.messages.views.hooks.take_delivery")


def create_app(settings: config.Settings | None = None, keys: vault.Keys | None = None) -> Flask:
    """One Waymark. Raises ValueError or Misconfigured, in words that say what to do, when it cannot run safely."""
    settings = settings or config.from_environment()
    # A fault in a law file stops the program here, before it could compute anything.
    all_laws()
    all_forums()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.logger.setLevel(settings.log_level)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    app.extensions["mrc_keys"] = keys or vault.Keys.load(settings.keys)
    app.config.update(_flask_settings(settings))
    app.config["SECRET_KEY"] = app.extensions["mrc_keys"].purposes["session"]
    settings.instance.mkdir(parents=True, exist_ok=True)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    app.request_class = UploadRequest
    app.session_interface = sessions.ServerSessions()
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    _prepare_templates(app)
    # The reader's language is found out first, so that a form without its token is answered in it.
    http.prepare(app)
    csrf = CSRFProtect(app)
    _open_doors(app)
    for hook in SIGNED:
        csrf.exempt(hook)
    return app


def _flask_settings(settings: config.Settings) -> dict[str, Any]:
    binds = {"reports": {"url": settings.reports_database}} if settings.reports_database_url else {}
    return {
        "SETTINGS": settings,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_BINDS": binds,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not settings.database.startswith("sqlite")},
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": (settings.upload_megabytes + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.staff_hours),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    }


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    pages.prepare(app)


def _open_doors(app: Flask) -> None:
    for module in MODELS:
        import_module(module)
    for room in ROOMS:
        import_module(f"mrc.{room}.views")
    for door in areas.DOORS:
        app.register_blueprint(door)
