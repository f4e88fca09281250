"""Checks that an operator runs when something seems wrong: each says what it found and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

import config
from mrc import i18n, printing, vault
from mrc.db import db
from mrc.errors import Misconfigured
from mrc.gateway import parts_of
from mrc.wording.letters import SHORT


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    what: str
    is_well: bool
    said: str


def run() -> Iterator[Check]:
    """All checks in order; the later ones need the earlier ones."""
    try:
        settings = config.from_environment()
    except ValueError as error:
        yield Check("settings", False, str(error))
        return
    yield Check("settings", True, f"instance folder {settings.instance}")
    yield from _catalogues()
    yield from _fonts()
    yield from _papers()
    yield from _messages(settings)
    try:
        vault.Keys.load(settings.keys)
    except Misconfigured as error:
        yield Check("keys", False, str(error))
        return
    yield Check("keys", True, f"readable by their owner alone, at {settings.keys}")
    yield from _database()


def _catalogues() -> Iterator[Check]:
    wanted = [code for code in i18n.PAPER_LANGUAGES if code != "en"]
    missing = [code for code in wanted if not i18n.compiled(code).exists()]
    said = (
        f"{len(wanted)} languages compiled" if not missing else f"{', '.join(missing)} not compiled: run `make setup`"
    )
    yield Check("catalogues", not missing, said)


def _fonts() -> Iterator[Check]:
    folder = Path(__file__).resolve().parent.parent / "static"
    fonts = list(folder.rglob("*.woff2"))
    yield Check("fonts", bool(fonts), f"{len(fonts)} shipped" if fonts else "missing: check out the repository again")


def _papers() -> Iterator[Check]:
    wanted = [line.split()[1] for line in (printing.FONTS / "SHA256SUMS").read_text().splitlines()]
    missing = [name for name in wanted if not (printing.FONTS / name).exists()]
    said = f"set as PDF in {len(wanted)} fonts"
    if missing:
        said = f"lack {', '.join(missing)}: check out the repository again"
    yield Check("papers", not missing, said)


def _messages(settings: config.Settings) -> Iterator[Check]:
    """By what messages leave and come in. A console is well on a computer where things are tried out."""
    is_set = settings.mail == "smtp"
    said = f"by {settings.smtp_host}" if is_set else "not set up: nothing leaves; set MRC_MAIL=smtp"
    yield Check("e-mail", is_set or not settings.production, said)
    is_set = settings.sms == "http"
    said = f"by {urlsplit(settings.gateway.url).hostname}" if is_set else "not set up: notices go by e-mail alone"
    yield Check("text messages", True, said)
    said = "calls of a gateway are taken" if settings.hooks.secret else "not set up: set MRC_HOOK_SECRET"
    yield Check("texts to the centre", True, said)
    yield _notices()


def _notices() -> Check:
    """Whether a translation made a notice longer than one text message, which costs more and is shown in pieces."""
    long = []
    for code in i18n.MIGRANT_LANGUAGES:
        with i18n.speaking(code):
            long += [code for text in SHORT.values() if parts_of(str(text)) > 1]
    count = len(i18n.MIGRANT_LANGUAGES)
    said = f"too long for one text message in {', '.join(long)}" if long else f"one text message in {count} languages"
    return Check("notices", not long, said)


def _database() -> Iterator[Check]:
    from mrc import create_app, server

    app = create_app()
    with app.app_context():
        try:
            db.session.execute(sa.text("SELECT 1"))
        except sa.exc.DBAPIError as error:
            yield Check("database", False, f"cannot be reached ({type(error.orig).__name__}): check MRC_DATABASE_URL")
            return
        pending = server.pending_migrations()
        said = "up to date" if not pending else f"{len(pending)} migrations are missing: run `mrc db upgrade`"
        yield Check("database", not pending, f"{db.engine.dialect.name}, {said}")
