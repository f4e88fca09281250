"""Exporting the caseload: prepared in one moment of the database, put on record before the first row leaves."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mrc import access, audit, clock, i18n
from mrc.access import Actor, Permission
from mrc.casework.models import Case, CaseIssue, CasePerson
from mrc.claims.models import ClaimLine, WageClaim
from mrc.claims.models.collective import CollectiveClaim, CollectiveWorker
from mrc.claims.rules import AmountKind
from mrc.db import Amount, transaction
from mrc.errors import NotFound, Refused
from mrc.people.models import Person
from mrc.reports.rules.caseload import Filters, Sort
from mrc.reports.rules.export import SHEET_ROWS, ExportFacts, ExportFault, Format
from mrc.reports.rules.paths import Path, path_of
from mrc.reports.service.caseload import names_of
from mrc.reports.service.columns import Column, Exported, Money, cells_of, columns_of, headings_of
from mrc.reports.service.snapshot import snapshot
from mrc.reports.service.walking import CASES, Position, Reach, asked, checked
from mrc.staff.models import Centre, User
from mrc.vault import DataKey

CHUNK = 1000
REPORT = "caseload"


@dataclass(frozen=True)
class Place:
    """A centre whose cases are exported."""

    id: int
    name: str
    timezone: str


@dataclass
class Export:
    """A prepared export. `rows` reads it piece by piece; `close` lets go of the moment it was prepared in."""

    facts: ExportFacts
    places: list[Place]
    count: int
    columns: list[Column]
    made_at: datetime
    language: str
    connection: sa.Connection
    resources: ExitStack

    def close(self) -> None:
        """Let go of the database; may be called twice."""
        self.resources.close()

    def headings(self) -> list[str]:
        """The headings of the columns."""
        return headings_of(self.columns)

    def rows(self) -> Iterator[list[list[Any]]]:
        """All rows, in pieces of at most CHUNK, so that memory does not grow with the caseload."""
        for place in self.places:
            yield from _rows_of(self, place)


def prepare_export(actor: Actor | None, facts: ExportFacts, centre_ref: str | None = None) -> Export:
    """Prepare an export and put it on record. The operator, who is None, may name a centre or mean all of them."""
    if actor is not None:
        access.require(actor, Permission.REPORT_EXPORT)
    if facts.with_names and facts.reason is None:
        raise Refused(ExportFault.NEEDS_REASON, field="reason")
    with ExitStack() as stack:
        connection = stack.enter_context(snapshot())
        places = _places(connection, actor, centre_ref)
        count = sum(_count(connection, facts.filters, place) for place in places)
        if facts.format is Format.XLSX and count > SHEET_ROWS:
            raise Refused(ExportFault.TOO_LONG, field="format")
        currencies = _currencies(connection, facts.filters, places)
        columns = columns_of(currencies, facts.with_names)
        _put_on_record(actor, facts, places, count)
        return Export(
            facts, places, count, columns, clock.now(), i18n.language(), connection, resources=stack.pop_all()
        )


def _put_on_record(actor: Actor | None, facts: ExportFacts, places: list[Place], count: int) -> None:
    filters = facts.filters.codes()
    if facts.with_names:
        filters = {**filters, "with_names": True, "reason": str(facts.reason)}
    with transaction():
        audit.record(
            actor,
            audit.Event.EXPORT_MADE,
            centre_id=places[0].id if len(places) == 1 else None,
            report=REPORT,
            format=str(facts.format),
            filters=filters,
            rows=count,
        )


def _places(connection: sa.Connection, actor: Actor | None, centre_ref: str | None) -> list[Place]:
    table = Centre.__table__.c
    query = sa.select(table.id, table.name, table.timezone).order_by(table.id)
    if actor is not None:
        query = query.where(table.id == actor.centre_id)
    elif centre_ref is not None:
        query = query.where(table.ref == centre_ref)
    places = [Place(*row) for row in connection.execute(query)]
    if not places:
        raise NotFound(centre_ref)
    return places


def _way(filters: Filters, place: Place) -> tuple[Path, list[sa.ColumnElement[bool]]]:
    """The path of an export and what is checked on it; a caseworker's cases may be at other centres too."""
    path = path_of(replace(filters, sort=Sort.NEWEST), place.id)
    checks = asked(filters, path, clock.now(), clock.today(place.timezone))
    if path.prefix[0][0] != "centre_id":
        checks.append(CASES.centre_id == place.id)
    return path, checks


def _count(connection: sa.Connection, filters: Filters, place: Place) -> int:
    path, checks = _way(filters, place)
    query = sa.select(sa.func.count()).select_from(Case.__table__)
    return connection.execute(query.where(*Reach(path).conditions(), *checked(checks))).scalar_one()


def _currencies(connection: sa.Connection, filters: Filters, places: list[Place]) -> list[str]:
    found: set[str] = set()
    for place in places:
        path, checks = _way(filters, place)
        for claims in (WageClaim.__table__, CollectiveClaim.__table__):
            query = (
                sa.select(claims.c.currency)
                .join(Case.__table__, CASES.id == claims.c.case_id)
                .where(*Reach(path).conditions(), *checked(checks))
                .distinct()
            )
            found.update(connection.execute(query).scalars())
    return sorted(found)


_PEOPLE, _USERS, _CENTRES, _KEYS = (model.__table__.c for model in (Person, User, Centre, DataKey))
_ROW = sa.select(
    *(column for column in CASES if column.name not in {"summary_sealed", "code_hash", "data_key_id"}),
    _PEOPLE.ref.label("person_ref"),
    _PEOPLE.sex,
    _PEOPLE.birth_year,
    _PEOPLE.nationality,
    _PEOPLE.occupation,
    _PEOPLE.industry,
    _PEOPLE.education,
    _USERS.ref.label("worker_ref"),
    _CENTRES.name.label("centre_name"),
).select_from(
    sa.join(Case.__table__, Person.__table__, _PEOPLE.id == CASES.person_id)
    .join(Centre.__table__, _CENTRES.id == CASES.centre_id)
    .outerjoin(User.__table__, _USERS.id == CASES.caseworker_id)
)
_NAMES = sa.select(_PEOPLE.id, _PEOPLE.name_sealed, _PEOPLE.latin_name_sealed, _KEYS.master_id, _KEYS.wrapped).join(
    DataKey.__table__, _KEYS.id == _PEOPLE.data_key_id
)


def _rows_of(export: Export, place: Place) -> Iterator[list[list[Any]]]:
    path, checks = _way(export.facts.filters, place)
    after: Position | None = None
    while True:
        reach = Reach(path, after)
        query = _ROW.where(*reach.conditions(), *checked(checks)).order_by(*reach.order()).limit(CHUNK)
        rows = export.connection.execute(query).all()
        if not rows:
            return
        # The words belong to whoever asked, also when the answer is written later and by another thread.
        with i18n.speaking(export.language):
            cases = _complete(export, rows, ZoneInfo(place.timezone), clock.today(place.timezone))
            piece = [cells_of(export.columns, case) for case in cases]
        yield piece
        if len(rows) < CHUNK:
            return
        after = Position(getattr(rows[-1], path.key), rows[-1].id)


def _complete(export: Export, rows: Any, zone: ZoneInfo, today: date) -> list[Exported]:
    connection, ids = export.connection, [row.id for row in rows]
    issues, money, workers = _issues(connection, ids), _money(connection, ids), _workers(connection, ids)
    names = _names(connection, [row.person_id for row in rows]) if export.facts.with_names else {}
    return [
        Exported(
            row,
            issues.get(row.id, []),
            money.get(row.id, {}),
            1 + workers.get(row.id, 0),
            *names.get(row.person_id, (None, None)),
            zone,
            today,
            export.language,
        )
        for row in rows
    ]


def _issues(connection: sa.Connection, ids: list[int]) -> dict[int, list[str]]:
    table = CaseIssue.__table__.c
    query = sa.select(table.case_id, table.code).where(table.case_id.in_(ids))
    found: dict[int, list[str]] = {}
    for case_id, code in connection.execute(query.order_by(table.is_primary.desc(), table.code)):
        found.setdefault(case_id, []).append(str(code))
    return found


def _money(connection: sa.Connection, ids: list[int]) -> dict[int, Money]:
    found: dict[int, dict[tuple[str, AmountKind], Decimal]] = {}
    for query in (_of_single_workers(ids), _of_many_workers(ids)):
        for case_id, currency, *amounts in connection.execute(query):
            sums = found.setdefault(case_id, {})
            for kind, amount in zip(AmountKind, amounts, strict=True):
                if amount is not None:
                    sums[currency, kind] = sums.get((currency, kind), Decimal(0)) + amount
    return dict(found)


def _of_single_workers(ids: list[int]) -> sa.Select[Any]:
    """The sums of wage claims, by case and currency."""
    claims, lines = WageClaim.__table__.c, ClaimLine.__table__.c
    sums = [sa.func.sum(lines[str(kind)]) for kind in AmountKind]
    joined = sa.select(claims.case_id, claims.currency, *sums).join(ClaimLine.__table__, lines.claim_id == claims.id)
    return joined.where(claims.case_id.in_(ids)).group_by(claims.case_id, claims.currency)


def _of_many_workers(ids: list[int]) -> sa.Select[Any]:
    """The sums of collective claims, by case and currency. What is computed is claimed until somebody says other."""
    claims, workers = CollectiveClaim.__table__.c, CollectiveWorker.__table__.c
    amounts: dict[AmountKind, Any] = {
        AmountKind.CLAIMED: sa.func.coalesce(workers.claimed, workers.computed),
        AmountKind.COMPUTED: workers.computed,
        # Nobody puts offers for many workers on record.
        AmountKind.OFFERED: sa.cast(sa.null(), sa.BigInteger),
        AmountKind.AWARDED: workers.awarded,
        AmountKind.RECEIVED: workers.received,
    }
    sums = [sa.type_coerce(sa.func.sum(amounts[kind]), Amount()) for kind in AmountKind]
    joined = sa.select(claims.case_id, claims.currency, *sums).join(
        CollectiveWorker.__table__, workers.claim_id == claims.id
    )
    listed = joined.where(claims.case_id.in_(ids), workers.taken_off_at.is_(None))
    return listed.group_by(claims.case_id, claims.currency)


def _workers(connection: sa.Connection, ids: list[int]) -> dict[int, int]:
    table = CasePerson.__table__.c
    query = sa.select(table.case_id, sa.func.count()).where(table.case_id.in_(ids)).group_by(table.case_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def _names(connection: sa.Connection, person_ids: list[int]) -> dict[int, tuple[str | None, str | None]]:
    query = _NAMES.where(_PEOPLE.id.in_(set(person_ids)))
    return {row.id: names_of(row) for row in connection.execute(query)}
