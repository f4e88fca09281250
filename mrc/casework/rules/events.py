"""The table of events: the only way a case moves.

Each event says at which step of which stage it may be recorded, by whom, to which step it leads, whose move is next,
after how many days somebody should look again (the clock), and whether it must be explained. What the migrant reads
after it stands in `mrc.wording.migrant`. Order in the table is likelihood: the next steps are offered in that order.
"""

from dataclasses import dataclass
from enum import StrEnum

from mrc.casework.rules.stages import STAGE_OF, STEPS, Party, Stage, Step


class EventCode(StrEnum):
    """Everything that can happen to a case."""

    OPENED = "opened"
    NOTE_ADDED = "note_added"
    SPOKEN_WITH = "spoken_with"
    CONTACT_FAILED = "contact_failed"
    ASKED_MIGRANT = "asked_migrant"
    ASKED_RESPONDENT = "asked_respondent"
    ASKED_AUTHORITY = "asked_authority"
    ASKED_PARTNER = "asked_partner"
    ANSWER_RECEIVED = "answer_received"
    MIGRANT_WROTE = "migrant_wrote"
    MESSAGE_SENT = "message_sent"
    DOCUMENT_ADDED = "document_added"
    CLAIM_RECORDED = "claim_recorded"
    CODE_ISSUED = "code_issued"
    REFERRED = "referred"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_DECLINED = "referral_declined"
    REFERRAL_REPORTED = "referral_reported"
    REFERRAL_RECALLED = "referral_recalled"
    REFERRAL_STOPPED = "referral_stopped"
    REFERRAL_WAITLISTED = "referral_waitlisted"
    REFERRAL_STARTED = "referral_started"
    REFERRAL_RETURNED = "referral_returned"
    PARTNER_WROTE = "partner_wrote"
    ASSIGNED = "assigned"
    HAND_OVER_ASKED = "hand_over_asked"
    HANDED_OVER = "handed_over"
    HAND_OVER_DECLINED = "hand_over_declined"
    STAGE_ENTERED = "stage_entered"
    CLOSED = "closed"
    REOPENED = "reopened"

    COUNSELLED = "counselled"
    OFFER_BROUGHT = "offer_brought"
    PAPERS_CHECKED = "papers_checked"
    CONTRACT_REVIEWED = "contract_reviewed"
    ORIENTATION_ATTENDED = "orientation_attended"
    CLEARANCE_GIVEN = "clearance_given"
    DEPARTED = "departed"
    ARRIVAL_CONFIRMED = "arrival_confirmed"
    DECIDED_TO_STAY = "decided_to_stay"

    SETTLED_IN = "settled_in"
    CHECKED_IN = "checked_in"
    ISSUE_RAISED = "issue_raised"
    EMPLOYER_CONTACTED = "employer_contacted"
    ISSUE_SOLVED = "issue_solved"
    CONTRACT_ENDED = "contract_ended"

    SAFETY_SCREENED = "safety_screened"
    FACTS_TAKEN = "facts_taken"
    EVIDENCE_ASKED = "evidence_asked"
    EVIDENCE_COMPLETE = "evidence_complete"
    CLAIM_COMPUTED = "claim_computed"
    CLIENT_DECIDED = "client_decided"
    NEGOTIATION_OPENED = "negotiation_opened"
    OFFER_RECEIVED = "offer_received"
    OFFER_REFUSED = "offer_refused"
    CLAIM_FILED = "claim_filed"
    CONCILIATION_SET = "conciliation_set"
    SETTLEMENT_SIGNED = "settlement_signed"
    SENT_TO_COURT = "sent_to_court"
    HEARING_SET = "hearing_set"
    HEARING_HELD = "hearing_held"
    JUDGMENT_FOR = "judgment_for"
    JUDGMENT_AGAINST = "judgment_against"
    APPEAL_FILED = "appeal_filed"
    ENFORCEMENT_ASKED = "enforcement_asked"
    PART_PAID = "part_paid"
    PAID_IN_FULL = "paid_in_full"
    PAYMENT_GIVEN_UP = "payment_given_up"

    READY_TO_TRAVEL = "ready_to_travel"
    RETURNED = "returned"
    NEEDS_MET = "needs_met"
    NEEDS_ASSESSED = "needs_assessed"
    PLAN_AGREED = "plan_agreed"
    ASSISTANCE_STARTED = "assistance_started"
    FOLLOWED_UP = "followed_up"
    REINTEGRATED = "reintegrated"
    LEFT_AGAIN = "left_again"


class By(StrEnum):
    """Who may record an event."""

    OFFICE = "office"
    PARTNER = "partner"
    MIGRANT = "migrant"
    SYSTEM = "system"


@dataclass(frozen=True)
class EventRule:
    """One line of the table. `at` empty means every step of the stage; `stage` None means every stage.

    `to` None keeps the step, `move` None keeps whose move it is, `check_days` None keeps the clock and 0 stops it.
    `is_spoken` says that the migrant's card speaks of this event until another one is spoken of.
    """

    code: EventCode
    stage: Stage | None = None
    at: frozenset[Step] = frozenset()
    to: Step | None = None
    move: Party | None = None
    check_days: int | None = None
    by: By = By.OFFICE
    needs_note: bool = False
    is_spoken: bool = True


E, S, P = EventCode, Step, Party  # Short names, so that the table reads as one.


def _at(*steps: Step) -> frozenset[Step]:
    return frozenset(steps)


def _all_but(stage: Stage, *steps: Step) -> frozenset[Step]:
    return frozenset(STEPS[stage]) - frozenset(steps)


_PRE, _EMP, _CLM, _RET = Stage

_RULES = (
    # Pre-departure.
    EventRule(E.COUNSELLED, _PRE, _at(S.ENQUIRY), S.COUNSELLED, P.MIGRANT, 14),
    EventRule(E.OFFER_BROUGHT, _PRE, _at(S.ENQUIRY, S.COUNSELLED), S.JOB_OFFER, P.CASEWORKER, 3),
    EventRule(E.PAPERS_CHECKED, _PRE, _at(S.JOB_OFFER), S.PAPERS_CHECKED, P.CASEWORKER, 7),
    EventRule(E.CONTRACT_REVIEWED, _PRE, _at(S.PAPERS_CHECKED, S.JOB_OFFER), S.CONTRACT_REVIEWED, P.MIGRANT, 14),
    EventRule(E.ORIENTATION_ATTENDED, _PRE, _at(S.CONTRACT_REVIEWED, S.PAPERS_CHECKED), S.ORIENTED, P.MIGRANT, 14),
    EventRule(E.CLEARANCE_GIVEN, _PRE, _at(S.ORIENTED, S.CONTRACT_REVIEWED), S.CLEARED, P.MIGRANT, 30),
    EventRule(E.DEPARTED, _PRE, _at(S.CLEARED, S.ORIENTED, S.CONTRACT_REVIEWED), S.DEPARTED, P.CASEWORKER, 30),
    EventRule(E.ARRIVAL_CONFIRMED, _PRE, _at(S.DEPARTED), S.ARRIVAL_CONFIRMED, P.CASEWORKER, 14),
    EventRule(
        E.DECIDED_TO_STAY,
        _PRE,
        _all_but(_PRE, S.NOT_MIGRATING, S.DEPARTED, S.ARRIVAL_CONFIRMED),
        S.NOT_MIGRATING,
        P.CASEWORKER,
        7,
    ),
    # Employment.
    EventRule(E.SETTLED_IN, _EMP, _at(S.ARRIVED), S.SETTLED_IN, P.MIGRANT, 30),
    EventRule(E.EMPLOYER_CONTACTED, _EMP, _at(S.ISSUE_RAISED), None, P.RESPONDENT, 7),
    EventRule(E.ISSUE_SOLVED, _EMP, _at(S.ISSUE_RAISED), S.MONITORED, P.MIGRANT, 30),
    EventRule(E.CHECKED_IN, _EMP, _at(S.SETTLED_IN, S.MONITORED), S.MONITORED, P.MIGRANT, 90),
    EventRule(E.ISSUE_RAISED, _EMP, _at(S.ARRIVED, S.SETTLED_IN, S.MONITORED), S.ISSUE_RAISED, P.CASEWORKER, 3),
    EventRule(E.CONTRACT_ENDED, _EMP, _all_but(_EMP, S.CONTRACT_ENDED), S.CONTRACT_ENDED, P.CASEWORKER, 7),
    # Wage claim.
    EventRule(E.SAFETY_SCREENED, _CLM, _at(S.INTAKE), S.SAFETY_SCREENED, P.CASEWORKER, 2),
    EventRule(E.FACTS_TAKEN, _CLM, _at(S.SAFETY_SCREENED), S.FACTS_TAKEN, P.CASEWORKER, 7),
    EventRule(E.EVIDENCE_ASKED, _CLM, _at(S.FACTS_TAKEN, S.EVIDENCE), S.EVIDENCE, P.MIGRANT, 14),
    EventRule(E.EVIDENCE_COMPLETE, _CLM, _at(S.FACTS_TAKEN, S.EVIDENCE), S.EVIDENCE, P.CASEWORKER, 3),
    EventRule(E.CLAIM_COMPUTED, _CLM, _at(S.EVIDENCE, S.FACTS_TAKEN), S.COMPUTED, P.MIGRANT, 7),
    EventRule(E.CLIENT_DECIDED, _CLM, _at(S.COMPUTED), S.CLIENT_DECIDED, P.CASEWORKER, 3),
    EventRule(E.NEGOTIATION_OPENED, _CLM, _at(S.CLIENT_DECIDED), S.NEGOTIATION, P.RESPONDENT, 14),
    EventRule(E.OFFER_RECEIVED, _CLM, _at(S.NEGOTIATION, S.CONCILIATION), None, P.MIGRANT, 7),
    EventRule(E.OFFER_REFUSED, _CLM, _at(S.NEGOTIATION, S.CONCILIATION), None, P.CASEWORKER, 3),
    EventRule(E.CLAIM_FILED, _CLM, _at(S.CLIENT_DECIDED, S.NEGOTIATION), S.FILED, P.AUTHORITY, 21),
    EventRule(E.CONCILIATION_SET, _CLM, _at(S.FILED), S.CONCILIATION, P.AUTHORITY, 14),
    EventRule(E.SETTLEMENT_SIGNED, _CLM, _at(S.NEGOTIATION, S.FILED, S.CONCILIATION), S.SETTLED, P.RESPONDENT, 14),
    EventRule(E.SENT_TO_COURT, _CLM, _at(S.FILED, S.CONCILIATION), S.IN_COURT, P.AUTHORITY, 30),
    EventRule(E.HEARING_SET, _CLM, _at(S.IN_COURT, S.HEARING, S.APPEAL), S.HEARING, P.MIGRANT, 14),
    EventRule(E.HEARING_HELD, _CLM, _at(S.HEARING), None, P.AUTHORITY, 30),
    EventRule(E.JUDGMENT_FOR, _CLM, _at(S.IN_COURT, S.HEARING, S.APPEAL), S.JUDGMENT, P.RESPONDENT, 15),
    EventRule(E.JUDGMENT_AGAINST, _CLM, _at(S.IN_COURT, S.HEARING, S.APPEAL), S.JUDGMENT, P.MIGRANT, 7),
    EventRule(
        E.PAID_IN_FULL,
        _CLM,
        _at(S.SETTLED, S.JUDGMENT, S.ENFORCEMENT, S.NEGOTIATION, S.UNPAID),
        S.PAID,
        P.CASEWORKER,
        7,
    ),
    EventRule(E.PART_PAID, _CLM, _at(S.SETTLED, S.JUDGMENT, S.ENFORCEMENT), None, P.RESPONDENT, 30),
    EventRule(E.ENFORCEMENT_ASKED, _CLM, _at(S.JUDGMENT, S.SETTLED, S.UNPAID), S.ENFORCEMENT, P.AUTHORITY, 30),
    EventRule(E.APPEAL_FILED, _CLM, _at(S.JUDGMENT), S.APPEAL, P.AUTHORITY, 30),
    EventRule(
        E.PAYMENT_GIVEN_UP,
        _CLM,
        _at(S.JUDGMENT, S.SETTLED, S.ENFORCEMENT),
        S.UNPAID,
        P.CASEWORKER,
        7,
        needs_note=True,
    ),
    # Return and reintegration.
    EventRule(E.READY_TO_TRAVEL, _RET, _at(S.RETURN_NOTIFIED), S.READY_TO_TRAVEL, P.MIGRANT, 14),
    # People also travel before everything is settled.
    EventRule(E.RETURNED, _RET, _at(S.READY_TO_TRAVEL, S.RETURN_NOTIFIED), S.RETURNED, P.CASEWORKER, 7),
    EventRule(E.NEEDS_MET, _RET, _at(S.RETURNED), S.IMMEDIATE_NEEDS, P.CASEWORKER, 14),
    EventRule(E.NEEDS_ASSESSED, _RET, _at(S.RETURNED, S.IMMEDIATE_NEEDS), S.ASSESSED, P.CASEWORKER, 14),
    EventRule(E.PLAN_AGREED, _RET, _at(S.ASSESSED), S.PLAN_AGREED, P.MIGRANT, 30),
    EventRule(E.ASSISTANCE_STARTED, _RET, _at(S.PLAN_AGREED), S.ASSISTANCE, P.PARTNER, 30),
    EventRule(E.FOLLOWED_UP, _RET, _at(S.PLAN_AGREED, S.ASSISTANCE, S.FOLLOW_UP), S.FOLLOW_UP, P.MIGRANT, 90),
    EventRule(E.REINTEGRATED, _RET, _at(S.ASSISTANCE, S.FOLLOW_UP), S.SUSTAINABLE, P.CASEWORKER, 14),
    EventRule(E.LEFT_AGAIN, _RET, _all_but(_RET, S.SUSTAINABLE, S.REMIGRATED), S.REMIGRATED, P.CASEWORKER, 14),
    # At every stage.
    EventRule(E.ANSWER_RECEIVED, move=P.CASEWORKER, check_days=2),
    EventRule(E.SPOKEN_WITH, is_spoken=False),
    EventRule(E.CONTACT_FAILED, check_days=7, is_spoken=False),
    EventRule(E.ASKED_MIGRANT, move=P.MIGRANT, check_days=14, needs_note=True),
    EventRule(E.ASKED_RESPONDENT, move=P.RESPONDENT, check_days=14),
    EventRule(E.ASKED_AUTHORITY, move=P.AUTHORITY, check_days=30),
    EventRule(E.ASKED_PARTNER, move=P.PARTNER, check_days=14),
    # Recorded by the deed itself, never picked from the list of next steps.
    EventRule(E.OPENED, move=P.CASEWORKER, by=By.SYSTEM),
    EventRule(E.NOTE_ADDED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.MESSAGE_SENT, by=By.SYSTEM, is_spoken=False),
    EventRule(E.DOCUMENT_ADDED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.CLAIM_RECORDED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.CODE_ISSUED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.ASSIGNED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.HAND_OVER_ASKED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.HANDED_OVER, move=P.CASEWORKER, check_days=3, by=By.SYSTEM),
    EventRule(E.HAND_OVER_DECLINED, by=By.SYSTEM, is_spoken=False),
    EventRule(E.STAGE_ENTERED, move=P.CASEWORKER, check_days=7, by=By.SYSTEM),
    EventRule(E.REFERRED, move=P.PARTNER, check_days=3, by=By.SYSTEM),
    EventRule(E.REFERRAL_RECALLED, move=P.CASEWORKER, check_days=2, by=By.SYSTEM, is_spoken=False),
    EventRule(E.REFERRAL_STOPPED, move=P.CASEWORKER, check_days=1, by=By.SYSTEM, is_spoken=False),
    EventRule(E.CLOSED, move=P.NOBODY, check_days=0, by=By.SYSTEM),
    EventRule(E.REOPENED, move=P.CASEWORKER, check_days=3, by=By.SYSTEM),
    EventRule(E.REFERRAL_ACCEPTED, move=P.PARTNER, check_days=14, by=By.PARTNER),
    EventRule(E.REFERRAL_DECLINED, move=P.CASEWORKER, check_days=1, by=By.PARTNER, is_spoken=False),
    EventRule(E.REFERRAL_REPORTED, move=P.CASEWORKER, check_days=2, by=By.PARTNER),
    EventRule(E.REFERRAL_WAITLISTED, move=P.PARTNER, check_days=14, by=By.PARTNER, is_spoken=False),
    EventRule(E.REFERRAL_STARTED, move=P.PARTNER, check_days=30, by=By.PARTNER, is_spoken=False),
    EventRule(E.REFERRAL_RETURNED, move=P.CASEWORKER, check_days=1, by=By.PARTNER, is_spoken=False),
    EventRule(E.PARTNER_WROTE, move=P.CASEWORKER, check_days=2, by=By.PARTNER, is_spoken=False),
    EventRule(E.MIGRANT_WROTE, move=P.CASEWORKER, check_days=2, by=By.MIGRANT),
)

EVENTS: dict[EventCode, EventRule] = {rule.code: rule for rule in _RULES}


class EventFault(StrEnum):
    """Why an event cannot be recorded."""

    NOT_HERE = "not_here"
    CASE_CLOSED = "case_closed"
    CASE_OPEN = "case_open"
    NEEDS_NOTE = "needs_note"
    NOT_A_NEXT_STAGE = "not_a_next_stage"
    NEEDS_REASON = "needs_reason"
    NEEDS_SIGN_OFF = "needs_sign_off"
    FUTURE = "future"


def may_happen(code: EventCode, stage: Stage, step: Step) -> bool:
    """Whether an event may be recorded at this step of this stage."""
    rule = EVENTS[code]
    return (rule.stage is None or rule.stage is stage) and (not rule.at or step in rule.at)


def next_steps(stage: Stage, step: Step) -> tuple[EventRule, ...]:
    """The events the office may record at a step, those of the stage first, the likeliest first."""
    offered = [rule for rule in _RULES if rule.by is By.OFFICE and may_happen(rule.code, stage, step)]
    return tuple(sorted(offered, key=lambda rule: rule.stage is None))


def step_after(code: EventCode, step: Step) -> Step:
    """The step a case stands at once the event has happened."""
    return EVENTS[code].to or step


def is_sound() -> bool:
    """Whether the table names every event once and leads only to steps of the stage it starts in."""
    complete = set(EVENTS) == set(EventCode) and len(EVENTS) == len(_RULES)
    inside = all(rule.to is None or STAGE_OF[rule.to] is rule.stage for rule in _RULES)
    return complete and inside
