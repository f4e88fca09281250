"""The page of papers to hand over, through the office door."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from mrc import printing
from mrc.audit import AuditEntry, Event
from mrc.claims import service
from mrc.claims.models import WageClaim
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.db import db
from tests import builders
from tests.claims.test_assessing_views import computed, new_claim, path
from tests.page import Client, Page
from tests.statements import statements_of


@pytest.fixture
def claim(world: builders.World, client: Client) -> WageClaim:
    client.sign_in(world.caseworker.email)
    return new_claim(builders.actor_of(world.caseworker), world)


def asked(client: Client, claim: WageClaim, **values: Any) -> Page:
    return client.submit(path(claim, "/letters"), values)


def test_a_paper_is_handed_out_as_a_file_that_nobody_keeps(client: Client, claim: WageClaim) -> None:
    page = asked(client, claim, handout="filing", worker_language="bn", forum_language="ar")

    assert page.status == 200
    assert page.response.content_type == "application/pdf"
    assert page.response.headers["Content-Disposition"] == f'attachment; filename="paper-{claim.ref}-3.pdf"'
    assert page.response.headers["Cache-Control"] == "no-store"
    assert len(pypdfium2.PdfDocument(page.response.data)) > 0
    made = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == str(Event.EXPORT_MADE))).all()
    assert [entry.detail["report"] for entry in made] == ["filing"]


def test_the_page_proposes_what_is_likeliest(client: Client, claim: WageClaim) -> None:
    values = client.get(path(claim, "/letters")).form_values(path(claim, "/letters"))
    assert values["handout"] == ["filing"]
    assert values["forum_language"] == ["ar"]
    assert "assessment" not in values

    computed(client, claim, **{"unpaid-0-month": "2024-12", "unpaid-0-due": "260"})
    page = client.get(path(claim, "/letters"))
    values = page.form_values(path(claim, "/letters"))
    assert (values["handout"], values["asked"]) == (["computation"], ["computed"])
    assert "drafts until a lawyer signs" in page.words()
    assert asked(client, claim).response.content_type == "application/pdf"


def test_the_page_of_a_claim_leads_there(client: Client, claim: WageClaim) -> None:
    links = {link.get("href") for link in client.get(path(claim, "")).all("a")}

    assert path(claim, "/letters") in links
    assert "Get the document (PDF)" in client.get(path(claim, "/letters")).words()


def test_a_demand_needs_somebody_it_goes_to(client: Client, claim: WageClaim) -> None:
    page = asked(client, claim, handout="demand", asked="claimed", answer_by="2026-12-04", is_agreed="y")

    assert page.status == 422
    assert "This claim names nobody it is against." in page.words()
    assert page.form_values(path(claim, "/letters"))["answer_by"] == "2026-12-04"


@pytest.mark.parametrize(
    "values",
    [
        {"handout": "ransom"},
        {"handout": ""},
        {"worker_language": "xx"},
        {"forum_language": "en-XA"},
        {"asked": "everything"},
        {"answer_by": "yesterday"},
        {"handout": "receipt"},
        {"handout": "evidence"},
        {"handout": "computation"},
    ],
)
def test_a_wrong_choice_is_said_at_the_form(client: Client, claim: WageClaim, values: dict[str, str]) -> None:
    page = asked(client, claim, **values)

    assert page.status == 422
    assert page.response.content_type.startswith("text/html")
    assert any("field-error" in (element.get("class") or "") for element in page.all("p"))


def test_a_computation_that_is_not_of_this_claim_cannot_be_chosen(client: Client, claim: WageClaim) -> None:
    computed(client, claim, **{"unpaid-0-month": "2024-12", "unpaid-0-due": "260"})
    values = {**client.get(path(claim, "/letters")).form_values(path(claim, "/letters")), "assessment": "1000000005"}

    assert client.post(path(claim, "/letters"), values).status == 422


def test_a_paper_that_cannot_be_set_is_said_and_not_on_record(
    client: Client, claim: WageClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_CHARACTERS", 100)
    page = asked(client, claim, handout="filing")

    assert page.status == 422
    assert "This is too long for one document." in page.words()
    assert db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == str(Event.EXPORT_MADE))).all() == []


@pytest.mark.parametrize(("who", "status"), [("other_caseworker", 404), ("supervisor", 200), ("auditor", 403)])
def test_only_those_of_the_case_may(
    client: Client, claim: WageClaim, world: builders.World, who: str, status: int
) -> None:
    other = Client(client.app)
    other.sign_in(getattr(world, who).email)

    assert other.get(path(claim, "/letters")).status == status


def test_a_paper_is_proposed_in_what_the_office_reads_and_offered_in_each_language_that_is_whole(
    client: Client, claim: WageClaim, world: builders.World
) -> None:
    korean = new_claim(builders.actor_of(world.caseworker), world, "KR", "KRW")
    page = client.get(path(korean, "/letters"))

    assert page.form_values(path(korean, "/letters"))["forum_language"] == ["ko"]
    assert {"한국어", "ไทย", "繁體中文"} <= {"".join(option.itertext()).strip() for option in page.all("option")}
    made = asked(client, korean, forum_language="zh-Hant", worker_language="th")
    assert made.response.content_type == "application/pdf"


def test_a_longer_claim_asks_the_database_no_more(client: Client, world: builders.World) -> None:
    client.sign_in(world.caseworker.email)
    actor = builders.actor_of(world.caseworker)
    counts = []
    # The first time, the session itself is written.
    for number in (1, 2, 40):
        case = builders.make_case(world.origin, caseworker=world.caseworker)
        facts = ClaimFacts(None, "KW", "KWD", date(2021, 1, 1), date(2024, 12, 31))
        lines = [LineFacts(Component.UNPAID_WAGE, Decimal(5))] * number
        long = service.record_claim(actor, case.ref, facts, lines)
        counts.append(len(statements_of(partial(asked, client, long))))

    assert counts[1] == counts[2]
