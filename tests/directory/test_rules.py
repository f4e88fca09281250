"""What is true of partner organisations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("here", "there", "kilometres"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0),
        ((25.2854, 51.5310), (26.2285, 50.5860), 141),
        ((51.5074, -0.1278), (48.8566, 2.3522), 344),
        ((0.0, 179.9), (0.0, -179.9), 22),
        ((90.0, 0.0), (-90.0, 0.0), 20015),
    ],
)
def test_distance_is_measured_along_the_earth(
    here: tuple[float, float], there: tuple[float, float], kilometres: int
) -> None:
    assert round(rules.distance(here, there)) == kilometres
    assert rules.distance(here, there) == rules.distance(there, here)


@given(
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.floats(1, 500),
)
def test_whatever_is_within_reach_is_within_the_box(
    here: tuple[float, float], there: tuple[float, float], within: float
) -> None:
    south, north, aside = rules.box_around(here, within)
    apart = abs(here[1] - there[1])

    if rules.distance(here, there) <= within * 0.999:
        assert south <= there[0] <= north
        assert min(apart, 360 - apart) <= aside
