"""Numbers in a text that could be a secret code."""

import pytest

from mrc.messages.rules import code_candidates


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
