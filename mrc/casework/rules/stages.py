"""The four stages of a case, the steps inside each, and which stage may follow which."""

from enum import StrEnum


class Stage(StrEnum):
    """Where in the migration the case stands."""

    PRE_DEPARTURE = "pre_departure"
    EMPLOYMENT = "employment"
    WAGE_CLAIM = "wage_claim"
    RETURN = "return_reintegration"


class Step(StrEnum):
    """A step inside a stage; each belongs to one stage, see STEPS."""

    ENQUIRY = "enquiry"
    COUNSELLED = "counselled"
    JOB_OFFER = "job_offer"
    PAPERS_CHECKED = "papers_checked"
    CONTRACT_REVIEWED = "contract_reviewed"
    ORIENTED = "oriented"
    CLEARED = "cleared"
    DEPARTED = "departed"
    ARRIVAL_CONFIRMED = "arrival_confirmed"
    NOT_MIGRATING = "not_migrating"

    ARRIVED = "arrived"
    SETTLED_IN = "settled_in"
    MONITORED = "monitored"
    ISSUE_RAISED = "issue_raised"
    CONTRACT_ENDED = "contract_ended"

    INTAKE = "intake"
    SAFETY_SCREENED = "safety_screened"
    FACTS_TAKEN = "facts_taken"
    EVIDENCE = "evidence"
    COMPUTED = "computed"
    CLIENT_DECIDED = "client_decided"
    NEGOTIATION = "negotiation"
    FILED = "filed"
    CONCILIATION = "conciliation"
    SETTLED = "settled"
    IN_COURT = "in_court"
    HEARING = "hearing"
    JUDGMENT = "judgment"
    APPEAL = "appeal"
    ENFORCEMENT = "enforcement"
    PAID = "paid"
    UNPAID = "unpaid"

    RETURN_NOTIFIED = "return_notified"
    READY_TO_TRAVEL = "ready_to_travel"
    RETURNED = "returned"
    IMMEDIATE_NEEDS = "immediate_needs"
    ASSESSED = "assessed"
    PLAN_AGREED = "plan_agreed"
    ASSISTANCE = "assistance"
    FOLLOW_UP = "follow_up"
    SUSTAINABLE = "sustainable"
    REMIGRATED = "remigrated"


class Party(StrEnum):
    """Whose move it is."""

    MIGRANT = "migrant"
    CASEWORKER = "caseworker"
    RESPONDENT = "respondent"
    AUTHORITY = "authority"
    PARTNER = "partner"
    NOBODY = "nobody"


class CaseStatus(StrEnum):
    """Whether a case is being worked on, waits for somebody outside the centre, or is closed."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon a new case must be looked at: within 24 hours, 72 hours or two weeks."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


HOURS = {Priority.EMERGENCY: 24, Priority.URGENT: 72, Priority.NORMAL: 14 * 24}

STAGES = tuple(Stage)
STEPS: dict[Stage, tuple[Step, ...]] = {
    Stage.PRE_DEPARTURE: tuple(Step)[0:10],
    Stage.EMPLOYMENT: tuple(Step)[10:15],
    Stage.WAGE_CLAIM: tuple(Step)[15:32],
    Stage.RETURN: tuple(Step)[32:],
}
FIRST_STEP = {stage: steps[0] for stage, steps in STEPS.items()}
STAGE_OF = {step: stage for stage, steps in STEPS.items() for step in steps}

_MAY_FOLLOW: dict[Stage, tuple[Stage, ...]] = {
    Stage.PRE_DEPARTURE: (Stage.EMPLOYMENT, Stage.WAGE_CLAIM, Stage.RETURN),
    Stage.EMPLOYMENT: (Stage.WAGE_CLAIM, Stage.RETURN),
    Stage.WAGE_CLAIM: (Stage.RETURN, Stage.EMPLOYMENT),
    Stage.RETURN: (Stage.WAGE_CLAIM, Stage.PRE_DEPARTURE),
}


def stages_after(stage: Stage) -> tuple[Stage, ...]:
    """The stages a case may move to, the usual one first; a claim may be taken up again after the return."""
    return _MAY_FOLLOW[stage]


def skipped_between(now: Stage, then: Stage) -> tuple[Stage, ...]:
    """The stages that a move leaves out; empty for the usual next stage and for a step back."""
    return STAGES[STAGES.index(now) + 1 : STAGES.index(then)]


def needs_reason(now: Stage, then: Stage) -> bool:
    """Whether a move to another stage must be explained: it leaves a stage out, or goes back."""
    return STAGES.index(then) != STAGES.index(now) + 1


def status_of(move: Party, is_closed: bool) -> CaseStatus:
    """The status that follows from whose move it is."""
    if is_closed:
        return CaseStatus.CLOSED
    return CaseStatus.OPEN if move is Party.CASEWORKER else CaseStatus.WAITING
