"""The hours of a diary proposed for the facts of a claim, and taken over, on both databases."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mrc.access import Actor
from mrc.casework.models import Case
from mrc.claims import service as claims
from mrc.claims.models import WageClaim
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.rules.asking import Question
from mrc.claims.rules.diary_hours import DiaryHoursFault
from mrc.claims.rules.facts import Scope
from mrc.claims.service import hours
from mrc.claims.service.hours import Chosen, ProposedPay
from mrc.employment import service as employment
from mrc.employment.rules import DayFacts, DayKind
from mrc.errors import NotFound, Refused, Stale
from tests import builders

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
JOB = {"started_on": "2021-01-01", "exit": "dismissed", "ended_on": "2026-06-30"}


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World) -> Case:
    return builders.make_case(world.origin, caseworker=world.caseworker)


@pytest.fixture
def claim(actor: Actor, case: Case) -> WageClaim:
    facts = ClaimFacts(None, "AE", "AED", date(2021, 1, 1), date(2026, 6, 30), monthly_wage=Decimal(3000))
    return claims.record_claim(actor, case.ref, facts, [LineFacts(Component.OVERTIME, Decimal(500))])


def save(actor: Actor, claim: WageClaim, **parts: Any) -> WageClaim:
    data = {
        "jurisdiction": "AE",
        "scope": "general",
        "employment": JOB,
        "pay": {"currency": "AED", "basis": "monthly", "basic": "2400", "total": "3000", "history": []},
        "unpaid": [],
        "overtime": [],
        **parts,
    }
    return claims.save_facts(actor, claim.ref, claim.version, Scope.GENERAL, data, "Facts")


def diary(actor: Actor, case: Case, *days: DayFacts) -> None:
    employment.keep_days(actor, case, list(days))


def take(actor: Actor, claim: WageClaim, hour_months: set[date], pay_months: set[date] = frozenset()) -> WageClaim:
    view, proposal = hours.propose(actor, claim.ref, None, None)
    chosen = Chosen(None, None, proposal.print(), frozenset(hour_months), frozenset(pay_months))
    return hours.take_over_diary(actor, claim.ref, view.claim.version, chosen, "Facts")


LATE = DayFacts(date(2026, 6, 3), starts=14 * 60, ends=60, ends_next_day=True)


def test_the_diary_is_proposed_beside_what_was_typed(actor: Actor, case: Case, claim: WageClaim) -> None:
    diary(actor, case, LATE, DayFacts(date(2026, 5, 3), hours=600))
    save(actor, claim, overtime=[{"month": "2026-06", "hours_day": "7"}])

    _view, proposal = hours.propose(actor, claim.ref, None, None)
    may, june = proposal.hours
    assert (may.counted.month, may.counted.hours[Question.HOURS_DAY], may.typed) == (MAY, 2, None)
    assert june.counted.hours == {Question.HOURS_DAY: 0, Question.HOURS_NIGHT: 3}
    assert june.typed == {Question.HOURS_DAY: 7, Question.HOURS_NIGHT: 0, Question.HOURS_REST_DAY: 0}
    assert proposal.asked == (Question.HOURS_DAY, Question.HOURS_NIGHT)
    assert proposal.normal.day == 480


def test_the_months_that_are_chosen_replace_what_stands_there_and_the_others_stay(
    actor: Actor, case: Case, claim: WageClaim
) -> None:
    diary(actor, case, LATE, DayFacts(date(2026, 5, 3), hours=600))
    typed = [{"month": "2026-06", "hours_day": "7"}, {"month": "2026-04", "hours_day": "9"}, {"hours_day": "1"}]
    save(actor, claim, overtime=typed)

    taken = take(actor, claim, {JUNE})
    assert taken.facts["overtime"] == [
        {"hours_day": "1"},
        {"month": "2026-04", "hours_day": "9"},
        {"month": "2026-06", "hours_night": "3"},
    ]


def test_what_is_taken_over_is_computed_like_typed_hours(actor: Actor, case: Case, claim: WageClaim) -> None:
    diary(actor, case, LATE, DayFacts(date(2026, 5, 3), hours=640, night=40))
    taken = take(actor, save(actor, claim), {MAY, JUNE})

    record = claims.compute(actor, claim.ref, taken.version, Scope.GENERAL, taken.facts, "Facts")
    line = next(line for line in record.result["lines"] if line["component"] == "overtime")
    # Basic 2400 / 30 / 8 = 10 an hour: 2 hours at 12.50, then 0.667 and 3 hours at 15.
    assert Decimal(line["amount"]) == Decimal("80.01")


def test_before_anybody_was_asked_the_facts_begin_with_the_head_of_the_claim(
    actor: Actor, case: Case, claim: WageClaim
) -> None:
    diary(actor, case, LATE)

    taken = take(actor, claim, {JUNE})
    assert taken.facts["employment"] == {"started_on": "2021-01-01", "ended_on": "2026-06-30"}
    assert taken.facts["pay"] == {"currency": "AED", "basis": "monthly", "history": [], "total": "3000"}
    assert taken.facts["overtime"] == [{"month": "2026-06", "hours_night": "3"}]


def test_a_month_without_extra_hours_takes_out_what_was_typed(actor: Actor, case: Case, claim: WageClaim) -> None:
    diary(actor, case, DayFacts(date(2026, 6, 3), hours=480))
    save(actor, claim, overtime=[{"month": "2026-06", "hours_day": "7"}])

    assert take(actor, claim, {JUNE}).facts["overtime"] == []


def test_pay_in_the_diary_is_proposed_for_months_that_were_not_paid_in_full(
    actor: Actor, case: Case, claim: WageClaim
) -> None:
    paid = [
        DayFacts(date(2026, 6, 3), pay=Decimal(100), currency="AED"),
        DayFacts(date(2026, 6, 4), pay=Decimal("50.5"), currency="AED"),
        DayFacts(date(2026, 6, 5), pay=Decimal(9), currency="USD"),
        DayFacts(date(2026, 5, 5), pay=Decimal(9), currency="AED"),
    ]
    diary(actor, case, *paid)
    save(actor, claim, unpaid=[{"month": "2026-06", "due": "3000", "paid": "20"}, {"month": "2026-04", "due": "1"}])

    _view, proposal = hours.propose(actor, claim.ref, None, None)
    assert proposal.pay == [ProposedPay(JUNE, Decimal(3000), Decimal(20), Decimal("150.5"))]
    taken = take(actor, claim, set(), {JUNE})
    assert taken.facts["unpaid"] == [
        {"month": "2026-06", "due": "3000", "paid": "150.5"},
        {"month": "2026-04", "due": "1"},
    ]


def test_nothing_is_taken_over_that_nobody_saw(actor: Actor, case: Case, claim: WageClaim) -> None:
    diary(actor, case, LATE)
    view, proposal = hours.propose(actor, claim.ref, None, None)
    chosen = Chosen(None, None, proposal.print(), frozenset({JUNE}), frozenset())
    employment.keep_days(actor, case, [DayFacts(date(2026, 6, 10), hours=600)])

    with pytest.raises(Refused) as refused:
        hours.take_over_diary(actor, claim.ref, view.claim.version, chosen, "Facts")
    assert refused.value.reason is DiaryHoursFault.CHANGED
    with pytest.raises(Refused) as refused:
        take(actor, claim, {date(2020, 1, 1)})
    assert refused.value.reason is DiaryHoursFault.NOTHING_CHOSEN


def test_facts_that_were_saved_meanwhile_are_not_overwritten(actor: Actor, case: Case, claim: WageClaim) -> None:
    diary(actor, case, LATE)
    view, proposal = hours.propose(actor, claim.ref, None, None)
    version = view.claim.version
    save(actor, claim)

    chosen = Chosen(None, None, proposal.print(), frozenset({JUNE}), frozenset())
    with pytest.raises(Stale):
        hours.take_over_diary(actor, claim.ref, version, chosen, "Facts")


def test_agreed_hours_of_the_facts_count_and_those_that_are_said_here_before_them(
    actor: Actor, case: Case, claim: WageClaim
) -> None:
    diary(actor, case, DayFacts(date(2026, 6, 3), hours=480))
    pay = {"currency": "AED", "basis": "monthly", "basic": "2400", "hours_per_day": "7"}
    save(actor, claim, pay=pay)

    def extra(day: int | None) -> Decimal:
        return hours.propose(actor, claim.ref, day, None)[1].hours[0].counted.hours[Question.HOURS_DAY]

    assert (extra(None), extra(360)) == (1, 2)


def test_days_of_rest_and_days_outside_the_job_are_told(actor: Actor, case: Case, claim: WageClaim) -> None:
    rest = DayFacts(date(2026, 6, 5), hours=300, kind=DayKind.REST_DAY)
    diary(actor, case, rest, DayFacts(date(2026, 6, 30) + timedelta(days=1), hours=600))

    _view, proposal = hours.propose(actor, claim.ref, None, None)
    assert proposal.counted.outside == 1
    assert proposal.hours[0].counted.left_out == {DayKind.REST_DAY: 300}


def test_a_stranger_is_proposed_nothing(world: builders.World, claim: WageClaim) -> None:
    with pytest.raises(NotFound):
        hours.propose(builders.actor_of(world.other_caseworker), claim.ref, None, None)
