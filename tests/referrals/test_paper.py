"""The referral form: what each copy says, and that it is set in the languages of both sides."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pypdfium2
import pytest

from mrc import printing
from mrc.casework.rules.stages import Priority
from mrc.people.rules import ConsentForm, ConsentScope
from mrc.referrals.paper import Form, Given, Side, copy_of, header_of
from mrc.referrals.rules import Copy, ServiceAsked
from mrc.referrals.service import packets
from mrc.sheet import data_of

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
KNOWN: dict[ConsentScope, Any] = {
    ConsentScope.CASE_REFERENCE: "4829137756",
    ConsentScope.NAME: {"name": "सीता MARK", "latin_name": "MARK-LATIN", "is_alias": True},
    ConsentScope.SEX: "female",
    ConsentScope.AGE: 87,
    ConsentScope.NATIONALITY: ["PH"],
    ConsentScope.LANGUAGES: {"codes": ["ne", "hi"], "needs_interpreter": True},
    ConsentScope.PHONE: ["+97455500001"],
    ConsentScope.SAFE_CONTACT: {
        "channels": ["sms"],
        "hours": "MARK-HOURS",
        "safe_hours": "friday 540 1080 Asia/Qatar",
        "may_call": "never_call",
        "note": "MARK-NOTE",
    },
    ConsentScope.STAGE: "wage_claim",
    ConsentScope.ISSUES: ["NON_PAYMENT", "HOUSING"],
    ConsentScope.SUMMARY: "MARK-SUMMARY",
    ConsentScope.DESTINATION: {"country": "QA", "city": "MARK-CITY"},
    ConsentScope.RESPONDENTS: [{"name": "MARK-EMPLOYER", "role": "employer"}],
    ConsentScope.CLAIM: [{"currency": "QAR", "amount": "2000.00"}],
    ConsentScope.PAPERS_HELD: [{"kind": "passport", "holder": "employer"}],
}
# What of a field must stand on a copy that holds it, and nowhere else.
SHOWN = {
    ConsentScope.NAME: "MARK-LATIN",
    ConsentScope.SEX: "Female",
    ConsentScope.AGE: "87",
    ConsentScope.NATIONALITY: "Philippines",
    ConsentScope.LANGUAGES: "needs an interpreter",
    ConsentScope.PHONE: "+97455500001",
    ConsentScope.SAFE_CONTACT: "MARK-NOTE",
    ConsentScope.ISSUES: "Wages not paid",
    ConsentScope.SUMMARY: "MARK-SUMMARY",
    ConsentScope.DESTINATION: "MARK-CITY",
    ConsentScope.RESPONDENTS: "MARK-EMPLOYER",
    ConsentScope.CLAIM: "2,000.00",
    ConsentScope.PAPERS_HELD: "Passport",
}
BESIDE = {
    "services": [ServiceAsked.LEGAL_ASSISTANCE],
    "given": "MARK-GIVEN",
    "files": [
        {
            "ref": "1",
            "kind": "pay_slip",
            "dated": "2026-05-12",
            "media_type": "image/png",
            "size": 9,
            "sha256": "ab12",
        }
    ],
}


def form(wanted: Iterable[ConsentScope] = tuple(KNOWN), beside: dict[str, Any] | None = None, **values: Any) -> Form:
    text = packets.frozen("MARK-PURPOSE", KNOWN, frozenset(wanted), BESIDE if beside is None else beside)
    given = Given(
        ConsentForm.VERBAL_CERTIFIED,
        "ne",
        date(2026, 11, 20),
        date(2027, 2, 1),
        "MARK-WITNESS",
        tuple(ConsentScope(name) for name in packets.fields_in(text)),
    )
    made = {
        "ref": "1234567890",
        "priority": Priority.URGENT,
        "sent_at": AT,
        "answer_due_at": AT,
        "packet": packets.opened(text),
        "sender": Side("MARK-CENTRE", "MARK-STREET", ("+9771555000",)),
        "sent_by": "MARK-WORKER",
        "receiver": Side("MARK-CLINIC", phones=("+97444000000",), emails=("desk@clinic.example",)),
        "given": given,
        "timezone": "Asia/Kathmandu",
    }
    return Form(**{**made, **values})


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in texts(inner)]
    if isinstance(value, list | tuple):
        return [found for inner in value for found in texts(inner)]
    return [value] if isinstance(value, str) else []


def said(made: Form, copy: Copy, *languages: str) -> str:
    data = data_of(header_of(made, copy), languages or ("en",), partial(copy_of, made, copy))
    return "\n".join(texts([data["header"], data["parts"]]))


@pytest.mark.parametrize("field", SHOWN)
def test_a_copy_holds_exactly_the_fields_of_the_packet(field: ConsentScope) -> None:
    shown = said(form([field], {}), Copy.RECEIVING)

    assert [name for name, mark in SHOWN.items() if mark in shown] == [field]
    # The number of the case is in every packet, and on no paper.
    assert "482-913-7756" not in shown


def test_when_it_is_safe_to_call_stands_on_the_form_as_days_and_hours() -> None:
    assert "Friday" in said(form([ConsentScope.SAFE_CONTACT], {}), Copy.RECEIVING)
    assert "Friday" not in said(form([ConsentScope.SEX], {}), Copy.RECEIVING)


def test_the_copy_of_the_person_is_safe_to_carry() -> None:
    shown = said(form(), Copy.PERSON)

    assert "MARK" not in shown
    assert [mark for mark in SHOWN.values() if mark in shown] == []
    assert "desk@clinic.example" not in shown
    assert "+9771555000" in shown
    assert "123-456-7890" in shown


def test_the_witness_and_the_worker_are_named_on_the_copy_of_the_centre_alone() -> None:
    theirs, ours = said(form(), Copy.RECEIVING), said(form(), Copy.REFERRING)

    assert [mark in ours for mark in ("MARK-WITNESS", "MARK-WORKER")] == [True, True]
    assert [mark in theirs for mark in ("MARK-WITNESS", "MARK-WORKER")] == [False, False]
    for mark in ("MARK-PURPOSE", "MARK-GIVEN", "Legal assistance", "ab12", "MARK-CLINIC", "MARK-CENTRE", "Urgent"):
        assert mark in theirs


def test_under_a_code_neither_name_nor_number_of_the_case_is_left() -> None:
    shown = said(form(beside={"code": "5551234560"}), Copy.RECEIVING)

    assert "555-123-4560" in shown
    assert [mark for mark in ("MARK-LATIN", "सीता", "482-913-7756") if mark in shown] == []


def test_all_three_copies_are_set_each_on_pages_of_its_own() -> None:
    made = form()
    copies = [data_of(header_of(made, copy), ("ar", "ne"), partial(copy_of, made, copy)) for copy in Copy]
    data = {**copies[0], "parts": [], "copies": copies}

    with pypdfium2.PdfDocument(printing.pdf("sheet.typ", data, "Form", "ne", AT)) as pages:
        told = [page.get_textpage().get_text_range() for page in pages]

    assert ["MARK-CENTRE" in page for page in told] == [True] * (len(told) - 1) + [False]
    assert "MARK" not in told[-1]
