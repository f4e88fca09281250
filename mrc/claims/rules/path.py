"""The path of a claim: what may happen to a filing at a forum, how far the claim came, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from mrc.casework.rules.events import EventCode
from mrc.claims.rules.forums import Forum, ForumKind
from mrc.claims.rules.limits import last_safe_day


class PathEvent(StrEnum):
    """What happens to a filing, in its usual order."""

    FILED = "filed"
    ACCEPTED = "accepted"
    CONCILIATION_SET = "conciliation_set"
    SETTLED = "settled"
    FAILED = "failed"
    REFERRED = "referred"
    HEARING = "hearing"
    JUDGMENT_FOR = "judgment_for"
    JUDGMENT_AGAINST = "judgment_against"
    APPEALED = "appealed"
    ENFORCEMENT = "enforcement"
    CLOSED = "closed"


class HearingOutcome(StrEnum):
    """What became of a hearing."""

    HELD = "held"
    ADJOURNED = "adjourned"
    MISSED = "missed"
    CALLED_OFF = "called_off"


class PathFault(StrEnum):
    """Why something about the path of a claim cannot be put on record."""

    NOT_NEXT = "not_next"
    BEFORE_LAST = "before_last"
    IN_FUTURE = "in_future"
    NEEDS_SUM = "needs_sum"
    NO_SUM_HERE = "no_sum_here"
    UNKNOWN_FORUM = "unknown_forum"
    NEEDS_FORUM = "needs_forum"
    BOTH_FORUMS = "both_forums"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    NOT_THE_LAST = "not_the_last"
    FILING_GONE = "filing_gone"
    FILING_CLOSED = "filing_closed"
    HEARING_PAST = "hearing_past"
    HEARING_TO_COME = "hearing_to_come"
    OUTCOME_THERE = "outcome_there"
    NEEDS_NEW_DAY = "needs_new_day"


class NextStep(StrEnum):
    """What comes next on the path of a claim; each sentence names a forum."""

    FILE = "file"
    AWAIT_DECISION = "await_decision"
    AWAIT_COURT = "await_court"
    GO_ON = "go_on"
    APPEAL = "appeal"
    ENFORCE = "enforce"
    WATCH_SETTLEMENT = "watch_settlement"
    AWAIT_PAYMENT = "await_payment"
    NO_FORUM_LEFT = "no_forum_left"
    FILE_ANYWHERE = "file_anywhere"


class StopsHere(StrEnum):
    """What a filing does to the time limits by the law on record. Nothing is changed by it."""

    MAY_STOP = "may_stop"
    RUNS_ON = "runs_on"


@dataclass(frozen=True)
class FilingFacts:
    """A claim brought to a forum of its country, or to another office by its name."""

    forum: str | None
    forum_name: str | None
    filed_on: date
    asked: Decimal
    number: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class PathFacts:
    """One event of a filing on one day, with the sum that was agreed or awarded, and a file number when it is new."""

    event: PathEvent
    happened_on: date
    amount: Decimal | None = None
    number: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class HearingFacts:
    """A hearing, its day and hour told by the clocks of the forum."""

    day: date
    hour: time
    is_remote: bool = False
    place: str | None = None
    to_bring: str | None = None
    interpreter_language: str | None = None


@dataclass(frozen=True)
class Filed:
    """A filing as far as the path must know it: its forum, and its events that count, oldest first."""

    forum: str | None
    events: tuple[tuple[PathEvent, date], ...]

    @property
    def status(self) -> PathEvent:
        """The newest event."""
        return self.events[-1][0]

    @property
    def since(self) -> date:
        """The day of the newest event."""
        return self.events[-1][1]


@dataclass(frozen=True)
class Coming:
    """What comes next, at which forum, and by when. A limit is acted on before; anything else is expected by then."""

    step: NextStep
    forum: Forum | None = None
    by: date | None = None
    is_limit: bool = False


@dataclass(frozen=True)
class PathPlace:
    """A forum on the path: done, current, skipped or still to come, with its status and that status's day."""

    forum: Forum
    state: str
    status: PathEvent | None = None
    since: date | None = None


E, K = PathEvent, ForumKind
_ENDINGS = (E.SETTLED, E.FAILED, E.REFERRED, E.HEARING, E.JUDGMENT_FOR, E.JUDGMENT_AGAINST, E.CLOSED)
_MAY_FOLLOW: dict[PathEvent, tuple[PathEvent, ...]] = {
    E.FILED: (E.ACCEPTED, E.CONCILIATION_SET, *_ENDINGS),
    E.ACCEPTED: (E.CONCILIATION_SET, *_ENDINGS),
    E.CONCILIATION_SET: (E.SETTLED, E.FAILED, E.REFERRED, E.HEARING, E.CLOSED),
    E.SETTLED: (E.ENFORCEMENT, E.CLOSED),
    E.FAILED: (E.REFERRED, E.CONCILIATION_SET, E.CLOSED),
    E.REFERRED: (E.HEARING, E.JUDGMENT_FOR, E.JUDGMENT_AGAINST, E.SETTLED, E.CLOSED),
    E.HEARING: (E.HEARING, E.JUDGMENT_FOR, E.JUDGMENT_AGAINST, E.SETTLED, E.REFERRED, E.CLOSED),
    E.JUDGMENT_FOR: (E.ENFORCEMENT, E.APPEALED, E.CLOSED),
    E.JUDGMENT_AGAINST: (E.APPEALED, E.CLOSED),
    E.APPEALED: (E.HEARING, E.JUDGMENT_FOR, E.JUDGMENT_AGAINST, E.SETTLED, E.CLOSED),
    E.ENFORCEMENT: (E.SETTLED, E.CLOSED),
    E.CLOSED: (),
}
_OUTLAST_CLOSING = frozenset({E.SETTLED, E.JUDGMENT_FOR, E.JUDGMENT_AGAINST, E.ENFORCEMENT})
_MUST_TELL_SUM = frozenset({E.FILED, E.JUDGMENT_FOR})
_MAY_TELL_SUM = frozenset({*_MUST_TELL_SUM, E.SETTLED})

# The event of the case that goes with one of the path; the case moves along where its own table allows it.
CASE_EVENTS: dict[PathEvent, EventCode] = {
    E.FILED: EventCode.CLAIM_FILED,
    E.CONCILIATION_SET: EventCode.CONCILIATION_SET,
    E.SETTLED: EventCode.SETTLEMENT_SIGNED,
    E.REFERRED: EventCode.SENT_TO_COURT,
    E.HEARING: EventCode.HEARING_SET,
    E.JUDGMENT_FOR: EventCode.JUDGMENT_FOR,
    E.JUDGMENT_AGAINST: EventCode.JUDGMENT_AGAINST,
    E.APPEALED: EventCode.APPEAL_FILED,
    E.ENFORCEMENT: EventCode.ENFORCEMENT_ASKED,
}


def events_after(status: PathEvent) -> tuple[PathEvent, ...]:
    """What may be put on record next for a filing, the usual one first."""
    return _MAY_FOLLOW[status]


def may_have_hearing(status: PathEvent) -> bool:
    """Whether a hearing may be set for a filing that stands so."""
    return E.HEARING in _MAY_FOLLOW[status]


def fault_of_event(filed: Filed, facts: PathFacts, today: date) -> tuple[PathFault, str | None] | None:
    """What is wrong with a further event of a filing, and at which field; None when all is well."""
    if filed.status is E.CLOSED:
        return PathFault.FILING_CLOSED, None
    if facts.event not in events_after(filed.status):
        return PathFault.NOT_NEXT, "event"
    if facts.happened_on > today:
        return PathFault.IN_FUTURE, "happened_on"
    if facts.happened_on < filed.since:
        return PathFault.BEFORE_LAST, "happened_on"
    if facts.event in _MUST_TELL_SUM and facts.amount is None:
        return PathFault.NEEDS_SUM, "amount"
    if facts.amount is not None and facts.event not in _MAY_TELL_SUM:
        return PathFault.NO_SUM_HERE, "amount"
    return None


def fault_of_filing(facts: FilingFacts, known: Iterable[str], today: date) -> tuple[PathFault, str | None] | None:
    """What is wrong with a filing; `known` are the forums of the claim's country."""
    if facts.forum is None and not facts.forum_name:
        return PathFault.NEEDS_FORUM, "forum"
    if facts.forum is not None and facts.forum_name:
        return PathFault.BOTH_FORUMS, "forum_name"
    if facts.forum is not None and facts.forum not in set(known):
        return PathFault.UNKNOWN_FORUM, "forum"
    if facts.filed_on > today:
        return PathFault.IN_FUTURE, "filed_on"
    return None


def places(forums: Sequence[Forum], filings: Sequence[Filed]) -> list[PathPlace]:
    """The forums in the order of the law with how far the claim came; one passed by is left out."""
    by_forum = {filed.forum: filed for filed in filings if filed.events}
    reached = max((index for index, forum in enumerate(forums) if forum.id in by_forum), default=-1)
    found = []
    for index, forum in enumerate(forums):
        filed = by_forum.get(forum.id)
        if filed is None:
            found.append(PathPlace(forum, "skipped" if index < reached else "todo"))
        else:
            state = "current" if index == reached and filed.status is not E.CLOSED else "done"
            found.append(PathPlace(forum, state, filed.status, filed.since))
    return found


def coming(forums: Sequence[Forum], filings: Sequence[Filed], act_by: date | None) -> Coming:
    """What comes next for a claim, given the forums it may go to and the day by which it must be brought."""
    open_filings = [filed for filed in filings if filed.events]
    if not open_filings:
        first = forums[0] if forums else None
        return Coming(NextStep.FILE if first else NextStep.FILE_ANYWHERE, first, act_by, is_limit=True)
    last = _before_closing(open_filings[-1])
    here = next((forum for forum in forums if forum.id == last.forum), None)
    after = _forum_after(forums, here)
    if last.status in {E.JUDGMENT_FOR, E.JUDGMENT_AGAINST}:
        return _after_judgment(last, here, after, forums)
    if last.status is E.SETTLED:
        return Coming(NextStep.WATCH_SETTLEMENT, here)
    if last.status is E.ENFORCEMENT:
        return Coming(NextStep.AWAIT_PAYMENT, here)
    if last.status is E.REFERRED:
        return Coming(NextStep.AWAIT_COURT, after or here, _decided_by(last.since, after))
    if last.status in {E.FAILED, E.CLOSED}:
        return Coming(NextStep.GO_ON if after else NextStep.NO_FORUM_LEFT, after, act_by, is_limit=True)
    started = last.since if last.status is E.APPEALED else last.events[0][1]
    return Coming(NextStep.AWAIT_DECISION, here, _decided_by(started, here))


def _before_closing(filed: Filed) -> Filed:
    """A filing as it stood when an office closed it after a settlement or a decision: these outlast the closing."""
    before = Filed(filed.forum, filed.events[:-1])
    is_over = filed.status is E.CLOSED and before.events and before.status in _OUTLAST_CLOSING
    return before if is_over else filed


def _after_judgment(last: Filed, here: Forum | None, after: Forum | None, forums: Sequence[Forum]) -> Coming:
    """An appeal while there is time for one; after a judgment for the worker, its enforcement."""
    if last.status is E.JUDGMENT_FOR:
        enforcing = next((forum for forum in forums if forum.kind is K.ENFORCEMENT), None)
        return Coming(NextStep.ENFORCE, enforcing or here)
    if after is None or after.kind is K.ENFORCEMENT:
        return Coming(NextStep.NO_FORUM_LEFT)
    days = here.appeal_days if here else None
    return Coming(NextStep.APPEAL, after, last_safe_day(last.since, days, "days") if days else None, is_limit=True)


def _forum_after(forums: Sequence[Forum], here: Forum | None) -> Forum | None:
    if here is None:
        return None
    index = [forum.id for forum in forums].index(here.id)
    return forums[index + 1] if index + 1 < len(forums) else None


def _decided_by(since: date, forum: Forum | None) -> date | None:
    days = forum.decision_days if forum else None
    return since + timedelta(days=days) if days else None


@dataclass(frozen=True)
class Reminding:
    """Which of a hearing's two messages to the worker are due: a week before it, and the day before."""

    week: bool
    day: bool

    @property
    def is_due(self) -> bool:
        """Whether any is."""
        return self.week or self.day


REMIND_DAYS = (7, 1)
SOON_DAYS = 14


def reminders(days_left: int, told_week: bool, told_day: bool) -> Reminding:
    """The messages to send so many days before a hearing; close to it, the late one stands for both."""
    week, day = REMIND_DAYS
    is_day = 0 <= days_left <= day and not told_day
    is_week = day < days_left <= week and not told_week
    return Reminding(is_week, is_day)


def days_until(moment: datetime, today: date) -> int:
    """The days from today to the day of a moment, both in the zone of the moment."""
    return (moment.date() - today).days
