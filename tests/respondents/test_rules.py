"""What is true of employers and recruiters."""

import pytest

from mrc.respondents import rules
from mrc.respondents.rules import RespondentFacts, RespondentFault


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Al Noor Contracting W.L.L.", "Al Noor Contracting"),
        ("Al Noor Contracting Co. Ltd", "Al Noor Contracting"),
        ("AL-NOOR (Contracting) LLC", "AL NOOR Contracting"),
        ("شركة النور للمقاولات ذ.م.م", "النور للمقاولات"),
        ("Limited", "Limited"),
        ("...", ""),
    ],
)
def test_a_firm_is_compared_without_its_legal_form(name: str, plain: str) -> None:
    assert rules.plain_firm(name) == plain


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (RespondentFacts(" ", "QA"), (RespondentFault.NEEDS_NAME, "name")),
        (RespondentFacts("Al Noor", ""), (RespondentFault.NEEDS_COUNTRY, "country")),
        (
            RespondentFacts("Family", "QA", is_household=True, licence="1"),
            (RespondentFault.HOUSEHOLD_HAS_NO_LICENCE, "licence"),
        ),
        (RespondentFacts("Family", "QA", is_household=True), None),
        (RespondentFacts("Al Noor", "QA", licence="1"), None),
    ],
)
def test_what_is_wrong_with_a_respondent(facts: RespondentFacts, fault: object) -> None:
    assert rules.fault_of(facts) == fault
