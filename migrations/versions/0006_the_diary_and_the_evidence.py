"""A case keeps a working-time diary, and a claim what is known of each kind of evidence, change by change."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SPAN = "ends + CASE WHEN ends_next_day THEN 1440 ELSE 0 END - starts"
_REFUSED = "a step of evidence is never changed"
_DAY_KINDS = ("working_day", "rest_day", "holiday")
_ROLES = ("caseworker", "supervisor", "administrator", "auditor", "partner", "migrant")
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
    _create_diary()
    _create_evidence()
    _refuse_changes()


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _create_diary():
    op.create_table(
        "diary_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", _one_of("kind", *_DAY_KINDS), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("ends_next_day", sa.Boolean(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("night", sa.Integer(), nullable=True),
        sa.Column("pay", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_by_role", _one_of("told_by_role", *_ROLES), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_diary_days_{name}")) for name, check in _DIARY_CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_diary_days_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_diary_days_data_key_id_data_keys")
        ),
        sa.ForeignKeyConstraint(["told_by_id"], ["users.id"], name=op.f("fk_diary_days_told_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_days")),
        sa.UniqueConstraint("case_id", "day", name=op.f("uq_diary_days_case_id_day")),
    )
    op.create_index(op.f("ix_diary_days_data_key_id"), "diary_days", ["data_key_id"])


_DIARY_CHECKS = {
    "both_times_or_none": "(starts IS NULL) = (ends IS NULL)",
    "times_or_hours": "starts IS NULL OR hours IS NULL",
    "start_within_day": "starts IS NULL OR (starts >= 0 AND starts < 1440)",
    "end_within_day": "ends IS NULL OR (ends >= 0 AND ends <= 1440)",
    "at_most_a_day": f"starts IS NULL OR ({_SPAN} BETWEEN 1 AND 1440)",
    "break_within_times": f"break_minutes = 0 OR (starts IS NOT NULL AND break_minutes < {_SPAN})",
    "hours_within_day": "hours IS NULL OR (hours >= 0 AND hours <= 1440)",
    "break_not_negative": "break_minutes >= 0",
    "night_not_negative": "night IS NULL OR night >= 0",
    "pay_not_negative": "pay IS NULL OR pay >= 0",
    "pay_with_currency": "(pay IS NULL) = (currency IS NULL)",
}


def _create_evidence():
    op.create_table(
        "evidence_steps",
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
            ["wage_claims.id"],
            name=op.f("fk_evidence_steps_claim_id_wage_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_keys.id"], name=op.f("fk_evidence_steps_data_key_id_data_keys")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_evidence_steps_recorded_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_steps")),
    )
    op.create_index("ix_evidence_steps_claim", "evidence_steps", ["claim_id", "id"])
    op.create_index(op.f("ix_evidence_steps_data_key_id"), "evidence_steps", ["data_key_id"])
    op.create_table(
        "evidence_documents",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["evidence_steps.id"],
            name=op.f("fk_evidence_documents_step_id_evidence_steps"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_evidence_documents_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("step_id", "document_id", name=op.f("pk_evidence_documents")),
    )
    op.create_index(op.f("ix_evidence_documents_document_id"), "evidence_documents", ["document_id"])


def _refuse_changes():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER evidence_steps_no_update BEFORE UPDATE ON evidence_steps "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_evidence_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER evidence_steps_no_update BEFORE UPDATE ON evidence_steps "
        "FOR EACH ROW EXECUTE FUNCTION refuse_evidence_change()"
    )


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER evidence_steps_no_update")
    else:
        op.execute("DROP TRIGGER evidence_steps_no_update ON evidence_steps")
        op.execute("DROP FUNCTION refuse_evidence_change()")
    op.drop_table("evidence_documents")
    op.drop_table("evidence_steps")
    op.drop_table("diary_days")
