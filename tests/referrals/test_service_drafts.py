"""A draft shares nothing; after a refusal the next candidate is asked, and the person anew; partners are reminded."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.access import Role
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Party, Priority
from mrc.casework.service import close
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Outgoing
from mrc.people.models import Consent
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import (
    ConsentScope,
    DeclineReason,
    DueSoon,
    Feedback,
    InboxFilter,
    ReferralFault,
    ReferralOutcome,
    ReferralState,
    Wanted,
)
from mrc.staff import service as staff
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.referrals.scenes import WRITTEN, facts_for, linked, marked_case, sent


def drafted(world: builders.World, case: Case, **values: Any) -> Referral:
    facts = facts_for(world.partner_organisation.ref, consent=None, **values)
    return service.save_draft(actor_of(world.caseworker), case.ref, facts)


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def letters(letter: Letter) -> list[str | None]:
    query = sa.select(Outgoing).where(Outgoing.letter == letter).order_by(Outgoing.id)
    return [message.address for message in db.session.scalars(query)]


def test_a_draft_shares_nothing_and_tells_nobody(world: builders.World) -> None:
    case = marked_case(world)
    happened = count(CaseEvent)

    draft = drafted(world, case, fields=frozenset(ConsentScope))

    pat = actor_of(world.partner)
    assert (draft.state, draft.packet, draft.consent_id) == (ReferralState.DRAFT, None, None)
    assert (count(Consent), count(Outgoing), count(CaseEvent)) == (0, 0, happened)
    for wanted in (InboxFilter(), InboxFilter(ReferralState.DRAFT)):
        found = service.inbox(pat, wanted)
        assert found.new == found.accepted == found.done == ()
    for deed in (
        lambda: service.open_referral(pat, draft.ref),
        lambda: service.accept(pat, draft.ref),
        lambda: service.write_back(pat, draft.ref, "x"),
        lambda: service.show(actor_of(world.caseworker), draft.ref),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_draft_gets_no_link_and_is_not_recalled(world: builders.World) -> None:
    draft, actor = drafted(world, marked_case(world)), actor_of(world.caseworker)

    with pytest.raises(Refused) as unlinked:
        service.make_link(actor, draft.ref, "desk@other.example", service.NewLink.fresh())
    with pytest.raises(Refused) as recalled:
        service.recall(actor, draft.ref)

    assert unlinked.value.reason is ReferralFault.NOT_LINKABLE
    assert recalled.value.reason is ReferralFault.NOT_RECALLABLE


def test_a_draft_saved_again_stays_one_and_becomes_what_is_sent(world: builders.World) -> None:
    case = marked_case(world)
    first = drafted(world, case)
    again = drafted(world, case, purpose="Another purpose.", priority=Priority.NORMAL)
    assert (first.id, again.purpose, count(Referral)) == (again.id, "Another purpose.", 1)

    referral = sent(world, case)

    assert (referral.id, referral.state) == (first.id, ReferralState.SENT)
    assert referral.packet is not None
    assert service.of_case(case.id)[0].state is ReferralState.SENT


def test_a_draft_is_not_sent_without_consent(world: builders.World) -> None:
    case = marked_case(world)
    drafted(world, case)

    with pytest.raises(Refused) as caught:
        service.send(actor_of(world.caseworker), case.ref, facts_for(world.partner_organisation.ref, consent=None))

    assert caught.value.reason is ReferralFault.NO_CONSENT
    assert db.session.scalars(sa.select(Referral.state)).one() is ReferralState.DRAFT


def test_drafts_are_listed_apart_and_thrown_away(world: builders.World) -> None:
    case, actor = marked_case(world), actor_of(world.caseworker)
    draft = drafted(world, case)
    assert [one.line.ref for one in service.list_referrals(actor, Wanted.DRAFTS)[0]] == [draft.ref]
    assert service.list_referrals(actor, Wanted.ALL)[0] == []
    assert service.sent_to(actor, world.partner_organisation.id) == {}

    with pytest.raises(NotFound):
        service.discard_draft(actor_of(world.other_caseworker), draft.ref)
    service.discard_draft(actor, draft.ref)

    assert count(Referral) == 0
    with pytest.raises(Refused) as caught:
        service.discard_draft(actor, sent(world, case).ref)
    assert caught.value.reason is ReferralFault.NOT_A_DRAFT


def test_a_closed_case_is_not_drafted(world: builders.World) -> None:
    case = marked_case(world)
    close(actor_of(world.supervisor), case.ref, Resolution.GOALS_MET, "done")

    with pytest.raises(Refused) as caught:
        drafted(world, case)

    assert caught.value.reason is ReferralFault.CASE_CLOSED


def test_the_next_candidate_is_asked_with_the_same_words_and_a_new_consent(world: builders.World) -> None:
    case, actor = marked_case(world), actor_of(world.caseworker)
    second, third = builders.make_organisation("Second clinic"), builders.make_organisation("Third clinic")
    first = sent(world, case, fields=frozenset({ConsentScope.ISSUES, ConsentScope.SUMMARY}))
    service.decline(actor_of(world.partner), first.ref, DeclineReason.NO_CAPACITY, None)
    assert service.show(actor, first.ref).next_organisation == second

    draft = service.ask_next(actor, first.ref)

    assert (draft.organisation_id, draft.state, draft.rerouted_from_id) == (second.id, ReferralState.DRAFT, first.id)
    assert (draft.purpose, draft.priority) == (first.purpose, first.priority)
    assert draft.fields == ["case_reference", "issues", "summary"]
    with pytest.raises(Refused) as caught:
        service.send(actor, case.ref, facts_for(second.ref, consent=first.consent_id))
    assert caught.value.reason is ReferralFault.NO_CONSENT
    after = service.send(actor, case.ref, facts_for(second.ref, consent=WRITTEN))
    service.recall(actor, after.ref)
    assert service.ask_next(actor, after.ref).organisation_id == third.id


def test_nobody_is_asked_twice_nor_while_the_last_one_stands(world: builders.World) -> None:
    case, actor = marked_case(world), actor_of(world.caseworker)
    first = sent(world, case)

    with pytest.raises(Refused) as standing:
        service.ask_next(actor, first.ref)
    service.recall(actor, first.ref)
    with pytest.raises(Refused) as nobody:
        service.ask_next(actor, first.ref)

    assert standing.value.reason is ReferralFault.NOT_OVER
    assert nobody.value.reason is ReferralFault.NOBODY_NEXT


def test_a_referral_is_waitlisted_accepted_started_and_given_back(world: builders.World) -> None:
    case, pat = marked_case(world), actor_of(world.partner)
    referral = sent(world, case)

    service.waitlist(pat, referral.ref, "Two weeks.")
    assert (referral.state, case.move) == (ReferralState.WAITLISTED, Party.PARTNER)
    service.accept(pat, referral.ref)
    service.start(pat, referral.ref)
    assert [line.state for line in service.inbox(pat).accepted] == [ReferralState.STARTED]
    service.give_back(pat, referral.ref, DeclineReason.CONFLICT_OF_INTEREST, None)

    assert (referral.state, case.move) == (ReferralState.RETURNED, Party.CASEWORKER)
    assert case.check_on == NOW.date() + timedelta(days=1)
    codes = list(
        db.session.scalars(
            sa.select(CaseEvent.code).where(CaseEvent.subject_ref == referral.ref).order_by(CaseEvent.id)
        )
    )
    assert codes == [
        EventCode.REFERRED,
        EventCode.REFERRAL_WAITLISTED,
        EventCode.REFERRAL_ACCEPTED,
        EventCode.REFERRAL_STARTED,
        EventCode.REFERRAL_RETURNED,
    ]


def test_who_did_not_come_is_a_state_of_its_own(world: builders.World) -> None:
    referral, pat = sent(world), actor_of(world.partner)
    service.accept(pat, referral.ref)

    service.report(pat, referral.ref, ReferralOutcome.NO_SHOW, None, Feedback(False, "Wrong address."))

    assert (referral.state, referral.outcome) == (ReferralState.NO_SHOW, ReferralOutcome.NO_SHOW)
    assert (referral.was_useful_to_partner, referral.partner_words) == (False, "Wrong address.")


def test_each_side_says_whether_it_was_of_use(world: builders.World) -> None:
    referral, actor = sent(world), actor_of(world.caseworker)
    with pytest.raises(Refused) as early:
        service.judge_help(actor, referral.ref, Feedback(True))
    service.recall(actor, referral.ref)

    service.judge_help(actor, referral.ref, Feedback(False, "They never called."))

    assert early.value.reason is ReferralFault.NOT_OVER
    assert (referral.was_useful_to_case, referral.sender_words) == (False, "They never called.")
    with pytest.raises(NotFound):
        service.judge_help(actor_of(world.other_caseworker), referral.ref, Feedback(True))


def test_a_partner_is_reminded_once_before_and_once_after(world: builders.World) -> None:
    sent(world)
    answered = sent(world)
    service.accept(actor_of(world.partner), answered.ref)
    before = len(letters(Letter.REFERRAL_REMINDER))

    told = []
    for hours in (53, 54, 55, 72, 73):
        with clock.held_at(NOW + timedelta(hours=hours)):
            told.append(service.remind_partners())

    assert before == 0
    assert told == [0, 1, 0, 1, 0]
    assert letters(Letter.REFERRAL_REMINDER) == ["pat@clinic.example"] * 2


def test_a_reminder_follows_the_link_and_stops_with_the_consent(world: builders.World) -> None:
    linked(world)
    with clock.held_at(NOW + timedelta(hours=60)):
        assert service.remind_partners() == 1
    with transaction():
        db.session.execute(sa.update(Consent).values(withdrawn_at=clock.now()))

    with clock.held_at(NOW + timedelta(hours=80)):
        assert service.remind_partners() == 0
    assert letters(Letter.REFERRAL_REMINDER) == ["desk@other.example"]


def test_supervisors_see_what_is_overdue_in_their_centre_and_caseworkers_their_own(world: builders.World) -> None:
    referral = sent(world)
    with clock.held_at(NOW + timedelta(hours=73)):
        seen = {
            who: [line.ref for line in service.overdue(actor_of(getattr(world, who)))[0]]
            for who in ("supervisor", "caseworker", "colleague", "other_supervisor")
        }

    assert seen == {
        "supervisor": [referral.ref],
        "caseworker": [referral.ref],
        "colleague": [],
        "other_supervisor": [],
    }


def test_the_time_for_an_answer_follows_the_hours_of_the_centre(world: builders.World) -> None:
    week = dict.fromkeys((6, 0, 1, 2, 3), ((time(9), time(17)),))
    centre = world.origin
    staff.set_opening(
        actor_of(world.administrator), centre.ref, centre.version, week, {date(2026, 11, 23): "Holiday"}
    )

    referral = sent(world)

    # Sent on a Friday in Kathmandu, which is no working day there; Monday is a holiday.
    assert clock.now().isoformat() == "2026-11-20T09:00:00+00:00"
    assert referral.answer_due_at.isoformat() == "2026-11-26T03:15:00+00:00"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (InboxFilter(), 2),
        (InboxFilter(state=ReferralState.RECEIVED), 1),
        (InboxFilter(priority=Priority.EMERGENCY), 1),
        (InboxFilter(due=DueSoon.OVERDUE), 0),
        (InboxFilter(due=DueSoon.TODAY), 1),
        (InboxFilter(due=DueSoon.WEEK), 2),
    ],
)
def test_a_partner_filters_the_inbox(world: builders.World, wanted: InboxFilter, found: int) -> None:
    pat = actor_of(world.partner)
    service.open_referral(pat, sent(world).ref)
    sent(world, priority=Priority.EMERGENCY)

    assert len(service.inbox(pat, wanted).new) == found


def test_the_members_of_an_organisation_are_its_own(world: builders.World) -> None:
    builders.make_user("ada@clinic.example", Role.PARTNER, None, world.partner_organisation)
    builders.make_user("rival@other.example", Role.PARTNER, None, builders.make_organisation("Other clinic"))

    assert [member.name for member in service.members(actor_of(world.partner))] == ["Ada", "Pat"]
