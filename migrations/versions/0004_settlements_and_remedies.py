"""A claim keeps its settlements with their instalments, what was got beside money, sanctions, and rates to US dollars."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STANDING = sa.text("ended_on IS NULL")
_DUE = sa.text("instalment_due_on IS NOT NULL")
_BACK = "(taken_back_at IS NOT NULL) OR (taken_back_by_id IS NULL)"
_SOURCES = "('central_bank', 'exchange_slip', 'united_nations', 'peg', 'other')"
_WHOLE = (
    "(per_dollar IS NULL) = (rate_on IS NULL) AND (rate_on IS NULL) = (rate_source IS NULL)"
    " AND (per_dollar IS NULL OR per_dollar > 0)"
)


def upgrade():
    op.add_column("cases", sa.Column("instalment_due_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_cases_instalment_due",
        "cases",
        ["caseworker_id", "centre_id", "instalment_due_on", "id"],
        sqlite_where=_DUE,
        postgresql_where=_DUE,
    )
    _create_settlements()
    _create_remedies()
    _create_sanctions()
    _add_rates()


def _create_settlements():
    op.create_table(
        "claim_settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("way", _one_of("way", "negotiation", "conciliation", "court"), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("understood", _one_of("understood", "yes", "partly", "no"), nullable=True),
        sa.Column("terms_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("waiver_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_how", _one_of("ended_how", "replaced", "broken_off"), nullable=True),
        sa.Column("ended_why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("total > 0", name=op.f("ck_claim_settlements_total_is_something")),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_how IS NULL)", name=op.f("ck_claim_settlements_ended_somehow")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= agreed_on", name=op.f("ck_claim_settlements_ends_after_it_began")
        ),
        *_keys("claim_settlements", ("recorded_by_id", "users"), ("ended_by_id", "users"), claim=True, sealed=True),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_settlements_ref")),
    )
    _index("claim_settlements", "claim_id", "data_key_id")
    op.create_index(
        "ix_claim_settlements_one_standing",
        "claim_settlements",
        ["claim_id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "claim_instalments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_claim_instalments_amount_is_something")),
        _owned("claim_instalments", "settlement_id", "claim_settlements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_instalments")),
        sa.UniqueConstraint("settlement_id", "due_on", name=op.f("uq_claim_instalments_settlement_id_due_on")),
    )


def _create_remedies():
    kinds = ("documents", "ticket", "transfer", "release", "reinstatement", "certificate", "apology", "other")
    op.create_table(
        "claim_remedies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", *kinds), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        *_keys("claim_remedies", claim=True, sealed=True),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_remedies_ref")),
    )
    _index("claim_remedies", "claim_id", "data_key_id")
    op.create_table(
        "claim_remedy_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remedy_id", sa.Integer(), nullable=False),
        sa.Column("step", _one_of("step", "asked", "promised", "received"), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        *_recorded(),
        sa.CheckConstraint(_BACK, name=op.f("ck_claim_remedy_entries_taken_back_at_a_time")),
        _owned("claim_remedy_entries", "remedy_id", "claim_remedies"),
        *_keys("claim_remedy_entries", ("recorded_by_id", "users"), ("taken_back_by_id", "users")),
    )
    _index("claim_remedy_entries", "remedy_id")


def _create_sanctions():
    kinds = (
        "fine",
        "licence_suspended",
        "licence_revoked",
        "blacklisted",
        "recruitment_ban",
        "criminal_referral",
        "other",
    )
    op.create_table(
        "claim_sanctions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", *kinds), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("authority_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        *_recorded(),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(_BACK, name=op.f("ck_claim_sanctions_taken_back_at_a_time")),
        *_keys(
            "claim_sanctions", ("recorded_by_id", "users"), ("taken_back_by_id", "users"), claim=True, sealed=True
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_sanctions_ref")),
    )
    _index("claim_sanctions", "claim_id", "data_key_id")


def _add_rates():
    op.add_column("ledger_entries", sa.Column("per_dollar", sa.BigInteger(), nullable=True))
    op.add_column("ledger_entries", sa.Column("rate_on", sa.Date(), nullable=True))
    # Written out, because only so does SQLite add a column together with its checks.
    op.execute(
        "ALTER TABLE ledger_entries ADD COLUMN rate_source VARCHAR(40) "
        f"CONSTRAINT ck_ledger_entries_rate_source CHECK (rate_source IN {_SOURCES}) "
        f"CONSTRAINT ck_ledger_entries_rate_is_whole CHECK ({_WHOLE})"
    )


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _recorded():
    return (
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
    )


def _owned(table, column, owner):
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}_{owner}"), ondelete="CASCADE"
    )


def _keys(table, *others, claim=False, sealed=False):
    pointing = [*others, *([("data_key_id", "data_keys")] if sealed else [])]
    return (
        *([_owned(table, "claim_id", "wage_claims")] if claim else []),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
            for column, other in pointing
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade():
    # The one with the checks goes first: SQLite drops no column that the check of another one names.
    for column in ("rate_source", "rate_on", "per_dollar"):
        op.drop_column("ledger_entries", column)
    for table in (
        "claim_sanctions",
        "claim_remedy_entries",
        "claim_remedies",
        "claim_instalments",
        "claim_settlements",
    ):
        op.drop_table(table)
    op.drop_index("ix_cases_instalment_due", table_name="cases")
    op.drop_column("cases", "instalment_due_on")
