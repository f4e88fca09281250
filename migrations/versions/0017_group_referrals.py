"""Many workers of a collective claim are referred at once, each on a consent of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_PRIORITIES = ("emergency", "urgent", "normal")
_STATES = (
    "draft",
    "sent",
    "received",
    "accepted",
    "waitlisted",
    "started",
    "completed",
    "no_show",
    "declined",
    "returned",
    "recalled",
)
_REASONS = ("no_capacity", "wrong_country", "wrong_issue", "language", "conflict_of_interest", "needs_more", "other")
_OUTCOMES = ("helped", "advised", "represented", "settled", "no_show", "could_not_help")


def upgrade():
    op.create_table(
        "group_referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("priority", _one_of("priority", *_PRIORITIES), nullable=False),
        sa.Column("state", _one_of("state", *_STATES), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("packet_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", _one_of("decline_reason", *_REASONS), nullable=True),
        sa.Column("outcome", _one_of("outcome", *_OUTCOMES), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        _holds("sent_at_once", "state <> 'draft'"),
        _holds("declined_has_reason", "(state IN ('declined', 'returned')) = (decline_reason IS NOT NULL)"),
        _holds("report_has_outcome", "(state IN ('completed', 'no_show')) = (outcome IS NOT NULL)"),
        _holds("recalled_has_moment", "(state = 'recalled') = (recalled_at IS NOT NULL)"),
        _pointing("group_referrals", "claim_id", "collective_claims", "CASCADE"),
        _pointing("group_referrals", "data_key_id", "data_keys"),
        _pointing("group_referrals", "organisation_id", "organisations"),
        _pointing("group_referrals", "sent_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_referrals")),
        sa.UniqueConstraint("ref", name=op.f("uq_group_referrals_ref")),
    )
    op.create_index("ix_group_referrals_inbox", "group_referrals", ["organisation_id", "state", "id"])
    _index("group_referrals", "claim_id", "data_key_id")
    op.create_table(
        "group_referral_workers",
        sa.Column("referral_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("packet_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        _pointing("group_referral_workers", "referral_id", "group_referrals", "CASCADE"),
        _pointing("group_referral_workers", "person_id", "people"),
        _pointing("group_referral_workers", "consent_id", "consents", "CASCADE"),
        _pointing("group_referral_workers", "data_key_id", "data_keys"),
        sa.PrimaryKeyConstraint("referral_id", "number", name=op.f("pk_group_referral_workers")),
        sa.UniqueConstraint("ref", name=op.f("uq_group_referral_workers_ref")),
    )
    _index("group_referral_workers", "person_id", "consent_id", "data_key_id")


def downgrade():
    op.drop_table("group_referral_workers")
    op.drop_table("group_referrals")


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _holds(name, condition):
    return sa.CheckConstraint(condition, name=op.f(f"ck_group_referrals_{name}"))


def _pointing(table, column, other, when_gone=None):
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=when_gone)


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
