"""Filings and hearings on both databases: dated rows, taken back and never edited, the case that moves along."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock, worker
from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Stage, Step
from mrc.claims import service
from mrc.claims.models import FilingStep, Hearing, WageClaim
from mrc.claims.rules import ClaimFacts, ClaimFault, Component, LineFacts
from mrc.claims.rules.path import (
    FilingFacts,
    HearingFacts,
    HearingOutcome,
    NextStep,
    PathEvent,
    PathFacts,
    PathFault,
    StopsHere,
)
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Outgoing, SendingState
from mrc.people.models import Person
from tests.builders import actor_of, make_case, make_person
from tests.conftest import NOW
from tests.statements import statements_of

E = PathEvent
D = Decimal
DAY = date(2026, 11, 2)
LATER = HearingFacts(date(2026, 12, 9), time(10, 30), place="Room 4", to_bring="passport", interpreter_language="ne")


def claimed(world, country="QA", currency="QAR", **values):
    case = make_case(world.origin, caseworker=world.caseworker, **values)
    head = ClaimFacts(None, country, currency, employed_to=date(2026, 9, 30))
    lines = [LineFacts(Component.UNPAID_WAGE, D(900), date(2026, 9, 1), date(2026, 9, 30))]
    return case, service.record_claim(actor_of(world.caseworker), case.ref, head, lines)


def filed(world, forum="QA.labour_relations", **values):
    case, claim = claimed(world, **values)
    facts = FilingFacts(forum, None, DAY, D(900), "LR 17/2026", "by post")
    return case, claim, service.record_filing(actor_of(world.caseworker), claim.ref, facts)


def add(world, filing, event, **values):
    return service.record_filing_step(actor_of(world.caseworker), filing.ref, PathFacts(event, DAY, **values))


def test_a_filing_is_shown_with_its_number_and_what_comes_next(world):
    case, claim, filing = filed(world)

    path = service.path_of(claim)

    assert path.filings[0].name == "Ministry of Labour, Labour Relations Department"
    assert (path.filings[0].number, path.filings[0].status) == ("LR 17/2026", E.FILED)
    assert (path.coming.step, path.coming.by) == (NextStep.AWAIT_DECISION, date(2026, 11, 9))
    assert [place.state for place in path.places] == ["current", "todo", "todo", "todo"]
    assert filing.steps[0].amount == D(900)
    assert (
        db.session.scalar(
            sa.select(AuditEntry.subject_ref)
            .where(AuditEntry.event == Event.CLAIM_CHANGED)
            .order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
        )
        == case.ref
    )


def test_before_anything_is_filed_the_day_to_act_before_is_that_of_the_limit(world):
    _case, claim = claimed(world)

    path = service.path_of(claim)

    assert (path.coming.step, path.coming.is_limit) == (NextStep.FILE, True)
    assert path.coming.by == min(limit.deadline.act_by for limit in path.limits)


def test_a_filing_leaves_the_time_limits_as_they_are_and_says_what_the_law_says(world):
    case, claim, _filing = filed(world)
    before = db.session.scalar(sa.select(Case.act_by).where(Case.id == case.id))

    assert service.path_of(claim).filings[0].stops is StopsHere.RUNS_ON
    assert before is not None
    assert db.session.scalar(sa.select(Case.act_by).where(Case.id == case.id)) == before


def test_in_korea_the_court_stops_the_clock_and_the_petition_does_not(world):
    _case, claim, _petition = filed(world, "KR.moel", country="KR", currency="KRW")
    service.record_filing(actor_of(world.caseworker), claim.ref, FilingFacts("KR.court", None, DAY, D(900)))

    assert [found.stops for found in service.path_of(claim).filings] == [StopsHere.RUNS_ON, StopsHere.MAY_STOP]


def test_the_case_moves_along_where_its_own_table_allows_it(world):
    case, _claim, filing = filed(world, step=Step.CLIENT_DECIDED)
    assert case.step is Step.FILED

    add(world, filing, E.CONCILIATION_SET)
    assert case.step is Step.CONCILIATION
    add(world, filing, E.REFERRED)
    assert case.step is Step.IN_COURT
    add(world, filing, E.JUDGMENT_FOR, amount=D(700))

    assert case.step is Step.JUDGMENT
    codes = db.session.scalars(sa.select(CaseEvent.code).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id))
    assert list(codes)[-4:] == [
        EventCode.CLAIM_FILED,
        EventCode.CONCILIATION_SET,
        EventCode.SENT_TO_COURT,
        EventCode.JUDGMENT_FOR,
    ]
    assert db.session.scalars(sa.select(CaseEvent.happened_on).order_by(CaseEvent.id.desc())).first() == DAY


def test_a_case_that_stands_elsewhere_stays_there(world):
    case, _claim, filing = filed(world, stage=Stage.RETURN)

    add(world, filing, E.SETTLED, amount=D(500))

    assert (case.stage, case.step) == (Stage.RETURN, Step.RETURN_NOTIFIED)


@pytest.mark.parametrize(
    ("facts", "fault", "field"),
    [
        (FilingFacts("KW.court", None, DAY, D(1)), PathFault.UNKNOWN_FORUM, "forum"),
        (FilingFacts(None, None, DAY, D(1)), PathFault.NEEDS_FORUM, "forum"),
        (FilingFacts("QA.committee", None, date(2027, 1, 1), D(1)), PathFault.IN_FUTURE, "filed_on"),
        (FilingFacts("QA.committee", None, DAY, D("1.234")), ClaimFault.TOO_MANY_DECIMALS, "asked"),
    ],
)
def test_a_refused_filing_leaves_nothing(world, facts, fault, field):
    _case, claim = claimed(world)

    with pytest.raises(Refused) as refusal:
        service.record_filing(actor_of(world.caseworker), claim.ref, facts)

    assert (refusal.value.reason, refusal.value.field) == (fault, field)
    assert service.path_of(claim).filings == []


def test_where_no_forum_is_known_an_office_is_named(world):
    _case, claim = claimed(world, country="LB", currency="USD")

    service.record_filing(actor_of(world.caseworker), claim.ref, FilingFacts(None, "Arbitration council", DAY, D(1)))

    path = service.path_of(claim)
    assert (path.filings[0].name, path.places, path.coming.step) == (
        "Arbitration council",
        [],
        NextStep.AWAIT_DECISION,
    )


def test_a_mistake_is_taken_back_last_first_and_both_stay(world):
    case, claim, filing = filed(world, step=Step.CLIENT_DECIDED)
    add(world, filing, E.CONCILIATION_SET)
    first, second = filing.steps
    with pytest.raises(Refused) as refusal:
        service.take_back_filing_step(actor_of(world.caseworker), filing.ref, first.id)
    assert refusal.value.reason is PathFault.NOT_THE_LAST

    service.take_back_filing_step(actor_of(world.caseworker), filing.ref, second.id)

    assert service.path_of(claim).filings[0].status is E.FILED
    assert db.session.scalar(sa.select(sa.func.count(FilingStep.id))) == 3
    assert case.step is Step.CONCILIATION
    with pytest.raises(Refused):
        service.take_back_filing_step(actor_of(world.caseworker), filing.ref, second.id)


def test_a_filing_that_was_taken_back_whole_counts_no_more_and_reminds_of_nothing(world):
    _case, claim, filing = filed(world)
    service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)
    for step in reversed(list(filing.steps)):
        service.take_back_filing_step(actor_of(world.caseworker), filing.ref, step.id)

    path = service.path_of(claim)
    assert (path.filings[0].status, path.filings[0].stops, path.coming.step) == (None, None, NextStep.FILE)
    assert db.session.scalars(sa.select(Hearing.outcome)).all() == [HearingOutcome.CALLED_OFF]
    with pytest.raises(Refused) as refusal:
        add(world, filing, E.ACCEPTED)
    assert refusal.value.reason is PathFault.FILING_GONE


def test_a_later_number_takes_the_place_of_the_first(world):
    _case, claim, filing = filed(world)
    add(world, filing, E.REFERRED, number="C 99/2026")

    assert service.path_of(claim).filings[0].number == "C 99/2026"


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
            return [shown.is_past for shown in service.hearings_to_mind(actor_of(whose))]

    assert minded(NOW) == []
    assert minded(datetime(2026, 11, 26, tzinfo=UTC)) == [False]
    assert minded(datetime(2026, 12, 20, tzinfo=UTC)) == [True]
    assert minded(datetime(2026, 12, 1, tzinfo=UTC), world.colleague) == []


def test_a_closed_case_takes_nothing_and_its_hearings_are_nobodys_work(world):
    case, _claim, filing = filed(world)
    actor = actor_of(world.caseworker)
    service.set_hearing(actor, filing.ref, LATER)
    casework.close(actor, case.ref, Resolution.WITHDRAWN, "went home")

    with pytest.raises(Refused) as refusal:
        add(world, filing, E.ACCEPTED)
    assert refusal.value.reason is ClaimFault.CASE_CLOSED
    with clock.held_at(datetime(2026, 12, 8, tzinfo=UTC)):
        assert service.hearings_to_mind(actor) == []
        assert service.tell_of_hearings() == 0


def test_another_centre_and_partners_know_of_none(world):
    _case, claim, filing = filed(world)
    hearing = service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)
    for stranger in (actor_of(world.other_supervisor), actor_of(world.partner)):
        with pytest.raises(NotFound):
            service.record_filing(stranger, claim.ref, FilingFacts("QA.committee", None, DAY, D(1)))
        with pytest.raises(NotFound):
            service.record_filing_step(stranger, filing.ref, PathFacts(E.ACCEPTED, DAY))
        with pytest.raises(NotFound):
            service.record_outcome(stranger, hearing.ref, HearingOutcome.CALLED_OFF)
        with clock.held_at(datetime(2026, 12, 8, tzinfo=UTC)):
            assert service.hearings_to_mind(stranger) == []


def test_the_path_takes_as_many_queries_for_one_filing_as_for_many(world):
    _case, claim, filing = filed(world)
    service.set_hearing(actor_of(world.caseworker), filing.ref, LATER)
    db.session.expire_all()
    claim = db.session.scalars(sa.select(WageClaim)).one()
    few = len(statements_of(lambda: service.path_of(claim)))
    for forum in ("QA.committee", "QA.appeal", "QA.support_fund"):
        service.record_filing(actor_of(world.caseworker), claim.ref, FilingFacts(forum, None, DAY, D(1)))
    db.session.expire_all()
    claim = db.session.scalars(sa.select(WageClaim)).one()

    assert len(statements_of(lambda: service.path_of(claim))) <= few


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
