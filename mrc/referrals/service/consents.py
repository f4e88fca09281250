"""Which consent carries a referral. Asked when it is sent, and again at every look a partner takes."""

import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor
from mrc.casework.models import Case
from mrc.db import db, held
from mrc.errors import Refused
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFacts, ConsentForm, Purpose, is_in_force
from mrc.referrals import rules
from mrc.referrals.rules import ConsentTerms, NewConsent, ReferralFault


def terms_of(consent: Consent | None) -> ConsentTerms | None:
    """What a consent allows today."""
    if consent is None:
        return None
    return ConsentTerms(
        is_for_referral=consent.purpose is Purpose.REFERRAL,
        organisation_id=consent.organisation_id,
        case_id=consent.case_id,
        fields=frozenset(consent.fields),
        is_in_force=is_in_force(consent.withdrawn_at, consent.expires_on, clock.today()),
    )


def in_force() -> sa.ColumnElement[bool]:
    """The same in SQL, for lists: the consent is neither withdrawn nor over."""
    lasts = sa.or_(Consent.expires_on.is_(None), Consent.expires_on >= clock.today())
    return sa.and_(Consent.withdrawn_at.is_(None), lasts)


def usable(case: Case, organisation_id: int, fields: list[str]) -> list[Consent]:
    """The consents given earlier that carry a referral of these fields to this organisation, the newest first."""
    query = sa.select(Consent).where(
        Consent.person_id == case.person_id,
        Consent.organisation_id == organisation_id,
        Consent.purpose == Purpose.REFERRAL,
        in_force(),
    )
    found = db.session.scalars(query.order_by(Consent.id.desc()).limit(20))
    return [
        consent
        for consent in found
        if rules.consent_fault(terms_of(consent), organisation_id, case.id, fields) is None
    ]


def carry(
    actor: Actor,
    case: Case,
    person: Person,
    organisation_id: int,
    fields: list[str],
    asked: NewConsent | int | None,
) -> Consent:
    """The consent on which a referral is sent: a new one, recorded here, or an earlier one that reaches far enough.

    Raises Refused: without a consent for exactly this there is no referral.
    """
    if asked is None:
        raise Refused(ReferralFault.NO_CONSENT)
    if isinstance(asked, NewConsent):
        return people.give_consent(actor, person, _facts(case, organisation_id, fields, asked))
    query = sa.select(Consent).where(Consent.id == asked, Consent.person_id == case.person_id)
    consent = db.session.scalars(held(query, Consent)).one_or_none()
    fault = rules.consent_fault(terms_of(consent), organisation_id, case.id, fields)
    if fault is not None or consent is None:
        raise Refused(fault or ReferralFault.NO_CONSENT)
    return consent


def _facts(case: Case, organisation_id: int, fields: list[str], asked: NewConsent) -> ConsentFacts:
    return ConsentFacts(
        purpose=Purpose.REFERRAL,
        form=ConsentForm(asked.form),
        language=asked.language,
        fields=tuple(fields),
        organisation_id=organisation_id,
        case_id=case.id,
        interpreter=asked.interpreter,
        witness=asked.witness,
        expires_on=asked.expires_on,
    )
