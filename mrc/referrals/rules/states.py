"""What is true of a referral: the table of its states, what may be shared, and with whose consent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mrc.casework.rules.events import By, EventCode
from mrc.casework.rules.stages import Priority
from mrc.people.rules.kinds import ConsentScope
from mrc.referrals.rules.packets import NOTHING_ASKED, Asked


class ReferralState(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    STARTED = "started"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    RETURNED = "returned"
    RECALLED = "recalled"


class Deed(StrEnum):
    """What somebody does with a referral."""

    SEND = "send"
    OPEN = "open"
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    DECLINE = "decline"
    START = "start"
    REPORT = "report"
    MISS = "miss"
    RETURN = "return"
    RECALL = "recall"


class DeclineReason(StrEnum):
    """Why a partner cannot take a referral, or gives it back."""

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
    NO_AGREEMENT = "no_agreement"
    CONFLICT = "conflict"
    ALREADY_OPEN = "already_open"
    NOT_ANSWERABLE = "not_answerable"
    NOT_RECALLABLE = "not_recallable"
    CASE_CLOSED = "case_closed"
    FILE_CHANGED = "file_changed"
    NEEDS_NOTE = "needs_note"
    NOBODY_NEXT = "nobody_next"
    NOT_OVER = "not_over"
    NOT_A_DRAFT = "not_a_draft"
    EMPTY = "empty"
    HAS_ACCOUNT = "has_account"
    NOT_LINKABLE = "not_linkable"
    NO_ADDRESS = "no_address"
    NO_SUCH_FILE = "no_such_file"
    FILES_ASKED_ANEW = "files_asked_anew"


class DueSoon(StrEnum):
    """How soon an answer is due, as far as a list asks."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"


class Wanted(StrEnum):
    """Which referrals a list shows."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DONE = "done"
    DRAFTS = "drafts"
    ALL = "all"


S, D = ReferralState, Deed  # Short names, so that the table reads as one.

UNANSWERED = frozenset({S.SENT, S.RECEIVED})
OPEN_STATES = UNANSWERED | {S.ACCEPTED, S.WAITLISTED, S.STARTED}
TAKEN_ON = frozenset({S.ACCEPTED, S.WAITLISTED, S.STARTED})
OVER_STATES = frozenset(S) - OPEN_STATES - {S.DRAFT}
# After these the case still needs somebody, so that the next candidate is offered.
UNHELPED = frozenset({S.DECLINED, S.RETURNED, S.NO_SHOW, S.RECALLED})


@dataclass(frozen=True)
class Turn:
    """One line of the table: who does a deed, in which states, and to which state it leads.

    `event` is what happens to the case by it; whose move is next there, and when somebody looks again, stands in the
    table of events. None leaves the case as it is.
    """

    deed: Deed
    by: By
    at: frozenset[ReferralState]
    to: ReferralState
    event: EventCode | None = None


_TURNS = (
    Turn(D.SEND, By.OFFICE, frozenset({S.DRAFT}), S.SENT, EventCode.REFERRED),
    Turn(D.OPEN, By.PARTNER, frozenset({S.SENT}), S.RECEIVED),
    Turn(D.ACCEPT, By.PARTNER, UNANSWERED | {S.WAITLISTED}, S.ACCEPTED, EventCode.REFERRAL_ACCEPTED),
    Turn(D.WAITLIST, By.PARTNER, UNANSWERED, S.WAITLISTED, EventCode.REFERRAL_WAITLISTED),
    Turn(D.DECLINE, By.PARTNER, UNANSWERED | {S.ACCEPTED, S.WAITLISTED}, S.DECLINED, EventCode.REFERRAL_DECLINED),
    Turn(D.START, By.PARTNER, frozenset({S.ACCEPTED}), S.STARTED, EventCode.REFERRAL_STARTED),
    Turn(D.REPORT, By.PARTNER, frozenset({S.ACCEPTED, S.STARTED}), S.COMPLETED, EventCode.REFERRAL_REPORTED),
    Turn(D.MISS, By.PARTNER, frozenset({S.ACCEPTED, S.STARTED}), S.NO_SHOW, EventCode.REFERRAL_REPORTED),
    Turn(D.RETURN, By.PARTNER, TAKEN_ON, S.RETURNED, EventCode.REFERRAL_RETURNED),
    Turn(D.RECALL, By.OFFICE, OPEN_STATES, S.RECALLED, EventCode.REFERRAL_RECALLED),
)
TURNS = {turn.deed: turn for turn in _TURNS}

# Always shared, so that both sides speak of the same case; a number that tells a stranger nothing.
ALWAYS_SHARED = frozenset({ConsentScope.CASE_REFERENCE})
# Ticked at first: what a partner needs to say yes or no. The rest, the name first of all, is the person's choice.
SHARED_AT_FIRST = ALWAYS_SHARED | {ConsentScope.LANGUAGES, ConsentScope.ISSUES, ConsentScope.DESTINATION}


def may_become(now: ReferralState, then: ReferralState) -> bool:
    """Whether a referral in one state may come into another."""
    return any(now in turn.at and then is turn.to for turn in _TURNS)


def deeds_at(state: ReferralState, by: By) -> tuple[Deed, ...]:
    """What one side may do in a state, in the order of the table."""
    return tuple(turn.deed for turn in _TURNS if turn.by is by and state in turn.at)


def deed_of(outcome: ReferralOutcome) -> Deed:
    """What a report does: who did not come was not helped, and that is a state of its own."""
    return Deed.MISS if outcome is ReferralOutcome.NO_SHOW else Deed.REPORT


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


DUE_WITHIN = {DueSoon.OVERDUE: timedelta(0), DueSoon.TODAY: timedelta(days=1), DueSoon.WEEK: timedelta(days=7)}


@dataclass(frozen=True)
class InboxFilter:
    """Which referrals a partner wants to see."""

    state: ReferralState | None = None
    priority: Priority | None = None
    due: DueSoon | None = None


@dataclass(frozen=True)
class Feedback:
    """What one side says of the other: whether it was useful, and why."""

    was_useful: bool
    words: str | None = None


@dataclass(frozen=True)
class NewConsent:
    """A consent as it is given for one referral, spoken of in `people.rules` once its organisation is known."""

    form: str
    language: str
    interpreter: str | None
    witness: str | None
    expires_on: date | None
    certificate: str | None = None


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
    asked: Asked = NOTHING_ASKED
