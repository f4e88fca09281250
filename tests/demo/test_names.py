"""The raw material of the demo world: names in the right script and order, valid numbers, consistent tables."""

import csv
import gzip
import unicodedata
from random import Random

import phonenumbers
import pytest

from mrc.classifications import country_from_name, currency_of, is_country, is_language, isco08, isic4
from mrc.demo.names import DATA, load, make_name, make_phone, origins, phone_countries
from mrc.i18n import MIGRANT_LANGUAGES

ORIGINS = ["BD", "CO", "EG", "ET", "ID", "IN", "KE", "KH", "LK", "MM", "NP", "PE", "PH", "PK", "SN", "TH", "VN"]
DESTINATIONS = {"AE", "SA", "QA", "KW", "BH", "OM", "JO", "MY", "SG", "HK", "KR", "TH", "TW", "ES"}
SCRIPTS = {
    "NP": {"DEVANAGARI"},
    "BD": {"BENGALI"},
    "IN": {"DEVANAGARI"},
    "PK": {"ARABIC"},
    "LK": {"SINHALA", "TAMIL", "ZERO"},  # Sinhala joins some consonants with a zero width joiner.
    "ET": {"ETHIOPIC"},
    "EG": {"ARABIC"},
    "MM": {"MYANMAR"},
    "KH": {"KHMER"},
    "TH": {"THAI"},
    "ID": {"LATIN"},
    "PH": {"LATIN"},
    "KE": {"LATIN"},
    "VN": {"LATIN"},
    "SN": {"LATIN"},
    "PE": {"LATIN"},
    "CO": {"LATIN"},
}


def test_the_origins_of_the_demo_world() -> None:
    assert origins() == ORIGINS


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("origin", ORIGINS)
def test_a_name_is_written_in_the_script_of_home_and_in_plain_latin(origin: str, sex: str) -> None:
    names = [make_name(origin, sex, Random(seed)) for seed in range(300)]
    scripts = {unicodedata.name(sign).split()[0] for name in names for sign in name.native if sign != " "}

    assert scripts <= SCRIPTS[origin]
    assert [name.latin for name in names if not name.latin.replace(" ", "").isascii()] == []
    assert [name.latin for name in names if not name.latin.replace(" ", "").isalpha()] == []
    assert {name.native for name in names} == {unicodedata.normalize("NFC", name.native) for name in names}
    assert len({name.latin for name in names}) > 150


def test_the_same_seed_gives_the_same_people() -> None:
    first = [make_name(origin, "female", Random(7)) for origin in ORIGINS]
    again = [make_name(origin, "female", Random(7)) for origin in ORIGINS]

    assert first == again


def test_an_unknown_origin_or_sex_is_refused() -> None:
    with pytest.raises(KeyError):
        make_name("FR", "female", Random(1))
    with pytest.raises(KeyError):
        make_name("NP", "unknown", Random(1))


def test_some_indonesians_have_one_name() -> None:
    names = [make_name("ID", "male", Random(seed)) for seed in range(300)]

    assert 50 < sum(name.second_latin == "" for name in names) < 150


def test_an_ethiopian_woman_bears_her_fathers_given_name() -> None:
    men = {latin for _, latin in load("names")["ET"]["male"]}
    name = make_name("ET", "female", Random(3))

    assert name.second_latin in men
    assert name.latin == f"{name.given_latin} {name.second_latin}"


def test_a_vietnamese_name_begins_with_the_family() -> None:
    name = make_name("VN", "female", Random(3))

    assert name.latin == f"{name.second_latin} {name.given_latin}"
    assert name.second_native.endswith(" Thị")


def test_a_burmese_name_has_no_family_name() -> None:
    name = make_name("MM", "male", Random(3))

    assert (name.second_native, name.given_native) == ("", name.native)
    assert " " not in name.native


def test_a_peruvian_name_has_two_family_names() -> None:
    assert len(make_name("PE", "male", Random(3)).second_latin.split(" ")) == 2


def test_every_list_has_enough_different_names() -> None:
    short = [
        (key, kind)
        for key, entry in load("names").items()
        for kind in ("female", "male")
        if len({latin for _, latin in entry[kind]}) < 25
    ]
    assert short == []


@pytest.mark.parametrize("country", phone_countries())
def test_a_number_is_a_valid_mobile_of_its_country(country: str) -> None:
    numbers = [phonenumbers.parse(make_phone(country, Random(seed)), None) for seed in range(50)]

    assert [number for number in numbers if not phonenumbers.is_valid_number(number)] == []
    assert {phonenumbers.region_code_for_number(number) for number in numbers} == {country}


def test_every_origin_and_destination_has_numbers() -> None:
    assert set(phone_countries()) == DESTINATIONS | set(ORIGINS)


def test_corridors_run_between_known_places_and_use_known_tables() -> None:
    world = load("corridors")
    mixes = {mix for corridor in world["corridors"] for mix in corridor["occupations"].values()}

    assert {corridor["origin"] for corridor in world["corridors"]} == set(ORIGINS) == set(world["origin_languages"])
    assert {corridor["destination"] for corridor in world["corridors"]} == DESTINATIONS
    assert mixes == set(world["occupation_mixes"])
    assert {corridor["before_departure"] for corridor in world["corridors"]} <= set(world["issue_profiles"])
    assert [corridor for corridor in world["corridors"] if not 0 <= corridor["women_share"] <= 1] == []
    assert [corridor for corridor in world["corridors"] if corridor["weight"] < 1] == []


def test_each_corridor_is_listed_once() -> None:
    pairs = [(corridor["origin"], corridor["destination"]) for corridor in load("corridors")["corridors"]]

    assert len(pairs) == len(set(pairs))


def test_occupations_and_industries_are_of_the_standards_and_have_a_wage() -> None:
    world = load("corridors")
    occupations = {code for mix in world["occupation_mixes"].values() for code in mix}
    divisions = {code for shares in world["industries_by_occupation"].values() for code in shares}

    assert occupations <= set(isco08.codes(4))
    assert divisions <= set(isic4.codes(2))
    assert occupations <= set(world["industries_by_occupation"])
    assert occupations <= set(world["wage_class_by_occupation"])


def test_wages_are_ranges_in_the_currency_of_the_country() -> None:
    world = load("corridors")
    classes = set(world["wage_class_by_occupation"].values())
    ranges = [wages[kind] for wages in world["monthly_wages"].values() for kind in classes]

    assert set(world["monthly_wages"]) == DESTINATIONS
    assert {country: currency_of(country) for country in DESTINATIONS} == {
        country: wages["currency"] for country, wages in world["monthly_wages"].items()
    }
    assert [(low, high) for low, high in ranges if not 0 < low < high < 4 * low] == []


def test_every_issue_has_a_summary_and_every_wage_class_an_issue_profile() -> None:
    world = load("corridors")
    issues = {issue for profile in world["issue_profiles"].values() for issue in profile}

    assert issues <= set(load("texts")["summaries"])
    assert {note["issue_code"] for note in load("texts")["notes"]} <= set(load("texts")["summaries"])
    assert set(world["issue_profile_by_wage_class"]) == set(world["wage_class_by_occupation"].values())
    assert set(world["issue_profile_by_wage_class"].values()) <= set(world["issue_profiles"])


def test_proportions_are_whole() -> None:
    profile = load("profile")

    assert sum(profile["age_bands"]["female"].values()) == pytest.approx(1, abs=0.01)
    assert sum(profile["age_bands"]["male"].values()) == pytest.approx(1, abs=0.01)
    assert sum(profile["skill_levels_2022"]["female"].values()) == pytest.approx(1, abs=0.01)
    assert sum(profile["skill_levels_2022"]["male"].values()) == pytest.approx(1, abs=0.01)


def test_every_respondent_says_that_it_is_invented() -> None:
    respondents = load("respondents")["respondents"]

    assert [one["name"] for one in respondents if not one["name"].endswith("(demo)")] == []
    assert len({one["name"] for one in respondents}) == len(respondents)
    assert {one["kind"] for one in respondents} == {
        "employer", "recruiter_origin", "recruiter_destination", "sub_agent",
    }  # fmt: skip
    assert [one for one in respondents if not is_country(one["country"]) or not isic4.is_known(one["industry"])] == []


def test_every_organisation_says_that_it_is_invented_and_uses_known_codes() -> None:
    organisations = load("organisations")["organisations"]
    issues = set(load("texts")["summaries"])

    assert [one["name"] for one in organisations if "demo" not in one["name"].casefold()] == []
    assert {one["kind"] for one in organisations} == {
        "union", "legal_clinic", "shelter", "authority", "consulate",
    }  # fmt: skip
    assert [one for one in organisations if not all(map(is_language, one["languages"]))] == []
    assert [one for one in organisations if not set(one["issue_codes"]) <= issues] == []
    assert [one for one in organisations if not all(map(isic4.is_known, one["sectors"]))] == []
    assert [one for one in organisations if not one["email"].endswith("@example.org")] == []


def test_messages_and_answers_exist_in_every_language_of_workers() -> None:
    texts = load("texts")

    assert set(texts["messages"]) == set(texts["answers"]) == set(MIGRANT_LANGUAGES)
    assert [lang for lang in MIGRANT_LANGUAGES if not 2 <= len(texts["messages"][lang]) <= 4] == []


def test_the_embassies_are_complete_and_read_by_the_names_of_their_columns() -> None:
    with gzip.open(DATA / "embassies.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))

    assert len(rows) == 9852
    assert list(rows[0]) == [
        "operator", "jurisdictions", "country", "city", "latitude", "longitude", "phone", "email", "website",
        "type", "QID",
    ]  # fmt: skip
    assert sum(country_from_name(row["operator"]) == "NP" for row in rows if row["operator"] == "Nepal") > 20
    assert (DATA / "embassies.csv.gz").stat().st_size < 500_000
