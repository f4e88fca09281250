"""References: every single mistyped digit and every swap of neighbours is caught, in any script."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mrc import refs
from mrc.refs import check_digit, new_code, new_ref, only_digits, read_ref, spoken

SCRIPTS = {
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian and urdu": "۰۱۲۳۴۵۶۷۸۹",
    "bengali": "০১২৩৪৫৬৭৮৯",
    "devanagari": "०१२३४५६७८९",
    "burmese": "၀၁၂၃၄၅၆၇၈၉",
    "khmer": "០១២៣៤៥៦៧៨៩",
    "thai": "๐๑๒๓๔๕๖๗๘๙",
    "lao": "໐໑໒໓໔໕໖໗໘໙",
    "tamil": "௦௧௨௩௪௫௬௭௮௯",
    "sinhala": "෦෧෨෩෪෫෬෭෮෯",
    "full width": "0123456789",
}
a_ref = st.integers(10**8, 10**9 - 1).map(lambda body: f"{body}{check_digit(str(body))}")


def test_references_are_ten_digits_and_check() -> None:
    found = {new_ref() for _time in range(500)}

    assert len(found) == 500
    assert all(len(ref) == 10 and ref.isascii() and ref.isdecimal() and ref[0] != "0" for ref in found)
    assert all(read_ref(ref) == ref for ref in found)


def test_references_have_no_sequence() -> None:
    firsts = {new_ref()[:3] for _time in range(200)}
    assert len(firsts) > 100


@given(a_ref, st.integers(0, 9), st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_every_single_wrong_digit_is_caught(ref: str, position: int, shift: int) -> None:
    wrong = str((int(ref[position]) + shift) % 10)
    with pytest.raises(ValueError, match="not a reference"):
        read_ref(ref[:position] + wrong + ref[position + 1 :])


@given(a_ref, st.integers(0, 8))
@settings(max_examples=300, deadline=None)
def test_every_swap_of_neighbours_is_caught(ref: str, position: int) -> None:
    swapped = ref[:position] + ref[position + 1] + ref[position] + ref[position + 2 :]
    if swapped == ref:
        assert read_ref(swapped) == ref
        return
    with pytest.raises(ValueError, match="not a reference"):
        read_ref(swapped)


@pytest.mark.parametrize("script", SCRIPTS)
def test_digits_of_every_script_are_read(script: str) -> None:
    ref = new_ref()
    typed = "".join(SCRIPTS[script][int(digit)] for digit in ref)

    assert read_ref(typed) == ref


def test_every_decimal_digit_of_unicode_is_read_as_itself() -> None:
    every = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Nd"]

    assert len(every) > 600
    assert [only_digits(character) for character in every] == [
        str(unicodedata.decimal(character)) for character in every
    ]


def test_what_is_longer_than_anybody_types_is_not_looked_at() -> None:
    ref = new_ref()

    assert read_ref(" " * 50 + ref) == ref
    with pytest.raises(ValueError, match="not a number"):
        read_ref(" " * 51 + ref)


@pytest.mark.parametrize(
    "form",
    [
        "{0}-{1}-{2}",
        "{0} {1} {2}",
        " {0}{1}{2}\n",
        "{0}\u2013{1}\u2014{2}",
        "\u200f{0}\u00a0{1}.{2}\u200e",
        "{0}_{1}\t{2}",
    ],
)
def test_spaces_dashes_dots_and_direction_marks_do_not_matter(form: str) -> None:
    ref = new_ref()
    assert read_ref(form.format(ref[:3], ref[3:6], ref[6:])) == ref


@pytest.mark.parametrize("text", ["", "1", "12345678901", "abcdefghij", "48291377²6", "1234567890\x00", "½", "١٢٣"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_ref(text)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    try:
        found = read_ref(text)
    except ValueError:
        return
    assert found.isascii()
    assert len(found) == refs.LENGTH


def test_codes_are_sixteen_digits_and_do_not_repeat() -> None:
    found = {new_code() for _time in range(500)}

    assert len(found) == 500
    assert all(len(code) == 16 and code.isascii() and code.isdecimal() for code in found)


def test_the_digits_of_codes_are_evenly_spread() -> None:
    codes = [new_code() for _time in range(4000)]
    for position in range(16):
        counts = [sum(code[position] == str(digit) for code in codes) for digit in range(10)]
        # 400 are expected of each; eight standard deviations either way.
        assert 250 < min(counts) <= max(counts) < 550


def test_references_and_codes_are_grouped_for_reading_aloud() -> None:
    assert spoken("4829137756") == "482-913-7756"
    assert spoken("1234567890123456") == "1234 5678 9012 3456"


def test_a_reference_that_is_taken_is_drawn_anew() -> None:
    seen: list[str] = []

    def is_taken(ref: str) -> bool:
        seen.append(ref)
        return len(seen) < 4

    assert new_ref(is_taken) == seen[3]


@pytest.mark.parametrize(
    ("typed", "plain"), [("ab 123-456", "AB123456"), ("AB١٢٣٤٥٦", "AB123456"), (" . ", ""), ("", "")]
)
def test_the_number_of_a_paper_is_compared_without_spaces(typed: str, plain: str) -> None:
    assert refs.plain_number(typed) == plain
