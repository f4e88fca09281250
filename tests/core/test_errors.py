"""The exceptions that doors understand."""

from enum import StrEnum

from mrc.errors import Refused


class Fault(StrEnum):
    """A fault of the test."""

    ODD = "odd"


def test_a_refusal_names_its_reason_and_its_field() -> None:
    refused = Refused(Fault.ODD, field="day")
    assert (refused.reason, refused.field) == (Fault.ODD, "day")
