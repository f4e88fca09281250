"""What a hand-over shows of the case itself: what it is about, the summary, the open tasks and the consents."""

from datetime import date
from typing import Any

from mrc import clock
from mrc.access import Actor
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.package import PackagePart
from mrc.casework.rules.stages import Priority, Stage, Step
from mrc.casework.rules.tasks import TaskKind
from mrc.casework.service import Package
from mrc.panels import panel
from mrc.people.rules import ConsentForm, Purpose


@panel("package", order=10)
def about_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]]:
    """What the case is about, with the words of whoever offers it."""
    (about,) = package.parts[PackagePart.ABOUT]
    return "casework/package_about.html", {
        "about": about,
        "stage": Stage(about["stage"]),
        "step": Step(about["step"]),
        "priority": Priority(about["priority"]),
        "issues": [IssueCode(code) for code in about["issues"]],
        "opened_on": date.fromisoformat(about["opened_on"]),
        "last_contact_on": date.fromisoformat(about["last_contact_on"]),
        "next_due_on": _day(about["next_due_on"]),
        "note": package.note,
    }


@panel("package", order=20)
def summary_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The summary, as far as it is told without a name."""
    lines = package.lines(PackagePart.SUMMARY)
    return None if lines is None else ("casework/package_summary.html", {"lines": lines})


@panel("package", order=30)
def plan_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]]:
    """The open tasks."""
    lines = [
        {**line, "kind": TaskKind(line["kind"]), "due_on": _day(line["due_on"])}
        for line in package.lines(PackagePart.PLAN) or []
    ]
    return "casework/package_plan.html", {"lines": lines, "today": clock.today(actor.timezone)}


@panel("package", order=80)
def consents_of_package(package: Package, actor: Actor) -> tuple[str, dict[str, Any]]:
    """What the worker agreed to, and what lapses with the hand-over."""
    lines = [
        {
            **line,
            "purpose": Purpose(line["purpose"]),
            "form": ConsentForm(line["form"]),
            "given_on": _day(line["given_on"]),
            "expires_on": _day(line["expires_on"]),
        }
        for line in package.lines(PackagePart.CONSENTS) or []
    ]
    return "casework/package_consents.html", {"lines": lines}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
