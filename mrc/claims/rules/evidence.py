"""Which evidence a claim needs, which of it weighs most and why, and what is known of each kind of it.

What weighs most follows from what has to be proved: the wage agreed, the work done, what was paid, and how and when
the job ended. A kind of evidence that several parts of a claim want has the weight of the part that wants it most.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mrc.claims.rules.facts import Scope
from mrc.claims.rules.ledger import Component
from mrc.documents.rules import EvidenceKind
from mrc.people.rules import Holder


class EvidenceItem(StrEnum):
    """A kind of evidence, in the order in which it is looked for."""

    CONTRACT = "contract"
    IDENTITY = "identity"
    PAY_SLIPS = "pay_slips"
    BANK = "bank"
    ATTENDANCE = "attendance"
    DIARY = "diary"
    MESSAGES = "messages"
    NOTICE = "notice"
    WITNESS = "witness"
    MEDICAL = "medical"
    RECRUITER_RECEIPTS = "recruiter_receipts"
    TICKET = "ticket"
    POWER_OF_ATTORNEY = "power_of_attorney"


class EvidenceState(StrEnum):
    """What is known of a kind of evidence."""

    TO_ASK = "to_ask"
    COPY_HELD = "copy_held"
    WITH_WORKER = "with_worker"
    WITH_EMPLOYER = "with_employer"
    WITH_AUTHORITY = "with_authority"
    DOES_NOT_EXIST = "does_not_exist"


class SaidBy(StrEnum):
    """Who told it."""

    WORKER = "worker"
    CASEWORKER = "caseworker"
    EMPLOYER = "employer"
    RECRUITER = "recruiter"
    AUTHORITY = "authority"
    PARTNER = "partner"
    WITNESS = "witness"
    OTHER = "other"


class Why(StrEnum):
    """What a kind of evidence proves, or why it is wanted."""

    AGREED_WAGE = "agreed_wage"
    AGREED_HOURS = "agreed_hours"
    AGREED_LEAVE = "agreed_leave"
    AGREED_NOTICE = "agreed_notice"
    AGREED_TICKET = "agreed_ticket"
    FIRST_DAY = "first_day"
    WHO_AND_WHERE = "who_and_where"
    LENGTH_OF_STAY = "length_of_stay"
    PAID_AND_TAKEN_OFF = "paid_and_taken_off"
    LAST_WAGE = "last_wage"
    WHAT_ARRIVED = "what_arrived"
    WAGE_PROTECTION = "wage_protection"
    WHEN_IT_ARRIVED = "when_it_arrived"
    FEES_PAID_OUT = "fees_paid_out"
    WORK_DONE = "work_done"
    HOURS_WORKED = "hours_worked"
    HOURS_DAY_BY_DAY = "hours_day_by_day"
    NO_TIME_RECORDS = "no_time_records"
    LEAVE_TAKEN = "leave_taken"
    OWN_WORDS = "own_words"
    CALLED_TO_WORK = "called_to_work"
    HOW_IT_ENDED = "how_it_ended"
    LAST_DAY = "last_day"
    SAW_IT = "saw_it"
    ILLNESS = "illness"
    FEES_RECEIVED = "fees_received"
    PROMISED_AT_HOME = "promised_at_home"
    TICKET_PRICE = "ticket_price"
    ACTS_WHEN_GONE = "acts_when_gone"


class EvidenceFault(StrEnum):
    """Why what is said about evidence cannot be put on record so."""

    SINCE_IN_FUTURE = "since_in_future"
    NOT_A_DOCUMENT = "not_a_document"
    COPY_WITHOUT_FILE = "copy_without_file"
    CASE_CLOSED = "case_closed"


@dataclass(frozen=True)
class Wanted:
    """A kind of evidence that a claim needs, whether it weighs most, and what it is wanted for."""

    item: EvidenceItem
    weighs_most: bool
    whys: tuple[Why, ...]


@dataclass(frozen=True)
class Told:
    """What was put on record of a kind of evidence at one time."""

    item: EvidenceItem
    state: EvidenceState
    holder: Holder
    since: date
    said_by: SaidBy
    recorded_at: datetime


E, W, C = EvidenceItem, Why, Component

# What each part of a claim needs, whether it weighs most there, and why.
_STRONG, _USEFUL = True, False
_Needs = tuple[tuple[EvidenceItem, bool, Why], ...]
_WORKED: _Needs = (
    (E.ATTENDANCE, _STRONG, W.HOURS_WORKED),
    (E.DIARY, _STRONG, W.HOURS_DAY_BY_DAY),
    (E.CONTRACT, _STRONG, W.AGREED_HOURS),
    (E.PAY_SLIPS, _USEFUL, W.PAID_AND_TAKEN_OFF),
    (E.MESSAGES, _USEFUL, W.CALLED_TO_WORK),
    (E.WITNESS, _USEFUL, W.SAW_IT),
)
_ENDED: _Needs = (
    (E.CONTRACT, _STRONG, W.FIRST_DAY),
    (E.NOTICE, _STRONG, W.LAST_DAY),
    (E.PAY_SLIPS, _STRONG, W.LAST_WAGE),
    (E.IDENTITY, _USEFUL, W.LENGTH_OF_STAY),
    (E.BANK, _USEFUL, W.WHAT_ARRIVED),
)
_PAID: _Needs = (
    (E.CONTRACT, _STRONG, W.AGREED_WAGE),
    (E.PAY_SLIPS, _STRONG, W.PAID_AND_TAKEN_OFF),
    (E.BANK, _STRONG, W.WHAT_ARRIVED),
    (E.ATTENDANCE, _USEFUL, W.WORK_DONE),
    (E.DIARY, _USEFUL, W.WORK_DONE),
    (E.MESSAGES, _USEFUL, W.OWN_WORDS),
    (E.WITNESS, _USEFUL, W.SAW_IT),
)
_NEEDS: Mapping[Component, _Needs] = {
    C.UNPAID_WAGE: _PAID,
    C.MIN_WAGE_TOPUP: _PAID,
    C.OVERTIME: _WORKED,
    C.REST_DAY: _WORKED,
    C.HOLIDAY: _WORKED,
    C.LEAVE: (
        (E.CONTRACT, _STRONG, W.AGREED_LEAVE),
        (E.ATTENDANCE, _STRONG, W.LEAVE_TAKEN),
        (E.PAY_SLIPS, _USEFUL, W.LEAVE_TAKEN),
        (E.TICKET, _USEFUL, W.LEAVE_TAKEN),
        (E.NOTICE, _USEFUL, W.LAST_DAY),
    ),
    C.NOTICE: (
        (E.NOTICE, _STRONG, W.HOW_IT_ENDED),
        (E.CONTRACT, _STRONG, W.AGREED_NOTICE),
        (E.MESSAGES, _USEFUL, W.OWN_WORDS),
        (E.WITNESS, _USEFUL, W.SAW_IT),
    ),
    C.END_OF_SERVICE: _ENDED,
    C.SEVERANCE: _ENDED,
    C.DISMISSAL_COMPENSATION: (
        (E.NOTICE, _STRONG, W.HOW_IT_ENDED),
        (E.MESSAGES, _STRONG, W.OWN_WORDS),
        (E.WITNESS, _USEFUL, W.SAW_IT),
        (E.MEDICAL, _USEFUL, W.ILLNESS),
        (E.CONTRACT, _USEFUL, W.AGREED_NOTICE),
    ),
    C.DEDUCTION_REFUND: (
        (E.PAY_SLIPS, _STRONG, W.PAID_AND_TAKEN_OFF),
        (E.BANK, _STRONG, W.WHAT_ARRIVED),
        (E.CONTRACT, _STRONG, W.AGREED_WAGE),
        (E.MESSAGES, _USEFUL, W.OWN_WORDS),
    ),
    C.FEE_REFUND: (
        (E.RECRUITER_RECEIPTS, _STRONG, W.FEES_RECEIVED),
        (E.BANK, _STRONG, W.FEES_PAID_OUT),
        (E.MESSAGES, _USEFUL, W.PROMISED_AT_HOME),
        (E.CONTRACT, _USEFUL, W.PROMISED_AT_HOME),
        (E.WITNESS, _USEFUL, W.SAW_IT),
    ),
    C.RETURN_TICKET: (
        (E.CONTRACT, _STRONG, W.AGREED_TICKET),
        (E.TICKET, _STRONG, W.TICKET_PRICE),
        (E.NOTICE, _USEFUL, W.LAST_DAY),
    ),
    C.INTEREST: ((E.BANK, _STRONG, W.WHEN_IT_ARRIVED), (E.PAY_SLIPS, _USEFUL, W.PAID_AND_TAKEN_OFF)),
}
_ALWAYS: _Needs = (
    (E.IDENTITY, _USEFUL, W.WHO_AND_WHERE),
    (E.POWER_OF_ATTORNEY, _USEFUL, W.ACTS_WHEN_GONE),
)
# A household keeps no time sheets: what the worker wrote down and what others saw stand in their place.
_AT_HOME: _Needs = ((E.DIARY, _STRONG, W.NO_TIME_RECORDS), (E.WITNESS, _STRONG, W.NO_TIME_RECORDS))
# Countries where wages of firms go through a system of the state that keeps a record of each transfer.
_WAGE_PROTECTION = frozenset({"AE", "BH", "KW", "OM", "QA", "SA"})

# Which files are evidence of which kind.
_PROVES: Mapping[EvidenceKind, EvidenceItem] = {
    EvidenceKind.CONTRACT: E.CONTRACT,
    EvidenceKind.ID_PAPER: E.IDENTITY,
    EvidenceKind.PAY_SLIP: E.PAY_SLIPS,
    EvidenceKind.BANK_STATEMENT: E.BANK,
    EvidenceKind.ATTENDANCE: E.ATTENDANCE,
    EvidenceKind.CHAT: E.MESSAGES,
    EvidenceKind.NOTICE: E.NOTICE,
    EvidenceKind.WITNESS_STATEMENT: E.WITNESS,
    EvidenceKind.MEDICAL_REPORT: E.MEDICAL,
    EvidenceKind.RECRUITER_RECEIPT: E.RECRUITER_RECEIPTS,
    EvidenceKind.POWER_OF_ATTORNEY: E.POWER_OF_ATTORNEY,
}


def wanted(components: Iterable[Component], country: str, scope: Scope, has_left: bool = False) -> list[Wanted]:
    """The evidence for a claim, what weighs most first. `has_left`: the worker is going home, or went."""
    needs = [need for component in dict.fromkeys(components) for need in _NEEDS[component]]
    if scope is Scope.DOMESTIC and any(item is E.ATTENDANCE for item, _weight, _why in needs):
        needs += _AT_HOME
    if scope is Scope.GENERAL and country in _WAGE_PROTECTION and any(item is E.BANK for item, *_rest in needs):
        needs.append((E.BANK, _STRONG, W.WAGE_PROTECTION))
    needs += _ALWAYS
    if has_left:
        needs.append((E.POWER_OF_ATTORNEY, _STRONG, W.ACTS_WHEN_GONE))
    found = [
        Wanted(
            item,
            any(strong for named, strong, _why in needs if named is item),
            # What it weighs most for is said first.
            tuple(
                dict.fromkeys(
                    why
                    for strong in (True, False)
                    for named, is_strong, why in needs
                    if named is item and is_strong is strong
                )
            ),
        )
        for item in EvidenceItem
        if any(named is item for named, _strong, _why in needs)
    ]
    return sorted(found, key=lambda entry: not entry.weighs_most)


def proves(kind: EvidenceKind) -> EvidenceItem | None:
    """What a file of a kind is evidence of; None when it has to be said."""
    return _PROVES.get(kind)


def kind_for(item: EvidenceItem) -> EvidenceKind:
    """The kind that a file has which is added as this evidence."""
    return next((kind for kind, found in _PROVES.items() if found is item), EvidenceKind.OTHER)


def state_of(steps: Iterable[Told], added: Iterable[datetime], has_copy: bool) -> EvidenceState:
    """How it stands: as it was told last, unless a file came in after that, or the copy that was held is gone."""
    last = max(steps, key=lambda told: told.recorded_at, default=None)
    if last is None or any(moment > last.recorded_at for moment in added):
        return EvidenceState.COPY_HELD if has_copy else EvidenceState.TO_ASK
    if last.state is EvidenceState.COPY_HELD and not has_copy:
        return EvidenceState.TO_ASK
    return last.state


def held_of(states: Iterable[EvidenceState]) -> tuple[int, int]:
    """Of how many kinds a copy is held, and how many there are to have at all."""
    there = [state for state in states if state is not EvidenceState.DOES_NOT_EXIST]
    return sum(state is EvidenceState.COPY_HELD for state in there), len(there)
