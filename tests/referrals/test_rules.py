"""Whose consent carries a referral, and how a referral goes on: tables that a lawyer can check."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mrc.casework.rules.stages import Priority
from mrc.referrals import rules
from mrc.referrals.rules import ConsentTerms, DeclineReason, ReferralFault, ReferralState

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
