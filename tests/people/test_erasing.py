"""Consent given and taken back, and people erased: what stays and what is gone for good."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.stages import CaseStatus, Party
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused
from mrc.people import service
from mrc.people.models import Consent, NameToken, Paper, Person, Phone, TrustedPerson
from mrc.people.rules import (
    ConsentFacts,
    ConsentFault,
    ConsentForm,
    DocumentKind,
    ErasureReason,
    PaperFacts,
    PersonFault,
    PhoneFacts,
    Purpose,
    Sex,
    TrustedFacts,
    TrustedPeopleFacts,
    WorkFacts,
)
from tests import builders
from tests.people.facts import SERVICE, facts

# Consent


def test_consent_is_given_for_one_purpose_with_its_fields(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    person = builders.make_person(world.origin)
    given = ConsentFacts(
        Purpose.REFERRAL,
        ConsentForm.VERBAL_CERTIFIED,
        "ne",
        fields=("name", "phone"),
        organisation_id=world.partner_organisation.id,
        witness="Ana",
        certificate="She said yes.",
        expires_on=date(2027, 2, 1),
    )

    consent = service.give_consent(actor, person, given)

    assert (consent.fields, consent.witness, consent.recorded_by_id) == (["name", "phone"], "Ana", actor.id)
    assert consent.certificate == "She said yes."
    assert service.organisation_names({world.partner_organisation.id, None}) == {
        world.partner_organisation.id: "Clinic of the test"
    }


def test_another_centre_records_no_consent(world: builders.World) -> None:
    person = builders.make_person(world.destination, is_restricted=True)

    with pytest.raises(NotAllowed):
        service.give_consent(builders.actor_of(world.caseworker), person, SERVICE)


def test_a_consent_is_taken_back_once_and_stays_to_be_seen(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    person = builders.make_person(world.origin)
    consent = service.give_consent(actor, person, SERVICE)

    service.withdraw_consent(actor, person.ref, consent.id)

    with pytest.raises(Refused) as refused:
        service.withdraw_consent(actor, person.ref, consent.id)
    assert refused.value.reason is ConsentFault.ALREADY_WITHDRAWN
    kept = service.get_person(actor, person.ref).consents
    assert [(given.purpose, given.withdrawn_at is None) for given in kept] == [(Purpose.SERVICE, False)]


def test_the_consent_of_somebody_else_is_not_there(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    consent = service.give_consent(actor, builders.make_person(world.origin), SERVICE)

    with pytest.raises(NotFound):
        service.withdraw_consent(actor, builders.make_person(world.origin).ref, consent.id)


# Erasing


def _close(case: Case) -> None:
    with transaction():
        case.status, case.move = CaseStatus.CLOSED, Party.NOBODY
        case.closed_at, case.resolution = case.opened_at, Resolution.GOALS_MET


def test_somebody_with_an_open_case_is_not_erased(world: builders.World) -> None:
    person = builders.make_person(world.origin)
    builders.make_case(world.origin, person, world.caseworker)

    with pytest.raises(Refused) as refused:
        service.erase(builders.actor_of(world.supervisor), person.ref, ErasureReason.ASKED)

    assert refused.value.reason is PersonFault.HAS_OPEN_CASE
    assert service.get_person(builders.actor_of(world.supervisor), person.ref).name == "सीता गुरुङ"


def test_only_a_supervisor_erases(world: builders.World) -> None:
    person = builders.make_person(world.origin)

    with pytest.raises(NotAllowed):
        service.erase(builders.actor_of(world.caseworker), person.ref, ErasureReason.ASKED)


def test_erasing_leaves_what_is_counted_and_nothing_that_leads_back(world: builders.World) -> None:
    supervisor = builders.actor_of(world.supervisor)
    given = replace(
        facts(birth_date=date(1994, 5, 1), sex=Sex.FEMALE, nationality="NP"),
        consents=(replace(SERVICE, form=ConsentForm.GUARDIAN, witness="Hari"),),
        phones=(PhoneFacts("+97455501234"),),
        papers=(PaperFacts(DocumentKind.PASSPORT, "PA1"),),
    )
    person = service.register(supervisor, given)
    service.change(supervisor, person.ref, 1, TrustedPeopleFacts((TrustedFacts("Hari"),)))
    case = builders.make_case(world.origin, person, world.caseworker)
    _close(case)

    service.erase(supervisor, person.ref, ErasureReason.ASKED)
    db.session.expire_all()

    row = db.session.execute(sa.select(Person.__table__).where(Person.id == person.id)).mappings().one()
    assert [name for name in row if name.endswith("_sealed") and row[name] is not None] == []
    assert (row["sex"], row["birth_year"], row["nationality"]) == (Sex.FEMALE, 1994, "NP")
    for model in (NameToken, Phone, Paper, TrustedPerson):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    consent = db.session.scalars(sa.select(Consent)).one()
    assert (consent.purpose, consent.witness_sealed) == (Purpose.SERVICE, None)
    assert db.session.get_one(Person, person.id).data_key.wrapped is None
    assert db.session.get_one(Case, case.id).data_key.wrapped is None
    assert service.find(supervisor, "Sita Gurung") == []
    with pytest.raises(NotFound):
        service.change(supervisor, person.ref, 3, WorkFacts())
