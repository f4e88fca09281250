"""The filings of a claim: brought to a forum, what happened there event by event, and how far the claim came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import audit, clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode, may_happen
from mrc.claims.models import Filing, FilingStep, WageClaim
from mrc.claims.rules import ClaimFault, is_too_fine, valid
from mrc.claims.rules.forums import STOPPED_BY, Forum, forums_of
from mrc.claims.rules.path import (
    CASE_EVENTS,
    Coming,
    Filed,
    FilingFacts,
    HearingOutcome,
    PathEvent,
    PathFacts,
    PathFault,
    PathPlace,
    StopsHere,
    coming,
    events_after,
    fault_of_event,
    fault_of_filing,
    may_have_hearing,
    places,
)
from mrc.claims.service.limits import ShownLimit, limits_of
from mrc.claims.service.recording import load_claim, refuse_closed
from mrc.classifications import minor_units
from mrc.db import db, held, transaction
from mrc.errors import NotFound, Refused, refuse_any
from mrc.staff import service as staff
from mrc.wording.path import forum_called


@dataclass(frozen=True)
class ShownFiling:
    """A filing with its forum, the events that count and those that do not, and what may follow."""

    filing: Filing
    forum: Forum | None
    name: str
    counting: set[int]
    status: PathEvent | None
    number: str | None
    may_follow: tuple[PathEvent, ...]
    may_have_hearing: bool
    stops: StopsHere | None


@dataclass(frozen=True)
class ClaimPath:
    """How far a claim came: the forums of its country, what comes next, its filings, and who recorded what."""

    places: list[PathPlace]
    coming: Coming
    filings: list[ShownFiling]
    limits: list[ShownLimit]
    names: dict[int, str]


def path_of(claim: WageClaim) -> ClaimPath:
    """The path of a claim, in a constant number of queries."""
    filings = list(
        db.session.scalars(
            sa.select(Filing)
            .where(Filing.claim_id == claim.id)
            .options(selectinload(Filing.steps), selectinload(Filing.hearings))
            .order_by(Filing.id)
        )
    )
    limits = [limit for limit in limits_of(claim.case_id) if limit.claim_ref == claim.ref]
    forums = forums_for(claim)
    filed = [filed_of(filing) for filing in filings]
    act_by = min((limit.deadline.act_by for limit in limits if limit.deadline.act_by), default=None)
    writers = {step.recorded_by_id for filing in filings for step in filing.steps if step.recorded_by_id}
    return ClaimPath(
        places(forums, filed),
        coming(forums, filed, act_by),
        [shown(filing, limits) for filing in filings],
        limits,
        staff.names_of(writers),
    )


def forums_for(claim: WageClaim) -> tuple[Forum, ...]:
    """The forums of a claim's country that hear workers of its scope, in their order; none where none are known."""
    found = forums_of(claim.country)
    return found.for_scope(claim.scope) if found else ()


def forum_named(name: str | None) -> Forum | None:
    """The forum of this name in our files."""
    found = forums_of(name.partition(".")[0]) if name else None
    return next((forum for forum in found.forums if forum.id == name), None) if found else None


def filed_of(filing: Filing) -> Filed:
    """A filing as far as the rules must know it."""
    return Filed(filing.forum, tuple((step.event, step.happened_on) for step in valid(filing.steps)))


def shown(filing: Filing, limits: Iterable[ShownLimit] = ()) -> ShownFiling:
    """A filing as its page shows it."""
    standing, forum = valid(filing.steps), forum_named(filing.forum)
    status = standing[-1].event if standing else None
    return ShownFiling(
        filing,
        forum,
        forum_called(forum) if forum else filing.forum_name or "",
        {step.id for step in standing},
        status,
        next((step.number for step in reversed(standing) if step.number), None),
        events_after(status) if status else (),
        status is not None and may_have_hearing(status),
        _stops(forum, limits) if standing else None,
    )


def _stops(forum: Forum | None, limits: Iterable[ShownLimit]) -> StopsHere:
    stopped_by = {stop for limit in limits for stop in limit.deadline.stops}
    may_stop = forum is not None and any(forum.kind in STOPPED_BY.get(stop, ()) for stop in stopped_by)
    return StopsHere.MAY_STOP if may_stop else StopsHere.RUNS_ON


def record_filing(actor: Actor, claim_ref: str, facts: FilingFacts) -> Filing:
    """Put on record that a claim was brought somewhere. The case moves along where its table of events allows it."""
    with transaction():
        claim, case = load_claim(actor, claim_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        known = [forum.id for forum in forums_for(claim)]
        refuse_any(fault_of_filing(facts, known, clock.today(actor.timezone)))
        if is_too_fine(facts.asked, minor_units(claim.currency)):
            raise Refused(ClaimFault.TOO_MANY_DECIMALS, field="asked")
        filing = Filing(data_key=case.data_key, claim_id=claim.id, forum=facts.forum, recorded_by_id=actor.id)
        filing.forum_name = facts.forum_name
        first = PathFacts(PathEvent.FILED, facts.filed_on, facts.asked, facts.number, facts.note)
        add_step(actor, case, filing, first)
        db.session.add(filing)
        move_case(actor, case, CASE_EVENTS[PathEvent.FILED], facts.filed_on)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["filing"])
    return filing


def record_filing_step(actor: Actor, filing_ref: str, facts: PathFacts) -> Filing:
    """Put on record what happened to a filing."""
    with transaction():
        filing, claim, case = load_filing(actor, filing_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        refuse_any(fault_of_event(standing_of(filing), facts, clock.today(actor.timezone)))
        if facts.amount is not None and is_too_fine(facts.amount, minor_units(claim.currency)):
            raise Refused(ClaimFault.TOO_MANY_DECIMALS, field="amount")
        add_step(actor, case, filing, facts)
        if facts.event in CASE_EVENTS:
            move_case(actor, case, CASE_EVENTS[facts.event], facts.happened_on)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["filing", facts.event])
    return filing


def standing_of(filing: Filing) -> Filed:
    """A filing that counts. Raises Refused for one that was taken back."""
    filed = filed_of(filing)
    if not filed.events:
        raise Refused(PathFault.FILING_GONE)
    return filed


def add_step(actor: Actor, case: Case, filing: Filing, facts: PathFacts) -> FilingStep:
    """Write one event of a filing, in the transaction of what caused it."""
    step = FilingStep(
        data_key=case.data_key,
        event=facts.event,
        happened_on=facts.happened_on,
        amount=facts.amount,
        recorded_by_id=actor.id,
    )
    step.number, step.note = facts.number, facts.note
    filing.steps.append(step)
    return step


def move_case(actor: Actor, case: Case, code: EventCode, happened_on: date) -> None:
    """Let the case move along by an event, where its own table allows it at the step it stands at."""
    db.session.refresh(case, with_for_update=True)
    if may_happen(code, case.stage, case.step):
        is_today = happened_on == clock.today(actor.timezone)
        casework.happen(case, code, actor, happened_on=None if is_today else happened_on)


def take_back_filing_step(actor: Actor, filing_ref: str, step_id: int) -> Filing:
    """Take back the last event of a filing; both stay to be read. Without its first event a filing counts no more.

    The case stays where it stands: what happened to it is never undone, only followed by something else.
    """
    with transaction():
        filing, claim, case = load_filing(actor, filing_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        standing = valid(filing.steps)
        mistake = next((step for step in standing if step.id == step_id), None)
        if mistake is None:
            raise Refused(PathFault.NOTHING_TO_TAKE_BACK)
        if mistake is not standing[-1]:
            raise Refused(PathFault.NOT_THE_LAST)
        taking = add_step(actor, case, filing, PathFacts(mistake.event, clock.today(actor.timezone)))
        taking.takes_back_id = mistake.id
        if mistake.event is PathEvent.FILED:
            _call_off(actor, filing)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["filing", mistake.event])
    return filing


def _call_off(actor: Actor, filing: Filing) -> None:
    """Nobody is reminded of the hearings of a filing that there never was."""
    for hearing in filing.hearings:
        if hearing.outcome is None:
            hearing.outcome = HearingOutcome.CALLED_OFF
            hearing.outcome_at, hearing.outcome_by_id = clock.now(), actor.id


def load_filing(
    actor: Actor, filing_ref: str, permission: Permission = Permission.CLAIM_READ
) -> tuple[Filing, WageClaim, Case]:
    """A filing with its events and hearings, its claim and its case; held to be written. Raises NotFound."""
    query = (
        sa.select(Filing, WageClaim, Case.ref)
        .join(WageClaim, WageClaim.id == Filing.claim_id)
        .join(Case, Case.id == WageClaim.case_id)
        .where(Filing.ref == filing_ref)
        .options(selectinload(Filing.steps), selectinload(Filing.hearings))
        .execution_options(populate_existing=True)
    )
    is_written = permission is Permission.CLAIM_RECORD
    if is_written:
        query = held(query, Filing)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(filing_ref)
    filing, claim, case_ref = found
    return filing, claim, casework.get_case(actor, case_ref, permission, for_update=is_written)


def get_filing(actor: Actor, filing_ref: str, permission: Permission) -> tuple[ShownFiling, WageClaim, Case]:
    """A filing for a page about it; the look at the case is on record."""
    filing, claim, case = load_filing(actor, filing_ref, permission)
    audit.look(actor, audit.Event.CASE_READ, case)
    return shown(filing), claim, case
