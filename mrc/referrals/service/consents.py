"""Which consent carries a referral, and the file it is heard or read on. Asked anew at every look a partner takes."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

import sqlalchemy as sa

from mrc import clock
from mrc.access import Actor, Permission
from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.db import db, held
from mrc.documents import service as documents
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.documents.service import ReadyFile
from mrc.errors import Refused
from mrc.i18n import gettext as _
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import RECORDED, ConsentFacts, ConsentFault, ConsentForm, Purpose, is_in_force
from mrc.referrals import rules
from mrc.referrals.models import ConsentRecording, Referral
from mrc.referrals.rules import ConsentTerms, NewConsent, ReferralFault
from mrc.staff.models import Centre
from mrc.wording.people import TEXT_VERSION

# Where a day ends last, and where it begins first.
_LAST_TO_END, FIRST_TO_BEGIN = "Etc/GMT+12", "Etc/GMT-14"


def today_of(case: Case) -> date:
    """What day it is by the clocks of the centre that keeps a case. By them its consents end."""
    zone = db.session.scalars(sa.select(Centre.timezone).where(Centre.id == case.centre_id)).one()
    return clock.today(zone)


def terms_of(consent: Consent | None, today: date) -> ConsentTerms | None:
    """What a consent allows on a day."""
    if consent is None:
        return None
    return ConsentTerms(
        is_for_referral=consent.purpose is Purpose.REFERRAL,
        organisation_id=consent.organisation_id,
        case_id=consent.case_id,
        fields=frozenset(consent.fields),
        is_in_force=is_in_force(consent.withdrawn_at, consent.expires_on, today),
    )


def in_force(today: date | None = None) -> sa.ColumnElement[bool]:
    """In SQL: the consent is neither withdrawn nor over, on a day or else wherever on earth it is still its last one.

    A list may so be some hours late, as it asks for many centres at once. A look at a packet never is.
    """
    lasts = sa.or_(Consent.expires_on.is_(None), Consent.expires_on >= (today or clock.today(_LAST_TO_END)))
    return sa.and_(Consent.withdrawn_at.is_(None), lasts)


def carries(today: date | None = None) -> sa.ColumnElement[bool]:
    """In SQL, for lists of referrals joined to their consents: it holds, and is for this case and organisation.

    Whether it names every field is asked at each look, before anything of the packet is shown.
    """
    return sa.and_(
        in_force(today),
        Consent.purpose == Purpose.REFERRAL,
        Consent.organisation_id == Referral.organisation_id,
        sa.or_(Consent.case_id.is_(None), Consent.case_id == Referral.case_id),
    )


def usable(case: Case, organisation_id: int, fields: list[str]) -> list[Consent]:
    """The consents given earlier that carry a referral of these fields to this organisation, the newest first."""
    today = today_of(case)
    query = sa.select(Consent).where(
        Consent.person_id == case.person_id,
        Consent.organisation_id == organisation_id,
        Consent.purpose == Purpose.REFERRAL,
        in_force(today),
    )
    found = db.session.scalars(query.order_by(Consent.id.desc()).limit(20))
    return [
        consent
        for consent in found
        if rules.consent_fault(terms_of(consent, today), organisation_id, case.id, fields) is None
    ]


def carry(
    actor: Actor,
    case: Case,
    person: Person,
    organisation_id: int,
    fields: list[str],
    asked: NewConsent | int | None,
    recording: ReadyFile | None = None,
) -> Consent:
    """The consent on which a referral is sent: a new one, recorded here, or an earlier one that reaches far enough.

    Raises Refused: without a consent for exactly this there is no referral.
    """
    if asked is None:
        raise Refused(ReferralFault.NO_CONSENT)
    if isinstance(asked, NewConsent):
        return _given(actor, case, person, _facts(case, organisation_id, fields, asked), recording)
    query = sa.select(Consent).where(Consent.id == asked, Consent.person_id == case.person_id)
    consent = db.session.scalars(held(query, Consent)).one_or_none()
    fault = rules.consent_fault(terms_of(consent, today_of(case)), organisation_id, case.id, fields)
    if fault is not None or consent is None:
        raise Refused(fault or ReferralFault.NO_CONSENT)
    return consent


def ready_recording(actor: Actor, case_ref: str, upload: Upload | None) -> AbstractContextManager[ReadyFile | None]:
    """The file on which a consent is heard or read, looked at and sealed before the transaction that adds it."""
    if upload is None:
        return nullcontext()
    case = casework.get_case(actor, case_ref, Permission.REFERRAL_SEND)
    return documents.ready_file(actor, case, upload, _about())


def recording_of(consent: Consent) -> str | None:
    """The reference of the file on which a consent is heard or read, unless it was removed."""
    query = (
        sa.select(Document.ref)
        .join(ConsentRecording, ConsentRecording.document_id == Document.id)
        .where(ConsentRecording.consent_id == consent.id, Document.removed_at.is_(None))
    )
    return db.session.scalar(query)


def _given(actor: Actor, case: Case, person: Person, facts: ConsentFacts, recording: ReadyFile | None) -> Consent:
    """A new consent with its recording, which is a file of the case as any other."""
    if facts.form in RECORDED and recording is None:
        raise Refused(ConsentFault.NEEDS_RECORDING, field="recording")
    consent = people.give_consent(actor, person, facts)
    if recording is not None:
        document = documents.add(actor, case, recording, _about())
        db.session.add(ConsentRecording(consent_id=consent.id, document_id=document.id))
        db.session.flush()
    return consent


def _about() -> DocumentFacts:
    return DocumentFacts(EvidenceKind.OTHER, _("Consent to a referral"))


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
        text_version=TEXT_VERSION,
        certificate=asked.certificate,
    )
