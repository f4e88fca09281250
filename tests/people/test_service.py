"""What happens with people: found, taken in with consent, changed, erased; and what is on record."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import audit
from mrc.access import Permission
from mrc.audit import Event
from mrc.casework.models import Case, CaseTeamMember
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.stages import CaseStatus, Party
from mrc.db import db, transaction
from mrc.errors import NotAllowed, NotFound, Refused, Stale
from mrc.people import service
from mrc.people.models import Consent, NameToken, Paper, Person, PersonCentre, Phone, TrustedPerson
from mrc.people.rules import (
    BackgroundFacts,
    Channel,
    ConsentFacts,
    ConsentFault,
    ConsentForm,
    ContactFacts,
    Documentation,
    DocumentKind,
    ErasureReason,
    Holder,
    IdentityFacts,
    LanguageFacts,
    MatchReason,
    MayCall,
    PaperFacts,
    PapersFacts,
    PeopleFilter,
    PersonFault,
    PhoneFacts,
    PhonesFacts,
    Precision,
    Purpose,
    Registration,
    Relationship,
    Sex,
    TrustedFacts,
    TrustedPeopleFacts,
    WorkFacts,
)
from tests import builders

PAIRS = Path(__file__).parent / "pairs"
SERVICE = ConsentFacts(Purpose.SERVICE, ConsentForm.WRITTEN, "ne")


def facts(name: str = "सीता गुरुङ", **values: Any) -> Registration:
    """A registration with what the test says and consent to advice and help."""
    identity = IdentityFacts(name=name, preferred_language="ne", **values)
    return Registration(identity=identity, consents=(SERVICE,))


def events() -> list[str]:
    """Everything on record, oldest first."""
    return list(db.session.scalars(sa.select(audit.AuditEntry.event).order_by(audit.AuditEntry.seq)))


def names(found: list[Any]) -> list[str]:
    """The Latin names of who was found."""
    return [line.latin_name for line in found]


def count_queries(deed: Any) -> int:
    """How many statements a deed sends."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    deed()
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


# Finding


@pytest.mark.parametrize(
    "text",
    [
        "Sita Gurung",
        "gurung sita",
        "Seeta Gurang",
        "सीता",
        "सीता गुरुङ",
        "Gur",
        "Sita 1994",
        "Sita 1995",
        "سيتا غورونغ",
    ],
)
def test_a_person_is_found_by_many_spellings(world: builders.World, text: str) -> None:
    builders.make_person(world.origin, birth_year=1994)

    found = service.find(builders.actor_of(world.caseworker), text)

    assert names(found) == ["Sita Gurung"]
    assert events()[-1] == Event.PERSON_FOUND


def test_a_full_name_comes_before_those_who_share_a_part(world: builders.World) -> None:
    builders.make_person(world.origin, "राम गुरुङ", "Ram Gurung")
    builders.make_person(world.origin)
    builders.make_person(world.origin, "सीता थापा", "Sita Thapa")
    actor = builders.actor_of(world.caseworker)

    assert names(service.find(actor, "Sita Gurung")) == ["Sita Gurung"]
    assert set(names(service.find(actor, "Gurung"))) == {"Ram Gurung", "Sita Gurung"}


def test_real_names_are_found_by_their_latin_spelling(world: builders.World) -> None:
    lines = (PAIRS / "devanagari.tsv").read_text().splitlines()
    pairs = [line.split("\t") for line in lines if "-" not in line]
    people = [
        (f"{one[0]} {two[0]}", f"{one[1]} {two[1]}") for one, two in zip(pairs[:60], pairs[60:120], strict=True)
    ]
    made = [builders.make_person(world.origin, native, native) for native, _latin in people]
    actor = builders.actor_of(world.caseworker)

    found = [[line.ref for line in service.find(actor, latin)] for _native, latin in people]

    first = sum(person.ref == refs[0] for person, refs in zip(made, found, strict=True) if refs)
    assert first >= 57
    assert sum(map(len, found)) <= 90


def test_nobody_is_found_by_a_name_that_nobody_has(world: builders.World) -> None:
    builders.make_person(world.origin)

    assert service.find(builders.actor_of(world.caseworker), "Khin Maung Win") == []


@pytest.mark.parametrize("text", ["", "   ", "...", "%", "1994", "\u200b", "'" * 300])
def test_text_that_is_no_name_finds_nobody(world: builders.World, text: str) -> None:
    builders.make_person(world.origin)

    assert service.find(builders.actor_of(world.caseworker), text) == []


def test_a_reference_finds_its_person_in_any_digits(world: builders.World) -> None:
    person = builders.make_person(world.origin)
    typed = person.ref.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert [found.ref for found in service.find(builders.actor_of(world.caseworker), typed)] == [person.ref]


@pytest.mark.parametrize("text", ["+974 5550 1234", "0097455501234", "5550 1234", "٥٥٥٠١٢٣٤", "+97455501234"])
def test_a_number_finds_its_person_with_and_without_country_code(world: builders.World, text: str) -> None:
    actor = builders.actor_of(world.caseworker)
    service.register(actor, replace(facts(), phones=(PhoneFacts("+97455501234"),)))
    service.register(actor, replace(facts("राम"), phones=(PhoneFacts("+97455509999"),)))

    assert names(service.find(actor, text)) == ["Sita Gurung"]


@pytest.mark.parametrize("text", ["PA 123-4567", "pa1234567"])
def test_a_paper_finds_its_person(world: builders.World, text: str) -> None:
    actor = builders.actor_of(world.caseworker)
    service.register(actor, replace(facts(), papers=(PaperFacts(DocumentKind.PASSPORT, "PA1234567"),)))

    assert names(service.find(actor, text)) == ["Sita Gurung"]


def test_people_of_another_centre_are_not_found(world: builders.World) -> None:
    person = builders.make_person(world.destination)
    actor = builders.actor_of(world.caseworker)

    assert service.find(actor, "Sita Gurung") == []
    assert service.find(actor, person.ref) == []


def test_restricted_people_are_found_by_their_team_alone(world: builders.World) -> None:
    person = builders.make_person(world.origin, is_restricted=True)
    case = builders.make_case(world.origin, person, world.caseworker)
    outsider = builders.make_user("eva@origin.example", world.caseworker.role, world.origin)
    with transaction():
        db.session.add(CaseTeamMember(case_id=case.id, user_id=world.colleague.id))

    may = [world.caseworker, world.colleague, world.supervisor]
    seen = [names(service.find(builders.actor_of(user), "Sita Gurung")) for user in may]

    assert seen == [["Sita Gurung"]] * 3
    assert service.find(builders.actor_of(outsider), "Sita Gurung") == []
    assert service.find(builders.actor_of(outsider), person.ref) == []


def test_who_is_found_comes_with_the_cases_that_the_reader_may_see(world: builders.World) -> None:
    person = builders.make_person(world.origin)
    shown = builders.make_case(world.origin, person, world.caseworker)
    hidden = builders.make_case(world.origin, person, world.colleague, is_restricted=True)

    found = service.find(builders.actor_of(world.caseworker), "Sita Gurung")
    found_by_supervisor = service.find(builders.actor_of(world.supervisor), "Sita Gurung")

    assert found[0].case_refs == (shown.ref,)
    assert found_by_supervisor[0].case_refs == (hidden.ref, shown.ref)


def test_the_reference_of_a_case_is_known_to_who_may_open_it(world: builders.World) -> None:
    case = builders.make_case(world.origin, caseworker=world.caseworker, is_restricted=True)

    assert service.find_everywhere(builders.actor_of(world.caseworker), case.ref) == ([], case.ref)
    assert service.find_everywhere(builders.actor_of(world.colleague), case.ref) == ([], None)
    assert service.find_everywhere(builders.actor_of(world.other_caseworker), case.ref) == ([], None)


def test_searching_costs_the_same_however_many_are_found(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    builders.make_person(world.origin)
    service.find(actor, "the first entry of the record")
    one = count_queries(lambda: service.find(actor, "Sita Gurung"))
    for _number in range(30):
        builders.make_person(world.origin)

    assert count_queries(lambda: service.find(actor, "Sita Gurung")) == one
    assert len(service.find(actor, "Sita Gurung")) == 20


def test_an_administrator_may_not_search(world: builders.World) -> None:
    with pytest.raises(NotAllowed):
        service.find(builders.actor_of(world.administrator), "Sita")


# Possible duplicates


@pytest.mark.parametrize(
    ("registration", "reasons"),
    [
        (facts("Sita Gurung"), (MatchReason.NAME,)),
        (facts("Sita Gurung", birth_date=date(1995, 1, 1)), (MatchReason.NAME, MatchReason.BIRTH_YEAR)),
        (facts("سيتا غورونغ"), (MatchReason.NAME,)),
        (replace(facts("Rita Rai"), phones=(PhoneFacts("+97455501234"),)), (MatchReason.PHONE,)),
        (replace(facts("Rita"), papers=(PaperFacts(DocumentKind.VISA, "pa 1234567"),)), (MatchReason.DOCUMENT,)),
    ],
)
def test_who_may_be_the_same_person_is_shown_with_the_reason(
    world: builders.World, registration: Registration, reasons: tuple[MatchReason, ...]
) -> None:
    actor = builders.actor_of(world.caseworker)
    known = replace(
        facts(birth_date=date(1994, 5, 1)),
        phones=(PhoneFacts("+97455501234"),),
        papers=(PaperFacts(DocumentKind.PASSPORT, "PA1234567"),),
    )
    service.register(actor, known)

    found = service.possible_duplicates(actor, registration)

    assert [line.reasons for line in found] == [reasons]


@pytest.mark.parametrize(
    "registration",
    [facts("Ram Thapa"), facts("Sita Gurung", birth_date=date(1970, 1, 1)), facts("Gurung Kumari Devi Maya")],
)
def test_a_weak_likeness_stops_nobody(world: builders.World, registration: Registration) -> None:
    actor = builders.actor_of(world.caseworker)
    service.register(actor, facts(birth_date=date(1994, 5, 1)))

    assert service.possible_duplicates(actor, registration) == []


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
    ContactFacts((Channel.SMS,), "Fridays", MayCall.NEVER_CALL, "a@b.example", "mango", "The employer reads"),
    TrustedPeopleFacts((TrustedFacts("Hari", "+9779800000000", Relationship.SPOUSE, "NP", True, True),)),
    PapersFacts(
        (PaperFacts(DocumentKind.PASSPORT, "PA1", "NP", date(2030, 1, 1), Holder.EMPLOYER, date(2026, 1, 1)),)
    ),
    WorkFacts("3", "9111", "97"),
    BackgroundFacts("Gorkha", "Doha", Documentation.UNDOCUMENTED, "A friend", "A note"),
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
    )

    consent = service.give_consent(actor, person, given)

    assert (consent.fields, consent.witness, consent.recorded_by_id) == (["name", "phone"], "Ana", actor.id)
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
