"""The rows of one case of the demo world: the case as its walk left it, and all that happened on the way."""

from datetime import date, datetime, timedelta
from random import Random

from mrc.access import Role
from mrc.casework.models import (
    Case,
    CaseEvent,
    CaseIssue,
    CasePerson,
    CaseRespondent,
    CaseTeamMember,
    StageEntry,
    Task,
)
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Priority, Stage
from mrc.casework.rules.tasks import TaskKind
from mrc.casework.service.opening import hash_code
from mrc.demo import money, sharing
from mrc.demo.drawing import Arrival
from mrc.demo.evidence import make_document
from mrc.demo.names import load
from mrc.demo.notices import make_notice
from mrc.demo.pages import make_page
from mrc.demo.path import PathMaking
from mrc.demo.people import make_person
from mrc.demo.proof import ProofMaking
from mrc.demo.rows import Seal, random_code
from mrc.demo.settlements import SettlementMaking
from mrc.demo.walks import CONTACT, Happening, Walk, draw_walk
from mrc.demo.world import Making, World
from mrc.messages.models import Message
from mrc.messages.rules import Direction
from mrc.respondents.rules import RespondentRole

E = EventCode
_STAGE_NAMES = {
    Stage.PRE_DEPARTURE: "PRE", Stage.EMPLOYMENT: "EMP", Stage.WAGE_CLAIM: "CLM", Stage.RETURN: "RET",
}  # fmt: skip
_TASK_AFTER = {
    E.HEARING_SET: TaskKind.HEARING, E.CONCILIATION_SET: TaskKind.MEETING, E.CLAIM_FILED: TaskKind.DEADLINE,
    E.JUDGMENT_AGAINST: TaskKind.DEADLINE, E.CONTACT_FAILED: TaskKind.CALL, E.FACTS_TAKEN: TaskKind.TO_DO,
    E.CONTRACT_REVIEWED: TaskKind.MEETING, E.EVIDENCE_ASKED: TaskKind.CALL, E.ISSUE_RAISED: TaskKind.CALL,
}  # fmt: skip
_FROM_MIGRANT = frozenset({E.MIGRANT_WROTE})
_FROM_PARTNER = frozenset({E.REFERRAL_ACCEPTED, E.REFERRAL_DECLINED, E.REFERRAL_REPORTED})
_COLLECTIVE = 40


def make_person_with_case(world: World, arrival: Arrival, random: Random) -> None:
    """One person with everything that is theirs, and their case with everything that happened in it."""
    walk = draw_walk(arrival.walk, random, world.now)
    first = world.centre_of(arrival)
    is_handed_over = walk.has(E.HANDED_OVER)
    centres = [first, world.other_than(first)] if is_handed_over else [first]
    worker_id = random.choice(first.caseworkers)
    person_id, person_seal = make_person(world.rows, arrival, centres, walk.happenings[0].at, random, worker_id)
    making = Making(
        world=world,
        arrival=arrival,
        walk=walk,
        random=random,
        seal=Seal(world.rows),
        person=person_seal,
        case_id=world.rows.next_id(Case),
        case_ref=world.rows.ref(Case),
        person_id=person_id,
        centre=first,
        worker_id=worker_id,
    )
    _make_respondents(making)
    _make_events(making)
    next_task = _make_tasks(making)
    _make_case(making, next_task)
    _make_company(making)


def _make_case(making: Making, next_task: date | None) -> None:
    walk, arrival, random, seal = making.walk, making.arrival, making.random, making.seal
    days = [day for day in (next_task, walk.check_on) if day is not None]
    is_unassigned = walk.closed is None and not arrival.is_restricted and random.random() < 0.03
    making.rows.add(
        Case,
        id=making.case_id,
        ref=making.case_ref,
        data_key_id=seal.id,
        centre_id=making.centre.id,
        person_id=making.person_id,
        caseworker_id=None if is_unassigned else making.worker_id,
        is_restricted=arrival.is_restricted,
        **_where_it_stands(walk),
        priority=_priority(arrival, random),
        primary_issue=arrival.issues[0],
        origin_country=arrival.origin,
        destination_country=arrival.destination,
        summary_sealed=seal("cases.summary_sealed", load("texts")["summaries"][arrival.issues[0]]),
        next_due_on=min(days) if days and walk.closed is None else None,
        instalment_due_on=making.instalment_due_on,
        **_code(making),
    )
    for issue in arrival.issues:
        making.rows.add(CaseIssue, case_id=making.case_id, code=issue, is_primary=issue is arrival.issues[0])
    for span in walk.spans:
        making.rows.add(
            StageEntry,
            case_id=making.case_id,
            stage=span.stage,
            entered_at=span.entered.at,
            left_at=span.left.at if span.left else None,
            is_skipped=span.is_skipped,
        )


def _where_it_stands(walk: Walk) -> dict[str, object]:
    return {
        "stage": walk.stage,
        "step": walk.step,
        "move": walk.move,
        "status": walk.status,
        "said": walk.said,
        "opened_at": walk.happenings[0].at,
        "stage_entered_at": walk.spans[-1].entered.at,
        "last_event_at": walk.last.at,
        "last_contact_at": max(event.at for event in walk.happenings if event.code in CONTACT),
        "unanswered_since": walk.unanswered.at if walk.unanswered else None,
        "check_on": walk.check_on,
        "closed_at": walk.closed.at if walk.closed else None,
        "resolution": walk.resolution,
        "reopened_times": walk.reopened_times,
    }


def _priority(arrival: Arrival, random: Random) -> Priority:
    if arrival.is_restricted:
        return random.choice((Priority.EMERGENCY, Priority.URGENT))
    return Priority.URGENT if random.random() < 0.18 else Priority.NORMAL


def _code(making: Making) -> dict[str, object]:
    """The secret code of the cases that are shown. Hashing is slow on purpose, so that no other case has one."""
    if not making.arrival.is_shown:
        return {}
    code = random_code(making.random)
    told = {
        "language": making.arrival.language,
        "reference": making.case_ref,
        "code": code,
        "stage": str(making.walk.stage),
    }
    code_hash, issued_at = hash_code(code), making.walk.happenings[0].at
    make_page(making, len(making.world.accounts.migrants), told, code_hash, issued_at)
    making.world.accounts.migrants.append(told)
    return {"code_hash": code_hash, "code_issued_at": issued_at}


def _make_respondents(making: Making) -> None:
    register, arrival, random = making.world.register, making.arrival, making.random
    found: list[tuple[int | None, RespondentRole]] = []
    if arrival.walk.stages != (Stage.PRE_DEPARTURE,):
        making.respondent_id = register.employer_of(arrival, random)
        found.append((making.respondent_id, RespondentRole.EMPLOYER))
    if arrival.walk.stages[0] is Stage.PRE_DEPARTURE or random.random() < 0.15:
        found.append((register.recruiter_of(arrival, random), RespondentRole.RECRUITER_ORIGIN))
    for respondent_id, role in found:
        if respondent_id is not None:
            making.rows.add(CaseRespondent, case_id=making.case_id, respondent_id=respondent_id, role=role)


def _make_events(making: Making) -> None:
    """Every event in its order, with the message, claim, referral or hand-over that it speaks of."""
    referral, ledger = sharing.ReferralMaking(making), money.LedgerMaking(making)
    handover, path = sharing.HandoverMaking(making), PathMaking(making, ledger)
    settlement = SettlementMaking(making, ledger)
    for event in making.walk.happenings:
        subject_ref = (
            referral.follow(event)
            or ledger.follow(event)
            or handover.follow(event)
            or make_document(making, event)
            or _make_message(making, event)
        )
        path.follow(event)
        settlement.follow(event)
        role, actor_id = _who(making, event, referral)
        making.rows.add(
            CaseEvent,
            case_id=making.case_id,
            data_key_id=making.seal.id,
            at=event.at,
            code=event.code,
            stage=event.stage,
            step=event.step,
            move=event.move,
            role=role,
            actor_id=actor_id,
            note_sealed=making.seal("case_events.note_sealed", _note(making, event, referral)),
            subject_ref=subject_ref,
        )
    for maker in (referral, ledger, handover, path, settlement, ProofMaking(making, ledger)):
        maker.finish()


def _who(making: Making, event: Happening, referral: "sharing.ReferralMaking") -> tuple[Role, int | None]:
    if event.code in _FROM_MIGRANT:
        return Role.MIGRANT, None
    if event.code in _FROM_PARTNER:
        return Role.PARTNER, referral.partner.user_id if referral.partner else None
    if event.is_signed_off:
        return Role.SUPERVISOR, making.centre.supervisor
    is_supervisor = making.worker_id == making.centre.supervisor
    return Role.SUPERVISOR if is_supervisor else Role.CASEWORKER, making.worker_id


def _note(making: Making, event: Happening, referral: "sharing.ReferralMaking") -> str | None:
    remarks = load("deeds")["remarks"].get(event.code)
    if event.code is E.NOTE_ADDED:
        texts = load("texts")["notes"]
        here = [note for note in texts if note["stage"] == _STAGE_NAMES[event.stage]]
        fitting = [note for note in here if note["issue_code"] in making.arrival.issues]
        text: str = making.random.choice(fitting or here)["text"]
        return text
    if event.code is E.REFERRED:
        return referral.reason()
    if remarks and (event.is_explained or making.random.random() < 0.5):
        return str(making.random.choice(remarks))
    return None


def _make_message(making: Making, event: Happening) -> str | None:
    if event.code not in {E.MIGRANT_WROTE, E.MESSAGE_SENT}:
        return None
    is_from_migrant = event.code is E.MIGRANT_WROTE
    language = making.arrival.language
    text = making.random.choice(load("texts")["messages" if is_from_migrant else "answers"][language])["text"]
    ref = making.rows.ref(Message)
    is_read = making.walk.unanswered is not event if is_from_migrant else making.random.random() < 0.7
    number = making.rows.add(
        Message,
        ref=ref,
        case_id=making.case_id,
        data_key_id=making.seal.id,
        direction=Direction.FROM_MIGRANT if is_from_migrant else Direction.FROM_CENTRE,
        text_sealed=making.seal("messages.text_sealed", text),
        language=language,
        written_by_id=None if is_from_migrant else making.worker_id,
        written_at=event.at,
        read_at=min(making.world.now, event.at + timedelta(hours=making.random.randint(1, 30))) if is_read else None,
    )
    if not is_from_migrant:
        make_notice(making, event, number)
    return ref


def _make_tasks(making: Making) -> date | None:
    """Tasks of the newest events; gives the day of the earliest that is still open."""
    earliest = None
    for event in making.walk.happenings[-6:]:
        kind = _TASK_AFTER.get(event.code)
        if kind is not None:
            due_on = _make_task(making, event, kind)
            earliest = min(day for day in (earliest, due_on) if day is not None) if earliest or due_on else None
    return earliest


def _make_task(making: Making, event: Happening, kind: TaskKind) -> date | None:
    """One task; gives its day when it is open. Nothing stays to be done on a closed case."""
    random, walk = making.random, making.walk
    due_on = event.at.date() + timedelta(days=random.randint(2, 30))
    is_past = due_on < making.world.now.date()
    is_done = walk.closed is not None or random.random() < (0.8 if is_past else 0.2)
    done_at = _moment_of(min(due_on, walk.last.at.date()), event.at, walk.last.at) if is_done else None
    making.rows.add(
        Task,
        ref=making.rows.ref(Task),
        case_id=making.case_id,
        data_key_id=making.seal.id,
        kind=kind,
        title_sealed=making.seal("tasks.title_sealed", random.choice(load("deeds")["tasks"][kind])),
        due_on=due_on,
        assignee_id=making.worker_id,
        created_by_id=making.worker_id,
        created_at=event.at,
        done_at=done_at,
        done_by_id=making.worker_id if done_at else None,
    )
    return None if done_at else due_on


def _moment_of(day: date, earliest: datetime, latest: datetime) -> datetime:
    noon = earliest.replace(year=day.year, month=day.month, day=day.day)
    return min(max(noon, earliest), latest)


def _make_company(making: Making) -> None:
    """The team of a restricted case, and now and then other workers of the centre who join a case."""
    random, world = making.random, making.world
    if making.arrival.is_restricted and random.random() < 0.5 and making.worker_id != making.centre.supervisor:
        colleague = random.choice([user for user in making.centre.caseworkers if user != making.worker_id])
        making.rows.add(CaseTeamMember, case_id=making.case_id, user_id=colleague)
    same_place = [person for person, centre in world.neighbours if centre == making.centre.id]
    if making.arrival.index % _COLLECTIVE == _COLLECTIVE - 1 and not making.arrival.is_restricted:
        for person_id in same_place[-4:]:
            making.rows.add(CasePerson, case_id=making.case_id, person_id=person_id, joined_at=making.walk.last.at)
    world.neighbours = [*world.neighbours[-9:], (making.person_id, making.centre.id)]
