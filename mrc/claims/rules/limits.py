"""Time limits: the last safe day for every claim, the steps that must come first, and what stops the clock.

A warning may come early and never late: counting begins at the earliest plausible start, and the day named is the day
before the limit's own anniversary. Limits that nobody verified warn too.
"""

from datetime import date, timedelta

from mrc.claims.rules.assessment import ClockStart, Deadline
from mrc.claims.rules.facts import Facts
from mrc.claims.rules.law import Law, Limit
from mrc.claims.rules.month_formulas import is_short
from mrc.claims.rules.service_time import last_day_of, months_on

_MONTHS_OF_YEAR = 12


def deadlines(facts: Facts, law: Law) -> tuple[Deadline, ...]:
    """Every time limit of this job, the most urgent first; those that nothing started yet come last."""
    found = [_deadline(limit, facts) for limit in law.limits if _concerns(limit, facts)]
    return tuple(sorted(found, key=lambda deadline: (deadline.act_by or date.max, deadline.rule)))


def _concerns(limit: Limit, facts: Facts) -> bool:
    work = facts.employment
    if facts.scope not in limit.scopes:
        return False
    if not (limit.is_for_ended if work.ended_on else limit.is_for_running):
        return False
    if limit.exits is not None and work.exit is not None and work.exit not in limit.exits:
        return False
    return limit.is_in_force(work.ended_on) if work.ended_on else limit.valid_to is None


def _deadline(limit: Limit, facts: Facts) -> Deadline:
    starts = _start(limit, facts)
    return Deadline(
        limit.claim,
        last_safe_day(starts, limit.period, limit.unit) if starts else None,
        starts,
        limit.clock,
        limit.id,
        limit.article,
        limit.grade,
        limit.stops,
        limit.before_filing,
    )


def _start(limit: Limit, facts: Facts) -> date | None:
    """The earliest day on which the clock may have started."""
    ended_on = facts.employment.ended_on
    if limit.clock is ClockStart.END_OF_EMPLOYMENT:
        return ended_on
    due = [_due_on(month, ended_on) for month in _months_owed(facts)]
    return min([*due, ended_on] if ended_on else due, default=None)


def _months_owed(facts: Facts) -> list[date]:
    unpaid = [month.month for month in facts.unpaid if is_short(month)]
    worked = [month.month for month in facts.overtime if month.hours_day or month.hours_night or month.hours_rest_day]
    return [*unpaid, *worked]


def _due_on(month: date, ended_on: date | None) -> date:
    """The first day on which a month's wage can have been due: its last day, or the last day of work."""
    return min(last_day_of(month), ended_on) if ended_on else last_day_of(month)


def last_safe_day(starts: date, period: int, unit: str) -> date:
    """The day before a period from a day is over."""
    if unit == "days":
        over = starts + timedelta(days=period)
    elif unit == "months":
        over = months_on(starts, period)
    else:
        # A year from 29 February is over on 28 February, not on the day after: nobody is to be told too late a day.
        over = months_on(starts, period * _MONTHS_OF_YEAR)
    return over - timedelta(days=1)
