"""Burmese names in the spelling of passports."""

import pytest

from mrc.names.burmese import romanise, syllables


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
