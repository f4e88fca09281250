"""Many people referred at once, for rooms above that know of whole groups: whom they may be referred to together, on
whose consent, and what of each would go out. In as many queries whatever their number."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from mrc import audit, clock, vault
from mrc.access import Actor
from mrc.casework.models import Case, CaseIssue
from mrc.casework.rules.issues import IssueCode
from mrc.db import db
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.errors import Refused, refuse_any
from mrc.people.models import Consent, Person
from mrc.people.rules import (
    RECORDED,
    ConsentFacts,
    ConsentFault,
    ConsentForm,
    Documentation,
    Purpose,
    Sex,
    fault_of_consent,
)
from mrc.referrals import rules
from mrc.referrals.rules import ConsentScope, Flag, NewConsent, ReferralFault, Seeker
from mrc.referrals.service import candidates, consents, packets
from mrc.wording.people import TEXT_VERSION


@dataclass(frozen=True)
class Carried:
    """The newest consent of a person to a referral to one organisation, and which wanted fields it does not name."""

    consent_id: int
    missing: tuple[str, ...]


def seeker_of_all(case: Case, country: str, people: Collection[Person]) -> Seeker:
    """What routing needs to know of people who seek help together: a service has to be safe for each of them."""
    each = [_facts_of(person) for person in people]
    codes = db.session.scalars(sa.select(CaseIssue.code).where(CaseIssue.case_id == case.id))
    papers, sexes = {one["documentation"] for one in each}, {one["sex"] for one in each}
    worst = Documentation.UNDOCUMENTED if Documentation.UNDOCUMENTED in papers else Documentation.UNKNOWN
    return Seeker(
        places=(country,),
        work_country=country,
        issues=frozenset({case.primary_issue, *(IssueCode(code) for code in codes)}),
        nationalities=_joined(one["nationalities"] for one in each),
        languages=_joined(one["languages"] for one in each),
        sectors=_joined(one["sectors"] for one in each),
        documentation=Documentation.DOCUMENTED if papers == {Documentation.DOCUMENTED} else worst,
        sex=sexes.pop() if len(sexes) == 1 else Sex.UNKNOWN,
        flags=_joined(one["flags"] for one in each),
        is_restricted=case.is_restricted,
        conflicts=candidates.conflicts_of(case),
        agreements=directory.agreed_with(case.centre_id),
    )


def _joined(sets: Iterable[frozenset[Any]]) -> frozenset[Any]:
    return frozenset().union(*sets)


def _facts_of(person: Person) -> dict[str, Any]:
    nationalities = {person.nationality, *person.other_nationalities} if person.nationality else set()
    return {
        "nationalities": frozenset(code for code in nationalities if code),
        "languages": frozenset({person.preferred_language, *person.spoken_languages}),
        "sectors": candidates.line_of(person.industry),
        "documentation": person.documentation or Documentation.UNKNOWN,
        "sex": person.sex,
        "age": clock.today().year - person.birth_year - 1 if person.birth_year else None,
        "flags": frozenset(Flag(protection) for protection in person.protections),
        "is_restricted": person.is_restricted,
    }


def faults_of(seeker: Seeker, people: Mapping[int, Person], organisation: Organisation) -> dict[int, ReferralFault]:
    """For whom of these people a referral to an organisation is forbidden, and why."""
    today, partner = clock.today(), candidates.partner_of(seeker, organisation)
    found = {}
    for person_id, person in people.items():
        fault = rules.fault_of(replace(seeker, **_facts_of(person)), partner, today)
        if fault is not None:
            found[person_id] = fault
    return found


def carried(
    case: Case, organisation_id: int, person_ids: Collection[int], fields: Collection[str]
) -> dict[int, Carried]:
    """The consents that people gave to a referral to this organisation: for each the newest that reaches farthest."""
    query = (
        sa.select(Consent.id, Consent.person_id, Consent.fields)
        .where(Consent.person_id.in_(person_ids), live_for(organisation_id, case.id, consents.today_of(case)))
        .order_by(Consent.id)
    )
    found: dict[int, Carried] = {}
    for consent_id, person_id, named in db.session.execute(query):
        missing = tuple(name for name in fields if name not in named)
        best = found.get(person_id)
        if best is None or len(missing) <= len(best.missing):
            found[person_id] = Carried(consent_id, missing)
    return found


def live_for(organisation_id: Any, case_id: Any, today: date | None = None) -> sa.ColumnElement[bool]:
    """In SQL: a consent holds on a day, and is to a referral of this case to this organisation."""
    return sa.and_(
        consents.in_force(today),
        Consent.purpose == Purpose.REFERRAL,
        Consent.organisation_id == organisation_id,
        sa.or_(Consent.case_id.is_(None), Consent.case_id == case_id),
    )


def give_together(
    actor: Actor,
    case: Case,
    people: Mapping[int, Person],
    organisation: Organisation,
    fields: Collection[str],
    given: NewConsent,
) -> dict[int, int]:
    """Record that people who were asked together consented to the same, each with a consent of their own.

    The caller has asked whether the actor may.
    """
    facts = _together(case, organisation, fields, given)
    moment = clock.now()
    db.session.execute(sa.insert(_CONSENTS), [_row(person, facts, actor, moment) for person in people.values()])
    about: dict[str, Any] = {
        "purpose": facts.purpose,
        "fields": list(facts.fields),
        "organisation": organisation.id,
    }
    for person in people.values():
        audit.record(actor, audit.Event.CONSENT_GIVEN, person, **about)
    query = sa.select(Consent.person_id, sa.func.max(Consent.id)).where(
        Consent.person_id.in_(people), Consent.case_id == case.id, Consent.given_at == moment
    )
    found = db.session.execute(query.group_by(Consent.person_id))
    return {row[0]: row[1] for row in found}


def _together(case: Case, organisation: Organisation, fields: Collection[str], given: NewConsent) -> ConsentFacts:
    """What each of them agrees to. Raises Refused; a recording is of one person, so none can be of many."""
    facts = ConsentFacts(
        purpose=Purpose.REFERRAL,
        form=ConsentForm(given.form),
        language=given.language,
        fields=tuple(fields),
        organisation_id=organisation.id,
        case_id=case.id,
        interpreter=given.interpreter,
        witness=given.witness,
        expires_on=given.expires_on,
        certificate=given.certificate,
        text_version=TEXT_VERSION,
    )
    refuse_any(fault_of_consent(facts, consents.today_of(case)))
    if facts.form in RECORDED:
        raise Refused(ConsentFault.NEEDS_RECORDING)
    return facts


_CONSENTS: Any = Consent.__table__
_SEALED = ("interpreter", "witness", "certificate")


def _row(person: Person, facts: ConsentFacts, actor: Actor, moment: datetime) -> dict[str, Any]:
    """A consent as a row, its texts sealed under the person's key; objects would be written one by one."""
    values = {**vars(facts), "fields": list(facts.fields)}
    for name in _SEALED:
        text, place = values.pop(name), f"{name}_sealed"
        values[place] = vault.seal(person.data_key.plain, text.encode(), f"consents.{place}") if text else None
    of_person = {"data_key_id": person.data_key_id, "person_id": person.id}
    return {**values, **of_person, "recorded_by_id": actor.id, "given_at": moment}


def slice_of(person: Person, wanted: Collection[ConsentScope], more: Mapping[ConsentScope, Any]) -> dict[str, Any]:
    """What of one person goes out: the wanted fields of which something is known, as plain JSON."""
    known = {**packets.of_person(person), **more}
    return {
        str(name): known[name]
        for name in ConsentScope
        if name in wanted and known.get(name) not in (None, "", [], {})
    }
