"""A hand-over rests on a consent that names the centre, and keeps what the other centre was shown. A consent that was
given to the former centre alone lapses."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NEW, _OLDER = "hand_over", "case_management"
_OPEN = sa.text("answer = 'open'")


def upgrade():
    # Written out, because only so does SQLite add a column that points at another table.
    _add_pointing("consents", "centre_id", "centres")
    op.add_column("consents", sa.Column("has_lapsed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_consents_centre_id"), "consents", ["centre_id"])
    _rewrite_check("consents", "purpose", lambda listed: [*listed, _NEW])
    _add_pointing("handovers", "consent_id", "consents")
    op.add_column("handovers", sa.Column("package_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("handovers", sa.Column("package_hash", sa.String(), nullable=True))
    op.add_column("handovers", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_handovers_consent_id"), "handovers", ["consent_id"])
    op.create_index(
        "ix_handovers_waiting",
        "handovers",
        ["from_centre_id", "due_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade():
    op.drop_index("ix_handovers_waiting", "handovers")
    op.drop_index(op.f("ix_handovers_consent_id"), "handovers")
    for column in ("due_at", "package_hash", "package_sealed", "consent_id"):
        op.drop_column("handovers", column)
    op.execute(f"UPDATE consents SET purpose = '{_OLDER}' WHERE purpose = '{_NEW}'")
    _rewrite_check("consents", "purpose", lambda listed: [value for value in listed if value != _NEW])
    op.drop_index(op.f("ix_consents_centre_id"), "consents")
    op.drop_column("consents", "has_lapsed")
    op.drop_column("consents", "centre_id")


def _add_pointing(table, column, other):
    name = f"fk_{table}_{column}_{other}"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {other} (id)")


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
