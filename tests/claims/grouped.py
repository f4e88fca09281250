"""Group referrals for tests: a claim with workers who are registered, and what is asked for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from mrc.access import Actor
from mrc.casework.rules.stages import Priority
from mrc.claims.models import CollectiveClaim, GroupReferral, GroupReferralWorker
from mrc.claims.rules.collective import GivenWorker, ListMode
from mrc.claims.rules.referring import GroupFacts
from mrc.claims.service import collective
from mrc.claims.service.collective import referring
from mrc.db import db, transaction
from mrc.people.models import Person, PersonCentre
from mrc.people.rules import ConsentScope
from mrc.referrals.rules import NewConsent
from mrc.vault import DataKey
from tests import builders
from tests.builders import actor_of
from tests.claims.together import bare_claim, listed

WRITTEN = NewConsent(form="written", language="ne", interpreter=None, witness=None, expires_on=date(2027, 2, 1))
FIELDS = frozenset({ConsentScope.NAME, ConsentScope.CLAIM, ConsentScope.ISSUES, ConsentScope.RESPONDENTS})


def make_group_claim(world: builders.World, registered: int = 3, by_name: int = 1) -> CollectiveClaim:
    """A claim with so many registered workers first, and then some by name alone."""
    claim = bare_claim(world.origin, world.caseworker, "LB", "USD")
    people = make_people(world.origin.id, registered)
    rows = [
        GivenWorker(number, None, person.ref, {}, claimed=Decimal(100 + number))
        for number, person in enumerate(people, 1)
    ]
    rows += [
        GivenWorker(number, f"MARK-ALONE-{number}", None, {})
        for number in range(registered + 1, registered + by_name + 1)
    ]
    return listed(world, claim, rows)


def make_people(centre_id: int, count: int, name: str = "MARK-WORKER") -> list[Person]:
    """So many people of a centre, named by their number, in few statements."""
    people = []
    with transaction():
        for number in range(1, count + 1):
            person = Person(data_key=DataKey.fresh(), centre_id=centre_id, preferred_language="ne", nationality="NP")
            person.name = f"{name}-{number}"
            people.append(person)
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(PersonCentre(person_id=person.id, centre_id=centre_id) for person in people)
    return people


def put_on(actor: Actor, collective_ref: str, person: Person) -> None:
    """Put a registered worker on the list of a claim."""
    collective.save_workers(actor, collective_ref, ListMode.ADD, [GivenWorker(2, None, person.ref)])


def refer(actor: Actor, collective_ref: str, organisation_ref: str, purpose: str, witness: str) -> GroupReferral:
    """Refer the second worker on a list with everything that may be shared of many."""
    facts = GroupFacts(
        organisation_ref=organisation_ref,
        purpose=purpose,
        priority=Priority.NORMAL,
        fields=frozenset(ConsentScope),
        agreed=frozenset({2}),
        given=replace(WRITTEN, witness=witness),
    )
    referral = referring.send_group(actor, collective_ref, facts)
    with transaction():
        referral.answer_note, referral.outcome_note = purpose, witness
    return referral


def asked_for(world: builders.World, **values: Any) -> GroupFacts:
    """What is asked of the partner organisation of the world."""
    given = {"purpose": "MARK-PURPOSE", "priority": Priority.NORMAL, "fields": FIELDS, **values}
    return GroupFacts(organisation_ref=world.partner_organisation.ref, **given)


def group(world: builders.World, claim: CollectiveClaim, *agreed: int, **values: Any) -> GroupReferral:
    """A group referral of those who agreed just now."""
    facts = asked_for(world, agreed=frozenset(agreed), given=WRITTEN, **values)
    return referring.send_group(actor_of(world.caseworker), claim.ref, facts)


def rows_of(referral: GroupReferral) -> list[GroupReferralWorker]:
    """The workers of a group referral by number."""
    query = sa.select(GroupReferralWorker).where(GroupReferralWorker.referral_id == referral.id)
    return list(db.session.scalars(query.order_by(GroupReferralWorker.number)))
