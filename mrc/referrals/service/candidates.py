"""Whom a case may be referred to: the directory's organisations, seen with the eyes of one case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor, Permission, Role
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseIssue
from mrc.casework.rules.issues import IssueCode
from mrc.db import db
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind
from mrc.people.models import Person
from mrc.people.rules import Documentation
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import Candidate, Partner, Seeker
from mrc.staff.models import User

MOST = 12
LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Proposal:
    """What is shown of one kind of organisation: the fittest, the ones not proposed, and usual times to answer."""

    kind: OrganisationKind
    seeker: Seeker
    proposed: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]
    hours: dict[str, int]
    has_more: bool


def person_of(case: Case) -> Person:
    """The person a case is about, without phones or papers; whoever may read the case may know whom it is about."""
    return db.session.scalars(sa.select(Person).where(Person.id == case.person_id)).one()


def seeker_of(case: Case, person: Person) -> Seeker:
    """What routing needs to know of a case and its person."""
    issues = db.session.scalars(sa.select(CaseIssue.code).where(CaseIssue.case_id == case.id))
    nationalities = {person.nationality, *person.other_nationalities} if person.nationality else set()
    return Seeker(
        places=rules.places_of_help(case.stage, case.origin_country, case.destination_country),
        work_country=case.destination_country,
        issues=frozenset({case.primary_issue, *(IssueCode(code) for code in issues)}),
        nationalities=frozenset(code for code in nationalities if code),
        languages=frozenset({person.preferred_language, *person.spoken_languages}),
        industry=person.industry,
        is_undocumented=person.documentation is Documentation.UNDOCUMENTED,
        is_restricted=case.is_restricted or person.is_restricted,
    )


def partner_of(organisation: Organisation) -> Partner:
    """What routing needs to know of an organisation, loaded with its jurisdictions."""
    whole = {area.country for area in organisation.jurisdictions if area.subdivision is None}
    return Partner(
        ref=organisation.ref,
        name=organisation.name,
        kind=organisation.kind,
        status=organisation.status,
        places=directory.places_of(organisation),
        whole_places=frozenset(whole if organisation.jurisdictions else {organisation.country}),
        sending_country=organisation.sending_country,
        languages=frozenset(organisation.languages),
        issues=frozenset(organisation.issue_codes),
        sectors=frozenset(organisation.sectors),
        cost=organisation.cost,
        status_policy=organisation.status_policy,
        reports_to_authorities=organisation.reports_to_authorities,
        verified_on=organisation.verified_on,
    )


def propose(actor: Actor, case_ref: str, kind: OrganisationKind) -> Proposal:
    """The candidates of one kind for a case."""
    case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND)
    return proposal(seeker_of(case, person_of(case)), kind)


def proposal(seeker: Seeker, kind: OrganisationKind) -> Proposal:
    """The candidates of one kind for what a seeker needs."""
    found = directory.possible_partners(kind, seeker.places, seeker.nationalities) if seeker.places else []
    proposed, refused = rules.propose(seeker, map(partner_of, found), clock.today())
    shown = proposed[:MOST]
    return Proposal(
        kind=kind,
        seeker=seeker,
        proposed=tuple(shown),
        refused=tuple(refused[:MOST]),
        hours=_usual_hours({candidate.partner.ref for candidate in shown}),
        has_more=len(proposed) > MOST,
    )


def as_shown(found: Proposal, chosen: str) -> dict[str, Any]:
    """What was shown when somebody chose, kept with the referral. Of those not proposed only that they were not:
    why not may tell of the person, and this is not sealed."""
    return {
        "kind": str(found.kind),
        "chosen": chosen,
        "proposed": [
            {"ref": one.partner.ref, "points": one.points, "reasons": [str(reason) for reason in one.reasons]}
            for one in found.proposed
        ],
        "not_proposed": [one.partner.ref for one in found.refused],
    }


def _usual_hours(organisation_refs: Collection[str]) -> dict[str, int]:
    """How long each organisation usually took to answer during the last year, where that can be said."""
    query = (
        sa.select(Organisation.ref, Referral.sent_at, Referral.answered_at)
        .join(Referral, Referral.organisation_id == Organisation.id)
        .where(
            Organisation.ref.in_(organisation_refs),
            Referral.answered_at.is_not(None),
            Referral.sent_at > clock.now() - LOOK_BACK,
        )
        .order_by(Referral.id.desc())
        .limit(500)
    )
    hours: dict[str, list[float]] = {}
    for ref, sent_at, answered_at in db.session.execute(query):
        if answered_at is not None:
            hours.setdefault(ref, []).append((answered_at - sent_at).total_seconds() / 3600)
    medians = {ref: rules.usual_hours(times) for ref, times in hours.items()}
    return {ref: median for ref, median in medians.items() if median is not None}


def members_of(organisation_id: int) -> list[User]:
    """The people who answer for an organisation."""
    query = sa.select(User).where(User.organisation_id == organisation_id, User.role == Role.PARTNER, User.is_active)
    return list(db.session.scalars(query.order_by(User.id)))
