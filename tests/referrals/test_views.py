"""The office's pages of referrals: no consent, no referral, by any path."""

from typing import Any

import pytest
import sqlalchemy as sa

from mrc.casework.rules.stages import Priority
from mrc.db import db
from mrc.directory.rules import OrganisationKind
from mrc.people import service as people
from mrc.people.models import Consent, Person
from mrc.referrals import service
from mrc.referrals.models import Referral
from mrc.referrals.rules import ConsentScope
from mrc.refs import spoken
from tests import builders
from tests.page import Client, Page
from tests.referrals.scenes import marked_case, marked_person, sent
from tests.statements import statements_of


def how_many(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def address(case: Any, organisation: Any) -> str:
    return f"/office/cases/{spoken(case.ref)}/referrals/new/{spoken(organisation.ref)}"


def looked_at(client: Client, path: str, **values: Any) -> Page:
    """The third step, reached by filling in the second."""
    what = {"purpose": "Please advise.", "priority": "urgent", "shared": ["issues"], "step": "look", **values}
    return client.submit(path, what)


def agreed(page: Page, path: str, **values: Any) -> dict[str, Any]:
    """What the third step sends when the person has agreed."""
    return {
        **page.form_values(path),
        "given_as": "written",
        "language": "ne",
        "agreed": "y",
        "step": "send",
        **values,
    }


def test_a_caseworker_refers_a_case_step_by_step(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    path = address(case, world.partner_organisation)
    client.sign_in("ana@origin.example")

    first = client.get(f"/office/cases/{spoken(case.ref)}/referrals/new")
    third = looked_at(client, path)
    done = client.post(path, agreed(third, path))

    assert "Clinic of the test" in first.words()
    assert "Works where help is needed" in first.words()
    assert "Exactly this is what the organisation will see" in third.words()
    assert done.status == 200
    assert "The answer is due by" in done.words()
    assert how_many(Referral) == how_many(Consent) == 1


def test_name_and_numbers_are_not_ticked_at_first(world: builders.World, client: Client) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")

    ticked = client.get(path).form_values(path)["shared"]

    assert sorted(ticked) == ["destination", "issues", "languages"]


def test_an_answer_is_asked_for_as_soon_as_the_case_is_urgent(world: builders.World, client: Client) -> None:
    client.sign_in("ana@origin.example")

    for priority in Priority:
        path = address(marked_case(world, priority=priority), world.partner_organisation)
        assert client.get(path).form_values(path)["priority"] == [priority]


@pytest.mark.parametrize(
    "left_out",
    [{"agreed": None}, {"language": ""}, {"expires_on": ""}, {"consent": "12345"}, {"seen": ""}],
)
def test_without_consent_nothing_is_sent(world: builders.World, client: Client, left_out: dict[str, Any]) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")
    values = agreed(looked_at(client, path), path, **left_out)

    answer = client.post(path, {name: value for name, value in values.items() if value is not None})

    assert answer.status == 422
    assert "Please look at these points" in answer.words()
    assert "Please advise." in answer.text
    assert how_many(Referral) == how_many(Consent) == 0


def test_a_form_made_up_without_the_steps_sends_nothing(world: builders.World, client: Client) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")
    token = client.get(path).form_values(path)["csrf_token"]

    bare = client.post(path, {"csrf_token": token, "step": "send", "purpose": "x", "priority": "normal"})

    assert bare.status == 422
    assert how_many(Referral) == 0


def test_more_fields_than_were_shown_are_not_sent(world: builders.World, client: Client) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")
    values = agreed(looked_at(client, path), path, shared=["issues", "name", "phone"])

    answer = client.post(path, values)

    assert answer.status == 422
    assert "The file changed while you were asking" in answer.words()
    assert "agreed" not in answer.form_values(path)
    assert how_many(Referral) == 0


def test_an_earlier_consent_that_was_withdrawn_meanwhile_sends_nothing(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    first = sent(world, case)
    service.recall(builders.actor_of(world.caseworker), first.ref)
    path = address(case, world.partner_organisation)
    client.sign_in("ana@origin.example")
    page = looked_at(client, path)
    assert f'value="{first.consent_id}"' in page.text
    person_ref = db.session.scalars(sa.select(Person.ref).where(Person.id == case.person_id)).one()
    people.withdraw_consent(builders.actor_of(world.caseworker), person_ref, first.consent_id)

    answer = client.post(path, agreed(page, path, consent=str(first.consent_id)))

    assert answer.status == 422
    assert how_many(Referral) == 1


def test_the_same_form_sent_twice_refers_once(world: builders.World, client: Client) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")
    values = agreed(looked_at(client, path), path)

    first, second = client.post(path, values, follow=False), client.post(path, values, follow=False)

    assert first.response.status_code == second.response.status_code == 303
    assert how_many(Referral) == 1


def test_what_was_typed_comes_back_when_fields_are_changed(world: builders.World, client: Client) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")
    page = looked_at(client, path, purpose="A long purpose.")

    back = client.post(path, {**page.form_values(path), "step": "back"})

    assert back.status == 200
    assert back.form_values(path)["purpose"] == "A long purpose."
    assert back.form_values(path)["shared"] == ["issues"]


def test_a_purpose_is_needed(world: builders.World, client: Client) -> None:
    path = address(marked_case(world), world.partner_organisation)
    client.sign_in("ana@origin.example")

    page = looked_at(client, path, purpose="")

    assert page.status == 422
    assert "Write what you ask the organisation to do." in page.words()


def test_a_consulate_is_asked_about_twice(world: builders.World, client: Client) -> None:
    office = builders.make_organisation("Embassy of Nepal", OrganisationKind.CONSULATE, sending_country="NP")
    case = marked_case(world)
    path = address(case, office)
    client.sign_in("ana@origin.example")

    unsaid = looked_at(client, path)
    said = looked_at(client, path, is_safe_to_ask_consulate="y", consulate_reason="A new passport.")
    done = client.post(path, agreed(said, path))

    assert unsaid.status == 422
    assert "it is safe" in unsaid.words()
    assert done.status == 200
    assert how_many(Referral) == 1


def test_an_unsafe_consulate_has_no_form_at_all(world: builders.World, client: Client) -> None:
    office = builders.make_organisation("Embassy of Nepal", OrganisationKind.CONSULATE, sending_country="NP")
    case = marked_case(world, marked_person(world, nationality=None))
    client.sign_in("ana@origin.example")

    shown = client.get(address(case, office))
    listed = client.get(f"/office/cases/{spoken(case.ref)}/referrals/new?kind=consulate")

    assert shown.status == 422
    assert "could harm the person" in shown.words()
    assert "Embassy of Nepal" not in listed.words()
    assert "nationality is not known" in listed.words()


def test_the_office_lists_shows_and_recalls(world: builders.World, client: Client) -> None:
    referral = sent(world, fields=frozenset({ConsentScope.SUMMARY}))
    here = f"/office/referrals/{spoken(referral.ref)}"
    client.sign_in("ana@origin.example")

    listed = client.get("/office/referrals")
    shown = client.get(here)
    recalled = client.submit(f"{here}/recall", {})

    assert "MARK-NAME" in listed.words()
    assert "MARK-SUMMARY" in shown.words()
    assert "MARK-NAME" not in shown.words()
    assert "no longer sees anything" in recalled.words()
    assert "No referral waits for an answer." in client.get("/office/referrals").words()
    assert client.submit(f"{here}/recall", {}).status == 200


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?after=x-y", "?after=99999999999999999999-1", "?after=9999999999999999-1"]
)
def test_a_bent_address_of_the_list_is_harmless(world: builders.World, client: Client, query: str) -> None:
    client.sign_in("ana@origin.example")

    assert client.get(f"/office/referrals{query}").status == 200


def test_the_case_and_the_organisation_show_their_referrals(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    sent(world, case)
    client.sign_in("ana@origin.example")

    on_case = client.get(f"/office/cases/{spoken(case.ref)}")
    on_organisation = client.get(f"/office/directory/{spoken(world.partner_organisation.ref)}")

    assert "Clinic of the test" in on_case.words()
    assert "How our referrals went" in on_organisation.words()


def test_the_directory_can_be_searched_for_somebody_known(world: builders.World, client: Client) -> None:
    case = marked_case(world)
    known = builders.make_organisation("Harbour Union", OrganisationKind.UNION, country="HK")
    client.sign_in("ana@origin.example")

    page = client.get(f"/office/cases/{spoken(case.ref)}/referrals/new?q=harbour")

    assert address(case, known) in page.text


def test_the_number_of_queries_of_the_list_does_not_grow(world: builders.World, client: Client) -> None:
    def queries() -> int:
        return len(statements_of(lambda: client.get("/office/referrals")))

    sent(world)
    client.sign_in("ana@origin.example")
    client.get("/office/referrals")
    few = queries()
    for _number in range(5):
        sent(world)

    assert queries() == few


def test_another_centre_and_a_colleague_outside_the_team_see_nothing(world: builders.World, client: Client) -> None:
    case = marked_case(world, is_restricted=True)
    referral = sent(world, case)
    paths = (
        f"/office/referrals/{spoken(referral.ref)}",
        f"/office/referrals/{spoken(referral.ref)}/recall",
        f"/office/cases/{spoken(case.ref)}/referrals/new",
        address(case, world.partner_organisation),
    )

    client.sign_in("ben@origin.example")

    assert [client.get(path).status for path in paths] == [404, 404, 404, 404]
