"""What workers say of how it was, once, after their case was closed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "satisfactions",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "answer",
            sa.Enum("good", "middling", "bad", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_satisfactions_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_satisfactions_data_key_id_data_keys")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_satisfactions")),
    )
    op.create_index(op.f("ix_satisfactions_data_key_id"), "satisfactions", ["data_key_id"])


def downgrade():
    op.drop_index(op.f("ix_satisfactions_data_key_id"), table_name="satisfactions")
    op.drop_table("satisfactions")
