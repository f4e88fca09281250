"""What became of referrals, counted for routing and for who leads a centre, on both databases."""

from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind
from mrc.errors import NotAllowed
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import DeclineReason, Mark, Reason, RecordOrder, ReferralOutcome, ReferralState, TrackRecord
from mrc.refs import spoken
from mrc.staff.models import CentreHours
from tests import builders
from tests.builders import actor_of
from tests.page import Client
from tests.referrals.scenes import marked_case, sent
from tests.statements import statements_of

S = ReferralState


def had(
    world: builders.World, organisation: Organisation, state: ReferralState, hours: float = 3, **more: Any
) -> None:
    """A referral as it stands after it went some way; answered after so many hours unless nobody answered."""
    first = sent(world)
    values: dict[str, Any] = {"state": state, "organisation_id": organisation.id, **more}
    if state not in {S.SENT, S.RECEIVED} and "answered_at" not in values:
        values["answered_at"] = first.sent_at + timedelta(hours=hours)
    if state in {S.DECLINED, S.RETURNED}:
        values["decline_reason"] = DeclineReason.LANGUAGE
    if state in {S.COMPLETED, S.NO_SHOW}:
        values["outcome"] = ReferralOutcome.HELPED if state is S.COMPLETED else ReferralOutcome.NO_SHOW
    if state is S.RECALLED:
        values["recalled_at"] = clock.now()
    with transaction():
        db.session.execute(sa.update(Referral).where(Referral.id == first.id).values(**values))


def record_of(organisation: Organisation) -> TrackRecord:
    return service.records_of({organisation.id})[organisation.id]


def test_each_state_is_counted_for_what_it_says_of_the_partner(world: builders.World) -> None:
    clinic = builders.make_organisation("Counted")
    for state in (S.SENT, S.RECEIVED, S.ACCEPTED, S.WAITLISTED, S.STARTED, S.COMPLETED, S.NO_SHOW, S.DECLINED):
        had(world, clinic, state)
    had(world, clinic, S.RETURNED, hours=30)
    had(world, clinic, S.RECALLED, answered_at=None)
    had(world, clinic, S.RECALLED, hours=60)

    record = record_of(clinic)

    # A third of the time, since nobody entered the hours of the centre.
    assert sorted(record.hours) == pytest.approx([1] * 6 + [10, 20])
    assert (record.sent, record.accepted, record.declined) == (11, 6, 1)
    assert (record.completed, record.returned, record.no_shows) == (1, 1, 1)


def test_time_to_answer_is_counted_by_the_hours_of_the_centre_that_asked(world: builders.World) -> None:
    clinic = builders.make_organisation("Timed")
    had(world, clinic, S.ACCEPTED, hours=24)
    spans = [
        CentreHours(centre_id=world.origin.id, weekday=weekday, opens=time(8), closes=time(14))
        for weekday in range(7)
    ]
    with transaction():
        db.session.add_all(spans)

    assert record_of(clinic).hours == pytest.approx((6,))


def test_what_is_older_than_two_years_and_drafts_tell_nothing(world: builders.World) -> None:
    clinic = builders.make_organisation("Forgotten")
    long_ago = clock.now() - timedelta(days=731)
    had(world, clinic, S.ACCEPTED, sent_at=long_ago, answered_at=long_ago)
    had(world, clinic, S.DRAFT, consent_id=None, packet_sealed=None, answered_at=None)

    assert service.records_of({clinic.id}) == {}


def test_how_referrals_went_is_one_reason_in_routing_with_its_points(world: builders.World) -> None:
    case: Case = marked_case(world, destination_country="QA")
    liked = builders.make_organisation("Z liked", OrganisationKind.LEGAL_CLINIC, country="QA")
    other = builders.make_organisation("A other", OrganisationKind.LEGAL_CLINIC, country="QA")
    for _time in range(3):
        had(world, liked, S.COMPLETED)

    proposal = service.propose(actor_of(world.caseworker), case.ref, OrganisationKind.LEGAL_CLINIC)

    found = {one.partner.ref: one for one in proposal.proposed}
    assert set(found[liked.ref].reasons) - set(found[other.ref].reasons) == {Reason.WENT_WELL}
    assert found[liked.ref].points == found[other.ref].points + 4
    assert proposal.hours == {liked.ref: 1}


def test_who_leads_a_centre_sees_all_partners_in_an_order_in_as_many_queries_however_many(
    world: builders.World,
) -> None:
    actor, slow = actor_of(world.supervisor), builders.make_organisation("Slow", verified_on=None)
    for _time in range(3):
        had(world, slow, S.DECLINED, hours=300)
    had(world, world.partner_organisation, S.ACCEPTED)

    few = statements_of(lambda: service.known_partners(actor, RecordOrder.SENT))
    for number in range(5):
        had(world, builders.make_organisation(f"More {number}"), S.ACCEPTED)
    many = statements_of(lambda: service.known_partners(actor, RecordOrder.SENT))

    assert len(few) == len(many)
    by_sent = service.known_partners(actor, RecordOrder.SENT)
    assert (by_sent[0].name, by_sent[0].marks) == ("Slow", (Mark.STALE, Mark.SLOW))
    assert service.known_partners(actor, RecordOrder.ACCEPTED)[-1].name == "Slow"
    with pytest.raises(NotAllowed):
        service.known_partners(actor_of(world.caseworker), RecordOrder.SENT)


def test_the_page_counts_nobody_out_of_a_few(client: Client, world: builders.World) -> None:
    many = builders.make_organisation("Much asked")
    for _time in range(5):
        had(world, many, S.NO_SHOW)
    had(world, world.partner_organisation, S.NO_SHOW)
    client.sign_in("sue@origin.example")
    own_page = f"/office/directory/{spoken(many.ref)}"

    page = client.get("/office/referrals/partners?by=nonsense")

    said = page.words()
    assert said.index("Much asked") < said.index(world.partner_organisation.name)
    first, second = said[said.index("Much asked") :].split(world.partner_organisation.name)
    assert "100% of 5" in first
    assert "1 working hour" in first
    assert "fewer than" not in first
    assert second.count("fewer than 5") == 3
    assert "100%" in client.get(own_page).text


def test_the_page_is_for_who_leads_a_centre(client: Client, world: builders.World) -> None:
    had(world, world.partner_organisation, S.NO_SHOW)
    client.sign_in("ana@origin.example")

    assert client.get("/office/referrals/partners").status == 403
    page = client.get(f"/office/directory/{spoken(world.partner_organisation.ref)}")
    assert "How all referrals went" not in page.text
