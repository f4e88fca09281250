"""What a consent is: for which purposes it must name an organisation and fields, and how long it holds."""

from datetime import date, datetime

from mrc.people.rules.facts import ConsentFacts
from mrc.people.rules.kinds import ConsentFault, ConsentForm, Purpose

# Asked when somebody is taken in. Sharing is asked later and each time alone, with what and with whom.
AT_INTAKE = (
    Purpose.SERVICE,
    Purpose.CASE_MANAGEMENT,
    Purpose.STATISTICS,
    Purpose.CONTACT_LATER,
    Purpose.MEDIA,
)
# Never by default: contact with them can harm somebody without papers, or whose employer looks for them.
SHARING = (
    Purpose.SHARE_WITH_CONSULATE,
    Purpose.SHARE_WITH_AUTHORITY,
    Purpose.SHARE_WITH_EMPLOYER,
)
NAMES_FIELDS = frozenset({*SHARING, Purpose.REFERRAL})
_NEEDS_WITNESS = frozenset({ConsentForm.VERBAL_CERTIFIED, ConsentForm.GUARDIAN})
# Of these the file itself is the proof; without it they are a claim that nobody can check.
RECORDED = frozenset({ConsentForm.AUDIO, ConsentForm.VIDEO})


def fault_of_consent(facts: ConsentFacts, today: date) -> tuple[ConsentFault, str] | None:
    """What is wrong with a consent, and at which field."""
    if facts.form in _NEEDS_WITNESS and not (facts.witness or "").strip():
        return ConsentFault.NEEDS_WITNESS, "witness"
    if facts.form is ConsentForm.VERBAL_CERTIFIED and not (facts.certificate or "").strip():
        return ConsentFault.NEEDS_CERTIFICATE, "certificate"
    if facts.purpose is Purpose.REFERRAL and facts.organisation_id is None:
        return ConsentFault.NEEDS_ORGANISATION, "organisation"
    if facts.purpose is Purpose.HAND_OVER and facts.centre_id is None:
        return ConsentFault.NEEDS_CENTRE, "to"
    if facts.purpose in NAMES_FIELDS and not facts.fields:
        return ConsentFault.NEEDS_FIELDS, "fields"
    if facts.purpose is Purpose.REFERRAL and facts.expires_on is None:
        return ConsentFault.NEEDS_END, "expires_on"
    if facts.expires_on is not None and facts.expires_on < today:
        return ConsentFault.EXPIRES_IN_PAST, "expires_on"
    return None


def is_in_force(withdrawn_at: datetime | None, expires_on: date | None, today: date) -> bool:
    """Whether a consent may be relied on today; on its last day it still may."""
    return withdrawn_at is None and (expires_on is None or expires_on >= today)
