"""What is true of partner organisations."""

from datetime import date

import pytest

from mrc.directory import rules
from mrc.directory.rules import (
    Area,
    DirectoryFault,
    Freshness,
    OrganisationFacts,
    OrganisationKind,
    OrganisationStatus,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("verified_on", "expected"),
    [
        (None, Freshness.UNVERIFIED),
        (date(2026, 11, 20), Freshness.VERIFIED),
        (date(2026, 5, 24), Freshness.VERIFIED),
        (date(2026, 5, 23), Freshness.STALE),
    ],
)
def test_an_entry_grows_stale_after_180_days(verified_on: date | None, expected: Freshness) -> None:
    assert rules.freshness(verified_on, TODAY) is expected


@pytest.mark.parametrize(
    ("kind", "country", "sender", "expected"),
    [
        (OrganisationKind.CONSULATE, "QA", "NP", None),
        (OrganisationKind.CONSULATE, "QA", None, (DirectoryFault.SENDING_COUNTRY_MISSING, "sending_country")),
        (OrganisationKind.CONSULATE, "NP", "NP", (DirectoryFault.NOT_IN_OWN_COUNTRY, "country")),
        (OrganisationKind.UNION, "QA", None, None),
        (OrganisationKind.UNION, "QA", "NP", (DirectoryFault.SENDING_COUNTRY_NEEDLESS, "sending_country")),
    ],
)
def test_only_a_consulate_speaks_for_a_state_and_not_at_home(
    kind: OrganisationKind, country: str, sender: str | None, expected: object
) -> None:
    facts = OrganisationFacts(kind=kind, name="x", country=country, sending_country=sender)

    assert rules.fault_of(facts) == expected


def test_an_organisation_serves_its_own_country_and_others_from_there() -> None:
    assert rules.areas_of("QA", ["BH", "QA", "BH"]) == (Area("QA"), Area("BH", is_resident=False))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("embassy", "Embassy of Nepal in Doha"),
        ("Consular Agency", "Consular Agency of Nepal in Doha"),
        ("former consulate", "Consulate of Nepal in Doha"),
        ("Nepali House", "Nepali House (Nepal) in Doha"),
    ],
)
def test_a_mission_is_named_by_kind_sender_and_place(kind: str, expected: str) -> None:
    assert rules.mission_name(kind, "Nepal", "Doha") == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("embassy", OrganisationStatus.ACTIVE),
        ("former embassy", OrganisationStatus.DEFUNCT),
        ("consulate (closed)", OrganisationStatus.DEFUNCT),
    ],
)
def test_a_mission_that_is_said_to_be_closed_no_longer_exists(kind: str, expected: OrganisationStatus) -> None:
    assert rules.mission_status(kind) is expected
