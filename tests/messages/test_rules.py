"""Numbers in a text that could be a secret code, and texts that want no further ones."""

import pytest

from mrc.i18n import MIGRANT_LANGUAGES
from mrc.messages.rules import DOTS, STOP_WORDS, code_candidates, is_stop, without_codes


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("", []),
        ("I was not paid since May 2026, 1200 a month", []),
        ("call 97455501234", []),
        ("1234567812345678", ["1234567812345678"]),
        ("code: 1234 5678-1234.5678!", ["1234567812345678"]),
        ("১২৩৪ ৫৬৭৮ ১২৩৪ ৫৬৭৮", ["1234567812345678"]),
        ("١٢٣٤\u200f٥٦٧٨\u200f١٢٣٤\u200f٥٦٧٨", ["1234567812345678"]),
        ("１２３４５６７８１２３４５６７８", ["1234567812345678"]),
        ("1234567812345678 9", ["1234567812345678", "2345678123456789"]),
        ("12345678 and 12345678", []),
        ("1111111111111111 1111", ["1111111111111111"]),
    ],
)
def test_candidates(text: str, candidates: list[str]) -> None:
    assert code_candidates(text) == candidates


@pytest.mark.parametrize(
    "text", ["STOP", " stop. ", "Stop!", "قف", "रुको", "रोक्नुहोस्।", "বন্ধ", "tigil", "Arrêt", "ARRET", "ရပ်", "dừng"]
)
def test_a_stop_is_understood_in_many_languages(text: str) -> None:
    assert is_stop(text)


@pytest.mark.parametrize("text", ["", "Stop him, he took my passport", "non-stop", "start", "stop " * 20, "12"])
def test_what_says_more_is_no_stop(text: str) -> None:
    assert not is_stop(text)


def test_every_language_of_the_door_knows_how_to_stop() -> None:
    lines = STOP_WORDS.read_text(encoding="utf-8").splitlines()
    listed = {line.partition(":")[0] for line in lines if not line.startswith("#")}
    assert set(MIGRANT_LANGUAGES) <= listed
    assert all(is_stop(word) for line in lines if not line.startswith("#") for word in line.split(":")[1].split(","))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("my code is 4000 1234 1234 5678, ok?", f"my code is {DOTS}, ok?"),
        ("৪০০০ ১২৩৪ ১২৩৪ ৫৬৭৮", DOTS),
        ("4000-1234-1234-5678 and 4000123412345678", f"{DOTS} and {DOTS}"),
        ("call +974 5550 1234", "call +974 5550 1234"),
        ("", ""),
    ],
)
def test_no_code_is_seen_by_who_looks_through_texts(text: str, hidden: str) -> None:
    assert without_codes(text) == hidden
