"""A claim keeps where it was filed, its hearings and who may act for the worker; a case, what is settled before a
return, and the step of being ready to travel."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = sa.text("outcome IS NULL")
_ENDING = sa.text("revoked_on IS NULL AND valid_until IS NOT NULL")
_STANDING = sa.text("taken_back_at IS NULL")
_EVENTS = (
    "filed",
    "accepted",
    "conciliation_set",
    "settled",
    "failed",
    "referred",
    "hearing",
    "judgment_for",
    "judgment_against",
    "appealed",
    "enforcement",
    "closed",
)
_ITEMS = (
    "final_wages",
    "end_of_service",
    "leave",
    "ticket",
    "documents_back",
    "power_of_attorney",
    "bank_account",
    "claim_filed",
    "mandate",
    "remote_contact",
)
# Where a value of the step or the event is named, and the value before which the new one stands.
_NAMED = (("cases", "step"), ("cases", "said"), ("case_events", "step"), ("case_events", "code"))
_NEW, _NEXT = "ready_to_travel", "returned"


def upgrade():
    _create_filings()
    _create_hearings()
    _create_powers()
    _create_answers()
    _rewrite_checks(lambda listed, quote: listed.replace(quote(_NEXT), f"{quote(_NEW)}, {quote(_NEXT)}", 1))


def _create_filings():
    op.create_table(
        "claim_filings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("forum_name_sealed", sa.LargeBinary(), nullable=True),
        *_recorded(),
        sa.CheckConstraint(
            "forum IS NOT NULL OR forum_name_sealed IS NOT NULL", name=op.f("ck_claim_filings_somewhere")
        ),
        _owned("claim_filings", "claim_id", "wage_claims"),
        *_keys("claim_filings", "recorded_by_id"),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_filings_ref")),
    )
    _index("claim_filings", "claim_id", "data_key_id")
    op.create_table(
        "filing_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("event", _one_of("event", *_EVENTS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("takes_back_id", sa.Integer(), nullable=True),
        *_recorded(),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_filing_steps_not_negative")),
        _owned("filing_steps", "filing_id", "claim_filings"),
        _owned("filing_steps", "takes_back_id", "filing_steps"),
        *_keys("filing_steps", "recorded_by_id"),
        sa.UniqueConstraint("takes_back_id", name=op.f("uq_filing_steps_takes_back_id")),
    )
    _index("filing_steps", "filing_id", "data_key_id")


def _create_hearings():
    outcomes = ("held", "adjourned", "missed", "called_off")
    op.create_table(
        "hearings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("to_bring_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("interpreter_language", sa.String(), nullable=True),
        sa.Column("outcome", _one_of("outcome", *outcomes), nullable=True),
        sa.Column("outcome_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_by_id", sa.Integer(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("week_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name=op.f("ck_hearings_outcome_has_moment")),
        _owned("hearings", "filing_id", "claim_filings"),
        _owned("hearings", "case_id", "cases"),
        *_keys("hearings", "outcome_by_id", "set_by_id"),
        sa.UniqueConstraint("ref", name=op.f("uq_hearings_ref")),
    )
    _index("hearings", "filing_id", "data_key_id")
    op.create_index("ix_hearings_case", "hearings", ["case_id", "at"])
    op.create_index("ix_hearings_open", "hearings", ["at"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def _create_powers():
    table = "powers_of_attorney"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("representative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("may_do", sa.JSON(), nullable=False),
        sa.Column("form", _one_of("form", "notarised", "consular", "apostille", "plain"), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("translated_on", sa.Date(), nullable=True),
        sa.Column("legalised_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_because_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        *_recorded(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= given_on", name=op.f(f"ck_{table}_ends_after_it_was_given")
        ),
        sa.CheckConstraint(
            "(revoked_on IS NULL) = (revoked_by_id IS NULL)", name=op.f(f"ck_{table}_revoked_by_somebody")
        ),
        _owned(table, "case_id", "cases"),
        _owned(table, "claim_id", "wage_claims"),
        *_keys(table, "revoked_by_id", "recorded_by_id"),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
    )
    _index(table, "case_id", "claim_id", "data_key_id")
    op.create_index(
        f"ix_{table}_ending", table, ["valid_until"], sqlite_where=_ENDING, postgresql_where=_ENDING
    )


def _create_answers():
    op.create_table(
        "return_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item", _one_of("item", *_ITEMS), nullable=False),
        sa.Column("answer", _one_of("answer", "done", "waived"), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'done') = (done_on IS NOT NULL)", name=op.f("ck_return_answers_done_on_a_day")
        ),
        _owned("return_answers", "case_id", "cases"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_return_answers_document_id_documents"),
            ondelete="SET NULL",
        ),
        *_keys("return_answers", "answered_by_id", "taken_back_by_id"),
    )
    _index("return_answers", "case_id", "document_id", "data_key_id")
    op.create_index(
        "ix_return_answers_one_each",
        "return_answers",
        ["case_id", "item"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _recorded():
    return (
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
    )


def _owned(table, column, owner):
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}_{owner}"), ondelete="CASCADE"
    )


def _keys(table, *people):
    pointing = [*((column, "users") for column in people), ("data_key_id", "data_keys")]
    return (
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
            for column, other in pointing
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _rewrite_checks(change):
    """Rewrite which steps and events the database takes, in the words in which it keeps its own checks."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_in_sqlite(change)
        return
    for table, column in _NAMED:
        name = f"ck_{table}_{column}"
        query = sa.text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conname = :name AND conrelid = CAST(:table AS regclass)"
        )
        check = op.get_bind().execute(query, {"name": name, "table": table}).scalar_one()
        changed = change(check, lambda value: f"'{value}'::character varying")
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {changed}")


def _rewrite_in_sqlite(change):
    # SQLite changes no check, and to copy the cases would take along every row that points at them. Its own papers
    # give this way for a change that leaves all rows as they are: https://www.sqlite.org/lang_altertable.html#otheralter
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for table in dict.fromkeys(table for table, _column in _NAMED):
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
        ).scalar_one()
        for column in (column for owner, column in _NAMED if owner == table):
            start = made.index(f"CONSTRAINT ck_{table}_{column} CHECK")
            end = made.index("))", start)
            made = made[:start] + change(made[start:end], lambda value: f"'{value}'") + made[end:]
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (made, table)
        )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")


def downgrade():
    op.execute("UPDATE cases SET said = 'stage_entered' WHERE said = 'ready_to_travel'")
    op.execute("UPDATE cases SET step = 'return_notified' WHERE step = 'ready_to_travel'")
    op.execute("DELETE FROM case_events WHERE code = 'ready_to_travel'")
    op.execute("UPDATE case_events SET step = 'return_notified' WHERE step = 'ready_to_travel'")
    _rewrite_checks(lambda listed, quote: listed.replace(f"{quote(_NEW)}, ", "", 1))
    for table in ("return_answers", "powers_of_attorney", "hearings", "filing_steps", "claim_filings"):
        op.drop_table(table)
