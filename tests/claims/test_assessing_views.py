"""The interview, an assessment and its take-over, through the office door."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mrc.access import Actor
from mrc.claims import service
from mrc.claims.models import ClaimAssessment, ClaimLine, LedgerEntry, WageClaim
from mrc.claims.rules import AmountKind, ClaimFacts, Component, LineFacts
from mrc.db import db, transaction
from tests import builders
from tests.page import Client, Page

JOB = {"started_on": "2021-01-01", "ended_on": "2024-12-31", "exit": "dismissed"}


@pytest.fixture
def claim(world: builders.World, client: Client) -> WageClaim:
    client.sign_in(world.caseworker.email)
    return new_claim(builders.actor_of(world.caseworker), world)


def new_claim(actor: Actor, world: builders.World, country: str = "KW", currency: str = "KWD") -> WageClaim:
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    facts = ClaimFacts(None, country, currency, date(2021, 1, 1), date(2024, 12, 31), monthly_wage=Decimal(260))
    return service.record_claim(actor, case.ref, facts, [LineFacts(Component.UNPAID_WAGE, Decimal(500))])


def dashed(ref: str) -> str:
    return f"{ref[:3]}-{ref[3:6]}-{ref[6:]}"


def path(claim: WageClaim, rest: str = "/facts") -> str:
    return f"/office/claims/{dashed(claim.ref)}{rest}"


def names(page: Page) -> set[str]:
    return {field.get("name") or "" for tag in ("input", "select") for field in page.all(tag)}


def records() -> list[ClaimAssessment]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ClaimAssessment).order_by(ClaimAssessment.id)))


def computed(client: Client, claim: WageClaim, **values: Any) -> Page:
    return client.submit(path(claim), {**JOB, **values, "do": "compute"})


def test_what_the_claim_knows_is_proposed_and_computed(client: Client, claim: WageClaim) -> None:
    page = computed(client, claim, **{"unpaid-0-month": "2024-12", "unpaid-0-due": "260"})

    assert page.status == 200
    assert page.response.request.path.startswith(path(claim, "/assessments/"))
    assert "260.000 KWD" in page.words()
    assert "Art" in page.words()
    assert "drafts until a lawyer signs" in page.words()
    assert "Not included" in page.words()
    assert "Act before" in page.words()
    assert records()[0].facts["unpaid"] == [{"month": "2024-12", "due": "260"}]
    assert len(records()[0].law_digest) == 64


def test_digits_of_another_script_are_understood(client: Client, claim: WageClaim) -> None:
    computed(client, claim, **{"unpaid-0-month": "٢٠٢٤-١٢", "unpaid-0-due": "٢٦٠"})

    assert records()[0].facts["unpaid"] == [{"month": "2024-12", "due": "260"}]


def test_a_wage_that_may_be_thousands_is_asked_for_once_more(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    claim = new_claim(builders.actor_of(world.caseworker), world, "AE", "AED")
    row = {"unpaid-0-month": "2024-12", "unpaid-0-due": "3.000"}

    page = client.submit(path(claim), {**JOB, **row, "total": "3.000", "basic": "2000", "do": "save"})

    assert page.status == 422
    # Each of the two fields says so, and the list at the head of the page once more.
    assert page.words().count("may mean thousands") == 4
    assert db.session.scalar(sa.select(WageClaim.facts)) is None


def test_an_unfinished_draft_is_kept_and_told_what_it_lacks(client: Client, claim: WageClaim) -> None:
    page = client.submit(path(claim), {"started_on": "", "total": "", "do": "save"})

    assert page.status == 200
    assert "Saved." in page.words()
    assert "First day of work: This is missing." in page.words()
    assert "A wage is missing" in page.words()
    assert records() == []


def test_a_saved_draft_shows_the_amount_so_far(client: Client, claim: WageClaim) -> None:
    page = client.submit(path(claim), {**JOB, "unpaid-0-month": "2024-12", "unpaid-0-due": "260", "do": "save"})

    assert "Amount so far, by what is saved" in page.words()
    assert page.form_values(path(claim))["unpaid-0-due"] == "260"


def test_more_rows_keep_what_was_typed(client: Client, claim: WageClaim) -> None:
    page = client.submit(path(claim), {"unpaid-2-month": "2024-10", "total": "777", "add": "unpaid"})

    values = page.form_values(path(claim))
    assert values["unpaid-2-month"] == "2024-10"
    assert values["total"] == "777"
    assert "unpaid-5-month" in values
    assert records() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ended_on": "2020-01-01"}, "The job would end before it began"),
        ({"started_on": "1801-01-01"}, "Write the date as"),
        ({"unpaid-1-month": "2019-01", "unpaid-1-due": "5"}, "This month lies outside the time of the job."),
        ({"unpaid-0-month": "2024-12"}, "This is missing."),
        ({"unpaid-0-due": "5"}, "This is missing."),
        ({"unpaid-0-month": "2024-13", "unpaid-0-due": "5"}, "Write the month as"),
        ({"unpaid-0-month": "2024-11", "unpaid-0-due": "-5"}, "Write the amount in figures"),
        ({"hours_per_day": "25"}, "This must be a number of hours that is possible."),
        ({"overtime-0-month": "2024-12", "overtime-0-hours_rest_day": "900"}, "more hours than the month has"),
        ({"total": ""}, "A wage is missing"),
        ({"exit": ""}, "This is missing."),
        ({"exit": "vanished"}, "Choose one of the list."),
        ({"basis": "weekly"}, "Choose one of the list."),
        (
            {
                "total": "999999999999",
                "basis": "hourly",
                "overtime-0-month": "2024-12",
                "overtime-0-hours_rest_day": "700",
            },
            "larger than any wage",
        ),
    ],
)
def test_bad_input_is_told_at_its_field_and_stays(
    client: Client, claim: WageClaim, typed: dict[str, str], said: str
) -> None:
    page = computed(client, claim, **typed)

    assert page.status == 422
    assert said in page.words()
    values = page.form_values(path(claim))
    assert all(values[name] == text for name, text in typed.items() if name not in {"exit", "basis"})
    assert records() == []


def test_only_what_the_law_of_the_country_needs_is_asked(
    client: Client, world: builders.World, claim: WageClaim
) -> None:
    actor = builders.actor_of(world.caseworker)
    jordan, hong_kong = new_claim(actor, world, "JO", "JOD"), new_claim(actor, world, "HK", "HKD")

    asked = {one.country: names(client.get(path(one))) for one in (claim, jordan, hong_kong)}

    assert {country for country in asked if "social_security_covered" in asked[country]} == {"JO"}
    assert {country for country in asked if "mpf_covered" in asked[country]} == {"HK"}
    assert not any("overtime-0-hours_night" in fields for fields in asked.values())


def test_a_country_without_law_says_so(client: Client, world: builders.World) -> None:
    client.sign_in(world.caseworker.email)
    nepal = new_claim(builders.actor_of(world.caseworker), world, "NP", "NPR")

    assert "No law is on record" in client.get(path(nepal)).words()
    assert "No law is on record" in client.get(path(nepal, "")).words()


def test_a_second_assessment_stands_beside_the_first_and_shows_the_difference(
    client: Client, claim: WageClaim
) -> None:
    computed(client, claim, **{"unpaid-0-month": "2024-12", "unpaid-0-due": "260"})
    page = computed(client, claim, **{"unpaid-0-month": "2024-12", "unpaid-0-due": "100"})

    first, second = records()
    assert first.total - second.total == 160
    assert "Difference to the computation before" in page.words()
    assert "100.000 KWD" in page.words()
    older = client.get(path(claim, f"/assessments/{first.ref}"))
    assert "A newer computation stands beside this one." in older.words()
    assert client.get(path(claim, "")).text.count("/assessments/") == 2


def test_an_old_version_of_the_interview_is_answered_with_both(client: Client, claim: WageClaim) -> None:
    computed(client, claim)

    assert client.submit(path(claim), {**JOB, "total": "1", "version": "1", "do": "save"}).status == 409


def test_an_assessment_is_taken_over_and_a_new_one_replaces_it(
    client: Client, world: builders.World, claim: WageClaim
) -> None:
    computed(client, claim, **{"unpaid-0-month": "2024-12", "unpaid-0-due": "260"})
    actor = builders.actor_of(world.caseworker)
    service.take_over(actor, claim.ref, records()[0].ref)
    first = {line.component: line.computed for line in db.session.scalars(sa.select(ClaimLine))}
    computed(client, claim, **{"unpaid-0-month": "", "unpaid-0-due": ""})
    shown = path(claim, f"/assessments/{dashed(records()[1].ref)}")
    page = client.submit(shown, {}, action=f"{shown}/take-over")

    db.session.expire_all()
    lines = {line.component: line.computed for line in db.session.scalars(sa.select(ClaimLine))}
    assert "The computed amounts are on record." in page.words()
    assert first[Component.UNPAID_WAGE] == 260
    assert lines[Component.UNPAID_WAGE] == 0
    assert lines[Component.END_OF_SERVICE] == first[Component.END_OF_SERVICE] == 600
    kinds = list(db.session.scalars(sa.select(LedgerEntry.kind)))
    assert kinds.count(AmountKind.COMPUTED) == 4
    assert kinds.count(AmountKind.CLAIMED) == 1
    # Neither is taken back: what is claimed is corrected, and what is computed follows from the next assessment.
    assert "take-back" not in client.get(path(claim, "")).text


def test_the_database_keeps_an_assessment_as_it_was(client: Client, claim: WageClaim) -> None:
    computed(client, claim)

    with pytest.raises(DBAPIError, match="never changed"), transaction():
        db.session.execute(sa.update(ClaimAssessment).values(law_digest="x"))
    assert len(records()[0].law_digest) == 64


def test_another_centre_finds_nothing(client: Client, world: builders.World, claim: WageClaim) -> None:
    computed(client, claim)
    record = records()[0]
    stranger = Client(client.http.application)
    stranger.sign_in(world.other_caseworker.email)

    assert client.get(path(claim, f"/assessments/{record.ref}")).status == 200
    assert stranger.get(path(claim)).status == 404
    assert stranger.get(path(claim, f"/assessments/{record.ref}")).status == 404


def test_a_changed_law_is_told(client: Client, claim: WageClaim, monkeypatch: pytest.MonkeyPatch) -> None:
    computed(client, claim)
    shown = path(claim, f"/assessments/{records()[0].ref}")
    before = client.get(shown).words()
    monkeypatch.setattr("mrc.claims.views.assessing.digest_of", lambda country: "another text")

    assert "The law on record changed" not in before
    assert "The law on record changed" in client.get(shown).words()


def test_a_missing_fact_is_called_what_the_interview_calls_it(
    client: Client, world: builders.World, claim: WageClaim
) -> None:
    jordan = new_claim(builders.actor_of(world.caseworker), world, "JO", "JOD")

    assert "A fact is missing: Was the worker covered by social security?" in computed(client, jordan).words()
    assert "A fact is missing" not in computed(client, jordan, social_security_covered="no").words()


def counted(client: Client, claim: WageClaim, **typed: str) -> str:
    """The piece of the page that is fetched while facts are typed; it is no whole page."""
    form = client.get(path(claim)).form_values(path(claim))
    answer = client.http.post(path(claim, "/facts/count"), data={**form, **typed})
    assert answer.status_code == 200
    return answer.text


def test_the_amount_grows_while_facts_are_typed_and_nothing_is_saved(client: Client, claim: WageClaim) -> None:
    before = claim.version
    job = {**JOB, "total": "260", "unpaid-0-month": "2024-12"}

    early, then = counted(client, claim, **job), counted(client, claim, **job, **{"unpaid-0-due": "260"})

    assert "Nothing can be computed yet by what is typed." in early
    assert "Months not paid" in early
    assert "Amount so far, by what is typed" in then
    assert "KWD" in then
    assert records() == []
    db.session.expire_all()
    assert (claim.version, claim.facts) == (before, None)


def test_nonsense_that_is_being_typed_is_told_and_never_a_fault(client: Client, claim: WageClaim) -> None:
    found = counted(client, claim, started_on="soon", total="much", scope="x", basis="y")

    assert "Nothing can be computed yet by what is typed." in found


def test_a_stranger_counts_nothing(client: Client, claim: WageClaim, world: builders.World) -> None:
    form = client.get(path(claim)).form_values(path(claim))
    other = Client(client.app)
    other.sign_in(world.other_caseworker.email)
    token = other.get("/office/people/new").form_values("/office/people/new")["csrf_token"]

    assert other.post(path(claim, "/facts/count"), {**form, "csrf_token": token}).status == 404


def test_without_a_law_there_is_nothing_to_count(client: Client, claim: WageClaim, world: builders.World) -> None:
    form = client.get(path(claim)).form_values(path(claim))
    lawless = new_claim(builders.actor_of(world.caseworker), world, "LB", "LBP")

    assert client.post(path(lawless, "/facts/count"), form).status == 404
