"""A partner sees its slice and nothing before, beside or after it: on no page, paper or table, and in no error."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from mrc.casework.models import Case
from mrc.casework.rules.events import EventCode
from mrc.casework.rules.tasks import TaskFacts, TaskKind
from mrc.casework.service import add_task, happen
from mrc.db import db, transaction
from mrc.people.models import Person
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import Asked, ConsentScope, Feedback
from mrc.refs import new_ref, spoken
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.page import Client, Page
from tests.referrals.scenes import MARKS, NEVER, facts_for, follow, linked, marked_case, sent
from tests.referrals.test_consent_matrix import file_of, pages_of

SHARED = frozenset({ConsentScope.ISSUES, ConsentScope.SUMMARY})
ALLOWED = {MARKS[ConsentScope.SUMMARY]}
# Where tables, papers and files of the office lie; to a partner none of them is there.
ELSEWHERE = (
    "/office/reports",
    "/office/reports/export",
    "/office/reports/caseload/print",
    "/office/referrals",
    "/office/people",
    "/office/search?q=MARK",
    "/office/cases/{case}",
    "/office/referrals/{earlier}",
    "/office/documents/{document}",
    "/office/cases/{case}/documents",
    "/partner/referrals/{earlier}",
    "/partner/referrals/{other}",
    "/partner/referrals/{unknown}",
)


def note(case: Case, user: Any, text: str) -> None:
    with transaction():
        happen(case, EventCode.SPOKEN_WITH, actor_of(user), text)


def plant_before(world: builders.World, case: Case) -> tuple[Referral, str]:
    """What the file holds, and an earlier referral of everything to the same partner, taken back."""
    office = actor_of(world.caseworker)
    note(case, world.caseworker, "PLANT-EVENT")
    add_task(office, case.ref, TaskFacts(next(iter(TaskKind)), "PLANT-TASK", NOW.date()))
    document = file_of(world, case, b"PLANT-CONTENT", "PLANT-NAME.txt", "PLANT-NOTE")
    earlier = sent(world, case, purpose="PLANT-EARLIER", fields=frozenset(MARKS))
    service.write_to_partner(office, earlier.ref, "PLANT-THREAD")
    service.recall(office, earlier.ref)
    service.judge_help(office, earlier.ref, Feedback(False, "PLANT-JUDGED"))
    return earlier, document


def plant_beside(world: builders.World, case: Case) -> Referral:
    """Another case of the same person, and what is asked of another organisation in this one."""
    office = actor_of(world.caseworker)
    other = builders.make_case(world.origin, db.session.get_one(Person, case.person_id), world.caseworker)
    with transaction():
        other.summary = "PLANT-OTHER-CASE"
    rival = builders.make_organisation("Other clinic").ref
    for one in (case, other):
        elsewhere = service.send(office, one.ref, facts_for(rival, purpose="PLANT-OTHER", fields=frozenset(MARKS)))
    return elsewhere


def plant_after(world: builders.World, case: Case) -> None:
    """What became of the file once the packet was frozen."""
    with transaction():
        case.summary = "PLANT-LATER"
    note(case, world.caseworker, "PLANT-LATER-EVENT")


def said(page: Page) -> str:
    """All that an answer gives away: its body, the text of a paper, and its headers with the name of a file."""
    response = page.response
    text = response.get_data().decode(errors="replace")
    if response.mimetype == "application/pdf":
        paper = pypdfium2.PdfDocument(response.get_data())
        text = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    return f"{text} {response.headers}"


def slips(page: Page) -> set[str]:
    """The marks in an answer that are none of the partner's business."""
    text = said(page)
    found = {mark for mark in (*MARKS.values(), *NEVER) if mark in text} - ALLOWED
    return found | ({"planted"} if "PLANT-" in text else set())


def wrong_answers(client: Client, here: str) -> list[Page]:
    """Every form of the partner, filled in so that it is refused."""
    broken = {"file": (BytesIO(b"MZ\0"), "a.exe")}
    return [
        client.submit(f"{here}/decline", {"reason": "other"}),
        client.submit(f"{here}/decline", {"reason": "<b>"}),
        client.submit(f"{here}/report", {"outcome": "nothing"}),
        client.submit(f"{here}/write", {"text": ""}),
        client.submit(f"{here}/file", {"kind": "other", **broken}),
        client.post(f"{here}/accept", {}),
    ]


@pytest.mark.parametrize("door", ["account", "link"])
def test_a_partner_sees_nothing_before_beside_or_after_its_slice(
    app: Flask, world: builders.World, door: str
) -> None:
    case, client = marked_case(world), Client(app)
    earlier, document = plant_before(world, case)
    other = plant_beside(world, case)
    slice_of = {"fields": SHARED, "asked": Asked(documents=(file_of(world, case, b"shared", "PLANT-SLIP.txt"),))}
    if door == "account":
        referral = sent(world, case, **slice_of)
        client.sign_in("pat@clinic.example")
    else:
        referral, link = linked(world, case, **slice_of)
        follow(client, link)
    plant_after(world, case)
    here = f"/partner/referrals/{spoken(referral.ref)}"
    refs = {"case": case.ref, "earlier": earlier.ref, "other": other.ref, "document": document, "unknown": new_ref()}
    strange = [path.format(**refs) for path in ELSEWHERE]

    own = [client.get(path) for path in pages_of(app, referral.ref, "GET")]
    lists = [client.get(path) for path in ("/partner/", "/partner/members", "/partner/organisation", "/partner/x")]
    refused = wrong_answers(client, here)
    foreign = [client.get(path, follow=False) for path in strange]
    hidden = [client.get(path) for path in pages_of(app, earlier.ref, "GET") + pages_of(app, other.ref, "GET")]

    papers = {page.response.mimetype for page in own if page.status == 200}
    assert {"application/pdf", "text/plain"} <= papers
    assert all("MARK-SUMMARY" in said(page) for page in own if page.response.mimetype == "application/pdf")
    assert "MARK-SUMMARY" in client.get(here).text
    assert set().union(*map(slips, [*own, *lists, *refused, *foreign, *hidden])) == set()
    assert {page.status for page in refused} <= {400, 422}
    assert {page.status for page in foreign} <= {303, 403, 404}
    assert {page.status for page in hidden} == {404}
