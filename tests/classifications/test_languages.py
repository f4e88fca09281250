"""Languages: those the centres meet, named in any language, with their direction."""

import pytest

from mrc.classifications import (
    UnknownCode,
    is_language,
    language_codes,
    language_name,
    languages,
    own_name,
    text_direction,
)

OF_THE_FIELD = [
    "ar",
    "am",
    "bn",
    "my",
    "en",
    "fil",
    "fr",
    "hi",
    "id",
    "km",
    "lo",
    "ms",
    "ne",
    "si",
    "es",
    "sw",
    "ta",
    "th",
    "ur",
    "vi",
    "ti",
    "om",
    "so",
    "te",
    "ml",
    "pa",
    "ps",
    "fa-AF",
    "zh-Hans",
    "zh-Hant",
    "ko",
    "ja",
    "mn",
    "uz",
    "ky",
    "tg",
    "ru",
    "pt",
]


def test_every_language_of_the_corridors_is_there() -> None:
    assert set(OF_THE_FIELD) <= set(language_codes())
    assert len(language_codes()) >= 60


def test_languages_from_right_to_left() -> None:
    assert [code for code in language_codes() if text_direction(code) == "rtl"] == [
        "ar", "ckb", "dv", "fa", "fa-AF", "pa-Arab", "ps", "sd", "ur",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "lang", "name"),
    [
        ("ne", "en", "Nepali"),
        ("ne", "ar", "النيبالية"),
        ("fa-AF", "en", "Dari"),
        ("zh-Hant", "en", "Traditional Chinese"),
        ("pa-Arab", "en", "Punjabi (Arabic)"),
        ("fil", "xx", "Filipino"),
    ],
)
def test_a_language_is_named_in_another(code: str, lang: str, name: str) -> None:
    assert language_name(code, lang) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [("fr", "Français"), ("ar", "العربية"), ("id", "Bahasa Indonesia"), ("ka", "ქართული"), ("fa-AF", "دری")],
)
def test_a_language_has_its_own_name(code: str, name: str) -> None:
    assert own_name(code) == name


def test_own_names_are_all_different() -> None:
    assert len({own_name(code) for code in language_codes()}) == len(language_codes())


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es", "bn", "ne", "hi", "ur", "id", "fil"])
def test_every_language_is_listed_with_a_name(lang: str) -> None:
    listed = languages(lang)

    assert sorted(code for code, _ in listed) == sorted(language_codes())
    assert [code for code, name in listed if not name.strip()] == []


def test_an_unknown_language_is_refused() -> None:
    assert not is_language("xx")
    with pytest.raises(UnknownCode):
        own_name("xx")
    with pytest.raises(UnknownCode):
        language_name("FR", "en")
    with pytest.raises(UnknownCode):
        text_direction("")
