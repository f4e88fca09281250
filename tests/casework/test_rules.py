"""The tables of casework: sound, complete, and safe to walk in any order they allow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.casework.rules import closing, opening, timeline
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import EVENTS, By, EventCode, is_sound, may_happen, next_steps, step_after
from mrc.casework.rules.issues import DANGEROUS, GROUP_OF, IssueCode, IssueGroup, issues_in
from mrc.casework.rules.opening import CaseFacts, CaseFault
from mrc.casework.rules.stages import (
    FIRST_STEP,
    STAGES,
    STEPS,
    CaseStatus,
    Party,
    Priority,
    Stage,
    Step,
    needs_reason,
    skipped_between,
    stages_after,
    status_of,
)
from mrc.wording import tables
from mrc.wording.casework import FACTS, MOVES
from mrc.wording.migrant import card_sentence, next_action, stage_words

# Steps at which a stage has done its work; from there the case goes on to another stage or is closed.
ENDS = {
    Step.ARRIVAL_CONFIRMED,
    Step.NOT_MIGRATING,
    Step.CONTRACT_ENDED,
    Step.PAID,
    Step.SUSTAINABLE,
    Step.REMIGRATED,
}


def reachable(stage: Stage) -> set[Step]:
    """Every step of a stage that its first step leads to by events of the table."""
    found, fresh = set(), {FIRST_STEP[stage]}
    while fresh:
        found |= fresh
        fresh = {step_after(rule.code, step) for step in fresh for rule in next_steps(stage, step)} - found
    return found


def test_the_table_names_every_event_once_and_stays_inside_its_stages():
    assert is_sound()


@pytest.mark.parametrize("stage", STAGES)
def test_every_step_of_a_stage_can_be_reached(stage):
    assert reachable(stage) == set(STEPS[stage])


@pytest.mark.parametrize("code", [code for code in EventCode if EVENTS[code].stage is not None])
def test_every_event_of_a_stage_may_happen_at_a_step_that_is_reached(code):
    stage = EVENTS[code].stage

    assert any(may_happen(code, stage, step) for step in reachable(stage))


@pytest.mark.parametrize("stage", STAGES)
def test_every_step_leads_on_unless_the_stage_has_done_its_work(stage):
    stuck = {
        step
        for step in STEPS[stage]
        if all(rule.stage is None or rule.to is None for rule in next_steps(stage, step))
    }

    assert stuck <= ENDS


@pytest.mark.parametrize("stage", STAGES)
def test_the_steps_of_the_stage_are_offered_before_those_of_every_stage(stage):
    offered = [rule.stage is None for rule in next_steps(stage, FIRST_STEP[stage])]

    assert offered == sorted(offered)
    assert offered[0] is False


def test_the_office_is_offered_nothing_that_the_system_records_itself():
    offered = {rule.by for stage in STAGES for step in STEPS[stage] for rule in next_steps(stage, step)}

    assert offered == {By.OFFICE}


@given(st.sampled_from(STAGES), st.lists(st.integers(min_value=0, max_value=30), max_size=25))
def test_a_legal_walk_keeps_what_the_database_checks(stage, choices):
    step, move = FIRST_STEP[stage], Party.CASEWORKER
    for choice in choices:
        offered = next_steps(stage, step)
        rule = offered[choice % len(offered)]
        step, move = step_after(rule.code, step), rule.move or move
        status = status_of(move, is_closed=False)

        assert step in STEPS[stage]
        assert (status is CaseStatus.OPEN) == (move is Party.CASEWORKER)
        assert move is not Party.NOBODY
        assert status is not CaseStatus.CLOSED


@pytest.mark.parametrize(
    ("now", "then", "skipped", "must_explain"),
    [
        (Stage.PRE_DEPARTURE, Stage.EMPLOYMENT, (), False),
        (Stage.PRE_DEPARTURE, Stage.WAGE_CLAIM, (Stage.EMPLOYMENT,), True),
        (Stage.EMPLOYMENT, Stage.RETURN, (Stage.WAGE_CLAIM,), True),
        (Stage.RETURN, Stage.WAGE_CLAIM, (), True),
        (Stage.WAGE_CLAIM, Stage.RETURN, (), False),
    ],
)
def test_leaving_a_stage_out_or_going_back_must_be_explained(now, then, skipped, must_explain):
    assert skipped_between(now, then) == skipped
    assert needs_reason(now, then) is must_explain


@pytest.mark.parametrize("stage", STAGES)
def test_the_usual_next_stage_is_offered_first_and_the_present_one_never(stage):
    offered = stages_after(stage)

    assert stage not in offered
    assert stage is Stage.RETURN or not needs_reason(stage, offered[0])


@pytest.mark.parametrize("group", IssueGroup)
def test_every_issue_stands_in_one_group(group):
    assert issues_in(group)
    assert {GROUP_OF[code] for code in issues_in(group)} == {group}


def test_only_violence_and_coercion_are_dangerous():
    assert frozenset(issues_in(IssueGroup.VIOLENCE_COERCION)) == DANGEROUS


@pytest.mark.parametrize(
    ("issues", "primary", "fault"),
    [
        ((), None, CaseFault.NEEDS_ISSUE),
        ((), IssueCode.OTHER, CaseFault.NEEDS_ISSUE),
        ((IssueCode.NON_PAYMENT,), None, None),
        ((IssueCode.NON_PAYMENT,), IssueCode.NON_PAYMENT, None),
        ((IssueCode.NON_PAYMENT,), IssueCode.FOOD, CaseFault.PRIMARY_NOT_CHOSEN),
        ((IssueCode.NON_PAYMENT, IssueCode.FOOD), None, CaseFault.PRIMARY_NOT_CHOSEN),
        ((IssueCode.NON_PAYMENT, IssueCode.FOOD), IssueCode.FOOD, None),
    ],
)
def test_a_case_has_issues_and_one_of_them_is_the_main_one(issues, primary, fault):
    assert opening.fault_of(CaseFacts(issues, primary, Priority.NORMAL)) is fault


@pytest.mark.parametrize(
    ("resolution", "issues", "needed"),
    [
        (Resolution.GOALS_MET, {IssueCode.NON_PAYMENT}, False),
        (Resolution.TIME_BARRED, {IssueCode.NON_PAYMENT}, True),
        (Resolution.GOALS_MET, {IssueCode.NON_PAYMENT, IssueCode.CONFINEMENT}, True),
    ],
)
def test_danger_and_lapsed_claims_need_the_supervisor(resolution, issues, needed):
    assert closing.needs_sign_off(resolution, frozenset(issues)) is needed


def test_a_case_goes_cold_after_thirty_days():
    now = datetime(2026, 11, 20, tzinfo=UTC)

    assert not closing.is_cold(now - timedelta(days=30), now)
    assert closing.is_cold(now - timedelta(days=30, seconds=1), now)


def test_every_event_is_found_under_some_filter_of_the_timeline_or_under_everything():
    assert timeline.CODES[timeline.Kind.ALL] == frozenset(EventCode)
    assert set(timeline.CODES) == set(timeline.Kind)


class Shown:
    """What the worker's sentences look at."""

    def __init__(self, said=EventCode.OPENED, step=Step.INTAKE, move=Party.CASEWORKER, status=CaseStatus.OPEN):
        self.said, self.step, self.move, self.status = said, step, move, status


@pytest.mark.parametrize("code", [code for code in EventCode if EVENTS[code].is_spoken])
def test_the_worker_reads_a_sentence_after_every_event_that_is_spoken(code):
    assert str(card_sentence(Shown(said=code))).endswith(".")


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("move", [party for party in Party if party is not Party.NOBODY])
def test_the_worker_reads_one_thing_to_do_at_every_step(step, move):
    sentence = str(next_action(Shown(step=step, move=move)))

    assert sentence.endswith(".")
    assert ("You do not need to do anything" in sentence) is (move is not Party.MIGRANT)


def test_a_question_is_answered_before_anything_else_is_done():
    asked = Shown(said=EventCode.ASKED_MIGRANT, step=Step.EVIDENCE, move=Party.MIGRANT, status=CaseStatus.WAITING)

    assert "Answer our question" in str(next_action(asked))


def test_after_the_end_the_worker_may_come_back():
    ended = Shown(said=EventCode.CLOSED, move=Party.NOBODY, status=CaseStatus.CLOSED)

    assert "come back" in str(next_action(ended))


DANGEROUS_WORDS = ("employer", "union", "claim", "court", "complain", "wage", "money", "lawyer", "police", "case")


@pytest.mark.parametrize("word", DANGEROUS_WORDS)
def test_nothing_the_worker_reads_endangers_them(word):
    spoken = [card_sentence(Shown(said=code)) for code in EventCode if EVENTS[code].is_spoken]
    told = [next_action(Shown(step=step, move=Party.MIGRANT)) for step in Step]

    assert not [str(text) for text in [*spoken, *told, *stage_words.values()] if word in str(text).lower()]


def test_every_stage_and_party_and_fact_has_words():
    assert set(stage_words) == set(Stage)
    assert set(MOVES) == set(Party)
    assert set(FACTS) == {"issues", *(name for name in CaseFacts.__dataclass_fields__ if name != "issues")}


def test_every_word_table_of_cases_is_complete():
    kinds = [kind for kind in tables() if kind.__module__.startswith("mrc.casework")]

    assert [kind for kind in kinds if set(tables()[kind]) != set(kind)] == []
