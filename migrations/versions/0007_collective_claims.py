"""Many workers claim together: a collective claim with its workers, what the law gave them, and one ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LISTED = sa.text("taken_off_at IS NULL AND person_id IS NOT NULL")
_REFUSED = "an assessment is never changed"
# Parts before what they are parts of, as they are taken down.
_TABLES = (
    "collective_shares",
    "collective_entries",
    "collective_results",
    "collective_assessments",
    "collective_workers",
    "collective_claims",
)
_FIXED = ("collective_assessments", "collective_results")


def upgrade():
    _create_claims()
    _create_workers()
    _create_assessments()
    _create_results()
    _create_entries()
    _create_shares()
    for table in _FIXED:
        _refuse_changes(table)


def _refuse_changes(table):
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
        return
    # The function stands since the first assessments.
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_assessment_change()"
    )


def downgrade():
    # A trigger goes with its table.
    for table in _TABLES:
        op.drop_table(table)


def _create_claims():
    op.create_table(
        "collective_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "general", "domestic", name="scope", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("forum_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_collective_claims_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_collective_claims_created_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_collective_claims_data_key_id_data_keys")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_collective_claims_respondent_id_respondents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collective_claims")),
        sa.UniqueConstraint("ref", name=op.f("uq_collective_claims_ref")),
    )
    op.create_index(op.f("ix_collective_claims_case_id"), "collective_claims", ["case_id"])
    op.create_index(op.f("ix_collective_claims_data_key_id"), "collective_claims", ["data_key_id"])
    op.create_index(op.f("ix_collective_claims_respondent_id"), "collective_claims", ["respondent_id"])


def _create_workers():
    op.create_table(
        "collective_workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=True),
        sa.Column("computed", sa.BigInteger(), nullable=True),
        sa.Column("awarded", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR name_sealed IS NOT NULL", name=op.f("ck_collective_workers_is_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["collective_claims.id"],
            name=op.f("fk_collective_workers_claim_id_collective_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_collective_workers_data_key_id_data_keys")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_collective_workers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collective_workers")),
        sa.UniqueConstraint("claim_id", "number", name=op.f("uq_collective_workers_claim_id_number")),
    )
    op.create_index(op.f("ix_collective_workers_data_key_id"), "collective_workers", ["data_key_id"])
    op.create_index(
        "ix_collective_workers_once",
        "collective_workers",
        ["claim_id", "person_id"],
        unique=True,
        sqlite_where=_LISTED,
        postgresql_where=_LISTED,
    )
    op.create_index(op.f("ix_collective_workers_person_id"), "collective_workers", ["person_id"])


def _create_assessments():
    op.create_table(
        "collective_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("law_digest", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("act_by", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["collective_claims.id"],
            name=op.f("fk_collective_assessments_claim_id_collective_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_collective_assessments_made_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collective_assessments")),
        sa.UniqueConstraint("ref", name=op.f("uq_collective_assessments_ref")),
    )
    op.create_index(op.f("ix_collective_assessments_claim_id"), "collective_assessments", ["claim_id"])


def _create_results():
    op.create_table(
        "collective_results",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["collective_assessments.id"],
            name=op.f("fk_collective_results_assessment_id_collective_assessments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["collective_workers.id"],
            name=op.f("fk_collective_results_worker_id_collective_workers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assessment_id", "worker_id", name=op.f("pk_collective_results")),
    )
    op.create_index(op.f("ix_collective_results_worker_id"), "collective_results", ["worker_id"])


def _create_entries():
    op.create_table(
        "collective_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "claimed",
                "computed",
                "offered",
                "awarded",
                "received",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "bank",
                "cash",
                "cheque",
                "authority",
                "other",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("takes_back_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("total >= 0", name=op.f("ck_collective_entries_not_negative")),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["collective_claims.id"],
            name=op.f("fk_collective_entries_claim_id_collective_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_collective_entries_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["takes_back_id"],
            ["collective_entries.id"],
            name=op.f("fk_collective_entries_takes_back_id_collective_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collective_entries")),
        sa.UniqueConstraint("takes_back_id", name=op.f("uq_collective_entries_takes_back_id")),
    )
    op.create_index(op.f("ix_collective_entries_claim_id"), "collective_entries", ["claim_id"])


def _create_shares():
    op.create_table(
        "collective_shares",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_collective_shares_not_negative")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["collective_entries.id"],
            name=op.f("fk_collective_shares_entry_id_collective_entries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["collective_workers.id"],
            name=op.f("fk_collective_shares_worker_id_collective_workers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "worker_id", name=op.f("pk_collective_shares")),
    )
    op.create_index(op.f("ix_collective_shares_worker_id"), "collective_shares", ["worker_id"])
