"""What is left out of a text that goes to another centre."""

import pytest

from mrc.casework.rules.package import Known, without_names

KNOWN = Known(("Sita Gurung", "सीता गुरुङ", "Ali"), ("+977 984-123-4567", "PA0123456"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sita Gurung came.", "[…] came."),
        ("SITA came with gurung's aunt.", "[…] came with […]'s aunt."),
        ("सीता आइन्।", "[…] आइन्।"),
        ("Aliments are late, says Ali.", "Aliments are late, says […]."),
        ("Ring 984 123 4567 or 00977-9841234567.", "Ring […] or […]."),
        ("Passport pa0123456 is with the employer.", "Passport […] is with the employer."),
        ("Not paid since 2026-01-31, 7200 QAR.", "Not paid since 2026-01-31, 7200 QAR."),
        ("", ""),
        (None, ""),
    ],
)
def test_names_and_numbers_are_left_out_and_nothing_else(text, expected):
    assert without_names(text, KNOWN) == expected


def test_with_nothing_known_nothing_is_left_out():
    assert without_names("Sita, 9841234567", Known()) == "Sita, 9841234567"
