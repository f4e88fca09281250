"""What the tests of referrals begin with: a case full of marked values, and the facts of a referral."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc.access import Actor
from mrc.casework.models import Case, CaseRespondent
from mrc.casework.rules.stages import Priority
from mrc.db import db, transaction
from mrc.directory.models import Organisation, OrganisationContact
from mrc.people.models import Paper, Person, Phone
from mrc.people.rules import DocumentKind, Holder, Sex
from mrc.referrals import service
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.rules import ConsentScope, NewConsent, ReferralFacts
from mrc.referrals.rules.links import hash_of
from mrc.referrals.service import NewLink
from mrc.respondents.models import Respondent
from mrc.respondents.rules import RespondentRole
from mrc.vault import DataKey
from tests import builders
from tests.page import Client, Page

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


def without_account(name: str = "No account") -> Organisation:
    """A partner organisation in which nobody has an account."""
    organisation = builders.make_organisation(name)
    with transaction():
        db.session.add(OrganisationContact(organisation_id=organisation.id, kind="email", value="desk@other.example"))
    return organisation


def linked(world: builders.World, case: Case | None = None, **values: Any) -> tuple[Referral, NewLink]:
    """A referral to a partner without an account, and the secrets of the link that was sent."""
    case = case or marked_case(world)
    actor = builders.actor_of(world.caseworker)
    found = db.session.scalars(sa.select(Organisation).where(Organisation.name == "No account")).one_or_none()
    referral = service.send(actor, case.ref, facts_for((found or without_account()).ref, **values))
    secrets = NewLink.fresh()
    service.make_link(actor, referral.ref, "desk@other.example", secrets)
    return referral, secrets


def came_by(link: NewLink) -> Actor:
    """Who comes by a link, as at each of their requests."""
    link_id = db.session.scalars(
        sa.select(ReferralLink.id).where(ReferralLink.token_hash == hash_of(link.token))
    ).one()
    actor = service.actor_by_link(link_id)
    assert actor is not None
    return actor


def follow(client: Client, link: NewLink) -> Page:
    """Follow a link in a browser and enter its code."""
    client.get(f"/letter/{link.token}")
    return client.submit("/letter", {"code": link.code})
