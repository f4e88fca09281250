"""Which service comes first among those that may be asked, and what to know of it beforehand."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc.directory.rules import (
    Area,
    Cost,
    OrganisationKind,
    OrganisationStatus,
    ReportsToAuthorities,
    StatusPolicy,
)
from mrc.people.rules import Documentation
from mrc.referrals import rules
from mrc.referrals.rules import Caution, Partner, Reason, Seeker, TrackRecord
from tests.referrals.sides import CLINIC, EMBASSY, REPORTS, SEEKER, TODAY, UNDOCUMENTED, UNION

# Nobody can do better.
PRAISED = TrackRecord(sent=50, accepted=50, completed=50, hours=(1.0,) * 25)


def test_points_are_the_sum_of_the_reasons_and_the_weightiest_come_first() -> None:
    judged = rules.judge(SEEKER, CLINIC, TODAY)

    assert judged.reasons == (
        Reason.SPEAKS_LANGUAGE,
        Reason.TAKES_ISSUE,
        Reason.CHECKED,
        Reason.FREE,
        Reason.IN_COUNTRY,
    )
    assert judged.points == sum(rules.POINTS[reason] for reason in judged.reasons) == 20 + 3 + 2 + 2 + 1


def test_each_of_the_first_three_reasons_outweighs_all_that_come_after_it() -> None:
    weights = list(rules.POINTS.values())

    assert weights == sorted(weights, reverse=True)
    assert all(weights[place] > sum(weights[place + 1 :]) for place in range(3))


def test_what_came_of_referrals_is_one_reason_with_as_many_points_as_it_earned() -> None:
    judged = rules.judge(SEEKER, CLINIC, TODAY)
    liked = rules.judge(SEEKER, replace(CLINIC, record=PRAISED), TODAY)
    quick = rules.judge(SEEKER, replace(CLINIC, record=TrackRecord(sent=3, hours=(1.0, 1.0, 1.0))), TODAY)

    assert set(liked.reasons) - set(judged.reasons) == {Reason.WENT_WELL}
    assert liked.points == judged.points + rules.POINTS[Reason.WENT_WELL] == judged.points + 4
    assert (quick.points, quick.reasons[-1]) == (judged.points + 1, Reason.WENT_WELL)
    assert rules.judge(SEEKER, replace(CLINIC, record=TrackRecord(sent=9, declined=9)), TODAY) == replace(
        judged, partner=replace(CLINIC, record=TrackRecord(sent=9, declined=9))
    )


def names(seeker: Seeker, *partners: Partner) -> list[str]:
    return [one.partner.name for one in rules.propose(seeker, partners, TODAY)[0]]


def test_the_union_of_the_trade_comes_before_a_general_one_whatever_else_speaks_for_that() -> None:
    trade = replace(UNION, ref="2", name="Builders", sectors=frozenset({"41"}), languages=frozenset(), cost=Cost.PAID)
    general = replace(UNION, ref="3", name="All workers", record=PRAISED)
    other = replace(UNION, ref="4", name="Seafarers", sectors=frozenset({"50"}))

    assert names(SEEKER, general, other, trade) == ["Builders", "All workers"]


def test_who_speaks_the_language_comes_before_who_needs_an_interpreter() -> None:
    silent = replace(CLINIC, ref="2", name="A", languages=frozenset({"ar"}), record=PRAISED)
    poorer = replace(CLINIC, ref="3", name="B", languages=frozenset({"ne-NP"}), cost=Cost.PAID, verified_on=None)

    assert names(SEEKER, silent, poorer) == ["B", "A"]
    assert Caution.NEEDS_INTERPRETER in rules.judge(SEEKER, silent, TODAY).cautions


def test_for_somebody_without_papers_an_unknown_policy_ranks_last() -> None:
    unknown = replace(UNION, ref="2", name="A", status_policy=StatusPolicy.UNKNOWN, sectors=frozenset({"41"}))
    open_to_all = replace(CLINIC, ref="3", name="B", languages=frozenset(), cost=Cost.PAID)

    assert names(UNDOCUMENTED, unknown, open_to_all) == ["B", "A"]
    assert names(SEEKER, unknown, open_to_all) == ["A", "B"]


@pytest.mark.parametrize(
    ("partner", "caution"),
    [
        (replace(CLINIC, languages=frozenset()), Caution.LANGUAGES_UNKNOWN),
        (replace(CLINIC, cost=Cost.PAID), Caution.COSTS_MONEY),
        (replace(CLINIC, reports_to_authorities=REPORTS), Caution.REPORTS_TO_AUTHORITIES),
        (replace(CLINIC, verified_on=TODAY - timedelta(days=181)), Caution.NOT_CHECKED),
        (replace(EMBASSY, areas=(Area("QA", "QA-DA"),)), Caution.ONLY_PARTS),
    ],
)
def test_what_to_know_before_asking(partner: Partner, caution: Caution) -> None:
    assert caution in rules.judge(SEEKER, partner, TODAY).cautions


def test_unknown_policies_are_a_caution_unless_somebody_has_papers() -> None:
    unknown = replace(CLINIC, status_policy=StatusPolicy.UNKNOWN, reports_to_authorities=ReportsToAuthorities.UNKNOWN)

    assert rules.judge(SEEKER, unknown, TODAY).cautions == ()
    for documentation in (Documentation.UNDOCUMENTED, Documentation.UNKNOWN):
        seeker = replace(SEEKER, documentation=documentation)
        assert set(rules.judge(seeker, unknown, TODAY).cautions) == {Caution.MAY_REPORT, Caution.MAY_ASK_FOR_PAPERS}


SERVICES = st.lists(
    st.builds(
        Partner,
        ref=st.sampled_from("12345"),
        name=st.sampled_from(["Ant", "Bee", "Zebra"]),
        kind=st.sampled_from([OrganisationKind.UNION, OrganisationKind.LEGAL_CLINIC]),
        service_id=st.uuids().map(str),
        status=st.sampled_from(OrganisationStatus),
        languages=st.frozensets(st.sampled_from(["ne", "ar", "en"])),
        sectors=st.frozensets(st.sampled_from(["41", "97"])),
        issues=st.frozensets(st.sampled_from(["NON_PAYMENT", "WAGES", "HOUSING"])),
        cost=st.sampled_from(Cost),
        record=st.sampled_from([TrackRecord(), PRAISED]),
        status_policy=st.sampled_from(StatusPolicy),
        reports_to_authorities=st.sampled_from(ReportsToAuthorities),
    ),
    max_size=12,
    unique_by=lambda service: service.service_id,
)


@given(SERVICES, st.randoms(use_true_random=False))
def test_the_order_is_the_same_however_services_come_and_follows_the_points(
    services: list[Partner], random: Random
) -> None:
    shuffled = list(services)
    random.shuffle(shuffled)

    proposed, refused = rules.propose(UNDOCUMENTED, services, TODAY)

    assert rules.propose(UNDOCUMENTED, shuffled, TODAY) == (proposed, refused)
    assert [one.points for one in proposed] == sorted((one.points for one in proposed), reverse=True)
    assert not any(one.refusals for one in proposed)
    assert all(one.refusals for one in refused)
    assert len(proposed) + len(refused) == len(services)
