"""What is true of a referral: what may be shared, how soon it is answered, and which state may follow which."""

from datetime import datetime, timedelta
from enum import StrEnum

from mrc.casework.rules.stages import HOURS, Priority


class SharedField(StrEnum):
    """A piece of the file that a consent may open to one partner."""

    CASE_REFERENCE = "case_reference"
    NAME = "name"
    SEX = "sex"
    AGE = "age"
    NATIONALITY = "nationality"
    LANGUAGES = "languages"
    PHONE = "phone"
    SAFE_CONTACT = "safe_contact"
    STAGE = "stage"
    ISSUES = "issues"
    SUMMARY = "summary"
    DESTINATION = "destination"
    RESPONDENTS = "respondents"
    CLAIM = "claim"
    PAPERS_HELD = "papers_held"


class ReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COMPLETED = "completed"
    RECALLED = "recalled"


class DeclineReason(StrEnum):
    """Why a partner cannot take a referral."""

    NO_CAPACITY = "no_capacity"
    WRONG_COUNTRY = "wrong_country"
    WRONG_ISSUE = "wrong_issue"
    LANGUAGE = "language"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NEEDS_MORE = "needs_more"
    OTHER = "other"


class ReferralOutcome(StrEnum):
    """What came of a referral, as the partner reports it."""

    HELPED = "helped"
    ADVISED = "advised"
    REPRESENTED = "represented"
    SETTLED = "settled"
    NO_SHOW = "no_show"
    COULD_NOT_HELP = "could_not_help"


class ReferralFault(StrEnum):
    """Why a referral cannot be sent or answered so."""

    NO_CONSENT = "no_consent"
    CONSENT_NARROWER = "consent_narrower"
    CONSULATE_NEEDS_REASON = "consulate_needs_reason"
    CONSULATE_UNSAFE = "consulate_unsafe"
    ORGANISATION_INACTIVE = "organisation_inactive"
    ALREADY_OPEN = "already_open"
    NOT_ANSWERABLE = "not_answerable"
    CASE_CLOSED = "case_closed"


OPEN_STATES = frozenset({ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED})

_NEXT = {
    ReferralState.SENT: {
        ReferralState.RECEIVED,
        ReferralState.ACCEPTED,
        ReferralState.DECLINED,
        ReferralState.RECALLED,
    },
    ReferralState.RECEIVED: {ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.RECALLED},
    ReferralState.ACCEPTED: {ReferralState.COMPLETED, ReferralState.DECLINED, ReferralState.RECALLED},
}


def may_become(now: ReferralState, then: ReferralState) -> bool:
    """Whether a referral in one state may come into another."""
    return then in _NEXT.get(now, set())


def answer_due(sent_at: datetime, priority: Priority) -> datetime:
    """When the partner's answer is due: within 24 hours, 72 hours or two weeks by priority."""
    return sent_at + timedelta(hours=HOURS[priority])
