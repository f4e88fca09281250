"""What workers decide and ask for on their own pages, with the tasks that it makes for the office."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KINDS = ("consent_ended", "will_come", "other_time", "closing", "still_needs_help", "correction")


def upgrade():
    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="wish_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_ref", sa.String(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_wishes_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_wishes_task_id_tasks"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    op.create_index("ix_wishes_newest", "wishes", ["case_id", "id"])
    op.create_index(op.f("ix_wishes_task_id"), "wishes", ["task_id"])


def downgrade():
    op.drop_index(op.f("ix_wishes_task_id"), table_name="wishes")
    op.drop_index("ix_wishes_newest", table_name="wishes")
    op.drop_table("wishes")
