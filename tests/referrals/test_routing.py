"""Which service may be asked, and which never: tables that a lawyer can check."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import Stage
from mrc.directory.rules import (
    Area,
    OrganisationKind,
    OrganisationStatus,
    Population,
    StatusPolicy,
)
from mrc.people.rules import Documentation, Sex
from mrc.referrals import rules
from mrc.referrals.rules import Caution, Flag, Partner, Reason, ReferralFault, Refusal, Seeker
from tests.referrals.sides import CLINIC, EMBASSY, OPT_IN, REPORTS, SEEKER, TODAY, UNDOCUMENTED, UNION, WISHES


def refusals(seeker: Seeker, partner: Partner) -> tuple[Refusal, ...]:
    return rules.refusals(seeker, partner, TODAY)


@pytest.mark.parametrize("status", [status for status in OrganisationStatus if status != "active"])
def test_what_does_not_work_now_is_refused(status: OrganisationStatus) -> None:
    partner = replace(CLINIC, status=status)

    assert refusals(SEEKER, partner) == (Refusal.INACTIVE,)
    assert rules.fault_of(SEEKER, partner, TODAY) is ReferralFault.ORGANISATION_INACTIVE


@pytest.mark.parametrize(
    ("areas", "subdivision", "is_refused"),
    [
        ((Area("QA"),), None, False),
        ((Area("KW"),), None, True),
        ((Area("KW"), Area("QA")), None, False),
        ((), None, False),
        ((Area("QA", "QA-DA"),), "QA-DA", False),
        ((Area("QA", "QA-DA"),), "QA-RA", True),
        ((Area("QA", "QA-DA"),), None, False),
        ((Area("QA", "QA-DA"), Area("QA")), "QA-RA", False),
        ((Area("QA", "Doha and around"),), "QA-RA", False),
    ],
)
def test_a_service_acts_in_its_countries_and_parts_and_everywhere_when_it_names_none(
    areas: tuple[Area, ...], subdivision: str | None, is_refused: bool
) -> None:
    found = refusals(replace(SEEKER, subdivision=subdivision), replace(CLINIC, areas=areas))

    assert found == ((Refusal.WRONG_COUNTRY,) if is_refused else ())


@pytest.mark.parametrize(
    ("issues", "reason"),
    [
        (frozenset({"NON_PAYMENT"}), Reason.TAKES_ISSUE),
        (frozenset({"WAGES"}), Reason.TAKES_ISSUE),
        (frozenset({"LATE_PAYMENT"}), Reason.TAKES_LIKE_ISSUES),
        (frozenset(), Reason.TAKES_EVERY_ISSUE),
        (frozenset({"PHYSICAL_ABUSE"}), None),
        (frozenset({"VIOLENCE_COERCION"}), None),
    ],
)
def test_a_service_takes_an_issue_by_its_code_by_its_group_or_every_issue(
    issues: frozenset[str], reason: Reason | None
) -> None:
    judged = rules.judge(SEEKER, replace(CLINIC, issues=issues), TODAY)

    assert judged.refusals == (() if reason else (Refusal.WRONG_ISSUE,))
    assert {one for one in judged.reasons if "issue" in one} == ({reason} if reason else set())


def test_where_no_issue_is_named_none_is_wrong() -> None:
    assert refusals(replace(SEEKER, issues=frozenset()), CLINIC) == ()


@pytest.mark.parametrize(
    ("sectors", "own", "expected"),
    [
        (frozenset({"41"}), SEEKER.sectors, Reason.COVERS_INDUSTRY),
        (frozenset({"F"}), SEEKER.sectors, Reason.COVERS_INDUSTRY),
        (frozenset(), SEEKER.sectors, Reason.COVERS_EVERY_INDUSTRY),
        (frozenset({"97"}), SEEKER.sectors, Refusal.WRONG_SECTOR),
        (frozenset({"97"}), frozenset(), None),
    ],
)
def test_a_union_covers_the_industry_or_all_of_them_or_is_refused(
    sectors: frozenset[str], own: frozenset[str], expected: Reason | Refusal | None
) -> None:
    judged = rules.judge(replace(SEEKER, sectors=own), replace(UNION, sectors=sectors), TODAY)

    found = {*judged.refusals, *(one for one in judged.reasons if "industry" in one)}
    assert found == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("nationalities", "own", "is_refused"),
    [
        (frozenset(), frozenset({"NP"}), False),
        (frozenset({"NP"}), frozenset({"NP"}), False),
        (frozenset({"NP"}), frozenset({"BD", "NP"}), False),
        (frozenset({"NP"}), frozenset({"BD"}), True),
        (frozenset({"NP"}), frozenset(), True),
        (frozenset(), frozenset(), False),
    ],
)
def test_a_service_for_some_nationalities_is_for_no_others(
    nationalities: frozenset[str], own: frozenset[str], is_refused: bool
) -> None:
    found = refusals(replace(SEEKER, nationalities=own), replace(CLINIC, nationalities=nationalities))

    assert found == ((Refusal.WRONG_NATIONALITY,) if is_refused else ())


@pytest.mark.parametrize("documentation", list(Documentation))
@pytest.mark.parametrize("policy", list(StatusPolicy))
def test_only_somebody_without_papers_is_turned_away_for_them(
    documentation: Documentation, policy: StatusPolicy
) -> None:
    seeker, partner = replace(SEEKER, documentation=documentation), replace(CLINIC, status_policy=policy)
    is_refused = documentation == "undocumented" and policy == "documented_only"

    assert refusals(seeker, partner) == ((Refusal.STATUS_POLICY,) if is_refused else ())
    assert (rules.fault_of(seeker, partner, TODAY) is ReferralFault.ORGANISATION_UNSAFE) == is_refused


@pytest.mark.parametrize(
    ("populations", "changes", "is_refused"),
    [
        ({Population.WOMEN_ONLY}, {"sex": Sex.FEMALE}, False),
        ({Population.WOMEN_ONLY}, {"sex": Sex.MALE}, True),
        ({Population.WOMEN_ONLY}, {"sex": Sex.UNKNOWN}, False),
        ({Population.WOMEN_ONLY}, {"sex": Sex.OTHER}, False),
        ({Population.MEN_ONLY}, {"sex": Sex.MALE}, False),
        ({Population.MEN_ONLY}, {"sex": Sex.FEMALE}, True),
        ({Population.MINORS}, {"age": 17}, False),
        ({Population.MINORS}, {"age": 18}, True),
        ({Population.MINORS}, {"age": None}, False),
        ({Population.MINORS}, {"age": 30, "flags": frozenset({Flag.MINOR})}, False),
        ({Population.FAMILIES}, {"flags": frozenset({Flag.FAMILY})}, False),
        ({Population.FAMILIES}, {}, True),
        ({Population.LGBTQI}, {"flags": frozenset({Flag.LGBTQI})}, False),
        ({Population.LGBTQI}, {}, True),
        ({Population.DISABILITY}, {"flags": frozenset({Flag.DISABILITY})}, False),
        ({Population.DISABILITY}, {}, True),
        ({Population.MINORS, Population.FAMILIES}, {"age": 40, "flags": frozenset({Flag.FAMILY})}, False),
        ({Population.WOMEN_ONLY, Population.MINORS}, {"age": 16, "sex": Sex.MALE}, True),
    ],
)
def test_a_service_for_some_people_is_for_no_others(
    populations: set[Population], changes: dict[str, Any], is_refused: bool
) -> None:
    seeker = replace(SEEKER, **changes)

    found = refusals(seeker, replace(CLINIC, populations=frozenset(populations)))

    assert found == ((Refusal.POPULATION,) if is_refused else ())


@pytest.mark.parametrize(
    ("capacity", "told_on", "is_refused"),
    [
        (None, None, False),
        (3, TODAY, False),
        (0, TODAY, True),
        (0, TODAY - timedelta(days=14), True),
        (0, TODAY - timedelta(days=15), False),
    ],
)
def test_no_free_place_counts_for_two_weeks(capacity: int | None, told_on: date | None, is_refused: bool) -> None:
    found = refusals(SEEKER, replace(CLINIC, capacity=capacity, capacity_on=told_on))

    assert found == ((Refusal.NO_CAPACITY,) if is_refused else ())


@pytest.mark.parametrize(
    ("seeker", "is_refused"),
    [
        (SEEKER, False),
        (UNDOCUMENTED, True),
        (replace(SEEKER, documentation=Documentation.UNKNOWN), True),
        (replace(SEEKER, flags=frozenset({Flag.REFUGEE})), True),
        (replace(SEEKER, flags=frozenset({Flag.ASYLUM_SEEKER})), True),
        (replace(SEEKER, flags=frozenset({Flag.TRAFFICKING})), True),
        (replace(SEEKER, issues=frozenset({IssueCode.NON_PAYMENT, IssueCode.TRAFFICKING_INDICATOR})), True),
        (replace(SEEKER, flags=frozenset({Flag.STATELESS})), False),
    ],
)
def test_who_reports_to_authorities_is_refused_where_that_harms_and_a_warning_otherwise(
    seeker: Seeker, is_refused: bool
) -> None:
    judged = rules.judge(seeker, replace(CLINIC, reports_to_authorities=REPORTS), TODAY)

    assert judged.refusals == ((Refusal.REPORTS_TO_AUTHORITIES,) if is_refused else ())
    assert Caution.REPORTS_TO_AUTHORITIES in judged.cautions
    assert rules.judge(seeker, CLINIC, TODAY).refusals == ()


@pytest.mark.parametrize(
    ("agreements", "is_refused"), [(None, False), (frozenset({"1"}), False), (frozenset({"2"}), True)]
)
def test_an_agreement_is_needed_only_where_the_centre_demands_one(
    agreements: frozenset[str] | None, is_refused: bool
) -> None:
    seeker = replace(SEEKER, agreements=agreements)

    assert refusals(seeker, CLINIC) == ((Refusal.NO_AGREEMENT,) if is_refused else ())
    assert (rules.fault_of(seeker, CLINIC, TODAY) is ReferralFault.NO_AGREEMENT) == is_refused


def test_who_told_of_a_conflict_of_interest_is_not_asked_again() -> None:
    seeker = replace(SEEKER, conflicts=frozenset({"1"}))

    assert refusals(seeker, CLINIC) == (Refusal.CONFLICT,)
    assert rules.fault_of(seeker, CLINIC, TODAY) is ReferralFault.CONFLICT
    assert refusals(seeker, replace(CLINIC, ref="2")) == ()


@pytest.mark.parametrize(
    ("seeker", "partner", "expected"),
    [
        (WISHES, EMBASSY, ()),
        (SEEKER, EMBASSY, (Refusal.CONSULATE_NEEDS_OPT_IN,)),
        (replace(WISHES, nationalities=frozenset()), EMBASSY, (Refusal.CONSULATE_NOT_SAFE,)),
        (replace(WISHES, nationalities=frozenset({"BD"})), EMBASSY, (Refusal.WRONG_NATIONALITY,)),
        (replace(WISHES, nationalities=frozenset({"BD", "NP"})), EMBASSY, ()),
        (replace(WISHES, work_country="KW"), EMBASSY, (Refusal.WRONG_COUNTRY,)),
        (replace(WISHES, work_country=None), EMBASSY, (Refusal.WRONG_COUNTRY,)),
        (replace(WISHES, work_country="BH"), replace(EMBASSY, areas=(Area("QA"), Area("BH", None, False))), ()),
        (replace(WISHES, is_restricted=True), EMBASSY, (Refusal.CONSULATE_NOT_SAFE,)),
        (replace(WISHES, documentation=Documentation.UNDOCUMENTED), EMBASSY, ()),
        (
            replace(WISHES, issues=frozenset({IssueCode.TRAFFICKING_INDICATOR})),
            EMBASSY,
            (Refusal.CONSULATE_NOT_SAFE,),
        ),
        (
            replace(WISHES, issues=frozenset({IssueCode.FORCED_LABOUR_INDICATOR})),
            EMBASSY,
            (Refusal.CONSULATE_NOT_SAFE,),
        ),
        (WISHES, replace(EMBASSY, status=OrganisationStatus.DEFUNCT), (Refusal.INACTIVE,)),
        (WISHES, replace(EMBASSY, kind=OrganisationKind.SHELTER), ()),
        (SEEKER, replace(EMBASSY, kind=OrganisationKind.SHELTER), (Refusal.CONSULATE_NEEDS_OPT_IN,)),
    ],
)
def test_a_consulate_is_for_its_own_nationals_where_they_work_when_they_ask_and_it_is_safe(
    seeker: Seeker, partner: Partner, expected: tuple[Refusal, ...]
) -> None:
    proposed, refused = rules.propose(seeker, [partner], TODAY)

    assert refusals(seeker, partner) == expected
    assert (len(proposed), len(refused)) == ((1, 0) if not expected else (0, 1))


@pytest.mark.parametrize("flag", ["refugee", "asylum_seeker", "stateless", "trafficking", "nationality_disputed"])
def test_no_wish_makes_a_consulate_safe_for_whom_it_can_harm(flag: str) -> None:
    for flags in (frozenset({Flag(flag)}), OPT_IN | {Flag(flag)}):
        seeker = replace(SEEKER, flags=flags)
        assert Refusal.CONSULATE_NOT_SAFE in refusals(seeker, EMBASSY)
        assert rules.fault_of(seeker, EMBASSY, TODAY) is ReferralFault.CONSULATE_UNSAFE
        assert not rules.judge(seeker, EMBASSY, TODAY).may_be_chosen


def test_a_consulate_may_be_chosen_before_the_wish_is_written_down_and_nothing_unsafe_ever() -> None:
    asked_later = rules.judge(SEEKER, EMBASSY, TODAY)
    elsewhere = rules.judge(SEEKER, replace(CLINIC, areas=(Area("KW"),)), TODAY)
    foreign = rules.judge(WISHES, replace(EMBASSY, nationalities=frozenset({"BD"})), TODAY)
    reporting = rules.judge(UNDOCUMENTED, replace(CLINIC, reports_to_authorities=REPORTS), TODAY)

    assert asked_later.may_be_chosen
    assert rules.fault_of(SEEKER, EMBASSY, TODAY) is None
    assert elsewhere.may_be_chosen
    assert not foreign.may_be_chosen
    assert not reporting.may_be_chosen


def test_somebody_without_papers_is_warned_of_a_consulate() -> None:
    judged = rules.judge(replace(WISHES, documentation=Documentation.UNDOCUMENTED), EMBASSY, TODAY)

    assert {Caution.NEEDS_WISH, Caution.WITHOUT_PAPERS} <= set(judged.cautions)


@pytest.mark.parametrize(
    ("stage", "origin", "destination", "expected"),
    [
        (Stage.WAGE_CLAIM, "NP", "QA", ("QA",)),
        (Stage.EMPLOYMENT, "NP", "QA", ("QA",)),
        (Stage.PRE_DEPARTURE, "NP", "QA", ("NP", "QA")),
        (Stage.RETURN, "NP", "QA", ("NP", "QA")),
        (Stage.WAGE_CLAIM, "NP", None, ("NP",)),
        (Stage.RETURN, None, None, ()),
    ],
)
def test_help_is_sought_where_the_person_works_and_at_home_before_and_after(
    stage: Stage, origin: str | None, destination: str | None, expected: tuple[str, ...]
) -> None:
    assert rules.places_of_help(stage, origin, destination) == expected
