"""A referral lives from a draft to its end, and partners without an account answer it by a link; a centre keeps its
weekly hours and its holidays, by which the time for an answer is counted."""

import re
from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PRIORITIES = ("emergency", "urgent", "normal")
_OLD_STATES = ("sent", "received", "accepted", "declined", "completed", "recalled")
_NEW_STATES = (
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
_ENDINGS = ("over", "recalled", "no_consent", "renewed", "ended", "guessed")
_LIVE = sa.text("ended_at IS NULL")
_OLD_OWNERS = "(user_id IS NULL) <> (case_id IS NULL)"
_NEW_OWNERS = (
    "CASE WHEN user_id IS NULL THEN 0 ELSE 1 END + CASE WHEN case_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN link_id IS NULL THEN 0 ELSE 1 END = 1"
)
_KEPT = (
    "id, ref, case_id, organisation_id, consent_id, priority, state, fields, purpose_sealed, packet_sealed, "
    "answer_note_sealed, outcome_note_sealed, candidates, sent_by_id, sent_at, answer_due_at, received_at, "
    "answered_at, decline_reason, outcome, completed_at, recalled_at, version, data_key_id"
)
_SESSION = "id, id_hash, user_id, case_id, data, created_at, seen_at, idle_ends_at, ends_at"
# The new values of events and letters, each with the older one that comes nearest to it.
_NEW_EVENTS = {
    "referral_waitlisted": "referral_accepted",
    "referral_started": "referral_accepted",
    "referral_returned": "referral_declined",
    "partner_wrote": "answer_received",
}
_NEW_LETTERS = {"referral_by_link": "referral_for_partner", "referral_reminder": "referral_for_partner"}
_WIDER = (
    ("cases", "said", "referral_recalled", _NEW_EVENTS),
    ("case_events", "code", "referral_recalled", _NEW_EVENTS),
    ("outgoing", "letter", "referral_for_partner", _NEW_LETTERS),
)


def upgrade():
    # Whoever did not come has a state of their own from now on.
    _make_referrals_anew(_NEW_STATES, ("UPDATE kept_referrals SET state = 'no_show' WHERE outcome = 'no_show'",))
    _create_links()
    _create_messages()
    _make_sessions_anew(is_new=True)
    op.add_column("outgoing", sa.Column("opens_sealed", sa.LargeBinary(), nullable=True))
    _create_hours()
    for table, column, behind, values in _WIDER:
        _rewrite_check(table, column, partial(_with, behind, values))


def downgrade():
    for table, column, _behind, values in _WIDER:
        for value, older in values.items():
            op.execute(f"UPDATE {table} SET {column} = '{older}' WHERE {column} = '{value}'")
        _rewrite_check(table, column, partial(_without, values))
    op.drop_table("centre_holidays")
    op.drop_table("centre_hours")
    op.drop_column("outgoing", "opens_sealed")
    op.execute("DELETE FROM sessions WHERE link_id IS NOT NULL")
    _make_sessions_anew(is_new=False)
    op.drop_table("referral_messages")
    op.drop_table("referral_links")
    # A draft has no consent, which every referral had before there were drafts.
    older = (
        "DELETE FROM kept_referrals WHERE state = 'draft'",
        "UPDATE kept_referrals SET state = 'accepted' WHERE state IN ('waitlisted', 'started')",
        "UPDATE kept_referrals SET state = 'declined' WHERE state = 'returned'",
        "UPDATE kept_referrals SET state = 'completed' WHERE state = 'no_show'",
    )
    _make_referrals_anew(_OLD_STATES, older)


def _one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _make_referrals_anew(states, changes):
    # SQLite changes neither a check nor whether a column may be empty. Nothing else points at a referral here.
    op.execute(f"CREATE TEMPORARY TABLE kept_referrals AS SELECT {_KEPT} FROM referrals")
    op.drop_table("referrals")
    for change in changes:
        op.execute(change)
    _create_referrals(states, is_new="draft" in states)
    op.execute(f"INSERT INTO referrals ({_KEPT}) SELECT {_KEPT} FROM kept_referrals ORDER BY id")
    op.execute("DROP TABLE kept_referrals")
    _count_on("referrals")


def _count_on(table):
    """Let PostgreSQL go on numbering rows where the copied ones ended."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce((SELECT max(id) FROM {table}), 0) + 1, "
            "false)"
        )


def _create_referrals(states, is_new):
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=is_new),
        sa.Column("priority", _one_of("priority", *_PRIORITIES), nullable=False),
        sa.Column("state", _one_of("state", *states), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        *(
            sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True)
            for name in ("purpose", "packet", "answer_note", "outcome_note")
        ),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", _one_of("decline_reason", *_REASONS), nullable=True),
        sa.Column("outcome", _one_of("outcome", *_OUTCOMES), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        *(_new_columns() if is_new else ()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        *(_new_rules() if is_new else _old_rules()),
        sa.CheckConstraint(
            "(state = 'recalled') = (recalled_at IS NOT NULL)", name=op.f("ck_referrals_recalled_has_moment")
        ),
        _pointing("referrals", "case_id", "cases", "CASCADE"),
        _pointing("referrals", "consent_id", "consents"),
        _pointing("referrals", "data_key_id", "data_keys"),
        _pointing("referrals", "organisation_id", "organisations"),
        _pointing("referrals", "sent_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("ref", name=op.f("uq_referrals_ref")),
    )
    columns = ("case_id", "consent_id", "data_key_id", *(("rerouted_from_id",) if is_new else ()))
    _index("referrals", *columns)
    op.create_index("ix_referrals_due", "referrals", ["state", "answer_due_at", "id"])
    op.create_index("ix_referrals_inbox", "referrals", ["organisation_id", "state", "id"])


def _new_columns():
    return (
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_useful_to_partner", sa.Boolean(), nullable=True),
        sa.Column("partner_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("was_useful_to_case", sa.Boolean(), nullable=True),
        sa.Column("sender_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rerouted_from_id", sa.Integer(), nullable=True),
    )


def _new_rules():
    return (
        _pointing("referrals", "rerouted_from_id", "referrals", "SET NULL"),
        sa.CheckConstraint(
            "(state IN ('completed', 'no_show')) = (outcome IS NOT NULL)",
            name=op.f("ck_referrals_report_has_outcome"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR (state = 'no_show') = (outcome = 'no_show')", name=op.f("ck_referrals_one_no_show")
        ),
        sa.CheckConstraint(
            "(state IN ('declined', 'returned')) = (decline_reason IS NOT NULL)",
            name=op.f("ck_referrals_declined_has_reason"),
        ),
        sa.CheckConstraint("(state = 'draft') = (consent_id IS NULL)", name=op.f("ck_referrals_sent_with_consent")),
        sa.CheckConstraint(
            "state <> 'draft' OR packet_sealed IS NULL", name=op.f("ck_referrals_draft_shares_nothing")
        ),
    )


def _old_rules():
    return (
        sa.CheckConstraint(
            "(state = 'completed') = (outcome IS NOT NULL)", name=op.f("ck_referrals_completed_has_outcome")
        ),
        sa.CheckConstraint(
            "(state = 'declined') = (decline_reason IS NOT NULL)", name=op.f("ck_referrals_declined_has_reason")
        ),
    )


def _create_links():
    op.create_table(
        "referral_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_opened", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", _one_of("ended_because", *_ENDINGS), nullable=True),
        sa.Column("outgoing_id", sa.Integer(), nullable=True),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)", name=op.f("ck_referral_links_ended_with_reason")
        ),
        _pointing("referral_links", "referral_id", "referrals", "CASCADE"),
        _pointing("referral_links", "made_by_id", "users"),
        _pointing("referral_links", "outgoing_id", "outgoing", "SET NULL"),
        _pointing("referral_links", "data_key_id", "data_keys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_links")),
        sa.UniqueConstraint("ref", name=op.f("uq_referral_links_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_referral_links_token_hash")),
    )
    _index("referral_links", "referral_id", "outgoing_id", "data_key_id")
    op.create_index(
        "ix_referral_links_one_live",
        "referral_links",
        ["referral_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )


def _create_messages():
    op.create_table(
        "referral_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("is_from_partner", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        _pointing("referral_messages", "referral_id", "referrals", "CASCADE"),
        _pointing("referral_messages", "author_id", "users"),
        _pointing("referral_messages", "document_id", "documents", "SET NULL"),
        _pointing("referral_messages", "data_key_id", "data_keys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_messages")),
    )
    op.create_index("ix_referral_messages_thread", "referral_messages", ["referral_id", "id"])
    _index("referral_messages", "document_id", "data_key_id")


def _make_sessions_anew(*, is_new):
    op.execute(f"CREATE TEMPORARY TABLE kept_sessions AS SELECT {_SESSION} FROM sessions")
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        *((sa.Column("link_id", sa.Integer(), nullable=True),) if is_new else ()),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_NEW_OWNERS if is_new else _OLD_OWNERS, name=op.f("ck_sessions_one_owner")),
        *((_pointing("sessions", "link_id", "referral_links", "CASCADE"),) if is_new else ()),
        _pointing("sessions", "case_id", "cases", "CASCADE"),
        _pointing("sessions", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("id_hash", name=op.f("uq_sessions_id_hash")),
    )
    _index("sessions", "case_id", "ends_at", "user_id", *(("link_id",) if is_new else ()))
    op.execute(f"INSERT INTO sessions ({_SESSION}) SELECT {_SESSION} FROM kept_sessions ORDER BY id")
    op.execute("DROP TABLE kept_sessions")
    _count_on("sessions")


def _create_hours():
    op.create_table(
        "centre_hours",
        sa.Column("centre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_centre_hours_day_of_week")),
        sa.CheckConstraint("closes > opens", name=op.f("ck_centre_hours_forwards")),
        _pointing("centre_hours", "centre_id", "centres", "CASCADE"),
        sa.PrimaryKeyConstraint("centre_id", "weekday", "opens", name=op.f("pk_centre_hours")),
    )
    op.create_table(
        "centre_holidays",
        sa.Column("centre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _pointing("centre_holidays", "centre_id", "centres", "CASCADE"),
        sa.PrimaryKeyConstraint("centre_id", "day", name=op.f("pk_centre_holidays")),
    )


def _pointing(table, column, other, when_gone=None):
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=when_gone)


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _with(behind, values, listed):
    at = listed.index(behind) + 1
    return [*listed[:at], *values, *listed[at:]]


def _without(values, listed):
    return [value for value in listed if value not in values]


def _rewrite_check(table, column, change):
    """Change which values the database takes in a column, by those that its own check names."""
    name = f"ck_{table}_{column}"
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _rewrite_in_sqlite(table, column, name, change)
        return
    query = sa.text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conname = :name AND conrelid = CAST(:table AS regclass)"
    )
    check = connection.execute(query, {"name": name, "table": table}).scalar_one()
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({_listed(check, change)}))")


def _rewrite_in_sqlite(table, column, name, change):
    # As in the step to the path of a claim: https://www.sqlite.org/lang_altertable.html#otheralter
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).scalar_one()
    start = made.index(f"CONSTRAINT {name} CHECK")
    end = made.index("))", start)
    made = f"{made[:start]}CONSTRAINT {name} CHECK ({column} IN ({_listed(made[start:end], change)}{made[end:]}"
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (made, table))
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")


def _listed(check, change):
    return ", ".join(f"'{value}'" for value in change(re.findall(r"'([a-z_]+)'", check)))
