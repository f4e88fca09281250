"""What the diary of a case says for the facts of a claim: proposed beside what was typed, then taken over."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from mrc.access import Actor, Permission
from mrc.claims.models import WageClaim
from mrc.claims.rules.asking import Question, questions
from mrc.claims.rules.diary_hours import (
    Agreed,
    Counted,
    DiaryHoursFault,
    MonthHours,
    Normal,
    count,
    in_minutes,
    normal_hours,
    received,
)
from mrc.claims.rules.facts import PayBasis, Scope
from mrc.claims.rules.law_files import law_of
from mrc.claims.service.assessing import save_facts
from mrc.claims.service.recording import ClaimView, get_claim, load_claim
from mrc.classifications import first_weekday
from mrc.db import transaction
from mrc.employment import service as employment
from mrc.errors import Refused

HOURS = (Question.HOURS_DAY, Question.HOURS_NIGHT, Question.HOURS_REST_DAY)


@dataclass(frozen=True)
class ProposedHours:
    """The extra hours of one month by the diary, and what stands in the facts for it now."""

    counted: MonthHours
    typed: Mapping[Question, Decimal] | None


@dataclass(frozen=True)
class ProposedPay:
    """What was paid in one month by the diary, and what stands in the facts for it now."""

    month: date
    due: Decimal | None
    typed: Decimal | None
    received: Decimal


@dataclass(frozen=True)
class Proposal:
    """All that a diary says for a claim. `asked` are the hours that the law pays, `normal` those it names itself."""

    counted: Counted
    hours: list[ProposedHours]
    pay: list[ProposedPay]
    asked: tuple[Question, ...]
    normal: Normal
    agreed: Agreed
    days: int

    def print(self) -> str:
        """What tells this proposal from a later one."""
        told = (self.counted, self.hours, self.pay)
        return sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True)
class Chosen:
    """What is to be taken over: the hours that were agreed, the months, and the print of what was shown."""

    day: int | None
    week: int | None
    seen: str
    hours: frozenset[date]
    pay: frozenset[date]


def propose(actor: Actor, claim_ref: str, day: int | None, week: int | None) -> tuple[ClaimView, Proposal]:
    """A claim whose country has a law on record, and what the diary of its case says for it; the look is on record.

    `day` and `week` are the agreed hours in minutes, where somebody said them.
    """
    view = get_claim(actor, claim_ref, Permission.CLAIM_RECORD)
    return view, _proposal(view.claim, day, week)


def take_over_diary(actor: Actor, claim_ref: str, version: int, chosen: Chosen, label: str) -> WageClaim:
    """Put the chosen months of the diary into the facts of a claim, in place of what stands there for them."""
    with transaction():
        claim, _case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        claim.still_at(version, [(label, "", "")])
        proposal = _proposal(claim, chosen.day, chosen.week)
        if proposal.print() != chosen.seen:
            raise Refused(DiaryHoursFault.CHANGED)
        hours = [entry for entry in proposal.hours if entry.counted.month in chosen.hours]
        pay = [entry for entry in proposal.pay if entry.month in chosen.pay]
        if not hours and not pay:
            raise Refused(DiaryHoursFault.NOTHING_CHOSEN)
        data = deepcopy(_facts(claim))
        data["overtime"] = _with_hours(data.get("overtime", []), hours)
        data["unpaid"] = _with_pay(data.get("unpaid", []), pay)
        return save_facts(actor, claim_ref, version, Scope(data["scope"]), data, label)


def _proposal(claim: WageClaim, day: int | None, week: int | None) -> Proposal:
    data, law = _facts(claim), law_of(claim.country)
    scope, basis = Scope(data["scope"]), PayBasis(data["pay"].get("basis") or PayBasis.MONTHLY)
    asked = questions(law, scope, basis)
    days = employment.days_of(claim.case_id)
    agreed = Agreed(
        day or _minutes(data["pay"].get("hours_per_day")),
        week,
        _day(data["employment"].get("started_on")),
        _day(data["employment"].get("ended_on")),
    )
    counted = count(days, law, scope, basis, asked, agreed, first_weekday(claim.country))
    typed = {month: row for row in data.get("overtime", []) if (month := _month(row))}
    last = days[-1].day if days else agreed.last or date.max
    return Proposal(
        counted,
        [ProposedHours(month, _typed_hours(typed.get(month.month))) for month in counted.months],
        _proposed_pay(data.get("unpaid", []), received(days, claim.currency)),
        tuple(question for question in HOURS if question in asked),
        normal_hours(law, scope, basis, last.replace(day=1), Agreed()),
        agreed,
        len(days),
    )


def _facts(claim: WageClaim) -> dict[str, Any]:
    """The facts as they are saved, or as the head of the claim tells them before anybody was asked."""
    if claim.facts is not None:
        return claim.facts
    job = {"started_on": claim.employed_from, "ended_on": claim.employed_to}
    pay: dict[str, Any] = {"currency": claim.currency, "basis": PayBasis.MONTHLY.value, "history": []}
    if claim.monthly_wage is not None:
        pay["total"] = format(claim.monthly_wage, "f")
    return {
        "jurisdiction": claim.country,
        "scope": claim.scope.value,
        "employment": {name: day.isoformat() for name, day in job.items() if day is not None},
        "pay": pay,
        "unpaid": [],
        "overtime": [],
    }


def _proposed_pay(rows: Iterable[Mapping[str, Any]], by_month: Mapping[date, Decimal]) -> list[ProposedPay]:
    found = []
    for row in rows:
        month = _month(row)
        if month is not None and month in by_month:
            found.append(ProposedPay(month, _number(row.get("due")), _number(row.get("paid")), by_month[month]))
    return sorted(found, key=lambda entry: entry.month)


def _with_hours(rows: list[dict[str, Any]], taken: list[ProposedHours]) -> list[dict[str, Any]]:
    months = {entry.counted.month for entry in taken}
    kept = [row for row in rows if _month(row) not in months]
    for entry in taken:
        hours = {str(question): format(value, "f") for question, value in entry.counted.hours.items() if value}
        if hours:
            kept.append({"month": f"{entry.counted.month:%Y-%m}", **hours})
    return sorted(kept, key=lambda row: str(row.get("month", "")))


def _with_pay(rows: list[dict[str, Any]], taken: list[ProposedPay]) -> list[dict[str, Any]]:
    paid = {entry.month: format(entry.received, "f") for entry in taken}
    return [{**row, "paid": paid[month]} if (month := _month(row)) in paid else row for row in rows]


def _typed_hours(row: Mapping[str, Any] | None) -> dict[Question, Decimal] | None:
    return None if row is None else {question: _number(row.get(question)) or Decimal(0) for question in HOURS}


def _month(row: Mapping[str, Any]) -> date | None:
    return _day(f"{row['month']}-01") if row.get("month") else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _minutes(hours: str | None) -> int | None:
    return in_minutes(Decimal(hours)) if hours else None
