"""The package of a hand-over: put together out of what every room knows of a case, frozen, and read again later.

Before the other centre accepts, it sees the package and nothing else, so that no name stands in it.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import clock
from mrc.casework.models import Case, CaseIssue, CasePerson, Handover, Task
from mrc.casework.rules.package import ALWAYS, LAPSES, Known, PackagePart, without_names
from mrc.db import db
from mrc.people import service as people
from mrc.people.models import Person
from mrc.people.rules import Purpose, is_in_force

Lines = list[dict[str, Any]]
Freeze = Callable[[Case], Lines]
_MOST = 200
_freezers: dict[PackagePart, Freeze] = {}


def in_package(part: PackagePart) -> Callable[[Freeze], Freeze]:
    """Register how a room above freezes its part of a package: as plain JSON, without a word that names somebody."""

    def hang(freeze: Freeze) -> Freeze:
        _freezers[part] = freeze
        return freeze

    return hang


@dataclass(frozen=True)
class Package:
    """The parts of a package as plain JSON, with the words of the sender; `hash` once it is frozen."""

    parts: dict[PackagePart, Lines]
    note: str
    made_at: datetime
    hash: str | None = None
    is_whole: bool = field(default=True)

    def lines(self, part: PackagePart) -> Lines | None:
        """The lines of one part; None when the sender left it out."""
        return self.parts.get(part)

    @property
    def fingerprint(self) -> str:
        """Tells whether a package is still the one that was shown."""
        return _sha256(_written({"note": self.note, "parts": self.parts}))


def put_together(case: Case, wanted: Collection[PackagePart], note: str) -> Package:
    """The package of a case as it stands now. The caller has asked whether the case may be handed over."""
    person = db.session.scalars(
        sa.select(Person)
        .where(Person.id == case.person_id)
        .options(*(selectinload(part) for part in (Person.phones, Person.papers, Person.trusted, Person.consents)))
    ).one()
    others = list(db.session.scalars(sa.select(CasePerson.person_id).where(CasePerson.case_id == case.id)))
    known = _known_of(person, others)
    own: dict[PackagePart, Callable[[], Lines]] = {
        PackagePart.ABOUT: lambda: [_about(case, person, len(others) + 1)],
        PackagePart.SUMMARY: lambda: [{"text": without_names(case.summary, known)}] if case.summary else [],
        PackagePart.PLAN: lambda: _plan(case, known),
        PackagePart.CONSENTS: lambda: _consents(case, person),
    }
    parts: dict[PackagePart, Lines] = {}
    for part in PackagePart:
        if part in ALWAYS or part in wanted:
            parts[part] = own[part]() if part in own else _freezers[part](case)
    return Package(parts, without_names(note, known), clock.now())


def freeze(package: Package, offer: Handover) -> None:
    """Keep a package with its hand-over, under the key of the case."""
    offer.package, offer.package_hash = frozen(package, secrets.token_hex(16))


def frozen(package: Package, salt: str) -> tuple[str, str]:
    """The text of a package that is sealed, and its hash, which a salt keeps from telling anything of the rest."""
    content = {
        "salt": salt,
        "made_at": package.made_at.isoformat(),
        "note": package.note,
        "parts": package.parts,
    }
    text = _written(content)
    return text, _sha256(text)


def opened(offer: Handover) -> Package | None:
    """The package that was kept with a hand-over; None for one of old, and once the case was erased."""
    text = offer.package
    if text is None:
        return None
    content = json.loads(text)
    parts = {PackagePart(name): lines for name, lines in content["parts"].items()}
    made_at = datetime.fromisoformat(content["made_at"])
    return Package(parts, content["note"], made_at, offer.package_hash, _sha256(text) == offer.package_hash)


def _written(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _known_of(person: Person, others: list[int]) -> Known:
    beside = people.summary_of(set(others)).values() if others else ()
    names = [person.name, person.latin_name, *(person.other_names or "").splitlines(), person.email]
    names += [name for one in beside for name in (one.name, one.latin_name)]
    names += [trusted.name for trusted in person.trusted]
    numbers = [phone.number for phone in person.phones] + [paper.number for paper in person.papers]
    numbers += [trusted.phone for trusted in person.trusted]
    return Known(tuple(name for name in names if name), tuple(number for number in numbers if number))


def _about(case: Case, person: Person, workers: int) -> dict[str, Any]:
    issues = sa.select(CaseIssue.code).where(CaseIssue.case_id == case.id)
    languages = dict.fromkeys([person.preferred_language, *person.spoken_languages])
    return {
        "stage": case.stage,
        "step": case.step,
        "priority": case.priority,
        "issues": list(db.session.scalars(issues.order_by(CaseIssue.is_primary.desc(), CaseIssue.code))),
        "origin": case.origin_country,
        "destination": case.destination_country,
        "city": case.destination_city,
        "workers": workers,
        "languages": list(languages),
        "needs_interpreter": person.needs_interpreter,
        "opened_on": case.opened_at.date().isoformat(),
        "last_contact_on": case.last_contact_at.date().isoformat(),
        "next_due_on": case.next_due_on.isoformat() if case.next_due_on else None,
        "is_restricted": case.is_restricted,
    }


def _plan(case: Case, known: Known) -> Lines:
    """The open tasks; a reminder that the system made has no title, because its time limit says it better."""
    query = sa.select(Task).where(Task.case_id == case.id, Task.done_at.is_(None))
    tasks = db.session.scalars(query.order_by(Task.due_on, Task.id).limit(_MOST))
    return [
        {"kind": task.kind, "title": without_names(task.title, known), "due_on": task.due_on.isoformat()}
        for task in tasks
        if task.title
    ]


def _consents(case: Case, person: Person) -> Lines:
    """What the person agreed to and has not taken back, and whether it ends when the case moves."""
    today = clock.today()
    held = [
        consent
        for consent in person.consents
        if consent.case_id in {None, case.id}
        and consent.purpose is not Purpose.HAND_OVER
        and is_in_force(consent.withdrawn_at, consent.expires_on, today)
    ]
    return [
        {
            "purpose": consent.purpose,
            "form": consent.form,
            "language": consent.language,
            "given_on": consent.given_at.date().isoformat(),
            "expires_on": consent.expires_on.isoformat() if consent.expires_on else None,
            "lapses": consent.purpose in LAPSES,
        }
        for consent in sorted(held, key=lambda consent: consent.id)
    ]
