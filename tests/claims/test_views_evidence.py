"""The evidence for a claim through the office door: the checklist, its index on paper, and what is said of it."""

import io
from datetime import date
from decimal import Decimal

import pytest

from mrc.access import Actor
from mrc.casework import service as casework
from mrc.casework.rules.closing import Resolution
from mrc.claims import service as claims
from mrc.claims.models import WageClaim
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.claims.rules.evidence import EvidenceItem, EvidenceState
from mrc.claims.service import evidence
from tests import builders
from tests.documents import samples
from tests.page import Client, Page


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def claim(world: builders.World, client: Client, actor: Actor) -> WageClaim:
    client.sign_in(world.caseworker.email)
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    facts = ClaimFacts(None, "KW", "KWD", date(2021, 1, 1), is_still_employed=True)
    return claims.record_claim(actor, case.ref, facts, [LineFacts(Component.UNPAID_WAGE, Decimal(500))])


def path(claim: WageClaim, rest: str = "/evidence") -> str:
    ref = claim.ref
    return f"/office/claims/{ref[:3]}-{ref[3:6]}-{ref[6:]}{rest}"


CONTRACT = "/evidence/contract"


def said(client: Client, claim: WageClaim, rest: str = CONTRACT, **values: object) -> Page:
    return client.submit(path(claim, rest), {"state": "with_employer", "since": "2026-10-01", **values})


def links(page: Page, text: str) -> list[str]:
    return [link.get("href") or "" for link in page.all("a") if text in "".join(link.itertext())]


def test_the_checklist_says_what_is_needed_and_why(client: Client, claim: WageClaim) -> None:
    page = client.get(path(claim))

    assert "A copy is held of 0 of 9 kinds." in page.words()
    assert "Work contract Weighs most It says which wage was agreed." in page.words()
    assert "wage-protection system keeps a record" in page.words()
    assert page.words().count("To be asked for") == 9


def test_what_is_said_stands_with_its_day_and_who_said_it(client: Client, claim: WageClaim) -> None:
    page = said(client, claim, holder="employer", said_by="worker", note="बाकस में")

    assert page.status == 200
    assert "Saved. What was known before stays to be read." in page.words()
    assert "The employer has it Original: Employer holds it Since 1 Oct 2026 · Said by The worker" in page.words()
    assert "बाकस में" in page.words()
    again = said(client, claim, state="with_worker", since="२०२६-११-०१")
    assert again.words().count("put on record") == 2
    assert "The worker has it" in again.words()


def test_the_form_begins_with_what_was_said_last(client: Client, claim: WageClaim) -> None:
    said(client, claim, holder="employer")

    values = client.get(path(claim, CONTRACT)).form_values(path(claim, CONTRACT))
    assert (values["state"], values["holder"], values["since"]) == (["with_employer"], ["employer"], "2026-11-20")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": ""}, "Choose how it stands."),
        ({"state": "eaten"}, "Choose one of the list."),
        ({"since": ""}, "Enter since when it has been so."),
        ({"since": "2026-11-21"}, "This date lies in the future."),
        ({"since": "soon"}, "Write the date as"),
        ({"state": "copy_held"}, "Add the copy as a file first"),
        ({"documents": "1000000005"}, "Choose from the files of this case."),
        ({"said_by": "a bird"}, "Choose one of the list."),
        ({"note": "x" * 10_001}, "Use at most"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_kept(
    client: Client, claim: WageClaim, actor: Actor, values: dict[str, str], sentence: str
) -> None:
    page = said(client, claim, **{"note": "kept", **values})

    assert page.status == 422
    assert sentence in page.words()
    kept = page.form_values(path(claim, CONTRACT))
    assert kept["note"] == values.get("note", "kept")
    assert evidence.get_evidence(actor, claim.ref).line_of(EvidenceItem.CONTRACT).steps == []


def add(client: Client, address: str, **values: str) -> Page:
    form = client.get(address).form_values(address.replace("kind=contract&", ""))
    content = io.BytesIO(samples.pdf())
    return client.post(address, {**form, "file": (content, "scan.pdf"), **values}, content_type="multipart/form-data")


def test_a_file_is_added_on_its_page_and_leads_back_with_its_fingerprint(
    client: Client, claim: WageClaim, actor: Actor
) -> None:
    (address,) = links(client.get(path(claim)), "Add a file: Work contract")
    page = add(client, address)

    found = evidence.get_evidence(actor, claim.ref).line_of(EvidenceItem.CONTRACT)
    digest = found.documents[0].sha256
    assert found.state is EvidenceState.COPY_HELD
    assert page.response.request.path == path(claim)
    assert f"SHA-256 {digest[:8]}…{digest[-8:]} {digest}" in page.words()
    assert "A copy is held of 1 of 9 kinds." in page.words()
    assert "added 20 Nov 2026" in page.words()


@pytest.mark.parametrize(
    "then",
    ["//evil.example/office/", "https://evil.example", "/office//evil.example", "/office/a?b=c", "/admin/", "x"],
)
def test_adding_a_file_leads_back_to_pages_of_this_door_alone(client: Client, claim: WageClaim, then: str) -> None:
    (there,) = {link.partition("?")[0] for link in links(client.get(path(claim)), "Add a file: Work contract")}
    form = client.get(there, query_string={"then": then}).form_values(there)
    data = {**form, "kind": "contract", "file": (io.BytesIO(samples.pdf()), "scan.pdf")}
    page = client.post(there, data, query_string={"then": then}, content_type="multipart/form-data", follow=False)

    assert page.status == 303
    assert page.response.location == there.removesuffix("/documents") + "#documents"


def test_another_file_of_the_case_is_named_by_a_tick(client: Client, claim: WageClaim, actor: Actor) -> None:
    (address,) = links(client.get(path(claim)), "Add a file: Work contract")
    add(client, address, kind="photo")
    page = client.get(path(claim))
    assert "Other files of the case scan.pdf Photo" in page.words()
    ref = evidence.get_evidence(actor, claim.ref).others[0].ref
    said(client, claim, "/evidence/attendance", state="copy_held", documents=ref)

    assert "Other files of the case" not in client.get(path(claim)).words()
    values = client.get(path(claim, "/evidence/attendance")).form_values(path(claim, "/evidence/attendance"))
    assert values["documents"] == [ref]


def test_the_index_is_printed_with_whole_fingerprints_and_who_had_what(
    client: Client, claim: WageClaim, actor: Actor
) -> None:
    said(client, claim, holder="employer")
    (address,) = links(client.get(path(claim)), "Add a file: Work contract")
    add(client, address, kind="pay_slip")
    page = client.get(path(claim, "/evidence/print"))

    digest = evidence.get_evidence(actor, claim.ref).line_of(EvidenceItem.PAY_SLIPS).documents[0].sha256
    assert f"SHA-256 {digest}" in page.words()
    assert "Who had it since when Since 1 Oct 2026: The employer has it" in page.words()
    assert page.all("nav") == []


def test_the_page_of_a_claim_says_how_much_is_held(client: Client, claim: WageClaim) -> None:
    page = client.get(path(claim, ""))

    assert links(page, "A copy is held of 0 of 9 kinds.") == [path(claim)]
    assert links(page, "Hours from the diary") == []


def test_a_closed_case_shows_its_evidence_and_takes_no_more(
    client: Client, world: builders.World, claim: WageClaim, actor: Actor
) -> None:
    form = client.get(path(claim, CONTRACT)).form_values(path(claim, CONTRACT))
    case_ref = evidence.get_evidence(actor, claim.ref).view.case.ref
    casework.close(builders.actor_of(world.supervisor), case_ref, Resolution.WITHDRAWN, "x")

    page = client.get(path(claim))
    assert links(page, "Say who has it") == links(page, "Add a file") == []
    answer = client.post(path(claim, CONTRACT), {**form, "state": "with_worker"})
    assert answer.status == 422
    assert "This case is closed." in answer.words()


def test_a_stranger_finds_no_evidence_and_there_is_no_other_kind_of_it(
    client: Client, world: builders.World, claim: WageClaim
) -> None:
    stranger = Client(client.app)
    stranger.sign_in(world.other_caseworker.email)

    assert [stranger.get(path(claim, rest)).status for rest in ("/evidence", "/evidence/print", CONTRACT)] == [
        404
    ] * 3
    assert client.get(path(claim, "/evidence/gossip")).status == 404
