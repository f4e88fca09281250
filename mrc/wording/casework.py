"""The words of cases for those who work on them: steps, events, endings, tasks and refusals."""

from typing import Any

from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.events import By, EventCode, EventFault
from mrc.casework.rules.issues import IssueCode, IssueGroup
from mrc.casework.rules.opening import CaseFault
from mrc.casework.rules.stages import CaseStatus, Party, Priority, Stage, Step
from mrc.casework.rules.tasks import TaskFault, TaskKind
from mrc.casework.rules.timeline import Kind, Look
from mrc.casework.rules.work import WorkGroup
from mrc.i18n import lazy, lazy_p
from mrc.wording.issues import ISSUES, PRIORITIES, STAGES

STEPS = {
    Step.ENQUIRY: lazy_p("step", "First questions"),
    Step.COUNSELLED: lazy_p("step", "Counselled"),
    Step.JOB_OFFER: lazy_p("step", "Job offer on the table"),
    Step.PAPERS_CHECKED: lazy_p("step", "Papers checked"),
    Step.CONTRACT_REVIEWED: lazy_p("step", "Contract reviewed"),
    Step.ORIENTED: lazy_p("step", "Orientation attended"),
    Step.CLEARED: lazy_p("step", "Cleared to leave"),
    Step.DEPARTED: lazy_p("step", "Departed"),
    Step.ARRIVAL_CONFIRMED: lazy_p("step", "Arrival confirmed"),
    Step.NOT_MIGRATING: lazy_p("step", "Decided to stay"),
    Step.ARRIVED: lazy_p("step", "Arrived"),
    Step.SETTLED_IN: lazy_p("step", "Settled in"),
    Step.MONITORED: lazy_p("step", "In regular contact"),
    Step.ISSUE_RAISED: lazy_p("step", "Problem raised"),
    Step.CONTRACT_ENDED: lazy_p("step", "Contract ended"),
    Step.INTAKE: lazy_p("step", "Taken in"),
    Step.SAFETY_SCREENED: lazy_p("step", "Safety checked"),
    Step.FACTS_TAKEN: lazy_p("step", "Facts taken down"),
    Step.EVIDENCE: lazy_p("step", "Collecting evidence"),
    Step.COMPUTED: lazy_p("step", "Claim worked out"),
    Step.CLIENT_DECIDED: lazy_p("step", "Worker has decided"),
    Step.NEGOTIATION: lazy_p("step", "Negotiation"),
    Step.FILED: lazy_p("step", "Filed with the authority"),
    Step.CONCILIATION: lazy_p("step", "Conciliation"),
    Step.SETTLED: lazy_p("step", "Settled"),
    Step.IN_COURT: lazy_p("step", "In court"),
    Step.HEARING: lazy_p("step", "Hearing"),
    Step.JUDGMENT: lazy_p("step", "Judgment given"),
    Step.APPEAL: lazy_p("step", "Appeal"),
    Step.ENFORCEMENT: lazy_p("step", "Enforcement"),
    Step.PAID: lazy_p("step", "Paid in full"),
    Step.UNPAID: lazy_p("step", "Not paid"),
    Step.RETURN_NOTIFIED: lazy_p("step", "Return announced"),
    Step.READY_TO_TRAVEL: lazy_p("step", "Ready to travel"),
    Step.RETURNED: lazy_p("step", "Returned"),
    Step.IMMEDIATE_NEEDS: lazy_p("step", "First needs met"),
    Step.ASSESSED: lazy_p("step", "Needs assessed"),
    Step.PLAN_AGREED: lazy_p("step", "Plan agreed"),
    Step.ASSISTANCE: lazy_p("step", "Assistance under way"),
    Step.FOLLOW_UP: lazy_p("step", "Follow-up"),
    Step.SUSTAINABLE: lazy_p("step", "Well established again"),
    Step.REMIGRATED: lazy_p("step", "Left again"),
}

PARTIES = {
    Party.MIGRANT: lazy_p("whose move", "The worker"),
    Party.CASEWORKER: lazy_p("whose move", "The caseworker"),
    Party.RESPONDENT: lazy_p("whose move", "The employer or recruiter"),
    Party.AUTHORITY: lazy_p("whose move", "The authority"),
    Party.PARTNER: lazy_p("whose move", "The partner organisation"),
    Party.NOBODY: lazy_p("whose move", "Nobody"),
}

STATUSES = {
    CaseStatus.OPEN: lazy_p("case", "Open"),
    CaseStatus.WAITING: lazy_p("case", "Waiting"),
    CaseStatus.CLOSED: lazy_p("case", "Closed"),
}

EVENTS = {
    EventCode.OPENED: lazy_p("event", "Case opened"),
    EventCode.NOTE_ADDED: lazy_p("event", "Note"),
    EventCode.SPOKEN_WITH: lazy_p("event", "Spoke with the worker"),
    EventCode.CONTACT_FAILED: lazy_p("event", "Tried to reach the worker"),
    EventCode.ASKED_MIGRANT: lazy_p("event", "Asked the worker for something"),
    EventCode.ASKED_RESPONDENT: lazy_p("event", "Wrote to the employer or recruiter"),
    EventCode.ASKED_AUTHORITY: lazy_p("event", "Asked the authority"),
    EventCode.ASKED_PARTNER: lazy_p("event", "Asked the partner organisation"),
    EventCode.ANSWER_RECEIVED: lazy_p("event", "An answer came in"),
    EventCode.MIGRANT_WROTE: lazy_p("event", "The worker wrote"),
    EventCode.MESSAGE_SENT: lazy_p("event", "Message sent to the worker"),
    EventCode.DOCUMENT_ADDED: lazy_p("event", "Document added"),
    EventCode.CLAIM_RECORDED: lazy_p("event", "Wage claim recorded"),
    EventCode.CODE_ISSUED: lazy_p("event", "New code given to the worker"),
    EventCode.REFERRED: lazy_p("event", "Referred"),
    EventCode.REFERRAL_ACCEPTED: lazy_p("event", "Referral accepted"),
    EventCode.REFERRAL_DECLINED: lazy_p("event", "Referral declined"),
    EventCode.REFERRAL_REPORTED: lazy_p("event", "The partner reported back"),
    EventCode.REFERRAL_RECALLED: lazy_p("event", "Referral called back"),
    EventCode.REFERRAL_STOPPED: lazy_p("event", "Referral stopped: its consent ended"),
    EventCode.REFERRAL_WAITLISTED: lazy_p("event", "Referral put on a waiting list"),
    EventCode.REFERRAL_STARTED: lazy_p("event", "The partner began its work"),
    EventCode.REFERRAL_RETURNED: lazy_p("event", "Referral given back"),
    EventCode.PARTNER_WROTE: lazy_p("event", "The partner wrote"),
    EventCode.ASSIGNED: lazy_p("event", "Given to another caseworker"),
    EventCode.HAND_OVER_ASKED: lazy_p("event", "Offered to another centre"),
    EventCode.HANDED_OVER: lazy_p("event", "Taken over by another centre"),
    EventCode.HAND_OVER_DECLINED: lazy_p("event", "The other centre did not take it over"),
    EventCode.STAGE_ENTERED: lazy_p("event", "Moved to another stage"),
    EventCode.CLOSED: lazy_p("event", "Case closed"),
    EventCode.REOPENED: lazy_p("event", "Case reopened"),
    EventCode.COUNSELLED: lazy_p("event", "Counselled about going abroad"),
    EventCode.OFFER_BROUGHT: lazy_p("event", "The worker brought a job offer"),
    EventCode.PAPERS_CHECKED: lazy_p("event", "Papers checked"),
    EventCode.CONTRACT_REVIEWED: lazy_p("event", "Contract reviewed with the worker"),
    EventCode.ORIENTATION_ATTENDED: lazy_p("event", "Orientation attended"),
    EventCode.CLEARANCE_GIVEN: lazy_p("event", "Clearance to leave given"),
    EventCode.DEPARTED: lazy_p("event", "The worker left"),
    EventCode.ARRIVAL_CONFIRMED: lazy_p("event", "Arrival confirmed"),
    EventCode.DECIDED_TO_STAY: lazy_p("event", "The worker decided to stay"),
    EventCode.SETTLED_IN: lazy_p("event", "The worker has settled in"),
    EventCode.CHECKED_IN: lazy_p("event", "Regular contact made"),
    EventCode.ISSUE_RAISED: lazy_p("event", "The worker raised a problem"),
    EventCode.EMPLOYER_CONTACTED: lazy_p("event", "Employer contacted"),
    EventCode.ISSUE_SOLVED: lazy_p("event", "Problem solved"),
    EventCode.CONTRACT_ENDED: lazy_p("event", "The contract ended"),
    EventCode.SAFETY_SCREENED: lazy_p("event", "Safety questions asked"),
    EventCode.FACTS_TAKEN: lazy_p("event", "Facts taken down"),
    EventCode.EVIDENCE_ASKED: lazy_p("event", "Asked the worker for evidence"),
    EventCode.EVIDENCE_COMPLETE: lazy_p("event", "Evidence complete"),
    EventCode.CLAIM_COMPUTED: lazy_p("event", "Claim worked out"),
    EventCode.CLIENT_DECIDED: lazy_p("event", "The worker decided what to do"),
    EventCode.NEGOTIATION_OPENED: lazy_p("event", "Negotiation opened"),
    EventCode.OFFER_RECEIVED: lazy_p("event", "An offer came in"),
    EventCode.OFFER_REFUSED: lazy_p("event", "Offer refused"),
    EventCode.CLAIM_FILED: lazy_p("event", "Claim filed with the authority"),
    EventCode.CONCILIATION_SET: lazy_p("event", "Conciliation date set"),
    EventCode.SETTLEMENT_SIGNED: lazy_p("event", "Settlement signed"),
    EventCode.SENT_TO_COURT: lazy_p("event", "Sent to court"),
    EventCode.HEARING_SET: lazy_p("event", "Hearing date set"),
    EventCode.HEARING_HELD: lazy_p("event", "Hearing held"),
    EventCode.JUDGMENT_FOR: lazy_p("event", "Judgment for the worker"),
    EventCode.JUDGMENT_AGAINST: lazy_p("event", "Judgment against the worker"),
    EventCode.APPEAL_FILED: lazy_p("event", "Appeal filed"),
    EventCode.ENFORCEMENT_ASKED: lazy_p("event", "Enforcement asked for"),
    EventCode.PART_PAID: lazy_p("event", "Part of the money paid"),
    EventCode.PAID_IN_FULL: lazy_p("event", "Paid in full"),
    EventCode.PAYMENT_GIVEN_UP: lazy_p("event", "Payment given up"),
    EventCode.READY_TO_TRAVEL: lazy_p("event", "Ready to travel"),
    EventCode.RETURNED: lazy_p("event", "The worker returned"),
    EventCode.NEEDS_MET: lazy_p("event", "First needs met"),
    EventCode.NEEDS_ASSESSED: lazy_p("event", "Needs assessed"),
    EventCode.PLAN_AGREED: lazy_p("event", "Plan agreed"),
    EventCode.ASSISTANCE_STARTED: lazy_p("event", "Assistance started"),
    EventCode.FOLLOWED_UP: lazy_p("event", "Followed up"),
    EventCode.REINTEGRATED: lazy_p("event", "Well established again"),
    EventCode.LEFT_AGAIN: lazy_p("event", "The worker left again"),
}

RECORDERS = {
    By.OFFICE: lazy_p("recorded by", "The centre"),
    By.PARTNER: lazy_p("recorded by", "A partner organisation"),
    By.MIGRANT: lazy_p("recorded by", "The worker"),
    By.SYSTEM: lazy_p("recorded by", "Waymark, with the deed itself"),
}

EVENT_FAULTS = {
    EventFault.NOT_HERE: lazy(
        "This cannot follow now: the case has moved on. Choose one of the steps on the case page."
    ),
    EventFault.CASE_CLOSED: lazy("This case is closed. Reopen it first."),
    EventFault.CASE_OPEN: lazy("This case is open already."),
    EventFault.NEEDS_NOTE: lazy("Write down what it is about, so that the next reader understands."),
    EventFault.NOT_A_NEXT_STAGE: lazy("The case cannot move to this stage from here. Choose one of those offered."),
    EventFault.NEEDS_REASON: lazy("Say why: this leaves a stage out or goes back."),
    EventFault.NEEDS_SIGN_OFF: lazy(
        "Ask your supervisor to close this case: it involves danger, or the time to claim ran out."
    ),
    EventFault.FUTURE: lazy("This date lies in the future. Enter the day on which it happened."),
}

ISSUE_GROUPS = {
    IssueGroup.RECRUITMENT: lazy_p("issue group", "Recruitment"),
    IssueGroup.WAGES: lazy_p("issue group", "Wages"),
    IssueGroup.TERMINATION: lazy_p("issue group", "End of the job"),
    IssueGroup.DOCUMENTS_MOBILITY: lazy_p("issue group", "Papers and freedom to move"),
    IssueGroup.CONDITIONS_SAFETY: lazy_p("issue group", "Conditions, health and safety"),
    IssueGroup.VIOLENCE_COERCION: lazy_p("issue group", "Violence and coercion"),
    IssueGroup.RIGHTS_OTHER: lazy_p("issue group", "Rights and other matters"),
}

RESOLUTIONS = {
    Resolution.SETTLED_AMICABLE: lazy_p("ending", "Settled by agreement"),
    Resolution.DECIDED_FOR_WORKER: lazy_p("ending", "Decided for the worker"),
    Resolution.DECIDED_PARTLY: lazy_p("ending", "Decided partly for the worker"),
    Resolution.DECIDED_AGAINST: lazy_p("ending", "Decided against the worker"),
    Resolution.GOALS_MET: lazy_p("ending", "What the worker wanted was reached"),
    Resolution.INFORMATION_GIVEN: lazy_p("ending", "Information given, nothing more needed"),
    Resolution.REFERRED_OUT: lazy_p("ending", "Another organisation carries on"),
    Resolution.WITHDRAWN: lazy_p("ending", "The worker does not want to go on"),
    Resolution.LOST_CONTACT: lazy_p("ending", "Contact lost"),
    Resolution.TIME_BARRED: lazy_p("ending", "The time to claim ran out"),
    Resolution.NO_JURISDICTION: lazy_p("ending", "No authority is competent"),
    Resolution.RESPONDENT_GONE: lazy_p("ending", "The employer or recruiter is gone or insolvent"),
    Resolution.DUPLICATE: lazy_p("ending", "Recorded twice by mistake"),
}

TASK_KINDS = {
    TaskKind.TO_DO: lazy_p("task", "To do"),
    TaskKind.CALL: lazy_p("task", "Call"),
    TaskKind.MEETING: lazy_p("task", "Meeting"),
    TaskKind.HEARING: lazy_p("task", "Hearing"),
    TaskKind.DEADLINE: lazy_p("task", "Deadline"),
}

TASK_FAULTS = {
    TaskFault.ALREADY_DONE: lazy("This task is done already."),
    TaskFault.NO_SUCH_PERSON: lazy("Choose a colleague of your centre."),
    TaskFault.NOT_ON_TEAM: lazy(
        "Choose somebody on the team of this restricted case, or add them to the team first."
    ),
}

CASE_FAULTS = {
    CaseFault.NEEDS_ISSUE: lazy("Choose at least one issue."),
    CaseFault.PRIMARY_NOT_CHOSEN: lazy("Choose the main issue among those you ticked."),
    CaseFault.NO_SUCH_COLLEAGUE: lazy("Choose an active colleague of your centre."),
    CaseFault.NO_SUCH_RESPONDENT: lazy("Choose one of those found, or add a new one."),
    CaseFault.NO_SUCH_PERSON: lazy("Choose one of those found. Somebody restricted joins a restricted case only."),
    CaseFault.IN_THE_CASE: lazy("This person is in the case already."),
    CaseFault.ON_A_CLAIM: lazy(
        "This person is a worker of a collective claim of the case. Take them off the list of the claim first."
    ),
    CaseFault.STAYS_RESTRICTED: lazy("A case with violence or coercion stays open to its team alone."),
    CaseFault.TEAM_NEEDS_SOMEBODY: lazy("Give the case a caseworker or choose the team before you restrict it."),
}

KINDS = {
    Kind.ALL: lazy_p("timeline", "Everything"),
    Kind.NOTES: lazy_p("timeline", "Notes"),
    Kind.STEPS: lazy_p("timeline", "Steps"),
    Kind.MESSAGES: lazy_p("timeline", "Messages"),
    Kind.DOCUMENTS: lazy_p("timeline", "Documents"),
    Kind.REFERRALS: lazy_p("timeline", "Referrals"),
    Kind.MONEY: lazy_p("timeline", "Money"),
    Kind.LOOKS: lazy_p("timeline", "Who looked"),
}

LOOKS = {
    Look.CASE: lazy("Read the case"),
    Look.DOCUMENT: lazy("Opened a document"),
    Look.MESSAGES: lazy("Read the messages"),
    Look.REFERRAL: lazy("Read a referral"),
    Look.STATUS_PAGE: lazy("Opened the status page"),
}

WORK_GROUPS = {
    WorkGroup.DANGER: lazy_p("work", "Danger"),
    WorkGroup.MESSAGES: lazy_p("work", "Wrote to you"),
    WorkGroup.DEADLINES: lazy_p("work", "Deadlines"),
    WorkGroup.OFFERS: lazy_p("work", "Offered to your centre"),
    WorkGroup.LATE_OFFERS: lazy_p("work", "Offers that another centre did not answer in time"),
    WorkGroup.UNASSIGNED: lazy_p("work", "Nobody's yet"),
    WorkGroup.WAITING: lazy_p("work", "Waiting for you"),
    WorkGroup.COLD: lazy_p("work", "Going cold"),
}

# Whose move it is, as a sentence of its own.
MOVES = {
    Party.MIGRANT: lazy("We wait for the worker."),
    Party.CASEWORKER: lazy("It is the caseworker's move."),
    Party.RESPONDENT: lazy("We wait for the employer or recruiter."),
    Party.AUTHORITY: lazy("We wait for the authority."),
    Party.PARTNER: lazy("We wait for the partner organisation."),
    Party.NOBODY: lazy("Closed. Nobody has to do anything."),
}

# The facts of a case by name, for showing two versions of them side by side.
FACTS = {
    "issues": lazy("Issues"),
    "primary_issue": lazy("Main issue"),
    "priority": lazy("Priority"),
    "origin_country": lazy("Country of origin"),
    "destination_country": lazy("Country of work"),
    "destination_city": lazy("Place of work"),
    "summary": lazy("Summary"),
}

WORDS: dict[Any, Any] = {
    Stage: STAGES,
    Step: STEPS,
    Party: PARTIES,
    CaseStatus: STATUSES,
    Priority: PRIORITIES,
    EventCode: EVENTS,
    By: RECORDERS,
    EventFault: EVENT_FAULTS,
    IssueGroup: ISSUE_GROUPS,
    IssueCode: ISSUES,
    Resolution: RESOLUTIONS,
    TaskKind: TASK_KINDS,
    TaskFault: TASK_FAULTS,
    CaseFault: CASE_FAULTS,
    Kind: KINDS,
    Look: LOOKS,
    WorkGroup: WORK_GROUPS,
}
