"""What the tests of referrals begin with: a case full of marked values, and the facts of a referral."""

from datetime import date
from typing import Any

from mrc.access import Actor
from mrc.casework.models import Case, CaseRespondent
from mrc.casework.rules.stages import Priority
from mrc.db import db, transaction
from mrc.people.models import Paper, Person, Phone
from mrc.people.rules import DocumentKind, Holder, Sex
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import ConsentScope, NewConsent, ReferralFacts
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.vault import DataKey
from tests import builders

# Every piece of the file carries a mark that is found in a page only when that piece is shown.
MARKS = {
    ConsentScope.NAME: "MARK-NAME",
    ConsentScope.PHONE: "+97455500001",
    ConsentScope.SAFE_CONTACT: "MARK-CONTACT",
    ConsentScope.SUMMARY: "MARK-SUMMARY",
    ConsentScope.DESTINATION: "MARK-CITY",
    ConsentScope.RESPONDENTS: "MARK-EMPLOYER",
}
NEVER = ("MARK-UNSAFE", "+97455500002", "MARK-NOTES", "MARK-SAFEWORD", "MARK-ADDRESS", "MARK-PAPER")
WRITTEN = NewConsent(form="written", language="ne", interpreter=None, witness=None, expires_on=date(2027, 2, 1))


def marked_person(world: builders.World, **values: Any) -> Person:
    """A person of the origin centre, every sealed piece marked."""
    person = builders.make_person(world.origin, "MARK-NAME", "MARK-NAME Latin", sex=Sex.FEMALE, **values)
    with transaction():
        person.birth_date = date(1977, 5, 12)
        person.contact_note, person.notes = "MARK-CONTACT", "MARK-NOTES"
        person.safe_word, person.address = "MARK-SAFEWORD", "MARK-ADDRESS"
        safe = Phone(data_key=person.data_key, person_id=person.id, number_blind=b"1", is_safe=True)
        unsafe = Phone(data_key=person.data_key, person_id=person.id, number_blind=b"2", is_safe=False)
        safe.number, unsafe.number = "+97455500001", "+97455500002"
        paper = Paper(data_key=person.data_key, person_id=person.id, kind=DocumentKind.PASSPORT)
        paper.number, paper.holder = "MARK-PAPER", Holder.EMPLOYER
        db.session.add_all([safe, unsafe, paper])
    return person


def marked_case(world: builders.World, person: Person | None = None, **values: Any) -> Case:
    """A case of a marked person against a marked employer."""
    case = builders.make_case(world.origin, person or marked_person(world), world.caseworker, **values)
    with transaction():
        case.summary, case.destination_city = "MARK-SUMMARY", "MARK-CITY"
        employer = Respondent(
            data_key=DataKey.fresh(),
            usual_role=RespondentRole.EMPLOYER,
            country="QA",
            created_by_centre_id=world.origin.id,
        )
        employer.name = "MARK-EMPLOYER"
        db.session.add(employer)
        db.session.flush()
        db.session.add(CaseRespondent(case_id=case.id, respondent_id=employer.id, role=RespondentRole.EMPLOYER))
    return case


def facts_for(organisation_ref: str, **values: Any) -> ReferralFacts:
    """A referral that shares the issue and nothing that names anybody."""
    values = {
        "purpose": "Please advise on unpaid wages.",
        "priority": Priority.URGENT,
        "fields": frozenset({ConsentScope.ISSUES}),
        "consent": WRITTEN,
        **values,
    }
    return ReferralFacts(organisation_ref=organisation_ref, **values)


def sent(world: builders.World, case: Case | None = None, **values: Any) -> Referral:
    """A referral to the partner organisation of the world."""
    case = case or marked_case(world)
    actor: Actor = builders.actor_of(world.caseworker)
    return service.send(actor, case.ref, facts_for(world.partner_organisation.ref, **values))
