"""Asking that a case is closed, and after it was: "I still need help", and how it was, once."""

import pytest
import sqlalchemy as sa

from mrc.casework import service as casework
from mrc.casework.models import Task
from mrc.casework.rules.closing import Resolution
from mrc.db import db
from mrc.messages import service as messages
from mrc.portal.models import Satisfaction, Wish
from mrc.portal.rules import HowItWas, WishKind
from tests import builders
from tests.page import Client
from tests.portal.conftest import CODE, Opened
from tests.portal.test_second import give, kinds
from tests.portal.test_views import open_card


@pytest.fixture
def closed(opened: Opened, world: builders.World) -> Opened:
    casework.close(builders.actor_of(world.supervisor), opened.ref, Resolution.GOALS_MET, "all is well")
    return opened


def wishes() -> list[WishKind]:
    return list(db.session.scalars(sa.select(Wish.kind).order_by(Wish.id)))


def test_closing_is_asked_for_once_and_closes_nothing(client: Client, opened: Opened) -> None:
    open_card(client, opened)
    form = client.get("/en/case/finish").form_values("/en/case/finish")

    client.post("/en/case/finish", form)
    client.post("/en/case/finish", {**form, "once": "another"})

    assert wishes() == [WishKind.CLOSING]
    assert len(db.session.scalars(sa.select(Task)).all()) == 1
    assert [message.text for message in messages.conversation(opened.case.id)] == [
        "I want us to finish our work together."
    ]
    db.session.refresh(opened.case)
    assert opened.case.closed_at is None
    assert "You asked us to finish" in client.get("/en/case/finish").words()


def test_asking_by_the_second_code_is_kept_apart(client: Client, opened: Opened, world: builders.World) -> None:
    open_card(client, opened, give(world, opened))

    assert "We have your message" in client.submit("/en/case/finish", {}).words()

    assert wishes() == []
    assert "second_wrote" in kinds(opened.case)


def test_a_closed_card_offers_help_and_the_centre_hears_of_it(client: Client, closed: Opened) -> None:
    assert "I still need help" in open_card(client, closed).words()
    assert "Finish our work" not in client.get("/en/case/more").words()
    assert client.get("/en/case/finish").response.request.path == "/en/case"

    assert client.submit("/en/case/help", {"text": ""}).status == 200
    assert client.submit("/en/case/help", {"text": "my money"}).status == 200

    assert [message.text for message in messages.conversation(closed.case.id)] == ["I still need help.", "my money"]
    assert wishes() == [WishKind.STILL_NEEDS_HELP]
    db.session.refresh(closed.case)
    assert closed.case.unanswered_since is not None
    assert closed.case.closed_at is not None


def test_how_it_was_is_told_once_and_read_by_who_leads(client: Client, closed: Opened, world: builders.World) -> None:
    open_card(client, closed)
    form = client.get("/en/case/how-it-was").form_values("/en/case/how-it-was")
    assert client.post("/en/case/how-it-was", {**form, "text": CODE, "answer": "bad"}).status == 422
    assert client.post("/en/case/how-it-was", {**form, "text": ""}).status == 422

    client.post("/en/case/how-it-was", {**form, "text": "slow", "answer": "bad"})
    client.post("/en/case/how-it-was", {**form, "once": "another", "text": "fast", "answer": "good"})

    (said,) = db.session.scalars(sa.select(Satisfaction))
    assert (said.answer, said.text) == (HowItWas.BAD, "slow")
    client.post("/exit", client.get("/en/case").form_values("/exit"))
    client.sign_in(world.caseworker.email)
    assert "slow" not in client.get(f"/office/cases/{closed.ref}").words()
    client.post("/sign-out", client.get("/account").form_values("/sign-out"))
    client.sign_in(world.supervisor.email)
    assert "slow" in client.get(f"/office/cases/{closed.ref}").words()


@pytest.mark.parametrize("path", ["help", "how-it-was"])
def test_an_open_case_has_no_page_for_what_comes_after(client: Client, opened: Opened, path: str) -> None:
    open_card(client, opened)

    assert client.get(f"/en/case/{path}").response.request.path == "/en/case"
    assert wishes() == []
