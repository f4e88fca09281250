"""What another centre is shown of a case before it decides, on which consent, and what stays of it on either side."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.casework import service
from mrc.casework.models import Case, Handover, Task
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.package import CHOSEN, OfferFacts, PackagePart
from mrc.casework.rules.stages import Priority, Stage
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault, TaskFacts, TaskKind
from mrc.casework.rules.work import WorkGroup
from mrc.claims import service as claims
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Outgoing
from mrc.people import service as people
from mrc.people.models import Consent, Person, Phone
from mrc.people.rules import ConsentFacts, ConsentForm, ConsentScope, Purpose
from tests.builders import actor_of, make_case, make_person
from tests.casework import offering
from tests.casework.test_service import TODAY
from tests.documents.adding import add as add_file
from tests.referrals.scenes import sent


def agree(world, person, purpose, **values):
    """A consent that the first centre asked for."""
    facts = ConsentFacts(purpose, ConsentForm.WRITTEN, "ne", **values)
    return people.give_consent(actor_of(world.caseworker), person, facts)


def person_of(case):
    return db.session.get_one(Person, case.person_id)


def filled_case(world):
    """A case with something in every part of the package, and the worker's name wherever somebody may write one."""
    person = make_person(world.origin, other_names="Sita di")
    with transaction():
        phone = Phone(data_key=person.data_key, person_id=person.id, number_blind=b"x")
        phone.number = "+97455123456"
        db.session.add(phone)
    case = make_case(world.origin, person, world.caseworker)
    actor = actor_of(world.caseworker)
    with transaction():
        case.summary = "Sita Gurung (सीता) was not paid, ring 55 123 456."
    service.add_task(actor, case.ref, TaskFacts(TaskKind.CALL, "Ring Sita at noon", TODAY))
    agree(world, person, Purpose.SERVICE)
    agree(world, person, Purpose.MEDIA)
    upload = Upload(io.BytesIO(b"July: nothing"), 13, "Sita-Gurung-slip.txt")
    add_file(actor, case, upload, DocumentFacts(EvidenceKind.PAY_SLIP, "Sita brought it"))
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    head = ClaimFacts(None, "QA", "QAR", first, last, False, Decimal(1200), "Sita says so")
    claims.record_claim(actor, case.ref, head, [LineFacts(Component.UNPAID_WAGE, Decimal(7200), first, last)])
    return case


def package_of(world, case, parts=CHOSEN, note="Please."):
    return service.preview(actor_of(world.caseworker), case.ref, world.destination.id, frozenset(parts), note).package


class TestPackage:
    def test_it_holds_every_part_and_names_nobody(self, world):
        case = filled_case(world)

        package = package_of(world, case, note="Sita flies on Monday.")

        parts = package.parts
        assert list(parts) == list(PackagePart)
        assert package.note == "[…] flies on Monday."
        assert parts[PackagePart.SUMMARY] == [{"text": "[…] ([…]) was not paid, ring […]."}]
        assert [(line["title"], line["due_on"]) for line in parts[PackagePart.PLAN]] == [
            ("Ring […] at noon", TODAY.isoformat())
        ]
        (evidence,) = parts[PackagePart.EVIDENCE]
        (document,) = documents.of_case(case.id)
        assert (evidence["kind"], evidence["sha256"]) == (EvidenceKind.PAY_SLIP, document.sha256)
        (claim,) = parts[PackagePart.CLAIMS]
        assert (claim["currency"], claim["claimed"], claim["received"]) == ("QAR", "7200", None)
        assert [line["kind"] for line in parts[PackagePart.DEADLINES]] == ["limit"]
        lapses = {line["purpose"]: line["lapses"] for line in parts[PackagePart.CONSENTS]}
        assert lapses == {Purpose.SERVICE: False, Purpose.MEDIA: True}
        for name in ("Sita", "Gurung", "सीता", "55123456", case.ref):
            assert name not in str(parts)

    def test_partners_are_told_by_kind_alone(self, world):
        referral = sent(world)
        case = service.get_case(actor_of(world.supervisor), case_ref_of(referral))

        (line,) = package_of(world, case).parts[PackagePart.REFERRALS]

        assert (line["kind"], line["state"]) == ("legal_clinic", "sent")
        assert world.partner_organisation.name not in str(line)

    def test_what_the_sender_leaves_out_is_not_there_and_the_rest_always_is(self, world):
        package = package_of(world, filled_case(world), parts=())

        assert set(package.parts) == set(PackagePart) - set(CHOSEN)

    def test_it_is_frozen_when_it_is_offered(self, world):
        case = filled_case(world)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        with transaction():
            case.summary = "Paid meanwhile."

        package = service.get_offer(actor_of(world.other_caseworker), offer.ref).package

        assert "not paid" in package.parts[PackagePart.SUMMARY][0]["text"]
        assert package.is_whole

    def test_what_changed_since_it_was_looked_at_is_looked_at_again(self, world):
        case = filled_case(world)
        seen = package_of(world, case).fingerprint
        with transaction():
            case.summary = "Another one."
        facts = OfferFacts(world.destination.id, "Please.", frozenset(CHOSEN), offering.AGREED, seen)

        with pytest.raises(Refused) as refused:
            service.ask_hand_over(actor_of(world.caseworker), case.ref, facts)

        assert refused.value.reason is HandoverFault.CHANGED


def case_ref_of(referral):
    return db.session.get_one(Case, referral.case_id).ref


class TestConsent:
    def test_it_is_put_on_record_with_the_centre_and_the_case(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        spoken = replace(offering.AGREED, form=ConsentForm.GUARDIAN, witness="His aunt", language="bn")

        offer = offering.offer(actor_of(world.caseworker), case, world.destination, consent=spoken)

        consent = db.session.get_one(Consent, offer.consent_id)
        assert (consent.purpose, consent.centre_id, consent.case_id) == (
            Purpose.HAND_OVER,
            world.destination.id,
            case.id,
        )
        assert (consent.form, consent.witness, consent.language) == (ConsentForm.GUARDIAN, "His aunt", "bn")

    @pytest.mark.parametrize("which", ["none", "other purpose", "other centre", "withdrawn"])
    def test_nothing_is_offered_without_one_for_this_centre_and_case(self, world, which):
        case = make_case(world.origin, caseworker=world.caseworker)
        named = {"case_id": case.id, "centre_id": world.destination.id}
        purpose = Purpose.CASE_MANAGEMENT if which == "other purpose" else Purpose.HAND_OVER
        if which == "other centre":
            named["centre_id"] = world.origin.id
        consent = None if which == "none" else agree(world, person_of(case), purpose, **named).id
        if which == "withdrawn":
            people.withdraw_consent(actor_of(world.caseworker), person_of(case).ref, consent)

        with pytest.raises(Refused) as refused:
            offering.offer(actor_of(world.caseworker), case, world.destination, consent=consent)

        assert refused.value.reason is HandoverFault.NO_CONSENT
        assert db.session.scalars(sa.select(Handover)).all() == []

    def test_one_that_still_holds_serves_again(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        actor = actor_of(world.caseworker)
        first = offering.offer(actor, case, world.destination)
        service.withdraw(actor, case.ref)

        (usable,) = service.preview(actor, case.ref, world.destination.id, frozenset(), "x").consents
        again = offering.offer(actor, case, world.destination, consent=usable.id)

        assert again.consent_id == first.consent_id

    def test_taking_it_back_takes_back_the_offer(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)

        people.withdraw_consent(actor_of(world.caseworker), person_of(case).ref, offer.consent_id)

        assert offer.answer is HandoverAnswer.WITHDRAWN
        assert service.get_offer(actor_of(world.other_caseworker), offer.ref).package is None

    def test_once_it_ran_out_nothing_is_shown_or_accepted_but_it_can_be_declined(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        ends = replace(offering.AGREED, expires_on=clock.today() + timedelta(days=2))
        offer = offering.offer(actor_of(world.caseworker), case, world.destination, consent=ends)
        receiver = actor_of(world.other_caseworker)

        with clock.held_at(clock.now() + timedelta(days=4)):
            shown = service.get_offer(receiver, offer.ref).package
            with pytest.raises(Refused) as refused:
                service.accept(receiver, offer.ref)
            service.decline(receiver, offer.ref, "Too late.")

        assert shown is None
        assert refused.value.reason is HandoverFault.NO_CONSENT
        assert (case.centre_id, offer.answer) == (world.origin.id, HandoverAnswer.DECLINED)


class TestMoving:
    def test_what_was_agreed_with_the_former_centre_lapses_and_is_asked_again(self, world):
        person = make_person(world.origin)
        case = make_case(world.origin, person, world.caseworker)
        kept = agree(world, person, Purpose.STATISTICS)
        ended = agree(world, person, Purpose.SHARE_WITH_AUTHORITY, fields=(ConsentScope.STAGE.value,))
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)

        service.accept(actor_of(world.other_caseworker), offer.ref)

        task = db.session.scalars(sa.select(Task)).one()
        assert (kept.withdrawn_at, ended.has_lapsed, ended.withdrawn_at is None) == (None, True, False)
        assert task.title == "Ask the worker again what they agree to: Sharing with an authority"
        assert task.assignee_id == world.other_caseworker.id

    def test_nothing_lapses_and_nobody_is_forgotten_while_another_case_stays(self, world):
        person = make_person(world.origin)
        case, _other = (make_case(world.origin, person, world.caseworker) for _ in range(2))
        consent = agree(world, person, Purpose.MEDIA)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)

        service.accept(actor_of(world.other_caseworker), offer.ref)

        assert not consent.has_lapsed
        assert people.get_person(actor_of(world.caseworker), person.ref) is person

    def test_the_former_centre_knows_the_person_no_longer_until_the_case_comes_back(self, world):
        person = make_person(world.origin)
        case = make_case(world.origin, person, world.caseworker)
        sender, receiver = actor_of(world.caseworker), actor_of(world.other_caseworker)
        service.accept(receiver, offering.offer(sender, case, world.destination).ref)

        with pytest.raises(NotFound):
            people.get_person(sender, person.ref)
        assert people.find(sender, "Sita") == []
        assert service.came_from(receiver, case.ref) == world.origin.id
        service.accept(sender, offering.offer(receiver, case, world.origin).ref)
        assert [found.ref for found in people.find(sender, "Sita")] == [person.ref]

    def test_the_worker_gets_neutral_news_and_partners_get_nothing(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        person = person_of(case)
        with transaction():
            person.contact_channels = ["email"]
            person.email = "sita@home.example"
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)

        service.accept(actor_of(world.other_caseworker), offer.ref)

        letters = db.session.scalars(sa.select(Outgoing).order_by(Outgoing.id)).all()
        assert [(one.letter, one.language) for one in letters] == [
            (Letter.HAND_OVER_FOR_CENTRE, "en"),
            (Letter.NEWS_FOR_MIGRANT, "ne"),
        ]

    def test_files_are_readable_for_the_new_centre_alone_and_only_then(self, world):
        case = filled_case(world)
        (document,) = documents.of_case(case.id)
        sender, receiver = actor_of(world.caseworker), actor_of(world.other_caseworker)
        offer = offering.offer(sender, case, world.destination)

        with pytest.raises(NotFound):
            documents.get_document(receiver, document.ref)
        service.accept(receiver, offer.ref)

        assert documents.get_document(receiver, document.ref)[0] is document
        with pytest.raises(NotFound):
            documents.get_document(sender, document.ref)

    def test_a_closed_case_is_not_taken_over(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        service.close(actor_of(world.caseworker), case.ref, Resolution.GOALS_MET, "Done.")

        with pytest.raises(Refused) as refused:
            service.accept(actor_of(world.other_caseworker), offer.ref)

        assert refused.value.reason is HandoverFault.CASE_CLOSED


class TestWhatStays:
    def test_both_sides_read_the_same_package_later(self, world):
        case = filled_case(world)
        sender, receiver = actor_of(world.caseworker), actor_of(world.other_caseworker)
        offer = offering.offer(sender, case, world.destination)

        with pytest.raises(NotFound):
            service.get_kept(receiver, offer.ref)
        service.accept(receiver, offer.ref)
        theirs, ours = (service.get_kept(actor, offer.ref) for actor in (receiver, sender))

        assert theirs.package == ours.package
        assert ours.package.is_whole
        assert service.get_stub(sender, case.ref).package_of == offer.ref

    def test_the_stub_tells_nothing_of_later(self, world):
        case = make_case(world.origin, caseworker=world.caseworker)
        sender, receiver = actor_of(world.caseworker), actor_of(world.other_caseworker)
        service.accept(receiver, offering.offer(sender, case, world.destination).ref)
        before = service.get_stub(sender, case.ref)

        service.enter_stage(receiver, case.ref, Stage.RETURN)
        with transaction():
            case.summary = "Later."

        assert service.get_stub(sender, case.ref) == before
        assert "Later." not in str(service.get_kept(sender, before.package_of).package)

    def test_of_a_restricted_case_only_who_offered_it_and_the_supervisor_read_the_package(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)
        service.accept(actor_of(world.other_supervisor), offer.ref)

        for reader in (world.caseworker, world.supervisor, world.other_supervisor):
            assert service.get_kept(actor_of(reader), offer.ref).case_ref == case.ref
        for stranger in (world.colleague, world.other_caseworker, world.partner, world.administrator):
            with pytest.raises(NotFound):
                service.get_kept(actor_of(stranger), offer.ref)
        assert service.get_stub(actor_of(world.colleague), case.ref).package_of is None

    def test_nothing_of_it_can_be_read_once_the_case_is_erased(self, world):
        case = filled_case(world)
        sender = actor_of(world.caseworker)
        offer = offering.offer(sender, case, world.destination)
        with transaction():
            case.data_key.destroy()

        with pytest.raises(NotFound):
            service.get_kept(sender, offer.ref)


class TestList:
    def test_what_was_offered_is_listed_the_newest_first(self, world):
        cases = [make_case(world.origin, caseworker=world.caseworker) for _ in range(3)]
        offers = [offering.offer(actor_of(world.caseworker), case, world.destination) for case in cases]
        service.accept(actor_of(world.other_caseworker), offers[1].ref)

        page, has_more = service.list_offers(actor_of(world.colleague), limit=2)
        rest, _more = service.list_offers(actor_of(world.colleague), before=page[-1].id, limit=2)

        assert [line.case_ref for line in page + rest] == [case.ref for case in reversed(cases)]
        assert [line.answer for line in page] == [HandoverAnswer.OPEN, HandoverAnswer.ACCEPTED]
        assert has_more
        assert service.list_offers(actor_of(world.other_caseworker)) == ([], False)

    def test_restricted_cases_are_listed_for_few(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, is_restricted=True)
        offering.offer(actor_of(world.caseworker), case, world.destination)

        told = [bool(service.list_offers(actor_of(user))[0]) for user in (world.caseworker, world.supervisor)]

        assert told == [True, True]
        assert service.list_offers(actor_of(world.colleague)) == ([], False)


class TestWaiting:
    def test_an_offer_that_waits_too_long_stands_on_the_list_of_both_sides(self, world):
        case = make_case(world.origin, caseworker=world.caseworker, priority=Priority.URGENT)
        offer = offering.offer(actor_of(world.caseworker), case, world.destination)

        def listed(user, kind):
            return [
                line.ref for group in service.my_work(actor_of(user)) if group.kind is kind for line in group.lines
            ]

        assert listed(world.supervisor, WorkGroup.LATE_OFFERS) == []
        with clock.held_at(offer.due_at + timedelta(hours=1)):
            assert listed(world.supervisor, WorkGroup.LATE_OFFERS) == [offer.ref]
            assert listed(world.caseworker, WorkGroup.LATE_OFFERS) == [offer.ref]
            assert listed(world.colleague, WorkGroup.LATE_OFFERS) == []
            assert listed(world.other_supervisor, WorkGroup.OFFERS) == [offer.ref]
