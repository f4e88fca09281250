"""The packet of a referral: what was frozen out of the file, and nothing else. Kept as codes, shown in words."""

import hashlib
import json
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc import clock, refs, vault
from mrc.casework.models import Case, CaseIssue, CaseRespondent
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import Stage
from mrc.db import Base, db
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.documents.rules import EvidenceKind
from mrc.errors import Refused
from mrc.people.models import Person
from mrc.people.rules import Channel, DocumentKind, Holder, MayCall, SafeHours, Sex
from mrc.referrals.rules import ALWAYS_SHARED, ConsentScope, ReferralFault
from mrc.referrals.rules.packets import (
    MOST_FILES,
    Asked,
    Packet,
    ServiceAsked,
    SharedFile,
    ShownField,
    hidden_by,
    names_somebody,
)
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole


def known_of(case: Case, person: Person) -> dict[ConsentScope, Any]:
    """Every field of the file that could be shared, as plain JSON; fields of which nothing is known are left out."""
    found = {**of_person(person), **_of_case(case)}
    return {name: found[name] for name in ConsentScope if found.get(name) not in (None, "", [], {})}


def frozen(
    purpose: str,
    known: dict[ConsentScope, Any],
    wanted: Collection[ConsentScope],
    beside: dict[str, Any] | None = None,
) -> str:
    """The text that is sealed with the referral. The number of the case is in it, or the code in its place."""
    beside = beside or {}
    hidden = hidden_by(Asked(is_coded="code" in beside))
    shared = (ALWAYS_SHARED | set(wanted)) - hidden
    fields = {str(name): value for name, value in known.items() if name in shared}
    return json.dumps({"purpose": purpose, "fields": fields, **beside}, ensure_ascii=False, sort_keys=True)


def beside(case: Case, organisation_id: int, asked: Asked) -> dict[str, Any]:
    """What is frozen beside the fields of the file. Raises Refused for a file that is not there any more."""
    held = {document.ref: document for document in documents.of_case(case.id)} if asked.documents else {}
    if len(asked.documents) > MOST_FILES or not set(asked.documents) <= set(held):
        raise Refused(ReferralFault.NO_SUCH_FILE, field="documents")
    found = {
        "services": [str(service) for service in asked.services],
        "given": asked.given,
        "code": code_of(case.id, organisation_id) if asked.is_coded else None,
        "files": [_as_file(held[ref]) for ref in asked.documents],
    }
    return {name: value for name, value in found.items() if value}


def _as_file(document: Document) -> dict[str, Any]:
    return {
        "ref": document.ref,
        "kind": str(document.kind),
        "dated": document.dated.isoformat() if document.dated else None,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256 or "",
    }


def code_of(case_id: int, organisation_id: int) -> str:
    """What a case is called towards one organisation in place of a name: the same each time, and another for others.

    It opens nothing and leads nowhere without our key: two organisations cannot tell that they speak of one person.
    """
    drawn = vault.token("case code", f"{case_id} {organisation_id}") % (9 * 10**8) + 10**8
    return f"{drawn}{refs.check_digit(str(drawn))}"


def name_slips_out(person: Person, text: str) -> bool:
    """Whether a packet that is to go out under a code names the person in somebody's words all the same."""
    content = json.loads(text)
    fields = content["fields"]
    said = [content["purpose"], content.get("given"), fields.get(ConsentScope.SUMMARY)]
    contact = fields.get(ConsentScope.SAFE_CONTACT, {})
    said += [contact.get("note"), contact.get("hours")]
    return "code" in content and names_somebody((person.name, person.latin_name), said)


def fields_in(text: str) -> list[str]:
    """The names of the fields in a frozen packet, as a consent lists them."""
    content = json.loads(text)
    return [*content["fields"], *([str(ConsentScope.DOCUMENTS)] if content.get("files") else [])]


def code_in(text: str) -> str | None:
    """The code under which a frozen packet goes out."""
    code: str | None = json.loads(text).get("code")
    return code


def fingerprint(text: str) -> str:
    """Tells whether a packet is still the one that was shown."""
    return hashlib.sha256(text.encode()).hexdigest()


def opened(text: str) -> Packet:
    """A frozen packet, ready to be shown."""
    content = json.loads(text)
    given = content["fields"]
    lines = [ShownField(name, _spoken(name, given[name])) for name in ConsentScope if name in given]
    return Packet(
        purpose=content["purpose"],
        fields=tuple(lines),
        services=tuple(ServiceAsked(name) for name in content.get("services", ())),
        given=content.get("given", ""),
        code=content.get("code"),
        files=tuple(_opened_file(one) for one in content.get("files", ())),
    )


def _opened_file(one: dict[str, Any]) -> SharedFile:
    dated = date.fromisoformat(one["dated"]) if one["dated"] else None
    return SharedFile(one["ref"], EvidenceKind(one["kind"]), dated, one["media_type"], one["size"], one["sha256"])


def present_among(files: Collection[SharedFile]) -> frozenset[str]:
    """Which files of a packet are still there, by their references."""
    named = [one.document_ref for one in files]
    if not named:
        return frozenset()
    query = sa.select(Document.ref).where(Document.ref.in_(named), Document.removed_at.is_(None))
    return frozenset(db.session.scalars(query))


def packed(asked: Asked) -> str:
    """What goes with a referral beside the file, as it is kept with a draft."""
    return json.dumps(vars(asked), ensure_ascii=False)


def unpacked(text: str | None) -> Asked:
    """The same, read again; nothing where nothing is kept, or its key was destroyed."""
    kept = json.loads(text) if text else {}
    services = tuple(ServiceAsked(name) for name in kept.get("services", ()))
    return Asked(services, kept.get("given", ""), tuple(kept.get("documents", ())), kept.get("is_coded", False))


def of_person(person: Person) -> dict[ConsentScope, Any]:
    """The fields of a packet that are about the person, as plain JSON."""
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
            "safe_hours": str(person.safe_hours) if person.safe_hours else "",
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
        # Packets that went out before days and hours were kept apart from words about them have none.
        "safe_hours": SafeHours.parse(safe["safe_hours"]) if safe.get("safe_hours") else None,
    },
    ConsentScope.PAPERS_HELD: lambda papers: [(DocumentKind(one["kind"]), Holder(one["holder"])) for one in papers],
    ConsentScope.RESPONDENTS: lambda all_: [(one["name"], RespondentRole(one["role"])) for one in all_],
    ConsentScope.CLAIM: lambda sums: [(Decimal(one["amount"]), one["currency"]) for one in sums],
}
