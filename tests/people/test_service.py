"""What happens with people: taken in with consent, read, listed and changed; and what is put on record."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import audit
from mrc.access import Permission
from mrc.audit import Event
from mrc.db import db
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from mrc.people import service
from mrc.people.models import Person, PersonCentre
from mrc.people.rules import (
    BackgroundFacts,
    Channel,
    ConsentFault,
    ConsentForm,
    ContactFacts,
    Documentation,
    DocumentKind,
    Holder,
    IdentityFacts,
    LanguageFacts,
    MayCall,
    PaperFacts,
    PapersFacts,
    PeopleFilter,
    PersonFault,
    PhoneFacts,
    PhonesFacts,
    Precision,
    Protection,
    Purpose,
    Relationship,
    Sex,
    TrustedFacts,
    TrustedPeopleFacts,
    WorkFacts,
    quiet_nights,
)
from tests import builders
from tests.people.facts import SERVICE, facts, names
from tests.record import events

# Taking somebody in


def test_somebody_is_taken_in_with_everything_or_nothing(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    given = replace(
        facts(birth_date=date(1994, 5, 1), birth_precision=Precision.MONTH, sex=Sex.FEMALE, nationality="NP"),
        phones=(PhoneFacts("+97455501234", is_safe=True),),
        papers=(PaperFacts(DocumentKind.PASSPORT, "PA1"),),
    )

    person = service.get_person(actor, service.register(actor, given).ref)

    assert (person.name, person.latin_name, person.birth_year) == ("सीता गुरुङ", "Sita Gurung", 1994)
    assert [phone.number for phone in person.phones] == ["+97455501234"]
    assert [paper.number for paper in person.papers] == ["PA1"]
    assert [consent.purpose for consent in person.consents] == [Purpose.SERVICE]
    assert events()[-2:] == [Event.PERSON_REGISTERED, Event.CONSENT_GIVEN]


def test_without_consent_nothing_is_kept(world: builders.World) -> None:
    given = replace(facts(), consents=(replace(SERVICE, purpose=Purpose.STATISTICS),))

    with pytest.raises(Refused) as refused:
        service.register(builders.actor_of(world.caseworker), given)

    assert refused.value.reason is PersonFault.NEEDS_CONSENT
    assert db.session.scalars(sa.select(Person)).all() == []


def test_a_consent_that_is_not_in_order_keeps_the_person_out(world: builders.World) -> None:
    given = replace(facts(), consents=(replace(SERVICE, form=ConsentForm.VERBAL_CERTIFIED),))

    with pytest.raises(Refused) as refused:
        service.register(builders.actor_of(world.caseworker), given)

    assert (refused.value.reason, refused.value.field) == (ConsentFault.NEEDS_WITNESS, "witness")
    assert db.session.scalars(sa.select(PersonCentre)).all() == []


def test_somebody_cannot_be_born_in_the_future(world: builders.World) -> None:
    with pytest.raises(Refused):
        service.register(builders.actor_of(world.caseworker), facts(birth_date=date(2027, 1, 1)))


def test_a_partner_takes_nobody_in(world: builders.World) -> None:
    with pytest.raises(NotAllowed):
        service.register(builders.actor_of(world.partner), facts())


# Reading


def test_a_look_is_put_on_record(world: builders.World) -> None:
    person = builders.make_person(world.origin)

    service.read_person(builders.actor_of(world.caseworker), person.ref)

    assert [look.who for look in service.looks_at(person)] == [world.caseworker.name]
    assert events()[-1] == Event.PERSON_READ


def test_a_person_of_another_centre_is_not_there(world: builders.World) -> None:
    person = builders.make_person(world.destination)

    with pytest.raises(NotFound):
        service.get_person(builders.actor_of(world.caseworker), person.ref)


def test_a_restricted_person_is_not_there_for_outsiders(world: builders.World) -> None:
    person = builders.make_person(world.origin, is_restricted=True)
    builders.make_case(world.origin, person, world.colleague)

    with pytest.raises(NotFound):
        service.get_person(builders.actor_of(world.caseworker), person.ref)
    assert service.get_person(builders.actor_of(world.colleague), person.ref).id == person.id


def test_a_caseworker_may_read_but_not_erase(world: builders.World) -> None:
    person = builders.make_person(world.origin)

    with pytest.raises(NotAllowed):
        service.get_person(builders.actor_of(world.caseworker), person.ref, Permission.CASE_SIGN_OFF)


def test_the_list_is_narrowed_and_goes_on_without_gaps(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    made = [builders.make_person(world.origin, sex=Sex.FEMALE) for _number in range(5)]
    builders.make_person(world.origin, sex=Sex.MALE, nationality="BD")
    builders.make_person(world.destination, sex=Sex.FEMALE)

    wanted = PeopleFilter(nationality="NP", language="ne", sex=Sex.FEMALE)
    first, has_more = service.list_people(actor, wanted, limit=3)
    rest, is_more = service.list_people(actor, wanted, before=first[-1].id, limit=3)

    assert [line.ref for line in first + rest] == [person.ref for person in reversed(made)]
    assert (has_more, is_more) == (True, False)
    assert {line.name for line in first} == {"सीता गुरुङ"}


def test_the_list_hides_restricted_people_from_outsiders(world: builders.World) -> None:
    builders.make_person(world.origin, is_restricted=True)

    assert service.list_people(builders.actor_of(world.caseworker), PeopleFilter())[0] == []
    assert len(service.list_people(builders.actor_of(world.supervisor), PeopleFilter())[0]) == 1


def test_names_for_lists_of_other_rooms(world: builders.World) -> None:
    person = builders.make_person(world.origin)

    assert service.summary_of({person.id})[person.id].name == "सीता गुरुङ"
    assert service.summary_of(set()) == {}


# Changing

CHANGES = [
    LanguageFacts("bn", ("bn", "ar"), True, True),
    PhonesFacts((PhoneFacts("+97455501234", True, True, True), PhoneFacts("+97455509999"))),
    ContactFacts(
        (Channel.SMS,),
        "Fridays",
        MayCall.NEVER_CALL,
        "a@b.example",
        "mango",
        "The employer reads",
        quiet_nights("UTC"),
    ),
    TrustedPeopleFacts((TrustedFacts("Hari", "+9779800000000", Relationship.SPOUSE, "NP", True, True),)),
    PapersFacts(
        (PaperFacts(DocumentKind.PASSPORT, "PA1", "NP", date(2030, 1, 1), Holder.EMPLOYER, date(2026, 1, 1)),)
    ),
    WorkFacts("3", "9111", "97"),
    BackgroundFacts("Gorkha", "Doha", Documentation.UNDOCUMENTED, "A friend", "A note", (Protection.STATELESS,)),
]


@pytest.mark.parametrize("given", CHANGES, ids=lambda given: type(given).__name__)
def test_each_section_is_kept_as_it_was_said(world: builders.World, given: Any) -> None:
    actor = builders.actor_of(world.caseworker)
    person = builders.make_person(world.origin)

    service.change(actor, person.ref, person.version, given)

    kept = service.get_person(actor, person.ref)
    assert service.present(kept, type(given)) == given
    assert kept.version == 2
    entry = db.session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.seq.desc())).first()
    assert entry is not None
    assert entry.event == Event.PERSON_CHANGED
    assert set(entry.detail["fields"]) <= set(vars(given))


def test_a_new_name_is_found_and_the_old_one_no_longer(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    person = builders.make_person(world.origin)

    service.change(
        actor, person.ref, 1, IdentityFacts("माया तामाङ", other_names="Maya Lama", preferred_language="ne")
    )

    assert names(service.find(actor, "Maya Lama")) == ["Maya Tamang"]
    assert service.find(actor, "Sita Gurung") == []


def test_saving_what_is_already_there_changes_nothing(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    person = service.get_person(actor, builders.make_person(world.origin).ref)
    before = events()

    service.change(actor, person.ref, 1, service.present(person, WorkFacts))

    assert service.get_person(actor, person.ref).version == 1
    assert events() == before


def test_a_save_from_an_old_page_shows_both_texts(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    person = builders.make_person(world.origin)
    service.change(actor, person.ref, 1, PhonesFacts((PhoneFacts("+97455501234"),)))

    with pytest.raises(Stale) as stale:
        service.change(actor, person.ref, 1, PhonesFacts((PhoneFacts("+97455509999"),)))

    assert stale.value.fields == [("Telephone numbers", "+97455509999", "+97455501234")]
    assert stale.value.version == 2


@pytest.mark.parametrize("given", CHANGES, ids=lambda given: type(given).__name__)
def test_every_section_can_be_told_apart_when_two_saved(world: builders.World, given: Any) -> None:
    person = builders.make_person(world.origin)

    with pytest.raises(Stale) as stale:
        service.change(builders.actor_of(world.caseworker), person.ref, 7, given)

    assert all(isinstance(text, str) for line in stale.value.fields for text in line)
