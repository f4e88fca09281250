"""Whom a case may be referred to: the directory's services, seen with the eyes of one case."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor, Permission, Role
from mrc.casework import service as casework
from mrc.casework.models import Case, CaseIssue, CaseRespondent
from mrc.casework.rules.issues import IssueCode
from mrc.classifications import isic4
from mrc.db import db
from mrc.directory import service as directory
from mrc.directory.models import Organisation
from mrc.directory.rules import OrganisationKind, OrganisationStatus
from mrc.directory.service import Offered
from mrc.people.models import Consent, Person
from mrc.people.rules import Documentation, Purpose
from mrc.referrals import rules
from mrc.referrals.models import Referral
from mrc.referrals.rules import Candidate, DeclineReason, Flag, Partner, Seeker, TrackRecord
from mrc.referrals.service import consents, learning
from mrc.staff.models import User

MOST = 12


@dataclass(frozen=True)
class Proposal:
    """What is shown of one kind of organisation: the fittest, the ones not proposed, and how many working hours an
    answer usually takes."""

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
        sectors=line_of(person.industry),
        documentation=person.documentation or Documentation.UNKNOWN,
        sex=person.sex,
        age=clock.today().year - person.birth_year - 1 if person.birth_year else None,
        flags=_flags_of(case, person),
        is_restricted=case.is_restricted or person.is_restricted,
        conflicts=conflicts_of(case),
        agreements=directory.agreed_with(case.centre_id),
    )


def line_of(industry: str | None) -> frozenset[str]:
    """An ISIC code with the section and the division above it and everything below."""
    if industry is None or not isic4.is_known(industry):
        return frozenset()
    found, above = {industry}, isic4.parent(industry)
    while above is not None:
        found.add(above)
        above = isic4.parent(above)
    below = isic4.children(industry)
    while below:
        found.update(below)
        below = [code for parent in below for code in isic4.children(parent)]
    return frozenset(found)


def _flags_of(case: Case, person: Person) -> frozenset[Flag]:
    """The person asked for their consulate when they gave consent to that, for this case or for all."""
    asked = sa.select(Consent.id).where(
        Consent.person_id == person.id,
        Consent.purpose == Purpose.SHARE_WITH_CONSULATE,
        sa.or_(Consent.case_id.is_(None), Consent.case_id == case.id),
        consents.in_force(),
    )
    wished = {Flag.CONSULATE_OPT_IN} if db.session.scalar(asked.limit(1)) is not None else set()
    return frozenset(wished | {Flag(protection) for protection in person.protections})


def conflicts_of(case: Case) -> frozenset[str]:
    """The organisations that declined a conflict of interest, in this case or in one against the same respondent."""
    own = sa.select(CaseRespondent.respondent_id).where(CaseRespondent.case_id == case.id)
    against = sa.select(CaseRespondent.case_id).where(CaseRespondent.respondent_id.in_(own))
    query = (
        sa.select(Organisation.ref)
        .join(Referral, Referral.organisation_id == Organisation.id)
        .where(
            Referral.decline_reason == DeclineReason.CONFLICT_OF_INTEREST,
            sa.or_(Referral.case_id == case.id, Referral.case_id.in_(against)),
        )
    )
    return frozenset(db.session.scalars(query))


def partner_of(seeker: Seeker, organisation: Organisation) -> Partner:
    """The service of an organisation that fits best: nothing forbids it, and most speaks for it."""
    today = clock.today()
    offered = [_as_partner(service) for service in directory.services_of(organisation)]
    if not offered:
        is_consular = organisation.kind is OrganisationKind.CONSULATE
        return Partner(
            organisation.ref, organisation.name, organisation.kind, organisation.status, is_consular=is_consular
        )

    def fitness(partner: Partner) -> tuple[bool, int, int]:
        judged = rules.judge(seeker, partner, today)
        return judged.may_be_chosen, -len(judged.refusals), judged.points

    return max(offered, key=fitness)


def _as_partner(service: Offered, record: TrackRecord | None = None) -> Partner:
    is_active = service.organisation_status is OrganisationStatus.ACTIVE
    return Partner(
        ref=service.organisation_ref,
        name=service.organisation,
        kind=service.kind,
        status=service.status if is_active else service.organisation_status,
        service_id=service.service_id,
        service=service.name,
        is_consular=OrganisationKind.CONSULATE in {service.kind, service.organisation_kind},
        areas=service.areas,
        nationalities=frozenset(service.nationalities),
        languages=frozenset(service.languages),
        issues=frozenset(service.issue_codes),
        sectors=frozenset(service.sectors),
        populations=frozenset(service.populations),
        cost=service.cost,
        status_policy=service.status_policy,
        reports_to_authorities=service.reports_to_authorities,
        capacity=service.capacity,
        capacity_on=service.capacity_on,
        verified_on=service.verified_on,
        record=record or rules.NOTHING_KNOWN,
    )


def propose(actor: Actor, case_ref: str, kind: OrganisationKind) -> Proposal:
    """The candidates of one kind for a case."""
    case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND)
    return proposal(seeker_of(case, person_of(case)), kind)


def proposal(seeker: Seeker, kind: OrganisationKind) -> Proposal:
    """The candidates of one kind for what a seeker needs, among those services that may act there."""
    found = (
        directory.services_for(
            kind, seeker.places, seeker.nationalities, seeker.languages, seeker.issues, seeker.sectors
        )
        if seeker.places
        else []
    )
    records = learning.records_of({service.organisation_id for service in found}) if found else {}
    partners = [_as_partner(service, records.get(service.organisation_id)) for service in found]
    proposed, refused = rules.propose(seeker, partners, clock.today())
    shown = proposed[:MOST]
    usual = {one.partner.ref: one.partner.record.usual_hours for one in shown}
    return Proposal(
        kind=kind,
        seeker=seeker,
        proposed=tuple(shown),
        refused=tuple(refused[:MOST]),
        hours={ref: max(round(hours), 1) for ref, hours in usual.items() if hours is not None},
        has_more=len(proposed) > MOST,
    )


def route(seeker: Seeker, kinds: Collection[OrganisationKind]) -> tuple[list[Candidate], list[Candidate]]:
    """Every service of these kinds in the whole directory, proposed or not; without kinds, of all kinds."""
    found = directory.all_services(kinds)
    records = learning.records_of()
    partners = [_as_partner(service, records.get(service.organisation_id)) for service in found]
    return rules.propose(seeker, partners, clock.today())


def as_shown(found: Proposal, chosen: str) -> dict[str, Any]:
    """What was shown when somebody chose, kept with the referral. Of those not proposed only that they were not:
    why not may tell of the person, and this is not sealed."""
    return {
        "kind": str(found.kind),
        "chosen": chosen,
        "proposed": [
            {
                "ref": one.partner.ref,
                "service": one.partner.service_id,
                "points": one.points,
                "reasons": [str(reason) for reason in one.reasons],
            }
            for one in found.proposed
        ],
        "not_proposed": [one.partner.ref for one in found.refused],
    }


def members_of(organisation_id: int) -> list[User]:
    """The people who answer for an organisation."""
    query = sa.select(User).where(User.organisation_id == organisation_id, User.role == Role.PARTNER, User.is_active)
    return list(db.session.scalars(query.order_by(User.id)))
