"""Whom a case may be referred to, with whose consent, and how a referral goes on: tables that a lawyer can check."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import Priority, Stage
from mrc.directory.rules import Cost, OrganisationKind, OrganisationStatus, ReportsToAuthorities, StatusPolicy
from mrc.referrals import rules
from mrc.referrals.rules import (
    Caution,
    ConsentTerms,
    DeclineReason,
    Partner,
    Reason,
    ReferralFault,
    ReferralState,
    Refusal,
    Seeker,
)

TODAY = date(2026, 11, 20)
SEEKER = Seeker(
    places=("QA",),
    work_country="QA",
    issues=frozenset({IssueCode.NON_PAYMENT}),
    nationalities=frozenset({"NP"}),
    languages=frozenset({"ne"}),
    industry="41",
)
CLINIC = Partner(
    ref="1",
    name="Clinic",
    kind=OrganisationKind.LEGAL_CLINIC,
    status=OrganisationStatus.ACTIVE,
    places=frozenset({"QA"}),
    whole_places=frozenset({"QA"}),
    sending_country=None,
    languages=frozenset({"ne", "en"}),
    issues=frozenset({"NON_PAYMENT"}),
    sectors=frozenset(),
    cost=Cost.FREE,
    status_policy=StatusPolicy.ANY_STATUS,
    reports_to_authorities=ReportsToAuthorities.NO,
    verified_on=TODAY,
)
EMBASSY = replace(
    CLINIC, kind=OrganisationKind.CONSULATE, sending_country="NP", languages=frozenset(), issues=frozenset()
)


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        (CLINIC, ()),
        (replace(CLINIC, status=OrganisationStatus.INACTIVE), (Refusal.INACTIVE,)),
        (replace(CLINIC, status=OrganisationStatus.TEMPORARILY_CLOSED), (Refusal.INACTIVE,)),
        (replace(CLINIC, places=frozenset({"KW"})), (Refusal.OTHER_COUNTRY,)),
        (replace(CLINIC, issues=frozenset({"PHYSICAL_ABUSE"})), (Refusal.OTHER_ISSUES,)),
        (replace(CLINIC, issues=frozenset({"LATE_PAYMENT"})), ()),
        (replace(CLINIC, issues=frozenset()), ()),
        (replace(CLINIC, status_policy=StatusPolicy.DOCUMENTED_ONLY), ()),
    ],
)
def test_an_organisation_must_work_there_take_the_issue_and_be_active(
    partner: Partner, expected: tuple[Refusal, ...]
) -> None:
    assert rules.refusals(SEEKER, partner) == expected


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        (replace(CLINIC, status_policy=StatusPolicy.DOCUMENTED_ONLY), Refusal.DOCUMENTED_ONLY),
        (replace(CLINIC, reports_to_authorities=ReportsToAuthorities.YES), Refusal.REPORTS),
    ],
)
def test_nobody_without_papers_is_sent_to_who_reports_them_or_turns_them_away(
    partner: Partner, expected: Refusal
) -> None:
    undocumented = replace(SEEKER, is_undocumented=True)

    assert rules.refusals(undocumented, partner) == (expected,)
    assert rules.fault_of(undocumented, partner) is ReferralFault.ORGANISATION_UNSAFE


@pytest.mark.parametrize(
    ("seeker", "partner", "expected"),
    [
        (SEEKER, EMBASSY, ()),
        (replace(SEEKER, nationalities=frozenset()), EMBASSY, (Refusal.NATIONALITY_UNKNOWN,)),
        (replace(SEEKER, nationalities=frozenset({"BD"})), EMBASSY, (Refusal.OTHER_NATIONALITY,)),
        (replace(SEEKER, nationalities=frozenset({"BD", "NP"})), EMBASSY, ()),
        (replace(SEEKER, work_country="KW"), EMBASSY, (Refusal.NOT_WHERE_THEY_WORK,)),
        (replace(SEEKER, work_country=None), EMBASSY, (Refusal.NOT_WHERE_THEY_WORK,)),
        (replace(SEEKER, work_country="BH"), replace(EMBASSY, places=frozenset({"QA", "BH"})), ()),
        (replace(SEEKER, is_undocumented=True), EMBASSY, (Refusal.UNSAFE_WITHOUT_PAPERS,)),
        (replace(SEEKER, is_restricted=True), EMBASSY, (Refusal.UNSAFE_RESTRICTED,)),
        (
            replace(SEEKER, issues=frozenset({IssueCode.NON_PAYMENT, IssueCode.TRAFFICKING_INDICATOR})),
            EMBASSY,
            (Refusal.UNSAFE_ISSUE,),
        ),
        (
            replace(SEEKER, issues=frozenset({IssueCode.FORCED_LABOUR_INDICATOR})),
            EMBASSY,
            (Refusal.UNSAFE_ISSUE,),
        ),
        (SEEKER, replace(EMBASSY, status=OrganisationStatus.DEFUNCT), (Refusal.INACTIVE,)),
    ],
)
def test_a_consulate_is_for_its_own_nationals_where_they_work_and_only_when_that_is_safe(
    seeker: Seeker, partner: Partner, expected: tuple[Refusal, ...]
) -> None:
    proposed, refused = rules.propose(seeker, [partner], TODAY)

    assert rules.refusals(seeker, partner) == expected
    assert (len(proposed), len(refused)) == ((1, 0) if not expected else (0, 1))
    assert (rules.fault_of(seeker, partner) is None) == (not expected)


def test_a_consulate_is_proposed_only_with_a_word_on_the_persons_wish() -> None:
    assert Caution.NEEDS_WISH in rules.judge(SEEKER, EMBASSY, TODAY).cautions


def test_a_caseworker_may_choose_another_country_or_issue_but_nothing_unsafe() -> None:
    elsewhere = rules.judge(SEEKER, replace(CLINIC, places=frozenset({"KW"})), TODAY)
    foreign = rules.judge(SEEKER, replace(EMBASSY, sending_country="BD"), TODAY)

    assert elsewhere.may_be_chosen
    assert not foreign.may_be_chosen


def test_points_are_the_sum_of_the_reasons_and_the_weightiest_come_first() -> None:
    judged = rules.judge(SEEKER, CLINIC, TODAY)

    assert set(judged.reasons) == {
        Reason.IN_COUNTRY,
        Reason.SPEAKS_LANGUAGE,
        Reason.TAKES_ISSUE,
        Reason.FREE,
        Reason.CHECKED,
    }
    assert judged.points == 3 + 3 + 3 + 2 + 2
    assert [rules.POINTS[reason] for reason in judged.reasons] == [3, 3, 3, 2, 2]


@pytest.mark.parametrize(
    ("sectors", "expected"),
    [
        (frozenset({"41"}), Reason.COVERS_INDUSTRY),
        (frozenset(), Reason.COVERS_EVERY_INDUSTRY),
        (frozenset({"97"}), None),
    ],
)
def test_a_union_of_the_trade_comes_before_a_general_one(sectors: frozenset[str], expected: Reason | None) -> None:
    reasons = rules.judge(SEEKER, replace(CLINIC, kind=OrganisationKind.UNION, sectors=sectors), TODAY).reasons

    assert {reason for reason in reasons if "industry" in reason} == ({expected} if expected else set())


def test_the_fittest_stands_first_and_equals_by_name() -> None:
    better = replace(CLINIC, ref="2", name="Zebra")
    poorer = replace(CLINIC, ref="3", name="Ant", languages=frozenset({"ar"}))
    equal = replace(CLINIC, ref="4", name="Bee")

    proposed, _refused = rules.propose(SEEKER, [poorer, better, equal], TODAY)

    assert [one.partner.name for one in proposed] == ["Bee", "Zebra", "Ant"]
    assert Caution.NEEDS_INTERPRETER in proposed[2].cautions


@pytest.mark.parametrize(
    ("partner", "caution"),
    [
        (replace(CLINIC, languages=frozenset()), Caution.LANGUAGES_UNKNOWN),
        (replace(CLINIC, cost=Cost.PAID), Caution.COSTS_MONEY),
        (replace(CLINIC, reports_to_authorities=ReportsToAuthorities.YES), Caution.MAY_REPORT),
        (replace(CLINIC, verified_on=TODAY - timedelta(days=181)), Caution.NOT_CHECKED),
        (replace(EMBASSY, whole_places=frozenset()), Caution.ONLY_PARTS),
    ],
)
def test_what_to_know_before_asking(partner: Partner, caution: Caution) -> None:
    assert caution in rules.judge(SEEKER, partner, TODAY).cautions


def test_unknown_policies_are_a_caution_for_somebody_without_papers_alone() -> None:
    unknown = replace(CLINIC, status_policy=StatusPolicy.UNKNOWN, reports_to_authorities=ReportsToAuthorities.UNKNOWN)

    assert rules.judge(SEEKER, unknown, TODAY).cautions == ()
    assert set(rules.judge(replace(SEEKER, is_undocumented=True), unknown, TODAY).cautions) == {
        Caution.MAY_REPORT,
        Caution.MAY_ASK_FOR_PAPERS,
    }


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


TERMS = ConsentTerms(
    is_for_referral=True, organisation_id=7, case_id=3, fields=frozenset({"name", "issues"}), is_in_force=True
)


@pytest.mark.parametrize(
    ("terms", "fields", "expected"),
    [
        (TERMS, ["name", "issues"], None),
        (TERMS, ["issues"], None),
        (replace(TERMS, case_id=None), ["issues"], None),
        (TERMS, ["issues", "phone"], ReferralFault.CONSENT_NARROWER),
        (None, ["issues"], ReferralFault.NO_CONSENT),
        (replace(TERMS, is_in_force=False), ["issues"], ReferralFault.NO_CONSENT),
        (replace(TERMS, is_for_referral=False), ["issues"], ReferralFault.NO_CONSENT),
        (replace(TERMS, organisation_id=8), ["issues"], ReferralFault.NO_CONSENT),
        (replace(TERMS, organisation_id=None), ["issues"], ReferralFault.NO_CONSENT),
        (replace(TERMS, case_id=4), ["issues"], ReferralFault.NO_CONSENT),
    ],
)
def test_a_consent_carries_exactly_what_it_names(
    terms: ConsentTerms | None, fields: list[str], expected: ReferralFault | None
) -> None:
    assert rules.consent_fault(terms, 7, 3, fields) is expected


@pytest.mark.parametrize("state", list(ReferralState))
def test_a_partner_sees_only_what_is_open_and_agreed(state: ReferralState) -> None:
    is_asked = state in {ReferralState.SENT, ReferralState.RECEIVED}
    is_open = is_asked or state in {ReferralState.ACCEPTED, ReferralState.WAITLISTED, ReferralState.STARTED}

    assert rules.is_open_to_partner(state, None, True) == is_open
    assert not rules.is_open_to_partner(state, ReferralFault.NO_CONSENT, True)
    assert not rules.is_open_to_partner(state, None, False)


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        (ReferralState.SENT, ReferralState.ACCEPTED, True),
        (ReferralState.SENT, ReferralState.COMPLETED, False),
        (ReferralState.ACCEPTED, ReferralState.COMPLETED, True),
        (ReferralState.ACCEPTED, ReferralState.DECLINED, True),
        (ReferralState.ACCEPTED, ReferralState.ACCEPTED, False),
        (ReferralState.DECLINED, ReferralState.ACCEPTED, False),
        (ReferralState.COMPLETED, ReferralState.RECALLED, False),
        (ReferralState.RECALLED, ReferralState.ACCEPTED, False),
        (ReferralState.DRAFT, ReferralState.SENT, True),
        (ReferralState.DRAFT, ReferralState.RECEIVED, False),
        (ReferralState.DRAFT, ReferralState.RECALLED, False),
        (ReferralState.WAITLISTED, ReferralState.ACCEPTED, True),
        (ReferralState.SENT, ReferralState.STARTED, False),
        (ReferralState.STARTED, ReferralState.NO_SHOW, True),
        (ReferralState.STARTED, ReferralState.DECLINED, False),
        (ReferralState.STARTED, ReferralState.RETURNED, True),
        (ReferralState.RETURNED, ReferralState.STARTED, False),
    ],
)
def test_which_state_may_follow_which(now: ReferralState, then: ReferralState, expected: bool) -> None:
    assert rules.may_become(now, then) is expected


@pytest.mark.parametrize(
    ("priority", "hours"), [(Priority.EMERGENCY, 24), (Priority.URGENT, 72), (Priority.NORMAL, 336)]
)
def test_an_answer_is_due_by_priority(priority: Priority, hours: int) -> None:
    sent = datetime(2026, 11, 20, 9, tzinfo=UTC)

    due = rules.answer_due(sent, priority)

    assert due == sent + timedelta(hours=hours)
    assert rules.is_overdue(ReferralState.RECEIVED, due, due + timedelta(seconds=1))
    assert not rules.is_overdue(ReferralState.RECEIVED, due, due)
    assert not rules.is_overdue(ReferralState.ACCEPTED, due, due + timedelta(days=1))


def test_another_reason_needs_words() -> None:
    assert rules.decline_fault(DeclineReason.OTHER, None) is ReferralFault.NEEDS_NOTE
    assert rules.decline_fault(DeclineReason.OTHER, "moved away") is None
    assert rules.decline_fault(DeclineReason.LANGUAGE, None) is None


def test_the_usual_time_to_answer_is_said_from_three_answers_on() -> None:
    assert rules.usual_hours([1, 2]) is None
    assert rules.usual_hours([1, 5, 300]) == 5
