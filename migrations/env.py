"""Runs migrations with the application's own database and metadata."""

from alembic import context
from flask import current_app

from mrc.db import Amount, Moment, db

engine = current_app.extensions["migrate"].db.engine


def render_item(kind, item, autogenerate_context):
    """Write our own types into a migration as what they are in the database: migrations import nothing of ours."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Amount):
        return "sa.BigInteger()"
    return False


def run_migrations() -> None:
    """Migrate online, one transaction per migration; batch mode lets SQLite change tables."""
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
