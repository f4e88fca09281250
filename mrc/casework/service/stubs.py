"""What stays of a hand-over: the stub of the former centre, and the package that both sides can read later."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mrc import access, audit
from mrc.access import Actor, Permission, Subject
from mrc.casework.models import Case, CaseEvent, Handover
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.stages import Stage
from mrc.casework.rules.tasks import HandoverAnswer
from mrc.casework.service.package import Package, opened
from mrc.db import db, find_one
from mrc.errors import NotFound
from mrc.staff import service as staff
from mrc.staff.models import Centre


@dataclass(frozen=True)
class Stub:
    """What a centre that handed a case over still sees of it: how it stood at that moment, and nothing of later."""

    ref: str
    stage: Stage
    centre: str
    handed_over_at: datetime
    handed_over_by: str
    accepted_by: str
    package_of: str | None


def get_stub(actor: Actor, case_ref: str) -> Stub:
    """The stub of a case that the actor's centre handed over. Raises NotFound for any other."""
    found = db.session.execute(
        sa.select(Case, Handover, Centre.name, CaseEvent.stage)
        .join(Handover, Handover.case_id == Case.id)
        .join(Centre, Centre.id == Handover.to_centre_id)
        .join(
            CaseEvent,
            sa.and_(
                CaseEvent.case_id == Case.id,
                CaseEvent.code == EventCode.HANDED_OVER,
                CaseEvent.subject_ref == Handover.ref,
            ),
        )
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
    case, offer, centre, stage = found
    assert offer.answered_at is not None, "an accepted hand-over was answered"
    former = Subject(centre_id=case.centre_id, former_centre_ids=frozenset({actor.centre_id}))
    access.require(actor, Permission.CASE_STUB, former)
    assert offer.answered_by_id is not None, "somebody accepted it"
    names = staff.names_of({offer.asked_by_id, offer.answered_by_id})
    package_of = offer.ref if offer.package_hash and _sent(actor, offer, case) else None
    audit.look(actor, audit.Event.CASE_READ, case)
    who = names.get(offer.asked_by_id, ""), names.get(offer.answered_by_id, "")
    return Stub(case.ref, stage, centre, offer.answered_at, *who, package_of)


@dataclass(frozen=True)
class SentOffer:
    """One line of the list of what a centre offered to others."""

    id: int
    case_ref: str
    to_centre: str
    asked_at: datetime
    answer: HandoverAnswer
    answered_at: datetime | None


def list_offers(actor: Actor, before: int | None = None, limit: int = 25) -> tuple[list[SentOffer], bool]:
    """What the actor's centre offered to others, the newest first, and whether there are older ones.

    Restricted cases are listed for who leads the centre and for whoever offered them.
    """
    access.require(actor, Permission.CASE_STUB)
    leads = access.may(actor, Permission.CASE_ASSIGN, Subject(centre_id=actor.centre_id))
    told = sa.or_(Case.is_restricted.is_(False), Handover.asked_by_id == actor.id)
    query = (
        sa.select(Handover.id, Case.ref, Centre.name, Handover.asked_at, Handover.answer, Handover.answered_at)
        .join(Case, Case.id == Handover.case_id)
        .join(Centre, Centre.id == Handover.to_centre_id)
        .where(Handover.from_centre_id == actor.centre_id, sa.true() if leads else told)
        .order_by(Handover.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(Handover.id < before)
    lines = [SentOffer(*row) for row in db.session.execute(query)]
    audit.look(actor, audit.Event.CASE_LISTED, filters=["handed over"], results=len(lines[:limit]))
    return lines[:limit], len(lines) > limit


@dataclass(frozen=True)
class Kept:
    """A hand-over with the package that was offered, as both sides can read it later."""

    handover: Handover
    case_ref: str
    from_centre: str
    to_centre: str
    names: dict[int, str]
    package: Package


def get_kept(actor: Actor, offer_ref: str) -> Kept:
    """What was offered, or handed over. Raises NotFound when that does not concern the actor.

    The sender reads what it sent, whatever came of it. The receiver reads it once the case is theirs; before, it is
    shown with the offer, for as long as the consent holds.
    """
    offer = find_one(sa.select(Handover).where(Handover.ref == offer_ref), offer_ref)
    case = find_one(sa.select(Case).where(Case.id == offer.case_id), offer_ref)
    if not (_sent(actor, offer, case) or _received(actor, offer, case)):
        raise NotFound(offer_ref)
    package = opened(offer)
    if package is None:
        raise NotFound(offer_ref)
    ends = {offer.from_centre_id, offer.to_centre_id}
    rows = db.session.execute(sa.select(Centre.id, Centre.name).where(Centre.id.in_(ends)))
    centres = {row.id: row.name for row in rows}
    names = staff.names_of({user_id for user_id in (offer.asked_by_id, offer.answered_by_id) if user_id is not None})
    audit.look(actor, audit.Event.CASE_READ, case)
    return Kept(offer, case.ref, centres[offer.from_centre_id], centres[offer.to_centre_id], names, package)


def _sent(actor: Actor, offer: Handover, case: Case) -> bool:
    """Whether the centre of the actor offered it, and they may read that; if restricted, who leads or offered it."""
    if actor.centre_id is None or actor.centre_id != offer.from_centre_id:
        return False
    if case.centre_id == offer.from_centre_id:
        return access.may(actor, Permission.CASE_READ, case.subject)
    subject = Subject(
        centre_id=offer.from_centre_id, is_restricted=case.is_restricted, team=frozenset({offer.asked_by_id})
    )
    return access.may(actor, Permission.CASE_READ, subject)


def _received(actor: Actor, offer: Handover, case: Case) -> bool:
    """Whether it was accepted and the actor reads the whole case, which now and later holds more than this."""
    return offer.answer is HandoverAnswer.ACCEPTED and access.may(actor, Permission.CASE_READ, case.subject)
