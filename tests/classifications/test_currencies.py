"""Currencies: minor units by ISO 4217, names, and the currency of a country."""

import pytest

from mrc.classifications import (
    UnknownCode,
    country_codes,
    currencies,
    currency_codes,
    currency_name,
    currency_of,
    is_currency,
    minor_units,
    usual_currency,
)


@pytest.mark.parametrize("code", ["KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"])
def test_dinars_and_the_omani_rial_have_three_decimals(code: str) -> None:
    assert minor_units(code) == 3


@pytest.mark.parametrize(
    "code",
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
)
def test_currencies_without_decimals(code: str) -> None:
    assert minor_units(code) == 0


@pytest.mark.parametrize(
    "code",
    [
        "AED",
        "SAR",
        "QAR",
        "USD",
        "EUR",
        "NPR",
        "PKR",
        "IDR",
        "LBP",
        "MMK",
        "LAK",
        "KHR",
        "IRR",
        "HUF",
        "MGA",
        "MRU",
        "AFN",
        "TWD",
        "BGN",
    ],
)
def test_iso_counts_two_decimals_even_where_nobody_uses_them(code: str) -> None:
    assert minor_units(code) == 2


def test_no_other_currency_departs_from_two_decimals() -> None:
    assert sum(minor_units(code) == 3 for code in currency_codes()) == 7
    assert sum(minor_units(code) == 0 for code in currency_codes()) == 16
    assert sum(minor_units(code) == 2 for code in currency_codes()) == len(currency_codes()) - 23


def test_an_unknown_currency_is_refused() -> None:
    assert not is_currency("XXX")
    with pytest.raises(UnknownCode):
        minor_units("kwd")
    with pytest.raises(UnknownCode):
        currency_name("XXX", "en")


@pytest.mark.parametrize(
    ("lang", "name"),
    [("en", "Kuwaiti Dinar"), ("ar", "دينار كويتي"), ("es", "dinar kuwaití"), ("xx", "Kuwaiti Dinar")],
)
def test_a_currency_is_named_in_the_language_or_in_english(lang: str, name: str) -> None:
    assert currency_name("KWD", lang) == name


@pytest.mark.parametrize(
    ("country", "code"),
    [("KW", "KWD"), ("ES", "EUR"), ("SN", "XOF"), ("TW", "TWD"), ("XK", "EUR"), ("PS", "ILS"), ("BT", "BTN")],
)
def test_a_country_has_its_own_currency(country: str, code: str) -> None:
    assert currency_of(country) == code


def test_every_country_but_antarctica_has_a_listed_currency() -> None:
    inhabited = [code for code in country_codes() if code != "AQ"]

    assert {currency_of(code) for code in inhabited} <= set(currency_codes())
    with pytest.raises(UnknownCode):
        currency_of("AQ")


def test_withdrawn_currencies_are_known_but_not_offered() -> None:
    assert is_currency("HRK")
    assert "HRK" not in [code for code, _ in currencies("en")]


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es", "bn", "ne", "hi", "ur", "id", "fil", "my", "am"])
def test_every_currency_has_a_name_and_is_listed_once(lang: str) -> None:
    listed = currencies(lang)

    assert sorted(code for code, _ in listed) == sorted(currency_codes())
    assert [code for code, name in listed if not name.strip()] == []


def test_a_country_that_is_not_known_or_has_no_currency_proposes_none() -> None:
    assert [usual_currency(country) for country in ("QA", None, "", "AQ", "XX")] == [
        "QAR",
        None,
        None,
        None,
        None,
    ]
