"""What a consent rests on is kept: the words a caseworker certifies and the recording; a referral knows the notices
that tell of it, and when it was stopped because its consent ended."""

import re
from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# The new value of events, with the older one that comes nearest to it.
_NEW_EVENTS = {"referral_stopped": "referral_recalled"}
_WIDER = (("cases", "said"), ("case_events", "code"))


def upgrade():
    op.add_column("consents", sa.Column("certificate_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("referrals", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "consent_recordings",
        sa.Column("consent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        _pointing("consent_recordings", "consent_id", "consents"),
        _pointing("consent_recordings", "document_id", "documents"),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_consent_recordings")),
    )
    op.create_index(op.f("ix_consent_recordings_document_id"), "consent_recordings", ["document_id"])
    op.create_table(
        "referral_notices",
        sa.Column("referral_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outgoing_id", sa.Integer(), autoincrement=False, nullable=False),
        _pointing("referral_notices", "referral_id", "referrals"),
        _pointing("referral_notices", "outgoing_id", "outgoing"),
        sa.PrimaryKeyConstraint("referral_id", "outgoing_id", name=op.f("pk_referral_notices")),
    )
    op.create_index(op.f("ix_referral_notices_outgoing_id"), "referral_notices", ["outgoing_id"])
    for table, column in _WIDER:
        _rewrite_check(table, column, partial(_with, "referral_recalled", _NEW_EVENTS))


def downgrade():
    for table, column in _WIDER:
        for value, older in _NEW_EVENTS.items():
            op.execute(f"UPDATE {table} SET {column} = '{older}' WHERE {column} = '{value}'")
        _rewrite_check(table, column, partial(_without, _NEW_EVENTS))
    op.drop_table("referral_notices")
    op.drop_table("consent_recordings")
    op.drop_column("referrals", "stopped_at")
    op.drop_column("consents", "certificate_sealed")


def _pointing(table, column, other):
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def _with(behind, values, listed):
    at = listed.index(behind) + 1
    return [*listed[:at], *values, *listed[at:]]


def _without(values, listed):
    return [value for value in listed if value not in values]


def _rewrite_check(table, column, change):
    """Change which values the database takes in a column, by those that its own check names."""
    name = f"ck_{table}_{column}"
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _rewrite_in_sqlite(table, column, name, change)
        return
    query = sa.text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conname = :name AND conrelid = CAST(:table AS regclass)"
    )
    check = connection.execute(query, {"name": name, "table": table}).scalar_one()
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({_listed(check, change)}))")


def _rewrite_in_sqlite(table, column, name, change):
    # As in the step to the path of a claim: https://www.sqlite.org/lang_altertable.html#otheralter
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).scalar_one()
    start = made.index(f"CONSTRAINT {name} CHECK")
    end = made.index("))", start)
    made = f"{made[:start]}CONSTRAINT {name} CHECK ({column} IN ({_listed(made[start:end], change)}{made[end:]}"
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (made, table))
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")


def _listed(check, change):
    return ", ".join(f"'{value}'" for value in change(re.findall(r"'([a-z_]+)'", check)))
