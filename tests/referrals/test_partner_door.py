"""The partner's door: exactly the shared fields, and nothing at all once it is over."""

from decimal import Decimal

import pytest

from mrc.access import Role
from mrc.claims.models import ClaimLine, WageClaim
from mrc.claims.rules import Component
from mrc.db import db, transaction
from mrc.referrals import service
from mrc.referrals.rules import ConsentScope
from mrc.refs import new_ref, spoken
from mrc.wording import words
from tests import builders
from tests.page import NS, Client, Page
from tests.referrals.scenes import MARKS, NEVER, marked_case, sent


@pytest.mark.parametrize("field", list(MARKS))
def test_a_partner_sees_exactly_the_shared_field(world: builders.World, client: Client, field: ConsentScope) -> None:
    referral = sent(world, fields=frozenset({field}))
    client.sign_in("pat@clinic.example")

    page = client.get(f"/partner/referrals/{spoken(referral.ref)}")

    assert MARKS[field] in page.text
    assert [mark for name, mark in MARKS.items() if name is not field and mark in page.text] == []
    assert [mark for mark in NEVER if mark in page.text] == []


def labels(page: Page) -> list[str]:
    """The words before each line of the packet on a page."""
    packet = next(part for part in page.all("section") if part.get("id") == "packet")
    return ["".join(term.itertext()).strip() for term in packet.iter(NS + "dt")]


# A claim and files have tests of their own.
ASKED_ALONE = {ConsentScope.CLAIM, ConsentScope.DOCUMENTS}


@pytest.mark.parametrize("field", [name for name in ConsentScope if name not in ASKED_ALONE])
def test_a_packet_has_a_line_for_each_shared_field_and_no_other(
    world: builders.World, client: Client, field: ConsentScope
) -> None:
    referral = sent(world, fields=frozenset({field}))
    client.sign_in("pat@clinic.example")

    shown = labels(client.get(f"/partner/referrals/{spoken(referral.ref)}"))

    names = [str(words(name)) for name in ConsentScope if name in {ConsentScope.CASE_REFERENCE, field}]
    assert shown == ["What the centre asks for", *names]


def test_a_claim_is_shared_as_one_sum_per_currency(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    with transaction():
        claim = WageClaim(data_key=case.data_key, case_id=case.id, country="QA", currency="QAR")
        db.session.add(claim)
        db.session.flush()
        for amount in ("1250.50", "749.50"):
            db.session.add(ClaimLine(claim_id=claim.id, component=Component.UNPAID_WAGE, claimed=Decimal(amount)))
    referral = sent(world, case, fields=frozenset({ConsentScope.CLAIM}))
    client.sign_in("pat@clinic.example")

    page = client.get(f"/partner/referrals/{spoken(referral.ref)}")

    assert "2,000.00 QAR" in page.words()


def test_a_partner_sees_the_whole_of_a_whole_packet_and_nothing_that_is_never_shared(
    world: builders.World, client: Client
) -> None:
    referral = sent(world, fields=frozenset(ConsentScope))
    client.sign_in("pat@clinic.example")

    page = client.get(f"/partner/referrals/{spoken(referral.ref)}")

    assert [mark for mark in MARKS.values() if mark not in page.text] == []
    assert [mark for mark in NEVER if mark in page.text] == []
    assert "Employer holds it" in page.words()


def test_the_inbox_names_nobody(world: builders.World, client: Client) -> None:
    sent(world, fields=frozenset(ConsentScope))
    client.sign_in("pat@clinic.example")

    page = client.get("/partner/")

    assert "Kathmandu centre" in page.words()
    assert "MARK" not in page.text


def test_a_partner_accepts_and_reports(world: builders.World, client: Client) -> None:
    referral = sent(world)
    here = f"/partner/referrals/{spoken(referral.ref)}"
    client.sign_in("pat@clinic.example")

    accepted = client.submit(here, {}, action=f"{here}/accept")
    done = client.submit(f"{here}/report", {"outcome": "advised", "note": "Two sessions."})

    assert "Accepted. The centre has been told." in accepted.words()
    assert "Reported." in done.words()
    assert "Advised" in done.words()
    assert client.get(here).status == 404


def test_a_partner_must_explain_another_reason(world: builders.World, client: Client) -> None:
    referral = sent(world)
    here = f"/partner/referrals/{spoken(referral.ref)}"
    client.sign_in("pat@clinic.example")

    unsaid = client.submit(f"{here}/decline", {"reason": "other"})
    said = client.submit(f"{here}/decline", {"reason": "other", "note": "We move."})

    assert unsaid.status == 422
    assert "Write a few words about the reason." in unsaid.words()
    assert "Declined." in said.words()


def body_of(client: Client, path: str) -> tuple[int, str]:
    page = client.get(path)
    return page.status, page.words()


def test_a_foreign_a_finished_and_an_unknown_referral_answer_alike(world: builders.World, client: Client) -> None:
    foreign, recalled = sent(world), sent(world)
    service.recall(builders.actor_of(world.caseworker), recalled.ref)
    other = builders.make_organisation("Other clinic")
    builders.make_user("rival@other.example", Role.PARTNER, None, other)
    client.sign_in("rival@other.example")

    unknown = body_of(client, f"/partner/referrals/{spoken(new_ref())}")

    assert unknown[0] == 404
    assert body_of(client, f"/partner/referrals/{spoken(foreign.ref)}") == unknown
    assert body_of(client, f"/partner/referrals/{spoken(foreign.ref)}/decline") == unknown
    assert body_of(client, f"/partner/referrals/{spoken(foreign.ref)}/report") == unknown
    assert body_of(client, f"/partner/referrals/{spoken(recalled.ref)}") == unknown


@pytest.mark.parametrize(
    "path", ["/office/directory", "/office/referrals", "/office/search?q=MARK", "/admin/organisations"]
)
def test_a_partner_has_no_other_door(world: builders.World, client: Client, path: str) -> None:
    client.sign_in("pat@clinic.example")

    assert client.get(path).status in {403, 404}


def test_the_page_of_the_own_organisation(world: builders.World, client: Client) -> None:
    client.sign_in("pat@clinic.example")

    assert "Clinic of the test" in client.get("/partner/organisation").words()


def test_in_arabic_everything_reads_from_the_right(world: builders.World, client: Client) -> None:
    referral = sent(world, fields=frozenset(ConsentScope))
    with transaction():
        world.partner.language = "ar"
    client.sign_in("pat@clinic.example")

    page = client.get(f"/partner/referrals/{spoken(referral.ref)}")

    assert page.root.get("dir") == "rtl"
    assert page.root.get("lang") == "ar"
