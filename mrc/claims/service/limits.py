"""The time limits of claims, computed when they are shown; a case keeps the nearest day and the reminders."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.claims.models import ClaimLine, CollectiveAssessment, CollectiveClaim, WageClaim
from mrc.claims.rules import Component
from mrc.claims.rules.assessment import Deadline
from mrc.claims.rules.facts import Employment, Facts, Pay, PayBasis, UnpaidMonth
from mrc.claims.rules.facts_reader import BadFacts, read_facts
from mrc.claims.rules.law_files import jurisdictions, law_of
from mrc.claims.rules.limits import deadlines
from mrc.claims.rules.service_time import months_on
from mrc.classifications import is_currency, minor_units
from mrc.db import db, transaction

BATCH = 500
_CLAIMS, _LINES = (model.__table__ for model in (WageClaim, ClaimLine))


@dataclass(frozen=True)
class ShownLimit:
    """A time limit of a claim, with what the law asks and allows."""

    deadline: Deadline
    claim_ref: str
    country: str


@dataclass
class _Head:
    """The head of a claim with the lines it has."""

    row: Any
    lines: list[Any] = field(default_factory=list)

    @property
    def open_components(self) -> set[Component]:
        """What is not paid in full yet."""
        return {line.component for line in self.lines if _is_open(line)}

    @property
    def is_open(self) -> bool:
        """Whether something is outstanding; a claim that names nothing yet may still do so."""
        return not self.lines or bool(self.open_components)


def refresh_limits(case_ids: Collection[int]) -> None:
    """Compute the time limits of all claims of some cases anew, with the day of each case and its reminders.

    Shares the transaction of what caused it. The number of statements does not grow with the cases.
    """
    db.session.flush()
    # Held before their claims are read, so that of two changes at once the later one sees both.
    held = db.session.scalars(sa.select(Case.id).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update())
    days: dict[int, set[date]] = {case_id: set() for case_id in held}
    for head in _heads(days):
        days[head.row.case_id].update(_days_that_count(head))
    for case_id, day in _collective_days(days):
        days[case_id].add(day)
    casework.act_before(days)


def _collective_days(case_ids: Collection[int]) -> list[tuple[int, date]]:
    """The nearest day of each collective claim that is not filed yet, by what was computed for it last."""
    made, claims = CollectiveAssessment.__table__.c, CollectiveClaim.__table__.c
    open_claims = (claims.case_id.in_(case_ids), claims.filed_on.is_(None))
    joined = sa.join(CollectiveAssessment.__table__, CollectiveClaim.__table__, claims.id == made.claim_id)
    newest = sa.select(sa.func.max(made.id)).select_from(joined).where(*open_claims).group_by(claims.id)
    query = sa.select(claims.case_id, made.act_by).select_from(joined)
    query = query.where(made.id.in_(newest), made.act_by.is_not(None))
    return [(row.case_id, row.act_by) for row in db.session.execute(query)]


@casework.when_reopened
def _count_again(case: Case) -> None:
    refresh_limits([case.id])


def refresh_all_limits() -> int:
    """Compute the time limits of every claim anew, as after a change of law. Returns how many cases there were."""
    count, last = 0, 0
    while True:
        query = sa.select(WageClaim.case_id).where(WageClaim.case_id > last).distinct()
        with transaction():
            ids = list(db.session.scalars(query.order_by(WageClaim.case_id).limit(BATCH)))
            if not ids:
                return count
            # Claims before cases, as everybody takes hold of them who changes a claim.
            db.session.execute(
                sa.select(WageClaim.id).where(WageClaim.case_id.in_(ids)).order_by(WageClaim.id).with_for_update()
            )
            refresh_limits(ids)
        count, last = count + len(ids), ids[-1]


def limits_of(case_id: int) -> list[ShownLimit]:
    """The time limits of the open claims of a case, the nearest first; those that nothing started yet come last."""
    shown = [
        ShownLimit(deadline, head.row.ref, head.row.country)
        for head in _heads([case_id])
        if head.is_open
        for deadline in _deadlines_of(head)
        if deadline.claim is None or _still_counts(head, deadline) or deadline.act_by is None
    ]
    return sorted(shown, key=lambda limit: limit.deadline.act_by or date.max)


def _heads(case_ids: Collection[int]) -> list[_Head]:
    columns = _CLAIMS.c
    query = sa.select(
        columns.id,
        columns.ref,
        columns.case_id,
        columns.country,
        columns.scope,
        columns.currency,
        columns.employed_from,
        columns.employed_to,
        columns.facts,
        columns.created_at,
    ).where(columns.case_id.in_(case_ids))
    heads = {row.id: _Head(row) for row in db.session.execute(query.order_by(columns.id))}
    lines = sa.select(_LINES).join(_CLAIMS, columns.id == _LINES.c.claim_id).where(columns.case_id.in_(case_ids))
    for line in db.session.execute(lines.order_by(_LINES.c.id)):
        heads[line.claim_id].lines.append(line)
    return list(heads.values())


def _is_open(line: Any) -> bool:
    owed = next((sum_ for sum_ in (line.awarded, line.claimed, line.computed) if sum_ is not None), None)
    return owed is None or owed > (line.received or 0)


def _deadlines_of(head: _Head) -> tuple[Deadline, ...]:
    """The limits of one claim; a country without a law on record has none."""
    if head.row.country not in jurisdictions():
        return ()
    facts = _facts_of(head)
    return deadlines(facts, law_of(facts.jurisdiction))


def _facts_of(head: _Head) -> Facts:
    """The facts for the engine when they are complete; else what the head and the unpaid lines tell."""
    months = _months_unpaid(head)
    try:
        facts = read_facts(head.row.facts, jurisdictions(), _places, clock.today())
    except BadFacts:
        return _facts_of_head(head, months)
    return facts if facts.unpaid or facts.overtime else replace(facts, unpaid=months)


def _facts_of_head(head: _Head, months: tuple[UnpaidMonth, ...]) -> Facts:
    row = head.row
    ended_on = row.employed_to
    # No limit runs from the first day of work; one that is not known is put where it contradicts nothing.
    started_on = row.employed_from or ended_on or row.created_at.date()
    pay = Pay(row.currency, minor_units(row.currency), PayBasis.MONTHLY)
    return Facts(row.country, row.scope, Employment(started_on, ended_on), pay, months)


def _months_unpaid(head: _Head) -> tuple[UnpaidMonth, ...]:
    found = {month for line in head.lines if _is_open(line) for month in _months_of(line)}
    return tuple(UnpaidMonth(month, Decimal(1)) for month in sorted(found))


def _months_of(line: Any) -> Iterator[date]:
    """The months of a line's period. Where one end is not known, the other stands for both."""
    first, last = line.period_from or line.period_to, line.period_to or line.period_from
    if first is None:
        return
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = months_on(month, 1)


def _places(currency: str) -> int | None:
    return minor_units(currency) if is_currency(currency) else None


def _still_counts(head: _Head, deadline: Deadline) -> bool:
    """Whether a limit matters: for the whole claim, for a part not paid yet, or for one that can still be named."""
    if deadline.act_by is None or not head.is_open:
        return False
    if deadline.claim is None or deadline.claim in head.open_components:
        return True
    is_named = any(line.component is deadline.claim for line in head.lines)
    return not is_named and deadline.act_by >= clock.today()


def _days_that_count(head: _Head) -> set[date]:
    return {limit.act_by for limit in _deadlines_of(head) if limit.act_by is not None and _still_counts(head, limit)}
