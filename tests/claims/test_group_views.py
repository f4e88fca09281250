"""Referring the workers of a claim together, page by page, and answering at the partners' door."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock
from mrc.casework.models import Case
from mrc.casework.rules.stages import Priority
from mrc.claims.models import CollectiveClaim, GroupReferral
from mrc.db import db, transaction
from mrc.refs import spoken
from tests import builders
from tests.claims.grouped import group, make_group_claim
from tests.page import Client, Page

CASEWORKER, PARTNER = "ana@origin.example", "pat@clinic.example"


@pytest.fixture
def claim(world: builders.World) -> CollectiveClaim:
    return make_group_claim(world)


def path_of(world: builders.World, claim: CollectiveClaim) -> str:
    organisation = spoken(world.partner_organisation.ref)
    return f"/office/collective/{spoken(claim.ref)}/referrals/new/{organisation}"


def newest() -> GroupReferral:
    return db.session.scalars(sa.select(GroupReferral).order_by(GroupReferral.id.desc()).limit(1)).one()


def signed_in(app: Flask, email: str) -> Client:
    client = Client(app)
    client.sign_in(email)
    return client


def send(client: Client, path: str) -> Page:
    """Look at what goes out and send it for those who agreed; a number that nobody could ask comes back."""
    look = client.submit(path, {"step": "look", "purpose": "MARK-PURPOSE", "shared": ["name", "claim"]})
    assert look.status == 200
    assert "on the list by name alone" in look.words()
    assert "MARK-ALONE" not in look.text
    agreed = {"step": "send", "agreed": "1, 2", "given_as": "written", "expires_on": "2027-02-01"}
    typed = {**look.form_values(path), **agreed, "shared": ["name", "claim"]}
    again = client.post(path, {**typed, "agreed": "4"})
    assert again.status == 422
    assert "not held back" in again.words()
    return client.post(path, typed)


def test_from_the_page_of_the_claim_to_the_answer(app: Flask, world: builders.World, claim: CollectiveClaim) -> None:
    client, partner = signed_in(app, CASEWORKER), signed_in(app, PARTNER)
    here = f"/office/collective/{spoken(claim.ref)}"
    assert f"{here}/referrals/new" in client.get(here).text
    assert "3 of 4 workers are registered." in client.get(f"{here}/referrals/new").words()

    sent = send(client, path_of(world, claim))

    assert "2 workers were referred. Of 2 the consent still holds." in sent.words()
    there = f"/partner/collective/{spoken(newest().ref)}"
    assert there in partner.get("/partner/").text
    page = partner.get(there)
    found = [mark in page.text for mark in ("MARK-WORKER-1", "MARK-WORKER-2", "MARK-WORKER-3", "MARK-ALONE")]
    assert found == [True, True, False, False]
    assert "Accepted. The centre has been told." in partner.submit(there, {}, action=f"{there}/accept").words()
    reported = partner.submit(f"{there}/report", {"outcome": "settled", "note": "MARK-DONE"})
    assert "Reported." in reported.words()
    assert partner.get(there).status == 404
    assert "MARK-DONE" in client.get(f"/office/collective/referrals/{spoken(newest().ref)}").text


def test_an_answer_is_asked_for_as_soon_as_the_case_is_urgent(
    app: Flask, world: builders.World, claim: CollectiveClaim
) -> None:
    with transaction():
        db.session.get_one(Case, claim.case_id).priority = Priority.URGENT
    path = path_of(world, claim)
    assert signed_in(app, CASEWORKER).get(path).form_values(path)["priority"] == ["urgent"]


def test_what_nobody_answered_in_time_stands_in_the_work_of_its_caseworker(
    app: Flask, world: builders.World, claim: CollectiveClaim
) -> None:
    referral, here = group(world, claim, 1), "/office/collective/referrals/"
    assert here not in signed_in(app, CASEWORKER).get("/office/").text
    with transaction():
        referral.answer_due_at = clock.now() - timedelta(hours=1)

    page = signed_in(app, CASEWORKER).get("/office/")

    assert f"{here}{spoken(referral.ref)}" in page.text
    assert "No answer in time" in page.words()


def test_recalled_declined_and_strangers(app: Flask, world: builders.World, claim: CollectiveClaim) -> None:
    ref = spoken(group(world, claim, 1).ref)
    office, partner = signed_in(app, CASEWORKER), signed_in(app, PARTNER)
    declining = partner.submit(f"/partner/collective/{ref}/decline", {"reason": "other", "note": ""})
    assert declining.status == 422
    stranger = signed_in(app, "omar@destination.example")
    assert stranger.get(f"/office/collective/referrals/{ref}").status == 404
    assert office.get(f"/partner/collective/{ref}").status == 403
    recalled = office.submit(f"/office/collective/referrals/{ref}/recall", {})
    assert "no longer sees anything" in recalled.words()
    assert partner.get(f"/partner/collective/{ref}").status == 404
    assert partner.get(f"/partner/collective/{ref}/decline").status == 404


def test_nothing_is_offered_on_a_claim_of_names_alone(client: Client, world: builders.World) -> None:
    names = make_group_claim(world, registered=0, by_name=2)
    client.sign_in(CASEWORKER)

    page = client.get(f"/office/collective/{spoken(names.ref)}/referrals/new")

    assert "because nobody can ask them for consent" in page.words()
    assert "/office/people/new" in page.text
    assert path_of(world, names) not in page.text
    look = client.submit(path_of(world, names), {"step": "look", "purpose": "MARK-PURPOSE"})
    assert "Nobody of them can be referred so." in look.words()


@pytest.mark.parametrize("typed", [{"numbers": "x"}, {"numbers": "9"}, {"purpose": ""}])
def test_bad_input_comes_back(
    client: Client, world: builders.World, claim: CollectiveClaim, typed: dict[str, str]
) -> None:
    client.sign_in(CASEWORKER)

    page = client.submit(path_of(world, claim), {"step": "look", "purpose": "MARK-PURPOSE", **typed})

    assert page.status == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(GroupReferral)) == 0
