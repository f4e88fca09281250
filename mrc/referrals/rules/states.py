"""What is true of a referral: what may be shared, how soon it is answered, and which state may follow which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from mrc.casework.rules.stages import HOURS, Priority
from mrc.people.rules.kinds import ConsentScope


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
    ORGANISATION_UNSAFE = "organisation_unsafe"
    ALREADY_OPEN = "already_open"
    NOT_ANSWERABLE = "not_answerable"
    NOT_RECALLABLE = "not_recallable"
    CASE_CLOSED = "case_closed"
    FILE_CHANGED = "file_changed"
    NEEDS_NOTE = "needs_note"


class Wanted(StrEnum):
    """Which referrals a list shows."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DONE = "done"
    ALL = "all"


OPEN_STATES = frozenset({ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED})
UNANSWERED = frozenset({ReferralState.SENT, ReferralState.RECEIVED})

# Always shared, so that both sides speak of the same case; a number that tells a stranger nothing.
ALWAYS_SHARED = frozenset({ConsentScope.CASE_REFERENCE})
# Ticked at first: what a partner needs to say yes or no. The rest, the name first of all, is the person's choice.
SHARED_AT_FIRST = ALWAYS_SHARED | {ConsentScope.LANGUAGES, ConsentScope.ISSUES, ConsentScope.DESTINATION}

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


def is_overdue(state: ReferralState, due_at: datetime, moment: datetime) -> bool:
    """Whether a partner should have answered by now."""
    return state in UNANSWERED and due_at < moment


def decline_fault(reason: DeclineReason, note: str | None) -> ReferralFault | None:
    """Whether a refusal must still be explained: "other" alone tells nobody anything."""
    return ReferralFault.NEEDS_NOTE if reason is DeclineReason.OTHER and not note else None


@dataclass(frozen=True)
class ConsentTerms:
    """What a consent allows, as far as a referral needs to know."""

    is_for_referral: bool
    organisation_id: int | None
    case_id: int | None
    fields: frozenset[str]
    is_in_force: bool


def consent_fault(
    terms: ConsentTerms | None, organisation_id: int, case_id: int, fields: Iterable[str]
) -> ReferralFault | None:
    """Why a consent does not carry a referral of this case, with these fields, to this organisation; or None."""
    if terms is None or not (terms.is_for_referral and terms.is_in_force):
        return ReferralFault.NO_CONSENT
    if terms.organisation_id != organisation_id or terms.case_id not in {None, case_id}:
        return ReferralFault.NO_CONSENT
    return None if set(map(str, fields)) <= terms.fields else ReferralFault.CONSENT_NARROWER


def is_open_to_partner(state: ReferralState, consent: ReferralFault | None, is_active: bool) -> bool:
    """Whether the partner may read the packet now: it was asked and not answered to the end, and all still agree."""
    return state in OPEN_STATES and consent is None and is_active


def usual_hours(hours: Sequence[float]) -> int | None:
    """How long an organisation usually takes to answer (the median), once it has answered three times."""
    return round(median(hours)) if len(hours) >= 3 else None


@dataclass(frozen=True)
class NewConsent:
    """A consent as it is given for one referral, spoken of in `people.rules` once its organisation is known."""

    form: str
    language: str
    interpreter: str | None
    witness: str | None
    expires_on: date | None


@dataclass(frozen=True)
class ReferralFacts:
    """What a caseworker asks to send. `consent` is a new one, or the key of one given earlier.

    `seen` is the fingerprint of what was shown to the person; None for callers that show nothing.
    """

    organisation_ref: str
    purpose: str
    priority: Priority
    fields: frozenset[ConsentScope]
    consent: NewConsent | int | None
    seen: str | None = None
    is_safe_to_ask_consulate: bool = False
    consulate_reason: str | None = None
