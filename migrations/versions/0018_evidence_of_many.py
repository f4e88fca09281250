"""A collective claim keeps what is known of each kind of evidence, change by change, as the claim of one worker does."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_REFUSED = "a step of evidence is never changed"
_STEPS, _FILES = "collective_evidence_steps", "collective_evidence_documents"
_ITEMS = (
    "contract",
    "identity",
    "pay_slips",
    "bank",
    "attendance",
    "diary",
    "messages",
    "notice",
    "witness",
    "medical",
    "recruiter_receipts",
    "ticket",
    "power_of_attorney",
)
_STATES = ("to_ask", "copy_held", "with_worker", "with_employer", "with_authority", "does_not_exist")
_HOLDERS = (
    "self",
    "employer",
    "recruiter",
    "family",
    "authority",
    "consulate",
    "centre",
    "lost",
    "unknown",
)
_TELLERS = ("worker", "caseworker", "employer", "recruiter", "authority", "partner", "witness", "other")


def upgrade():
    op.create_table(
        "collective_evidence_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("item", _one_of("item", *_ITEMS), nullable=False),
        sa.Column("state", _one_of("state", *_STATES), nullable=False),
        sa.Column("holder", _one_of("holder", *_HOLDERS), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("said_by", _one_of("said_by", *_TELLERS), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["collective_claims.id"],
            name=op.f(f"fk_{_STEPS}_claim_id_collective_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_keys.id"], name=op.f(f"fk_{_STEPS}_data_key_id_data_keys")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f(f"fk_{_STEPS}_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_STEPS}")),
    )
    op.create_index(f"ix_{_STEPS}_claim", _STEPS, ["claim_id", "id"])
    op.create_index(op.f(f"ix_{_STEPS}_data_key_id"), _STEPS, ["data_key_id"])
    op.create_table(
        "collective_evidence_documents",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["collective_evidence_steps.id"],
            name=op.f(f"fk_{_FILES}_step_id_{_STEPS}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f(f"fk_{_FILES}_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("step_id", "document_id", name=op.f(f"pk_{_FILES}")),
    )
    op.create_index(op.f(f"ix_{_FILES}_document_id"), _FILES, ["document_id"])
    _refuse_changes()


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _refuse_changes():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {_STEPS}_no_update BEFORE UPDATE ON {_STEPS} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
        return
    # The function came with the steps of the claims of single workers.
    op.execute(
        f"CREATE TRIGGER {_STEPS}_no_update BEFORE UPDATE ON {_STEPS} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_evidence_change()"
    )


def downgrade():
    # What refuses changes of a table goes with it.
    op.drop_table("collective_evidence_documents")
    op.drop_table("collective_evidence_steps")
