"""A claim keeps its facts and what the law gave for them at each time, and a case the day by which it must act."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSED = "an assessment is never changed"
_LIMITED = sa.text("status <> 'closed' AND act_by IS NOT NULL")
_OLD_KINDS = ("claimed", "offered", "awarded", "received")
_NEW_KINDS = ("claimed", "computed", "offered", "awarded", "received")


def upgrade():
    # Written out, because only so does SQLite add a column together with its check.
    op.execute(
        "ALTER TABLE wage_claims ADD COLUMN scope VARCHAR(40) DEFAULT 'general' NOT NULL "
        "CONSTRAINT ck_wage_claims_scope CHECK (scope IN ('general', 'domestic'))"
    )
    op.add_column("wage_claims", sa.Column("facts", sa.JSON(), nullable=True))
    op.add_column("claim_lines", sa.Column("computed", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("act_by", sa.Date(), nullable=True))
    for name, owner in (("ix_cases_live_act_by", "centre_id"), ("ix_cases_live_worker_act_by", "caseworker_id")):
        op.create_index(
            name, "cases", [owner, "act_by", "id"], sqlite_where=_LIMITED, postgresql_where=_LIMITED
        )
    _allow_kinds(_NEW_KINDS)
    _create_assessments()
    _refuse_changes()


def _create_assessments():
    op.create_table(
        "claim_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("law_digest", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["wage_claims.id"],
            name=op.f("fk_claim_assessments_claim_id_wage_claims"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_claim_assessments_made_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_assessments")),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_assessments_ref")),
    )
    op.create_index(op.f("ix_claim_assessments_claim_id"), "claim_assessments", ["claim_id"])


def _refuse_changes():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER claim_assessments_no_update BEFORE UPDATE ON claim_assessments "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_assessment_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER claim_assessments_no_update BEFORE UPDATE ON claim_assessments "
        "FOR EACH ROW EXECUTE FUNCTION refuse_assessment_change()"
    )


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER claim_assessments_no_update")
    else:
        op.execute("DROP TRIGGER claim_assessments_no_update ON claim_assessments")
        op.execute("DROP FUNCTION refuse_assessment_change()")
    op.drop_table("claim_assessments")
    op.execute("DELETE FROM ledger_entries WHERE kind = 'computed'")
    _allow_kinds(_OLD_KINDS)
    op.drop_index("ix_cases_live_worker_act_by", table_name="cases")
    op.drop_index("ix_cases_live_act_by", table_name="cases")
    for table, column in (
        ("cases", "act_by"),
        ("claim_lines", "computed"),
        ("wage_claims", "facts"),
        ("wage_claims", "scope"),
    ):
        op.drop_column(table, column)


def _allow_kinds(kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE ledger_entries DROP CONSTRAINT ck_ledger_entries_kind")
        op.execute(f"ALTER TABLE ledger_entries ADD CONSTRAINT ck_ledger_entries_kind CHECK (kind IN ({listed}))")
        return
    # SQLite changes no check, and dropping a table takes along whatever points at its rows with a cascade, here
    # the entries that take others back. A plain copy points at nothing and keeps them all.
    op.execute("CREATE TEMPORARY TABLE kept_entries AS SELECT * FROM ledger_entries")
    op.drop_table("ledger_entries")
    _create_ledger(kinds)
    names = (
        "id, line_id, kind, amount, currency, happened_on, method, takes_back_id, recorded_by_id, recorded_at"
    )
    op.execute(f"INSERT INTO ledger_entries ({names}) SELECT {names} FROM kept_entries ORDER BY id")
    op.execute("DROP TABLE kept_entries")


def _create_ledger(kinds):
    methods = ("bank", "cash", "cheque", "authority", "other")
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*kinds, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(*methods, name="method", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("takes_back_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_ledger_entries_not_negative")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["claim_lines.id"], name=op.f("fk_ledger_entries_line_id_claim_lines"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_ledger_entries_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["takes_back_id"],
            ["ledger_entries.id"],
            name=op.f("fk_ledger_entries_takes_back_id_ledger_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("takes_back_id", name=op.f("uq_ledger_entries_takes_back_id")),
    )
    op.create_index(op.f("ix_ledger_entries_line_id"), "ledger_entries", ["line_id"])
