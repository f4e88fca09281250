"""Why contact with a state or with authorities could harm a person: sealed like all that is said of their permits."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("people", sa.Column("protections_sealed", sa.LargeBinary(), nullable=True))


def downgrade():
    op.drop_column("people", "protections_sealed")
