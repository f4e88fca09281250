"""Handing a case over: to a colleague at once, or offering it to another centre on the consent of the person."""

from dataclasses import dataclass

import sqlalchemy as sa

from mrc import audit, clock, outbox
from mrc.access import Actor, Permission, Role
from mrc.casework.models import Case, Handover, Task
from mrc.casework.rules.due import answer_due
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.package import OfferFacts, PackagePart
from mrc.casework.rules.stages import CaseStatus
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault
from mrc.casework.service.moving import happen
from mrc.casework.service.package import Package, freeze, put_together
from mrc.casework.service.reading import get_case
from mrc.db import db, held, transaction
from mrc.errors import Refused
from mrc.outbox import Letter, Medium
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFacts, Purpose, is_in_force
from mrc.staff import service as staff
from mrc.staff.models import Centre, User


def assign(actor: Actor, case_ref: str, to_user_id: int, note: str | None = None) -> Case:
    """Give a case to a colleague of the centre, at once."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_HAND_OVER, for_update=True)
        refuse_closed(case)
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


def refuse_closed(case: Case) -> None:
    """Raise Refused when a case is closed."""
    if case.status is CaseStatus.CLOSED:
        raise Refused(HandoverFault.CASE_CLOSED)


@dataclass(frozen=True)
class Preview:
    """What another centre would be shown, and the consents given earlier on which the offer may rest."""

    package: Package
    centre: str
    consents: tuple[Consent, ...]


def preview(actor: Actor, case_ref: str, to_centre_id: int, parts: frozenset[PackagePart], note: str) -> Preview:
    """Show the package before it is offered. Raises Refused when the case cannot be offered there."""
    case = get_case(actor, case_ref, Permission.CASE_HAND_OVER)
    centre = _offerable(case, to_centre_id)
    return Preview(put_together(case, parts, note), centre, tuple(_usable(case, to_centre_id)))


def _offerable(case: Case, to_centre_id: int) -> str:
    """The name of the centre to which a case may be offered. Raises Refused."""
    refuse_closed(case)
    if to_centre_id == case.centre_id:
        raise Refused(HandoverFault.SAME_PLACE, field="to")
    centres = {centre.id: centre.name for centre in staff.centres()}
    if to_centre_id not in centres:
        raise Refused(HandoverFault.NO_SUCH_PERSON, field="to")
    if open_offer(case) is not None:
        raise Refused(HandoverFault.ALREADY_OPEN)
    return centres[to_centre_id]


def _usable(case: Case, to_centre_id: int) -> list[Consent]:
    """The consents given earlier to hand this very case over to this very centre, the newest first."""
    query = sa.select(Consent).where(
        Consent.person_id == case.person_id,
        Consent.purpose == Purpose.HAND_OVER,
        Consent.centre_id == to_centre_id,
        Consent.case_id == case.id,
    )
    found = db.session.scalars(query.order_by(Consent.id.desc()).limit(20)).all()
    return [consent for consent in found if is_valid(consent, case)]


def is_valid(consent: Consent | None, case: Case) -> bool:
    """Whether a consent may be relied on today, by the clocks of the centre that keeps the case."""
    if consent is None:
        return False
    zone = db.session.scalars(sa.select(Centre.timezone).where(Centre.id == case.centre_id)).one()
    return is_in_force(consent.withdrawn_at, consent.expires_on, clock.today(zone))


def ask_hand_over(actor: Actor, case_ref: str, facts: OfferFacts) -> Handover:
    """Offer a case to another centre, which takes it over only by accepting.

    Raises Refused without the consent to hand it over to that very centre, and when what would be shown is no
    longer what the sender, and the person with them, looked at.
    """
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_HAND_OVER, for_update=True)
        _offerable(case, facts.to_centre_id)
        package = put_together(case, facts.parts, facts.note)
        if facts.seen is not None and facts.seen != package.fingerprint:
            raise Refused(HandoverFault.CHANGED)
        consent = _carried(actor, case, facts)
        offer = _offer(actor, case, facts, package, consent)
        happen(case, EventCode.HAND_OVER_ASKED, actor, facts.note, subject_ref=offer.ref)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ASKED, case, to=facts.to_centre_id, kind="centre")
        _write_to_supervisors(facts.to_centre_id)
    return offer


def _carried(actor: Actor, case: Case, facts: OfferFacts) -> Consent:
    """The consent on which an offer rests: a new one, put on record here, or an earlier one still in force."""
    if isinstance(facts.consent, ConsentFacts):
        person = db.session.get_one(Person, case.person_id)
        given = {**vars(facts.consent), "purpose": Purpose.HAND_OVER}
        given |= {"fields": (), "case_id": case.id, "centre_id": facts.to_centre_id}
        return people.record_consent(actor, person, ConsentFacts(**given))
    if facts.consent in {earlier.id for earlier in _usable(case, facts.to_centre_id)}:
        consent = db.session.scalars(held(sa.select(Consent).where(Consent.id == facts.consent), Consent)).one()
        if is_valid(consent, case):
            return consent
    raise Refused(HandoverFault.NO_CONSENT, field="consent")


def _offer(actor: Actor, case: Case, facts: OfferFacts, package: Package, consent: Consent) -> Handover:
    assert actor.id is not None
    offer = Handover(
        data_key=case.data_key,
        case_id=case.id,
        from_centre_id=case.centre_id,
        to_centre_id=facts.to_centre_id,
        asked_by_id=actor.id,
        asked_at=package.made_at,
        # It is the other centre that answers, so its hours count.
        due_at=answer_due(package.made_at, case.priority, staff.opening_of(facts.to_centre_id)),
        consent_id=consent.id,
    )
    offer.note = facts.note
    freeze(package, offer)
    db.session.add(offer)
    db.session.flush()
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


def came_from(actor: Actor, case_ref: str) -> int | None:
    """The centre that handed a case over last, to which it may go back."""
    case = get_case(actor, case_ref, Permission.CASE_HAND_OVER)
    query = sa.select(Handover.from_centre_id).where(
        Handover.case_id == case.id,
        Handover.answer == HandoverAnswer.ACCEPTED,
        Handover.to_centre_id == case.centre_id,
    )
    return db.session.scalar(query.order_by(Handover.id.desc()).limit(1))


def withdraw(actor: Actor, case_ref: str) -> Case:
    """Take back an offer that nobody has answered yet."""
    with transaction():
        case = get_case(actor, case_ref, Permission.CASE_HAND_OVER, for_update=True)
        query = sa.select(Handover).where(Handover.case_id == case.id, Handover.answer == HandoverAnswer.OPEN)
        offer = db.session.scalars(held(query, Handover)).one_or_none()
        if offer is None:
            raise Refused(HandoverFault.NOT_OPEN)
        _take_back(actor, case, offer)
    return case


def _take_back(actor: Actor, case: Case, offer: Handover) -> None:
    answer(offer, actor, HandoverAnswer.WITHDRAWN)
    audit.record(actor, audit.Event.CASE_HAND_OVER_ANSWERED, case, answer=HandoverAnswer.WITHDRAWN)


def answer(offer: Handover, actor: Actor, given: HandoverAnswer) -> None:
    """Write down how an offer ended."""
    offer.answer, offer.answered_by_id, offer.answered_at = given, actor.id, clock.now()


@people.before_withdrawn
def _hold_offer(consent: Consent) -> None:
    """Hold the case and the offer before their consent, as everybody does who answers an offer."""
    if consent.purpose is Purpose.HAND_OVER and consent.case_id is not None:
        db.session.scalars(held(sa.select(Case).where(Case.id == consent.case_id), Case)).one()
        db.session.scalars(held(_resting_on(consent), Handover)).one_or_none()


def _resting_on(consent: Consent) -> "sa.Select[Handover]":
    return sa.select(Handover).where(Handover.consent_id == consent.id, Handover.answer == HandoverAnswer.OPEN)


@people.when_withdrawn
def _end_with_consent(actor: Actor, consent: Consent) -> None:
    """Whoever takes back their consent takes back the offer that rests on it; what was accepted stays accepted."""
    if consent.purpose is not Purpose.HAND_OVER or consent.case_id is None:
        return
    case = db.session.get_one(Case, consent.case_id)
    for offer in db.session.scalars(_resting_on(consent)):
        _take_back(actor, case, offer)
