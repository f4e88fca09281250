"""Countries: codes, names, regions, and codes from the names that people and data sets write."""

from pathlib import Path

import pytest

from mrc.classifications import (
    UnknownCode,
    alpha3,
    countries,
    country_codes,
    country_from_name,
    country_name,
    ilostat_area,
    is_country,
    m49,
    region,
    subregion,
)
from mrc.classifications.countries import NAME_LANGUAGES
from mrc.classifications.tables import read_table
from mrc.classifications.text import fold

EMBASSY_NAMES = [
    line.split("\t")
    for line in (Path(__file__).parent / "embassy_names.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def test_there_are_the_countries_of_iso_3166_and_kosovo() -> None:
    assert len(country_codes()) == 250
    assert is_country("XK")
    assert not is_country("EU")
    assert not is_country("ph")


def test_every_country_has_an_alpha3_and_an_m49_code_of_its_own() -> None:
    codes = country_codes()
    letters = {alpha3(code) for code in codes}
    numbers = {m49(code) for code in codes}

    assert len(letters) == len(numbers) == len(codes)
    assert {len(value) for value in letters | numbers} == {3}
    assert {value for value in letters if not value.isupper()} == set()
    assert {value for value in numbers if not value.isdigit()} == set()


def test_kosovo_is_outside_iso_and_named_as_ilostat_does() -> None:
    assert (alpha3("XK"), m49("XK"), ilostat_area("XK")) == ("XKX", "412", "KOS")
    assert ilostat_area("NP") == "NPL"


def test_every_country_but_antarctica_has_a_region() -> None:
    assert [code for code in country_codes() if not region(code, "en") or not subregion(code, "en")] == ["AQ"]


@pytest.mark.parametrize(
    ("code", "lang", "expected"),
    [
        ("AE", "en", ("Asia", "Western Asia")),
        ("KE", "en", ("Africa", "Eastern Africa")),
        ("PE", "es", ("Américas", "América del Sur")),
        ("SN", "fr", ("Afrique", "Afrique occidentale")),
        ("PH", "ar", ("آسيا", "جنوب شرقي آسيا")),
        ("NP", "ne", ("Asia", "Southern Asia")),
    ],
)
def test_regions_are_named_in_the_language_or_in_english(code: str, lang: str, expected: tuple[str, str]) -> None:
    assert (region(code, lang), subregion(code, lang)) == expected


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("en", "Nepal"),
        ("ar", "نيبال"),
        ("ne", "नेपाल"),
        ("fr", "Népal"),
        ("my", "နီပေါ"),
        ("zh-Hant", "尼泊爾"),
        ("xx", "Nepal"),
        ("", "Nepal"),
    ],
)
def test_a_country_is_named_in_the_language_or_in_english(lang: str, name: str) -> None:
    assert country_name("NP", lang) == name


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(UnknownCode):
        country_name("ZZ", "en")
    with pytest.raises(UnknownCode):
        alpha3("EU")


def test_the_list_is_sorted_as_the_reader_expects() -> None:
    french = [code for code, _ in countries("fr")]

    assert french.index("AL") < french.index("EG") < french.index("FR") < french.index("ZW")
    assert len(french) == 250


@pytest.mark.parametrize("lang", NAME_LANGUAGES)
def test_every_name_we_show_is_understood(lang: str) -> None:
    assert [code for code, name in countries(lang) if country_from_name(name) != code] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("People's Republic of China", "CN"),
        ("Republic of Ireland", "IE"),
        ("State of Palestine", "PS"),
        ("Kingdom of the Netherlands", "NL"),
        ("ivory coast", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("The Gambia", "GM"),
        ("Taiwan", "TW"),
        ("Kosovo", "XK"),
        ("Holy See", "VA"),
        ("Viet Nam", "VN"),
        ("Burma", "MM"),
        ("Turkiye", "TR"),
        ("the United Arab Emirates", "AE"),
        ("UAE", "AE"),
        ("المملكة العربية السعودية", "SA"),
        ("Arabie saoudite", "SA"),
        ("कतार", "QA"),
        ("قطر", "QA"),
        ("phl", "PH"),
        ("ph", "PH"),
        ("608", "PH"),
    ],
)
def test_a_name_or_code_becomes_a_country(text: str, code: str) -> None:
    assert country_from_name(text) == code


@pytest.mark.parametrize(
    "text", ["", " ", "the", "Korea", "European Union", "EU", "Atlantis", "Yugoslavia", "x" * 3000]
)
def test_what_is_no_country_or_more_than_one_is_refused(text: str) -> None:
    with pytest.raises(UnknownCode):
        country_from_name(text)


@pytest.mark.parametrize(("name", "code"), [row[:2] for row in EMBASSY_NAMES if row[1]])
def test_the_states_of_the_embassy_file_are_understood(name: str, code: str) -> None:
    assert country_from_name(name) == code


@pytest.mark.parametrize("name", [row[0] for row in EMBASSY_NAMES if row[2]])
def test_the_embassy_file_also_names_what_is_no_country(name: str) -> None:
    with pytest.raises(UnknownCode):
        country_from_name(name)


def test_each_name_of_the_embassy_file_is_either_a_country_or_refused_for_a_reason() -> None:
    assert len(EMBASSY_NAMES) == 331
    assert [name for name, code, reason in EMBASSY_NAMES if bool(code) == bool(reason)] == []


def test_no_listed_name_stands_for_two_countries() -> None:
    meanings: dict[str, set[str]] = {}
    for row in read_table("country_names.tsv"):
        meanings.setdefault(fold(row["name"]), set()).add(row["alpha2"])
    for lang in NAME_LANGUAGES:
        for code, name in countries(lang):
            meanings.setdefault(fold(name), set()).add(code)

    assert {name: codes for name, codes in meanings.items() if len(codes) > 1} == {}
