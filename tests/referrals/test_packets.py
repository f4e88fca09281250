"""What goes out is frozen: fields, files and the code; the form is printed from that, and closes with it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.access import Actor, Role
from mrc.audit import AuditEntry
from mrc.casework.models import Case
from mrc.casework.rules.issues import IssueCode
from mrc.db import db, transaction
from mrc.directory.rules import OrganisationStatus
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.referrals import rules, service
from mrc.referrals.models import Referral
from mrc.referrals.rules import Asked, ConsentScope, Copy, ReferralFault, ServiceAsked
from mrc.referrals.rules.packets import names_somebody
from mrc.referrals.rules.sides import Flag, Seeker
from tests import builders
from tests.builders import actor_of
from tests.documents.adding import add
from tests.referrals.scenes import came_by, facts_for, linked, marked_case, sent, without_account

CODED = Asked(services=(ServiceAsked.SHELTER,), given="A doctor was seen.", is_coded=True)
NAMED = frozenset({ConsentScope.NAME, ConsentScope.SEX})


def filed(world: builders.World, case: Case, text: str = "the bytes") -> Document:
    data = text.encode()
    facts = DocumentFacts(EvidenceKind.PAY_SLIP, "MARK-FILE-NOTE")
    return add(actor_of(world.caseworker), case, Upload(io.BytesIO(data), len(data), "MARK-FILE-NAME.txt"), facts)


def with_file(world: builders.World, **values: Any) -> tuple[Case, Document, Referral]:
    case = marked_case(world)
    document = filed(world, case)
    return case, document, sent(world, case, asked=Asked(documents=(document.ref,)), **values)


def read(actor: Actor, referral: Referral, place: int = 1) -> tuple[str, bytes]:
    name, _document, pieces = service.open_file(actor, referral.ref, place)
    return name, b"".join(pieces)


# Under a code


def test_under_a_code_the_name_and_the_number_of_the_case_stay(world: builders.World) -> None:
    case = marked_case(world)

    referral = sent(world, case, fields=NAMED, asked=CODED)

    consent = db.session.get(Consent, referral.consent_id)
    assert consent is not None
    assert referral.fields == consent.fields == ["sex"]
    assert "MARK-NAME" not in str(referral.packet)
    assert case.ref not in str(referral.packet)
    packet = service.open_referral(actor_of(world.partner), referral.ref).packet
    assert (packet.code, packet.services, packet.given) == (
        referral.case_code,
        (ServiceAsked.SHELTER,),
        "A doctor was seen.",
    )


def test_the_code_is_the_same_each_time_and_another_for_another_organisation(world: builders.World) -> None:
    case = marked_case(world)
    caseworker, partner = actor_of(world.caseworker), actor_of(world.partner)
    first = sent(world, case, fields=NAMED, asked=CODED)
    service.decline(partner, first.ref, rules.DeclineReason.NO_CAPACITY, None)
    again = sent(world, case, fields=NAMED, asked=CODED)
    other = service.send(caseworker, case.ref, facts_for(without_account().ref, fields=NAMED, asked=CODED))

    assert first.case_code == again.case_code
    assert other.case_code not in {first.case_code, case.ref, other.ref}
    assert [line.ref for line in service.by_number(caseworker, str(other.case_code))] == [other.ref]
    assert {line.ref for line in service.by_number(caseworker, str(first.case_code))} == {first.ref, again.ref}
    assert service.by_number(caseworker, again.ref)[0].case_ref == case.ref
    assert service.by_number(actor_of(world.other_caseworker), str(first.case_code)) == []


def test_with_nothing_but_the_name_there_is_nothing_to_agree_to(world: builders.World) -> None:
    with pytest.raises(Refused):
        sent(world, fields=frozenset({ConsentScope.NAME}), asked=Asked(is_coded=True))

    assert db.session.scalars(sa.select(Referral)).all() == []


@pytest.mark.parametrize(
    ("seeker", "is_advised"),
    [
        (Seeker((), None, frozenset({IssueCode.NON_PAYMENT}), frozenset(), frozenset()), False),
        (Seeker((), None, frozenset({IssueCode.SEXUAL_HARASSMENT_VIOLENCE}), frozenset(), frozenset()), True),
        (Seeker((), None, frozenset(), frozenset(), frozenset(), flags=frozenset({Flag.TRAFFICKING})), True),
        (Seeker((), None, frozenset(), frozenset(), frozenset(), is_restricted=True), True),
    ],
)
def test_a_code_is_advised_where_danger_is(seeker: Seeker, is_advised: bool) -> None:
    assert rules.code_is_advised(seeker) is is_advised


def test_a_name_in_somebodys_words_is_found() -> None:
    assert names_somebody(("Sita Gurung", None), ["She, GURUNG, wants advice"])
    assert names_somebody(("سيتا", None), [None, "قالت سيتا"])
    assert not names_somebody(("Bo Li", None), ["both like it", ""])


def test_the_preview_says_what_is_not_sent_and_that_the_words_name_the_person(world: builders.World) -> None:
    case = marked_case(world)
    filed(world, case)
    asked = (actor_of(world.caseworker), case.ref, world.partner_organisation.ref)

    seen = service.preview(*asked, "Ask for MARK-NAME", NAMED, CODED)

    assert seen.names_person
    assert ConsentScope.NAME in seen.unsent
    assert ConsentScope.SEX not in seen.unsent
    assert seen.unsent_files == 1
    assert not service.preview(*asked, "Ask for shelter", NAMED, CODED).names_person
    with transaction():
        db.session.get_one(Person, case.person_id).contact_hours = "Not while MARK-NAME is at home"
    contact = NAMED | {ConsentScope.SAFE_CONTACT}
    assert service.preview(*asked, "Ask for shelter", contact, CODED).names_person


# Files


def test_a_chosen_file_goes_out_under_a_name_that_tells_nothing(world: builders.World) -> None:
    case, document, referral = with_file(world)
    other = filed(world, case, "another")
    pat = actor_of(world.partner)

    assert read(pat, referral) == ("file-1.txt", b"the bytes")
    assert str(document.sha256) in str(referral.packet)
    assert "MARK-FILE" not in str(referral.packet)
    assert other.ref not in str(referral.packet)
    assert "documents" in referral.fields
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.event, entry.detail["referral"]) == ("document:read", referral.ref)
    for place in (0, 2):
        with pytest.raises(NotFound):
            read(pat, referral, place)


def _removed(world: builders.World, document: Document, referral: Referral) -> None:
    documents.remove(actor_of(world.caseworker), document.ref)


def _recalled(world: builders.World, document: Document, referral: Referral) -> None:
    service.recall(actor_of(world.caseworker), referral.ref)


def _withdrawn(world: builders.World, document: Document, referral: Referral) -> None:
    query = sa.select(Person.ref).join(Case, Case.person_id == Person.id).where(Case.id == referral.case_id)
    people.withdraw_consent(
        actor_of(world.caseworker), db.session.scalars(query).one(), int(referral.consent_id or 0)
    )


def _exchanged(world: builders.World, document: Document, referral: Referral) -> None:
    with transaction():
        document.sha256 = "0" * 64


def _inactive(world: builders.World, document: Document, referral: Referral) -> None:
    with transaction():
        world.partner_organisation.status = OrganisationStatus.INACTIVE


@pytest.mark.parametrize("happens", [_removed, _recalled, _withdrawn, _exchanged, _inactive])
def test_a_file_closes_with_whatever_closes_it(
    world: builders.World, happens: Callable[[builders.World, Document, Referral], None]
) -> None:
    _case, document, referral = with_file(world)

    happens(world, document, referral)

    with pytest.raises(NotFound):
        read(actor_of(world.partner), referral)


def test_files_need_a_consent_of_their_own(world: builders.World) -> None:
    case, document, referral = with_file(world)
    service.recall(actor_of(world.caseworker), referral.ref)
    asked = Asked(documents=(document.ref,))

    with pytest.raises(Refused) as caught:
        sent(world, case, consent=referral.consent_id, asked=asked)

    assert caught.value.reason is ReferralFault.FILES_ASKED_ANEW
    seen = service.preview(
        actor_of(world.caseworker), case.ref, world.partner_organisation.ref, "x", frozenset(), asked
    )
    assert seen.consents == ()


def test_a_file_of_another_case_or_one_that_is_gone_cannot_be_chosen(world: builders.World) -> None:
    foreign = filed(world, marked_case(world))
    gone = filed(world, case := marked_case(world))
    documents.remove(actor_of(world.caseworker), gone.ref)

    for ref in (foreign.ref, gone.ref):
        with pytest.raises(Refused) as caught:
            sent(world, case, asked=Asked(documents=(ref,)))
        assert caught.value.reason is ReferralFault.NO_SUCH_FILE


def test_a_link_opens_its_files_and_its_form_until_it_ends(world: builders.World) -> None:
    case = marked_case(world)
    document = filed(world, case)
    referral, link = linked(world, case, asked=Asked(documents=(document.ref,)))
    actor, other = came_by(link), sent(world)

    assert read(actor, referral)[1] == b"the bytes"
    assert service.print_own_copy(actor, referral.ref)[1].startswith(b"%PDF")
    with pytest.raises(NotFound):
        service.print_own_copy(actor, other.ref)
    service.end_link(actor_of(world.caseworker), referral.ref)
    for deed in (lambda: read(actor, referral), lambda: service.print_own_copy(actor, referral.ref)):
        with pytest.raises(NotFound):
            deed()


# The form


def test_the_sender_prints_every_copy_and_the_partner_its_own(world: builders.World) -> None:
    referral = sent(world, fields=frozenset(ConsentScope))
    caseworker = actor_of(world.caseworker)

    names = [service.print_form(caseworker, referral.ref, wanted)[0] for wanted in (tuple(Copy), (Copy.PERSON,))]

    assert names == [f"paper-{referral.ref}-0.pdf", f"paper-{referral.ref}-3.pdf"]
    assert service.print_own_copy(actor_of(world.partner), referral.ref)[0] == f"paper-{referral.ref}-1.pdf"
    made = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "export:made")).all()
    assert {tuple(entry.detail["filters"]["copies"]) for entry in made} == {
        ("receiving", "referring", "person"),
        ("person",),
        ("receiving",),
    }
    assert referral.received_at is not None


def test_once_it_is_closed_the_copy_of_the_centre_alone_is_left(world: builders.World) -> None:
    referral = sent(world)
    caseworker = actor_of(world.caseworker)
    service.recall(caseworker, referral.ref)

    assert service.copies_of(referral) == (Copy.REFERRING,)
    assert service.print_form(caseworker, referral.ref, (Copy.REFERRING,))[1].startswith(b"%PDF")
    for wanted in (tuple(Copy), (Copy.RECEIVING,), (Copy.PERSON,), ()):
        with pytest.raises(NotFound):
            service.print_form(caseworker, referral.ref, wanted)
    with pytest.raises(NotFound):
        service.print_own_copy(actor_of(world.partner), referral.ref)


def test_a_stranger_prints_nothing(world: builders.World) -> None:
    referral = sent(world)
    other = builders.make_organisation("Other clinic")

    with pytest.raises(NotFound):
        service.print_form(actor_of(world.other_caseworker), referral.ref, (Copy.REFERRING,))
    with pytest.raises(NotFound):
        service.print_own_copy(actor_of(builders.make_user("r@o.example", Role.PARTNER, None, other)), referral.ref)


def test_of_an_erased_packet_nothing_is_left_to_print(world: builders.World) -> None:
    referral = sent(world)
    with transaction():
        referral.data_key.destroy()

    assert service.copies_of(referral) == ()
    with pytest.raises(NotFound):
        service.print_form(actor_of(world.caseworker), referral.ref, (Copy.REFERRING,))


# Drafts


def test_a_draft_keeps_what_was_asked_and_the_next_one_begins_with_it(world: builders.World) -> None:
    case = marked_case(world)
    caseworker = actor_of(world.caseworker)
    facts = facts_for(world.partner_organisation.ref, asked=CODED, consent=None)

    draft = service.save_draft(caseworker, case.ref, facts)

    assert service.offer(caseworker, case.ref, world.partner_organisation.ref).asked == CODED
    assert draft.case_code is None
    assert b"doctor" not in bytes(draft.asked_sealed or b"")


def test_a_case_of_no_danger_begins_without_a_code(world: builders.World) -> None:
    offered = service.offer(actor_of(world.caseworker), marked_case(world).ref, world.partner_organisation.ref)

    assert offered.asked == Asked()
