"""The path of a claim by the rules: what may follow what, how far a claim came, what comes next and by when."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.casework.rules.events import EVENTS, EventCode
from mrc.casework.rules.stages import Stage
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.forums import forums_of
from mrc.claims.rules.gate import (
    AnswerFacts,
    GateAnswer,
    GateFault,
    GateItem,
    PowerFacts,
    PowerFault,
    PowerForm,
    PowerState,
    fault_of_answer,
    fault_of_power,
    power_state,
    still_open,
)
from mrc.claims.rules.path import (
    CASE_EVENTS,
    Coming,
    Filed,
    FilingFacts,
    NextStep,
    PathEvent,
    PathFacts,
    PathFault,
    coming,
    days_until,
    events_after,
    fault_of_event,
    fault_of_filing,
    may_have_hearing,
    places,
    reminders,
)

E = PathEvent
TODAY = date(2026, 11, 20)
DAY = date(2026, 11, 2)
QATAR = forums_of("QA").for_scope(Scope.GENERAL)
OFFICE, COMMITTEE, APPEAL, FUND = QATAR


def filed(forum, *events):
    return Filed(
        forum.id if forum else None, tuple((event, DAY + timedelta(days=at)) for at, event in enumerate(events))
    )


@given(st.data())
def test_a_filing_that_goes_on_always_comes_to_its_end(data):
    status = E.FILED
    for _step in range(30):
        following = events_after(status)
        assert E.CLOSED in following or status is E.CLOSED
        if not following:
            break
        status = data.draw(st.sampled_from(following))
    assert status in E


def test_every_event_of_the_path_is_reached_and_only_filing_begins():
    reached = {event for status in E for event in events_after(status)}
    assert reached == set(E) - {E.FILED}


def test_what_happens_to_a_filing_moves_the_case_within_the_wage_claim():
    assert {EVENTS[code].stage for code in CASE_EVENTS.values()} == {Stage.WAGE_CLAIM}
    assert EventCode.CLAIM_FILED in CASE_EVENTS.values()


@pytest.mark.parametrize(
    ("event", "day", "amount", "fault"),
    [
        (E.ACCEPTED, DAY, None, None),
        (E.JUDGMENT_FOR, TODAY, Decimal(5), None),
        (E.SETTLED, TODAY, None, None),
        (E.JUDGMENT_FOR, TODAY, None, (PathFault.NEEDS_SUM, "amount")),
        (E.JUDGMENT_AGAINST, TODAY, Decimal(5), (PathFault.NO_SUM_HERE, "amount")),
        (E.ENFORCEMENT, TODAY, None, (PathFault.NOT_NEXT, "event")),
        (E.FILED, TODAY, Decimal(5), (PathFault.NOT_NEXT, "event")),
        (E.ACCEPTED, TODAY + timedelta(days=1), None, (PathFault.IN_FUTURE, "happened_on")),
        (E.ACCEPTED, DAY - timedelta(days=1), None, (PathFault.BEFORE_LAST, "happened_on")),
    ],
)
def test_what_may_be_put_on_record_after_a_filing(event, day, amount, fault):
    assert fault_of_event(filed(OFFICE, E.FILED), PathFacts(event, day, amount), TODAY) == fault


def test_nothing_happens_to_a_closed_filing():
    assert fault_of_event(filed(OFFICE, E.FILED, E.CLOSED), PathFacts(E.SETTLED, TODAY), TODAY) == (
        PathFault.FILING_CLOSED,
        None,
    )


@pytest.mark.parametrize(
    ("forum", "name", "day", "fault"),
    [
        (OFFICE.id, None, TODAY, None),
        (None, "A court", TODAY, None),
        (None, None, TODAY, (PathFault.NEEDS_FORUM, "forum")),
        (OFFICE.id, "A court", TODAY, (PathFault.BOTH_FORUMS, "forum_name")),
        ("KW.court", None, TODAY, (PathFault.UNKNOWN_FORUM, "forum")),
        (OFFICE.id, None, TODAY + timedelta(days=1), (PathFault.IN_FUTURE, "filed_on")),
    ],
)
def test_where_and_when_a_claim_may_be_filed(forum, name, day, fault):
    facts = FilingFacts(forum, name, day, Decimal(5))
    assert fault_of_filing(facts, [place.id for place in QATAR], TODAY) == fault


def test_a_hearing_is_set_where_one_may_come():
    assert may_have_hearing(E.REFERRED)
    assert may_have_hearing(E.APPEALED)
    assert not may_have_hearing(E.SETTLED)
    assert not may_have_hearing(E.CLOSED)


def test_the_line_of_forums_shows_what_is_done_and_what_was_passed_by():
    found = places(QATAR, [filed(OFFICE, E.FILED, E.REFERRED), filed(APPEAL, E.FILED)])

    assert [place.state for place in found] == ["done", "skipped", "current", "todo"]
    assert (found[0].status, found[0].since) == (E.REFERRED, DAY + timedelta(days=1))
    assert [place.state for place in places(QATAR, [])] == ["todo"] * 4


def test_a_filing_that_was_taken_back_is_not_on_the_path():
    gone = Filed(OFFICE.id, ())

    assert [place.state for place in places(QATAR, [gone])] == ["todo"] * 4
    assert coming(QATAR, [gone], TODAY) == Coming(NextStep.FILE, OFFICE, TODAY, is_limit=True)


@pytest.mark.parametrize(
    ("filings", "expected"),
    [
        ([], Coming(NextStep.FILE, OFFICE, TODAY, is_limit=True)),
        # Law 14/2004: the office has seven days, the committee three weeks; its decision is appealed within 15 days.
        ([filed(OFFICE, E.FILED)], Coming(NextStep.AWAIT_DECISION, OFFICE, date(2026, 11, 9))),
        ([filed(OFFICE, E.FILED, E.REFERRED)], Coming(NextStep.AWAIT_COURT, COMMITTEE, date(2026, 11, 24))),
        ([filed(OFFICE, E.FILED, E.FAILED)], Coming(NextStep.GO_ON, COMMITTEE, TODAY, is_limit=True)),
        ([filed(COMMITTEE, E.FILED)], Coming(NextStep.AWAIT_DECISION, COMMITTEE, date(2026, 11, 23))),
        (
            [filed(COMMITTEE, E.FILED, E.JUDGMENT_AGAINST)],
            Coming(NextStep.APPEAL, APPEAL, date(2026, 11, 17), is_limit=True),
        ),
        ([filed(COMMITTEE, E.FILED, E.JUDGMENT_FOR)], Coming(NextStep.ENFORCE, FUND)),
        ([filed(COMMITTEE, E.FILED, E.SETTLED)], Coming(NextStep.WATCH_SETTLEMENT, COMMITTEE)),
        ([filed(FUND, E.FILED, E.CLOSED)], Coming(NextStep.NO_FORUM_LEFT, None, TODAY, is_limit=True)),
        ([filed(APPEAL, E.FILED, E.JUDGMENT_AGAINST)], Coming(NextStep.NO_FORUM_LEFT)),
    ],
)
def test_what_comes_next_and_by_when_in_qatar(filings, expected):
    assert coming(QATAR, filings, TODAY) == expected


@pytest.mark.parametrize(
    ("forum", "before"),
    [
        (OFFICE, E.SETTLED),
        (COMMITTEE, E.JUDGMENT_FOR),
        (COMMITTEE, E.JUDGMENT_AGAINST),
        (COMMITTEE, E.ENFORCEMENT),
    ],
)
def test_what_was_settled_or_decided_outlasts_the_closing_of_the_file(forum, before):
    standing = filed(forum, E.FILED, before)
    closed = Filed(standing.forum, (*standing.events, (E.CLOSED, TODAY)))

    assert coming(QATAR, [closed], TODAY) == coming(QATAR, [standing], TODAY)


def test_a_file_closed_without_an_outcome_goes_on_to_the_next_forum():
    closed = filed(OFFICE, E.FILED, E.CLOSED)

    assert coming(QATAR, [closed], TODAY) == Coming(NextStep.GO_ON, COMMITTEE, TODAY, is_limit=True)


def test_an_appeal_runs_from_the_day_it_was_brought():
    appealed = filed(APPEAL, E.FILED, E.JUDGMENT_AGAINST, E.APPEALED)
    assert coming(QATAR, [appealed], None) == Coming(NextStep.AWAIT_DECISION, APPEAL, date(2026, 12, 4))


def test_without_forums_on_record_the_path_still_tells_to_act():
    assert coming((), [], TODAY) == Coming(NextStep.FILE_ANYWHERE, None, TODAY, is_limit=True)
    assert coming((), [filed(None, E.FILED)], TODAY) == Coming(NextStep.AWAIT_DECISION, None, None)


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (8, (False, False), (False, False)),
        (7, (False, False), (True, False)),
        (7, (True, False), (False, False)),
        (2, (False, False), (True, False)),
        (2, (True, False), (False, False)),
        (1, (True, False), (False, True)),
        (1, (False, False), (False, True)),
        (0, (True, False), (False, True)),
        (1, (True, True), (False, False)),
        (-1, (False, False), (False, False)),
    ],
)
def test_the_worker_is_told_once_in_the_week_and_once_on_the_day_before(left, told, due):
    found = reminders(left, *told)
    assert (found.week, found.day) == due
    assert found.is_due is any(due)


def test_days_are_counted_by_the_clock_of_the_forum():
    assert days_until(datetime(2026, 11, 27, 0, 30, tzinfo=UTC), TODAY) == 7


def test_what_is_open_keeps_the_order_of_the_gate():
    assert still_open([]) == tuple(GateItem)
    assert still_open([GateItem.TICKET, *list(GateItem)[5:]]) == (
        GateItem.FINAL_WAGES,
        GateItem.END_OF_SERVICE,
        GateItem.LEAVE,
        GateItem.DOCUMENTS_BACK,
    )
    assert still_open(GateItem) == ()


@pytest.mark.parametrize(
    ("answer", "day", "reason", "fault"),
    [
        (GateAnswer.DONE, TODAY, None, None),
        (GateAnswer.WAIVED, None, "never had one", None),
        (GateAnswer.WAIVED, TODAY, None, (GateFault.NEEDS_REASON, "reason")),
        (GateAnswer.DONE, None, "soon", (GateFault.NEEDS_DAY, "done_on")),
        (GateAnswer.DONE, TODAY + timedelta(days=1), None, (GateFault.IN_FUTURE, "done_on")),
    ],
)
def test_an_item_is_done_on_a_day_or_waived_for_a_reason(answer, day, reason, fault):
    assert fault_of_answer(AnswerFacts(GateItem.TICKET, answer, day, reason), TODAY) == fault


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ({}, None),
        ({"given_on": TODAY + timedelta(days=1)}, (PowerFault.IN_FUTURE, "given_on")),
        ({"valid_until": DAY - timedelta(days=1)}, (PowerFault.ENDS_BEFORE, "valid_until")),
        ({"translated_on": DAY - timedelta(days=1)}, (PowerFault.BEFORE_GIVEN, "translated_on")),
        ({"legalised_on": TODAY + timedelta(days=1)}, (PowerFault.IN_FUTURE, "legalised_on")),
    ],
)
def test_the_days_of_a_power_of_attorney_do_not_contradict_each_other(days, fault):
    facts = PowerFacts(**{"representative": "X", "country": "QA", "given_on": DAY, "form": PowerForm.PLAIN,
                          "may_do": frozenset(), **days})  # fmt: skip
    assert fault_of_power(facts, TODAY) == fault


@pytest.mark.parametrize(
    ("until", "revoked", "state"),
    [
        (None, None, PowerState.VALID),
        (TODAY + timedelta(days=31), None, PowerState.VALID),
        (TODAY + timedelta(days=30), None, PowerState.EXPIRES_SOON),
        (TODAY, None, PowerState.EXPIRES_SOON),
        (TODAY - timedelta(days=1), None, PowerState.EXPIRED),
        (TODAY + timedelta(days=300), DAY, PowerState.REVOKED),
    ],
)
def test_whether_a_power_of_attorney_can_be_used(until, revoked, state):
    assert power_state(until, revoked, TODAY) is state
