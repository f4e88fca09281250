"""The production server: granian in front of the application, static files compressed beforehand."""

from typing import TYPE_CHECKING, Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from whitenoise import WhiteNoise

from mrc.db import db

if TYPE_CHECKING:
    from flask import Flask


def pending_migrations() -> list[str]:
    """The migrations that the database still lacks, oldest first."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    return [script.revision for script in scripts.iterate_revisions("head", at or "base")][::-1]


def with_static_files(app: "Flask") -> "Flask":
    """Serve static files from memory of their compressed forms, and let browsers keep versioned ones for a year."""

    def add_headers(headers: Any, path: str, url: str) -> None:
        from mrc.http import HEADERS

        for name, value in HEADERS.items():
            headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        max_age=31536000,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
    return app


def nameless(serve: Any) -> Any:
    """Do not tell visitors which server this is: granian puts in its name only where a header has none."""

    def answer(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("Server", "")], *more)

        return serve(environ, start)

    return answer


def application() -> Any:
    """What each web process runs."""
    from mrc import create_app

    return nameless(with_static_files(create_app()))


def run(host: str, port: int, processes: int) -> None:
    """Serve until stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "mrc.server:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=4,
        factory=True,
        log_access=False,
    ).serve()
