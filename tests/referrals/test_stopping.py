"""A consent that ends closes everything with it; what it rests on is kept; the person hears it in their language."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import clock, worker
from mrc.audit import AuditEntry, Event
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus, Party
from mrc.casework.service import close
from mrc.db import db
from mrc.documents.models import Document
from mrc.documents.rules import Upload
from mrc.errors import Refused
from mrc.outbox import Letter, Outgoing, SendingState
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFault
from mrc.referrals import service
from mrc.referrals.models import ConsentRecording, Referral, ReferralLink
from mrc.referrals.rules import LinkEnd
from mrc.refs import spoken
from mrc.sessions import SessionRow
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.page import Client
from tests.referrals.scenes import WRITTEN, facts_for, follow, linked, marked_case, sent

OVER = NOW.replace(year=2027, month=2, day=2)
SOUND = b"OggS\0\2" + b"\0" * 20 + b"\1\x13OpusHead" + b"\0" * 40


def person_of(case: Case) -> Person:
    return db.session.get_one(Person, case.person_id)


def withdraw(world: builders.World, referral: Referral) -> None:
    case = db.session.get_one(Case, referral.case_id)
    people.withdraw_consent(actor_of(world.caseworker), person_of(case).ref, int(referral.consent_id or 0))


def happened(case: Case) -> list[EventCode]:
    query = sa.select(CaseEvent.code).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return list(db.session.scalars(query))


def waiting() -> dict[Letter, SendingState]:
    return {row.letter: row.state for row in db.session.scalars(sa.select(Outgoing))}


def test_a_withdrawal_gives_the_case_back_to_its_caseworker(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)

    withdraw(world, referral)

    assert happened(case)[-1] is EventCode.REFERRAL_STOPPED
    assert (case.move, case.status) == (Party.CASEWORKER, CaseStatus.OPEN)
    assert (referral.stopped_at, waiting()) == (NOW, {Letter.REFERRAL_FOR_PARTNER: SendingState.HELD_BACK})
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.REFERRAL_STOPPED)).one()
    assert (entry.actor_id, entry.subject_ref) == (world.caseworker.id, case.ref)


def test_a_withdrawal_leaves_nothing_to_send_and_nobody_inside(world: builders.World, client: Client) -> None:
    referral, link = linked(world)
    follow(client, link)

    withdraw(world, referral)

    assert set(waiting().values()) == {SendingState.QUEUED, SendingState.HELD_BACK}
    by_link = sa.select(Outgoing).where(Outgoing.letter == Letter.REFERRAL_BY_LINK)
    assert db.session.scalars(by_link).one().opens is None
    assert db.session.scalars(sa.select(ReferralLink.ended_because)).one() is LinkEnd.NO_CONSENT
    assert db.session.scalars(sa.select(SessionRow)).all() == []
    assert client.get(f"/partner/referrals/{spoken(referral.ref)}", follow=False).status == 303


def test_what_is_over_is_not_stopped_again(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    service.recall(actor_of(world.caseworker), referral.ref)

    withdraw(world, referral)

    assert EventCode.REFERRAL_STOPPED not in happened(case)


def test_the_worker_stops_what_ran_out_once_and_tells_the_caseworker(world: builders.World) -> None:
    case, other = marked_case(world), marked_case(world)
    referral, _link = linked(world, case)
    closed = sent(world, other)
    close(actor_of(world.supervisor), other.ref, Resolution.GOALS_MET, "done")

    assert service.stop_expired() == 0
    with clock.held_at(OVER):
        worker.look_after_referrals()
        assert service.stop_expired() == 0

    assert happened(case)[-1] is EventCode.REFERRAL_STOPPED
    assert case.move is Party.CASEWORKER
    assert (other.move, closed.stopped_at) == (Party.NOBODY, OVER)
    assert db.session.scalars(sa.select(ReferralLink.ended_because)).one() is LinkEnd.NO_CONSENT
    assert db.session.get_one(Referral, referral.id).stopped_at == OVER
    told = db.session.scalars(sa.select(Outgoing).where(Outgoing.letter == Letter.ANSWER_FOR_CASEWORKER)).all()
    assert {message.address for message in told} == {"ana@origin.example"}


def test_a_recorded_consent_needs_its_recording_which_becomes_a_file_of_the_case(world: builders.World) -> None:
    case, office = marked_case(world), actor_of(world.caseworker)
    facts = facts_for(world.partner_organisation.ref, consent=replace(WRITTEN, form="audio"))

    with pytest.raises(Refused) as refused:
        service.send(office, case.ref, facts)
    with service.ready_recording(office, case.ref, Upload(BytesIO(SOUND), len(SOUND), "yes.ogg")) as recording:
        referral = service.send(office, case.ref, facts, recording)

    assert (refused.value.reason, refused.value.field) == (ConsentFault.NEEDS_RECORDING, "recording")
    document = db.session.scalars(sa.select(Document).where(Document.case_id == case.id)).one()
    kept = db.session.scalars(sa.select(ConsentRecording)).one()
    assert (kept.consent_id, kept.document_id) == (referral.consent_id, document.id)
    assert service.show(office, referral.ref).recording == document.ref
    assert EventCode.DOCUMENT_ADDED in happened(case)


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({"form": "verbal_certified", "witness": "Mina"}, ConsentFault.NEEDS_CERTIFICATE, "certificate"),
        ({"expires_on": None}, ConsentFault.NEEDS_END, "expires_on"),
    ],
)
def test_a_consent_to_a_referral_is_whole_or_refused(
    world: builders.World, given: dict[str, Any], reason: ConsentFault, field: str
) -> None:
    case = marked_case(world)

    with pytest.raises(Refused) as refused:
        sent(world, case, consent=replace(WRITTEN, **given))

    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert db.session.scalars(sa.select(Consent.id)).all() == []


def third_step(client: Client, case: Case, organisation_ref: str) -> tuple[str, dict[str, Any]]:
    path = f"/office/cases/{spoken(case.ref)}/referrals/new/{spoken(organisation_ref)}"
    what = {"purpose": "Please advise.", "priority": "urgent", "shared": ["issues"], "step": "look"}
    return path, client.submit(path, what).form_values(path)


def test_the_list_is_read_aloud_and_printed_in_the_language_of_the_person(
    world: builders.World, client: Client
) -> None:
    case = marked_case(world)
    client.sign_in("ana@origin.example")
    path, form = third_step(client, case, world.partner_organisation.ref)

    shown = client.post(path, {**form, "language": "ar", "step": "speak"})
    paper = client.post(path, {**form, "language": "ar", "step": "print"})
    unknown = client.post(path, {**form, "language": "uz", "step": "speak"})

    aloud = next(part for part in shown.all("div") if part.get("lang") == "ar")
    assert aloud.get("dir") == "rtl"
    assert "Clinic of the test" in "".join(aloud.itertext())
    assert "فبراير" in "".join(aloud.itertext())
    assert (paper.root.get("lang"), paper.root.get("dir")) == ("ar", "rtl")
    assert "MARK-NAME" not in paper.text
    assert "Read this with an interpreter" in unknown.words()
    assert shown.form_values(path)["purpose"] == "Please advise."


def test_a_recording_is_added_with_the_consent(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    client.sign_in("ana@origin.example")
    path, form = third_step(client, case, world.partner_organisation.ref)
    agreed = {**form, "given_as": "audio", "language": "ne", "agreed": "y", "step": "send"}

    without = client.post(path, agreed)
    wrong = client.post(path, {**agreed, "recording": (BytesIO(b"MZ\0\1" * 9), "yes.ogg")})
    done = client.post(path, {**agreed, "recording": (BytesIO(SOUND), "yes.ogg")})

    assert "Add the recording." in without.words()
    assert (without.status, wrong.status, done.status) == (422, 422, 200)
    assert "Recording, or photo of the signed paper" in done.words()
    assert len(db.session.scalars(sa.select(Document.id)).all()) == 1


def test_a_consent_is_taken_back_from_the_page_of_the_referral_and_leads_back_to_the_case(
    world: builders.World, client: Client
) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    here, of_case = f"/office/referrals/{spoken(referral.ref)}", f"/office/cases/{spoken(case.ref)}"
    client.sign_in("ana@origin.example")
    link = next(str(one.get("href")) for one in client.get(here).all("a") if "withdraw" in str(one.get("href")))
    assert link in {str(one.get("href")) for one in client.get(of_case).all("a")}

    asked = client.get(link)
    done = client.submit(link, {}, follow=False)
    stopped = client.get(here)

    assert "Clinic of the test" in asked.words()
    assert str(done.response.location).startswith(of_case)
    assert "Ask the person again" in stopped.words()
    assert "withdraw" not in stopped.text
    assert "Referral stopped" in client.get(of_case).words()


def test_a_consent_that_ran_out_says_so_before_the_worker_came_by(world: builders.World, client: Client) -> None:
    referral = sent(world, consent=replace(WRITTEN, expires_on=date(2026, 11, 20)))

    with clock.held_at(NOW + timedelta(days=1)):
        client.sign_in("ana@origin.example")
        page = client.get(f"/office/referrals/{spoken(referral.ref)}")

    assert "The consent no longer holds." in page.words()
