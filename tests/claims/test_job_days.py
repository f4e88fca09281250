"""The days of a job are the same in the head of a claim and in the facts that were asked."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from mrc.claims import service
from mrc.claims.models import WageClaim
from mrc.claims.rules import ClaimFacts
from mrc.claims.rules.facts import Scope
from mrc.claims.rules.job_days import followed, led
from mrc.db import db
from tests import builders
from tests.claims.employments import data
from tests.claims.test_assessing_views import JOB, new_claim, path
from tests.page import Client

HEAD = ClaimFacts(None, "KW", "KWD", date(2021, 1, 1), date(2024, 12, 31))
NOW = replace(HEAD, employed_to=None, is_still_employed=True)


def test_the_facts_follow_what_changed_in_the_head_and_nothing_else() -> None:
    facts = data("KW", started_on="2021-02-01")

    later = followed(facts, HEAD, replace(HEAD, employed_to=date(2025, 1, 31), note="x"))
    assert later["employment"] == {**facts["employment"], "ended_on": "2025-01-31"}
    assert later["pay"] == facts["pay"]
    job = followed(facts, HEAD, replace(NOW, employed_from=None))["employment"]
    assert not job.keys() & {"started_on", "ended_on", "exit"}


@pytest.mark.parametrize(
    ("job", "days"),
    [
        ({"started_on": "2020-05-01", "ended_on": "2025-01-31"}, (date(2020, 5, 1), date(2025, 1, 31), False)),
        ({"started_on": "2020-05-01"}, (date(2020, 5, 1), None, True)),
        ({"started_on": "2020-05-01", "exit": "resigned"}, (date(2020, 5, 1), date(2024, 12, 31), False)),
        ({"ended_on": "2025-01-31"}, (date(2021, 1, 1), date(2024, 12, 31), False)),
        ({"started_on": "2025-02-01", "ended_on": "2025-01-31"}, (date(2021, 1, 1), date(2024, 12, 31), False)),
    ],
)
def test_the_head_follows_the_days_that_the_facts_tell(job, days) -> None:
    head = led(HEAD, {"employment": job})

    assert (head.employed_from, head.employed_to, head.is_still_employed) == days


def test_both_are_kept_the_same_whichever_is_changed(world: builders.World) -> None:
    actor = builders.actor_of(world.caseworker)
    claim = new_claim(actor, world)
    service.save_facts(actor, claim.ref, claim.version, Scope.GENERAL, data("KW", ended_on="2025-03-31"), "Facts")
    db.session.expire_all()
    assert service.get_claim(actor, claim.ref).claim.employed_to == date(2025, 3, 31)

    head = service.facts_of(claim)
    service.change_claim(actor, claim.ref, claim.version, replace(head, employed_from=date(2022, 1, 1)), {})
    db.session.expire_all()
    facts = db.session.scalar(sa.select(WageClaim.facts)) or {}
    assert (facts["employment"]["started_on"], facts["employment"]["ended_on"]) == ("2022-01-01", "2025-03-31")


def test_the_page_says_what_changed_with_it(world: builders.World, client: Client) -> None:
    client.sign_in(world.caseworker.email)
    claim = new_claim(builders.actor_of(world.caseworker), world)

    page = client.submit(path(claim), {**JOB, "ended_on": "2025-01-31", "do": "save"})
    assert "The claim has the same first and last day now." in page.words()
    assert client.get(path(claim, "/change")).form_values(path(claim, "/change"))["employed_to"] == "2025-01-31"
    page = client.submit(path(claim, "/change"), {"employed_to": "2025-02-28"})
    assert "The facts of the job have the same days now." in page.words()
    assert client.get(path(claim)).form_values(path(claim))["ended_on"] == "2025-02-28"
    page = client.submit(path(claim, "/change"), {"note": "more"})
    assert "The facts of the job" not in page.words()
