"""ISCO-08, ISIC Rev.4 and ISCED 2011: complete, titled, found by code, title and the words people use."""

import pytest

from mrc.classifications import UnknownCode, isced2011, isco08, isic4
from mrc.classifications.tables import read_table


@pytest.mark.parametrize(("level", "count"), [(1, 10), (2, 43), (3, 130), (4, 436)])
def test_isco_has_every_group_of_a_level(level: int, count: int) -> None:
    assert len(isco08.codes(level)) == count


@pytest.mark.parametrize(("level", "count"), [(1, 21), (2, 88)])
def test_isic_has_every_section_and_division(level: int, count: int) -> None:
    assert len(isic4.codes(level)) == count


def test_isced_has_nine_levels_and_the_two_codes_of_ilostat() -> None:
    assert isced2011.codes(1) == ["X", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Domestic cleaners and helpers"),
        ("ar", "عمال التنظيف والمساعدون في المنازل"),
        ("fr", "Aides de ménage à domicile"),
        ("es", "Limpiadores y asistentes domésticos"),
        ("es-PE", "Limpiadores y asistentes domésticos"),
        ("ne", "Domestic cleaners and helpers"),
    ],
)
def test_an_occupation_is_titled_in_the_language_or_in_english(lang: str, title: str) -> None:
    assert isco08.title("9111", lang) == title


def test_the_language_of_a_title_is_told_for_the_lang_attribute() -> None:
    assert (isco08.title_language("9111", "ar"), isco08.title_language("2633", "ar")) == ("ar", "en")


@pytest.mark.parametrize("code", ["9999", "", "911 1", "f"])
def test_an_unknown_code_has_no_title(code: str) -> None:
    assert not isco08.is_known(code)
    with pytest.raises(UnknownCode):
        isco08.title(code, "en")


def test_every_isco_title_in_french_and_spanish_starts_with_a_capital_and_has_no_straight_quote() -> None:
    titles = [row[lang] for row in read_table("isco08.tsv") for lang in ("en", "fr", "es")]

    assert len(titles) == 619 * 3
    assert [title for title in titles if not title[:1].isupper() or "'" in title] == []


def test_arabic_titles_cover_all_broad_groups_and_the_common_unit_groups() -> None:
    untitled = [row["code"] for row in read_table("isco08.tsv") if len(row["code"]) <= 2 and not row["ar"]]
    unit_groups = [row["code"] for row in read_table("isco08.tsv") if len(row["code"]) == 4 and row["ar"]]

    assert untitled == []
    assert len(unit_groups) >= 60


def test_every_section_and_division_is_titled_in_four_languages() -> None:
    assert [row["code"] for row in read_table("isic4.tsv") if not all(row.values()) and row["parent"]] == []


def test_a_unit_group_rolls_up_to_its_major_group() -> None:
    assert isco08.parent("9111") == "911"
    assert isco08.ancestor("9111", 1) == "9"
    assert isco08.children("91") == ["911", "912"]
    assert isco08.parent("9") is None


def test_a_division_belongs_to_its_section() -> None:
    assert isic4.parent("97") == "T"
    assert isic4.children("F") == ["41", "42", "43"]
    assert isic4.ancestor("41", 1) == "F"


def test_a_section_has_no_ancestor_among_the_divisions() -> None:
    with pytest.raises(UnknownCode):
        isic4.ancestor("F", 2)


def test_choices_are_in_the_order_of_the_standard() -> None:
    assert isic4.choices("fr", 1)[5] == ("F", "Construction")
    assert [code for code, _ in isco08.choices("en", 1)] == list("0123456789")


@pytest.mark.parametrize(
    "typed",
    [
        "9111",
        " 9111 ",
        "٩١١١",
        "९१११",
        "9111 Domestic cleaners and helpers",
        "9111 – Aides de ménage à domicile",
        "domestic cleaners and helpers",
        "Limpiadores y asistentes domesticos",
        "عمال التنظيف والمساعدون في المنازل",
    ],
)
def test_what_a_list_posts_becomes_a_code(typed: str) -> None:
    assert isco08.parse(typed, "en") == "9111"


@pytest.mark.parametrize(
    "typed", ["", "   ", "9111 Something else", "domestic", "91111", "<script>", "x" * 5000, "\x00"]
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(UnknownCode) as refusal:
        isco08.parse(typed, "en")
    assert refusal.value.given == typed


def test_a_title_shared_with_the_only_member_means_the_member() -> None:
    assert isco08.parse("Cooks", "en") == "5120"
    assert isco08.parse("Commissioned armed forces officers", "en") == "0110"


def test_a_section_is_parsed_in_small_letters_too() -> None:
    assert isic4.parse("f", "en") == "F"
    assert isic4.parse("F Construction", "en") == "F"


def test_a_title_that_means_two_things_is_read_in_the_readers_language() -> None:
    assert isced2011.parse("Enseignement primaire", "fr") == "1"
    assert isced2011.parse("Not elsewhere classified", "ar") == "9"


@pytest.mark.parametrize(
    ("text", "lang", "first"),
    [
        ("9111", "en", "9111"),
        ("maid", "en", "9111"),
        ("driver", "en", "8322"),
        ("bricklay", "en", "7112"),
        ("WELD", "en", "7212"),
        ("niñera", "es", "5311"),
        ("ninera", "es", "5311"),
        ("électricien", "fr", "7411"),
        ("لحام", "ar", "7212"),
        ("حراس الأمن", "ar", "5414"),
        ("sewing machine", "ar", "8153"),
        ("farm hand", "en", "9211"),
    ],
)
def test_the_best_match_comes_first(text: str, lang: str, first: str) -> None:
    assert isco08.search(text, lang, level=4)[0] == (first, isco08.title(first, lang))


def test_a_search_finds_words_in_any_order_and_keeps_to_its_limit() -> None:
    assert isco08.search("helpers domestic", "en", level=4) == [("9111", "Domestic cleaners and helpers")]
    assert len(isco08.search("9", "en", limit=7)) == 7


def test_a_search_for_nothing_finds_nothing() -> None:
    assert isco08.search("  ", "en") == []
    assert isco08.search("zzzz", "en") == []


def test_every_spoken_word_belongs_to_a_unit_group() -> None:
    unit_groups = set(isco08.codes(4))
    assert [row["code"] for row in read_table("isco08_spoken.tsv") if row["code"] not in unit_groups] == []
