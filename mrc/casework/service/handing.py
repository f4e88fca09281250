"""Handing a case over: to a colleague at once, to another centre when somebody there accepts it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from mrc import access, audit, clock, outbox
from mrc.access import Actor, Permission, Role, Subject
from mrc.casework.models import Case, Handover, Task
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import CaseStatus, Stage
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault
from mrc.casework.service.moving import happen
from mrc.casework.service.opening import keep_readable
from mrc.casework.service.reading import get_case
from mrc.db import db, transaction
from mrc.errors import NotFound, Refused
from mrc.outbox import Letter, Medium
from mrc.people import service as people
from mrc.people.models import Person, PersonCentre
from mrc.staff import service as staff
from mrc.staff.models import Centre, User


def assign(actor: Actor, case_ref: str, to_user_id: int, note: str | None = None) -> Case:
    """Give a case to a colleague of the centre, at once."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_HAND_OVER, for_update=True)
        _refuse_closed(case)
        if to_user_id not in dict(staff.colleagues(actor)):
            raise Refused(HandoverFault.NO_SUCH_PERSON, field="to")
        if to_user_id == case.caseworker_id:
            raise Refused(HandoverFault.SAME_PLACE, field="to")
        _move_tasks(case, case.caseworker_id, to_user_id)
        case.caseworker_id = to_user_id
        happen(case, EventCode.ASSIGNED, actor, note)
        audit.record(actor, audit.Event.CASE_ASSIGNED, case, to=to_user_id)
    return case


def _move_tasks(case: Case, before: int | None, after: int) -> None:
    """Open tasks of the former caseworker go to the new one; those of other colleagues stay with them."""
    theirs = Task.assignee_id.is_(None) if before is None else Task.assignee_id == before
    db.session.execute(
        sa.update(Task)
        .where(Task.case_id == case.id, Task.done_at.is_(None), theirs)
        .values(assignee_id=after)
        .execution_options(synchronize_session=False)
    )


def _refuse_closed(case: Case) -> None:
    if case.status is CaseStatus.CLOSED:
        raise Refused(HandoverFault.CASE_CLOSED)


def ask_hand_over(actor: Actor, case_ref: str, to_centre_id: int, note: str) -> Handover:
    """Offer a case to another centre, which takes it over only by accepting."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_HAND_OVER, for_update=True)
        _refuse_closed(case)
        if to_centre_id == case.centre_id:
            raise Refused(HandoverFault.SAME_PLACE, field="to")
        if to_centre_id not in {centre.id for centre in staff.centres()}:
            raise Refused(HandoverFault.NO_SUCH_PERSON, field="to")
        if open_offer(case) is not None:
            raise Refused(HandoverFault.ALREADY_OPEN)
        assert actor.id is not None
        offer = Handover(
            data_key=case.data_key,
            case_id=case.id,
            from_centre_id=case.centre_id,
            to_centre_id=to_centre_id,
            asked_by_id=actor.id,
        )
        offer.note = note
        db.session.add(offer)
        db.session.flush()
        happen(case, EventCode.HAND_OVER_ASKED, actor, note, subject_ref=offer.ref)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ASKED, case, to=to_centre_id, kind="centre")
        _write_to_supervisors(to_centre_id)
    return offer


def _write_to_supervisors(centre_id: int) -> None:
    supervisors = db.session.execute(
        sa.select(User.email, User.language).where(
            User.centre_id == centre_id, User.role == Role.SUPERVISOR, User.is_active
        )
    )
    for email, language in supervisors:
        outbox.put(Medium.EMAIL, Letter.HAND_OVER_FOR_CENTRE, email, language)


def open_offer(case: Case) -> Handover | None:
    """The hand-over of a case that nobody has answered yet."""
    return db.session.scalar(
        sa.select(Handover).where(Handover.case_id == case.id, Handover.answer == HandoverAnswer.OPEN)
    )


def may_answer(actor: Actor, offer: Handover, case: Case) -> bool:
    """Whether the actor may see and answer an offer: a restricted case is offered to supervisors alone."""
    if not access.may(actor, Permission.CASE_HAND_OVER) or actor.centre_id != offer.to_centre_id:
        return False
    return not case.is_restricted or access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=offer.to_centre_id))


@dataclass(frozen=True)
class Offer:
    """An offered case as the receiving centre sees it before it decides: no name, but what it is about."""

    handover: Handover
    case: Case
    from_centre: str
    asked_by: str


def get_offer(actor: Actor, offer_ref: str) -> Offer:
    """An offer to the actor's centre. Raises NotFound when there is none that the actor may know of."""
    offer, case = _load(offer_ref)
    if not may_answer(actor, offer, case):
        raise NotFound(offer_ref)
    centre = db.session.scalar(sa.select(Centre.name).where(Centre.id == offer.from_centre_id))
    names = staff.names_of({offer.asked_by_id})
    audit.look(actor, audit.Event.CASE_READ, case)
    return Offer(offer, case, centre or "", names.get(offer.asked_by_id, ""))


def _load(offer_ref: str, for_update: bool = False) -> tuple[Handover, Case]:
    query = sa.select(Handover).where(Handover.ref == offer_ref)
    if for_update:
        query = query.with_for_update(of=Handover)
    offer = db.session.scalar(query)
    if offer is None:
        raise NotFound(offer_ref)
    case = db.session.scalars(
        sa.select(Case).where(Case.id == offer.case_id).options(selectinload(Case.issues))
    ).one()
    return offer, case


def accept(actor: Actor, offer_ref: str) -> Case:
    """Take an offered case over: it is now the actor's, and their centre knows the person."""
    with transaction():
        offer, case = _answerable(actor, offer_ref)
        assert actor.centre_id is not None
        assert actor.id is not None
        _answer(offer, actor, HandoverAnswer.ACCEPTED)
        case.team = []
        case.centre_id, case.caseworker_id = actor.centre_id, actor.id
        keep_readable(case, actor)
        # Nobody of the former centre can see the case any more, so none of its tasks may stay with them.
        db.session.execute(
            sa.update(Task)
            .where(Task.case_id == case.id, Task.done_at.is_(None))
            .values(assignee_id=actor.id)
            .execution_options(synchronize_session=False)
        )
        _make_known(case.person_id, actor.centre_id)
        happen(case, EventCode.HANDED_OVER, actor, subject_ref=offer.ref)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ANSWERED, case, answer=HandoverAnswer.ACCEPTED)
    return case


def _answerable(actor: Actor, offer_ref: str) -> tuple[Handover, Case]:
    offer, case = _load(offer_ref, for_update=True)
    if not may_answer(actor, offer, case):
        raise NotFound(offer_ref)
    if offer.answer is not HandoverAnswer.OPEN:
        raise Refused(HandoverFault.NOT_OPEN)
    return offer, case


def _answer(offer: Handover, actor: Actor, answer: HandoverAnswer) -> None:
    offer.answer, offer.answered_by_id, offer.answered_at = answer, actor.id, clock.now()


def _make_known(person_id: int, centre_id: int) -> None:
    if db.session.get(PersonCentre, (person_id, centre_id)) is None:
        db.session.add(PersonCentre(person_id=person_id, centre_id=centre_id))
        db.session.flush()
        people.index_names(db.session.get_one(Person, person_id))


def decline(actor: Actor, offer_ref: str, reason: str) -> None:
    """Decline an offered case, with a reason that the other centre reads on it."""
    with transaction():
        offer, case = _answerable(actor, offer_ref)
        _answer(offer, actor, HandoverAnswer.DECLINED)
        offer.answer_note = reason
        happen(case, EventCode.HAND_OVER_DECLINED, actor, reason, subject_ref=offer.ref)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ANSWERED, case, answer=HandoverAnswer.DECLINED)


def withdraw(actor: Actor, case_ref: str) -> Case:
    """Take back an offer that nobody has answered yet."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_HAND_OVER, for_update=True)
        offer = open_offer(case)
        if offer is None:
            raise Refused(HandoverFault.NOT_OPEN)
        _answer(offer, actor, HandoverAnswer.WITHDRAWN)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ANSWERED, case, answer=HandoverAnswer.WITHDRAWN)
    return case


@dataclass(frozen=True)
class Stub:
    """What a centre that handed a case over still sees of it."""

    ref: str
    stage: Stage
    centre: str
    handed_over_at: datetime


def get_stub(actor: Actor, case_ref: str) -> Stub:
    """The stub of a case that the actor's centre handed over. Raises NotFound for any other."""
    found = db.session.execute(
        sa.select(Case, Handover.answered_at, Centre.name)
        .join(Handover, Handover.case_id == Case.id)
        .join(Centre, Centre.id == Case.centre_id)
        .where(
            Case.ref == case_ref,
            Handover.from_centre_id == actor.centre_id,
            Handover.answer == HandoverAnswer.ACCEPTED,
        )
        .order_by(Handover.id.desc())
        .limit(1)
    ).first()
    if found is None or actor.centre_id is None:
        raise NotFound(case_ref)
    case, answered_at, centre = found
    assert answered_at is not None, "an accepted hand-over was answered"
    former = Subject(centre_id=case.centre_id, former_centre_ids=frozenset({actor.centre_id}))
    access.require(actor, Permission.CASE_STUB, former)
    audit.look(actor, audit.Event.CASE_READ, case)
    return Stub(case.ref, case.stage, centre, answered_at)
