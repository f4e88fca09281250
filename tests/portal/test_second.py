"""The second code opens a page that tells nothing, and the office is warned; "that was not me" ends both codes."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from mrc import clock, vault
from mrc.access import Actor, Permission, Role, may
from mrc.audit import AuditEntry, Event
from mrc.casework import service as casework
from mrc.casework.models import Case, Task
from mrc.casework.rules.closing import Resolution
from mrc.casework.rules.stages import Party
from mrc.db import db, transaction
from mrc.documents import service as documents
from mrc.errors import NotAllowed, NotFound, Refused
from mrc.messages import service as messages
from mrc.messages.models import Message
from mrc.portal import service
from mrc.portal.models import DoorWarning, OwnPage
from mrc.portal.rules import Shows, WarningKind
from mrc.sessions import Session, SessionRow
from mrc.staff.service import passwords
from tests import builders
from tests.conftest import NOW
from tests.documents import samples
from tests.page import Client, Page
from tests.portal.conftest import Opened
from tests.portal.test_service import HERE, WRONG, count_hashes, opens
from tests.portal.test_views import open_card, send

SECRET = "मालिकले तलब दिएन"


@pytest.fixture
def code(opened: Opened, world: builders.World) -> str:
    """The second code of the opened case, on whose true page something stands."""
    caseworker = builders.actor_of(world.caseworker)
    messages.write(caseworker, opened.ref, SECRET, "ne")
    with transaction():
        opened.case.move, opened.case.status = Party.MIGRANT, "waiting"
        opened.case.check_on = NOW.date() + timedelta(days=4)
    return give(world, opened)


def give(world: builders.World, opened: Opened) -> str:
    caseworker = builders.actor_of(world.caseworker)
    made = service.fresh_second(caseworker, opened.ref)
    service.give_second(caseworker, opened.ref, made)
    return made.plain


def tasks(case: Case) -> list[Task]:
    return list(db.session.scalars(sa.select(Task).where(Task.case_id == case.id)))


def kinds(case: Case) -> list[WarningKind]:
    query = sa.select(DoorWarning.kind).where(DoorWarning.case_id == case.id).order_by(DoorWarning.id)
    return list(db.session.scalars(query))


def shape(page: Page) -> list[tuple[str, str]]:
    """The elements and addresses of a page, without its words."""
    return [(element.tag, element.get("href") or "") for element in page.all("body")[0].iter()]


def test_the_second_code_opens_a_card_that_tells_nothing(client: Client, opened: Opened, code: str) -> None:
    text = open_card(client, opened, code).words()

    assert "You have arrived. We are still here for you." in text
    assert "Kathmandu centre" in text
    for told in ("It is your turn", "new message", "We look at it again", "Papers and answers you are here"):
        assert told not in text
    assert SECRET not in client.get("/en/case/messages").text


def test_both_cards_are_built_alike(client: Client, opened: Opened, code: str) -> None:
    with transaction():
        opened.case.move, opened.case.status, opened.case.check_on = Party.CASEWORKER, "open", None
        db.session.execute(sa.delete(Message))
    second = open_card(client, opened, code)
    client.submit("/en/case", {}, action="/exit")

    assert shape(second) == shape(open_card(client, opened))


def test_both_codes_take_the_same_work_and_are_answered_alike(
    client: Client, opened: Opened, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed, answers = count_hashes(monkeypatch), []
    for typed in (opened.code, code):
        form = client.get("/en/status").form_values("/en/status")
        answer = client.post("/en/status", {**form, "reference": opened.ref, "code": typed}, follow=False).response
        headers = [(name, re.sub("w=s[^;]+", "", value)) for name, value in answer.headers]
        answers.append((answer.status_code, answer.data, headers, len(client.http.get_cookie("w").value)))
        client.submit("/en/case", {}, action="/exit")

    assert answers[0] == answers[1]
    assert len(hashed) == 2


def test_refusals_are_alike_with_a_second_code_and_without(
    opened: Opened, world: builders.World, client: Client
) -> None:
    before = client.submit("/en/status", {"reference": opened.ref, "code": WRONG})
    give(world, opened)
    after = client.submit("/en/status", {"reference": opened.ref, "code": WRONG})

    assert (before.status, before.words()) == (after.status, after.words())


def test_whoever_came_by_it_may_do_nothing_on_the_case(opened: Opened, code: str) -> None:
    actor = Actor(role=Role.MIGRANT, case_id=opened.case.id, by_second_code=True)

    assert [one for one in Permission if may(actor, one, opened.case.subject)] == []
    with pytest.raises(NotAllowed):
        service.own_case(actor)


def test_pages_that_do_not_know_of_it_lead_back_to_the_card(
    app: Flask, client: Client, opened: Opened, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_card(client, opened, code)
    assert client.get("/en/case/photo", follow=False).status == 200
    monkeypatch.delattr(app.view_functions["migrant.send_document"], "is_harmless")

    answer = client.get("/en/case/photo", follow=False)

    assert (answer.status, answer.response.location) == (303, "/en/case")


def test_the_office_is_warned_once_of_each_opening(opened: Opened, code: str) -> None:
    assert service.warn_of_second_codes() == 0
    opens(opened.ref, code)

    assert service.warn_of_second_codes() == 1
    assert service.warn_of_second_codes() == 0
    (task,) = tasks(opened.case)
    assert "second code was used" in task.title
    assert (task.assignee_id, task.due_on) == (opened.case.caseworker_id, NOW.date())
    with clock.held_at(NOW + timedelta(hours=1)):
        opens(opened.ref, code)
        assert service.warn_of_second_codes() == 1
    assert kinds(opened.case) == [WarningKind.SECOND_OPENED] * 2
    assert len(tasks(opened.case)) == 1


def test_a_closed_case_is_warned_of_among_those_who_wait_for_an_answer(
    opened: Opened, code: str, world: builders.World
) -> None:
    casework.close(builders.actor_of(world.supervisor), opened.ref, Resolution.GOALS_MET, "Paid")
    opens(opened.ref, code)

    service.warn_of_second_codes()

    db.session.refresh(opened.case)
    assert opened.case.unanswered_since == NOW
    assert tasks(opened.case) == []


def test_opening_by_it_does_not_show_on_the_true_page(client: Client, opened: Opened, code: str) -> None:
    assert opens(opened.ref, code)

    assert "opened for the first time" in open_card(client, opened).words()


def test_what_is_written_there_is_kept_apart(client: Client, opened: Opened, code: str) -> None:
    open_card(client, opened, code)

    page = client.submit("/en/case/messages", {"text": "Everything is fine"})

    assert "We have your message" in page.words()
    assert "Everything is fine" in client.get("/en/case/messages").words()
    assert [message.text for message in messages.conversation(opened.case.id)] == [SECRET]
    assert kinds(opened.case) == [WarningKind.SECOND_WROTE]
    client.submit("/en/case", {}, action="/exit")
    open_card(client, opened)
    assert "Everything is fine" not in client.get("/en/case/messages").words()


@pytest.mark.parametrize("own", [True, False], ids=["second", "first"])
def test_neither_code_can_be_sent(client: Client, opened: Opened, code: str, own: bool) -> None:
    open_card(client, opened, code if own else opened.code)

    for typed in (code, opened.code):
        assert client.submit("/en/case/messages", {"text": f"It is {typed}"}).status == 422


def test_a_file_sent_there_is_kept_and_the_office_knows_where_from(client: Client, opened: Opened, code: str) -> None:
    open_card(client, opened, code)

    assert "We have your file" in send(client, samples.jpeg(), "a.jpg").words()
    assert len(documents.of_case(opened.case.id)) == 1
    assert kinds(opened.case) == [WarningKind.SECOND_SENT]


def test_what_is_chosen_there_changes_nothing_on_the_true_page(client: Client, opened: Opened, code: str) -> None:
    open_card(client, opened, code)

    page = client.submit("/en/case/shown", {"money": "y"})

    assert "Nothing is written down here yet." in page.words()
    assert client.get("/en/case/shown").form_values("/en/case/shown")["money"] == ["y"]
    assert service.shows_of(opened.case.id) == Shows()


def test_a_new_first_code_ends_the_second(opened: Opened, code: str, world: builders.World) -> None:
    caseworker = builders.actor_of(world.caseworker)
    casework.reissue_code(caseworker, opened.ref, casework.NewCode.fresh())

    assert not opens(opened.ref, code)
    assert not service.has_second(db.session.get(Case, opened.case.id))


def test_it_can_be_taken_back(opened: Opened, code: str, world: builders.World) -> None:
    service.take_back_second(builders.actor_of(world.caseworker), opened.ref)

    assert not opens(opened.ref, code)
    assert opens(opened.ref)


def test_there_is_no_second_code_without_a_first(opened: Opened, world: builders.World) -> None:
    caseworker = builders.actor_of(world.caseworker)
    made = service.fresh_second(caseworker, opened.ref)
    with transaction():
        opened.case.code_hash = None

    with pytest.raises(Refused):
        service.give_second(caseworker, opened.ref, made)
    with pytest.raises(Refused):
        service.fresh_second(caseworker, opened.ref)


def test_other_centres_can_give_no_second_code(opened: Opened, world: builders.World) -> None:
    with pytest.raises(NotFound):
        service.fresh_second(builders.actor_of(world.other_caseworker), opened.ref)


def test_the_slip_of_the_second_code_looks_like_the_first(client: Client, opened: Opened) -> None:
    client.sign_in("ana@origin.example")
    slips = []
    for path in ("code", "second-code"):
        address = f"/office/cases/{opened.ref[:3]}-{opened.ref[3:6]}-{opened.ref[6:]}/{path}"
        slips.append(client.submit(address, {}).text)

    first, second = (re.sub(r"\d{4} \d{4} \d{4} \d{4}|\d{4}", "", slip) for slip in slips)
    assert first == second
    assert slips[0] != slips[1]


@pytest.mark.parametrize("by_second", [False, True], ids=["first", "second"])
def test_that_was_not_me_ends_both_codes_and_every_visit(
    client: Client, opened: Opened, code: str, by_second: bool
) -> None:
    other = Session()
    service.open_status(other, opened.ref, opened.code, HERE)
    open_card(client, opened, code if by_second else opened.code)
    assert "also not you" in client.get("/en/case/not-me").words()

    page = client.submit("/en/case/not-me", {})

    assert "Your code has ended" in page.words()
    assert page.response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert db.session.scalars(sa.select(SessionRow)).all() == []
    assert client.get("/en/case").response.request.path == "/en/status"
    with clock.held_at(NOW + timedelta(minutes=15)):
        assert not opens(opened.ref)
        assert not opens(opened.ref, code)
    assert kinds(opened.case) == [WarningKind.CODE_VOIDED]
    assert "It was ended" in tasks(opened.case)[0].title
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.CASE_CHANGED))
    assert entries.all()[-1].detail == {"fields": ["code"]}


def test_the_case_page_says_what_happened_at_the_door(client: Client, opened: Opened, code: str) -> None:
    opens(opened.ref, code)
    service.warn_of_second_codes()
    client.sign_in("ana@origin.example")

    text = client.get(f"/office/cases/{opened.ref[:3]}-{opened.ref[3:6]}-{opened.ref[6:]}").words()

    assert "The page was opened with the second code" in text
    assert "Second code Given" in text


def test_neither_code_stands_anywhere_in_clear(opened: Opened, code: str) -> None:
    opens(opened.ref, code)
    service.warn_of_second_codes()

    page = db.session.get(OwnPage, opened.case.id)
    assert code not in page.second_hash
    assert page.second_hash == passwords.hash_like(opened.case.code_hash, vault.peppered(code))
