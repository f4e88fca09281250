"""Patterns between cases: how many lately name the same employer or recruiter, across all centres, in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor
from mrc.casework.models import Case, CaseIssue, CaseRespondent
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.patterns import DAYS, Centres, Counted, Pattern, pattern_of
from mrc.casework.service.reading import visible
from mrc.casework.service.showing import RespondentLine, respondents_of
from mrc.db import db


@dataclass(frozen=True)
class CasePattern:
    """A respondent of a case that other cases name too."""

    respondent: RespondentLine
    pattern: Pattern


def pattern_against(actor: Actor, respondent_id: int) -> Pattern | None:
    """The pattern of cases that lately name a respondent of the register; None when there is none to tell of."""
    return _patterns(actor, [respondent_id]).get(respondent_id)


def patterns_of_case(actor: Actor, case: Case) -> list[CasePattern]:
    """The respondents of a case that other cases name too, once each."""
    named = sa.select(CaseRespondent.respondent_id).where(CaseRespondent.case_id == case.id)
    found = _patterns(actor, named)
    if not found:
        return []
    lines = {line.id: line for line in respondents_of(case)}
    return [CasePattern(lines[respondent_id], pattern) for respondent_id, pattern in found.items()]


def _patterns(actor: Actor, respondent_ids: Collection[int] | sa.Select[Any]) -> dict[int, Pattern]:
    by_respondent: dict[int, list[Any]] = {}
    for row in db.session.execute(_query(actor, respondent_ids)):
        by_respondent.setdefault(row.respondent_id, []).append(row)
    found = {respondent_id: _pattern(rows) for respondent_id, rows in sorted(by_respondent.items())}
    return {respondent_id: pattern for respondent_id, pattern in found.items() if pattern is not None}


def _pattern(rows: list[Any]) -> Pattern | None:
    whole = next(row for row in rows if not row.code)
    by_issue = [(IssueCode(row.code), row.seen, row.others) for row in rows if row.code]
    return pattern_of(
        Counted(whole.seen, whole.others, whole.restricted),
        Centres(whole.at_seen, whole.at_others, whole.at_all),
        by_issue,
    )


def _query(actor: Actor, respondent_ids: Collection[int] | sa.Select[Any]) -> sa.CompoundSelect[Any]:
    """For each respondent one row of all its cases and one for each issue, with who may see how many of them."""
    since = clock.now() - timedelta(days=DAYS)
    # A firm may be on one case in two roles.
    named = (
        sa.select(
            CaseRespondent.respondent_id,
            Case.id,
            Case.centre_id,
            Case.is_restricted,
            sa.case((visible(actor), 1), else_=0).label("is_seen"),
        )
        .join(Case, Case.id == CaseRespondent.case_id)
        .where(CaseRespondent.respondent_id.in_(respondent_ids), Case.opened_at >= since)
        .distinct()
        .cte("named")
    )
    seen, is_open = named.c.is_seen == 1, named.c.is_restricted.is_(False)
    numbers = (
        _sum(seen).label("seen"),
        _sum(sa.and_(sa.not_(seen), is_open)).label("others"),
        _sum(sa.and_(sa.not_(seen), sa.not_(is_open))).label("restricted"),
        _centres(named, seen).label("at_seen"),
        _centres(named, sa.or_(seen, is_open)).label("at_others"),
        _centres(named, sa.true()).label("at_all"),
    )
    whole = sa.select(named.c.respondent_id, sa.literal("").label("code"), *numbers)
    code = sa.cast(CaseIssue.code, sa.String).label("code")
    issues = sa.select(named.c.respondent_id, code, *numbers).join(CaseIssue, CaseIssue.case_id == named.c.id)
    return sa.union_all(whole.group_by(named.c.respondent_id), issues.group_by(named.c.respondent_id, CaseIssue.code))


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _centres(named: sa.CTE, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, named.c.centre_id)).distinct())
