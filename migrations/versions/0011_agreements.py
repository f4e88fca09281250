"""A centre may demand agreements with the organisations it refers to; here they are kept, with the day they end."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("centres", sa.Column("demands_agreements", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "agreements",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centres.id"], name=op.f("fk_agreements_centre_id_centres"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_agreements_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "centre_id", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_centre_id"), "agreements", ["centre_id"])


def downgrade():
    op.drop_table("agreements")
    op.drop_column("centres", "demands_agreements")
