"""Hearings on both databases: by the clock of the forum, their outcome, my work, and the notices to the worker."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from mrc import clock, worker
from mrc.audit import AuditEntry, Event
from mrc.casework.models import CaseEvent
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Step
from mrc.claims import service
from mrc.claims.models import Hearing
from mrc.claims.rules.path import HearingFacts, HearingOutcome, PathEvent, PathFault
from mrc.claims.service.hearings import MOST_SHOWN
from mrc.db import db, transaction
from mrc.errors import Refused
from mrc.outbox import Letter, Outgoing, SendingState
from mrc.people.models import Person
from tests.builders import actor_of, make_person
from tests.claims.filings import LATER, add, filed
from tests.conftest import NOW

E = PathEvent


def test_a_hearing_is_set_by_the_clock_of_the_forum(world):
    case, _claim, filing = filed(world)

    hearing = service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)

    assert (hearing.at, hearing.timezone) == (datetime(2026, 12, 9, 7, 30, tzinfo=UTC), "Asia/Qatar")
    assert (hearing.place, hearing.to_bring, hearing.interpreter_language) == ("Room 4", "passport", "ne")
    assert service.hearing_days(case.id) == [date(2026, 12, 9)]
    assert [shown.forum for shown in service.hearings_of(case.id)] == [
        "Ministry of Labour, Labour Relations Department"
    ]


def test_a_day_that_has_passed_there_is_no_day_for_a_hearing(world):
    _case, _claim, filing = filed(world)

    # NOW is noon in Qatar.
    for hour, is_past in ((time(12, 0), True), (time(12, 1), False)):
        facts = HearingFacts(NOW.date(), hour)
        if is_past:
            with pytest.raises(Refused) as refusal:
                service.set_hearing(actor_of(world.caseworker), filing.ref, facts)
            assert (refusal.value.reason, refusal.value.field) == (PathFault.HEARING_PAST, "day")
        else:
            assert service.set_hearing(actor_of(world.caseworker), filing.ref, facts).id


def test_a_settled_filing_takes_no_hearing(world):
    _case, _claim, filing = filed(world)
    add(world, filing, E.SETTLED)

    with pytest.raises(Refused) as refusal:
        service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)
    assert refusal.value.reason is PathFault.NOT_NEXT


def test_the_outcome_is_written_once_and_after_the_hearing(world):
    case, _claim, filing = filed(world, step=Step.FILED)
    actor = actor_of(world.caseworker)
    add(world, filing, E.REFERRED)
    hearing = service.set_hearing(actor, filing.ref, LATER)
    assert case.step is Step.HEARING
    with pytest.raises(Refused) as early:
        service.record_outcome(actor, hearing.ref, HearingOutcome.HELD)
    assert early.value.reason is PathFault.HEARING_TO_COME

    with clock.held_at(datetime(2026, 12, 9, 9, 0, tzinfo=UTC)):
        service.record_outcome(actor, hearing.ref, HearingOutcome.HELD, "the judge asked for slips")
        with pytest.raises(Refused) as twice:
            service.record_outcome(actor, hearing.ref, HearingOutcome.MISSED)

    assert twice.value.reason is PathFault.OUTCOME_THERE
    assert (hearing.outcome, hearing.outcome_note) == (HearingOutcome.HELD, "the judge asked for slips")
    assert (
        db.session.scalars(sa.select(CaseEvent.code).order_by(CaseEvent.id.desc())).first() is EventCode.HEARING_HELD
    )


def test_an_adjourned_hearing_is_followed_by_the_next_like_it(world):
    _case, _claim, filing = filed(world)
    actor = actor_of(world.caseworker)
    hearing = service.set_hearing(actor, filing.ref, LATER)
    with pytest.raises(Refused) as refusal:
        service.record_outcome(actor, hearing.ref, HearingOutcome.ADJOURNED)
    assert (refusal.value.reason, refusal.value.field) == (PathFault.NEEDS_NEW_DAY, "day")

    service.record_outcome(actor, hearing.ref, HearingOutcome.ADJOURNED, None, (date(2027, 1, 12), time(9)))

    first, second = db.session.scalars(sa.select(Hearing).order_by(Hearing.id))
    assert (first.outcome, second.outcome) == (HearingOutcome.ADJOURNED, None)
    assert (second.at, second.place, second.interpreter_language) == (
        datetime(2027, 1, 12, 6, 0, tzinfo=UTC),
        "Room 4",
        "ne",
    )


def test_my_work_shows_hearings_of_two_weeks_and_those_past_without_outcome(world):
    _case, _claim, filing = filed(world)
    actor = actor_of(world.caseworker)
    service.set_hearing(actor, filing.ref, LATER)

    def minded(moment, whose=world.caseworker):
        with clock.held_at(moment):
            return [shown.is_past for shown in service.hearings_to_mind(actor_of(whose))[0]]

    assert minded(NOW) == []
    assert minded(datetime(2026, 11, 26, tzinfo=UTC)) == [False]
    assert minded(datetime(2026, 12, 20, tzinfo=UTC)) == [True]
    assert minded(datetime(2026, 12, 1, tzinfo=UTC), world.colleague) == []


def test_hearings_in_cases_that_nobody_works_on_are_shown_to_who_leads(world):
    case, _claim, filing = filed(world)
    service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)
    with transaction():
        case.caseworker_id = None

    with clock.held_at(datetime(2026, 12, 1, tzinfo=UTC)):
        seen = {
            name: len(service.hearings_to_mind(actor_of(getattr(world, name)))[0])
            for name in ("supervisor", "caseworker", "other_supervisor")
        }
    assert seen == {"supervisor": 1, "caseworker": 0, "other_supervisor": 0}


def test_the_look_at_hearings_is_on_record_and_more_than_fit_are_said_to_be_more(world):
    _case, _claim, filing = filed(world)
    actor = actor_of(world.caseworker)
    looks = sa.select(AuditEntry.detail).where(AuditEntry.event == Event.CASE_LISTED)
    with clock.held_at(datetime(2026, 12, 8, tzinfo=UTC)):
        assert service.hearings_to_mind(actor) == ([], False)
        assert db.session.scalars(looks).all() == []
        for minute in range(MOST_SHOWN + 1):
            service.set_hearing(actor, filing.ref, replace(LATER, hour=time(11, minute)))
        lines, has_more = service.hearings_to_mind(actor)

    assert (len(lines), has_more) == (MOST_SHOWN, True)
    assert db.session.scalars(looks).all() == [{"filters": ["hearings"], "results": MOST_SHOWN}]


def reachable(world, filing):
    """Let the person of a filing be written to."""
    with transaction():
        person = db.session.scalars(sa.select(Person)).first()
        person.contact_channels, person.email = ["email"], "sita@home.example"
    return service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)


def told_at(moment):
    with clock.held_at(moment):
        return service.tell_of_hearings()


def test_the_worker_is_told_a_week_before_and_the_day_before_once_each(world):
    _case, _claim, filing = filed(world)
    reachable(world, filing)
    midnight = datetime(2026, 12, 1, 0, 31, tzinfo=UTC)

    told = [told_at(midnight + timedelta(days=days)) for days in range(10) for _again in range(2)]
    sent = db.session.scalars(sa.select(Outgoing).order_by(Outgoing.id)).all()

    # On the second of December it is the first time, unless the first notice still waits in the outbox.
    assert told[2:4] == [1, 0]
    assert sum(told) == len(sent) == 1
    assert sent[0].not_before == datetime(2026, 12, 2, 3, 15, tzinfo=UTC)


def test_the_second_notice_follows_once_the_first_has_left(world):
    _case, _claim, filing = filed(world)
    reachable(world, filing)
    assert told_at(datetime(2026, 12, 2, 0, 31, tzinfo=UTC)) == 1
    with transaction():
        db.session.execute(sa.update(Outgoing).values(state="sent"))

    assert told_at(datetime(2026, 12, 7, 0, 31, tzinfo=UTC)) == 0
    assert told_at(datetime(2026, 12, 8, 0, 31, tzinfo=UTC)) == 1
    assert told_at(datetime(2026, 12, 9, 0, 31, tzinfo=UTC)) == 0
    letters = set(db.session.scalars(sa.select(Outgoing.letter)))
    assert {str(letter) for letter in letters} == {"news_for_migrant"}


def test_the_worker_sends_each_notice_once_and_not_at_night(app, world):
    _case, _claim, filing = filed(world)
    reachable(world, filing)
    db.session.remove()

    def sent_by(moment):
        with clock.held_at(moment):
            worker.run_once(app)
            worker.run_once(app)
        with app.app_context():
            return db.session.scalars(sa.select(Outgoing.letter).where(Outgoing.state == SendingState.SENT)).all()

    # The centre's clocks are five and three quarter hours ahead.
    assert sent_by(datetime(2026, 12, 1, 14, 30, tzinfo=UTC)) == []
    assert sent_by(datetime(2026, 12, 2, 0, 31, tzinfo=UTC)) == []
    assert sent_by(datetime(2026, 12, 2, 3, 15, tzinfo=UTC)) == [Letter.NEWS_FOR_MIGRANT]
    assert sent_by(datetime(2026, 12, 5, 9, 0, tzinfo=UTC)) == [Letter.NEWS_FOR_MIGRANT]
    assert sent_by(datetime(2026, 12, 8, 9, 0, tzinfo=UTC)) == [Letter.NEWS_FOR_MIGRANT] * 2
    assert sent_by(datetime(2026, 12, 9, 9, 0, tzinfo=UTC)) == [Letter.NEWS_FOR_MIGRANT] * 2


def test_nobody_is_told_against_their_own_rules(world):
    _case, _claim, filing = filed(world)
    reachable(world, filing)
    with transaction():
        db.session.scalars(sa.select(Person)).first().contact_channels = ["call"]

    assert told_at(datetime(2026, 12, 2, 0, 31, tzinfo=UTC)) == 0
    assert db.session.scalar(sa.select(sa.func.count(Outgoing.id))) == 0


def test_one_persons_hearing_is_not_told_to_another(world):
    _case, _claim, filing = filed(world)
    reachable(world, filing)
    make_person(world.origin, "Another", email="other@home.example", contact_channels=["email"])

    told_at(datetime(2026, 12, 2, 0, 31, tzinfo=UTC))

    assert [message.address for message in db.session.scalars(sa.select(Outgoing))] == ["sita@home.example"]
