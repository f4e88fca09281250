"""Collective claims through the office door: begun, their facts, their workers, what was computed, filed and paid."""

from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from mrc.casework import service as casework
from mrc.casework.models import Case
from mrc.casework.rules.closing import Resolution
from mrc.claims.models.collective import CollectiveClaim
from mrc.claims.rules import AmountKind
from mrc.claims.rules.collective import EntryGiven, GivenWorker
from mrc.claims.service import collective as service
from mrc.db import db
from tests import builders
from tests.claims.together import (
    TABLE,
    TODAY,
    bare_claim,
    checked,
    dashed,
    listed,
    make_claim,
    make_respondent,
    names,
    path,
    put_on,
    rows,
    token,
)
from tests.page import Client, Page
from tests.statements import statements_of


@pytest.fixture
def claim(world: builders.World, client: Client) -> CollectiveClaim:
    client.sign_in(world.caseworker.email)
    return make_claim(world)


def test_a_claim_is_begun_from_the_page_of_its_case(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    case = builders.make_case(world.origin, caseworker=world.caseworker)
    case_path = f"/office/cases/{dashed(case.ref)}"
    assert "names no employer" in client.get(f"{case_path}/collective/new").words()
    respondent = make_respondent(builders.actor_of(world.caseworker), country="QA")
    put_on(case, respondent)

    page = client.submit(f"{case_path}/collective/new", {"respondent": respondent.ref})
    assert "The collective claim is begun." in page.words()
    assert "Gulf Towers LLC" in page.words()
    found = db.session.scalars(sa.select(CollectiveClaim)).one()
    assert (found.country, found.currency) == ("QA", "QAR")
    assert "Collective claims" in client.get(case_path).words()


def test_shared_facts_are_asked_and_kept_without_being_whole(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    claim = bare_claim(world.origin, world.caseworker)
    page = client.submit(path(claim, "/facts"), {"started_on": "", "total": "260", "basis": "monthly"})

    assert "Each worker's own facts overrule these." in page.words()
    db.session.expire_all()
    assert claim.facts is not None
    assert claim.facts["pay"]["total"] == "260"
    wrong = client.submit(path(claim, "/facts"), {"started_on": "2024-05-01", "ended_on": "2024-01-01"})
    assert wrong.status == 422
    assert "The job would end before it began" in wrong.words()


def test_a_worker_is_added_by_name_or_as_somebody_registered(
    world: builders.World, client: Client, claim: CollectiveClaim
) -> None:
    person = builders.make_person(world.origin, "राम", "Ram Bahadur")
    new = path(claim, "/workers/new")
    client.submit(new, {"name": "By name", "total": "1300", "do": "next"})
    found = client.submit(new, {"person_query": "Ram Bahadur", "search": "1"})
    values = found.form_values(new)
    client.post(new, {**values, "person_choice": person.ref})

    assert names(claim) == ["By name", "राम"]
    assert service.all_workers(claim)[0].facts == {"total": "1300"}
    wrong = client.submit(new, {"name": "by name", "started_on": "2024-05-01", "ended_on": "2024-01-01"})
    assert wrong.status == 422
    assert "on the list already" in wrong.words()
    assert "The job would end before it began" in wrong.words()
    assert wrong.form_values(new)["name"] == "by name"


def test_a_worker_is_changed_and_taken_off(world: builders.World, client: Client, claim: CollectiveClaim) -> None:
    own = {"total": "300", "basic": "", "due:2024-10": "70"}
    listed(world, claim, [GivenWorker(2, "Ram", None, own, Decimal(9))])
    here = path(claim, "/workers/1")
    assert "Not so for this worker" in client.get(here).words()
    page = client.submit(f"{here}/change", {"total": "310", "claimed": ""})

    assert "Saved." in page.words()
    assert service.all_workers(claim)[0].facts == {**own, "total": "310"}
    assert client.submit(f"{here}/change", {"total": "x"}).status == 422
    client.post(f"{here}/take-off", token(client))
    assert names(claim) == []
    assert client.get(here).status == 404


def test_own_facts_are_told_in_words_and_not_as_they_are_kept(
    world: builders.World, client: Client, claim: CollectiveClaim
) -> None:
    own = {
        "started_on": "2022-03-01",
        "exit": "dismissed",
        "basis": "monthly",
        "total": "1300",
        "hours_day:2024-10": "4.50",
    }
    listed(world, claim, [GivenWorker(2, "Ram", None, own, None)])
    here = path(claim, "/workers/1")
    told = client.get(here).words()
    assert "1 Mar 2022" in told
    assert "By the month" in told
    assert "1,300.00" in told
    assert "4.5 " in told
    assert "2022-03-01" not in told

    told = client.submit(here, {"language": "ar"}, action="/language").words()
    assert "Ram" in told
    assert "dismissed" not in told
    assert "monthly" not in told


def test_all_are_computed_and_told_worker_by_worker(
    world: builders.World, client: Client, claim: CollectiveClaim
) -> None:
    listed(world, claim, rows(60))
    page = client.post(path(claim, "/compute"), token(client))

    assert "What the law gives all workers" in page.words()
    assert "Act before" in page.words() or "The day to act before" in page.words()
    assert "Worker 50" in page.words()
    assert "Worker 51" not in page.words()
    (following,) = [link.get("href") for link in page.all("a") if link.get("rel") == "next"]
    assert "Worker 51" in client.get(str(following)).words()
    (first,) = [link.get("href") for link in page.all("a") if "".join(link.itertext()) == "Worker 1"]
    line = client.get(str(first))
    assert "Art" in line.words()
    assert "Wages not paid" in line.words()
    assert client.get(path(claim)).words().count("Worker 5") > 1
    case_ref = str(db.session.scalar(sa.select(Case.ref).where(Case.id == claim.case_id)))
    card = client.get(f"/office/cases/{dashed(case_ref)}").words().partition("Collective claims")[2]
    assert card.partition("Workers")[0].count("act before") + card.partition("Workers")[0].count("Act before") == 1


def test_whose_facts_are_missing_is_told_before_anything_is_computed(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    claim = make_claim(world)
    listed(world, claim, rows(2))
    client.submit(path(claim, "/facts"), {"total": "", "basic": ""})
    page = client.post(path(claim, "/compute"), token(client))

    assert page.status == 422
    assert "2 cells must be mended" in page.words()
    assert "A wage is missing" in page.words()
    empty = bare_claim(world.origin, world.caseworker)
    assert "Add some first" in client.post(path(empty, "/compute"), token(client)).words()


def test_one_filing_and_payments_in_shares(world: builders.World, client: Client, claim: CollectiveClaim) -> None:
    listed(world, claim, [GivenWorker(2, "A", None, {}, Decimal(100)), GivenWorker(3, "B", None, {}, Decimal(300))])
    page = client.submit(
        path(claim, "/filing"), {"filed_on": "2026-11-01", "forum": "Labour court", "file_number": "7"}
    )
    assert "Labour court" in page.words()
    page = client.submit(path(claim, "/amounts/received"), {"total": "100", "method": "bank"})
    assert "25.000 KWD" in page.words()
    assert "75.000 KWD" in page.words()
    page = client.submit(path(claim, "/amounts/awarded"), {"table": "Number\tName\tAmount\n1\tA\t60\n2\tB\t120.5"})
    assert "180.500 KWD" in page.words()
    (entry, _award) = service.get_collective(builders.actor_of(world.caseworker), claim.ref).entries
    page = client.post(path(claim, f"/entries/{entry.id}/take-back"), token(client))
    assert "Taken back" in page.words()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"total": "", "table": ""}, "Enter one total, or amounts by worker."),
        ({"total": "5", "table": "1\t5"}, "not both"),
        ({"total": "5", "happened_on": "2027-01-01"}, "lies in the future"),
        ({"total": "1.23456"}, "Write the amount in figures"),
        ({"table": "9\t5"}, "No worker on the list has this number."),
        ({"table": "1\tmuch"}, "Write a number in figures"),
        ({"table": "1\t5\n1\t6"}, "stands twice"),
        ({"table": "1"}, "No worker on the list"),
    ],
)
def test_amounts_that_cannot_be_come_back(
    world: builders.World, client: Client, claim: CollectiveClaim, values: dict[str, str], said: str
) -> None:
    listed(world, claim, [GivenWorker(2, "A", None, {}, Decimal(100))])
    page = client.submit(path(claim, "/amounts/received"), values)

    assert page.status == 422
    assert said in page.words()
    shown = page.form_values(path(claim, "/amounts/received"))
    assert all(shown[name] == text for name, text in values.items())


def test_a_number_that_nobody_has_is_told_with_its_row(
    world: builders.World, client: Client, claim: CollectiveClaim
) -> None:
    listed(world, claim, [GivenWorker(2, "A", None, {}, Decimal(100))])
    page = client.submit(path(claim, "/amounts/received"), {"table": "Number\tAmount\n1\t5\n77\t5"})

    assert "Row 3" in page.words()
    assert "Row 77" not in page.words()


def test_a_stranger_finds_none_of_it(world: builders.World, client: Client, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    stranger = Client(client.app)
    stranger.sign_in(world.other_caseworker.email)
    for rest in ("", "/facts", "/workers/table", "/workers/new", "/workers/sheet", "/workers/1", "/filing"):
        assert stranger.get(path(claim, rest)).status == 404, rest
    assert stranger.post(path(claim, "/export"), token(stranger)).status == 404


def test_a_closed_case_offers_money_alone(world: builders.World, client: Client, claim: CollectiveClaim) -> None:
    listed(world, claim, rows(1))
    actor = builders.actor_of(world.caseworker)
    service.record_collective_amount(
        actor, claim.ref, EntryGiven(AmountKind.RECEIVED, TODAY, shares=((1, Decimal(5)),))
    )
    case_ref = str(db.session.scalar(sa.select(Case.ref).where(Case.id == claim.case_id)))
    casework.close(builders.actor_of(world.supervisor), case_ref, Resolution.WITHDRAWN, "Why")
    page = client.get(path(claim))

    assert "Record a payment" in page.words()
    assert "Add a worker" not in page.words()
    assert "This case is closed" in checked_and_saved(client, claim).words()


def checked_and_saved(client: Client, claim: CollectiveClaim) -> Page:
    values = client.get(path(claim, "/workers/table")).form_values(path(claim, "/workers/table"))
    return client.post(path(claim, "/workers/table"), {**values, "table": TABLE, "do": "save"})


def test_a_country_without_a_law_takes_amounts_by_hand(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    claim = bare_claim(world.origin, world.caseworker, "LB", "LBP")
    assert "No law is on record" in client.get(path(claim, "/facts")).words()
    page = checked(client, claim, "name\tclaimed\nRam\t500")
    assert page.status == 200
    client.post(path(claim, "/workers/table"), {**page.form_values(path(claim, "/workers/table")), "do": "save"})
    assert "500" in client.get(path(claim)).words()


def test_pages_ask_as_often_however_many_workers_there_are(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    counts = []
    for count in (5, 40):
        claim = make_claim(world)
        listed(world, claim, rows(count))
        client.post(path(claim, "/compute"), token(client))
        pages = (path(claim), path(claim, "/workers/1"), path(claim, "/workers/table"))
        counts.append([len(statements_of(partial(client.get, page))) for page in pages])
    assert counts[0] == counts[1]
