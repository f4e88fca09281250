"""The words of the evidence for a claim."""

from typing import Any

from mrc.claims.rules.diary_hours import DiaryHoursFault
from mrc.claims.rules.evidence import EvidenceFault, EvidenceItem, EvidenceState, SaidBy, Why
from mrc.i18n import lazy, lazy_p

WORDS: dict[Any, Any] = {
    EvidenceItem: {
        EvidenceItem.CONTRACT: lazy_p("evidence", "Work contract"),
        EvidenceItem.IDENTITY: lazy_p("evidence", "Passport, visa and permit"),
        EvidenceItem.PAY_SLIPS: lazy_p("evidence", "Pay slips"),
        EvidenceItem.BANK: lazy_p("evidence", "Bank or wage-protection statements"),
        EvidenceItem.ATTENDANCE: lazy_p("evidence", "Records of attendance"),
        EvidenceItem.DIARY: lazy_p("evidence", "Working-time diary"),
        EvidenceItem.MESSAGES: lazy_p("evidence", "Messages"),
        EvidenceItem.NOTICE: lazy_p("evidence", "Notice of dismissal or resignation"),
        EvidenceItem.WITNESS: lazy_p("evidence", "Witnesses"),
        EvidenceItem.MEDICAL: lazy_p("evidence", "Medical report"),
        EvidenceItem.RECRUITER_RECEIPTS: lazy_p("evidence", "Receipts from the recruiter"),
        EvidenceItem.TICKET: lazy_p("evidence", "Tickets"),
        EvidenceItem.POWER_OF_ATTORNEY: lazy_p("evidence", "Power of attorney"),
    },
    EvidenceState: {
        EvidenceState.TO_ASK: lazy_p("evidence", "To be asked for"),
        EvidenceState.COPY_HELD: lazy_p("evidence", "We hold a copy"),
        EvidenceState.WITH_WORKER: lazy_p("evidence", "The worker has it"),
        EvidenceState.WITH_EMPLOYER: lazy_p("evidence", "The employer has it"),
        EvidenceState.WITH_AUTHORITY: lazy_p("evidence", "An authority has it"),
        EvidenceState.DOES_NOT_EXIST: lazy_p("evidence", "Does not exist"),
    },
    SaidBy: {
        SaidBy.WORKER: lazy_p("said by", "The worker"),
        SaidBy.CASEWORKER: lazy_p("said by", "The caseworker, who saw it"),
        SaidBy.EMPLOYER: lazy_p("said by", "The employer"),
        SaidBy.RECRUITER: lazy_p("said by", "The recruiter"),
        SaidBy.AUTHORITY: lazy_p("said by", "An authority"),
        SaidBy.PARTNER: lazy_p("said by", "A partner organisation"),
        SaidBy.WITNESS: lazy_p("said by", "A witness"),
        SaidBy.OTHER: lazy_p("said by", "Somebody else"),
    },
    Why: {
        Why.AGREED_WAGE: lazy("It says which wage was agreed."),
        Why.AGREED_HOURS: lazy("It says which hours and which basic wage were agreed."),
        Why.AGREED_LEAVE: lazy("It says how much leave was agreed."),
        Why.AGREED_NOTICE: lazy("It says how long the notice has to be."),
        Why.AGREED_TICKET: lazy("It says who pays the way home."),
        Why.FIRST_DAY: lazy("It says when the job began, and as what."),
        Why.WHO_AND_WHERE: lazy("They say who the worker is and for whom the permit was given."),
        Why.LENGTH_OF_STAY: lazy("Permits and stamps show how long the worker stayed."),
        Why.PAID_AND_TAKEN_OFF: lazy("They show what was paid, and what was taken off."),
        Why.LAST_WAGE: lazy("They show the last wage, from which the end of service is counted."),
        Why.WHAT_ARRIVED: lazy("They show what really arrived, and the months in which nothing did."),
        Why.WAGE_PROTECTION: lazy("The state's wage-protection system keeps a record of each transfer."),
        Why.WHEN_IT_ARRIVED: lazy("They show how late the wage arrived."),
        Why.FEES_PAID_OUT: lazy("They show what was paid out to the recruiter."),
        Why.WORK_DONE: lazy("It shows that the work was done."),
        Why.HOURS_WORKED: lazy("They are the employer's own record of the hours."),
        Why.HOURS_DAY_BY_DAY: lazy("The hours of each day, from which the extra hours are counted."),
        Why.NO_TIME_RECORDS: lazy("A household keeps no time sheets, so this stands in their place."),
        Why.LEAVE_TAKEN: lazy("It shows which leave was taken and paid."),
        Why.OWN_WORDS: lazy("The employer's own words."),
        Why.CALLED_TO_WORK: lazy("They show when the worker was called to work."),
        Why.HOW_IT_ENDED: lazy("It shows who ended the job, and why."),
        Why.LAST_DAY: lazy("It shows the last day of work, from which time limits count."),
        Why.SAW_IT: lazy("Colleagues and neighbours can say what they saw."),
        Why.ILLNESS: lazy("It shows whether illness or an injury was behind the dismissal."),
        Why.FEES_RECEIVED: lazy("They show which fees the recruiter took."),
        Why.PROMISED_AT_HOME: lazy("It shows what was promised before the journey."),
        Why.TICKET_PRICE: lazy("They show who paid the way, and how much."),
        Why.ACTS_WHEN_GONE: lazy("It lets somebody act for the worker who has gone home."),
    },
    DiaryHoursFault: {
        DiaryHoursFault.CHANGED: lazy(
            "The diary or the facts changed meanwhile. Look at the hours below again, then take them over."
        ),
        DiaryHoursFault.NOTHING_CHOSEN: lazy("Tick at least one month to take over."),
    },
    EvidenceFault: {
        EvidenceFault.SINCE_IN_FUTURE: lazy("This date lies in the future. Enter since when it has been so."),
        EvidenceFault.NOT_A_DOCUMENT: lazy("Choose from the files of this case."),
        EvidenceFault.COPY_WITHOUT_FILE: lazy("Add the copy as a file first, or choose the file that is the copy."),
        EvidenceFault.CASE_CLOSED: lazy("This case is closed. Reopen it first."),
    },
}
