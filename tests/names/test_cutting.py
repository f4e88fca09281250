"""How a name is cut: its parts, their consonants, and the tokens under which it is found."""

import pytest

from mrc.names import cutting


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
    assert cutting.parts_of(romanised) == parts


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
    assert set(cutting.skeletons(one)) & set(cutting.skeletons(other))


def test_a_letter_that_is_read_in_two_ways_has_both_keys() -> None:
    assert cutting.skeletons("Jmal") == ("sml", "kml")


def test_a_part_has_at_most_four_keys() -> None:
    assert len(cutting.skeletons("alWJTZF")) == cutting.MOST_KEYS


def test_a_part_of_vowels_alone_has_a_key() -> None:
    assert cutting.skeletons("oo") == ("-u",)


def test_pairs_do_not_depend_on_the_order_of_the_parts() -> None:
    assert cutting.tokens_of("sita gurung") & cutting.tokens_of("gurung sita") >= {"&krn+st"}


def test_beginnings_of_three_to_five_letters_are_tokens() -> None:
    assert {"<gur", "<guru", "<gurun"} <= cutting.tokens_of("gurung")


def test_the_year_of_birth_makes_a_weak_key_strong() -> None:
    assert "1994~mt" in cutting.tokens_of("md", 1994) or "1994~mmt" in cutting.tokens_of("md", 1994)


def test_what_is_asked_for_is_bounded() -> None:
    assert len(cutting.asked_tokens("a b c d e f g h i j k l m n o p " * 20)) <= cutting.MOST_ASKED


def test_what_is_typed_is_looked_for_as_a_beginning_by_its_longest_piece() -> None:
    assert {token for token in cutting.asked_tokens("gurung") if token[0] == "<"} == {"<gurun"}
