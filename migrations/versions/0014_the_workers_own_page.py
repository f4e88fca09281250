"""What the worker wants to see on their own page, a second code that opens a harmless one, and warnings from there;
a centre decides whether the page names the caseworker."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KINDS = ("second_opened", "second_wrote", "second_sent", "code_voided")
_OPENED = sa.text("second_opened_at IS NOT NULL")


def upgrade():
    op.add_column("centres", sa.Column("names_caseworker", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "own_pages",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shows_money", sa.Boolean(), nullable=False),
        sa.Column("shows_limits", sa.Boolean(), nullable=False),
        sa.Column("second_shows_money", sa.Boolean(), nullable=False),
        sa.Column("second_shows_limits", sa.Boolean(), nullable=False),
        sa.Column("second_hash", sa.String(), nullable=True),
        sa.Column("second_issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(second_hash IS NULL) = (second_issued_at IS NULL)", name=op.f("ck_own_pages_second_has_moment")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_own_pages_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_own_pages")),
    )
    op.create_index("ix_own_pages_opened", "own_pages", ["case_id"], sqlite_where=_OPENED, postgresql_where=_OPENED)
    op.create_table(
        "door_warnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="warning_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_door_warnings_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_door_warnings_task_id_tasks"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_door_warnings_data_key_id_data_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_warnings")),
    )
    op.create_index(op.f("ix_door_warnings_data_key_id"), "door_warnings", ["data_key_id"])
    op.create_index(op.f("ix_door_warnings_task_id"), "door_warnings", ["task_id"])
    op.create_index("ix_door_warnings_newest", "door_warnings", ["case_id", "id"])


def downgrade():
    op.drop_table("door_warnings")
    op.drop_table("own_pages")
    op.drop_column("centres", "names_caseworker")
