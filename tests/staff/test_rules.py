"""What is true of passwords, addresses, roles and time zones."""

import pytest

from mrc.access import Role
from mrc.audit import DETAIL, Event
from mrc.staff import rules
from mrc.staff.rules import DetailKey, PasswordFault, RecordFilter, UserFault
from mrc.wording import words


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "three tired mules sing",
        "x7#kP0!qLz9w",
        "नदी पहाड बादल घाम",
        "tulip mango river forest",
        "a" * 5 + "bcde fghi jklx mnop" * 5,
    ],
)
def test_a_long_password_of_any_composition_is_good(password: str) -> None:
    assert rules.password_fault(password, "Sita Gurung", "sita@centre.example") is None


@pytest.mark.parametrize(
    "password",
    [
        "Password123!",
        "P@ssw0rd2026!",
        "passwordpassword",
        "123456789012",
        "qwertyuiop123",
        "1q2w3e4r5t6y",
        "iloveyouforever",
        "aaaaaaaaaaaa",
        "ababababababab",
        "Kathmandu2026!",
        "Welcome to Nepal 2026",
        "correcthorsebatterystaple",
        "ＰＡＳＳＷＯＲＤ１２３４",
    ],
)
def test_what_many_people_use_is_refused(password: str) -> None:
    assert rules.password_fault(password) is PasswordFault.COMMON


@pytest.mark.parametrize(("length", "fault"), [(11, PasswordFault.TOO_SHORT), (12, None), (128, None)])
def test_length_counts_and_nothing_is_cut_off(length: int, fault: PasswordFault | None) -> None:
    password = ("vq7 mxd2-kz" * 12)[:length]

    assert rules.password_fault(password) is fault


def test_more_than_128_characters_are_refused() -> None:
    assert rules.password_fault("vq7 mxd2-kz" * 12) is PasswordFault.TOO_LONG


@pytest.mark.parametrize(
    "password", ["my Gurung mule 77", "SITA.devi-and-mule", "a mule of mrcdoha", "waymark mule x"]
)
def test_a_password_about_its_owner_is_refused(password: str) -> None:
    assert rules.password_fault(password, "Sita Gurung", "sita.devi@mrcdoha.example") is PasswordFault.ABOUT_YOU


def test_an_address_is_stored_in_one_form() -> None:
    assert rules.as_address("  Ana@Centre.Example ") == "ana@centre.example"


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("ana@centre.example", True),
        ("a.b+c@sub.centre.example", True),
        ("ana", False),
        ("ana@centre", False),
        ("ana@@centre.example", False),
        ("ana b@centre.example", False),
        ("ana@centre.example, eve@x.example", False),
    ],
)
def test_the_shape_of_an_address(text: str, is_good: bool) -> None:
    assert rules.is_address(text) is is_good


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("Asia/Kathmandu", True),
        ("UTC", True),
        ("asia/kathmandu", False),
        ("../etc", False),
        ("EST5EDT", False),
        ("", False),
    ],
)
def test_time_zones_are_iana_names(name: str, is_known: bool) -> None:
    assert rules.is_zone(name) is is_known


@pytest.mark.parametrize(
    ("role", "has_centre", "has_organisation", "fault"),
    [
        (Role.CASEWORKER, False, False, UserFault.NEEDS_CENTRE),
        (Role.SUPERVISOR, False, True, UserFault.NEEDS_CENTRE),
        (Role.CASEWORKER, True, False, None),
        (Role.PARTNER, True, False, UserFault.NEEDS_ORGANISATION),
        (Role.PARTNER, False, True, None),
        (Role.ADMINISTRATOR, False, False, None),
        (Role.AUDITOR, False, False, None),
    ],
)
def test_each_role_needs_its_place(
    role: Role, has_centre: bool, has_organisation: bool, fault: UserFault | None
) -> None:
    assert rules.place_fault(role, has_centre, has_organisation) is fault


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "|x", "%x", "\t=1", "  =1", "\rx"])
def test_a_formula_is_neutralised(text: str) -> None:
    assert rules.plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ana", "482-913-7756", "a=b"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert rules.plain_cell(text) == text


def test_a_filter_says_what_it_asked_for_without_the_typed_name() -> None:
    wanted = RecordFilter(event="case:read", actor="Ana", subject="4829137756")

    assert wanted.said() == {"event": "case:read", "actor": "by name or address", "subject": "4829137756"}


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_words(event: Event) -> None:
    assert str(words(event))


def test_every_detail_of_the_record_has_words() -> None:
    declared = set().union(*DETAIL.values())

    assert declared <= set(DetailKey)
