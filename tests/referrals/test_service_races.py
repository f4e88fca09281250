"""Two at once: one of them wins, and nothing of the other is left."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.access import Role
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.events import EventCode
from mrc.db import db, transaction
from mrc.documents import storage
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.referrals import service
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.rules import DeclineReason, LinkEnd, ReferralFault, ReferralState
from mrc.sessions import Session, SessionRow
from tests import builders
from tests.builders import actor_of
from tests.core.threads import together
from tests.referrals.scenes import came_by, facts_for, linked, marked_case, sent


def state_of(referral: Referral) -> ReferralState:
    db.session.rollback()
    return db.session.scalars(sa.select(Referral.state).where(Referral.id == referral.id)).one()


def happened(referral: Referral) -> list[EventCode]:
    query = sa.select(CaseEvent.code).where(CaseEvent.subject_ref == referral.ref).order_by(CaseEvent.id)
    return list(db.session.scalars(query))


def at_once(app: Flask, *deeds: Callable[[], Any]) -> list[Any]:
    db.session.rollback()
    return together(app, len(deeds), lambda number: deeds[number]())


def test_two_members_accept_at_once(app: Flask, world: builders.World) -> None:
    referral, colleague = (
        sent(world),
        builders.make_user("pia@clinic.example", Role.PARTNER, None, world.partner_organisation),
    )
    actors = [actor_of(world.partner), actor_of(colleague), actor_of(world.partner)]

    ref = referral.ref

    results = together(app, 3, lambda number: service.accept(actors[number], ref))

    refused = [result for result in results if isinstance(result, Refused)]
    assert [error.reason for error in refused] == [ReferralFault.NOT_ANSWERABLE] * 2
    assert state_of(referral) is ReferralState.ACCEPTED
    assert happened(referral) == [EventCode.REFERRED, EventCode.REFERRAL_ACCEPTED]


@pytest.mark.parametrize("by_link", [False, True], ids=["account", "link"])
def test_recall_against_accept(app: Flask, world: builders.World, by_link: bool) -> None:
    if by_link:
        referral, link = linked(world)
        partner = came_by(link)
    else:
        referral, partner = sent(world), actor_of(world.partner)
    office = actor_of(world.caseworker)

    accepted, _recalled = at_once(
        app, partial(service.accept, partner, referral.ref), partial(service.recall, office, referral.ref)
    )

    # A recall may follow an acceptance, never the other way round.
    assert state_of(referral) is ReferralState.RECALLED
    assert isinstance(accepted, NotFound | Referral)
    first = [] if isinstance(accepted, NotFound) else [EventCode.REFERRAL_ACCEPTED]
    assert happened(referral) == [EventCode.REFERRED, *first, EventCode.REFERRAL_RECALLED]
    if by_link:
        assert db.session.scalars(sa.select(ReferralLink.ended_because)).one() is LinkEnd.RECALLED


def test_accept_against_decline(app: Flask, world: builders.World) -> None:
    referral, pat = sent(world), actor_of(world.partner)

    results = at_once(
        app,
        partial(service.waitlist, pat, referral.ref, None),
        partial(service.decline, pat, referral.ref, DeclineReason.LANGUAGE, None),
    )

    db.session.rollback()
    row = db.session.get_one(Referral, referral.id, populate_existing=True)
    assert row.state is ReferralState.DECLINED
    assert row.decline_reason is DeclineReason.LANGUAGE
    assert isinstance(results[0], NotFound | Referral)
    assert isinstance(results[1], Referral)


def withdrawal(world: builders.World, referral: Referral) -> Callable[[], Any]:
    query = sa.select(Person.ref).join(Case, Case.person_id == Person.id).where(Case.id == referral.case_id)
    person_ref, consent_id = db.session.scalars(query).one(), int(referral.consent_id or 0)
    office = actor_of(world.caseworker)
    return partial(people.withdraw_consent, office, person_ref, consent_id)


ENDS: dict[str, Callable[[builders.World, Referral], Callable[[], Any]]] = {
    "recall": lambda world, one: partial(service.recall, actor_of(world.caseworker), one.ref),
    "end": lambda world, one: partial(service.end_link, actor_of(world.caseworker), one.ref),
    "withdraw": withdrawal,
}


@pytest.mark.parametrize("by_link", [False, True], ids=["account", "link"])
def test_withdrawal_against_accept(app: Flask, world: builders.World, by_link: bool) -> None:
    case = marked_case(world)
    referral, partner = sent(world, case), actor_of(world.partner)
    if by_link:
        referral, link = linked(world, marked_case(world))
        partner = came_by(link)

    accepted, withdrawn = at_once(app, partial(service.accept, partner, referral.ref), withdrawal(world, referral))

    assert isinstance(withdrawn, Consent)
    # Whoever came first, the partner sees nothing now, and the case is the caseworker's move.
    is_accepted = isinstance(accepted, Referral)
    assert is_accepted or isinstance(accepted, NotFound)
    assert state_of(referral) is (ReferralState.ACCEPTED if is_accepted else ReferralState.SENT)
    first = [EventCode.REFERRAL_ACCEPTED] if is_accepted else []
    assert happened(referral) == [EventCode.REFERRED, *first, EventCode.REFERRAL_STOPPED]
    with pytest.raises(NotFound):
        service.open_referral(partner, referral.ref)
    assert service.inbox(actor_of(world.partner)).accepted == ()


def test_withdrawal_against_sending_on_the_same_consent(app: Flask, world: builders.World) -> None:
    case = marked_case(world)
    first = sent(world, case)
    office, consent_id = actor_of(world.caseworker), int(first.consent_id or 0)
    service.recall(office, first.ref)
    facts, take_back = facts_for(world.partner_organisation.ref, consent=consent_id), withdrawal(world, first)
    case_ref = case.ref

    again, withdrawn = at_once(app, lambda: service.send(office, case_ref, facts), take_back)

    assert isinstance(withdrawn, Consent)
    db.session.rollback()
    stopped = db.session.scalars(sa.select(Referral.stopped_at).where(Referral.id != first.id)).all()
    if isinstance(again, Referral):
        assert stopped == [clock.now()]
    else:
        assert (again.reason, stopped) == (ReferralFault.NO_CONSENT, [])
    assert service.inbox(actor_of(world.partner)).new == ()


def test_a_consent_that_ends_while_a_file_is_read_takes_none(world: builders.World) -> None:
    referral = sent(world)
    actor, facts, end = (
        actor_of(world.partner),
        DocumentFacts(EvidenceKind.OTHER, ""),
        # Midnight in Kathmandu.
        datetime(2027, 2, 1, 18, 15, tzinfo=UTC),
    )

    with (
        clock.held_at(end - timedelta(seconds=1)),
        service.ready_file(actor, referral.ref, Upload(BytesIO(b"file"), 4, "file.txt"), facts) as file,
        clock.held_at(end),
        pytest.raises(NotFound),
    ):
        service.attach(actor, referral.ref, file, facts)

    assert list(storage.names_older_than(-1000)) == []
    assert db.session.scalars(sa.select(Document)).all() == []


def test_two_workers_stop_once(app: Flask, world: builders.World) -> None:
    referral = sent(world)
    with transaction():
        db.session.execute(sa.update(Consent).values(expires_on=clock.today() - timedelta(days=1)))

    results = together(app, 3, lambda _number: service.stop_expired())

    assert sorted(results) == [0, 0, 1]
    assert happened(referral) == [EventCode.REFERRED, EventCode.REFERRAL_STOPPED]


@pytest.mark.parametrize("end", list(ENDS))
def test_the_end_of_a_link_against_an_upload(app: Flask, world: builders.World, end: str) -> None:
    case = marked_case(world)
    referral, link = linked(world, case)
    actor, facts, ref = came_by(link), DocumentFacts(EvidenceKind.OTHER, ""), referral.ref
    ends = ENDS[end](world, referral)

    def send() -> Any:
        with service.ready_file(actor, ref, Upload(BytesIO(b"file"), 4, "file.txt"), facts) as file:
            return service.attach(actor, ref, file, facts)

    outcome, _ended = at_once(app, send, ends)

    db.session.rollback()
    rows = db.session.scalars(sa.select(Document.stored_as).where(Document.case_id == case.id)).all()
    assert isinstance(outcome, NotFound) is (rows == [])
    assert len(list(storage.names_older_than(-1000))) == len(rows)
    assert db.session.scalars(sa.select(SessionRow)).all() == []


def test_a_link_that_expires_while_a_file_is_read_takes_none(world: builders.World) -> None:
    case = marked_case(world)
    referral, link = linked(world, case)
    actor, facts = came_by(link), DocumentFacts(EvidenceKind.OTHER, "")
    end = db.session.scalars(sa.select(ReferralLink.expires_at)).one()

    with (
        clock.held_at(end - timedelta(seconds=1)),
        service.ready_file(actor, referral.ref, Upload(BytesIO(b"file"), 4, "file.txt"), facts) as file,
        clock.held_at(end),
        pytest.raises(NotFound),
    ):
        service.attach(actor, referral.ref, file, facts)

    assert list(storage.names_older_than(-1000)) == []
    assert db.session.scalars(sa.select(Document)).all() == []


def test_opening_against_ending(app: Flask, world: builders.World) -> None:
    referral, link = linked(world)
    office = actor_of(world.caseworker)

    at_once(
        app,
        partial(service.open_link, Session(), link.token, link.code, "203.0.113.7"),
        partial(service.end_link, office, referral.ref),
    )

    db.session.rollback()
    assert db.session.scalars(sa.select(ReferralLink.ended_because)).one() is LinkEnd.ENDED
    assert db.session.scalars(sa.select(SessionRow)).all() == []


def test_two_tabs_make_a_link_at_once(app: Flask, world: builders.World) -> None:
    referral, _link = linked(world)
    office, ref = actor_of(world.caseworker), referral.ref
    secrets = [service.NewLink.fresh() for _tab in range(3)]

    together(app, 3, lambda number: service.make_link(office, ref, "desk@other.example", secrets[number]))

    db.session.rollback()
    ended = list(db.session.scalars(sa.select(ReferralLink.ended_because).order_by(ReferralLink.id)))
    assert ended == [LinkEnd.RENEWED] * 3 + [None]


def test_two_tabs_send_a_draft_at_once(app: Flask, world: builders.World) -> None:
    case_ref, office = marked_case(world).ref, actor_of(world.caseworker)
    facts = facts_for(world.partner_organisation.ref)
    service.save_draft(office, case_ref, facts)

    results = together(app, 3, lambda _number: service.send(office, case_ref, facts))

    db.session.rollback()
    refused = [result.reason for result in results if isinstance(result, Refused)]
    assert refused == [ReferralFault.ALREADY_OPEN] * 2
    assert db.session.scalars(sa.select(Referral.state)).all() == [ReferralState.SENT]


def test_two_workers_remind_once(app: Flask, world: builders.World) -> None:
    sent(world)
    with transaction():
        db.session.execute(sa.update(Referral).values(answer_due_at=clock.now() - timedelta(hours=1)))

    results = together(app, 3, lambda _number: service.remind_partners())

    assert sorted(results) == [0, 0, 1]
