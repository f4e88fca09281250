"""The words of the path of a claim: forums, filings, hearings, powers of attorney, and the gate before return."""

from typing import Any

from mrc.claims.rules.forums import CountedIn, Forum, ForumKind
from mrc.claims.rules.gate import (
    GateAnswer,
    GateFault,
    GateItem,
    PowerFault,
    PowerForm,
    PowerScope,
    PowerState,
)
from mrc.claims.rules.path import Coming, HearingOutcome, NextStep, PathFault, StopsHere
from mrc.i18n import lazy, lazy_p, pgettext

_TO_COME = lazy("This day lies in the future. Enter the day on which it happened.")

WORDS: dict[Any, Any] = {
    ForumKind: {
        ForumKind.LABOUR_OFFICE: lazy_p("forum", "Labour office"),
        ForumKind.CONCILIATION: lazy_p("forum", "Conciliation"),
        ForumKind.COMMITTEE: lazy_p("forum", "Committee"),
        ForumKind.COURT: lazy_p("forum", "Court"),
        ForumKind.APPEAL: lazy_p("forum", "Court of appeal"),
        ForumKind.ENFORCEMENT: lazy_p("forum", "Enforcement"),
    },
    CountedIn: {
        CountedIn.DAYS: lazy("Counted in calendar days"),
        CountedIn.WORKING_DAYS: lazy("Working days by law; counted here through weekends, so that it is never late"),
    },
    HearingOutcome: {
        HearingOutcome.HELD: lazy_p("hearing", "Held"),
        HearingOutcome.ADJOURNED: lazy_p("hearing", "Adjourned to another day"),
        HearingOutcome.MISSED: lazy_p("hearing", "Missed"),
        HearingOutcome.CALLED_OFF: lazy_p("hearing", "Called off, or entered by mistake"),
    },
    NextStep: {
        NextStep.FILE: lazy("Bring the claim to: %(forum)s"),
        NextStep.FILE_ANYWHERE: lazy("Bring the claim to the office that is right in this country. Ask a lawyer."),
        NextStep.AWAIT_DECISION: lazy("Wait for: %(forum)s"),
        NextStep.AWAIT_COURT: lazy("The claim was referred. Wait for: %(forum)s"),
        NextStep.GO_ON: lazy("Bring the claim on to: %(forum)s"),
        NextStep.APPEAL: lazy("Decide with the worker whether to appeal to: %(forum)s"),
        NextStep.ENFORCE: lazy("Watch the payment; when it does not come, ask for enforcement at: %(forum)s"),
        NextStep.WATCH_SETTLEMENT: lazy("Watch that the settlement is kept."),
        NextStep.AWAIT_PAYMENT: lazy("Wait for the payment."),
        NextStep.NO_FORUM_LEFT: lazy("No further forum is on record. Ask a lawyer."),
    },
    StopsHere: {
        StopsHere.MAY_STOP: lazy(
            "By the law on record a filing like this stops the clock. Have a lawyer confirm it; the day to act "
            "before is left as it was."
        ),
        StopsHere.RUNS_ON: lazy(
            "Nothing in the law on record says that a filing like this stops the clock: it runs on."
        ),
    },
    PathFault: {
        PathFault.NOT_NEXT: lazy("This cannot follow what happened before. Choose one of the list."),
        PathFault.BEFORE_LAST: lazy("This day lies before the last event of the filing. Change it."),
        PathFault.IN_FUTURE: _TO_COME,
        PathFault.NEEDS_SUM: lazy("Enter the sum."),
        PathFault.NO_SUM_HERE: lazy("No sum belongs to this. Leave it empty, or choose what happened."),
        PathFault.UNKNOWN_FORUM: lazy("Choose one of the list."),
        PathFault.NEEDS_FORUM: lazy("Choose where the claim was brought, or enter the name of the office."),
        PathFault.BOTH_FORUMS: lazy("Choose an office of the list or enter a name, not both."),
        PathFault.NOTHING_TO_TAKE_BACK: lazy("This was taken back already."),
        PathFault.NOT_THE_LAST: lazy("Take back what happened after it first."),
        PathFault.FILING_GONE: lazy("This filing was taken back. Record a new one."),
        PathFault.FILING_CLOSED: lazy("This filing is closed. Take that back first, or record a new filing."),
        PathFault.HEARING_PAST: lazy("This day has passed. Enter a day that is still to come."),
        PathFault.HEARING_TO_COME: lazy("This hearing has not begun yet. Only calling it off can be recorded now."),
        PathFault.OUTCOME_THERE: lazy("The outcome of this hearing is on record already."),
        PathFault.NEEDS_NEW_DAY: lazy("Enter the day and the hour to which it was adjourned."),
    },
    GateItem: {
        GateItem.FINAL_WAGES: lazy_p("before return", "Final wages paid"),
        GateItem.END_OF_SERVICE: lazy_p("before return", "End-of-service pay settled"),
        GateItem.LEAVE: lazy_p("before return", "Leave not taken is paid"),
        GateItem.TICKET: lazy_p("before return", "Ticket home"),
        GateItem.DOCUMENTS_BACK: lazy_p("before return", "Passport and documents back with the worker"),
        GateItem.POWER_OF_ATTORNEY: lazy_p("before return", "Power of attorney signed and legalised"),
        GateItem.BANK_ACCOUNT: lazy_p("before return", "Bank account open to receive money"),
        GateItem.CLAIM_FILED: lazy_p("before return", "Claim filed"),
        GateItem.MANDATE: lazy_p("before return", "Mandate for the representative"),
        GateItem.REMOTE_CONTACT: lazy_p("before return", "Contact for a hearing from afar"),
    },
    GateAnswer: {
        GateAnswer.DONE: lazy_p("before return", "Done"),
        GateAnswer.WAIVED: lazy_p("before return", "Waived"),
    },
    GateFault: {
        GateFault.STILL_OPEN: lazy("Not ready to travel. Still open: %(items)s."),
        GateFault.SAY_WHY_OPEN: lazy("Say why the worker returned although this was still open: %(items)s."),
        GateFault.NEEDS_REASON: lazy("Say why this is waived."),
        GateFault.NEEDS_DAY: lazy("Enter the day on which this was done."),
        GateFault.IN_FUTURE: _TO_COME,
        GateFault.ANSWERED: lazy("This is settled already. Take that back first."),
        GateFault.NOT_ANSWERED: lazy("This was taken back already."),
        GateFault.NO_SUCH_DOCUMENT: lazy("Choose a document of this case, or none."),
    },
    PowerForm: {
        PowerForm.NOTARISED: lazy_p("power of attorney", "Before a notary"),
        PowerForm.CONSULAR: lazy_p("power of attorney", "At a consulate"),
        PowerForm.APOSTILLE: lazy_p("power of attorney", "Before a notary, with apostille"),
        PowerForm.PLAIN: lazy_p("power of attorney", "Plain, signed by the worker"),
    },
    PowerScope: {
        PowerScope.FILE: lazy_p("power of attorney", "File the claim"),
        PowerScope.APPEAR: lazy_p("power of attorney", "Appear at hearings"),
        PowerScope.NEGOTIATE: lazy_p("power of attorney", "Negotiate"),
        PowerScope.SETTLE: lazy_p("power of attorney", "Sign a settlement"),
        PowerScope.APPEAL: lazy_p("power of attorney", "Appeal"),
        PowerScope.RECEIVE_MONEY: lazy_p("power of attorney", "Receive money for the worker"),
    },
    PowerState: {
        PowerState.VALID: lazy_p("power of attorney", "Valid"),
        PowerState.EXPIRES_SOON: lazy_p("power of attorney", "Expires soon"),
        PowerState.EXPIRED: lazy_p("power of attorney", "Expired"),
        PowerState.REVOKED: lazy_p("power of attorney", "Revoked"),
    },
    PowerFault: {
        PowerFault.ENDS_BEFORE: lazy("It ends before it was given. Change one of the days."),
        PowerFault.IN_FUTURE: _TO_COME,
        PowerFault.BEFORE_GIVEN: lazy("This day lies before the day on which it was given. Change one of them."),
        PowerFault.IS_REVOKED: lazy("This power of attorney was revoked already."),
        PowerFault.NEEDS_REASON: lazy("Say why it is revoked."),
        PowerFault.NOT_A_CLAIM: lazy("Choose a claim of this case, or none."),
    },
}


def forum_called(forum: Forum) -> str:
    """The name of a forum, which pages show beside what it is called there."""
    return pgettext("forum", forum.name)


def next_said(coming: Coming) -> str:
    """What comes next, with the name of its forum."""
    sentence = str(WORDS[NextStep][coming.step])
    return sentence % {"forum": forum_called(coming.forum)} if coming.forum else sentence
