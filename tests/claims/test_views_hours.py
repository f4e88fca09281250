"""The hours of a diary through the office door: looked at with their working, and taken over into the facts."""

from datetime import date
from decimal import Decimal

import pytest

from mrc.access import Actor
from mrc.casework.models import Case
from mrc.claims import service as claims
from mrc.claims.models import WageClaim
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.db import db
from mrc.employment import service as employment
from mrc.employment.rules import DayFacts, DayKind
from tests import builders
from tests.page import Client, Page


@pytest.fixture
def actor(world: builders.World) -> Actor:
    return builders.actor_of(world.caseworker)


@pytest.fixture
def case(world: builders.World, client: Client) -> Case:
    client.sign_in(world.caseworker.email)
    return builders.make_case(world.origin, caseworker=world.caseworker)


def new_claim(actor: Actor, case: Case, country: str = "AE", currency: str = "AED") -> WageClaim:
    facts = ClaimFacts(None, country, currency, date(2021, 1, 1), date(2026, 6, 30), monthly_wage=Decimal(3000))
    return claims.record_claim(actor, case.ref, facts, [LineFacts(Component.OVERTIME, Decimal(500))])


def path(claim: WageClaim, rest: str = "/hours") -> str:
    ref = claim.ref
    return f"/office/claims/{ref[:3]}-{ref[3:6]}-{ref[6:]}{rest}"


LATE = DayFacts(date(2026, 6, 3), starts=14 * 60, ends=60, ends_next_day=True)
REST = DayFacts(date(2026, 6, 5), hours=300, kind=DayKind.REST_DAY)


def overtime(claim: WageClaim) -> list[dict[str, str]]:
    db.session.expire_all()
    found = db.session.get(WageClaim, claim.id)
    assert found is not None
    return found.facts["overtime"] if found.facts else []


def send(client: Client, claim: WageClaim, **values: object) -> Page:
    return client.submit(path(claim), values)


def test_hours_are_shown_with_their_working_and_taken_over_by_one_button(
    client: Client, actor: Actor, case: Case
) -> None:
    employment.keep_days(actor, case, [LATE, REST])
    claim = new_claim(actor, case)
    page = client.get(path(claim))

    assert "By the law on record 8 hours a day are normal." in page.words()
    assert "The night is from 22:00 to 4:00." in page.words()
    assert "June 2026 2 days told Hours by night: 3 Nothing Day of rest: 5" in page.words()
    assert "3 Jun 2026 Working day 11:00 8:00 3:00 0:00 3:00" in page.words()
    assert overtime(claim) == []
    taken = send(client, claim)
    assert taken.response.request.path == path(claim, "/facts")
    assert "Taken over. Look at the facts, then compute." in taken.words()
    assert overtime(claim) == [{"month": "2026-06", "hours_night": "3"}]
    assert taken.form_values(path(claim, "/facts"))["overtime-0-hours_night"] == "3"


def test_what_was_typed_by_hand_stands_beside_and_stays_without_a_tick(
    client: Client, actor: Actor, case: Case
) -> None:
    employment.keep_days(actor, case, [LATE, DayFacts(date(2026, 5, 5), hours=600)])
    claim = new_claim(actor, case)
    typed = {"overtime-0-month": "2026-06", "overtime-0-hours_day": "7", "do": "save"}
    client.submit(path(claim, "/facts"), typed)
    page = client.get(path(claim))

    assert "Hours by night: 3 Hours by day: 7" in page.words()
    send(client, claim, hours=["2026-05"])
    assert overtime(claim) == [{"month": "2026-05", "hours_day": "2"}, {"month": "2026-06", "hours_day": "7"}]


def test_nothing_ticked_is_told(client: Client, actor: Actor, case: Case) -> None:
    employment.keep_days(actor, case, [LATE])
    claim = new_claim(actor, case)
    page = send(client, claim, hours=[])

    assert page.status == 422
    assert "Tick at least one month to take over." in page.words()
    assert overtime(claim) == []


def test_a_diary_that_changed_meanwhile_is_looked_at_again(client: Client, actor: Actor, case: Case) -> None:
    employment.keep_days(actor, case, [LATE])
    claim = new_claim(actor, case)
    form = client.get(path(claim)).form_values(path(claim))
    employment.keep_days(actor, case, [DayFacts(date(2026, 6, 4), hours=600)])
    page = client.post(path(claim), form)

    assert page.status == 422
    assert "The diary or the facts changed meanwhile." in page.words()
    client.post(path(claim), page.form_values(path(claim)))
    assert overtime(claim) == [{"hours_day": "2", "hours_night": "3", "month": "2026-06"}]


def test_where_the_law_names_no_hours_they_are_asked_for(client: Client, actor: Actor, case: Case) -> None:
    employment.keep_days(actor, case, [LATE])
    claim = new_claim(actor, case, "BH", "BHD")
    page = client.get(path(claim))

    assert "Say which hours were agreed" in page.words()
    assert "June 2026" not in page.words()
    counted = send(client, claim, agreed_day="٩", do="count")
    assert counted.status == 200
    assert "No reviewed rule on record pays extra hours in this country." in counted.words()
    assert "Working day: 2" in counted.words()
    assert counted.form_values(path(claim))["agreed_day"] == "9"


def test_fewer_agreed_hours_are_counted_again(client: Client, actor: Actor, case: Case) -> None:
    employment.keep_days(actor, case, [LATE])
    claim = new_claim(actor, case)

    assert "Hours by day: 1 Hours by night: 3" in send(client, claim, agreed_day="7", do="count").words()
    page = send(client, claim, agreed_day="25", do="count")
    assert page.status == 422
    assert "This must be a number of hours that is possible." in page.words()
    assert page.form_values(path(claim))["agreed_day"] == "25"
    assert send(client, claim, agreed_week="many").status == 422
    assert overtime(claim) == []


@pytest.mark.parametrize(("hours", "shown"), [("7.33", "7.333"), ("7.32", "7.317"), ("7.5", "7.5")])
def test_agreed_hours_that_are_no_whole_minutes_are_shown_so_that_they_can_be_sent(
    client: Client, actor: Actor, case: Case, hours: str, shown: str
) -> None:
    employment.keep_days(actor, case, [LATE])
    claim = new_claim(actor, case)
    client.submit(path(claim, "/facts"), {"hours_per_day": hours, "do": "save"})

    assert client.get(path(claim)).form_values(path(claim))["agreed_day"] == shown
    assert send(client, claim).status == 200
    assert [row["month"] for row in overtime(claim)] == ["2026-06"]


def test_pay_of_the_diary_is_taken_over(client: Client, actor: Actor, case: Case) -> None:
    employment.keep_days(actor, case, [DayFacts(date(2026, 6, 3), pay=Decimal(120), currency="AED")])
    claim = new_claim(actor, case)
    client.submit(path(claim, "/facts"), {"unpaid-0-month": "2026-06", "unpaid-0-due": "3000", "do": "save"})
    page = client.get(path(claim))

    assert "June 2026 3,000.00 AED 120.00 AED –" in page.words()
    send(client, claim)
    db.session.expire_all()
    found = db.session.get(WageClaim, claim.id)
    assert found is not None
    assert found.facts["unpaid"] == [{"month": "2026-06", "due": "3000", "paid": "120"}]


def test_the_claim_leads_there_once_there_are_days(client: Client, actor: Actor, case: Case) -> None:
    claim = new_claim(actor, case)
    assert "The diary of this case has no days yet." in client.get(path(claim)).words()
    employment.keep_days(actor, case, [LATE])

    assert path(claim) in client.get(path(claim, "")).text


def test_a_country_without_law_says_so(client: Client, actor: Actor, case: Case) -> None:
    employment.keep_days(actor, case, [LATE])
    claim = new_claim(actor, case, "NP", "NPR")

    assert "No law is on record" in client.get(path(claim)).words()
    assert path(claim) not in client.get(path(claim, "")).text


def test_a_stranger_finds_nothing(client: Client, world: builders.World, actor: Actor, case: Case) -> None:
    stranger = Client(client.app)
    stranger.sign_in(world.other_caseworker.email)

    assert stranger.get(path(new_claim(actor, case))).status == 404
