"""Partners answer once; a referral closes at once when anything no longer holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.access import Role
from mrc.audit import AuditEntry
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus, Party
from mrc.casework.service import close
from mrc.db import db, transaction
from mrc.directory.rules import OrganisationStatus
from mrc.errors import NotAllowed, NotFound, Refused
from mrc.outbox import Letter, Outgoing
from mrc.people import service as people
from mrc.people.models import Person
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    DeclineReason,
    ReferralFault,
    ReferralOutcome,
    ReferralState,
    Wanted,
)
from tests import builders
from tests.builders import actor_of
from tests.referrals.scenes import marked_case, sent


def events(case: Case) -> list[EventCode]:
    return list(
        db.session.scalars(sa.select(CaseEvent.code).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id))
    )


def recorded() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.chain, AuditEntry.seq)))


def test_a_partner_opens_accepts_and_reports(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    pat = actor_of(world.partner)

    assert service.inbox(pat).new[0].state is ReferralState.SENT
    assert service.open_referral(pat, referral.ref).state is ReferralState.RECEIVED
    service.accept(pat, referral.ref)
    assert [line.ref for line in service.inbox(pat).accepted] == [referral.ref]
    service.report(pat, referral.ref, ReferralOutcome.ADVISED, "Two sessions.")

    assert events(case)[-3:] == [EventCode.REFERRED, EventCode.REFERRAL_ACCEPTED, EventCode.REFERRAL_REPORTED]
    assert case.move is Party.CASEWORKER
    db.session.refresh(referral)
    assert (referral.state, referral.outcome, referral.outcome_note) == (
        ReferralState.COMPLETED,
        ReferralOutcome.ADVISED,
        "Two sessions.",
    )
    letters = db.session.scalars(sa.select(Outgoing).where(Outgoing.letter == Letter.ANSWER_FOR_CASEWORKER))
    assert [letter.address for letter in letters] == ["ana@origin.example", "ana@origin.example"]
    assert {"referral:read", "referral:accepted", "referral:reported"} <= set(recorded())
    assert [line.outcome for line in service.inbox(pat).done] == [ReferralOutcome.ADVISED]


def test_a_partner_declines_with_a_reason(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    pat = actor_of(world.partner)

    with pytest.raises(Refused) as caught:
        service.decline(pat, referral.ref, DeclineReason.OTHER, None)
    service.decline(pat, referral.ref, DeclineReason.NO_CAPACITY, None)

    assert caught.value.reason is ReferralFault.NEEDS_NOTE
    assert events(case)[-1] is EventCode.REFERRAL_DECLINED
    assert case.move is Party.CASEWORKER


def test_nothing_is_reported_before_it_is_accepted_nor_accepted_twice(world: builders.World) -> None:
    referral = sent(world)
    pat = actor_of(world.partner)

    with pytest.raises(Refused) as early:
        service.report(pat, referral.ref, ReferralOutcome.HELPED, None)
    service.accept(pat, referral.ref)
    with pytest.raises(Refused) as twice:
        service.accept(pat, referral.ref)

    assert early.value.reason is twice.value.reason is ReferralFault.NOT_ANSWERABLE


def closed_for(pat: Any, referral: Referral) -> None:
    """Whatever a partner tries, there is no such referral; and none stands open in the inbox."""
    for deed in (
        lambda: service.open_referral(pat, referral.ref),
        lambda: service.accept(pat, referral.ref),
        lambda: service.decline(pat, referral.ref, DeclineReason.LANGUAGE, None),
        lambda: service.report(pat, referral.ref, ReferralOutcome.HELPED, None),
    ):
        with pytest.raises(NotFound):
            deed()
    inbox = service.inbox(pat)
    assert inbox.new == inbox.accepted == ()


def test_it_closes_when_the_consent_is_withdrawn(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    pat = actor_of(world.partner)
    service.accept(pat, referral.ref)
    person_ref = db.session.scalars(sa.select(Person.ref).where(Person.id == case.person_id)).one()

    people.withdraw_consent(actor_of(world.caseworker), person_ref, referral.consent_id)

    closed_for(pat, referral)
    assert service.of_case(case.id)[0].is_stopped
    assert service.show(actor_of(world.caseworker), referral.ref).is_stopped


def test_it_closes_when_the_consent_ends(world: builders.World) -> None:
    referral = sent(world)
    pat = actor_of(world.partner)

    # By the clocks of the centre in Kathmandu, which are five hours and three quarters ahead.
    with clock.held_at(datetime(2027, 2, 1, 18, 14, tzinfo=UTC)):
        assert service.open_referral(pat, referral.ref)
        assert service.stop_expired() == 0
        assert not service.show(actor_of(world.caseworker), referral.ref).is_stopped
    with clock.held_at(datetime(2027, 2, 1, 18, 15, tzinfo=UTC)):
        closed_for(pat, referral)
        assert service.list_referrals(actor_of(world.caseworker), Wanted.WAITING)[0][0].line.is_stopped
        assert service.stop_expired() == 1


@pytest.mark.parametrize("end", ["recall", "decline", "report"])
def test_it_closes_when_it_is_over(world: builders.World, end: str) -> None:
    referral = sent(world)
    pat = actor_of(world.partner)
    ends = {
        "recall": lambda: service.recall(actor_of(world.caseworker), referral.ref),
        "decline": lambda: service.decline(pat, referral.ref, DeclineReason.LANGUAGE, None),
        "report": lambda: (
            service.accept(pat, referral.ref),
            service.report(pat, referral.ref, ReferralOutcome.HELPED, None),
        ),
    }

    ends[end]()

    closed_for(pat, referral)


def test_it_closes_when_the_organisation_is_no_longer_active(world: builders.World) -> None:
    referral = sent(world)
    with transaction():
        world.partner_organisation.status = OrganisationStatus.INACTIVE

    closed_for(actor_of(world.partner), referral)


def test_it_closes_when_the_file_is_erased(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    with transaction():
        case.data_key.destroy()

    with pytest.raises(NotFound):
        service.open_referral(actor_of(world.partner), referral.ref)
    assert service.show(actor_of(world.caseworker), referral.ref).packet is None


def test_another_organisation_knows_of_nothing(world: builders.World) -> None:
    referral = sent(world)
    other = builders.make_organisation("Other clinic")
    stranger = actor_of(builders.make_user("rival@other.example", Role.PARTNER, None, other))

    closed_for(stranger, referral)
    assert service.inbox(stranger).done == ()


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "administrator", "auditor"])
def test_nobody_else_comes_in_by_the_partners_door(world: builders.World, who: str) -> None:
    referral = sent(world)
    stranger = actor_of(getattr(world, who))

    with pytest.raises(NotFound):
        service.open_referral(stranger, referral.ref)
    with pytest.raises(NotAllowed):
        service.inbox(stranger)


def test_a_partner_may_report_of_a_case_that_was_closed_meanwhile(world: builders.World) -> None:
    case = marked_case(world)
    referral = sent(world, case)
    service.accept(actor_of(world.partner), referral.ref)
    close(actor_of(world.supervisor), case.ref, Resolution.GOALS_MET, "done")

    service.report(actor_of(world.partner), referral.ref, ReferralOutcome.SETTLED, None)

    assert (case.status, case.move) == (CaseStatus.CLOSED, Party.NOBODY)
    assert events(case)[-1] is EventCode.REFERRAL_REPORTED
