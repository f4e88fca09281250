"""Places that count as one, windows of tries, and the four stages."""

import pytest

from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Party, Stage, Step
from mrc.portal.rules import (
    BY_REFERENCE,
    BY_REFERENCE_HERE,
    StagePassed,
    asks_for_papers,
    place_of,
    stage_lines,
)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("", "unknown"),
        ("spoofed, 10.0.0.1", "unknown"),
    ],
)
def test_one_customer_is_one_place(address: str, place: str) -> None:
    assert place_of(address) == place


def test_any_quarter_of_an_hour_meets_at_most_ten_tries() -> None:
    assert 2 * BY_REFERENCE_HERE.tries <= 10
    assert BY_REFERENCE_HERE.window.total_seconds() == 900


def test_any_burst_from_everywhere_meets_at_most_ten_tries() -> None:
    assert 2 * BY_REFERENCE.tries <= 10


def test_nobody_is_kept_out_for_longer_than_a_minute_by_strangers_elsewhere() -> None:
    assert BY_REFERENCE.window.total_seconds() <= 60
    assert BY_REFERENCE.tries > BY_REFERENCE_HERE.tries


def states(current: Stage, passed: list[StagePassed]) -> list[str]:
    return [line.state for line in stage_lines(current, passed)]


def test_what_lies_behind_a_case_that_began_later_counts_as_done() -> None:
    assert states(Stage.WAGE_CLAIM, [StagePassed(Stage.WAGE_CLAIM, False)]) == ["done", "done", "current", "todo"]


def test_a_case_that_went_through_all_stages() -> None:
    passed = [StagePassed(stage, False) for stage in Stage]

    assert states(Stage.RETURN, passed) == ["done", "done", "done", "current"]


def test_a_stage_that_was_left_out_is_not_needed() -> None:
    passed = [StagePassed(Stage.PRE_DEPARTURE, False), StagePassed(Stage.EMPLOYMENT, True)]

    assert states(Stage.WAGE_CLAIM, passed) == ["done", "skipped", "current", "todo"]


def test_a_claim_that_is_taken_up_again_after_the_return() -> None:
    passed = [StagePassed(Stage.RETURN, False), StagePassed(Stage.WAGE_CLAIM, False)]

    assert states(Stage.WAGE_CLAIM, passed) == ["done", "done", "current", "done"]


@pytest.mark.parametrize(
    ("move", "step", "said", "asked"),
    [
        (Party.MIGRANT, Step.EVIDENCE, EventCode.EVIDENCE_ASKED, True),
        (Party.MIGRANT, Step.EVIDENCE, EventCode.ASKED_MIGRANT, False),
        (Party.CASEWORKER, Step.EVIDENCE, EventCode.EVIDENCE_COMPLETE, False),
        (Party.MIGRANT, Step.COMPUTED, EventCode.CLAIM_COMPUTED, False),
    ],
)
def test_when_papers_are_asked_for(move: Party, step: Step, said: EventCode, asked: bool) -> None:
    assert asks_for_papers(move, step, said) is asked
