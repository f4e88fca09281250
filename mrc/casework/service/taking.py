"""Taking a case over from another centre: what is shown before, and the answer, by which alone the case moves."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from mrc import access, audit, clock, sending
from mrc.access import Actor, Permission, Subject
from mrc.casework.models import Case, CasePerson, Handover, Task
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.package import LAPSES
from mrc.casework.rules.tasks import HandoverAnswer, HandoverFault, TaskKind
from mrc.casework.service.handing import answer, is_valid, refuse_closed
from mrc.casework.service.moving import happen
from mrc.casework.service.opening import keep_readable
from mrc.casework.service.package import Package, opened
from mrc.casework.service.tasks import put_task
from mrc.db import db, find_one, held, transaction
from mrc.errors import NotFound, Refused
from mrc.i18n import gettext as _
from mrc.i18n import joined
from mrc.people import service as people
from mrc.people.models import Consent
from mrc.staff import service as staff
from mrc.staff.models import Centre
from mrc.wording import words

ASK_WITHIN = timedelta(days=7)


def may_answer(actor: Actor, offer: Handover, case: Case) -> bool:
    """Whether the actor may see and answer an offer: a restricted case is offered to supervisors alone."""
    if not access.may(actor, Permission.CASE_HAND_OVER) or actor.centre_id != offer.to_centre_id:
        return False
    return not case.is_restricted or access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=offer.to_centre_id))


@dataclass(frozen=True)
class Offer:
    """An offered case as the receiving centre sees it before it decides: no name, but what it is about.

    There is no package once the offer is over, or when the consent on which it rests is.
    """

    handover: Handover
    case_ref: str
    from_centre: str
    asked_by: str
    package: Package | None


def get_offer(actor: Actor, offer_ref: str) -> Offer:
    """An offer to the actor's centre. Raises NotFound when there is none that the actor may know of."""
    offer = find_one(sa.select(Handover).where(Handover.ref == offer_ref), offer_ref)
    case = find_one(sa.select(Case).where(Case.id == offer.case_id), offer_ref)
    if not may_answer(actor, offer, case):
        raise NotFound(offer_ref)
    centre = db.session.scalar(sa.select(Centre.name).where(Centre.id == offer.from_centre_id))
    names = staff.names_of({offer.asked_by_id})
    is_shown = offer.answer is HandoverAnswer.OPEN and is_valid(_consent_of(offer), case)
    package = opened(offer) if is_shown else None
    audit.look(actor, audit.Event.CASE_READ, case)
    return Offer(offer, case.ref, centre or "", names.get(offer.asked_by_id, ""), package)


def _consent_of(offer: Handover) -> Consent | None:
    return db.session.get(Consent, offer.consent_id) if offer.consent_id else None


def accept(actor: Actor, offer_ref: str) -> Case:
    """Take an offered case over: it is now the actor's, and their centre knows the person instead of the former one.

    The consent is asked again at this moment. Partners are told nothing, because nothing changes for them; the worker
    gets the neutral notice that there is news, and reads on their own page that another office helps them.
    """
    with transaction():
        offer, case = _answerable(actor, offer_ref)
        refuse_closed(case)
        consent = sa.select(Consent).where(Consent.id == offer.consent_id)
        if not is_valid(db.session.scalars(held(consent, Consent)).one_or_none(), case):
            raise Refused(HandoverFault.NO_CONSENT)
        assert actor.centre_id is not None
        assert actor.id is not None
        answer(offer, actor, HandoverAnswer.ACCEPTED)
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
        _change_who_knows(case, offer)
        _ask_anew(actor, case, offer)
        happen(case, EventCode.HANDED_OVER, actor, subject_ref=offer.ref)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ANSWERED, case, answer=HandoverAnswer.ACCEPTED)
        if sending.tell_of_news(case.person_id, case.id) is not None:
            audit.record(actor, audit.Event.MESSAGE_SENT, case)
    return case


def _answerable(actor: Actor, offer_ref: str) -> tuple[Handover, Case]:
    """An offer that waits for an answer, with its case: both held, in the order in which everybody holds them."""
    query = sa.select(Handover).where(Handover.ref == offer_ref)
    found = find_one(query, offer_ref)
    case = db.session.scalars(held(sa.select(Case).where(Case.id == found.case_id), Case)).one()
    offer = db.session.scalars(held(query, Handover)).one()
    if not may_answer(actor, offer, case):
        raise NotFound(offer_ref)
    if offer.answer is not HandoverAnswer.OPEN:
        raise Refused(HandoverFault.NOT_OPEN)
    return offer, case


def _change_who_knows(case: Case, offer: Handover) -> None:
    """The new centre knows everybody in the case; the former one forgets whom it has no other case of."""
    beside = db.session.scalars(sa.select(CasePerson.person_id).where(CasePerson.case_id == case.id))
    for person_id in (case.person_id, *beside):
        people.make_known(person_id, offer.to_centre_id)
        if not _has_case(person_id, offer.from_centre_id):
            people.make_unknown(person_id, offer.from_centre_id)


def _has_case(person_id: int, centre_id: int) -> bool:
    joined_cases = sa.select(CasePerson.case_id).where(CasePerson.person_id == person_id)
    own = sa.or_(Case.person_id == person_id, Case.id.in_(joined_cases))
    return db.session.scalar(sa.select(Case.id).where(own, Case.centre_id == centre_id).limit(1)) is not None


def _ask_anew(actor: Actor, case: Case, offer: Handover) -> None:
    """What was agreed with the former centre alone lapses, unless it keeps another case of the person."""
    if _has_case(case.person_id, offer.from_centre_id):
        return
    lapsed = people.let_lapse(actor, case.person_id, LAPSES, offer.from_centre_id)
    if lapsed:
        purposes = joined([str(words(purpose)) for purpose in lapsed])
        title = _("Ask the worker again what they agree to: %(purposes)s", purposes=purposes)
        put_task(case, TaskKind.TO_DO, title, clock.today(actor.timezone) + ASK_WITHIN)


def decline(actor: Actor, offer_ref: str, reason: str) -> None:
    """Decline an offered case, with a reason that the other centre reads on it."""
    with transaction():
        offer, case = _answerable(actor, offer_ref)
        answer(offer, actor, HandoverAnswer.DECLINED)
        offer.answer_note = reason
        happen(case, EventCode.HAND_OVER_DECLINED, actor, reason, subject_ref=offer.ref)
        audit.record(actor, audit.Event.CASE_HAND_OVER_ANSWERED, case, answer=HandoverAnswer.DECLINED)
