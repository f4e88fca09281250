"""What stands on the card beside what always does: who is in charge, the last day to act, and money, if wanted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from mrc.casework.models import CasePerson
from mrc.casework.rules.stages import Stage
from mrc.claims import service as claims
from mrc.claims.rules import ClaimFacts, Component, LineFacts
from mrc.db import db, transaction
from mrc.portal import service
from mrc.portal.rules import Shows, harmless
from tests import builders
from tests.conftest import NOW
from tests.page import Client
from tests.portal.conftest import Opened
from tests.portal.test_views import open_card


@pytest.fixture
def claimed(opened: Opened, world: builders.World) -> Opened:
    """A case with a claim of 5,000 and a last day to act."""
    lines = [LineFacts(Component.UNPAID_WAGE, Decimal(5000))]
    facts = ClaimFacts(respondent_ref=None, country="QA", currency="QAR", is_still_employed=True)
    claims.record_claim(builders.actor_of(world.caseworker), opened.ref, facts, lines)
    with transaction():
        opened.case.act_by = NOW.date() + timedelta(days=9)
    return opened


def case_path(opened: Opened) -> str:
    return f"/office/cases/{opened.ref[:3]}-{opened.ref[3:6]}-{opened.ref[6:]}"


def test_money_and_the_last_day_are_shown_to_nobody_unasked(client: Client, claimed: Opened) -> None:
    text = open_card(client, claimed).words()

    assert "5,000" not in text
    assert "Act before" not in text


def test_the_worker_decides_what_they_see(client: Client, claimed: Opened) -> None:
    open_card(client, claimed)

    text = client.submit("/en/case/shown", {"money": "y", "limits": "y"}).words()

    assert "Asked for 5,000.00 QAR" in text
    assert "Arrived 0.00 QAR" in text
    assert "Act before 29 Nov 2026 (in 9 days)" in text
    assert "5,000" not in client.submit("/en/case/shown", {"limits": "y", "money": []}).words()


def test_a_day_that_is_over_is_not_shown(client: Client, claimed: Opened) -> None:
    with transaction():
        claimed.case.check_on = claimed.case.act_by = NOW.date() - timedelta(days=1)
    open_card(client, claimed)

    assert "2026" not in client.submit("/en/case/shown", {"limits": "y"}).words()


def test_the_caseworker_writes_down_what_the_worker_wants(client: Client, claimed: Opened) -> None:
    client.sign_in("ana@origin.example")

    page = client.submit(f"{case_path(claimed)}/own-page", {"money": "y"})

    assert "Money Shown" in page.words()
    assert service.shows_of(claimed.case.id) == Shows(money=True)


def test_of_a_case_of_several_people_nobody_sees_the_sum_of_all(
    client: Client, claimed: Opened, world: builders.World
) -> None:
    other = builders.make_person(world.origin, "राम", "Ram")
    with transaction():
        db.session.add(CasePerson(case_id=claimed.case.id, person_id=other.id))
    open_card(client, claimed)

    text = client.submit("/en/case/shown", {"money": "y"}).words()

    assert "5,000" not in text
    assert "Nothing is written down here yet." in text


@pytest.mark.parametrize(
    ("names", "said"), [(True, "Who is in charge: Ana"), (False, "Who is in charge: your caseworker")]
)
def test_the_centre_decides_whether_the_card_names_who_is_in_charge(
    client: Client, opened: Opened, world: builders.World, names: bool, said: str
) -> None:
    with transaction():
        world.origin.names_caseworker, world.origin.address = names, "Putalisadak 5"

    text = open_card(client, opened).words()

    assert said in text
    assert "Putalisadak 5" in text


@pytest.mark.parametrize("stage", Stage)
def test_what_is_harmless_never_speaks_of_papers_and_answers(stage: Stage) -> None:
    assert harmless(stage).stage is not Stage.WAGE_CLAIM
