"""Hearings: set by the clocks of the forum, their outcome, who must mind them, and the notice to the worker."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mrc import access, audit, clock, sending
from mrc.access import Actor, Permission, Subject
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.claims.models import Filing, Hearing, WageClaim
from mrc.claims.rules.forums import forums_of
from mrc.claims.rules.path import (
    CASE_EVENTS,
    REMIND_DAYS,
    SOON_DAYS,
    HearingFacts,
    HearingOutcome,
    PathEvent,
    PathFacts,
    PathFault,
    days_until,
    may_have_hearing,
    reminders,
)
from mrc.claims.service.path import add_step, forum_named, load_filing, move_case, standing_of
from mrc.claims.service.recording import refuse_closed
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.people import service as people
from mrc.staff.models import Centre
from mrc.wording.path import forum_called

MOST_SHOWN = 20
BATCH = 200
# Nobody's telephone rings at night because of a notice: it leaves between these hours where the case is kept.
_MORNING, _EVENING = time(9), time(20)
# Written out rather than bound, so that SQLite too sees that its index of live cases serves.
IS_LIVE = Case.status != sa.literal_column("'closed'")


@dataclass(frozen=True)
class ShownHearing:
    """A hearing for a list, with the name of its forum and, on a list of many cases, its person."""

    hearing: Hearing
    forum: str
    claim_ref: str
    case_ref: str
    is_past: bool
    person: Any = None


def timezone_of(claim: WageClaim, actor: Actor) -> str:
    """The zone in whose clocks a hearing of a claim is told: its country's, else the reader's own."""
    found = forums_of(claim.country)
    return found.timezone if found else actor.timezone


def set_hearing(actor: Actor, filing_ref: str, facts: HearingFacts) -> Hearing:
    """Put a hearing on record."""
    with transaction():
        filing, claim, case = load_filing(actor, filing_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        if not may_have_hearing(standing_of(filing).status):
            raise Refused(PathFault.NOT_NEXT)
        hearing = _new(actor, case, filing, timezone_of(claim, actor), facts)
        today = clock.today(actor.timezone)
        add_step(actor, case, filing, PathFacts(PathEvent.HEARING, max(today, standing_of(filing).since)))
        move_case(actor, case, CASE_EVENTS[PathEvent.HEARING], today)
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["hearing"])
    return hearing


def _new(actor: Actor, case: Case, filing: Filing, timezone: str, facts: HearingFacts) -> Hearing:
    at = datetime.combine(facts.day, facts.hour, ZoneInfo(timezone)).astimezone(UTC)
    if at <= clock.now():
        raise Refused(PathFault.HEARING_PAST, field="day")
    hearing = Hearing(
        data_key=case.data_key,
        case_id=case.id,
        at=at,
        timezone=timezone,
        is_remote=facts.is_remote,
        interpreter_language=facts.interpreter_language,
        set_by_id=actor.id,
    )
    hearing.place, hearing.to_bring = facts.place, facts.to_bring
    filing.hearings.append(hearing)
    return hearing


def load_hearing(
    actor: Actor, hearing_ref: str, permission: Permission = Permission.CLAIM_READ
) -> tuple[Hearing, Filing, WageClaim, Case]:
    """A hearing with all it belongs to. Raises NotFound."""
    query = (
        sa.select(Hearing, Filing.ref)
        .join(Filing, Filing.id == Hearing.filing_id)
        .where(Hearing.ref == hearing_ref)
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(hearing_ref)
    hearing, filing_ref = found
    # Whoever writes holds the filing, so that of two outcomes at once the second one finds the first.
    filing, claim, case = load_filing(actor, filing_ref, permission)
    return next(other for other in filing.hearings if other.id == hearing.id), filing, claim, case


def get_hearing(actor: Actor, hearing_ref: str, permission: Permission) -> tuple[ShownHearing, WageClaim, Case]:
    """A hearing for a page about it; the look at the case is on record."""
    hearing, filing, claim, case = load_hearing(actor, hearing_ref, permission)
    audit.look(actor, audit.Event.CASE_READ, case)
    return _shown(hearing, filing.forum, filing.forum_name, claim.ref, case.ref), claim, case


def _shown(
    hearing: Hearing, forum: str | None, forum_name: str | None, claim_ref: str, case_ref: str, person: Any = None
) -> ShownHearing:
    known = forum_named(forum)
    name = forum_called(known) if known else forum_name or ""
    return ShownHearing(hearing, name, claim_ref, case_ref, hearing.at <= clock.now(), person)


def record_outcome(
    actor: Actor,
    hearing_ref: str,
    outcome: HearingOutcome,
    note: str | None = None,
    again: tuple[date, time] | None = None,
) -> Hearing:
    """Put on record what became of a hearing; one that was adjourned is followed by the next, like it otherwise."""
    with transaction():
        hearing, filing, claim, case = load_hearing(actor, hearing_ref, Permission.CLAIM_RECORD)
        refuse_closed(case)
        if hearing.outcome is not None:
            raise Refused(PathFault.OUTCOME_THERE)
        if outcome in {HearingOutcome.HELD, HearingOutcome.MISSED} and hearing.at > clock.now():
            raise Refused(PathFault.HEARING_TO_COME, field="outcome")
        if outcome is HearingOutcome.ADJOURNED:
            _adjourn(actor, case, filing, hearing, again)
        hearing.outcome, hearing.outcome_note = outcome, note
        hearing.outcome_at, hearing.outcome_by_id = clock.now(), actor.id
        if outcome is HearingOutcome.HELD:
            move_case(actor, case, EventCode.HEARING_HELD, hearing.at.astimezone(ZoneInfo(hearing.timezone)).date())
        audit.record(actor, audit.Event.CLAIM_CHANGED, case, claim=claim.ref, fields=["hearing", outcome])
    return hearing


def _adjourn(actor: Actor, case: Case, filing: Filing, hearing: Hearing, again: tuple[date, time] | None) -> None:
    if again is None:
        raise Refused(PathFault.NEEDS_NEW_DAY, field="day")
    facts = HearingFacts(*again, hearing.is_remote, hearing.place, hearing.to_bring, hearing.interpreter_language)
    _new(actor, case, filing, hearing.timezone, facts)


def hearings_of(case_id: int) -> list[ShownHearing]:
    """The hearings of a case that have no outcome yet, the next one first."""
    query = _LISTED.where(Hearing.case_id == case_id, Hearing.outcome.is_(None))
    return _listed(query.order_by(Hearing.at).limit(MOST_SHOWN))


def hearings_to_mind(actor: Actor) -> tuple[list[ShownHearing], bool]:
    """The actor's own hearings of the next fourteen days, and those past without an outcome; and if there are more.

    Who leads a centre is told of those in cases that nobody works on, too. The look is on record.
    """
    leads = access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id))
    nobodys = sa.and_(Case.centre_id == actor.centre_id, Case.caseworker_id.is_(None))
    query = _LISTED.where(
        sa.or_(Case.caseworker_id == actor.id, nobodys) if leads else Case.caseworker_id == actor.id,
        IS_LIVE,
        casework.visible(actor),
        Hearing.outcome.is_(None),
        Hearing.at <= clock.now() + timedelta(days=SOON_DAYS),
    )
    found = _listed(query.order_by(Hearing.at, Hearing.id).limit(MOST_SHOWN + 1), with_people=True)
    shown = found[:MOST_SHOWN]
    if shown:
        audit.look(actor, audit.Event.CASE_LISTED, filters=["hearings"], results=len(shown))
    return shown, len(found) > MOST_SHOWN


_LISTED: Any = (
    sa.select(Hearing, Filing, WageClaim.ref, Case.ref, Case.person_id)
    .join(Filing, Filing.id == Hearing.filing_id)
    .join(WageClaim, WageClaim.id == Filing.claim_id)
    .join(Case, Case.id == Hearing.case_id)
)


def _listed(query: Any, with_people: bool = False) -> list[ShownHearing]:
    rows = db.session.execute(query).all()
    found = people.summary_of({row[4] for row in rows}) if with_people and rows else {}
    return [
        _shown(hearing, filing.forum, filing.forum_name, claim_ref, case_ref, found.get(person_id))
        for hearing, filing, claim_ref, case_ref, person_id in rows
    ]


def hearing_days(case_id: int) -> list[date]:
    """The days of the hearings of a case that are still to come, by the clocks of their forums."""
    query = sa.select(Hearing.at, Hearing.timezone).where(
        Hearing.case_id == case_id, Hearing.outcome.is_(None), Hearing.at >= clock.now()
    )
    rows = db.session.execute(query.order_by(Hearing.at).limit(MOST_SHOWN))
    return [at.astimezone(ZoneInfo(timezone)).date() for at, timezone in rows]


def tell_of_hearings() -> int:
    """Tell workers that there is news, a week before a hearing and on the day before. Returns how many were told.

    The notice is the neutral one of every message and leaves by the person's own rules. That a hearing was dealt with
    is kept in the same transaction, so that nobody is told twice, whenever the worker is killed.
    """
    count, last = 0, 0
    while True:
        with transaction():
            rows = _due(last)
            if not rows:
                return count
            count += sum(_tell(hearing, case, timezone) for hearing, case, timezone in rows)
        last = rows[-1][0].id


def _due(last: int) -> Any:
    """Hearings of the next days of which the worker may have to be told, a batch in the order of their ids."""
    now = clock.now()
    query = (
        sa.select(Hearing, Case, Centre.timezone)
        .join(Case, Case.id == Hearing.case_id)
        .join(Centre, Centre.id == Case.centre_id)
        .where(
            Hearing.id > last,
            Hearing.outcome.is_(None),
            Hearing.at.between(now, now + timedelta(days=REMIND_DAYS[0] + 1)),
            Hearing.day_told_at.is_(None),
            Case.closed_at.is_(None),
        )
        .order_by(Hearing.id)
        .limit(BATCH)
        .with_for_update(of=Hearing)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(query).all()


def _by_day(timezone: str) -> datetime:
    """Now, or the next morning there when it is night."""
    zone = ZoneInfo(timezone)
    now = clock.now().astimezone(zone)
    if _MORNING <= now.time() < _EVENING:
        return clock.now()
    day = now.date() if now.time() < _MORNING else now.date() + timedelta(days=1)
    return datetime.combine(day, _MORNING, zone)


def _tell(hearing: Hearing, case: Case, timezone: str) -> bool:
    """Tell the worker of one hearing when it is time; gives whether a notice was put in the outbox."""
    there = ZoneInfo(hearing.timezone)
    left = days_until(hearing.at.astimezone(there), clock.today(hearing.timezone))
    due = reminders(left, hearing.week_told_at is not None, hearing.day_told_at is not None)
    if not due.is_due:
        return False
    hearing.week_told_at = hearing.week_told_at or clock.now()
    hearing.day_told_at = clock.now() if due.day else None
    notice = sending.tell_of_news(case.person_id, case.id, not_before=_by_day(timezone))
    if notice is not None:
        audit.record(None, audit.Event.MESSAGE_SENT, case)
    return notice is not None
