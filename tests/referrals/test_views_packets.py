"""The pages about a packet: seen before it goes, under a code, with its files and its form at both doors."""

import io
from typing import Any

import sqlalchemy as sa

from mrc.casework.models import Case
from mrc.casework.rules.issues import IssueCode
from mrc.db import db, transaction
from mrc.documents.models import Document
from mrc.documents.rules import DocumentFacts, EvidenceKind, Upload
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import Asked, ConsentScope
from mrc.refs import spoken
from tests import builders
from tests.builders import actor_of
from tests.documents.adding import add
from tests.page import NS, Client, Page
from tests.referrals.scenes import follow, linked, marked_case, sent


def filed(world: builders.World, case: Case) -> Document:
    facts = DocumentFacts(EvidenceKind.PAY_SLIP, "MARK-NOTE")
    return add(actor_of(world.caseworker), case, Upload(io.BytesIO(b"slip"), 4, "MARK-FILE.txt"), facts)


def address(world: builders.World, case: Case) -> str:
    return f"/office/cases/{spoken(case.ref)}/referrals/new/{spoken(world.partner_organisation.ref)}"


def part(page: Page, name: str) -> str:
    """The words of the element with this id."""
    found = next(element for element in page.root.iter() if element.get("id") == name)
    return " ".join("".join(found.itertext()).split())


def looked(client: Client, path: str, **values: Any) -> Page:
    what = {"purpose": "Please advise.", "priority": "urgent", "shared": ["name", "sex"], "step": "look", **values}
    return client.submit(path, what)


def test_the_page_of_the_partner_is_seen_before_it_is_sent(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    document = filed(world, case)
    filed(world, case)
    with transaction():
        world.partner.language = "ar"
    client.sign_in("ana@origin.example")

    page = looked(client, address(world, case), documents=[document.ref], shared=["sex"])

    theirs = next(element for element in page.root.iter() if element.get("id") == "as-they-see-it")
    frame = next(element for element in theirs.iter(NS + "div") if element.get("lang"))
    assert (frame.get("lang"), frame.get("dir")) == ("ar", "rtl")
    assert "أنثى" in part(page, "as-they-see-it")
    assert [list(frame.iter(NS + name)) for name in ("form", "button", "a", "input")] == [[], [], [], []]
    assert "MARK-FILE" not in part(page, "as-they-see-it")
    assert "Pay slip" in part(page, "packet")
    assert "Telephone number" in part(page, "unsent")
    assert "1 file of the case" in part(page, "unsent")
    assert page.promises() == []


def test_what_was_seen_is_what_is_sent_and_opens_under_its_code(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    document = filed(world, case)
    path = address(world, case)
    client.sign_in("ana@origin.example")
    begun = client.get(path).form_values(path)
    chosen = {"services": ["shelter"], "already_given": "A doctor.", "documents": [document.ref], "is_coded": "y"}
    seen = looked(client, path, **chosen)
    client.post(
        path, {**seen.form_values(path), "given_as": "written", "language": "ne", "agreed": "y", "step": "send"}
    )

    referral = db.session.scalars(sa.select(Referral)).one()
    office = client.get(f"/office/referrals/{spoken(referral.ref)}")
    found = client.get(f"/office/search?q={spoken(str(referral.case_code))}")
    partner = Client(client.app)
    partner.sign_in("pat@clinic.example")
    theirs = partner.get(f"/partner/referrals/{spoken(referral.ref)}")

    assert not begun.get("is_coded")
    for page in (office, theirs):
        assert spoken(str(referral.case_code)) in page.words()
    assert "MARK-NAME" not in theirs.text
    assert spoken(case.ref) not in theirs.text
    assert "Safety and shelter" in theirs.words()
    assert f"/office/referrals/{spoken(referral.ref)}" in found.text
    assert theirs.promises() == office.promises() == []


def test_a_case_of_violence_begins_under_a_code(world: builders.World, client: Client) -> None:
    case = marked_case(world, issue=IssueCode.SEXUAL_HARASSMENT_VIOLENCE)
    client.sign_in("ana@origin.example")

    begun = client.get(address(world, case)).form_values(address(world, case))

    assert begun["is_coded"] == ["y"]


def test_words_that_name_the_person_under_a_code_are_pointed_out(world: builders.World, client: Client) -> None:
    client.sign_in("ana@origin.example")

    page = looked(client, address(world, marked_case(world)), is_coded="y", purpose="MARK-NAME needs help")

    assert "what you wrote names the person" in page.words()


def test_the_sheet_to_be_signed_under_a_code_has_no_number_of_the_case(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    path = address(world, case)
    client.sign_in("ana@origin.example")
    seen = looked(client, path, is_coded="y")

    sheet = client.post(path, {**seen.form_values(path), "language": "ne", "step": "print"})

    assert sheet.status == 200
    assert spoken(case.ref) not in sheet.text
    assert "MARK-NAME" not in sheet.text


def test_a_draft_brings_back_what_was_chosen(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    document, path = filed(world, case), address(world, case)
    client.sign_in("ana@origin.example")
    looked(
        client, path, documents=[document.ref], services=["food"], already_given="Rice.", is_coded="y", step="save"
    )

    kept = client.get(path).form_values(path)

    assert (kept["documents"], kept["services"], kept["already_given"]) == ([document.ref], ["food"], "Rice.")
    assert kept["is_coded"] == ["y"]


def test_downloads_tell_nothing_in_their_names(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    referral = sent(
        world, case, asked=Asked(documents=(filed(world, case).ref,)), fields=frozenset({ConsentScope.NAME})
    )
    here = f"/partner/referrals/{spoken(referral.ref)}"
    client.sign_in("pat@clinic.example")

    file, form = (client.get(f"{here}/{path}").response for path in ("files/1", "form"))

    assert file.data == b"slip"
    assert file.headers["Content-Disposition"] == "attachment; filename=\"file-1.txt\"; filename*=UTF-8''file-1.txt"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert form.content_type == "application/pdf"
    assert f"paper-{referral.ref}-1.pdf" in form.headers["Content-Disposition"]
    assert client.get(f"{here}/files/2").status == 404
    service.recall(actor_of(world.caseworker), referral.ref)
    assert [client.get(f"{here}/{path}").status for path in ("files/1", "form")] == [404, 404]


def test_the_office_prints_its_copies_and_no_other_word(world: builders.World, client: Client) -> None:
    here = f"/office/referrals/{spoken(sent(world).ref)}"
    client.sign_in("ana@origin.example")

    answers = {path: client.get(f"{here}/form{path}").status for path in ("", "?copy=person", "?copy=none")}
    stranger = Client(client.app)
    stranger.sign_in("omar@destination.example")

    assert answers == {"": 200, "?copy=person": 200, "?copy=none": 404}
    assert stranger.get(f"{here}/form").status == 404


def test_a_form_that_would_be_too_long_is_not_made(world: builders.World, client: Client) -> None:
    referral = sent(world, purpose="Please advise. " * 10_000)
    for email, door in (("ana@origin.example", "office"), ("pat@clinic.example", "partner")):
        visitor = Client(client.app)
        visitor.sign_in(email)

        page = visitor.get(f"/{door}/referrals/{spoken(referral.ref)}/form")

        assert page.status == 200
        assert "This is too long for one document." in page.words()


def test_who_came_by_a_link_has_the_files_and_the_form(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    referral, link = linked(world, case, asked=Asked(documents=(filed(world, case).ref,)))
    here = f"/partner/referrals/{spoken(referral.ref)}"

    follow(client, link)

    assert [client.get(f"{here}/{path}").status for path in ("files/1", "form")] == [200, 200]
    service.end_link(actor_of(world.caseworker), referral.ref)
    assert client.get(f"{here}/form", follow=False).status != 200
