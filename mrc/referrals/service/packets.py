"""The packet of a referral: what was frozen out of the file, and nothing else. Kept as codes, shown in words."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.casework.models import Case, CaseIssue, CaseRespondent
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import Stage
from mrc.db import Base, db
from mrc.people.models import Person
from mrc.people.rules import Channel, DocumentKind, Holder, MayCall, Sex
from mrc.referrals.rules import ALWAYS_SHARED, ConsentScope
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole


@dataclass(frozen=True)
class ShownField:
    """One line of a packet, ready to be shown: codes have become enum members that can be spoken."""

    field: ConsentScope
    value: Any


@dataclass(frozen=True)
class Packet:
    """What a partner sees: the purpose in the caseworker's words, and the shared fields in their usual order."""

    purpose: str
    fields: tuple[ShownField, ...]


def known_of(case: Case, person: Person) -> dict[ConsentScope, Any]:
    """Every field of the file that could be shared, as plain JSON; fields of which nothing is known are left out."""
    found = {**_of_person(person), **_of_case(case)}
    return {name: found[name] for name in ConsentScope if found[name] not in (None, "", [], {})}


def frozen(purpose: str, known: dict[ConsentScope, Any], wanted: Collection[ConsentScope]) -> str:
    """The text that is sealed with the referral. The number of the case is always in it."""
    fields = {str(name): value for name, value in known.items() if name in wanted or name in ALWAYS_SHARED}
    return json.dumps({"purpose": purpose, "fields": fields}, ensure_ascii=False, sort_keys=True)


def fields_in(text: str) -> list[str]:
    """The names of the fields in a frozen packet."""
    return list(json.loads(text)["fields"])


def fingerprint(text: str) -> str:
    """Tells whether a packet is still the one that was shown."""
    return hashlib.sha256(text.encode()).hexdigest()


def opened(text: str) -> Packet:
    """A frozen packet, ready to be shown."""
    content = json.loads(text)
    given = content["fields"]
    lines = [ShownField(name, _spoken(name, given[name])) for name in ConsentScope if name in given]
    return Packet(content["purpose"], tuple(lines))


def _of_person(person: Person) -> dict[ConsentScope, Any]:
    this_year = clock.today().year
    nationalities = [person.nationality, *person.other_nationalities] if person.nationality else []
    languages = list(dict.fromkeys([person.preferred_language, *person.spoken_languages]))
    return {
        ConsentScope.NAME: _name(person),
        ConsentScope.SEX: None if person.sex is Sex.UNKNOWN else str(person.sex),
        ConsentScope.AGE: this_year - person.birth_year if person.birth_year else None,
        ConsentScope.NATIONALITY: nationalities,
        ConsentScope.LANGUAGES: {"codes": languages, "needs_interpreter": person.needs_interpreter},
        ConsentScope.PHONE: [phone.number for phone in person.phones if phone.is_safe and phone.number],
        ConsentScope.SAFE_CONTACT: {
            "channels": list(person.contact_channels),
            "hours": person.contact_hours or "",
            "may_call": str(person.may_call),
            "note": person.contact_note or "",
        },
        ConsentScope.PAPERS_HELD: [{"kind": str(paper.kind), "holder": str(paper.holder)} for paper in person.papers],
    }


def _name(person: Person) -> dict[str, Any] | None:
    if not (person.name or person.latin_name):
        return None
    return {"name": person.name or "", "latin_name": person.latin_name or "", "is_alias": person.is_alias}


def _of_case(case: Case) -> dict[ConsentScope, Any]:
    issues = sa.select(CaseIssue.code).where(CaseIssue.case_id == case.id)
    codes = db.session.scalars(issues.order_by(CaseIssue.is_primary.desc(), CaseIssue.code))
    place = {"country": case.destination_country, "city": case.destination_city or ""}
    return {
        ConsentScope.CASE_REFERENCE: case.ref,
        ConsentScope.STAGE: str(case.stage),
        ConsentScope.ISSUES: [str(code) for code in codes],
        ConsentScope.SUMMARY: case.summary,
        ConsentScope.DESTINATION: place if case.destination_country else None,
        ConsentScope.RESPONDENTS: _respondents(case),
        ConsentScope.CLAIM: _claimed(case),
    }


def _respondents(case: Case) -> list[dict[str, str]]:
    query = (
        sa.select(Respondent, CaseRespondent.role)
        .join(CaseRespondent, CaseRespondent.respondent_id == Respondent.id)
        .where(CaseRespondent.case_id == case.id)
        .order_by(CaseRespondent.id)
    )
    return [{"name": one.name or "", "role": str(role)} for one, role in db.session.execute(query) if one.name]


def _claimed(case: Case) -> list[dict[str, str]]:
    """What is claimed, added up by currency. The claims room lies above this one, so its tables are asked by name."""
    claims, lines = Base.metadata.tables["wage_claims"], Base.metadata.tables["claim_lines"]
    query = (
        sa.select(claims.c.currency, sa.type_coerce(sa.func.sum(lines.c.claimed), lines.c.claimed.type))
        .join(lines, lines.c.claim_id == claims.c.id)
        .where(claims.c.case_id == case.id, lines.c.claimed.is_not(None))
        .group_by(claims.c.currency)
        .order_by(claims.c.currency)
    )
    return [{"currency": currency, "amount": str(amount)} for currency, amount in db.session.execute(query)]


def _spoken(name: ConsentScope, value: Any) -> Any:
    speak = _SPEAKERS.get(name)
    return speak(value) if speak else value


_SPEAKERS: dict[ConsentScope, Callable[[Any], Any]] = {
    ConsentScope.SEX: Sex,
    ConsentScope.STAGE: Stage,
    ConsentScope.ISSUES: lambda codes: [IssueCode(code) for code in codes],
    ConsentScope.SAFE_CONTACT: lambda safe: {
        **safe,
        "channels": [Channel(channel) for channel in safe["channels"]],
        "may_call": MayCall(safe["may_call"]),
    },
    ConsentScope.PAPERS_HELD: lambda papers: [(DocumentKind(one["kind"]), Holder(one["holder"])) for one in papers],
    ConsentScope.RESPONDENTS: lambda all_: [(one["name"], RespondentRole(one["role"])) for one in all_],
    ConsentScope.CLAIM: lambda sums: [(Decimal(one["amount"]), one["currency"]) for one in sums],
}
