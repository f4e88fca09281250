"""Referrals are sent with consent or not at all, answered once, and closed at once when anything no longer holds."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import clock, outbox
from mrc.audit import AuditEntry
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import CaseStatus, Party, Priority
from mrc.casework.service import close
from mrc.db import db, transaction
from mrc.directory.models import Organisation, OrganisationContact
from mrc.directory.rules import OrganisationKind, OrganisationStatus
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Outgoing
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFacts, ConsentFault, ConsentForm, Purpose
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    ConsentScope,
    ReferralFault,
    ReferralState,
    Wanted,
)
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.referrals.scenes import WRITTEN, facts_for, marked_case, marked_person, sent


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def events(case: Case) -> list[EventCode]:
    return list(
        db.session.scalars(sa.select(CaseEvent.code).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id))
    )


def recorded() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.chain, AuditEntry.seq)))


def embassy(**values: Any) -> Organisation:
    values = {"country": "QA", "sending_country": "NP", **values}
    return builders.make_organisation("Embassy of Nepal", OrganisationKind.CONSULATE, **values)


def refused(world: builders.World, case: Case, **values: Any) -> ReferralFault:
    """The reason for which a referral is refused; and nothing at all was written."""
    before = [count(model) for model in (Referral, Consent, CaseEvent, Outgoing, AuditEntry)]
    target = values.pop("to", world.partner_organisation)

    with pytest.raises(Refused) as caught:
        service.send(actor_of(world.caseworker), case.ref, facts_for(target.ref, **values))

    assert [count(model) for model in (Referral, Consent, CaseEvent, Outgoing, AuditEntry)] == before
    return caught.value.reason


def test_a_referral_is_sent_with_consent_event_notice_and_record(world: builders.World) -> None:
    case = marked_case(world)

    referral = sent(world, case)

    consent = db.session.scalars(sa.select(Consent).where(Consent.id == referral.consent_id)).one()
    assert (consent.purpose, consent.case_id, consent.fields) == (
        Purpose.REFERRAL,
        case.id,
        ["case_reference", "issues"],
    )
    assert referral.fields == ["case_reference", "issues"]
    assert referral.answer_due_at == NOW + timedelta(hours=72)
    assert events(case)[-1] is EventCode.REFERRED
    assert (case.move, case.status) == (Party.PARTNER, CaseStatus.WAITING)
    letter = db.session.scalars(sa.select(Outgoing)).one()
    assert (letter.letter, letter.address) == (Letter.REFERRAL_FOR_PARTNER, "pat@clinic.example")
    assert {"consent:given", "referral:sent"} <= set(recorded())


def test_the_packet_is_sealed_and_the_clear_columns_tell_nothing_of_the_person(world: builders.World) -> None:
    referral = sent(world, fields=frozenset({ConsentScope.NAME, ConsentScope.SUMMARY}))

    row = db.session.execute(sa.select(Referral.__table__)).mappings().one()
    assert "MARK-NAME" in str(referral.packet)
    assert "MARK" not in str({name: value for name, value in row.items() if not name.endswith("_sealed")})
    assert b"MARK" not in bytes(row["packet_sealed"])


def test_the_packet_is_frozen(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case, fields=frozenset({ConsentScope.SUMMARY}))
    with transaction():
        case.summary = "LATER"

    view = service.open_referral(actor_of(world.partner), referral.ref)

    assert [line.value for line in view.packet.fields if line.field is ConsentScope.SUMMARY] == ["MARK-SUMMARY"]


def test_without_consent_there_is_no_referral(world: builders.World) -> None:
    assert refused(world, marked_case(world), consent=None) is ReferralFault.NO_CONSENT


def test_a_spoken_consent_needs_its_witness(world: builders.World) -> None:
    spoken = replace(WRITTEN, form="verbal_certified")

    assert refused(world, marked_case(world), consent=spoken) is ConsentFault.NEEDS_WITNESS


def give(world: builders.World, case: Case, **values: Any) -> Consent:
    person = db.session.scalars(sa.select(Person).where(Person.id == case.person_id)).one()
    values = {
        "purpose": Purpose.REFERRAL,
        "form": ConsentForm.WRITTEN,
        "language": "ne",
        "fields": ("case_reference", "issues"),
        "organisation_id": world.partner_organisation.id,
        "case_id": case.id,
        "expires_on": date(2027, 2, 1),
        **values,
    }
    return people.give_consent(actor_of(world.caseworker), person, ConsentFacts(**values))


def test_a_consent_given_earlier_carries_a_referral(world: builders.World) -> None:
    case = marked_case(world)
    consent = give(world, case)

    referral = sent(world, case, consent=consent.id)

    assert referral.consent_id == consent.id
    assert count(Consent) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"fields": ("case_reference",)}, ReferralFault.CONSENT_NARROWER),
        ({"purpose": Purpose.STATISTICS}, ReferralFault.NO_CONSENT),
        ({"purpose": Purpose.SHARE_WITH_AUTHORITY}, ReferralFault.NO_CONSENT),
        ({"expires_on": date(2026, 11, 20)}, None),
    ],
)
def test_an_earlier_consent_must_reach_far_enough(
    world: builders.World, values: dict[str, Any], reason: ReferralFault | None
) -> None:
    case = marked_case(world)
    consent = give(world, case, **values)

    outcome = None if reason is None and sent(world, case, consent=consent.id) else reason

    assert outcome is reason
    assert reason is None or refused(world, case, consent=consent.id) is reason


def test_a_consent_withdrawn_expired_or_of_somebody_else_carries_nothing(world: builders.World) -> None:
    case = marked_case(world)
    withdrawn, expired = give(world, case), give(world, case, expires_on=date(2026, 11, 20))
    others = give(world, builders.make_case(world.origin))
    elsewhere = give(world, case, organisation_id=builders.make_organisation("Other clinic").id)
    person_ref = db.session.scalars(sa.select(Person.ref).where(Person.id == case.person_id)).one()
    people.withdraw_consent(actor_of(world.caseworker), person_ref, withdrawn.id)

    assert refused(world, case, consent=withdrawn.id) is ReferralFault.NO_CONSENT
    assert refused(world, case, consent=others.id) is ReferralFault.NO_CONSENT
    assert refused(world, case, consent=elsewhere.id) is ReferralFault.NO_CONSENT
    assert refused(world, case, consent=999_999) is ReferralFault.NO_CONSENT
    with clock.held_at(NOW + timedelta(days=1)):
        assert refused(world, case, consent=expired.id) is ReferralFault.NO_CONSENT


def test_what_is_sent_is_what_was_shown(world: builders.World) -> None:
    case = marked_case(world)
    actor = actor_of(world.caseworker)
    fields = frozenset({ConsentScope.SUMMARY})
    shown = service.preview(actor, case.ref, world.partner_organisation.ref, "Help.", fields)
    with transaction():
        case.summary = "LATER"

    assert refused(world, case, purpose="Help.", fields=fields, seen=shown.seen) is ReferralFault.FILE_CHANGED
    again = service.preview(actor, case.ref, world.partner_organisation.ref, "Help.", fields)
    assert sent(world, case, purpose="Help.", fields=fields, seen=again.seen).state is ReferralState.SENT


def test_a_field_of_which_nothing_is_known_is_not_in_the_consent(world: builders.World) -> None:
    referral = sent(world, fields=frozenset({ConsentScope.CLAIM, ConsentScope.ISSUES}))

    assert referral.fields == ["case_reference", "issues"]


def test_a_case_is_not_referred_twice_to_one_organisation_while_it_waits(world: builders.World) -> None:
    case = marked_case(world)
    first = sent(world, case)

    assert refused(world, case) is ReferralFault.ALREADY_OPEN

    service.recall(actor_of(world.caseworker), first.ref)
    assert sent(world, case).state is ReferralState.SENT


def test_a_closed_case_is_not_referred(world: builders.World) -> None:
    case = marked_case(world)
    close(actor_of(world.supervisor), case.ref, Resolution.GOALS_MET, "done")

    assert refused(world, case) is ReferralFault.CASE_CLOSED


def test_an_inactive_organisation_is_not_asked(world: builders.World) -> None:
    case = marked_case(world)
    with transaction():
        world.partner_organisation.status = OrganisationStatus.INACTIVE

    assert refused(world, case) is ReferralFault.ORGANISATION_INACTIVE


@pytest.mark.parametrize(
    ("person", "case"),
    [
        ({"nationality": None}, {}),
        ({"nationality": "BD"}, {}),
        ({}, {"destination_country": "KW"}),
        ({}, {"issue": IssueCode.TRAFFICKING_INDICATOR}),
        ({}, {"is_restricted": True}),
        ({"is_restricted": True}, {}),
    ],
)
def test_a_consulate_is_refused_whatever_the_opt_in_says(
    world: builders.World, person: dict[str, Any], case: dict[str, Any]
) -> None:
    found = marked_case(world, marked_person(world, **person), **case)

    reason = refused(
        world, found, to=embassy(), is_safe_to_ask_consulate=True, consulate_reason="She asked for a passport."
    )

    assert reason is ReferralFault.CONSULATE_UNSAFE


def test_a_consulate_needs_the_persons_wish_in_writing(world: builders.World) -> None:
    case, office = marked_case(world), embassy()

    assert refused(world, case, to=office) is ReferralFault.CONSULATE_NEEDS_REASON
    assert refused(world, case, to=office, is_safe_to_ask_consulate=True) is ReferralFault.CONSULATE_NEEDS_REASON
    facts = facts_for(office.ref, is_safe_to_ask_consulate=True, consulate_reason="She needs a new passport.")
    referral = service.send(actor_of(world.caseworker), case.ref, facts)

    note = db.session.scalars(sa.select(CaseEvent).where(CaseEvent.subject_ref == referral.ref)).one().note
    assert note == "She needs a new passport."


def test_candidates_come_with_reasons_and_are_kept_without_those_that_tell_of_the_person(
    world: builders.World,
) -> None:
    case = marked_case(world)
    builders.make_organisation("Other issues", issue_codes=["PHYSICAL_ABUSE"])
    builders.make_organisation("Elsewhere", country="KW")

    proposal = service.propose(actor_of(world.caseworker), case.ref, OrganisationKind.LEGAL_CLINIC)
    referral = sent(world, case)

    assert [one.partner.name for one in proposal.proposed] == ["Clinic of the test"]
    assert [one.partner.name for one in proposal.refused] == ["Other issues"]
    assert referral.candidates["chosen"] == world.partner_organisation.ref
    assert set(referral.candidates) == {"kind", "chosen", "proposed", "not_proposed"}
    assert referral.candidates["not_proposed"] == [proposal.refused[0].partner.ref]


def test_an_organisation_without_accounts_is_written_to_at_its_address(world: builders.World) -> None:
    other = builders.make_organisation("No account")
    with transaction():
        db.session.add(OrganisationContact(organisation_id=other.id, kind="email", value="desk@other.example"))

    service.send(actor_of(world.caseworker), marked_case(world).ref, facts_for(other.ref))

    assert db.session.scalars(sa.select(Outgoing)).one().address == "desk@other.example"


def test_both_or_neither(world: builders.World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = marked_case(world)
    before = [count(model) for model in (Referral, Consent, CaseEvent, Outgoing, AuditEntry)]

    def fails(*args: Any, **values: Any) -> None:
        raise RuntimeError("the outbox is broken")

    monkeypatch.setattr(outbox, "put", fails)
    with pytest.raises(RuntimeError):
        sent(world, case)

    assert [count(model) for model in (Referral, Consent, CaseEvent, Outgoing, AuditEntry)] == before
    db.session.expire_all()
    assert db.session.scalars(sa.select(Case.move).where(Case.id == case.id)).one() is Party.CASEWORKER


@pytest.mark.parametrize("who", ["other_caseworker", "other_supervisor", "partner", "administrator", "auditor"])
def test_only_the_centre_of_the_case_refers_shows_and_recalls(world: builders.World, who: str) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    stranger = actor_of(getattr(world, who))

    for deed in (
        lambda: service.send(stranger, case.ref, facts_for(world.partner_organisation.ref)),
        lambda: service.show(stranger, referral.ref),
        lambda: service.recall(stranger, referral.ref),
        lambda: service.propose(stranger, case.ref, OrganisationKind.UNION),
        lambda: service.offer(stranger, case.ref, world.partner_organisation.ref),
        lambda: service.preview(stranger, case.ref, world.partner_organisation.ref, "x", frozenset()),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_restricted_case_is_referred_by_its_team_alone(world: builders.World) -> None:
    case = marked_case(world, is_restricted=True)

    with pytest.raises(NotFound):
        service.send(actor_of(world.colleague), case.ref, facts_for(world.partner_organisation.ref))


def test_the_list_shows_the_longest_overdue_first_and_only_ones_own(world: builders.World) -> None:
    normal = sent(world, priority=Priority.NORMAL)
    urgent = sent(world, priority=Priority.EMERGENCY)
    secret = sent(world, marked_case(world, is_restricted=True))

    with clock.held_at(NOW + timedelta(days=2)):
        listed, has_more = service.list_referrals(actor_of(world.caseworker), Wanted.WAITING)
        colleague, _more = service.list_referrals(actor_of(world.colleague), Wanted.WAITING)
        stranger, _more = service.list_referrals(actor_of(world.other_supervisor), Wanted.ALL)

    assert [one.line.ref for one in listed] == [urgent.ref, secret.ref, normal.ref]
    assert [one.line.is_overdue for one in listed] == [True, False, False]
    assert listed[0].person is not None
    assert listed[0].person.name == "MARK-NAME"
    assert not has_more
    assert [one.line.ref for one in colleague] == [urgent.ref, normal.ref]
    assert stranger == []


def test_the_list_is_read_page_by_page(world: builders.World) -> None:
    refs = [sent(world).ref for _number in range(3)]
    actor = actor_of(world.caseworker)

    first, has_more = service.list_referrals(actor, Wanted.WAITING, limit=2)
    last = first[-1].line
    rest, _more = service.list_referrals(actor, Wanted.WAITING, (last.answer_due_at, last.id), limit=2)
    newest, _more = service.list_referrals(actor, Wanted.ALL, limit=1)

    assert has_more
    assert [one.line.ref for one in (*first, *rest)] == refs
    assert newest[0].line.ref == refs[-1]


def test_answers_are_counted_for_the_own_centre(world: builders.World) -> None:
    service.accept(actor_of(world.partner), sent(world).ref)
    sent(world)

    counts = service.sent_to(actor_of(world.caseworker), world.partner_organisation.id)

    assert counts == {ReferralState.ACCEPTED: 1, ReferralState.SENT: 1}
    assert service.sent_to(actor_of(world.other_caseworker), world.partner_organisation.id) == {}
