"""What is true of people: what is missing, and how long a consent holds."""

from datetime import UTC, date, datetime

import pytest

from mrc.people import rules
from mrc.people.rules import ConsentFacts, ConsentFault, ConsentForm, IdentityFacts, PersonFault, Purpose, Section

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (IdentityFacts(name=" "), (PersonFault.NEEDS_NAME, "name")),
        (IdentityFacts(name="Sita", birth_date=date(2027, 1, 1)), (PersonFault.BIRTH_IN_FUTURE, "birth_date")),
        (IdentityFacts(name="Sita", birth_date=TODAY), None),
        (IdentityFacts(name="Sita"), None),
    ],
)
def test_what_is_wrong_with_an_identity(facts: IdentityFacts, fault: object) -> None:
    assert rules.fault_of_identity(facts, TODAY) == fault


def _consent(**values: object) -> ConsentFacts:
    given = {"purpose": Purpose.SERVICE, "form": ConsentForm.WRITTEN, "language": "ne", **values}
    return ConsentFacts(**given)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (_consent(), None),
        (_consent(form=ConsentForm.VERBAL_CERTIFIED), (ConsentFault.NEEDS_WITNESS, "witness")),
        (_consent(form=ConsentForm.GUARDIAN, witness=" "), (ConsentFault.NEEDS_WITNESS, "witness")),
        (_consent(form=ConsentForm.VERBAL_CERTIFIED, witness="Ana"), (ConsentFault.NEEDS_CERTIFICATE, "certificate")),
        (_consent(form=ConsentForm.VERBAL_CERTIFIED, witness="Ana", certificate="She said yes."), None),
        (_consent(purpose=Purpose.REFERRAL), (ConsentFault.NEEDS_ORGANISATION, "organisation")),
        (_consent(purpose=Purpose.REFERRAL, organisation_id=1), (ConsentFault.NEEDS_FIELDS, "fields")),
        (
            _consent(purpose=Purpose.REFERRAL, organisation_id=1, fields=("name",)),
            (ConsentFault.NEEDS_END, "expires_on"),
        ),
        (_consent(purpose=Purpose.SHARE_WITH_CONSULATE), (ConsentFault.NEEDS_FIELDS, "fields")),
        (_consent(purpose=Purpose.SHARE_WITH_CONSULATE, fields=("name",)), None),
        (_consent(expires_on=date(2026, 11, 19)), (ConsentFault.EXPIRES_IN_PAST, "expires_on")),
        (_consent(expires_on=TODAY), None),
    ],
)
def test_what_is_wrong_with_a_consent(facts: ConsentFacts, fault: object) -> None:
    assert rules.fault_of_consent(facts, TODAY) == fault


@pytest.mark.parametrize(
    ("withdrawn_at", "expires_on", "holds"),
    [
        (None, None, True),
        (None, TODAY, True),
        (None, date(2026, 11, 19), False),
        (datetime(2026, 11, 1, tzinfo=UTC), None, False),
    ],
)
def test_how_long_a_consent_holds(withdrawn_at: datetime | None, expires_on: date | None, holds: bool) -> None:
    assert rules.is_in_force(withdrawn_at, expires_on, TODAY) is holds


@pytest.mark.parametrize(
    ("section", "following"),
    [
        (Section.IDENTITY, Section.LANGUAGES),
        (Section.LANGUAGES, Section.PHONES),
        (Section.WORK, Section.BACKGROUND),
        (Section.BACKGROUND, None),
    ],
)
def test_what_is_asked_next(section: Section, following: Section | None) -> None:
    assert rules.after(section) is following


def test_sharing_is_never_asked_when_somebody_is_taken_in() -> None:
    assert not set(rules.AT_INTAKE) & rules.NAMES_FIELDS
