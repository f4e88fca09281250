"""What is true of people: their parts of a name, what is missing, and how long a consent holds."""

from datetime import UTC, date, datetime

import pytest

from mrc.people import rules
from mrc.people.rules import ConsentFacts, ConsentFault, ConsentForm, IdentityFacts, PersonFault, Purpose, Section
from mrc.people.rules import names as name_rules
from mrc.people.rules.burmese import romanise, syllables

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("romanised", "parts"),
    [
        ("sita gurung", ["sita", "gurung"]),
        ("abdul rahman", ["abdrahman"]),
        ("abd al rahman", ["abdrahman"]),
        ("abdulrahman", ["abdrahman"]),
        ("abdurrahman", ["abdrahman"]),
        ("nur al din", ["nurdin"]),
        ("saif ullah", ["saifullah"]),
        ("abu bakr", ["abubakr"]),
        ("ahmad bin ali", ["ahmad", "ali"]),
        ("md rahim", ["mohammed", "rahim"]),
        ("mohd rahim", ["mohammed", "rahim"]),
        ("abdul", ["abdul"]),
        ("bin", ["bin"]),
        ("", []),
    ],
)
def test_parts_of_a_name(romanised: str, parts: list[str]) -> None:
    assert name_rules.parts_of(romanised) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mohammed", "mhmd"),
        ("hussain", "hossein"),
        ("bishwas", "vishvas"),
        ("phulmaya", "fulmaya"),
        ("lakshmi", "laxmi"),
        ("qasim", "kasim"),
        ("ouaziz", "wazyz"),
    ],
)
def test_spellings_of_one_part_share_a_key(one: str, other: str) -> None:
    assert set(name_rules.skeletons(one)) & set(name_rules.skeletons(other))


def test_a_letter_that_is_read_in_two_ways_has_both_keys() -> None:
    assert name_rules.skeletons("Jmal") == ("sml", "kml")


def test_a_part_has_at_most_four_keys() -> None:
    assert len(name_rules.skeletons("alWJTZF")) == name_rules.MOST_KEYS


def test_a_part_of_vowels_alone_has_a_key() -> None:
    assert name_rules.skeletons("oo") == ("-u",)


def test_pairs_do_not_depend_on_the_order_of_the_parts() -> None:
    assert name_rules.tokens_of("sita gurung") & name_rules.tokens_of("gurung sita") >= {"&krn+st"}


def test_beginnings_of_three_to_five_letters_are_tokens() -> None:
    assert {"<gur", "<guru", "<gurun"} <= name_rules.tokens_of("gurung")


def test_the_year_of_birth_makes_a_weak_key_strong() -> None:
    assert "1994~mt" in name_rules.tokens_of("md", 1994) or "1994~mmt" in name_rules.tokens_of("md", 1994)


@pytest.mark.parametrize(
    ("burmese", "latin"),
    [
        ("အောင်အောင်လွင်", "aung aung lwin"),
        ("ခင်မောင်ဝင်း", "khin maung win"),
        ("မြင့်", "myint"),
        ("ချို", "cho"),
        ("ရွှေ", "shway"),
        ("ဥမ္မာ", "on maR"),
        ("ဦး", "oo"),
        ("စိုင်း", "sai"),
        ("က", "ka"),
    ],
)
def test_burmese_is_spelled_syllable_by_syllable(burmese: str, latin: str) -> None:
    assert romanise(burmese) == latin


def test_a_stacked_consonant_closes_one_syllable_and_opens_the_next() -> None:
    assert len(syllables("စန္ဒာ")) == 2


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
    return ConsentFacts(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (_consent(), None),
        (_consent(form=ConsentForm.VERBAL_CERTIFIED), (ConsentFault.NEEDS_WITNESS, "witness")),
        (_consent(form=ConsentForm.GUARDIAN, witness=" "), (ConsentFault.NEEDS_WITNESS, "witness")),
        (_consent(form=ConsentForm.VERBAL_CERTIFIED, witness="Ana"), None),
        (_consent(purpose=Purpose.REFERRAL), (ConsentFault.NEEDS_ORGANISATION, "organisation")),
        (_consent(purpose=Purpose.REFERRAL, organisation_id=1), (ConsentFault.NEEDS_FIELDS, "fields")),
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


@pytest.mark.parametrize(
    ("typed", "plain"), [("ab 123-456", "AB123456"), ("AB١٢٣٤٥٦", "AB123456"), (" . ", ""), ("", "")]
)
def test_the_number_of_a_paper_is_compared_without_spaces(typed: str, plain: str) -> None:
    assert rules.plain_number(typed) == plain


def test_sharing_is_never_asked_when_somebody_is_taken_in() -> None:
    assert not set(rules.AT_INTAKE) & rules.NAMES_FIELDS
