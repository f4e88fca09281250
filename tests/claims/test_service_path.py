"""Filings and hearings on both databases: dated rows, taken back and never edited, the case that moves along."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from mrc import clock
from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseEvent
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Stage, Step
from mrc.claims import service
from mrc.claims.models import FilingStep, Hearing, WageClaim
from mrc.claims.rules import ClaimFault
from mrc.claims.rules.path import (
    FilingFacts,
    HearingOutcome,
    NextStep,
    PathEvent,
    PathFacts,
    PathFault,
    StopsHere,
)
from mrc.db import db
from mrc.errors import NotFound, Refused
from tests.builders import actor_of
from tests.claims.filings import DAY, LATER, add, claimed, filed
from tests.statements import statements_of

E = PathEvent
D = Decimal


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


def test_a_closed_case_takes_nothing_and_its_hearings_are_nobodys_work(world):
    case, _claim, filing = filed(world)
    actor = actor_of(world.caseworker)
    service.set_hearing(actor, filing.ref, LATER)
    casework.close(actor, case.ref, Resolution.WITHDRAWN, "went home")

    with pytest.raises(Refused) as refusal:
        add(world, filing, E.ACCEPTED)
    assert refusal.value.reason is ClaimFault.CASE_CLOSED
    with clock.held_at(datetime(2026, 12, 8, tzinfo=UTC)):
        assert service.hearings_to_mind(actor) == ([], False)
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
            assert service.hearings_to_mind(stranger) == ([], False)


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
