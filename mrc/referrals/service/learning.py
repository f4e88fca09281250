"""Learning from what came of referrals: for routing, which weighs it lightly, and for who leads a centre."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from mrc import access, clock
from mrc.access import Actor, Permission, Subject
from mrc.casework.models import Case
from mrc.db import db
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind, OrganisationStatus, is_stale
from mrc.referrals.models import Referral
from mrc.referrals.rules import Mark, RecordOrder, ReferralState, TrackRecord
from mrc.referrals.rules import learning as rules
from mrc.staff import service as staff

# So many answers tell how long an organisation usually takes, and so many are counted out for all of them together.
_NEWEST_OF_EACH, _NEWEST = 25, 1000
_AFTER_YES = frozenset({ReferralState.ACCEPTED, ReferralState.STARTED, ReferralState.COMPLETED})
_YES = _AFTER_YES | {ReferralState.NO_SHOW, ReferralState.RETURNED, ReferralState.RECALLED}


@dataclass(frozen=True)
class KnownPartner:
    """A partner with what came of the referrals to it, from all centres together, and what is conspicuous."""

    ref: str
    name: str
    kind: OrganisationKind
    country: str
    status: OrganisationStatus
    verified_on: date | None
    record: TrackRecord
    marks: tuple[Mark, ...]


def records_of(organisation_ids: Collection[int] | None = None) -> dict[int, TrackRecord]:
    """What came of the referrals of two years to organisations; to all of them when none are named."""
    lately = [Referral.state != ReferralState.DRAFT, Referral.sent_at > clock.now() - rules.LOOK_BACK]
    if organisation_ids is not None:
        lately.append(Referral.organisation_id.in_(organisation_ids))
    hours = _hours(lately)
    counts: dict[int, dict[ReferralState, list[int]]] = {}
    query = sa.select(
        Referral.organisation_id, Referral.state, sa.func.count(), sa.func.count(Referral.answered_at)
    ).where(*lately)
    for organisation_id, state, sent, answered in db.session.execute(
        query.group_by(Referral.organisation_id, Referral.state)
    ):
        counts.setdefault(organisation_id, {})[state] = [sent, answered]
    return {one: _record(found, hours.get(one, ())) for one, found in counts.items()}


def _record(found: dict[ReferralState, list[int]], hours: tuple[float, ...]) -> TrackRecord:
    sent = {state: numbers[0] for state, numbers in found.items()}
    return TrackRecord(
        sent=sum(sent.values()),
        # One that was recalled was taken on only if somebody had answered it.
        accepted=sum(answered for state, (_sent, answered) in found.items() if state in _YES),
        declined=sent.get(ReferralState.DECLINED, 0),
        completed=sent.get(ReferralState.COMPLETED, 0),
        returned=sent.get(ReferralState.RETURNED, 0),
        no_shows=sent.get(ReferralState.NO_SHOW, 0),
        hours=hours,
    )


def _hours(lately: list[Any]) -> dict[int, tuple[float, ...]]:
    """The working hours to the newest first answers of each organisation, by the hours of the centre that asked."""
    place = sa.func.row_number().over(partition_by=Referral.organisation_id, order_by=Referral.id.desc())
    answered = (
        sa.select(
            Referral.id,
            Referral.organisation_id,
            Referral.case_id,
            Referral.sent_at,
            Referral.answered_at,
            place.label("place"),
        )
        .where(*lately, Referral.answered_at.is_not(None))
        .subquery()
    )
    query = (
        sa.select(answered, Case.centre_id)
        .join(Case, Case.id == answered.c.case_id)
        .where(answered.c.place <= _NEWEST_OF_EACH)
        .order_by(answered.c.id.desc())
        .limit(_NEWEST)
    )
    rows = db.session.execute(query).all()
    openings = staff.openings_of({row.centre_id for row in rows})
    found: dict[int, tuple[float, ...]] = {}
    for row in rows:
        taken = rules.hours_worked(row.sent_at, row.answered_at, openings.get(row.centre_id))
        found[row.organisation_id] = (*found.get(row.organisation_id, ()), taken)
    return found


def known_partners(actor: Actor, by: RecordOrder) -> list[KnownPartner]:
    """Every organisation that was sent a referral within two years, for who leads a centre, in an order."""
    access.require(actor, Permission.REPORT_READ, Subject(centre_id=actor.centre_id))
    records, today = records_of(), clock.today(actor.timezone)
    query = sa.select(Organisation).where(Organisation.id.in_(records))
    found = [
        KnownPartner(
            ref=one.ref,
            name=one.name,
            kind=one.kind,
            country=one.country,
            status=one.status,
            verified_on=one.verified_on,
            record=records[one.id],
            marks=rules.marks_of(records[one.id], is_stale(one.verified_on, today)),
        )
        for one in db.session.scalars(query)
    ]
    return sorted(found, key=lambda one: (*rules.place_of(one.record, by), one.name, one.ref))
