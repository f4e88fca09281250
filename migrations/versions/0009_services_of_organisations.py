"""An organisation offers services, each with areas, people and issues of its own, and has locations (HSDS 3).

Every organisation becomes one with a single service that carries what was said of the organisation.
"""

import re
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NAMES = uuid.UUID("6f1d0f7e-6f0f-5a51-9d0a-2b9a4d3f7c11")
_OLD_KINDS = ("union", "consulate", "legal_clinic", "shelter", "health", "authority", "centre", "other")
_KINDS = (*_OLD_KINDS[:3], "labour_office", *_OLD_KINDS[3:])
_STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_CHOICES = {
    "cost": ("free", "sliding", "paid", "unknown"),
    "status_policy": ("any_status", "documented_only", "unknown"),
    "reports_to_authorities": ("no", "yes", "unknown"),
}
_LISTS = ("languages", "issue_codes", "sectors")
_MOVED = ("latitude", "longitude", *_LISTS, *_CHOICES)


def upgrade():
    op.add_column("organisations", sa.Column("document", sa.JSON(), nullable=True))
    op.add_column("organisations", sa.Column("hsds_id", sa.String(), nullable=False, server_default=""))
    _create_services()
    _create_locations()
    _fill()
    op.drop_table("jurisdictions")
    _change_checks(_KINDS, gone=tuple(_CHOICES))
    for column in _MOVED:
        op.drop_column("organisations", column)
    op.create_index("ix_organisations_hsds_id", "organisations", ["hsds_id"], unique=True)
    if not _is_sqlite():
        op.alter_column("organisations", "hsds_id", server_default=None)


def downgrade():
    op.drop_index("ix_organisations_hsds_id", table_name="organisations")
    for column in ("latitude", "longitude"):
        op.add_column("organisations", sa.Column(column, sa.Double(), nullable=True))
    for column in _LISTS:
        op.add_column("organisations", sa.Column(column, sa.JSON(), nullable=False, server_default="[]"))
    for column, values in _CHOICES.items():
        op.execute(
            f"ALTER TABLE organisations ADD COLUMN {column} VARCHAR(40) DEFAULT 'unknown' NOT NULL "
            f"CONSTRAINT ck_organisations_{column} CHECK ({column} IN ({_listed(values)}))"
        )
    op.execute("UPDATE organisations SET kind = 'authority' WHERE kind = 'labour_office'")
    _change_checks(_OLD_KINDS, gone=())
    _give_back()
    for table in ("locations", "service_areas", "services"):
        op.drop_table(table)
    op.drop_column("organisations", "hsds_id")
    op.drop_column("organisations", "document")
    if not _is_sqlite():
        for column in (*_LISTS, *_CHOICES):
            op.alter_column("organisations", column, server_default=None)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _listed(values):
    return ", ".join(f"'{value}'" for value in values)


def _one_of(name, values):
    return sa.Column(
        name, sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40), nullable=False
    )


def _create_services():
    op.create_table(
        "services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hsds_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        _one_of("kind", _KINDS),
        _one_of("status", _STATUSES),
        sa.Column("name", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.JSON(), nullable=False)
            for name in ("languages", "nationalities", "issue_codes", "sectors", "populations")
        ),
        *(_one_of(name, values) for name, values in _CHOICES.items()),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("capacity_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("is_everywhere", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(capacity IS NULL) = (capacity_on IS NULL)", name=op.f("ck_services_capacity_has_day")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_services_capacity_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_services_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("hsds_id", name=op.f("uq_services_hsds_id")),
    )
    op.create_index(op.f("ix_services_organisation_id"), "services", ["organisation_id"])
    op.create_index("ix_services_routing", "services", ["kind", "is_everywhere", "status", "id"])
    op.create_table(
        "service_areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), nullable=True),
        sa.Column("is_resident", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_service_areas_service_id_services"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_areas")),
    )
    op.create_index(op.f("ix_service_areas_service_id"), "service_areas", ["service_id"])
    op.create_index("ix_service_areas_country", "service_areas", ["country", "service_id"])


def _create_locations():
    op.create_table(
        "locations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hsds_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_locations_point_is_whole")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_locations_point_on_earth")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_locations_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
    )
    op.create_index(op.f("ix_locations_organisation_id"), "locations", ["organisation_id"])
    op.create_index("ix_locations_point", "locations", ["latitude", "longitude"])


def _fill():
    """One service for each organisation. Names of our own for rows are made from their references."""
    nobody, of_state = "'[]'", "'[\"' || sending_country || '\"]'"
    if not _is_sqlite():
        nobody, of_state = f"CAST({nobody} AS JSON)", f"CAST({of_state} AS JSON)"
    op.execute(
        "INSERT INTO services (hsds_id, organisation_id, kind, status, name, languages, nationalities, issue_codes, "
        "sectors, populations, cost, status_policy, reports_to_authorities, hours, timezone, is_everywhere) "
        f"SELECT ref, id, kind, status, name, languages, "
        f"CASE WHEN sending_country IS NULL THEN {nobody} ELSE {of_state} END, issue_codes, sectors, {nobody}, cost, "
        f"status_policy, reports_to_authorities, {nobody}, '', {'0' if _is_sqlite() else 'false'} "
        "FROM organisations ORDER BY id"
    )
    op.execute(
        "INSERT INTO service_areas (service_id, country, subdivision, is_resident) "
        "SELECT services.id, country, subdivision, is_resident FROM jurisdictions "
        "JOIN services ON services.organisation_id = jurisdictions.organisation_id ORDER BY jurisdictions.id"
    )
    op.execute(
        "INSERT INTO service_areas (service_id, country, is_resident) "
        f"SELECT services.id, country, {'1' if _is_sqlite() else 'true'} FROM organisations "
        "JOIN services ON services.organisation_id = organisations.id "
        "WHERE NOT EXISTS (SELECT 1 FROM jurisdictions WHERE jurisdictions.organisation_id = organisations.id "
        "AND jurisdictions.country = organisations.country)"
    )
    op.execute(
        "INSERT INTO locations (hsds_id, organisation_id, name, address, city, country, latitude, longitude) "
        "SELECT ref, id, '', '', city, country, latitude, longitude FROM organisations "
        "WHERE latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY id"
    )
    refs = [ref for (ref,) in op.get_bind().execute(sa.text("SELECT ref FROM organisations"))]
    for table, column in (("organisations", "ref"), ("services", "hsds_id"), ("locations", "hsds_id")):
        named = [{"old": ref, "new": str(uuid.uuid5(_NAMES, f"{table}:{ref}"))} for ref in refs]
        if named:
            op.get_bind().execute(sa.text(f"UPDATE {table} SET hsds_id = :new WHERE {column} = :old"), named)


def _change_checks(kinds, gone):
    """Allow these kinds, and forget the checks of columns that go."""
    check = f"kind IN ({_listed(kinds)})"
    if not _is_sqlite():
        op.execute("ALTER TABLE organisations DROP CONSTRAINT ck_organisations_kind")
        op.execute(f"ALTER TABLE organisations ADD CONSTRAINT ck_organisations_kind CHECK ({check})")
        for column in gone:
            op.execute(f"ALTER TABLE organisations DROP CONSTRAINT ck_organisations_{column}")
        return
    # SQLite changes no check, and making the table anew would take along every row that points at it. Its manual
    # names this way for a change that leaves the rows as they are: the text of the table is written again.
    bind = op.get_bind()
    text = bind.scalar(sa.text("SELECT sql FROM sqlite_schema WHERE name = 'organisations'"))
    text = re.sub(r"(CONSTRAINT ck_organisations_kind CHECK )\(kind IN \([^)]*\)\)", rf"\1({check})", text)
    text = text.replace("hsds_id VARCHAR DEFAULT '' NOT NULL", "hsds_id VARCHAR NOT NULL")
    for column in gone:
        text = re.sub(rf",?\s*CONSTRAINT ck_organisations_{column} CHECK \({column} IN \([^)]*\)\)", "", text)
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE name = 'organisations'", (text,))
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")


def _give_back():
    first = "SELECT min(id) FROM services GROUP BY organisation_id"
    columns = (*_LISTS, *_CHOICES)
    for column in columns:
        op.execute(
            f"UPDATE organisations SET {column} = (SELECT s.{column} FROM services s WHERE s.organisation_id = "
            f"organisations.id AND s.id IN ({first})) WHERE id IN (SELECT organisation_id FROM services)"
        )
    for column in ("latitude", "longitude"):
        op.execute(
            f"UPDATE organisations SET {column} = (SELECT l.{column} FROM locations l WHERE l.id = "
            "(SELECT min(id) FROM locations m WHERE m.organisation_id = organisations.id AND m.latitude IS NOT NULL))"
        )
    op.create_table(
        "jurisdictions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), nullable=True),
        sa.Column("is_resident", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_jurisdictions_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdictions")),
    )
    op.create_index("ix_jurisdictions_country", "jurisdictions", ["country", "organisation_id"])
    op.create_index(op.f("ix_jurisdictions_organisation_id"), "jurisdictions", ["organisation_id"])
    op.execute(
        "INSERT INTO jurisdictions (organisation_id, country, subdivision, is_resident) "
        "SELECT s.organisation_id, a.country, a.subdivision, a.is_resident FROM service_areas a "
        f"JOIN services s ON s.id = a.service_id WHERE s.id IN ({first}) ORDER BY a.id"
    )
