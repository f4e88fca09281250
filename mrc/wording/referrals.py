"""The words of referrals: what is shared, why somebody is proposed or not, and how a referral stands."""

from typing import Any

from mrc.i18n import lazy, lazy_p
from mrc.referrals.rules import (
    Caution,
    DeclineReason,
    Deed,
    DueSoon,
    Flag,
    LinkEnd,
    LinkStep,
    Mark,
    Reason,
    RecordOrder,
    ReferralFault,
    ReferralOutcome,
    ReferralState,
    Refusal,
    Wanted,
)

WORDS: dict[Any, Any] = {
    ReferralState: {
        ReferralState.DRAFT: lazy_p("referral", "Draft"),
        ReferralState.SENT: lazy_p("referral", "Sent"),
        ReferralState.RECEIVED: lazy_p("referral", "Opened by the organisation"),
        ReferralState.ACCEPTED: lazy_p("referral", "Accepted"),
        ReferralState.WAITLISTED: lazy_p("referral", "On the waiting list"),
        ReferralState.STARTED: lazy_p("referral", "Work has begun"),
        ReferralState.COMPLETED: lazy_p("referral", "Completed"),
        ReferralState.NO_SHOW: lazy_p("referral", "The person did not come"),
        ReferralState.DECLINED: lazy_p("referral", "Declined"),
        ReferralState.RETURNED: lazy_p("referral", "Given back"),
        ReferralState.RECALLED: lazy_p("referral", "Recalled"),
    },
    Deed: {
        Deed.SEND: lazy_p("deed", "Send the referral"),
        Deed.OPEN: lazy_p("deed", "Open the referral"),
        Deed.ACCEPT: lazy_p("deed", "Accept the referral"),
        Deed.WAITLIST: lazy_p("deed", "Put it on the waiting list"),
        Deed.DECLINE: lazy_p("deed", "Decline it"),
        Deed.START: lazy_p("deed", "Say that work has begun"),
        Deed.REPORT: lazy_p("deed", "Report what came of it"),
        Deed.MISS: lazy_p("deed", "Report that the person did not come"),
        Deed.RETURN: lazy_p("deed", "Give it back"),
        Deed.RECALL: lazy_p("deed", "Recall the referral"),
    },
    DueSoon: {
        DueSoon.OVERDUE: lazy_p("due", "Overdue"),
        DueSoon.TODAY: lazy_p("due", "Within a day"),
        DueSoon.WEEK: lazy_p("due", "Within a week"),
    },
    LinkEnd: {
        LinkEnd.OVER: lazy_p("link", "The referral is over"),
        LinkEnd.RECALLED: lazy_p("link", "The referral was recalled"),
        LinkEnd.NO_CONSENT: lazy_p("link", "The consent was withdrawn"),
        LinkEnd.RENEWED: lazy_p("link", "A new link took its place"),
        LinkEnd.ENDED: lazy_p("link", "Ended by the centre"),
        LinkEnd.GUESSED: lazy_p("link", "Too many wrong codes"),
    },
    LinkStep: {
        LinkStep.WAITING: lazy_p("link", "Waits to be sent"),
        LinkStep.DELAYED: lazy_p("link", "Not sent yet: the mail server does not answer"),
        LinkStep.SENT: lazy_p("link", "Sent, not opened yet"),
        LinkStep.FAILED: lazy_p("link", "Not delivered"),
        LinkStep.OPENED: lazy_p("link", "Opened"),
        LinkStep.EXPIRED: lazy_p("link", "Expired"),
        LinkStep.ENDED: lazy_p("link", "Ended"),
    },
    Wanted: {
        Wanted.WAITING: lazy_p("referrals", "Waiting for an answer"),
        Wanted.ACCEPTED: lazy_p("referrals", "Accepted"),
        Wanted.DONE: lazy_p("referrals", "Done"),
        Wanted.DRAFTS: lazy_p("referrals", "Drafts"),
        Wanted.ALL: lazy_p("referrals", "All"),
    },
    DeclineReason: {
        DeclineReason.NO_CAPACITY: lazy("No capacity now"),
        DeclineReason.WRONG_COUNTRY: lazy("Not in our country"),
        DeclineReason.WRONG_ISSUE: lazy("Not an issue that we take"),
        DeclineReason.LANGUAGE: lazy("We lack the language"),
        DeclineReason.CONFLICT_OF_INTEREST: lazy("Conflict of interest"),
        DeclineReason.NEEDS_MORE: lazy("We need to know more first"),
        DeclineReason.OTHER: lazy_p("reason", "Another reason"),
    },
    ReferralOutcome: {
        ReferralOutcome.HELPED: lazy_p("outcome", "Helped"),
        ReferralOutcome.ADVISED: lazy_p("outcome", "Advised"),
        ReferralOutcome.REPRESENTED: lazy_p("outcome", "Represented before an authority or court"),
        ReferralOutcome.SETTLED: lazy_p("outcome", "Settled"),
        ReferralOutcome.NO_SHOW: lazy_p("outcome", "The person did not come"),
        ReferralOutcome.COULD_NOT_HELP: lazy_p("outcome", "Could not help"),
    },
    ReferralFault: {
        ReferralFault.NO_CONSENT: lazy(
            "There is no valid consent for this. Ask the person, and record what they say."
        ),
        ReferralFault.CONSENT_NARROWER: lazy(
            "The consent does not reach as far as what is shared. Share less, or ask for a new consent."
        ),
        ReferralFault.CONSULATE_NEEDS_REASON: lazy(
            "An embassy or consulate is contacted only when the person wants it and it is safe. Ask, and write why."
        ),
        ReferralFault.CONSULATE_UNSAFE: lazy(
            "Not to this embassy or consulate: contact with it could harm the person, or it cannot help them."
        ),
        ReferralFault.ORGANISATION_INACTIVE: lazy("This organisation does not work at present. Choose another one."),
        ReferralFault.NO_AGREEMENT: lazy("The centre has no agreement with this organisation. Choose another one."),
        ReferralFault.CONFLICT: lazy("This organisation told of a conflict of interest. Choose another one."),
        ReferralFault.ORGANISATION_UNSAFE: lazy(
            "This organisation reports people without papers or turns them away. Choose another one."
        ),
        ReferralFault.ALREADY_OPEN: lazy(
            "This case is already referred to this organisation. Wait for its answer, or recall that referral first."
        ),
        ReferralFault.NOT_ANSWERABLE: lazy("This referral was answered already."),
        ReferralFault.NOT_RECALLABLE: lazy("This referral is over; there is nothing to recall."),
        ReferralFault.CASE_CLOSED: lazy("The case is closed. Reopen it before you refer it."),
        ReferralFault.FILE_CHANGED: lazy(
            "The file changed while you were asking. Read the list below to the person again, then send."
        ),
        ReferralFault.NEEDS_NOTE: lazy("Write a few words about the reason."),
        ReferralFault.NOBODY_NEXT: lazy("Nobody else was proposed for this case. Choose an organisation yourself."),
        ReferralFault.NOT_OVER: lazy("This referral still stands. Recall it before you ask somebody else."),
        ReferralFault.NOT_A_DRAFT: lazy("This referral was sent already."),
        ReferralFault.EMPTY: lazy("Write a message first."),
        ReferralFault.HAS_ACCOUNT: lazy("This organisation has an account and finds the referral there."),
        ReferralFault.NOT_LINKABLE: lazy(
            "This referral is not open to the organisation, so that no link can open it."
        ),
        ReferralFault.NO_ADDRESS: lazy("Write an e-mail address such as name@example.org."),
        ReferralFault.NO_SUCH_FILE: lazy("A chosen file is not there any more, or there are too many. Choose again."),
        ReferralFault.FILES_ASKED_ANEW: lazy("Files need a consent of their own. Name them to the person and ask."),
    },
    Flag: {
        Flag.REFUGEE: lazy("A refugee"),
        Flag.ASYLUM_SEEKER: lazy("Somebody who asked for asylum"),
        Flag.STATELESS: lazy("Stateless"),
        Flag.TRAFFICKING: lazy("Trafficked, or there are signs of it"),
        Flag.NATIONALITY_DISPUTED: lazy("Of a nationality that somebody disputes"),
        Flag.CONSULATE_OPT_IN: lazy("Asked for contact with a consulate"),
        Flag.MINOR: lazy("Under 18"),
        Flag.FAMILY: lazy("With family"),
        Flag.LGBTQI: lazy("LGBTQI"),
        Flag.DISABILITY: lazy("With a disability"),
    },
    Mark: {
        Mark.STALE: lazy("The entry was not checked lately"),
        Mark.SLOW: lazy("Answers slowly"),
    },
    RecordOrder: {
        RecordOrder.SENT: lazy_p("order", "Most referrals"),
        RecordOrder.ACCEPTED: lazy_p("order", "Accepts most"),
        RecordOrder.ANSWERED: lazy_p("order", "Answers soonest"),
        RecordOrder.COMPLETED: lazy_p("order", "Completes most"),
        RecordOrder.NO_SHOW: lazy_p("order", "Fewest who did not come"),
    },
    Reason: {
        Reason.IN_COUNTRY: lazy("Works where help is needed"),
        Reason.IN_THIS_PART: lazy("Works in this part of the country"),
        Reason.SPEAKS_FOR_NATIONALS: lazy("Speaks for the person's nationality"),
        Reason.SPEAKS_LANGUAGE: lazy("Speaks a language of the person"),
        Reason.TAKES_ISSUE: lazy("Takes this issue"),
        Reason.TAKES_LIKE_ISSUES: lazy("Takes issues like this one"),
        Reason.TAKES_EVERY_ISSUE: lazy("Takes every issue"),
        Reason.COVERS_INDUSTRY: lazy("Organises the person's industry"),
        Reason.COVERS_EVERY_INDUSTRY: lazy("Organises every industry"),
        Reason.ANY_STATUS: lazy("Helps people without papers"),
        Reason.FREE: lazy("Is free of charge"),
        Reason.CHECKED: lazy("Was checked lately"),
        Reason.WENT_WELL: lazy("Referrals there went well so far"),
    },
    Caution: {
        Caution.NEEDS_INTERPRETER: lazy("Bring an interpreter"),
        Caution.LANGUAGES_UNKNOWN: lazy("Ask which languages it speaks"),
        Caution.COSTS_MONEY: lazy("May cost money"),
        Caution.REPORTS_TO_AUTHORITIES: lazy("Reports people to authorities"),
        Caution.MAY_REPORT: lazy("May report people to authorities: ask first"),
        Caution.MAY_ASK_FOR_PAPERS: lazy("May turn away people without papers: ask first"),
        Caution.NOT_CHECKED: lazy("The entry was not checked lately: call first"),
        Caution.ONLY_PARTS: lazy("Serves only parts of the country"),
        Caution.NEEDS_WISH: lazy("Only when the person wants it, with a written reason"),
        Caution.WITHOUT_PAPERS: lazy("The person has no papers: contact could harm them"),
    },
    Refusal: {
        Refusal.INACTIVE: lazy("It does not work at present."),
        Refusal.WRONG_COUNTRY: lazy("It works in other places."),
        Refusal.WRONG_ISSUE: lazy("It takes other issues."),
        Refusal.WRONG_SECTOR: lazy("It covers other industries."),
        Refusal.WRONG_NATIONALITY: lazy("It is for other nationalities."),
        Refusal.STATUS_POLICY: lazy("It helps only people with papers."),
        Refusal.POPULATION: lazy("It is for other people."),
        Refusal.NO_CAPACITY: lazy("It has no free place now."),
        Refusal.REPORTS_TO_AUTHORITIES: lazy("It reports people to authorities, and that could harm the person."),
        Refusal.NO_AGREEMENT: lazy("The centre has no agreement with it."),
        Refusal.CONFLICT: lazy("It told of a conflict of interest."),
        Refusal.CONSULATE_NEEDS_OPT_IN: lazy("The person has not asked for contact with it."),
        Refusal.CONSULATE_NOT_SAFE: lazy(
            "Contact with it could harm the person: a refugee, somebody stateless or trafficked, or somebody whose "
            "nationality is disputed or not known."
        ),
    },
}
