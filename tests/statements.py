"""What a deed asks of the database."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from mrc.db import db


def statements_of(deed: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements that a deed sends, with their values, in order."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        sent.append((statement, values))

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return sent
