"""A referral may go out under a code in place of the name, and keeps what was asked beside the fields of the file."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("referrals", sa.Column("asked_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("referrals", sa.Column("case_code", sa.String(), nullable=True))
    op.create_index(op.f("ix_referrals_case_code"), "referrals", ["case_code"])


def downgrade():
    op.drop_index(op.f("ix_referrals_case_code"), table_name="referrals")
    op.drop_column("referrals", "case_code")
    op.drop_column("referrals", "asked_sealed")
