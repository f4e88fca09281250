"""What the worker reads about a case: one sentence, one thing to do next, and the stages in everyday words.

Somebody else may look at the screen, so nothing here names an employer, an organisation, money owed or a dispute; and
the reader may read their third language, so every sentence is short.
"""

from typing import Any, Protocol

from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus, Party, Stage, Step
from mrc.i18n import lazy


class Shown(Protocol):
    """What these sentences need to know of a case."""

    said: EventCode
    step: Step
    move: Party
    status: CaseStatus


stage_words = {
    Stage.PRE_DEPARTURE: lazy("Before travel"),
    Stage.EMPLOYMENT: lazy("Abroad"),
    Stage.WAGE_CLAIM: lazy("Papers and answers"),
    Stage.RETURN: lazy("Home again"),
}

_WE_WAIT = lazy("We asked for an answer. We are waiting for it.")
_HELPERS_ASKED = lazy("We asked people who can help. We are waiting for them.")
_TALKED = lazy("We talked with you. We will ask you again how you are.")
_NEWS = lazy("There is news. We are looking at it.")
_STILL_HERE = lazy("You have arrived. We are still here for you.")

_SAID = {
    EventCode.OPENED: lazy("We have started. We will look at your papers soon."),
    EventCode.REOPENED: lazy("We have started again."),
    EventCode.CLOSED: lazy("Our work together is finished."),
    EventCode.STAGE_ENTERED: lazy("A new part begins. We are working on it."),
    EventCode.HANDED_OVER: lazy("Another office of ours helps you now."),
    EventCode.REFERRED: _HELPERS_ASKED,
    EventCode.ASKED_PARTNER: _HELPERS_ASKED,
    EventCode.REFERRAL_ACCEPTED: lazy("More people help you now."),
    EventCode.REFERRAL_REPORTED: _NEWS,
    EventCode.ANSWER_RECEIVED: _NEWS,
    EventCode.MIGRANT_WROTE: lazy("We have your message. We will read it."),
    EventCode.ASKED_MIGRANT: lazy("We have a question for you."),
    EventCode.ASKED_RESPONDENT: _WE_WAIT,
    EventCode.ASKED_AUTHORITY: _WE_WAIT,
    EventCode.COUNSELLED: lazy("We talked with you about your plans."),
    EventCode.OFFER_BROUGHT: lazy("You brought us your papers. We will read them."),
    EventCode.PAPERS_CHECKED: lazy("We checked your papers. Next we will read them with you."),
    EventCode.CONTRACT_REVIEWED: lazy("We read your papers with you."),
    EventCode.ORIENTATION_ATTENDED: lazy("You finished the course."),
    EventCode.CLEARANCE_GIVEN: lazy("Your papers for the journey are ready."),
    EventCode.DEPARTED: lazy("You have left. We will ask you how you are."),
    EventCode.ARRIVAL_CONFIRMED: _STILL_HERE,
    EventCode.SETTLED_IN: _STILL_HERE,
    EventCode.DECIDED_TO_STAY: lazy("You decided to stay for now."),
    EventCode.CHECKED_IN: _TALKED,
    EventCode.FOLLOWED_UP: _TALKED,
    EventCode.ISSUE_RAISED: lazy("You told us something. We are looking at it."),
    EventCode.EMPLOYER_CONTACTED: _WE_WAIT,
    EventCode.ISSUE_SOLVED: lazy("What you told us is solved."),
    EventCode.CONTRACT_ENDED: lazy("Your time there has ended. We plan the next step with you."),
    EventCode.SAFETY_SCREENED: lazy("We talked with you. Next we will write down what you tell us."),
    EventCode.FACTS_TAKEN: lazy("We wrote down what you told us."),
    EventCode.EVIDENCE_ASKED: lazy("We need some papers from you."),
    EventCode.EVIDENCE_COMPLETE: lazy("We have all your papers. We are working with them."),
    EventCode.CLAIM_COMPUTED: lazy("We have read all your papers. We want to talk with you."),
    EventCode.CLIENT_DECIDED: lazy("You told us what you want. We are doing it now."),
    EventCode.NEGOTIATION_OPENED: _WE_WAIT,
    EventCode.OFFER_RECEIVED: lazy("There is an answer. We want to show it to you."),
    EventCode.OFFER_REFUSED: lazy("You did not agree to the answer. We are trying again."),
    EventCode.CLAIM_FILED: lazy("We gave your papers to the public office. They will answer."),
    EventCode.CONCILIATION_SET: lazy("There will be a meeting. We will help you."),
    EventCode.SETTLEMENT_SIGNED: lazy("There is an agreement. We watch that it is kept."),
    EventCode.SENT_TO_COURT: lazy("Your papers are at the public office. This can take time."),
    EventCode.APPEAL_FILED: lazy("The public office looks at your papers again. This can take time."),
    EventCode.HEARING_SET: lazy("There is a date for you."),
    EventCode.HEARING_HELD: lazy("The meeting is over. We are waiting for the answer."),
    EventCode.JUDGMENT_FOR: lazy("There is an answer. It is good for you."),
    EventCode.JUDGMENT_AGAINST: lazy("There is an answer. It is not what we hoped for."),
    EventCode.ENFORCEMENT_ASKED: lazy("We asked the public office to help once more."),
    EventCode.PART_PAID: lazy("A part has arrived. We are waiting for the rest."),
    EventCode.PAID_IN_FULL: lazy("Everything has arrived."),
    EventCode.PAYMENT_GIVEN_UP: lazy("The rest will probably not come. We want to talk with you."),
    EventCode.READY_TO_TRAVEL: lazy("Everything is ready for your journey home."),
    EventCode.RETURNED: lazy("You are back. Welcome."),
    EventCode.NEEDS_MET: lazy("You have what you need for the first days."),
    EventCode.NEEDS_ASSESSED: lazy("We talked about what you need."),
    EventCode.PLAN_AGREED: lazy("We made a plan with you."),
    EventCode.ASSISTANCE_STARTED: lazy("The help in your plan has started."),
    EventCode.REINTEGRATED: lazy("Your plan worked. We are glad with you."),
    EventCode.LEFT_AGAIN: lazy("You have left again. We are still here for you."),
}

_NOTHING_TO_DO = lazy("You do not need to do anything now. We will tell you when there is news.")
_COME_BACK = lazy("You can come back to us at any time.")
_ANSWER = lazy("Answer our question: write to us, call us or come.")
_COME = lazy("Come to us or call us.")
_BRING = lazy("Bring us your papers, or send photos of them.")
_SAY_HOW = lazy("Tell us how you are, and when something is not right.")
_SAY_WHETHER = lazy("Tell us if you agree.")

# What to do when it is the worker's move. A step at which nothing special is asked says: come or call.
_TO_DO = {
    Step.COUNSELLED: _BRING,
    Step.CONTRACT_REVIEWED: lazy("Decide if you want to go, and tell us."),
    Step.ORIENTED: _BRING,
    Step.CLEARED: lazy("Tell us the day of your journey."),
    Step.SETTLED_IN: _SAY_HOW,
    Step.MONITORED: _SAY_HOW,
    Step.EVIDENCE: _BRING,
    Step.COMPUTED: lazy("Come to us or call us, and tell us what you want."),
    Step.NEGOTIATION: _SAY_WHETHER,
    Step.CONCILIATION: _SAY_WHETHER,
    Step.HEARING: lazy("Come on the date that we told you. Bring your papers."),
    Step.READY_TO_TRAVEL: lazy("Tell us the day of your journey."),
    Step.PLAN_AGREED: lazy("Do the first thing in your plan."),
    Step.FOLLOW_UP: _SAY_HOW,
}


def card_sentence(case: Shown) -> Any:
    """The one sentence that says where things stand."""
    return _SAID[case.said]


def next_action(case: Shown) -> Any:
    """The one next thing to do."""
    if case.status is CaseStatus.CLOSED:
        return _COME_BACK
    if case.move is not Party.MIGRANT:
        return _NOTHING_TO_DO
    if case.said is EventCode.ASKED_MIGRANT:
        return _ANSWER
    return _TO_DO.get(case.step, _COME)
