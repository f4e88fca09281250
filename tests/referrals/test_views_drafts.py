"""The office's pages of drafts and of asking the next one, and that no way sends a field without consent."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mrc.casework.models import Case
from mrc.db import db, transaction
from mrc.errors import Refused
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.people.rules import ConsentFacts, ConsentForm, Purpose
from mrc.referrals import service
from mrc.referrals.models import Referral, ReferralLink
from mrc.referrals.rules import ConsentScope, DeclineReason, ReferralState
from mrc.refs import spoken
from tests import builders
from tests.builders import actor_of
from tests.conftest import NOW
from tests.page import Client
from tests.referrals.scenes import WRITTEN, facts_for, marked_case, sent, without_account


def office(referral: Referral, rest: str = "") -> str:
    return f"/office/referrals/{spoken(referral.ref)}{rest}"


def test_decline_and_ask_the_next_one(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    builders.make_organisation("Second clinic")
    referral = sent(world, case, fields=frozenset({ConsentScope.ISSUES, ConsentScope.SUMMARY}))
    service.decline(actor_of(world.partner), referral.ref, DeclineReason.NO_CAPACITY, None)
    client.sign_in("ana@origin.example")

    page = client.submit(office(referral), {}, action=office(referral, "/next"))

    path = page.response.request.path
    values = {**page.form_values(path), "shared": ["issues", "summary"]}
    assert "Second clinic" in page.words()
    assert "MARK-SUMMARY" in page.words()
    assert values["purpose"] == "Please advise on unpaid wages."
    assert "agreed" not in values
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 1
    refused = client.post(path, {**values, "step": "send", "given_as": "written"})
    assert refused.status == 422
    done = client.post(path, {**values, "step": "send", "given_as": "written", "agreed": "y"})
    assert "The answer is due by" in done.words()
    states = list(db.session.scalars(sa.select(Referral.state).order_by(Referral.id)))
    assert states == [ReferralState.DECLINED, ReferralState.SENT]


def test_a_draft_is_saved_found_again_and_thrown_away(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    path = f"/office/cases/{spoken(case.ref)}/referrals/new/{spoken(world.partner_organisation.ref)}"
    client.sign_in("ana@origin.example")

    saved = client.submit(path, {"purpose": "My draft.", "priority": "urgent", "shared": ["summary"], "step": "save"})
    values = client.get(path).form_values(path)
    draft = db.session.scalars(sa.select(Referral)).one()
    gone = client.submit(f"/office/referrals/drafts/{spoken(draft.ref)}/discard", {})

    assert "Saved as a draft." in saved.words()
    assert (values["purpose"], values["priority"], values["shared"]) == ("My draft.", ["urgent"], ["summary"])
    assert "The draft is thrown away." in gone.words()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 0


def by_draft(world: builders.World, case: Case, to: Any, consent: Any) -> None:
    service.save_draft(actor_of(world.caseworker), case.ref, facts_for(to.ref, consent=None))
    service.send(actor_of(world.caseworker), case.ref, facts_for(to.ref, consent=consent))


def by_next(world: builders.World, case: Case, to: Any, consent: Any) -> None:
    first = service.send(
        actor_of(world.caseworker), case.ref, facts_for(world.partner_organisation.ref, consent=WRITTEN)
    )
    service.recall(actor_of(world.caseworker), first.ref)
    draft = service.ask_next(actor_of(world.caseworker), first.ref)
    assert draft.organisation_id == to.id
    facts = facts_for(to.ref, consent=first.consent_id if consent == "old" else consent)
    service.send(actor_of(world.caseworker), case.ref, facts)


def straight(world: builders.World, case: Case, to: Any, consent: Any) -> None:
    service.send(actor_of(world.caseworker), case.ref, facts_for(to.ref, consent=consent))


def by_link(world: builders.World, case: Case, to: Any, consent: Any) -> None:
    draft = service.save_draft(actor_of(world.caseworker), case.ref, facts_for(to.ref, consent=None))
    service.make_link(actor_of(world.caseworker), draft.ref, "desk@other.example", service.NewLink.fresh())


@pytest.mark.parametrize("way", [straight, by_draft, by_next, by_link])
@pytest.mark.parametrize("consent", [None, "withdrawn", "narrow", "elsewhere", "old"])
def test_no_way_sends_a_field_without_a_live_consent_that_names_it(
    world: builders.World, way: Any, consent: str | None
) -> None:
    case, to = marked_case(world), without_account("Second clinic")
    person = db.session.get_one(Person, case.person_id)
    given: Any = consent if consent == "old" else None
    if consent in {"withdrawn", "narrow", "elsewhere"}:
        facts = ConsentFacts(
            purpose=Purpose.REFERRAL,
            expires_on=date(2027, 2, 1),
            form=ConsentForm.WRITTEN,
            language="ne",
            fields=("case_reference",) if consent == "narrow" else ("case_reference", "issues"),
            organisation_id=world.partner_organisation.id if consent == "elsewhere" else to.id,
            case_id=case.id,
        )
        given = people.give_consent(actor_of(world.caseworker), person, facts).id
    if consent == "withdrawn":
        people.withdraw_consent(actor_of(world.caseworker), person.ref, given)
    if given == "old" and way is not by_next:
        given = 999_999

    with pytest.raises(Refused):
        way(world, case, to, given)

    db.session.rollback()
    query = sa.select(Referral.packet_sealed).where(Referral.organisation_id == to.id)
    assert [packet for packet in db.session.scalars(query) if packet is not None] == []
    assert db.session.scalars(sa.select(ReferralLink)).all() == []


def test_supervisors_find_overdue_referrals_on_their_first_page(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    sent(world, case)
    with transaction():
        db.session.execute(sa.update(Referral).values(answer_due_at=NOW - timedelta(hours=1)))
    client.sign_in("sue@origin.example")

    page = client.get("/office/")

    assert "Referrals without an answer in time" in page.words()
    assert "Clinic of the test" in page.words()
    assert "MARK" not in "".join(
        "".join(part.itertext()) for part in page.all("section") if part.get("aria-labelledby") == "work-referrals"
    )


def test_a_partner_with_an_account_finds_members_and_filters(world: builders.World, client: Client) -> None:
    referral = sent(world)
    client.sign_in("pat@clinic.example")

    assert "pat@clinic.example" in client.get("/partner/members").words()
    assert spoken(referral.ref) in client.get("/partner/?state=sent&priority=urgent&due=week").words()
    assert spoken(referral.ref) not in client.get("/partner/?state=accepted").words()
    assert client.get("/partner/?state=nonsense&due=x").status == 200
    assert client.get("/partner/referral").response.request.path == "/partner/"
