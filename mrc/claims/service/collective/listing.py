"""The list of collective claims: walked from the newest back, so that no page grows with their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc import access, audit, vault
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.claims.models.collective import CollectiveClaim, CollectiveWorker
from mrc.claims.rules import ClaimFilters
from mrc.claims.service.collective.heads import ARRIVED, LISTED, OWED, Totals, totals_of
from mrc.claims.service.listing import PAGE, STRIDE
from mrc.db import db
from mrc.respondents import service as respondents
from mrc.respondents.models import Respondent
from mrc.vault import DataKey


@dataclass(frozen=True)
class ListedCollective:
    """One line of the list."""

    ref: str
    case_ref: str
    respondent: str | None
    country: str
    currency: str
    created_on: date
    filed_on: date | None
    totals: Totals


@dataclass(frozen=True)
class CollectivePage:
    """One page of the list. `older` leads on; `is_cut` says that it looked far and found little."""

    claims: list[ListedCollective]
    older: int | None
    is_cut: bool
    respondent: Respondent | None = None


def list_collectives(actor: Actor, filters: ClaimFilters, before: int | None = None) -> CollectivePage:
    """The collective claims the actor may see, newest first, from before a place. The look is on record."""
    access.require(actor, Permission.CLAIM_READ)
    respondent = respondents.get_respondent(actor, filters.respondent_ref) if filters.respondent_ref else None
    horizon = _horizon(before)
    rows = db.session.execute(_query(actor, filters, respondent, before, horizon)).all()
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    totals = totals_of([row.id for row in rows])
    claims = [_listed(row, totals.get(row.id, Totals())) for row in rows]
    asked = {"claims": True, "collective": True, **filters.codes()}
    audit.look(actor, audit.Event.CASE_LISTED, filters=asked, results=len(rows))
    older = rows[-1].id if has_more else horizon
    return CollectivePage(claims, older, horizon is not None and not has_more, respondent)


def _horizon(before: int | None) -> int | None:
    """The last claim this page may look at."""
    query = sa.select(CollectiveClaim.id).where(*_before(before)).order_by(CollectiveClaim.id.desc())
    return db.session.execute(query.offset(STRIDE - 1).limit(1)).scalar_one_or_none()


def _before(before: int | None) -> list[sa.ColumnElement[bool]]:
    return [] if before is None else [CollectiveClaim.id < before]


def _query(
    actor: Actor, filters: ClaimFilters, respondent: Respondent | None, before: int | None, horizon: int | None
) -> sa.Select[Any]:
    checks = [casework.visible(actor)]
    checks += [CollectiveClaim.currency == filters.currency] if filters.currency else []
    checks += [CollectiveClaim.respondent_id == respondent.id] if respondent is not None else []
    checks += [_has_unpaid()] if filters.is_unpaid else []
    # In this form no planner seeks an index for them, so that the order of the list stays the way.
    passes = sa.case((sa.and_(*checks), 1), else_=0) != 0
    reach = [*_before(before), CollectiveClaim.id >= (horizon or 0)]
    found: sa.Select[Any] = _LIST.where(*reach, passes)
    return found.order_by(CollectiveClaim.id.desc()).limit(PAGE + 1)


def _has_unpaid() -> sa.ColumnElement[bool]:
    return sa.exists().where(CollectiveWorker.claim_id == CollectiveClaim.id, *LISTED, OWED > ARRIVED)


_LIST: Any = (
    sa.select(
        CollectiveClaim.id,
        CollectiveClaim.ref,
        CollectiveClaim.country,
        CollectiveClaim.currency,
        CollectiveClaim.created_at,
        CollectiveClaim.filed_on,
        Case.ref.label("case_ref"),
        Respondent.name_sealed,
        DataKey.master_id,
        DataKey.wrapped,
    )
    .join(Case, Case.id == CollectiveClaim.case_id)
    .join(Respondent, Respondent.id == CollectiveClaim.respondent_id)
    .join(DataKey, DataKey.id == Respondent.data_key_id)
)


def _listed(row: Any, totals: Totals) -> ListedCollective:
    return ListedCollective(
        ref=row.ref,
        case_ref=row.case_ref,
        respondent=vault.open_text(row.master_id, row.wrapped, row.name_sealed, "respondents.name_sealed"),
        country=row.country,
        currency=row.currency,
        created_on=row.created_at.date(),
        filed_on=row.filed_on,
        totals=totals,
    )
