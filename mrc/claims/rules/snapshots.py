"""An assessment as plain data that can be kept for years, and back; and how one differs from the one before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mrc.claims.rules.assessment import (
    Assessment,
    BeforeFiling,
    ClockStart,
    Deadline,
    FilingStep,
    Grade,
    Line,
    NotIncluded,
    Payer,
    Step,
    StepCode,
    StopsClock,
    Value,
    WhyNot,
)
from mrc.claims.rules.facts import Exit
from mrc.claims.rules.ledger import Component


@dataclass(frozen=True)
class Difference:
    """What a component came to before and comes to now; None where it was not computed."""

    component: Component
    before: Decimal | None
    now: Decimal | None


def packed(assessment: Assessment) -> dict[str, Any]:
    """An assessment as data of JSON: codes and numbers, and no sentence."""
    return {
        "currency": assessment.currency,
        "places": assessment.places,
        "total": str(assessment.total),
        "years": assessment.years,
        "days": assessment.days,
        "lines": [_line(line) for line in assessment.lines],
        "deadlines": [_deadline(deadline) for deadline in assessment.deadlines],
        "not_included": [
            {"component": entry.component.value, "why": entry.why.value, "values": _values(entry.values)}
            for entry in assessment.not_included
        ],
    }


def unpacked(data: dict[str, Any]) -> Assessment:
    """The assessment that was packed."""
    return Assessment(
        data["currency"],
        data["places"],
        Decimal(data["total"]),
        data["years"],
        data["days"],
        tuple(_read_line(line) for line in data["lines"]),
        tuple(_read_deadline(deadline) for deadline in data["deadlines"]),
        tuple(
            NotIncluded(Component(entry["component"]), WhyNot(entry["why"]), _read_values(entry["values"]))
            for entry in data["not_included"]
        ),
    )


def differences(before: Assessment, now: Assessment) -> list[Difference]:
    """The components whose amount changed, in the order of components."""
    old, new = amounts(before), amounts(now)
    return [
        Difference(component, old.get(component), new.get(component))
        for component in Component
        if old.get(component) != new.get(component)
    ]


def amounts(assessment: Assessment, payer: Payer | None = None) -> dict[Component, Decimal]:
    """What is owed for each component, by one payer or by all together."""
    found: dict[Component, Decimal] = {}
    for line in assessment.lines:
        if payer is None or line.payer is payer:
            found[line.component] = found.get(line.component, Decimal(0)) + line.amount
    return found


def _line(line: Line) -> dict[str, Any]:
    return {
        "component": line.component.value,
        "amount": str(line.amount),
        "low": str(line.low),
        "high": str(line.high),
        "payer": line.payer.value,
        "rule": line.rule,
        "article": line.article,
        "grade": line.grade.value,
        "steps": [{"code": step.code.value, "values": _values(step.values)} for step in line.steps],
    }


def _read_line(data: dict[str, Any]) -> Line:
    return Line(
        Component(data["component"]),
        Decimal(data["amount"]),
        Decimal(data["low"]),
        Decimal(data["high"]),
        Payer(data["payer"]),
        data["rule"],
        data["article"],
        Grade(data["grade"]),
        tuple(Step(StepCode(step["code"]), _read_values(step["values"])) for step in data["steps"]),
    )


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "claim": deadline.claim.value if deadline.claim else None,
        "act_by": deadline.act_by.isoformat() if deadline.act_by else None,
        "starts": deadline.starts.isoformat() if deadline.starts else None,
        "clock": deadline.clock.value,
        "rule": deadline.rule,
        "article": deadline.article,
        "grade": deadline.grade.value,
        "stops": [stop.value for stop in deadline.stops],
        "before_filing": [
            {"step": step.step.value, "office": step.office, "days": step.days} for step in deadline.before_filing
        ],
    }


def _read_deadline(data: dict[str, Any]) -> Deadline:
    return Deadline(
        Component(data["claim"]) if data["claim"] else None,
        date.fromisoformat(data["act_by"]) if data["act_by"] else None,
        date.fromisoformat(data["starts"]) if data["starts"] else None,
        ClockStart(data["clock"]),
        data["rule"],
        data["article"],
        Grade(data["grade"]),
        tuple(StopsClock(stop) for stop in data["stops"]),
        tuple(FilingStep(BeforeFiling(step["step"]), step["office"], step["days"]) for step in data["before_filing"]),
    )


def _values(values: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value) -> Any:
    """A value of a step; what JSON has no kind for is told apart by a name of its kind."""
    if isinstance(value, Exit):
        return {"exit": value.value}
    if isinstance(value, Decimal):
        return {"amount": str(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _read_values(data: dict[str, Any]) -> dict[str, Value]:
    return {name: _read_value(value) for name, value in data.items()}


def _read_value(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    ((kind, text),) = data.items()
    read_as: dict[str, Callable[[str], Any]] = {"exit": Exit, "amount": Decimal, "day": date.fromisoformat}
    return read_as[kind](text)
