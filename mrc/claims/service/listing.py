"""The list of claims: walked from the newest back along one index, so that no page grows with their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, vault
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.claims.models import ClaimLine, WageClaim
from mrc.claims.rules import AmountKind, ClaimFilters, Sums
from mrc.db import db
from mrc.names.sealed import opened
from mrc.people.models import Person
from mrc.respondents import service as respondents
from mrc.respondents.models import Respondent
from mrc.vault import DataKey

PAGE = 25
# How many claims one page looks at, at most, on its way to those of the reader's centre.
STRIDE = 3000
_NEWEST = 2**62


@dataclass(frozen=True)
class ListedClaim:
    """One line of the list of claims."""

    id: int
    ref: str
    case_ref: str
    name: str | None
    latin_name: str | None
    respondent: str | None
    country: str
    currency: str
    created_on: date
    sums: Sums


@dataclass(frozen=True)
class ClaimPage:
    """One page of the list. `older` leads on; `is_cut` says that it looked far and found little."""

    claims: list[ListedClaim]
    older: int | None
    is_cut: bool
    respondent: Respondent | None = None


def list_claims(actor: Actor, filters: ClaimFilters, before: int | None = None) -> ClaimPage:
    """The claims the actor may see, newest first, from before a place. The look is on record."""
    access.require(actor, Permission.CLAIM_READ)
    respondent = respondents.get_respondent(actor, filters.respondent_ref) if filters.respondent_ref else None
    path = _path(filters, respondent)
    horizon = _horizon(path, before)
    rows = db.session.execute(_query(actor, filters, path, before, horizon)).all()
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    sums = _sums_by_claim([row.id for row in rows])
    claims = [_listed(row, sums.get(row.id, Sums())) for row in rows]
    audit.look(actor, audit.Event.CASE_LISTED, filters={"claims": True, **filters.codes()}, results=len(rows))
    return ClaimPage(claims, rows[-1].id if has_more else horizon, horizon is not None and not has_more, respondent)


_Path = list[tuple[Any, Any]]


def _path(filters: ClaimFilters, respondent: Respondent | None) -> _Path:
    """The equal columns of the index that is walked: of one respondent, else of one currency, else of all."""
    if respondent is not None:
        return [(WageClaim.respondent_id, respondent.id)]
    if filters.currency is not None:
        return [(WageClaim.currency, filters.currency)]
    return []


def _between(path: _Path, before: int | None, up_to: int | None) -> list[sa.ColumnElement[bool]]:
    # Compared as a row, because that leaves no other index to choose; see mrc.reports.service.walking.
    columns = sa.tuple_(*(column for column, _value in path), WageClaim.id)
    values = [value for _column, value in path]
    start, end = sa.tuple_(*values, before or _NEWEST), sa.tuple_(*values, up_to or 0)
    return [columns < start, columns >= end]


def _order(path: _Path) -> list[sa.ColumnElement[Any]]:
    return [*(column.desc() for column, _value in path), WageClaim.id.desc()]


def _horizon(path: _Path, before: int | None) -> int | None:
    """The last claim this page may look at."""
    query = sa.select(WageClaim.id).where(*_between(path, before, None)).order_by(*_order(path))
    return db.session.execute(query.offset(STRIDE - 1).limit(1)).scalar_one_or_none()


def _query(
    actor: Actor, filters: ClaimFilters, path: _Path, before: int | None, horizon: int | None
) -> sa.Select[Any]:
    checks = [casework.visible(actor)]
    checks += [WageClaim.currency == filters.currency] if filters.currency else []
    checks += [_has_unpaid()] if filters.is_unpaid else []
    # In this form no planner seeks an index for them, so that the path stays the way.
    passes = sa.case((sa.and_(*checks), 1), else_=0) != 0
    found: sa.Select[Any] = _LIST.where(*_between(path, before, horizon), passes)
    return found.order_by(*_order(path)).limit(PAGE + 1)


def _has_unpaid() -> sa.ColumnElement[bool]:
    owed = sa.func.coalesce(ClaimLine.awarded, ClaimLine.claimed)
    received = sa.func.coalesce(ClaimLine.received, 0)
    return sa.exists().where(ClaimLine.claim_id == WageClaim.id, owed > received)


def sums_of(lines: Iterable[ClaimLine]) -> Sums:
    """The sums of lines in one currency."""
    total = Sums()
    for line in lines:
        total = total.plus(Sums(line.claimed, line.computed, line.offered, line.awarded, line.received))
    return total


def outstanding_of(lines: Iterable[ClaimLine]) -> Decimal | None:
    """What has not arrived of lines in one currency, part by part: no payment or award of one covers another."""
    parts = [sums_of([line]).outstanding for line in lines]
    found = [part for part in parts if part is not None]
    return sum(found, Decimal(0)) if found else None


def _sums_by_claim(ids: list[int]) -> dict[int, Sums]:
    lines = ClaimLine.__table__.c
    sums = (sa.func.sum(lines[str(kind)]) for kind in AmountKind)
    query = sa.select(lines.claim_id, *sums).where(lines.claim_id.in_(ids)).group_by(lines.claim_id)
    return {claim_id: Sums(*amounts) for claim_id, *amounts in db.session.execute(query)}


_PERSON_KEY, _RESPONDENT_KEY = sa.orm.aliased(DataKey), sa.orm.aliased(DataKey)
_LIST: Any = (
    sa.select(
        WageClaim.id,
        WageClaim.ref,
        WageClaim.country,
        WageClaim.currency,
        WageClaim.created_at,
        Case.ref.label("case_ref"),
        Person.name_sealed,
        Person.latin_name_sealed,
        _PERSON_KEY.master_id,
        _PERSON_KEY.wrapped,
        Respondent.name_sealed.label("respondent_sealed"),
        _RESPONDENT_KEY.master_id.label("respondent_master"),
        _RESPONDENT_KEY.wrapped.label("respondent_wrapped"),
    )
    .join(Case, Case.id == WageClaim.case_id)
    .join(Person, Person.id == Case.person_id)
    .join(_PERSON_KEY, _PERSON_KEY.id == Person.data_key_id)
    .outerjoin(Respondent, Respondent.id == WageClaim.respondent_id)
    .outerjoin(_RESPONDENT_KEY, _RESPONDENT_KEY.id == Respondent.data_key_id)
)


def _listed(row: Any, sums: Sums) -> ListedClaim:
    name, latin_name = opened(row, "people")
    return ListedClaim(
        id=row.id,
        ref=row.ref,
        case_ref=row.case_ref,
        name=name,
        latin_name=latin_name,
        respondent=vault.open_text(
            row.respondent_master, row.respondent_wrapped, row.respondent_sealed, "respondents.name_sealed"
        ),
        country=row.country,
        currency=row.currency,
        created_on=row.created_at.date(),
        sums=sums,
    )
