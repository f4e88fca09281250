"""Messages to people leave in their safe hours and their delivery is known; numbers that answered STOP are left
alone; texts that come to the number of a centre wait until somebody says who wrote them."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The new states of a message on its way; on the way back each of them becomes the older one that comes nearest to it.
_OLDER = {"delivered": "sent", "unknown": "failed", "expired": "failed", "stopped": "held_back"}
_MOMENTS = ("called_at", "delivered_at", "expires_at", "followed_at")
_TO_FOLLOW = sa.text("case_id IS NOT NULL AND followed_at IS NULL")
_NOT_LIFTED = sa.text("lifted_at IS NULL")


def upgrade():
    op.add_column("people", sa.Column("safe_hours_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("messages", sa.Column("came_by_phone", sa.Boolean(), nullable=False, server_default=sa.false()))
    _widen_outgoing()
    _create_stopped_numbers()
    _create_received_texts()


def downgrade():
    op.drop_table("received_texts")
    op.drop_table("stopped_numbers")
    for state, older in _OLDER.items():
        op.execute(f"UPDATE outgoing SET state = '{older}' WHERE state = '{state}'")
    _rewrite_check("outgoing", "state", lambda listed: [value for value in listed if value not in _OLDER])
    for index in ("ix_outgoing_to_follow", "ix_outgoing_known_as", "ix_outgoing_newest"):
        op.drop_index(index, "outgoing")
    for column in ("known_as", *_MOMENTS, "case_id"):
        op.drop_column("outgoing", column)
    op.drop_column("messages", "came_by_phone")
    op.drop_column("people", "safe_hours_sealed")


def _widen_outgoing():
    # Written out, because only so does SQLite add a column that points at another table.
    op.execute(
        "ALTER TABLE outgoing ADD COLUMN case_id INTEGER "
        "CONSTRAINT fk_outgoing_case_id_cases REFERENCES cases (id)"
    )
    for name in _MOMENTS:
        op.add_column("outgoing", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("outgoing", sa.Column("known_as", sa.LargeBinary(), nullable=True))
    op.create_index("ix_outgoing_newest", "outgoing", ["case_id", "id"])
    op.create_index(op.f("ix_outgoing_known_as"), "outgoing", ["known_as"])
    op.create_index(
        "ix_outgoing_to_follow", "outgoing", ["state"], postgresql_where=_TO_FOLLOW, sqlite_where=_TO_FOLLOW
    )
    _rewrite_check("outgoing", "state", lambda listed: [*listed, *_OLDER])


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _create_stopped_numbers():
    op.create_table(
        "stopped_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_blind", sa.LargeBinary(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("word", _one_of("word", "in_person", "on_the_phone", "in_writing"), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (word IS NULL)", name=op.f("ck_stopped_numbers_lifted_by_a_word")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["users.id"], name=op.f("fk_stopped_numbers_lifted_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stopped_numbers")),
    )
    op.create_index(
        "uq_stopped_numbers_now",
        "stopped_numbers",
        ["number_blind"],
        unique=True,
        postgresql_where=_NOT_LIFTED,
        sqlite_where=_NOT_LIFTED,
    )


def _create_received_texts():
    op.create_table(
        "received_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("inlet", _one_of("inlet", "sms", "whatsapp"), nullable=False),
        sa.Column("state", _one_of("state", "waiting", "unknown", "taken", "put_aside"), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_blind", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", _one_of("checked_by", "called_back", "in_person", "safe_word"), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('taken', 'put_aside')) = (judged_at IS NOT NULL)",
            name=op.f("ck_received_texts_judged_has_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'taken') = (checked_by IS NOT NULL)", name=op.f("ck_received_texts_taken_was_checked")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("fk_received_texts_centre_id_centres")),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_received_texts_data_key_id_data_keys")
        ),
        sa.ForeignKeyConstraint(["judged_by_id"], ["users.id"], name=op.f("fk_received_texts_judged_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_texts")),
        sa.UniqueConstraint("mark", name=op.f("uq_received_texts_mark")),
        sa.UniqueConstraint("ref", name=op.f("uq_received_texts_ref")),
    )
    op.create_index(op.f("ix_received_texts_data_key_id"), "received_texts", ["data_key_id"])
    op.create_index("ix_received_texts_tray", "received_texts", ["centre_id", "state", "id"])
    op.create_index(op.f("ix_received_texts_number_blind"), "received_texts", ["number_blind"])
    op.create_index("ix_received_texts_waiting", "received_texts", ["state", "id"])


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
