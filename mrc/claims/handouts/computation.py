"""The computation statement: the facts, each line with its article and working, what is left out, and until when."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mrc import i18n
from mrc.claims.handouts.source import Source
from mrc.claims.rules.asking import Question, Told
from mrc.claims.rules.assessment import Deadline, Line, NotIncluded, WhyNot
from mrc.claims.rules.facts import Exit, PayBasis, Scope
from mrc.claims.rules.handouts import Handout
from mrc.i18n import gettext as _
from mrc.i18n import lazy, ngettext
from mrc.sheet import (
    Part,
    code,
    facts,
    heading,
    money,
    notice,
    numbered,
    points,
    signature,
    subheading,
    table,
    text,
    title,
)
from mrc.wording import words
from mrc.wording.wages import filing, said, why_not

# What the interview calls the facts that every country asks.
_LABELS = {
    "scope": lazy("Kind of work"),
    "started_on": lazy("First day of work"),
    "ended_on": lazy("Last day of work"),
    "exit": lazy("How the job ended"),
    "basis": lazy("How the wage is agreed"),
    "total": lazy("Whole wage, with all allowances"),
}


def computation(source: Source) -> Iterator[Part]:
    """The statement of one assessment."""
    record, result = source.record, source.result
    assert record is not None
    assert result is not None
    yield title(words(Handout.COMPUTATION))
    yield facts([*source.whose(), (_("Computed on"), i18n.date(record.made_at))])
    yield notice(
        _("These rules are drafts until a lawyer signs them. Show them to a lawyer before you rely on an amount.")
    )
    yield text(_("This paper is no legal advice, and nobody has reviewed it yet."))
    yield heading(_("What is owed"))
    total = [_("Total"), money(result.total, record.currency)]
    rows = [[words(line.component), money(line.amount, record.currency)] for line in result.lines]
    yield table([_("Part"), _("Amount")], rows, (3, 2), (1,), total)
    yield heading(_("Facts used"))
    yield from _facts(record.facts, record.currency)
    yield heading(_("How each part was computed"))
    for line in result.lines:
        yield from _line(line, record.currency, source)
    yield heading(_("Not included"))
    yield points(f"{words(entry.component)}: {_why(entry, record.currency)}" for entry in result.not_included)
    # Whoever owes may wait until they are over, so they are told to the worker alone.
    if source.has_limits:
        yield heading(_("Time limits"))
        limits = [_limit(deadline, source) for deadline in result.deadlines]
        yield points(limits or [_("No time limit is on record. Check with a lawyer.")])
    yield heading(_("The law used"))
    where = source.law_of
    yield text(_("The law of %(country)s as our file had it. The file is known by this fingerprint:", country=where))
    yield code("SHA-256", record.law_digest)
    yield signature(_("For the centre: name, signature, stamp"))


def _line(line: Line, currency: str, source: Source) -> Iterator[Part]:
    yield subheading(f"{words(line.component)}: {money(line.amount, currency)}")
    if line.low != line.high:
        low, high = money(line.low, currency), money(line.high, currency)
        yield text(_("disputed: between %(low)s and %(high)s", low=low, high=high))
    yield facts(
        [
            (_("Article"), source.cited(line.article)),
            (_("Source"), words(line.grade)),
            (_("Who has to pay"), words(line.payer)),
        ]
    )
    yield numbered(said(step, currency) for step in line.steps)


def _why(entry: NotIncluded, currency: str) -> str:
    if entry.why is WhyNot.FACT_LACKING:
        name = str(entry.values["field"])
        entry = replace(entry, values={"field": _label(name.rpartition(".")[2])})
    return why_not(entry, currency)


def _limit(deadline: Deadline, source: Source) -> str:
    """A time limit in one sentence after the other, the day first."""
    day = i18n.date(deadline.act_by)
    when = _("Act before %(date)s", date=day) if day else _("The clock has not started")
    what = words(deadline.claim) if deadline.claim else _("All claims")
    steps = [_with_days(filing(step), step.days) for step in deadline.before_filing]
    told = [when, what, words(deadline.clock), *steps, *map(words, deadline.stops), source.cited(deadline.article)]
    return " · ".join(map(str, told))


def _with_days(step: str, days: int | None) -> str:
    length = ngettext("%(num)s day", "%(num)s days", days) if days else None
    return f"{step} ({length})" if length else step


# The facts as they were asked


def _facts(data: Mapping[str, Any], currency: str) -> Iterator[Part]:
    job, pay = data["employment"], data["pay"]
    rows = [
        ("scope", Scope(data["scope"])),
        *((name, _day(job.get(name))) for name in ("started_on", "ended_on")),
        ("exit", Exit(job["exit"]) if job.get("exit") else None),
        ("basis", PayBasis(pay["basis"])),
        *((name, _amount(pay.get(name))) for name in ("basic", "social_allowance", "total")),
        ("hours_per_day", _count(pay.get("hours_per_day"))),
        ("unpaid_absence_days", _count(job.get("unpaid_absence_days"))),
        *((name, _told(job.get(name))) for name in ("social_security_covered", "mpf_covered")),
        ("unused_leave_days", _count(data.get("unused_leave_days"))),
    ]
    yield facts((_label(name), _spoken(value, currency)) for name, value in rows)
    unpaid = [
        [_month(row), *(_spoken(_amount(row.get(name) or "0"), currency) for name in ("due", "paid"))]
        for row in data.get("unpaid", ())
    ]
    if unpaid:
        yield table([_("Month"), _("Due"), _("Paid")], unpaid, (3, 3, 3), (1, 2))
    history = [[_month(row), _spoken(_amount(row["total"]), currency)] for row in pay.get("history", ())]
    if history:
        yield table([words(Question.HISTORY), _("Received")], history, (3, 2), (1,))
    hours = ("hours_day", "hours_night", "hours_rest_day")
    overtime = [
        [_month(row), *(_spoken(_count(row.get(name) or "0"), currency) for name in hours)]
        for row in data.get("overtime", ())
    ]
    if overtime:
        heads = [_("Month"), *(words(Question(name)) for name in hours)]
        yield table(heads, overtime, (3, 2, 2, 2), (1, 2, 3))


def _label(name: str) -> str:
    return str(_LABELS[name] if name in _LABELS else words(Question(name)))


class _Money(Decimal):
    """A number that is an amount of money, and not a count."""


def _amount(typed: str | None) -> Decimal | None:
    return _Money(typed) if typed else None


def _count(typed: str | int | None) -> Decimal | None:
    return Decimal(typed) if typed is not None else None


def _day(typed: str | None) -> date | None:
    return date.fromisoformat(typed) if typed else None


def _told(is_so: bool | None) -> Told | None:
    return None if is_so is None else Told.YES if is_so else Told.NO


def _month(row: Mapping[str, str]) -> str:
    return i18n.partial_date(date.fromisoformat(f"{row['month']}-01"), "month")


def _spoken(value: StrEnum | date | Decimal | None, currency: str) -> str:
    if isinstance(value, StrEnum):
        return str(words(value))
    if isinstance(value, _Money):
        return money(value, currency)
    if isinstance(value, Decimal):
        return i18n.number(value)
    return i18n.date(value)
