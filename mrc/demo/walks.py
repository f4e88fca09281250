"""How a case of the demo world went: a random walk through the table of events that breaks none of its rules.

A walk is drawn in days from its beginning, then laid into the past so that it ends when the case was last touched.
It applies each event to the case just as the office does.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

from mrc.casework.rules.closing import Resolution, needs_sign_off
from mrc.casework.rules.events import EVENTS, EventCode, next_steps, step_after
from mrc.casework.rules.issues import IssueCode
from mrc.casework.rules.stages import (
    FIRST_STEP,
    STAGES,
    CaseStatus,
    Party,
    Stage,
    Step,
    needs_reason,
    skipped_between,
    status_of,
)

E = EventCode
CONTACT = frozenset({E.OPENED, E.SPOKEN_WITH, E.MESSAGE_SENT, E.MIGRANT_WROTE})
_THREE_YEARS = 3 * 365.0
_NOT_YET = datetime.min.replace(tzinfo=UTC)
_ENDS = {
    Stage.PRE_DEPARTURE: frozenset({Step.ARRIVAL_CONFIRMED, Step.NOT_MIGRATING}),
    Stage.EMPLOYMENT: frozenset({Step.CONTRACT_ENDED}),
    Stage.WAGE_CLAIM: frozenset({Step.PAID, Step.UNPAID}),
    Stage.RETURN: frozenset({Step.SUSTAINABLE, Step.REMIGRATED}),
}
# How likely each next step is against the one offered first; whatever is not named comes once in three.
_WEIGHTS = {
    E.DECIDED_TO_STAY: 0.06, E.EMPLOYER_CONTACTED: 0.5, E.CONTRACT_ENDED: 0.12, E.ISSUE_RAISED: 0.35,
    E.CHECKED_IN: 1.0, E.EVIDENCE_ASKED: 0.5, E.CLAIM_COMPUTED: 0.9, E.OFFER_RECEIVED: 0.4, E.OFFER_REFUSED: 0.15,
    E.CLAIM_FILED: 0.9, E.SETTLEMENT_SIGNED: 0.5, E.SENT_TO_COURT: 0.25, E.HEARING_SET: 0.7, E.HEARING_HELD: 0.5,
    E.JUDGMENT_FOR: 0.5, E.JUDGMENT_AGAINST: 0.15, E.PAID_IN_FULL: 0.9, E.PART_PAID: 0.4, E.APPEAL_FILED: 0.1,
    E.ENFORCEMENT_ASKED: 0.3, E.PAYMENT_GIVEN_UP: 0.12, E.LEFT_AGAIN: 0.03, E.REINTEGRATED: 0.4,
}  # fmt: skip
# Between the steps: what the office asks of others, and what is written, said and noted.
_ASIDES = (
    (E.NOTE_ADDED, 30), (E.SPOKEN_WITH, 22), (E.MIGRANT_WROTE, 18), (E.MESSAGE_SENT, 8), (E.CONTACT_FAILED, 5),
    (E.ASKED_MIGRANT, 5), (E.ASKED_RESPONDENT, 3), (E.ASKED_AUTHORITY, 3), (E.REFERRED, 6),
)  # fmt: skip
_SHORT_END = (
    (Resolution.INFORMATION_GIVEN, 30), (Resolution.WITHDRAWN, 25), (Resolution.LOST_CONTACT, 20),
    (Resolution.REFERRED_OUT, 10), (Resolution.NO_JURISDICTION, 5), (Resolution.RESPONDENT_GONE, 4),
    (Resolution.TIME_BARRED, 3), (Resolution.DUPLICATE, 3),
)  # fmt: skip


@dataclass(frozen=True)
class WalkPlan:
    """What a walk must come to: its stages in order, how it ends, and how long ago it was last touched."""

    stages: tuple[Stage, ...]
    issues: frozenset[IssueCode]
    is_closed: bool
    steps_in_last: int
    is_handed_over: bool = False
    is_offered: bool = False
    is_reopened: bool = False
    has_documents: bool = False


@dataclass
class Happening:
    """One event as it was recorded, with what stood after it. `days` counts from the beginning of the case."""

    code: EventCode
    days: float
    stage: Stage
    step: Step
    move: Party
    at: datetime = _NOT_YET
    resolution: Resolution | None = None
    is_signed_off: bool = False
    is_explained: bool = False


@dataclass
class StageSpan:
    """A stage a walk went through or left out, by the happenings that began and ended it."""

    stage: Stage
    entered: Happening
    left: Happening | None = None
    is_skipped: bool = False


@dataclass
class Walk:
    """A case as it moves."""

    stage: Stage
    step: Step
    move: Party = Party.CASEWORKER
    said: EventCode = E.OPENED
    check_days: int | None = None
    checked: Happening | None = None
    resolution: Resolution | None = None
    closed: Happening | None = None
    unanswered: Happening | None = None
    reopened_times: int = 0
    has_documents: bool = False
    happenings: list[Happening] = field(default_factory=list)
    spans: list[StageSpan] = field(default_factory=list)

    def happen(self, code: EventCode, after_days: float) -> Happening:
        """Apply one line of the table of events, some days after the event before it."""
        rule, is_unprepared = EVENTS[code], code is E.RETURNED and self.step is not Step.READY_TO_TRAVEL
        self.step = step_after(code, self.step)
        self.move = rule.move or self.move
        if rule.is_spoken:
            self.said = code
        before = self.happenings[-1].days if self.happenings else 0.0
        event = Happening(code, before + after_days, self.stage, self.step, self.move)
        event.is_explained = rule.needs_note or is_unprepared
        if rule.check_days is not None:
            self.check_days, self.checked = (rule.check_days, event) if rule.check_days else (None, None)
        if code is E.MIGRANT_WROTE and self.unanswered is None:
            self.unanswered = event
        if code in {E.MESSAGE_SENT, E.CLOSED}:
            self.unanswered = None
        self.happenings.append(event)
        return event

    def enter(self, stage: Stage, after_days: float) -> None:
        """Move to another stage; the stages left out are kept as such."""
        before, last = self.stage, self.spans[-1]
        self.stage, self.step = stage, FIRST_STEP[stage]
        event = self.happen(E.STAGE_ENTERED, after_days)
        event.is_explained = needs_reason(before, stage)
        last.left = event
        skipped = [StageSpan(left_out, event, event, True) for left_out in skipped_between(before, stage)]
        self.spans += [*skipped, StageSpan(stage, event)]

    @property
    def status(self) -> CaseStatus:
        """Open, waiting or closed."""
        return status_of(self.move, self.closed is not None)

    @property
    def last(self) -> Happening:
        """The newest event."""
        return self.happenings[-1]

    @property
    def check_on(self) -> date | None:
        """The day by which somebody must look again."""
        if self.checked is None or self.check_days is None:
            return None
        return self.checked.at.date() + timedelta(days=self.check_days)

    def has(self, code: EventCode) -> bool:
        """Whether an event happened."""
        return any(event.code is code for event in self.happenings)


def stages_to(last: Stage, random: Random) -> tuple[Stage, ...]:
    """A way to a stage: most cases begin in it, some come from the stages before it."""
    path = [last]
    while path[0] is not Stage.PRE_DEPARTURE and random.random() < 0.22:
        index = STAGES.index(path[0])
        path.insert(0, STAGES[index - 1] if random.random() < 0.7 else STAGES[random.randrange(index)])
    return tuple(path)


def draw_walk(plan: WalkPlan, random: Random, now: datetime) -> Walk:
    """A walk after a plan, laid into the three years before `now`."""
    walk = Walk(plan.stages[0], FIRST_STEP[plan.stages[0]], has_documents=plan.has_documents)
    walk.spans.append(StageSpan(walk.stage, walk.happen(E.OPENED, 0.0)))
    for stage in plan.stages[1:]:
        _go_on(walk, random, random.randint(1, 5))
        walk.enter(stage, _gap(walk, random))
    _go_on(walk, random, plan.steps_in_last)
    if plan.is_handed_over:
        walk.happen(E.HAND_OVER_ASKED, _gap(walk, random))
        walk.happen(E.HANDED_OVER, random.uniform(1, 6))
        _go_on(walk, random, 3)
    if plan.is_closed:
        _close(walk, plan, random)
        if plan.is_reopened:
            _reopen(walk, random)
        _lay_into_past(walk, random, now)
        return walk
    _keep_in_touch(walk, random)
    if plan.is_offered:
        walk.happen(E.HAND_OVER_ASKED, random.uniform(0.2, 2))
        if random.random() < 0.25:
            walk.happen(E.HAND_OVER_DECLINED, random.uniform(0.5, 4))
    elif random.random() < 0.12:
        walk.happen(E.MIGRANT_WROTE, random.uniform(0.5, 6))
    _lay_into_past(walk, random, now)
    return walk


def _go_on(walk: Walk, random: Random, steps: int) -> None:
    """Take steps of the present stage until enough were taken or its end is reached."""
    while steps > 0 and walk.step not in _ENDS[walk.stage]:
        _keep_in_touch(walk, random)
        if random.random() < 0.42:
            _aside(walk, random)
        code = random.choices(*_likely_steps(walk.stage, walk.step))[0]
        if code is E.CLAIM_COMPUTED:
            walk.happen(E.CLAIM_RECORDED, _gap(walk, random))
            walk.happen(code, random.uniform(0.01, 2))
        else:
            walk.happen(code, _gap(walk, random))
        steps -= 1


def _keep_in_touch(walk: Walk, random: Random) -> None:
    """Speak with somebody whom nobody spoke with for a while; the office does so mostly, not always."""
    silent_since = max(event.days for event in walk.happenings if event.code in CONTACT)
    if walk.last.days - silent_since > 14 and random.random() < 0.75:
        walk.happen(E.SPOKEN_WITH, random.uniform(0.1, 4))


@cache
def _likely_steps(stage: Stage, step: Step) -> tuple[list[EventCode], list[float]]:
    """The next steps of a stage that the table offers, and how likely each is."""
    own = [rule.code for rule in next_steps(stage, step) if rule.stage is stage]
    return own, [_WEIGHTS.get(code, 1.0 if code is own[0] else 0.33) for code in own]


def _aside(walk: Walk, random: Random) -> None:
    """Something that moves no step: a note, a talk, a question, a message and its answer, a referral."""
    code = random.choices([code for code, _weight in _ASIDES], [weight for _code, weight in _ASIDES])[0]
    if code is E.REFERRED and walk.has(E.REFERRED):
        code = E.NOTE_ADDED
    if walk.has_documents and random.random() < 0.4:
        code = E.DOCUMENT_ADDED
    walk.happen(code, _gap(walk, random))
    if code is E.MIGRANT_WROTE and random.random() < 0.85:
        walk.happen(E.MESSAGE_SENT, random.uniform(0.05, 3))
    elif code is E.REFERRED:
        _answer_referral(walk, random)
    elif code in {E.ASKED_MIGRANT, E.ASKED_RESPONDENT, E.ASKED_AUTHORITY} and random.random() < 0.7:
        walk.happen(E.ANSWER_RECEIVED, random.uniform(1, 20))


def _answer_referral(walk: Walk, random: Random) -> None:
    fate = random.random()
    if fate < 0.15:
        return
    if fate < 0.25:
        walk.happen(E.REFERRAL_DECLINED, random.uniform(0.5, 4))
    elif fate < 0.33:
        walk.happen(E.REFERRAL_RECALLED, random.uniform(1, 8))
    else:
        walk.happen(E.REFERRAL_ACCEPTED, random.uniform(0.2, 4))
        if random.random() < 0.7:
            walk.happen(E.REFERRAL_REPORTED, random.uniform(4, 30))


def _gap(walk: Walk, random: Random) -> float:
    """Days until the next event: mostly before the clock runs out, since the office looks at it then."""
    return max(0.02, random.gammavariate(1.6, 0.3 * (walk.check_days or 12)))


def _close(walk: Walk, plan: WalkPlan, random: Random) -> None:
    resolution = _resolution(walk, random)
    walk.resolution = resolution
    event = walk.happen(E.CLOSED, random.uniform(0.1, 12))
    event.resolution, event.is_explained = resolution, True
    event.is_signed_off = needs_sign_off(resolution, plan.issues)
    walk.closed = event


def _resolution(walk: Walk, random: Random) -> Resolution:
    if random.random() < 0.12:
        return random.choices([end for end, _weight in _SHORT_END], [weight for _end, weight in _SHORT_END])[0]
    if walk.stage is not Stage.WAGE_CLAIM:
        return Resolution.INFORMATION_GIVEN if random.random() < 0.2 else Resolution.GOALS_MET
    if walk.step is Step.UNPAID:
        return Resolution.RESPONDENT_GONE
    if walk.has(E.JUDGMENT_AGAINST) and not walk.has(E.JUDGMENT_FOR):
        return Resolution.DECIDED_AGAINST
    if walk.has(E.JUDGMENT_FOR):
        return Resolution.DECIDED_PARTLY if random.random() < 0.3 else Resolution.DECIDED_FOR_WORKER
    return Resolution.SETTLED_AMICABLE


def _reopen(walk: Walk, random: Random) -> None:
    walk.closed = walk.resolution = None
    walk.reopened_times += 1
    walk.happen(E.REOPENED, random.uniform(10, 90)).is_explained = True
    walk.happen(E.SPOKEN_WITH, random.uniform(0.2, 3))


def _lay_into_past(walk: Walk, random: Random, now: datetime) -> None:
    """Give every event its moment, in office hours, so that the last one lies where the plan leaves it."""
    length = walk.last.days
    tail = _tail(walk, random, max(1.0, _THREE_YEARS - length))
    shrunk = min(1.0, (_THREE_YEARS - 1) / (length + tail))
    before = _NOT_YET
    for event in walk.happenings:
        day = now - timedelta(days=(length + tail - event.days) * shrunk + 1)
        moment = day.replace(hour=random.randint(4, 12), minute=random.randrange(60), second=random.randrange(60))
        if event.code in {E.MIGRANT_WROTE, E.MESSAGE_SENT}:
            moment += timedelta(hours=random.randint(0, 5))
        event.at = before = max(moment, before + timedelta(minutes=random.randint(3, 40)))


def _tail(walk: Walk, random: Random, room: float) -> float:
    """Days since the last event: closed cases any time, open ones mostly within their clock, some going cold."""
    if walk.closed is not None:
        return random.uniform(0, room)
    chance = random.random()
    if chance < 0.09:
        return random.uniform(31, 140)
    within = min(28.0, walk.check_days or 14)
    return random.uniform(0, within * (0.9 if chance < 0.88 else 2.0))
